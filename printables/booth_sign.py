"""The sign on a booth: its code to be read across a square, a large code for visitors, a small dark one for staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_items, draw_panel, place_in
from printables.checks import Mark, check_common, one_of, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.layout import LaidOut
from printables.page import USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.surface import INK, MUTED, SEAL, Surface
from printables.typesetting import Room, fit, fit_headline
from printables.words import Words

A4_WIDTH = 210.0
SIZES = ("A4", "A5")
PUBLIC_QR_MM = {"A4": 68.0, "A5": 46.0}
STAFF_QR_MM = {"A4": 34.0, "A5": 25.0}


@dataclass(frozen=True)
class BoothSign:
    """One booth: its own code in huge type, and the two codes to scan, for the public and for staff."""

    code: str
    name: str
    public_code: str
    staff_code: str


@dataclass(frozen=True)
class BoothSigns(LaidOut):
    """One sign a booth, A4 or two A5 on A4. Visitors' and staff's codes differ in size, colour and words."""

    most_up: ClassVar[int] = max(USUAL_UP[name] for name in SIZES)
    languages: tuple[str, ...]
    event: str
    prefix: str
    signs: tuple[BoothSign, ...] = field(repr=False)
    when: str = ""
    organiser: str = ""
    paper: str = "A4"
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        one_of("paper", self.paper, SIZES)
        require(event=self.event, signs=self.signs)
        for sign in self.signs:
            require(code=sign.code, name=sign.name)
        same_length([code for sign in self.signs for code in (sign.public_code, sign.staff_code)])
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(self.paper)

    @property
    def pieces(self) -> int:
        return len(self.signs)

    @property
    def document_title(self) -> str:
        return f"{self.event} {Words(self.languages)('booth.booth')}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        encoder = QrEncoder(self.prefix, len(self.signs[0].public_code))
        for sign in self.signs:
            encoder.check(sign.public_code)
            encoder.check(sign.staff_code)
        layout = _Layout(self, document, encoder, self.imposition)
        draw_items(document, self, [partial(layout.draw, sign) for sign in self.signs], progress)


class _Layout:
    """Lengths for A4, scaled down for A5."""

    def __init__(self, signs: BoothSigns, document: Document, encoder: QrEncoder, imposition: Imposition) -> None:
        self.signs, self.words, self.encoder = signs, document.words, encoder
        self.scale = imposition.slot_width / A4_WIDTH
        self.margin = 18 * self.scale
        marked = bool(signs.mark)
        modules, scale = encoder.size, self.scale
        self.public = plan_block(document.type, (), PUBLIC_QR_MM[signs.paper], modules, marked, code_size=15 * scale)
        self.staff = plan_block(document.type, (), STAFF_QR_MM[signs.paper], modules, marked, code_size=12 * scale)

    def draw(self, sign: BoothSign, surface: Surface) -> None:
        scale, margin, signs = self.scale, self.margin, self.signs
        width, centre = surface.width - 2 * margin, surface.width / 2
        line = (margin, margin - 4 * scale, width, 10 * scale)
        surface.cell("event", line, signs.event, 18 * scale, 8, bold=True, padding=0)
        below = (margin, margin + 6 * scale, width, 8 * scale)
        surface.cell("when", below, "　".join(filter(None, (signs.organiser, signs.when))), 12 * scale, 6, ink=MUTED)
        surface.rule(margin, margin + 17 * scale, surface.width - margin, margin + 17 * scale, 0.5, ink=INK)
        label = (margin, margin + 20 * scale, width, 9 * scale)
        surface.cell("booth", label, self.words.both("booth.booth"), 15 * scale, 8, ink=MUTED, padding=0)
        big = (margin, margin + 28 * scale, width, 78 * scale)
        surface.cell("code", big, sign.code, 250 * scale, 60 * scale, bold=True, padding=0)
        room = Room(width, 34 * scale, 44 * scale, 20 * scale, spacing=1.25, bold=True, most_lines=2)
        name = fit_headline("name", sign.name, surface.type, room)
        top = margin + 108 * scale + (30 * scale - name.height) / 2
        surface.block(centre, top, name, bold=True, align="centre")
        self._draw_codes(surface, sign)

    def _draw_codes(self, surface: Surface, sign: BoothSign) -> None:
        scale, words = self.scale, self.words
        gap, band = 8 * scale, 13 * scale
        width = surface.width - 2 * self.margin
        public_width = max(width * 0.6, self.public.width + 4)
        staff_width = width - public_width - gap
        height = band + self.public.height + 16 * scale
        top = surface.height - self.margin - height + 4 * scale
        left = self.margin
        draw_panel(surface, (left, top, public_width, height), words("booth.public"), words.second("booth.public"), band, SEAL)
        self._draw_block(
            surface, self.public, sign.public_code, (left, top + band, public_width), "booth.public_hint", top + height
        )
        left += public_width + gap
        staff_height = band * 0.8 + self.staff.height + 16 * scale
        top += height - staff_height
        draw_panel(surface, (left, top, staff_width, staff_height), words("booth.staff"), words.second("booth.staff"), band * 0.8)
        self._draw_block(
            surface, self.staff, sign.staff_code, (left, top + band * 0.8, staff_width), "booth.staff_hint", top + staff_height
        )

    def _draw_block(
        self,
        surface: Surface,
        block: CodeBlock,
        code: str,
        box: tuple[float, float, float],
        hint: str,
        bottom: float,
    ) -> None:
        left, top, width = box
        place = place_in(block, left, top + 0.5, width)
        place.draw_frame(surface, self.words.both(f"mark.{self.signs.mark}") if self.signs.mark else "")
        place.draw_code(surface, self.encoder.encode(code), code)
        texts = [text for text in (self.words(hint), self.words.second(hint)) if text]
        height = bottom - top - place.height - 1
        room = Room(width - 4, height - 1, 12 * self.scale, 5, spacing=1.3)
        setting = fit("hint", texts, surface.type, room)
        y = bottom - (height + setting.height) / 2
        surface.block(left + width / 2, y, setting, align="centre", ink=MUTED)
