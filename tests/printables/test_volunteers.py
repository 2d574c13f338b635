"""What a volunteer wears and fills in: no phone and no ID number on a badge, a guardian's consent where one is needed."""

from __future__ import annotations

import pytest

from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid, ImpossibleLayout, PrintError, PrivateNumber, TextTooLong
from printables.registration_sheet import RegistrationSheet
from printables.volunteer_badge import Badge, VolunteerBadges
from tests.printables.reading import blank_characters, read_codes, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
BADGES = tuple(Badge(f"余大同{n}", f"V{n:03d}", f"7K3QX9M2{n:02d}", "發放一組") for n in range(1, 13))


def badges(**fields: object) -> VolunteerBadges:
    given: dict[str, object] = {"languages": ("zh-Hant",), "event": "街頭活動", "prefix": PREFIX, "badges": BADGES}
    return VolunteerBadges(**(given | fields))  # type: ignore[arg-type]


def test_ten_badges_share_a_sheet_each_with_its_own_code() -> None:
    first, second = read_codes(to_bytes(badges()))
    assert sorted(first) == [PREFIX + badge.code for badge in BADGES[:10]]
    assert sorted(second) == [PREFIX + badge.code for badge in BADGES[10:]]


def test_a_part_used_sheet_of_labels_is_filled_from_the_slot_that_is_free() -> None:
    assert [len(page) for page in read_codes(to_bytes(badges(first_slot=10)))] == [1, 10, 1]


def test_a_card_printer_gets_one_badge_a_page() -> None:
    assert [len(page) for page in read_codes(to_bytes(badges(up=1, badges=BADGES[:2])))] == [1, 1]


def test_a_badge_names_its_holder_number_and_team_and_how_long_it_holds() -> None:
    text = text_of(to_bytes(badges(badges=BADGES[:1], organiser="民政局", valid_until="3月24日 12:00")))
    for said in ("志願者證", "余大同1", "V001", "發放一組", "民政局", "有效至 3月24日 12:00"):
        assert said in text


@pytest.mark.parametrize("name", ["犇骉", "Alexandra Konstantinopoulos", "烏日娜·額爾德尼巴特爾", "<b>&amp;</b>"])
def test_rare_long_and_hostile_names_print_as_they_are_given(name: str) -> None:
    pdf = to_bytes(badges(badges=(Badge(name, "V001", "7K3QX9M201"),)))
    assert name.replace(" ", "") in text_of(pdf).replace("\r\n", "").replace(" ", "")
    assert blank_characters(pdf) == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"badges": ()}, FieldEmpty),
        ({"badges": (Badge("", "V001", "7K3QX9M201"),)}, FieldEmpty),
        ({"badges": (Badge("余大同", "", "7K3QX9M201"),)}, FieldEmpty),
        ({"badges": (Badge("余大同", "138-0000-0001", "7K3QX9M201"),)}, PrivateNumber),
        ({"badges": (Badge("余大同", "V001", "7K3QX9M201", "電話 0470-5620001"),)}, PrivateNumber),
        ({"up": 8}, ImpossibleLayout),
        ({"first_slot": 11}, FieldInvalid),
    ],
)
def test_a_badge_that_must_not_be_is_refused_when_it_is_described(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        badges(**fields)


def test_an_endless_name_is_refused_before_the_first_page() -> None:
    with pytest.raises(TextTooLong):
        to_bytes(badges(badges=(Badge("余" * 40, "V001", "7K3QX9M201"),)))


def registration(**fields: object) -> RegistrationSheet:
    given: dict[str, object] = {
        "languages": ("zh-Hant",),
        "title": "志願者登記表",
        "prefix": PREFIX,
        "codes": ("7K3QX9M2T0", "7K3QX9M2T1"),
    }
    return RegistrationSheet(**(given | fields))  # type: ignore[arg-type]


def test_every_registration_sheet_has_its_own_code_and_number() -> None:
    pdf = to_bytes(registration())
    assert read_codes(pdf) == [[PREFIX + "7K3QX9M2T0"], [PREFIX + "7K3QX9M2T1"]]
    assert "第 2 份" in text_of(pdf)


@pytest.mark.parametrize(
    ("language", "guardian", "asked_never"),
    [("zh-Hant", "監護人簽名", "性別"), ("zh-Hans", "监护人签名", "性别"), ("en", "Guardian signs", "Gender")],
)
def test_a_guardian_signs_and_only_an_age_band_is_asked(language: str, guardian: str, asked_never: str) -> None:
    text = text_of(to_bytes(registration(languages=(language,), retention_days=45, notice_version=3)))
    for said in (guardian, "14–17", "18–35", "45", "3"):
        assert said in text
    assert asked_never not in text


def test_an_office_s_own_skills_and_tasks_are_ticked_instead() -> None:
    text = text_of(to_bytes(registration(skills=("秧歌", "<i>剪紙</i>"), tasks=("擺攤",))))
    assert all(said in text for said in ("秧歌", "<i>剪紙</i>", "擺攤"))
    assert "醫護急救" not in text


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": ""}, FieldEmpty),
        ({"codes": ()}, FieldEmpty),
        ({"skills": ("秧歌",) * 13}, FieldInvalid),
        ({"tasks": ("擺攤",) * 7}, FieldInvalid),
        ({"notice_version": 0}, FieldInvalid),
    ],
)
def test_a_registration_sheet_that_cannot_be_is_refused(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        registration(**fields)


def test_a_notice_that_has_no_room_is_refused_before_the_first_page() -> None:
    with pytest.raises(TextTooLong) as refused:
        to_bytes(registration(notice="請勿填寫身份證號。" * 200))
    assert refused.value.params["field"] == "notice"
