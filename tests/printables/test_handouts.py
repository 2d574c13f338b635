"""Slips and cards for the hand: numbers instead of names, writing that folds away, pictures that a volunteer follows."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from printables.document import Printable, to_bytes
from printables.errors import FieldEmpty, FieldInvalid, ImpossibleLayout, PrintError, TextTooLong, WrongCodeLength
from printables.group_card import MOST_DELEGATES, GroupCard, GroupCards
from printables.numbered_slip import FOLD, TEAR, NumberedSlip
from printables.page import POINTS_PER_MM
from printables.pocket_card import PocketCards
from printables.referral_slip import MOST_TOPICS, ReferralSlips
from printables.tip_slip import TipSlips
from printables.wish_card import WishCards
from printables.words import LANGUAGES, words_of
from tests.printables.reading import blank_characters, read_codes, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODES = tuple(f"7K3QX9M2T{number}" for number in range(10))
SLIPS = (NumberedSlip("T-001", CODES[0]), NumberedSlip("T-002", CODES[1]))
CHOIR = GroupCard("合唱隊", CODES[0], 24, "《社區一家人》", "第 4 個節目", "余文德")
MARKUP = '<img src="/etc/passwd"> & <b>'
CATALOGUES = Path(__file__).parents[2] / "kiosk" / "translations"


def tips(**fields: object) -> TipSlips:
    given: dict[str, object] = {"languages": ("zh-Hant",), "event": "街頭活動", "prefix": PREFIX, "slips": SLIPS}
    return TipSlips(**(given | fields))  # type: ignore[arg-type]


def referrals(**fields: object) -> ReferralSlips:
    given: dict[str, object] = {"languages": ("zh-Hant",), "event": "街頭活動", "prefix": PREFIX, "slips": SLIPS}
    return ReferralSlips(**(given | fields))  # type: ignore[arg-type]


def groups(*cards: GroupCard, **fields: object) -> GroupCards:
    return GroupCards(("zh-Hant",), "街頭活動", PREFIX, cards, **fields)  # type: ignore[arg-type]


def text_between(pdf: bytes, top: float, bottom: float) -> str:
    """The text of the first page's first copy between two heights in mm from the sheet's top."""
    page = pdfium.PdfDocument(pdf)[0]
    width, height = page.get_size()
    box = (0, height - bottom * POINTS_PER_MM, width / 2, height - top * POINTS_PER_MM)
    return str(page.get_textpage().get_text_bounded(*box))


@pytest.mark.parametrize("make", [tips, referrals])
def test_a_stub_carries_the_number_and_nothing_to_scan_or_key_in(make: type[TipSlips]) -> None:
    pdf = to_bytes(make(contact="社區工作站 0470-000 0000"))
    assert read_codes(pdf) == [[PREFIX + CODES[0], PREFIX + CODES[1]]]
    stub = text_between(pdf, TEAR, 210)
    assert "T-001" in stub
    assert "0470-000 0000" in stub
    assert CODES[0][:5] not in stub


@pytest.mark.parametrize("make", [tips, referrals])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_half_that_is_folded_over_covers_all_that_is_written(make: type[TipSlips], language: str) -> None:
    assert FOLD * 2 == TEAR
    pdf = to_bytes(make(languages=(language,)))
    section = "tip" if make is tips else "referral"
    words = words_of(language)
    lower = text_between(pdf, FOLD, TEAR)
    assert words[f"{section}.what"] in lower
    assert words[f"{section}.warning"] in lower
    assert blank_characters(pdf) == []


@pytest.mark.parametrize(
    ("slips", "refusal"),
    [
        ((), FieldEmpty),
        ((NumberedSlip(" ", CODES[0]),), FieldEmpty),
        ((NumberedSlip("13800000001", CODES[0]),), FieldInvalid),
        ((NumberedSlip("T-001", CODES[0]), NumberedSlip("T-002", "7K3")), FieldInvalid),
    ],
)
def test_a_number_as_long_as_a_telephone_number_is_refused(slips: tuple[NumberedSlip, ...], refusal: type[PrintError]) -> None:
    for make in (tips, referrals):
        with pytest.raises(refusal):
            make(slips=slips)


def test_a_code_that_is_none_is_refused_before_anything_is_drawn() -> None:
    for printable in (tips(slips=(NumberedSlip("T-001", "7k3qx9m2t0"),)), WishCards(("en",), PREFIX, ("7k3qx9m2t0",))):
        with pytest.raises(WrongCodeLength):
            to_bytes(printable)


def test_topics_as_long_as_english_ones_still_stand_on_the_slip() -> None:
    topics = ("living allowance", "emergency relief", "volunteering", "social work licence", "care for older and disabled people")
    for more in ((), ("help with housing and moving home", "legal aid", "other")):
        text = " ".join(text_of(to_bytes(referrals(languages=("en",), topics=topics + more))).split())
        assert all(word in text for topic in topics + more for word in topic.split())


def test_a_referral_names_where_it_goes_and_offers_topics_to_tick() -> None:
    topics = tuple(f"事項{number}" for number in range(MOST_TOPICS))
    text = text_of(to_bytes(referrals(topics=topics, agency="旗民政局救助站")))
    assert all(topic in text for topic in topics)
    # on the slip and on the stub, of two slips
    assert text.count("旗民政局救助站") == 4
    with pytest.raises(FieldInvalid):
        referrals(topics=(*topics, "又一項"))


@pytest.mark.parametrize("languages", [("zh-Hant",), ("zh-Hans",), ("en",), ("zh-Hant", "en")])
@pytest.mark.parametrize(("paper", "up"), [("A7", 8), ("A6", 4)])
def test_a_wish_card_has_four_kinds_and_asks_for_no_number(languages: tuple[str, ...], paper: str, up: int) -> None:
    pdf = to_bytes(WishCards(languages, PREFIX, CODES[:up], paper=paper, mark="local"))
    assert read_codes(pdf) == [[PREFIX + code for code in CODES[:up]]]
    text, words = text_of(pdf), words_of(languages[0])
    for key in ("message", "hope", "improvement", "wish", "warning"):
        assert text.count(words[f"wish.{key}"]) >= up


def test_wish_cards_run_over_to_the_next_sheet_and_refuse_other_layouts() -> None:
    assert [len(page) for page in read_codes(to_bytes(WishCards(("en",), PREFIX, CODES)))] == [8, 2]
    with pytest.raises(FieldInvalid):
        WishCards(("en",), PREFIX, CODES, paper="A5")
    with pytest.raises(ImpossibleLayout):
        WishCards(("en",), PREFIX, CODES, up=3)
    with pytest.raises(FieldEmpty):
        WishCards(("en",), PREFIX, ())


def test_a_group_card_has_a_box_for_each_delegate() -> None:
    pdf = to_bytes(groups(CHOIR))
    assert read_codes(pdf) == [[PREFIX + CHOIR.code]]
    lines = text_of(pdf).split()
    assert "24" in lines
    assert "25" not in lines
    assert "到場請掃此碼" in lines


@pytest.mark.parametrize("delegates", [0, -1, MOST_DELEGATES + 1])
def test_a_number_of_delegates_that_has_no_room_is_refused(delegates: int) -> None:
    with pytest.raises(FieldInvalid):
        GroupCard("合唱隊", CODES[0], delegates)


def test_a_group_without_a_name_and_one_with_an_endless_name_are_refused() -> None:
    with pytest.raises(FieldEmpty):
        GroupCard("", CODES[0], 1)
    with pytest.raises(TextTooLong):
        to_bytes(groups(GroupCard("隊" * 60, CODES[0], 1)))


@pytest.mark.parametrize("languages", [("zh-Hant",), ("zh-Hans",), ("en",), ("zh-Hant", "en")])
def test_a_folded_pocket_card_has_advice_left_and_pictures_right(languages: tuple[str, ...]) -> None:
    pdf = to_bytes(PocketCards(languages, "余文德", "138 0000 0001", "街頭活動"))
    assert read_codes(pdf) == [[]]
    page = pdfium.PdfDocument(pdf)[0]
    assert [round(side / POINTS_PER_MM) for side in page.get_size()] == [297, 210]
    width = 297 / 4 * POINTS_PER_MM
    advice = page.get_textpage().get_text_bounded(0, 0, width, 1000)
    pictures = page.get_textpage().get_text_bounded(width, 0, width * 2, 1000)
    assert advice.count("138 0000 0001") == 2
    assert "138" not in pictures
    assert "438" in pictures
    assert blank_characters(pdf) == []


def test_pocket_cards_on_both_sides_are_turned_over_the_short_edge() -> None:
    pdf = to_bytes(PocketCards(("en",), "Yu Wende", "138 0000 0001", layout="duplex", copies=16))
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]
    assert [page.count("138 0000 0001") for page in pages] == [0, 8, 0, 8]
    assert b"/DuplexFlipShortEdge" in pdf


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"layout": "roll"}, FieldInvalid),
        ({"copies": 0}, FieldInvalid),
    ],
)
def test_a_pocket_card_that_helps_nobody_is_refused(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        PocketCards(**({"languages": ("en",), "contact": "Yu", "phone": "138"} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_name_the_phones_buttons_as_the_phone_does(language: str) -> None:
    acts = tomllib.loads((CATALOGUES / language / "phone.toml").read_text(encoding="utf-8"))["act"]
    words = words_of(language)
    assert acts["scan"] in words["pocket.step1"]
    for case in ("run_out", "wrong_booth"):
        assert acts["more"] in words[f"emergency.{case}_do"]
        assert acts[case] in words[f"emergency.{case}_do"]


def test_hostile_text_on_a_card_is_printed_as_it_is() -> None:
    printables: tuple[Printable, ...] = (
        tips(contact=MARKUP),
        referrals(contact=MARKUP, topics=("<b>&",)),
        WishCards(("zh-Hant",), PREFIX, CODES, MARKUP),
        groups(GroupCard("合唱隊", CODES[0], 3, act=MARKUP)),
        PocketCards(("zh-Hant",), "余", "138", MARKUP),
    )
    for printable in printables:
        pdf = to_bytes(printable)
        assert MARKUP in text_of(pdf)
        assert b"/Subtype /Image" not in pdf
