"""Fast symbols are the usual encoder's symbols, and what cannot be scanned is refused."""

from __future__ import annotations

import random
import re

import pytest
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import QRData

from printables import qr
from printables.errors import QrTooLong, QrTooSmall, WrongCodeLength
from printables.qr import QrEncoder

HOSTS = ("A.CN", "KIOSK.EXAMPLE", "SHEGONG.EXAMPLE.ORG", "WEEK2017.COMMUNITY.EXAMPLE.ORG.CN")
LENGTHS = (4, 7, 10, 11, 13, 26)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def usual_symbol(payload: str, version: int) -> list[list[bool]]:
    """The same symbol by qrcode's public interface alone."""
    level = constants.ERROR_CORRECT_H if len(payload) <= 35 else constants.ERROR_CORRECT_Q
    code = QRCode(version=version, error_correction=level, mask_pattern=qr.MASK, border=0)
    code.add_data(QRData(payload, mode=2), optimize=0)
    code.make(fit=False)
    return code.get_matrix()


def check_many(host: str, length: int, times: int) -> None:
    chosen = random.Random(f"{host}{length}")
    encoder = QrEncoder(f"HTTPS://{host}/F/", length)
    version = (encoder.size - 17) // 4
    for _ in range(times):
        code = "".join(chosen.choices(ALPHABET, k=length))
        assert encoder.encode(code).rows() == usual_symbol(encoder.prefix + code, version)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("host", HOSTS)
def test_fast_symbols_equal_the_usual_encoders(host: str, length: int) -> None:
    check_many(host, length, 12)


@pytest.mark.slow
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("host", HOSTS)
def test_seven_thousand_fast_symbols_equal_the_usual_encoders(host: str, length: int) -> None:
    check_many(host, length, 300)


def test_a_usual_address_gets_level_h_in_version_3() -> None:
    assert QrEncoder("HTTPS://KIOSK.EXAMPLE/F/", 10).size == 29


def test_an_address_outside_the_alphanumeric_alphabet_still_prints() -> None:
    encoder = QrEncoder("https://kiosk.example/f/", 10)
    assert encoder.encode("7K3QX9M2TD") == qr.encode("https://kiosk.example/f/7K3QX9M2TD")


@pytest.mark.parametrize("code", ["7K3QX9M2T", "7K3QX9M2TDD", "7k3qx9m2td", "7K3QX 9M2T", "７K3QX9M2TD"])
def test_a_code_of_another_length_or_alphabet_is_refused(code: str) -> None:
    with pytest.raises(WrongCodeLength) as refused:
        QrEncoder("HTTPS://KIOSK.EXAMPLE/F/", 10).encode(code)
    assert refused.value.params["code"] == code


@pytest.mark.parametrize(("modules", "size_mm"), [(29, 19.9), (45, 22.0)])
def test_a_code_too_small_to_scan_is_refused(modules: int, size_mm: float) -> None:
    with pytest.raises(QrTooSmall):
        qr.check_size(modules, size_mm)


def test_a_code_of_twenty_millimetres_is_allowed() -> None:
    qr.check_size(29, 20.0)


def test_an_address_no_symbol_can_hold_is_refused() -> None:
    with pytest.raises(QrTooLong):
        qr.encode("HTTPS://KIOSK.EXAMPLE/" + "A" * 4000)


def test_the_svg_draws_every_module_of_the_symbol() -> None:
    payload = "HTTPS://KIOSK.EXAMPLE/F/7K3QX9M2TD"
    drawing = qr.svg(payload, "<Flyer & code>")
    drawn = {
        (int(x) + step - 4, int(y) - 4)
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing)
        for step in range(int(width))
    }
    rows = qr.encode(payload).rows()
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert 'aria-label="&lt;Flyer &amp; code>"' in drawing
    assert "style" not in drawing
    assert len(drawing) < 4000
