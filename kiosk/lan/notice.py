"""What the terminal shows while phones are served on a local network: two QR codes side by side, and what to know."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from kiosk.lan.serving import Lan, last_day
from kiosk.languages import say_date, say_list, text

_GAP = "    "


def draw_codes(lan: Lan) -> Iterator[str]:
    """Yield the lines of both codes, the certificate's on the left: light on dark, as terminals are, with a quiet zone."""
    pair = [_draw(address.upper()) for address in (lan.install_url, lan.open_url)]
    width = len(pair[0][0])
    yield from (f"{left:{width}}{_GAP}{right}" for left, right in zip_longest(*pair, fillvalue=""))


def describe(lan: Lan, language: str, zone: str) -> Iterator[str]:
    """Yield the lines that stand under the codes."""

    def say(key: str, /, **values: object) -> str:
        return text(language, f"lan.command.{key}", **values)

    yield f"{say('install')}  {lan.install_url}"
    yield f"{say('open')}  {lan.open_url}"
    yield ""
    yield say("new" if lan.is_new else "kept", label=lan.authority.label)
    yield say("until", ends=say_date(language, last_day(lan.authority.ends, zone)), fingerprint=lan.authority.fingerprint)
    if lan.moved_from:
        yield say("moved", before=lan.moved_from, now=lan.address)
    if others := [str(address) for address in lan.names.addresses[1:]]:
        yield say("others", others=say_list(language, others), address=lan.address)
    yield say("advice")


def _draw(payload: str) -> list[str]:
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(payload)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue().splitlines()
