"""Samples for those who come and those who help: slips, badges, registration sheets, feedback cards, the programme."""

from __future__ import annotations

from datetime import time

from printables.deletion_certificate import Deleted, DeletionCertificate
from printables.demo.show import MINUTES, PERFORMERS, SHOWS
from printables.demo.week import PREFIX, Event, sample_codes
from printables.document import Printable
from printables.feedback_card import FeedbackCards
from printables.programme import Act, Programme
from printables.registration_sheet import RegistrationSheet
from printables.service_proof import Service, ServiceProof
from printables.sign_in_slip import SignInSlip, SignInSlips
from printables.volunteer_badge import Badge, BadgeBack, VolunteerBadges
from printables.words import Words

ERASE_PREFIX = "HTTPS://KIOSK.EXAMPLE/E/"


def papers(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    return [
        *_slips(languages, event),
        ("volunteer-badges", _badges(languages, event)),
        ("registration-sheet", _registration(languages, event)),
        ("feedback-cards", FeedbackCards(languages, event.title, PREFIX, sample_codes("E", 4), event.date, mark="sample")),
        ("service-proof", _service_proof(languages, event)),
        ("deletion-certificate", _deletion_certificate(languages, event)),
        *((f"programme-{paper}", _programme(languages, paper)) for paper in ("A4", "A5")),
    ]


def _slips(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    codes = sample_codes("A", 7)
    made = tuple(SignInSlip(number, code, f"SAMPLE{number:020d}") for number, code in enumerate(codes, start=1))
    return [
        (
            f"sign-in-slips-{up}",
            SignInSlips(
                languages, event.title, PREFIX, ERASE_PREFIX, made, event.date, event.room, event.organiser, up=up, mark="sample"
            ),
        )
        for up in (4, 6)
    ]


def _registration(languages: tuple[str, ...], event: Event) -> RegistrationSheet:
    title = Words(languages)("registration.title")
    return RegistrationSheet(languages, title, PREFIX, sample_codes("C", 2), event.organiser, event.contact, mark="sample")


def _service_proof(languages: tuple[str, ...], event: Event) -> ServiceProof:
    services = tuple(Service(event.date, event.title, hours) for hours in ("2.5", "2", "1.5"))
    [code] = sample_codes("F", 1)
    return ServiceProof(
        languages, event.volunteers[0], "V01", event.organiser, services, "6", PREFIX, code, "kiosk.example", event.date, mark="sample"
    )


_DELETED = {
    "zh-Hant": ("所定的資料保存期限屆滿。", "簽到的姓名和電話", "已在資料庫、寫入日誌和檢索表中逐一查找，沒有留下。", "不包括紙本和最近 7 天的每日備份。"),
    "zh-Hans": ("所定的信息保存期限届满。", "签到的姓名和电话", "已在数据库、写入日志和检索表中逐一查找，没有留下。", "不包括纸本和最近 7 天的每日备份。"),
    "en": ("the retention period set for these data is over.", "names and numbers of those who signed in",
           "The database, its log and every search table were looked through: nothing is left.", "Paper and the daily backups of the last 7 days are not covered."),
}  # fmt: skip


def _deletion_certificate(languages: tuple[str, ...], event: Event) -> DeletionCertificate:
    ground, what, check, beyond = _DELETED[languages[0]]
    rows = (Deleted(what, event.title, "46"),)
    return DeletionCertificate(languages, "2017-003", event.organiser, event.date, ground, rows, "46", check, beyond, event.date)


def _programme(languages: tuple[str, ...], paper: str) -> Programme:
    show = SHOWS[languages[0]]
    acts = tuple(Act(*act, minutes, performers) for act, minutes, performers in zip(show.acts, MINUTES, PERFORMERS, strict=True))
    [code] = sample_codes("D", 1)
    return Programme(
        languages, show.title, acts, show.when, show.where, show.host, time(9, 30), PREFIX, code, paper=paper, mark="sample"
    )


def _badges(languages: tuple[str, ...], event: Event) -> VolunteerBadges:
    codes = sample_codes("B", len(event.volunteers))
    made = tuple(
        Badge(name, f"V{number:03d}", code, event.booths[number % 3])
        for number, (name, code) in enumerate(zip(event.volunteers, codes, strict=True), start=1)
    )
    back = BadgeBack(event.organiser, event.where, "0470-000 0000")
    return VolunteerBadges(languages, event.title, PREFIX, made, event.organiser, event.until, mark="sample", back=back)
