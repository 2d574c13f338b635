"""Pictures that people send: looked at, made anew from their pixels alone, small enough to keep; and looks made whole for paper."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kiosk.errors import InvalidFields
from kiosk.looks import MOST_BYTES, picture_content
from kiosk.prints.folder import prints_folder
from kiosk.records import Problem
from printables.colours import PALETTES, palette_of
from printables.errors import ContrastTooLow, PrintError
from printables.look import DESIGNS, Look
from printables.photos import FOCUSES, read_logo, read_photo, to_jpeg, to_png

__all__ = ["DESIGNS", "FOCUSES", "PALETTES", "ContrastTooLow"]

LONGEST_LOGO_PIXELS = 1200
MOST_UPLOAD = 20 << 20
HELD_MEDIA = "image/jpeg"
_HELD = re.compile("[0-9a-f]{64}")
_SMALLER = ((3600, 92), (3600, 86), (3600, 76), (2700, 76), (2000, 70), (1500, 60))
"""(longest side in pixels, JPEG quality), tried in turn until the picture is small enough; 3,600 pixels are an A4 sheet at 300 dpi.
Even noise passes at the last."""


def make_picture(data: bytes) -> tuple[bytes, str]:
    """Return a sent picture as it is kept, with its media type; InvalidFields where it is none."""
    image = _read(lambda: read_photo("picture", data).image)
    for longest, quality in _SMALLER:
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        content = to_jpeg(image, quality)
        if len(content) <= MOST_BYTES:
            break
    return content, HELD_MEDIA


def problem_of_colour(accent: str) -> dict[str, Problem]:
    """Return what keeps an own colour from being printed, {} for one that is good, or ''."""
    try:
        palette_of("cinnabar", accent)
    except PrintError as error:
        return {"accent": (f"printing.cannot.{error.reason}", error.params)}
    return {}


def hold_picture(instance: Path, content: bytes) -> str:
    """Keep a made picture for a day beside the PDFs, until its form is sent again, and return its name."""
    name = hashlib.sha256(content).hexdigest()
    path = prints_folder(instance) / f"{name}.held"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return name


def held_picture(instance: Path, name: str) -> bytes:
    """Return a picture that is held; b'' for one that is not, or not any more."""
    path = prints_folder(instance) / f"{name}.held"
    return path.read_bytes() if _HELD.fullmatch(name) and path.is_file() else b""


def make_logo(data: bytes) -> tuple[bytes, str]:
    """Return a sent logo as it is kept, its transparency with it; InvalidFields where it is no picture."""
    image = _read(lambda: read_logo("logo", data).image)
    longest = LONGEST_LOGO_PIXELS
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    content = to_png(image)
    while len(content) > MOST_BYTES:
        longest = longest * 3 // 4
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        content = to_png(image)
    return content, "image/png"


def _read(read: Callable[[], Image.Image]) -> Image.Image:
    try:
        return read()
    except PrintError as error:
        raise InvalidFields({str(error.params["field"]): (f"printing.cannot.{error.reason}", error.params)}) from error


def whole_look(connection: sqlite3.Connection, says: dict[str, str]) -> Look:
    """Return the look that a run says, with the pictures themselves; NotFound, PrintError."""
    picture, logo = (picture_content(connection, says[name])[0] if says[name] else b"" for name in ("picture", "logo"))
    return Look(says["design"], says["palette"], says["accent"], picture, says["focus"], logo)
