"""Chinese and Latin type that is always embedded: which face draws which character, and which characters none can."""

from __future__ import annotations

import importlib.util
import mmap
import re
import unicodedata
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from printables.errors import FontsMissing, MissingGlyphs

PACKAGE = "pretix_fontpackfree"
# The scripts' native shapes differ (直, 骨, ，): traditional text takes the TC face, simplified and English text SC.
FACE_OF_LANGUAGE = {"zh-Hans": "SC", "zh-Hant": "TC", "en": "SC"}
OTHER_FACE = {"SC": "TC", "TC": "SC"}
LARGE = 1 << 20
_BEYOND_BMP = re.compile("<([0-9A-F]{5})>")
# reportlab reads glyphs through one position per face: two documents may be drawn at once, not saved at once.
saving = Lock()
_loading = Lock()
_loaded: dict[str, TTFont] = {}


class _Window:
    """Part of a mapped file that is sliced again before anything is read."""

    def __init__(self, file: mmap.mmap, start: int) -> None:
        self._file = file
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._file[self._start + part.start : self._start + part.stop]


class _LazyMap(mmap.mmap):
    """Answers a slice of megabytes (the table of all glyphs) with a window: only the glyphs used are ever read."""

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and key.stop - key.start > LARGE:
            return _Window(self, key.start)
        return super().__getitem__(key)


class _MappedFile:
    """Hands reportlab a memory map where it would read the whole file: two faces cost 16 MB instead of 45."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        with path.open("rb") as file:
            self._map = _LazyMap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def read(self) -> mmap.mmap:
        return self._map


class _Font(TTFont):
    """A face whose rare characters can also be searched and copied.

    reportlab writes the text value of a character beyond U+FFFF as five digits, which readers cut to four; PDF wants
    UTF-16 there.
    """

    def addObjects(self, doc: Any) -> None:  # reportlab's name
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _BEYOND_BMP.sub(_utf16, stream.content)


def _utf16(value: re.Match[str]) -> str:
    return f"<{chr(int(value[1], 16)).encode('utf-16-be').hex().upper()}>"


def font_name(face: str, bold: bool) -> str:
    return f"NotoSans{face}-{'Bold' if bold else 'Regular'}"


def _font_path(face: str, bold: bool) -> Path:
    # find_spec, not import: the package's own module wants a web framework that is not needed here
    pattern = f"Noto-Sans-{face}_*_{'bold' if bold else 'regular'}.ttf"
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted((Path(folder) / "static" / PACKAGE).glob(pattern)):
            return path
    raise FontsMissing(file=pattern)


def load(face: str, bold: bool) -> TTFont:
    """Register a face on its first use: 0.06 s and 8 MB each, so not before."""
    name = font_name(face, bold)
    if name not in _loaded:
        with _loading:
            if name not in _loaded:
                font = _Font(name, cast("str", _MappedFile(_font_path(face, bold))))
                pdfmetrics.registerFont(font)
                _loaded[name] = font
    return _loaded[name]


class Typeface:
    """The type of one document: a face native to its language, and the other Chinese face for what that one lacks."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        chinese = [language for language in languages if language.startswith("zh")]
        self.face = FACE_OF_LANGUAGE[chinese[0] if chinese else languages[0]]

    def _font_for(self, character: str, bold: bool) -> str | None:
        for face in (self.face, OTHER_FACE[self.face]):
            if ord(character) in load(face, bold).face.charToGlyph:
                return font_name(face, bold)
        return None

    def _is_blank(self, character: str) -> bool:
        return unicodedata.category(character)[0] == "C" or self._font_for(character, False) is None

    def check(self, text: str) -> None:
        """Raises MissingGlyphs listing every character that would print as a blank (control characters too)."""
        missing = {c for c in text if self._is_blank(c)}
        if missing:
            listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(missing))
            raise MissingGlyphs(characters=listed)

    def shown(self, text: str) -> str:
        """The text with □ for every character that would print as a blank."""
        return "".join("□" if self._is_blank(c) else c for c in text)

    def runs(self, text: str, bold: bool = False) -> list[tuple[str, str]]:
        """(registered font name, text) pieces in order. Raises MissingGlyphs."""
        native = font_name(self.face, bold)
        glyphs = load(self.face, bold).face.charToGlyph
        if all(ord(c) in glyphs for c in text):
            return [(native, text)]
        self.check(text)
        pieces = groupby(text, key=lambda c: self._font_for(c, bold) or native)
        return [(name, "".join(characters)) for name, characters in pieces]

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Width in points at `size` points."""
        return sum(float(pdfmetrics.stringWidth(part, name, size)) for name, part in self.runs(text, bold))
