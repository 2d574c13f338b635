"""What the A6 cards and the booth signs share: facts on hairlines, banded code panels, several items on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from printables.code_block import CodeBlock
from printables.document import Document, Progress
from printables.page import POINTS_PER_MM, Imposition
from printables.surface import INK, MUTED, PAPER, RULE, Ink, Surface


def draw_items(
    document: Document,
    imposition: Imposition,
    items: Sequence[Callable[[Surface], None]],
    progress: Progress | None,
) -> None:
    """Items in order across each sheet, with cut marks; every item draws itself on its own part of the paper."""
    sheets = imposition.sheets_for(len(items))
    for done, numbers in enumerate(imposition.sheet_order(len(items), stacked=False), start=1):
        sheet = document.page(imposition.sheet)
        sheet.cut_marks([*imposition.cut_marks()])
        for slot, number in zip(imposition.slots(), numbers, strict=True):
            if number is not None:
                items[number](sheet.part(slot))
        document.end_page()
        if progress:
            progress(done, sheets)


def draw_facts(
    surface: Surface,
    box: tuple[float, float, float],
    facts: Sequence[tuple[str, str, str]],
    height: float = 7.0,
    size: float = 10.0,
) -> float:
    """(field, label, text) rows from (left, top), `width` wide; returns the bottom. Raises TextTooLong."""
    left, top, width = box
    shown = [fact for fact in facts if fact[2]]
    label_width = max((surface.type.width(label, 8) for _, label, _ in shown), default=0) / POINTS_PER_MM + 3
    for index, (field, label, text) in enumerate(shown):
        y = top + index * height
        surface.cell(field, (left, y, label_width, height), label, 8, align="left", ink=MUTED, padding=0)
        text_box = (left + label_width, y, width - label_width, height)
        surface.cell(field, text_box, text, size, 6, bold=True, align="left", padding=0)
        surface.rule(left, y + height, left + width, y + height, ink=RULE)
    return top + height * len(shown)


def draw_panel(
    surface: Surface, box: tuple[float, float, float, float], title: str, second: str, band: float, ink: Ink = INK
) -> None:
    """A framed panel with a coloured band on top that says whom its code is for. Raises TextTooLong."""
    left, top, width, height = box
    surface.box(left, top, width, height, line=ink, weight=0.6)
    surface.box(left, top, width, band, fill=ink)
    if second:
        surface.cell("panel", (left, top, width, band * 0.62), title, band * 1.3, 5, bold=True, ink=PAPER)
        surface.cell("panel", (left, top + band * 0.58, width, band * 0.36), second, band * 0.75, 4, ink=PAPER)
    else:
        surface.cell("panel", (left, top, width, band), title, band * 1.5, 5, bold=True, ink=PAPER)


def place_in(block: CodeBlock, left: float, top: float, width: float) -> CodeBlock:
    """The block centred between `left` and `left + width`."""
    return block.moved(left + width / 2, top)
