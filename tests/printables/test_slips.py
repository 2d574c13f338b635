"""Sign-in slips: one person on each, a stub whose code erases its holder, and nothing that an office must not ask."""

from __future__ import annotations

import pytest

from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid, MissingGlyphs, PrintError, TextTooLong, WrongCodeLength
from printables.sign_in_slip import SignInSlip, SignInSlips
from tests.printables.reading import read_codes, text_of

PREFIX, ERASE = "HTTPS://KIOSK.EXAMPLE/F/", "HTTPS://KIOSK.EXAMPLE/E/"
SLIPS = tuple(SignInSlip(n, f"7K3QX9M2T{n}", f"0123456789ABCDEFGHJKMNPQR{n}") for n in range(1, 8))


def make(**fields: object) -> SignInSlips:
    given: dict[str, object] = {
        "languages": ("zh-Hant",),
        "title": "講座",
        "prefix": PREFIX,
        "erase_prefix": ERASE,
        "slips": SLIPS,
    }
    return SignInSlips(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("up", [4, 6])
def test_each_slip_carries_the_office_s_code_and_on_its_stub_the_person_s(up: int) -> None:
    pages = read_codes(to_bytes(make(up=up)))
    assert [len(page) for page in pages] == [2 * up, 2 * (7 - up)]
    assert sorted(text for page in pages for text in page) == sorted(
        [PREFIX + slip.code for slip in SLIPS] + [ERASE + slip.erase_code for slip in SLIPS]
    )


def test_slip_and_stub_bear_the_same_number_and_the_erase_code_in_letters() -> None:
    text = text_of(to_bytes(make(slips=SLIPS[:1])))
    assert text.count("001") == 2
    assert "01234 56789 ABCD EFGH JKMN PQR1" in text


def test_a_slip_asks_only_what_a_sign_in_sheet_may() -> None:
    text = text_of(to_bytes(make(fields=("name", "age_band"))))
    assert "年齡段" in text
    assert "簽名" not in text
    with pytest.raises(FieldInvalid):
        make(fields=("name", "identity_number"))
    with pytest.raises(FieldInvalid):
        make(fields=("name", "phone4", "time", "signature"))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_notice_says_how_long_names_are_kept(language: str) -> None:
    assert "45" in text_of(to_bytes(make(languages=(language,), retention_days=45)))


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": " "}, FieldEmpty),
        ({"slips": ()}, FieldEmpty),
        ({"erase_prefix": ""}, FieldEmpty),
        ({"up": 5}, FieldInvalid),
        ({"slips": (*SLIPS, SignInSlip(8, "7K3QX9M2T8", "0123"))}, FieldInvalid),
    ],
)
def test_slips_that_cannot_be_are_refused_when_they_are_described(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        make(**fields)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": "社會工作宣傳" * 20}, TextTooLong),
        ({"notice": "請注意。" * 200}, TextTooLong),
        ({"title": "講座\u202e"}, MissingGlyphs),
        ({"slips": (SignInSlip(1, "7k3qx9m2t1", SLIPS[0].erase_code),)}, WrongCodeLength),
    ],
)
def test_slips_that_cannot_be_set_are_refused_before_the_first_page(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        to_bytes(make(**fields))


def test_markup_in_a_title_prints_as_it_is_typed() -> None:
    pdf = to_bytes(make(title="<b>A&B</b>", up=4))
    assert text_of(pdf).replace("\r\n", "").count("<b>A&B</b>") == 14


def test_a_slip_s_secret_is_not_shown_in_a_log() -> None:
    assert SLIPS[0].erase_code not in repr(SLIPS[0])
    assert SLIPS[0].erase_code not in repr(make())
    with pytest.raises(FieldInvalid):
        SignInSlip(0, "7K3QX9M2T1", SLIPS[0].erase_code)
