"""A QR code as people meet it on paper: what it opens above, quiet zone kept, the typable code and any mark below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from printables.fonts import Typeface
from printables.page import POINTS_PER_MM
from printables.qr import USUAL_MM, Symbol, check_size, quiet_mm
from printables.surface import INK, SEAL, Ink, Surface, group_code
from printables.typesetting import Room, Setting, fit, fit_line

# the mark's type on a code of the usual 25 mm
MARK_SIZE = 6.5
LEAST_MARK_SIZE = 3.5


@dataclass(frozen=True)
class CodeBlock:
    """Geometry of one block, in mm; `centre` and `top` place it, `size` is the symbol without its quiet zone."""

    centre: float
    top: float
    size: float
    modules: int
    caption: Setting
    code_size: float
    marked: bool

    @property
    def quiet(self) -> float:
        return quiet_mm(self.modules, self.size)

    @property
    def qr_left(self) -> float:
        return self.centre - self.size / 2

    @property
    def qr_top(self) -> float:
        return self.top + self.caption.height + self.quiet

    @property
    def code_baseline(self) -> float:
        # a capital is 0.73 em high
        return self.qr_top + self.size + self.quiet + 0.73 * self.code_size / POINTS_PER_MM

    @property
    def mark_size(self) -> float:
        return MARK_SIZE * self.size / USUAL_MM

    @property
    def height(self) -> float:
        below = 1.5 + self.mark_size / POINTS_PER_MM if self.marked else 0
        return self.code_baseline + 0.5 + below - self.top

    @property
    def width(self) -> float:
        return self.size + 2 * self.quiet

    def moved(self, centre: float, top: float) -> CodeBlock:
        return replace(self, centre=centre, top=top)

    def draw_frame(self, surface: Surface, mark: str, ink: Ink = INK) -> None:
        """What is the same on every copy: the caption and the mark."""
        surface.block(self.centre, self.top, self.caption, bold=True, align="centre", ink=ink)
        if mark:
            room = Room(self.width, 10, self.mark_size, LEAST_MARK_SIZE, bold=True)
            size = fit_line("mark", mark, surface.type, room).size
            baseline = self.top + self.height - 0.5
            surface.text(self.centre, baseline, mark, size, bold=True, align="centre", ink=SEAL)

    def draw_code(self, surface: Surface, symbol: Symbol, code: str) -> None:
        """What differs from copy to copy."""
        surface.qr(self.qr_left, self.qr_top, self.size, symbol)
        if code:
            surface.text(self.centre, self.code_baseline, group_code(code), self.code_size, align="centre")


def plan_block(
    type_: Typeface,
    captions: Sequence[str],
    size: float,
    modules: int,
    marked: bool = False,
    caption_size: float = 8,
    code_size: float = 9,
) -> CodeBlock:
    """A block whose caption fits its width in two lines a language, placed later with moved().

    Raises QrTooSmall, TextTooLong.
    """
    check_size(modules, size)
    texts = [text for text in captions if text]
    room = Room(size + 2 * quiet_mm(modules, size), 40, caption_size, 6, spacing=1.25, bold=True)
    room = replace(room, most_lines=2 * len(texts) or 1)
    caption = fit("opens", texts, type_, room)
    return CodeBlock(0, 0, size, modules, caption, code_size, marked)
