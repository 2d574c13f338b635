"""What a drawing is made of: blocks, strokes and labels in units, told apart by pattern and words and never by colour; and how wide a text will be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from printables.breaking import WIDE, clusters

Anchor = Literal["start", "middle", "end"]
Pattern = Literal["solid", "lines", "slashes", "empty", "dots"]
SOLID, WASH, MUTED = 0.75, 0.12, 0.75
"""How much ink a full bar, the ground under a bar and a text of second rank have."""
_STEP = 5.0
"""Between two strokes of a pattern."""
_IS_WIDE = re.compile(f"[{WIDE}\u2e80-\U0003ffff◎▤]")
_WIDTHS = (("iljtfrI.,:;|!'()[]/· ", 0.36), ("mwMW%@—", 0.96), ("0123456789+−<±≈", 0.6))
_WIDTH_OF = {letter: width for letters, width in _WIDTHS for letter in letters}
CUT = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle, from its upper left corner: ``ink`` 0 to 1; ``colour`` is a booth's, which a printer leaves out."""

    x: float
    y: float
    width: float
    height: float
    ink: float = SOLID
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Strokes:
    """Straight lines of one weight, each from (x, y) to (x, y)."""

    lines: tuple[tuple[float, float, float, float], ...]
    weight: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A text, its baseline on y; ``figure`` is the address of the figure that it states."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    anchor: Anchor = "middle"
    muted: bool = False
    figure: str = ""


Shape = Block | Strokes | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a ground of ``width`` × ``height`` units, y downwards."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def outline(x: float, y: float, width: float, height: float, *, dashed: bool = False) -> Strokes:
    """The four edges of a rectangle."""
    right, foot = x + width, y + height
    return Strokes(((x, y, right, y), (right, y, right, foot), (right, foot, x, foot), (x, foot, x, y)), dashed=dashed)


def filled(pattern: Pattern, x: float, y: float, width: float, height: float) -> Iterator[Shape]:
    """A rectangle filled with a pattern; too narrow for its outline it is solid, so that nothing counted is invisible."""
    if width <= 0 or height <= 0:
        return
    if pattern == "solid" or width < 2:
        yield Block(x, y, width, height)
        return
    match pattern:
        case "lines":
            yield Strokes(tuple((x, y + at, x + width, y + at) for at in _steps(height)))
        case "slashes":
            yield Strokes(tuple(_slashes(x, y, width, height)))
        case "dots":
            yield from (Block(x + across, y + down, 1.4, 1.4) for down in _steps(height) for across in _steps(width)[::2])
    yield outline(x, y, width, height, dashed=pattern == "dots")


def _steps(length: float) -> list[float]:
    return [_STEP * (index + 0.5) for index in range(int(length / _STEP))]


def _slashes(x: float, y: float, width: float, height: float) -> Iterator[tuple[float, float, float, float]]:
    """Lines that rise to the right, cut at the edges: x + y is the same on each of them."""
    for index in range(1, int((width + height) / _STEP) + 1):
        reach = index * _STEP
        left, right = max(0.0, reach - height), min(reach, width)
        if right > left:
            yield x + left, y + reach - left, x + right, y + reach - right


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, in the unit of ``size``: rather too much, as the reader's typeface is not known."""
    ems = sum(1.0 if _IS_WIDE.match(letter) else _WIDTH_OF.get(letter, 0.74 if letter.isupper() else 0.6) for letter in text)
    return ems * size * (1.06 if bold else 1.0)


def wrap(text: str, size: float, width: float, most: int = 2, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width``; what has no room in ``most`` of them is cut, and … says so."""
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split()), size, width, bold=bold):
        if line and width_of((line + piece).rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    lines += [line.rstrip()] if line.strip() or not lines else []
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1] + CUT, size, width, bold=bold)]


def one_line(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """A figure with its measure word: on one line, cut only where somebody wrote a sentence in its place."""
    return wrap(text, size, width, 1, bold=bold)[0]


def _pieces(text: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    for piece in clusters(text):
        if width_of(piece, size, bold=bold) <= width:
            yield piece
        else:
            yield from piece


def _cut(text: str, size: float, width: float, *, bold: bool) -> str:
    while len(text) > 2 and width_of(text, size, bold=bold) > width:
        text = text[:-2].rstrip() + CUT
    return text


def text_lines(lines: Sequence[str], x: float, y: float, size: float, anchor: Anchor, *, bold: bool = False, muted: bool = False) -> Iterator[Label]:
    """Lines of a text one under another, the first one's baseline on ``y``."""
    yield from (Label(x, y + index * size * LEADING, line, size, bold, anchor, muted) for index, line in enumerate(lines))


LEADING = 1.2
"""From baseline to baseline, in sizes."""
