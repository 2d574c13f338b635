"""Sample printables of the reference week's street event; every code is invented and every sheet says SAMPLE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printables.booth_sign import BoothSign, BoothSigns
from printables.bundle_slip import Bundle, BundleSlips
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import Printable
from printables.flyer import Flyer
from printables.pairing_card import PairingCard, PairingCards
from printables.sign_in_sheet import SignInSheet
from printables.tally_sheet import TallySheet

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
PAIR_PREFIX = "HTTPS://KIOSK.EXAMPLE/P/"
LANGUAGES = (("zh-Hant",), ("zh-Hans",), ("en",), ("zh-Hant", "en"))


@dataclass(frozen=True)
class _Event:
    title: str
    organiser: str
    headline: str
    lines: tuple[str, ...]
    when: str
    where: str
    contact: str
    date: str
    booths: tuple[str, str, str]
    leaflet: str
    trifold: str
    until: str
    room: str


TRADITIONAL = _Event(
    title="社會工作宣傳週街頭活動",
    organiser="鄂倫春自治旗民政局",
    headline="社工讓社區更美好",
    lines=(
        "社工是什麼？能幫您做什麼？",
        "歡迎到攤位了解社會救助、志願服務、養老助殘等政策，社工現場解答，資料免費取閱。",
    ),
    when="3月24日（星期五）09:00–11:30",
    where="康寧社區門口、市場路口、廣場",
    contact="活動當天到任一攤位詢問，工作人員當面為您登記",
    date="2017年3月24日（星期五）",
    booths=("社區門口", "市場路口", "廣場"),
    leaflet="A5 單張：什麼是社工",
    trifold="三折頁：社會救助政策",
    until="3月24日 12:00",
    room="康寧社區活動教室",
)
SIMPLIFIED = _Event(
    title="社会工作宣传周街头活动",
    organiser="鄂伦春自治旗民政局",
    headline="社工让社区更美好",
    lines=(
        "社工是什么？能帮您做什么？",
        "欢迎到摊位了解社会救助、志愿服务、养老助残等政策，社工现场解答，资料免费取阅。",
    ),
    when="3月24日（星期五）09:00–11:30",
    where="康宁社区门口、市场路口、广场",
    contact="活动当天到任一摊位询问，工作人员当面为您登记",
    date="2017年3月24日（星期五）",
    booths=("社区门口", "市场路口", "广场"),
    leaflet="A5 单张：什么是社工",
    trifold="三折页：社会救助政策",
    until="3月24日 12:00",
    room="康宁社区活动教室",
)
ENGLISH = _Event(
    title="Social Work Week: street event",
    organiser="Oroqen Banner Civil Affairs Bureau",
    headline="Social workers make communities better",
    lines=(
        "What is a social worker, and what can one do for you?",
        "Ask at a booth about social assistance, volunteering, and care for older or disabled people. Leaflets are free.",
    ),
    when="Friday 24 March, 09:00–11:30",
    where="Kangning Community: gate, market corner, square",
    contact="Ask at any booth on the day: the staff will sign you in.",
    date="Friday 24 March 2017",
    booths=("Community gate", "Market corner", "Square"),
    leaflet="A5 leaflet: what is social work?",
    trifold="Tri-fold: social assistance policy",
    until="24 March, 12:00",
    room="Kangning Community, activity room",
)
EVENTS = {"zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED, "en": ENGLISH}


def sample_codes(kind: str, count: int) -> tuple[str, ...]:
    """Codes of the right shape whose check character is not computed: no kiosk would accept them."""
    return tuple(f"{kind}AMPLE{number:04d}" for number in range(1, count + 1))


def samples() -> Iterator[tuple[str, Printable]]:
    """(file name without ending, printable) for every printable, language and size."""
    for languages in LANGUAGES:
        suffix = "+".join(languages)
        event = EVENTS[languages[0]]
        for paper in ("A4", "A5", "A6"):
            yield f"flyer-{paper}-{suffix}", _flyer(languages, event, paper)
        for name, printable in _sheets(languages, event) + _cards(languages, event):
            yield f"{name}-{suffix}", printable


def _flyer(languages: tuple[str, ...], event: _Event, paper: str) -> Flyer:
    return Flyer(
        languages,
        event.headline,
        PREFIX,
        sample_codes("S", 4),
        lines=event.lines,
        when=event.when,
        where=event.where,
        contact=event.contact,
        organiser=event.organiser,
        paper=paper,
        mark="sample",
    )


def _sheets(languages: tuple[str, ...], event: _Event) -> list[tuple[str, Printable]]:
    sign_in = SignInSheet(
        languages, event.title, PREFIX, sample_codes("T", 2), event.date, event.room, event.organiser, mark="sample"
    )
    tally = TallySheet(
        languages,
        event.title,
        PREFIX,
        sample_codes("U", 1),
        hours=("09–10", "10–11", "11–11:30"),
        items=(event.leaflet, event.trifold),
        booth=f"B2 {event.booths[1]}",
        date=event.date,
        place=event.booths[1],
        mark="sample",
    )
    rows = (
        DistributionRow("B-A5", event.leaflet, "1,500", "500", f"B1 {event.booths[0]}", "476", "17", "4", "3"),
        DistributionRow("B-TRI", event.trifold, "800", "300", f"B1 {event.booths[0]}", "266", "31", "2", "1"),
        DistributionRow("B-A5", event.leaflet, "", "500", f"B2 {event.booths[1]}", "464", "29", "4", "3"),
    )
    record = DistributionRecord(
        languages,
        event.title,
        PREFIX,
        sample_codes("V", 1),
        rows,
        event.title,
        event.date,
        event.organiser,
        mark="sample",
    )
    return [("sign-in-sheet", sign_in), ("tally-sheet", tally), ("distribution-record", record)]


def _cards(languages: tuple[str, ...], event: _Event) -> list[tuple[str, Printable]]:
    codes = sample_codes("W", 4)
    bundles = tuple(Bundle(n, code, 50, n * 50 - 49, n * 50) for n, code in enumerate(codes, start=1))
    slips = BundleSlips(languages, "B-A5-01", event.leaflet, PREFIX, bundles, event.title, total=30, mark="sample")
    tokens = [f"SAMPLE{number:020d}" for number in range(1, 5)]
    cards = PairingCards(
        languages,
        event.title,
        f"B2 {event.booths[1]}",
        event.until,
        PAIR_PREFIX,
        tuple(PairingCard(token) for token in tokens),
        mark="sample",
    )
    printables: list[tuple[str, Printable]] = [("bundle-slips", slips), ("pairing-cards", cards)]
    for paper in ("A4", "A5"):
        printables.append((f"booth-signs-{paper}", _signs(languages, event, paper)))
    return printables


def _signs(languages: tuple[str, ...], event: _Event, paper: str) -> BoothSigns:
    public, staff = sample_codes("X", 3), sample_codes("Y", 3)
    signs = tuple(BoothSign(f"B{n}", name, public[n - 1], staff[n - 1]) for n, name in enumerate(event.booths, start=1))
    return BoothSigns(languages, event.title, PREFIX, signs, event.when, event.organiser, paper=paper, mark="sample")
