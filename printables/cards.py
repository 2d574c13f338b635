"""What the A6 cards and the booth signs share: facts on hairlines, banded code panels, several items on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from printables.code_block import CodeBlock
from printables.document import Document, Progress
from printables.layout import LaidOut, draw_pieces
from printables.page import POINTS_PER_MM
from printables.sheet import Box
from printables.surface import CENTRE, INK, MUTED, PAPER, RULE, SEAL, Ink, Surface
from printables.typesetting import Room, fit, set_at
from printables.words import Words


def draw_items(document: Document, laid: LaidOut, items: Sequence[Callable[[Surface], None]], progress: Progress | None) -> None:
    """Pieces that differ in all they show: every item draws itself on its own part of the paper."""
    draw_pieces(document, laid, lambda surface, number: items[number](surface), progress)


def draw_card_head(surface: Surface, words: Words, key: str, margin: float) -> None:
    """An A6 card's title, the second language under it, and a strong rule at 22.5 mm. Raises TextTooLong."""
    width = surface.width - 2 * margin
    surface.cell("title", (margin, 8, width, 9), words(key), 16, 9, True, "left", padding=0)
    surface.cell("title", (margin, 16, width, 5), words.second(key), 9, 6, align="left", ink=MUTED, padding=0)
    surface.rule(margin, 22.5, surface.width - margin, 22.5, weight=0.5, ink=INK)


def draw_facts(
    surface: Surface,
    box: tuple[float, float, float],
    facts: Sequence[tuple[str, str, str]],
    height: float = 7.0,
    size: float = 10.0,
    keep_empty: bool = False,
) -> float:
    """(field, label, text) rows from (left, top), `width` wide; returns the bottom. Raises TextTooLong.

    A row without text is left out, or kept as a line to write on.
    """
    left, top, width = box
    shown = [fact for fact in facts if fact[2] or keep_empty]
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


def draw_steps(surface: Surface, words: Words, keys: Sequence[str], box: Box, size: float = 9.5) -> None:
    """Numbered steps of one size, in equal parts of (x, y, width, height). Raises TextTooLong."""
    left, top, width, height = box
    each = height / len(keys)
    room = Room(width - 6, each - 0.5, size, 5, spacing=1.35)
    steps = [[text for text in (words(key), words.second(key)) if text] for key in keys]
    size = min(fit("step", texts, surface.type, room).size for texts in steps)
    for index, texts in enumerate(steps):
        step = set_at(size, texts, surface.type, room)
        y = top + index * each
        surface.text(left, y + step.leading / 2 + CENTRE * 13 / POINTS_PER_MM, str(index + 1), 13, bold=True, ink=SEAL)
        surface.block(left + 6, y, step)
