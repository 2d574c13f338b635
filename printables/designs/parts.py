"""What every flyer has, whatever its design: who invites, the facts, a picture over the text, whom to thank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printables.code_block import CodeBlock, plan_block
from printables.designs import Notice
from printables.errors import TextTooLong
from printables.fonts import Typeface
from printables.page import POINTS_PER_MM
from printables.photos import Photo, to_jpeg, to_png
from printables.surface import INK, MUTED, Ink, Surface
from printables.typesetting import PHRASE, SIZE_STEP, Room, Setting, ems_of, fit, fit_line, set_at

LABEL_SIZE = 7.0
LABEL_SPACING = 1.3
# the widest logo, by its height
LOGO_RATIO = 3.5
# A picture over the text: the flattest and the highest, width by height.
FLATTEST, HIGHEST = 2.7, 1.4
# A first paragraph of more lines is no lead.
LEAD_LINES = 2
LEAST_TEXT = 7.5
# A text of so few characters may be larger than a design's usual one.
SHORT, MOST_SHORT_TEXT = 24, 22.0

Box = tuple[float, float, float, float]


def plan_code(notice: Notice, type_: Typeface, scale: float) -> CodeBlock:
    """The flyer's code, to be moved to its place. Raises QrTooSmall, TextTooLong."""
    sizes = (7.5 * scale**0.5, 10 * scale**0.5)
    return plan_block(type_, notice.opens, notice.qr_mm, notice.modules, bool(notice.mark), *sizes)


@dataclass(frozen=True)
class Frame:
    """A picture cut for its box (x, y, width, height in mm)."""

    box: Box
    file: bytes

    def draw(self, surface: Surface) -> None:
        surface.picture(*self.box, self.file)


def frame(photo: Photo, box: Box, focus: str) -> Frame:
    """Raises PictureTooSmall."""
    return Frame(box, to_jpeg(photo.cut(box[2], box[3], focus)))


class Organiser:
    """Logo and name side by side; either may be missing. Raises TextTooLong, MissingGlyphs, PictureTooSmall."""

    def __init__(self, notice: Notice, type_: Typeface, width: float, size: float, logo_height: float) -> None:
        self.logo = _lay_logo(notice.logo, logo_height, width * 0.45) if notice.logo else None
        indent = self.logo.box[2] + 0.25 * logo_height if self.logo else 0.0
        lines = 2 if self.logo else 1
        room = Room(width - indent, 99, size, size * 0.75, spacing=1.25, most_lines=lines)
        self.name = fit("organiser", [notice.organiser], type_, room) if notice.organiser else None
        self.indent = indent if self.name else 0.0
        heights = (self.logo.box[3] if self.logo else 0, self.name.height if self.name else 0)
        self.height = max(heights)
        self.width = indent + _width_of(self.name, type_) if self.name else self.logo.box[2] if self.logo else 0.0

    def draw(self, surface: Surface, x: float, top: float, ink: Ink = MUTED) -> None:
        if self.logo:
            _, _, width, height = self.logo.box
            surface.picture(x, top + (self.height - height) / 2, width, height, self.logo.file)
        if self.name:
            surface.block(x + self.indent, top + (self.height - self.name.height) / 2, self.name, ink=ink)


def _width_of(setting: Setting, type_: Typeface) -> float:
    return max(type_.width(line, setting.size) for line in setting.lines) / POINTS_PER_MM


def _lay_logo(logo: Photo, height: float, widest: float) -> Frame:
    width = min(height * min(logo.ratio, LOGO_RATIO), widest)
    height = width / logo.ratio
    return Frame((0, 0, width, height), to_png(logo.cut(width, height)))


