"""Bundle slips, booth signs and pairing cards: who may scan what, and what a lost card gives away."""

from __future__ import annotations

import pytest

from printables.booth_sign import BoothSign, BoothSigns
from printables.bundle_slip import Bundle, BundleSlips
from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid, TextTooLong
from printables.pairing_card import PairingCard, PairingCards
from tests.printables.reading import read_codes, read_with_zxing, render, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
PAIR = "HTTPS://KIOSK.EXAMPLE/P/"
BUNDLES = tuple(Bundle(n, f"7K3QX9M2T{n}", 50, n * 50 - 49, n * 50) for n in range(1, 6))
SIGN = BoothSign("B1", "社區門口", "7K3QX9M2T1", "7K3QX9M2T2")


def test_each_bundle_has_a_slip_with_its_serials() -> None:
    pdf = to_bytes(BundleSlips(("zh-Hant",), "B-A5-01", "A5 單張", PREFIX, BUNDLES, total=30))
    assert read_codes(pdf) == [[PREFIX + b.code for b in BUNDLES[:4]], [PREFIX + BUNDLES[4].code]]
    text = text_of(pdf)
    assert "第 5 捆，共 30 捆" in text
    assert "201–250" in text
    assert "工作人員專用碼" in text


@pytest.mark.parametrize(("first", "last", "quantity"), [(50, 1, 50), (1, 50, 0)])
def test_a_bundle_that_cannot_be_is_refused(first: int, last: int, quantity: int) -> None:
    with pytest.raises(FieldInvalid):
        Bundle(1, "7K3QX9M2T1", quantity, first, last)


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("languages", [("zh-Hant",), ("zh-Hans",), ("en",), ("zh-Hant", "en")])
def test_visitors_and_staff_have_two_codes_of_different_size(paper: str, languages: tuple[str, ...]) -> None:
    pdf = to_bytes(BoothSigns(languages, "街頭活動", PREFIX, (SIGN,), paper=paper))
    widths = {text[-10:]: box[2] - box[0] for text, box in read_with_zxing(render(pdf)[0])}
    assert widths[SIGN.public_code] > 1.6 * widths[SIGN.staff_code]


def test_a_booth_name_of_two_lines_fits_and_an_endless_one_is_refused() -> None:
    name = "Market corner by the old bus station"
    pdf = to_bytes(BoothSigns(("en",), "Street event", PREFIX, (BoothSign("B12", name, *["7K3QX9M2T1"] * 2),)))
    assert name in text_of(pdf).replace("\r\n", " ")
    with pytest.raises(TextTooLong):
        to_bytes(BoothSigns(("en",), "Street", PREFIX, (BoothSign("B1", name * 5, *["7K3QX9M2T1"] * 2),)))


def test_a_booth_without_a_name_is_refused() -> None:
    with pytest.raises(FieldEmpty):
        BoothSigns(("en",), "Street", PREFIX, (BoothSign("B1", "", "7K3QX9M2T1", "7K3QX9M2T2"),))


def test_a_pairing_card_shows_its_code_once_and_never_in_figures() -> None:
    cards = (PairingCard("0123456789ABCDEFGHJKMNPQRS", "余大同"), PairingCard("0123456789ABCDEFGHJKMNPQRT"))
    pdf = to_bytes(PairingCards(("zh-Hant",), "街頭活動", "B2 市場路口", "3月24日 12:00", PAIR, cards))
    assert read_codes(pdf) == [[PAIR + card.token for card in cards]]
    text = text_of(pdf)
    assert "01234" not in text
    assert "余大同" in text
    assert "3月24日 12:00" in text
    assert "0123456789ABCDEFGHJKMNPQRS" not in repr(cards)
