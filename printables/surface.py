"""Drawing in millimetres from the top left of a page or of one copy's place on it: text, rules, boxes, QR codes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from printables.fonts import Typeface
from printables.page import BLANK_EDGE, POINTS_PER_MM, CutMark, Slot
from printables.qr import Symbol, check_size
from printables.typesetting import Room, Setting, fit_line

Align = Literal["left", "centre", "right"]
Ink = float | tuple[float, float, float] | tuple[float, float, float, float]
"""A grey level, RGB (what somebody picked on a screen) or CMYK, each part 0 to 1."""

# Grey levels (0 black) and one spot of colour in CMYK: a press prints them in black plus one, never in four.
INK: Ink = 0.0
MUTED: Ink = 0.34
RULE: Ink = 0.55
FAINT: Ink = 0.8
WASH: Ink = 0.95
PAPER: Ink = 1.0
SEAL: Ink = (0.0, 0.78, 0.86, 0.16)
HAIRLINE = 0.15
# Noto's Chinese glyphs are centred this far above the baseline, in ems.
CENTRE = 0.38


def group_code(code: str) -> str:
    """Groups of at most five, as even as they get: 7K3QX 9M2TD, 4F2 9XK."""
    groups = -(-len(code) // 5) or 1
    size, larger = divmod(len(code), groups)
    parts, at = [], 0
    for index in range(groups):
        end = at + size + (index < larger)
        parts.append(code[at:end])
        at = end
    return " ".join(parts)


class Surface:
    """A rectangle of paper. Lengths in mm, y downwards; type sizes in points; `y` of a text is its baseline.

    `bleed` is how far beyond its edges ink may run, 3 mm for a print shop; −5 on an office printer, which leaves the
    sheet's edge blank. Colour that shall run off the page is drawn to `reach`, all else well inside the edges.
    """

    def __init__(
        self,
        canvas: Canvas,
        type_: Typeface,
        width: float,
        height: float,
        left: float = 0,
        bottom: float = 0,
        bleed: float = -BLANK_EDGE,
    ) -> None:
        self.canvas = canvas
        self.type = type_
        self.width = width
        self.height = height
        self._left = left
        self._bottom = bottom
        self.bleed = bleed

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom): the outermost lines that ink may touch."""
        return -self.bleed, -self.bleed, self.width + self.bleed, self.height + self.bleed

    def part(self, slot: Slot) -> Surface:
        """The surface of one copy on this sheet."""
        bottom = self._bottom + self.height - slot.top - slot.height
        return Surface(self.canvas, self.type, slot.width, slot.height, self._left + slot.left, bottom, self.bleed)

    @contextmanager
    def scaled_to(self, width: float) -> Iterator[Surface]:
        """This surface as one that is `width` wide: all that is drawn on it grows or shrinks with it."""
        scale = self.width / width
        self.canvas.saveState()
        self.canvas.translate(self.x(0), self.y(self.height))
        self.canvas.scale(scale, scale)
        yield Surface(self.canvas, self.type, width, self.height / scale, bleed=self.bleed / scale)
        self.canvas.restoreState()

    def turn_round(self) -> None:
        """All that is drawn on this page from here on stands upside down."""
        self.canvas.translate(self.width * POINTS_PER_MM, self.height * POINTS_PER_MM)
        self.canvas.rotate(180)

    def x(self, x: float) -> float:
        return (self._left + x) * POINTS_PER_MM

    def y(self, y: float) -> float:
        return (self._bottom + self.height - y) * POINTS_PER_MM

    # text

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False, align: Align = "left", ink: Ink = INK, spacing: float = 0) -> None:
        """One line as it is: no markup, no wrapping; `spacing` points more after each character. Raises MissingGlyphs."""
        runs = self.type.runs(text, bold)
        left = self.x(x)
        if align != "left":
            left -= self.type.width(text, size, bold) * (0.5 if align == "centre" else 1)
        self._fill(ink)
        for name, part in runs:
            self.canvas.setFont(name, size)
            self.canvas.drawString(left, self.y(y), part, charSpace=spacing)
            left += self.canvas.stringWidth(part, name, size) + spacing * len(part)

    def block(
        self,
        x: float,
        top: float,
        setting: Setting,
        bold: bool = False,
        align: Align = "left",
        ink: Ink = INK,
    ) -> float:
        """A setting's lines from `top` down; returns where the next thing may begin."""
        baseline = top + setting.leading / 2 + CENTRE * setting.size / POINTS_PER_MM
        for index, line in enumerate(setting.lines):
            baseline += setting.gap if index in setting.starts else 0
            self.text(x, baseline + index * setting.leading, line, setting.size, bold, align, ink)
        return top + setting.height

    def cell(
        self,
        field: str,
        box: tuple[float, float, float, float],
        text: str,
        size: float,
        least: float = 6,
        bold: bool = False,
        align: Align = "centre",
        ink: Ink = INK,
        padding: float = 1.0,
    ) -> None:
        """One line centred vertically in the box (x, y, width, height), smaller if it must. Raises TextTooLong."""
        if not text:
            return
        left, top, width, height = box
        inner = width - 2 * padding
        size = fit_line(field, text, self.type, Room(inner, height, size, least, bold=bold)).size
        at = {"left": left + padding, "centre": left + width / 2, "right": left + width - padding}[align]
        self.text(at, top + height / 2 + CENTRE * size / POINTS_PER_MM, text, size, bold, align, ink)

    # lines and areas

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIRLINE, ink: Ink = RULE) -> None:
        self._stroke(ink, weight)
        self.canvas.line(self.x(x1), self.y(y1), self.x(x2), self.y(y2))

    def dashes(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.25, ink: Ink = RULE) -> None:
        """A broken line: where to fold or to tear."""
        self.canvas.setDash(2 * POINTS_PER_MM, 1.2 * POINTS_PER_MM)
        self.rule(x1, y1, x2, y2, weight, ink)
        self.canvas.setDash()

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Ink | None = None,
        line: Ink | None = None,
        weight: float = HAIRLINE,
        radius: float = 0,
    ) -> None:
        if fill is not None:
            self._fill(fill)
        if line is not None:
            self._stroke(line, weight)
        scale = POINTS_PER_MM
        shape = (self.x(x), self.y(y + height), width * scale, height * scale)
        if radius:
            self.canvas.roundRect(*shape, radius * scale, stroke=line is not None, fill=fill is not None)
        else:
            self.canvas.rect(*shape, stroke=line is not None, fill=fill is not None)

    def shape(
        self,
        points: Sequence[tuple[float, float]],
        fill: Ink | None = None,
        line: Ink | None = None,
        weight: float = 0.5,
        closed: bool = True,
    ) -> None:
        """Straight lines from point to point with round corners, as a pen draws them."""
        if fill is not None:
            self._fill(fill)
        if line is not None:
            self._stroke(line, weight)
        self.canvas.setLineJoin(1)
        self.canvas.setLineCap(1)
        path = self.canvas.beginPath()
        path.moveTo(self.x(points[0][0]), self.y(points[0][1]))
        for x, y in points[1:]:
            path.lineTo(self.x(x), self.y(y))
        if closed:
            path.close()
        self.canvas.drawPath(path, stroke=line is not None, fill=fill is not None)
        self.canvas.setLineJoin(0)
        self.canvas.setLineCap(0)

    def circle(
        self, x: float, y: float, radius: float, fill: Ink | None = None, line: Ink | None = None, weight: float = 0.5
    ) -> None:
        if fill is not None:
            self._fill(fill)
        if line is not None:
            self._stroke(line, weight)
        scale = POINTS_PER_MM
        self.canvas.circle(self.x(x), self.y(y), radius * scale, stroke=line is not None, fill=fill is not None)

    def cells(self, squares: Sequence[tuple[float, float, float, float]], ink: Ink = INK) -> None:
        """Rectangles filled as one path, so that no seam shows between neighbours."""
        self._fill(ink)
        path = self.canvas.beginPath()
        for x, y, width, height in squares:
            path.rect(self.x(x), self.y(y + height), width * POINTS_PER_MM, height * POINTS_PER_MM)
        self.canvas.drawPath(path, stroke=0, fill=1)

    # pictures

    def picture(self, x: float, y: float, width: float, height: float, file: bytes) -> None:
        """A JPEG or PNG stretched over the rectangle; drawn again it is the same object of the file."""
        image = ImageReader(io.BytesIO(file))
        scale = POINTS_PER_MM
        self.canvas.drawImage(image, self.x(x), self.y(y + height), width * scale, height * scale, mask="auto")

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Iterator[None]:
        """Whatever is drawn within shows inside the rectangle only."""
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.rect(self.x(x), self.y(y + height), width * POINTS_PER_MM, height * POINTS_PER_MM)
        self.canvas.clipPath(path, stroke=0, fill=0)
        yield
        self.canvas.restoreState()

    @contextmanager
    def spoken(self, text: str) -> Iterator[None]:
        """What is drawn within is read, searched and copied as `text`: letters that stand one under another."""
        self.canvas.addLiteral(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex().upper()}>>> BDC")
        yield
        self.canvas.addLiteral("EMC")

    def cut_marks(self, marks: Iterable[CutMark]) -> None:
        for mark in marks:
            self.rule(mark.x1, mark.y1, mark.x2, mark.y2, weight=0.1, ink=INK)

    def fold_marks(self, marks: Iterable[CutMark]) -> None:
        """Broken, so that nobody takes a fold for a cut."""
        self.canvas.setDash(0.8 * POINTS_PER_MM, 0.6 * POINTS_PER_MM)
        self.cut_marks(marks)
        self.canvas.setDash()

    # codes

    def qr(self, x: float, y: float, size: float, symbol: Symbol) -> None:
        """A symbol without its quiet zone, top left at (x, y). Raises QrTooSmall.

        An inline 1-bit mask painted in black: five times faster and smaller than a picture object per code.
        """
        check_size(symbol.size, size)
        side = size * POINTS_PER_MM
        self.canvas.addLiteral(
            f"q 0 g {side:.3f} 0 0 {side:.3f} {self.x(x):.3f} {self.y(y + size):.3f} cm "
            f"BI /W {symbol.size} /H {symbol.size} /IM true /BPC 1 /D [1 0] /F /AHx ID {symbol.mask().hex()}> EI Q"
        )

    def stamp(self, form: str) -> None:
        """Put down a background kept by Document.form()."""
        # not translate(): its six careful numbers cost as much as the rest of a copy
        self.canvas.addLiteral(f"q 1 0 0 1 {self.x(0):.3f} {self.y(self.height):.3f} cm")
        self.canvas.doForm(form)
        self.canvas.addLiteral("Q")

    def _fill(self, ink: Ink) -> None:
        if not isinstance(ink, tuple):
            self.canvas.setFillGray(ink)
        elif len(ink) == 3:
            self.canvas.setFillColorRGB(*ink)
        else:
            self.canvas.setFillColorCMYK(*ink)

    def _stroke(self, ink: Ink, weight: float) -> None:
        self.canvas.setLineWidth(weight * POINTS_PER_MM)
        if not isinstance(ink, tuple):
            self.canvas.setStrokeGray(ink)
        elif len(ink) == 3:
            self.canvas.setStrokeColorRGB(*ink)
        else:
            self.canvas.setStrokeColorCMYK(*ink)