class Facts:
    """When, where and whom to call, each under its label, as large as all of them fit together.

    Raises TextTooLong for the longest, MissingGlyphs.
    """

    def __init__(self, notice: Notice, type_: Typeface, width: float, height: float, scale: float) -> None:
        self.label_size = LABEL_SIZE * scale
        self.facts = [fact for fact in notice.facts if fact[2]]
        self.settings = self._fit(type_, width, height, scale)
        used = sum(setting.height + self.label_height for setting in self.settings)
        gaps = max(len(self.facts) - 1, 0)
        self.gap = min(4 * scale, (height - used) / gaps) if gaps else 0.0
        self.height = used + self.gap * gaps

    @property
    def label_height(self) -> float:
        return self.label_size * LABEL_SPACING / POINTS_PER_MM

    @property
    def size(self) -> float:
        return self.settings[0].size if self.settings else 0.0

    def _fit(self, type_: Typeface, width: float, height: float, scale: float) -> list[Setting]:
        room = Room(width, height, 9.5 * scale, 7 * scale**0.7, 1.3, bold=True)
        type_.check("".join("".join(text.splitlines()) for _, _, text in self.facts))
        count = len(self.facts)
        free = height - count * self.label_height - max(count - 1, 0) * 1.2 * scale
        lines = [line for _, _, text in self.facts for line in text.splitlines()]
        size = replace(room, height=free).largest(ems_of(lines, type_, room.bold))
        settings = self._set_at(size, type_, room)
        while sum(setting.height for setting in settings) > free:
            if size <= room.least:
                raise self._too_long(settings, free)
            size = max(size - SIZE_STEP, room.least)
            settings = self._set_at(size, type_, room)
        return settings

    def _set_at(self, size: float, type_: Typeface, room: Room) -> list[Setting]:
        return [set_at(size, text.splitlines(), type_, room) for _, _, text in self.facts]

    def _too_long(self, settings: list[Setting], free: float) -> TextTooLong:
        longest = max(range(len(settings)), key=lambda index: settings[index].height)
        others = sum(setting.height for index, setting in enumerate(settings) if index != longest)
        kept = max(int((free - others) / settings[longest].leading), 0)
        excess = "".join(settings[longest].lines[kept:]) or settings[longest].lines[-1]
        return TextTooLong(field=self.facts[longest][0], characters=len(excess), cut=excess[:40])

    def draw(self, surface: Surface, x: float, top: float) -> None:
        for (_, label, _), setting in zip(self.facts, self.settings, strict=True):
            surface.text(x, top + self.label_size * 0.9 / POINTS_PER_MM, label, self.label_size, ink=MUTED)
            top = surface.block(x, top + self.label_height, setting, bold=True, ink=INK) + self.gap


@dataclass(frozen=True)
class Story:
    """The text; its first lines stand out where they lead into more."""

    lead: Setting | None
    rest: Setting | None
    gap: float

    @property
    def height(self) -> float:
        parts = [part.height for part in (self.lead, self.rest) if part]
        return sum(parts) + self.gap * (len(parts) - 1)

    def draw(self, surface: Surface, x: float, top: float, ink: Ink) -> None:
        if self.lead:
            top = surface.block(x, top, self.lead, bold=True, ink=ink) + self.gap
        if self.rest:
            surface.block(x, top, self.rest)


def least_text(ease: float) -> float:
    """Before the text gets small, the headline and the picture give way."""
    return LEAST_TEXT + 3.6 * max(ease - 0.45, 0)


def most_text(lines: Sequence[str], usual: float) -> float:
    return MOST_SHORT_TEXT if sum(map(len, lines)) <= SHORT else usual


def fit_story(lines: Sequence[str], type_: Typeface, room: Room) -> Story | None:
    """As large as it gets; its first paragraph leads when more follow and it is short. Raises TextTooLong, MissingGlyphs."""
    if not lines:
        return None
    plain = Story(None, fit("lines", lines, type_, room), 0.0)
    for size in _sizes(room) if len(lines) > 1 else ():
        lead = _set_lead(size, lines[0], type_, replace(room, bold=True, gap=0))
        story = Story(lead, set_at(size, lines[1:], type_, room), room.gap * room.leading(size))
        if story.height <= room.height + 0.01 and len(lead.lines) <= LEAD_LINES:
            return story
    return plain


def _sizes(room: Room) -> Iterator[float]:
    """From the largest down to the least, that one included."""
    size = room.size
    while size > room.least:
        yield size
        size -= SIZE_STEP
    yield room.least


def _set_lead(size: float, text: str, type_: Typeface, room: Room) -> Setting:
    """Broken where it is spoken, if that takes no more lines."""
    lead = set_at(size, [text], type_, room)
    spoken = set_at(size, PHRASE.findall(text), type_, room)
    return spoken if 1 < len(spoken.lines) == len(lead.lines) else lead


class Telling:
    """The text, under the picture where there is one: the text first takes what it needs, the picture the rest.

    Raises TextTooLong, MissingGlyphs, PictureTooSmall.
    """

    def __init__(self, notice: Notice, type_: Typeface, box: Box, scale: float, ease: float, most: float = 14) -> None:
        left, top, width, height = box
        gap = 3 * scale if notice.lines else 0.0
        least = width / FLATTEST * ease + gap if notice.picture else 0.0
        room = Room(width, height - least, most_text(notice.lines, most) * scale, least_text(ease) * scale, gap=0.3)
        self.text = fit_story(notice.lines, type_, room)
        self.left, self.text_top, self.ink = left, top, notice.colours.accent
        self.picture = None
        if notice.picture:
            high = min(height - (self.text.height if self.text else 0) - gap, width / HIGHEST)
            self.picture = frame(notice.picture, (left, top, width, high), notice.focus)
            self.text_top = top + high + gap

    def draw(self, surface: Surface) -> None:
        if self.picture:
            self.picture.draw(surface)
        if self.text:
            self.text.draw(surface, self.left, self.text_top, self.ink)


def fit_sponsor(notice: Notice, type_: Typeface, width: float, scale: float) -> Setting | None:
    """The line of thanks at the foot. Raises TextTooLong."""
    if not notice.sponsor:
        return None
    return fit_line("sponsor", notice.sponsor, type_, Room(width, 20, 7 * scale**0.8, 5.5 * scale**0.5, 1.3))
