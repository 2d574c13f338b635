"""Lines of Chinese and Latin text: where a line may break, and the largest size at which a text fits its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from printables.breaking import clusters
from printables.errors import TextTooLong
from printables.fonts import Typeface
from printables.page import POINTS_PER_MM

PHRASE = re.compile("[^，。；：！？\n]+[，。；：！？”」』》]*")
# Two lines of a list break between its items, where they can.
_LISTED = re.compile("[^、]+、*|、+")
SIZE_STEP = 0.5
# A line may be this many ems wide and more than its measure: one character that has no room.
WIDEST = 3.0
# A last line shorter than this share of the measure is drawn out.
WIDOW = 0.18


def quotes_of(language: str) -> dict[int, int]:
    """How a language's quotation marks are set: English straight, as the faces hold the curly ones as wide as a Chinese character."""
    return str.maketrans("“”‘’", "\"\"''") if language == "en" else {}


def break_lines(text: str, type_: Typeface, size: float, width_mm: float, bold: bool = False, *, whole_brackets: bool = True) -> list[str]:
    """Greedy lines no wider than `width_mm`; a word wider than a line is broken inside."""
    return _fill(clusters(text, whole_brackets=whole_brackets), type_, size, width_mm, bold)


def _fill(pieces: Sequence[str], type_: Typeface, size: float, width_mm: float, bold: bool) -> list[str]:
    limit = width_mm * POINTS_PER_MM
    lines, line = [], ""
    for piece in pieces:
        if type_.width((line + piece).rstrip(), size, bold) <= limit:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = _break_inside(piece.lstrip(), type_, size, limit, bold)
        lines += full
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _break_inside(piece: str, type_: Typeface, size: float, limit: float, bold: bool) -> list[str]:
    parts = [""]
    for character in piece:
        if parts[-1] and type_.width(parts[-1] + character, size, bold) > limit:
            parts.append("")
        parts[-1] += character
    return parts


@dataclass(frozen=True)
class Setting:
    """A text's lines at the size that was found for them; `leading` and `gap` (above a new paragraph) in mm."""

    size: float
    lines: tuple[str, ...]
    leading: float
    starts: frozenset[int] = frozenset()
    gap: float = 0

    @property
    def height(self) -> float:
        return self.leading * len(self.lines) + self.gap * len(self.starts)


@dataclass(frozen=True)
class Room:
    """The place a text has: width and height in mm, largest and smallest size in points.

    `spacing` is baseline to baseline, in ems; `gap` is what a new paragraph adds, in lines.
    """

    width: float
    height: float
    size: float
    least: float
    spacing: float = 1.5
    bold: bool = False
    most_lines: int = 99
    gap: float = 0

    def leading(self, size: float) -> float:
        return size * self.spacing / POINTS_PER_MM

    def holds(self, setting: Setting) -> bool:
        return len(setting.lines) <= self.most_lines and setting.height <= self.height + 0.01

    def largest(self, ems: Sequence[float]) -> float:
        """The largest size worth setting paragraphs of so many ems at: they would fit if every line were full.

        Without it ten thousand characters are set at a hundred sizes before they are refused.
        """
        size = self.size
        while size > self.least and not self._may_hold(size, ems):
            size -= SIZE_STEP
        return max(size, self.least)

    def _may_hold(self, size: float, ems: Sequence[float]) -> bool:
        line = max(self.width * POINTS_PER_MM, size * WIDEST)
        lines = sum(max(1, ceil(length * size / line - 0.01)) for length in ems)
        return lines <= self.most_lines and self.leading(size) * lines <= self.height + 0.01


def ems_of(paragraphs: Sequence[str], type_: Typeface, bold: bool = False) -> list[float]:
    """How long each would be on one line, without its spaces, of which a line's last takes no room. Raises MissingGlyphs."""
    return [type_.width("".join(text.split(" ")), 1, bold) for text in paragraphs]


def set_at(size: float, paragraphs: Sequence[str], type_: Typeface, room: Room) -> Setting:
    """The paragraphs at one size, whether they fit or not."""
    lines: list[str] = []
    starts = []
    for text in paragraphs:
        starts.append(len(lines))
        lines += _without_widow(text, type_, size, room)
    leading = room.leading(size)
    return Setting(size, tuple(lines), leading, frozenset(starts[1:]), room.gap * leading)


def _without_widow(text: str, type_: Typeface, size: float, room: Room) -> list[str]:
    """No item of a list is torn on two lines, and no lonely character or word stands on the last, where that can be avoided."""
    lines = break_lines(text, type_, size, room.width, room.bold)
    half = room.width * POINTS_PER_MM / 2  # a shorter first line looks torn
    if len(lines) == 2 and "、" in text:
        between = _fill(_LISTED.findall(text), type_, size, room.width, room.bold)
        if len(between) == 2 and between[0].endswith("、") and type_.width(between[0], size, room.bold) > half:
            return between
    least = WIDOW * room.width * POINTS_PER_MM
    for narrower in (0.95, 0.9, 0.85, 0.8, 0.75):
        if len(lines) < 2 or type_.width(lines[-1], size, room.bold) > least:
            break
        other = break_lines(text, type_, size, room.width * narrower, room.bold)
        lines = other if len(other) == len(lines) else lines
    return lines


def fit(field: str, paragraphs: Sequence[str], type_: Typeface, room: Room) -> Setting:
    """The largest setting of the paragraphs that fits.

    Raises MissingGlyphs with all that are missing, TextTooLong naming the field and what to cut.
    """
    type_.check("".join(paragraphs))
    size = room.largest(ems_of(paragraphs, type_, room.bold))
    while size > room.least:
        setting = set_at(size, paragraphs, type_, room)
        if room.holds(setting):
            return setting
        size -= SIZE_STEP
    setting = set_at(room.least, paragraphs, type_, room)
    if room.holds(setting):
        return setting
    kept = min(room.most_lines, int(room.height / setting.leading))
    excess = "".join(setting.lines[kept:]) or setting.lines[-1]
    raise TextTooLong(field=field, characters=len(excess), cut=excess[:40])


def fit_line(field: str, text: str, type_: Typeface, room: Room) -> Setting:
    """One line, smaller if it must be. Raises TextTooLong."""
    return fit(field, [text], type_, replace(room, height=room.leading(room.size), most_lines=1))


def fit_headline(field: str, text: str, type_: Typeface, room: Room) -> Setting:
    """A headline broken where it is spoken, at its punctuation, unless that makes it much smaller; else evenly."""
    plain = fit(field, text.splitlines(), type_, room)
    phrases = [phrase for phrase in PHRASE.findall(text) if phrase.strip()]
    if len(plain.lines) > 1 and 1 < len(phrases) <= room.most_lines:
        spoken = set_at(max(plain.size * 0.8, room.least), phrases, type_, room)
        if room.holds(spoken) and len(spoken.lines) == len(phrases):
            return fit(field, phrases, type_, replace(room, most_lines=len(phrases)))
    return plain if "\n" in text else _balance(text, plain, type_, room)


def _balance(text: str, setting: Setting, type_: Typeface, room: Room) -> Setting:
    """The same number of lines, as even as they get: the last line is not one lonely character, and no word is broken."""
    best, width = setting.lines, room.width
    longest = max(type_.width(word, setting.size, room.bold) for word in clusters(text)) / POINTS_PER_MM
    while len(best) > 1 and width > max(room.width / 2, longest + 1):
        width -= 1
        lines = break_lines(text, type_, setting.size, width, room.bold)
        if len(lines) > len(best):
            break
        best = tuple(lines)
    return replace(setting, lines=best)
