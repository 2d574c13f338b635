"""The ruled form 登記表: labelled places to write in or to tick, rules above and below, hairlines inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from printables.breaking import clusters
from printables.handwriting import draw_choice
from printables.page import POINTS_PER_MM
from printables.sheet import Box
from printables.surface import FAINT, INK, MUTED, RULE, WASH, Surface
from printables.typesetting import Room, fit, fit_line
from printables.words import Words

LABEL_SIZE, LEAST_LABEL_SIZE = 9.5, 6.0
TEXT_SIZE, LEAST_TEXT_SIZE = 11.0, 6.5
PADDING = 2.0


@dataclass(frozen=True)
class Place:
    """One labelled place: empty, with a `text` that is known already, or with `choices` (label, second) to tick.

    The label's cell is `label_mm` wide; what the labels of a row leave is shared out by `weight`. `across` choices
    stand in a line, by default all of them. `note` is a small line at the place's foot.
    """

    field: str
    label: str
    second: str = ""
    weight: float = 1.0
    label_mm: float = 26.0
    text: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    across: int = 0
    note: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Row:
    """Places side by side, of one height in mm."""

    height: float
    places: tuple[Place, ...]


def place_for(words: Words, key: str, weight: float = 1.0, label_mm: float = 26.0, text: str = "") -> Place:
    """A place to write in whose label is the word `key`."""
    return Place(key, words(key), words.second(key), weight, label_mm, text)


def draw_form(surface: Surface, left: float, top: float, width: float, rows: Sequence[Row]) -> float:
    """Rows from `top` down; returns the bottom. Raises TextTooLong."""
    y = top
    for row in rows:
        _draw_row(surface, (left, y, width, row.height), row)
        y += row.height
    edges = [top]
    for row in rows:
        edges.append(edges[-1] + row.height)
    for edge in edges[1:-1]:
        surface.rule(left, edge, left + width, edge, ink=RULE)
    for edge in (top, y):
        surface.rule(left, edge, left + width, edge, weight=0.5, ink=INK)
    return y


def draw_section(surface: Surface, box: Box, title: str, second: str = "") -> float:
    """The heading of a part of the form, in (x, y, width, height); returns where the part begins. Raises TextTooLong."""
    left, top, width, height = box
    setting = fit_line("section", title, surface.type, Room(width, height, 10.5, 8, bold=True))
    y = top + (height - setting.height) / 2
    surface.block(left, y, setting, bold=True)
    if second:
        used = surface.type.width(title, setting.size, True) / POINTS_PER_MM + 3
        surface.cell("section", (left + used, top, width - used, height), second, 8, 6, align="left", ink=MUTED, padding=0)
    return top + height


def _draw_row(surface: Surface, box: Box, row: Row) -> None:
    left, top, width, height = box
    share = (width - sum(place.label_mm for place in row.places)) / sum(place.weight for place in row.places)
    edges = [left]
    for place in row.places:
        edges += [edges[-1] + place.label_mm, edges[-1] + place.label_mm + place.weight * share]
    for place, (start, middle), (_, end) in zip(row.places, [*pairwise(edges)][::2], [*pairwise(edges)][1::2], strict=True):
        draw_label(surface, (start, top, middle - start, height), place.label, place.second)
        _draw_content(surface, (middle, top, end - middle, height), place)
    for edge in edges[1:-1]:
        surface.rule(edge, top, edge, top + height, ink=FAINT)


def draw_label(surface: Surface, box: Box, label: str, second: str = "") -> None:
    """A shaded cell with a label of up to two lines, centred, and the second language smaller under it. Raises TextTooLong."""
    left, top, width, height = box
    surface.box(left, top, width, height, fill=WASH)
    # A word is made smaller rather than broken.
    widest = max(surface.type.width(piece, LABEL_SIZE) for piece in clusters(label)) / POINTS_PER_MM
    size = max(LABEL_SIZE * min(1, (width - 2) / widest), LEAST_LABEL_SIZE)
    room = Room(width - 2, height - 1, size, LEAST_LABEL_SIZE, spacing=1.3, most_lines=3)
    small = Room(width - 2, height * 0.45, 7, 4.5, spacing=1.25, most_lines=2)
    main = fit("label", [label], surface.type, room)
    under = fit("label", [second], surface.type, small) if second else None
    y = top + (height - main.height - (under.height if under else 0)) / 2
    bottom = surface.block(left + width / 2, y, main, align="centre")
    if under:
        surface.block(left + width / 2, bottom, under, align="centre", ink=MUTED)


def _draw_content(surface: Surface, box: Box, place: Place) -> None:
    left, top, width, height = box
    foot = _draw_note(surface, box, place)
    if place.text:
        room = Room(width - 2 * PADDING, height - foot - 1, TEXT_SIZE, LEAST_TEXT_SIZE, spacing=1.35)
        setting = fit(place.field, place.text.splitlines(), surface.type, room)
        surface.block(left + PADDING, top + (height - foot - setting.height) / 2, setting)
    if place.choices:
        _draw_choices(surface, (left + PADDING, top + 0.5, width - PADDING - 0.5, height - foot - 1), place)


def _draw_note(surface: Surface, box: Box, place: Place) -> float:
    """The small line at the foot of a place; returns the height that it takes."""
    left, top, width, height = box
    text = "　".join(filter(None, place.note))
    if not text:
        return 0
    setting = fit_line(place.field, text, surface.type, Room(width - 2 * PADDING, 4, 7.5, 5, spacing=1.4))
    surface.block(left + PADDING, top + height - setting.height - 0.7, setting, ink=MUTED)
    return setting.height + 0.7


def _draw_choices(surface: Surface, box: Box, place: Place) -> None:
    left, top, width, height = box
    across = place.across or len(place.choices)
    lines = -(-len(place.choices) // across)
    step, line = width / across, height / lines
    for index, (label, second) in enumerate(place.choices):
        x, y = left + index % across * step, top + index // across * line
        draw_choice(surface, (x, y, step - 1, line), label, second)
