"""The tables of a summary: exact figures, each with its address; a difference that cannot be measured says so."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.figures.provenance import Address
from kiosk.figures.tallies import figures_of
from kiosk.languages import text
from kiosk.summary.charts import street_hours
from kiosk.summary.records import Counted, Event, Figure, Money, Part
from kiosk.summary.voice import Voice
from printables.report import Cell, Table

_MOVED = ("issued", "handed_out", "returned", "spoiled", "unaccounted")
_PARTS = ("visits", "handed_out", "consultations", "new_volunteers", "wishes_delivered")


def balance_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return what was issued, handed out, came back and is missing at each booth, and in all."""
    booths = [booth for booth in event.booths if booth.counted.of("issued") or booth.counted.of("handed_out")]
    if not booths:
        return None
    rows = tuple(_row(voice, voice.text(booth.name), booth.counted, _MOVED) for booth in booths)
    total = _row(voice, text(voice.language, "common.total"), event.counted, _MOVED)
    return Table(f"{prefix}table.balance.{event.code}", _caption(voice, "balance", event), _heads(voice, "place", _MOVED), rows, _unless_same(rows, total))


def kinds_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return the same of each printed matter, where there are several."""
    if len(event.materials) < 2:
        return None
    rows = tuple(_row(voice, voice.word(f"table.material.{each.kind}", title=voice.text(each.title)), each.counted, _MOVED) for each in event.materials)
    total = _row(voice, text(voice.language, "common.total"), event.counted, _MOVED)
    return Table(f"{prefix}table.kinds.{event.code}", _caption(voice, "kinds", event), _heads(voice, "kind", _MOVED), rows, total)


def printing_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return how many of each printed matter were printed, at what price each and for how much in all; only where every price is on record."""
    total, printed = event.counted.money("cost"), [each for each in event.materials if each.counted.of("printed")]
    if total is None or not total.amount:
        return None
    heads = (*_heads(voice, "kind", ("printed_copies",)), *_heads(voice, "kind", ("unit_cost", "cost"))[1:])
    rows = tuple(
        (
            *_row(voice, voice.word(f"table.material.{each.kind}", title=voice.text(each.title)), each.counted, ("printed",)),
            _amount(voice, each.price), _amount(voice, each.counted.money("cost")),
        )
        for each in printed
    )  # fmt: skip
    whole = (*_row(voice, text(voice.language, "common.total"), event.counted, ("printed",)), Cell("", number=True), _amount(voice, total))
    return Table(f"{prefix}table.printing.{event.code}", _caption(voice, "printing", event), heads, rows, whole if len(rows) > 1 else ())


def booth_materials_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return what became of each printed matter at each booth, where there are several of both."""
    booths = [booth for booth in event.booths if booth.counted.of("issued")]
    if len(booths) < 2 or len(event.materials) < 2:
        return None
    rows = []
    for booth in booths:
        there = event.places.at_booth(booth.id)
        for material in event.materials:
            figures = figures_of(there, event=event.id, booth=booth.id, material=material.id)
            counted = Counted(booth.counted.address.of("issued", material=material.code), figures)
            if figures.issued or figures.handed_out:
                rows.append(_row(voice, voice.word("table.at", place=voice.text(booth.name), title=voice.text(material.title)), counted, _MOVED))
    return Table(f"{prefix}table.materials.{event.code}", _caption(voice, "by_material", event), _heads(voice, "place_and_material", _MOVED), tuple(rows))


def hours_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return how many were handed out at each booth in each hour; nothing where they were counted out and in."""
    spans = street_hours(event)
    booths = [booth for booth in event.booths if booth.counted.of("handed_out") and booth.is_measured]
    if len(spans) < 2 or len(booths) < 2:
        return None

    def row(label: str, address: Address, booth: str | None) -> tuple[Cell, ...]:
        there = event.week.at_booth(booth) if booth else event.week
        cells = [(figures_of(there, event=event.id, booth=booth, hours=(first, last)).handed_out or 0, name) for name, first, last in spans]
        return (Cell(label), *(_cell(voice, Figure(value, str(address.of("handed_out", hour=name)))) for value, name in cells))

    heads = (Cell(voice.word("table.place")), *(Cell(voice.hour(name[11:16]), number=True) for name, _, _ in spans))
    rows = tuple(row(voice.text(booth.name), booth.counted.address, booth.id) for booth in booths)
    return Table(f"{prefix}table.hours.{event.code}", _caption(voice, "hours", event), heads, rows, row(text(voice.language, "common.total"), event.counted.address, None))


def responses_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return how the flyers of each booth were answered."""
    names = ("responses", "unique_responses", "actions")
    booths = [booth for booth in event.booths if booth.counted.of("responses")]
    if len(booths) < 2:
        return None
    rows = tuple(_row(voice, voice.text(booth.name), booth.counted, names) for booth in booths)
    total = _row(voice, text(voice.language, "common.total"), event.counted, names)
    heads = _heads(voice, "place", ("scans", *names[1:]))
    return Table(f"{prefix}table.responses.{event.code}", _caption(voice, "responses", event), heads, rows, total)


def posts_table(voice: Voice, part: Part, prefix: str = "") -> Table | None:
    """Return the posts with their days and readings."""
    if len(part.posts) < 2:
        return None
    heads = (Cell(voice.word("table.day")), Cell(voice.word("table.post")), Cell(voice.word("table.reads"), number=True))
    rows = tuple(
        (Cell(voice.day(post.day) if post.day else ""), Cell(voice.word("quoted_title", words=voice.text(post.title))), _cell(voice, part.counted.other("reads", post.reads, post.code)) if post.reads is not None else Cell("—"))
        for post in part.posts
    )  # fmt: skip
    reads = part.counted.other("reads", sum(post.reads or 0 for post in part.posts))
    return Table(f"{prefix}table.posts", voice.word("table.posts"), heads, rows, (Cell(text(voice.language, "common.total")), Cell(""), _cell(voice, reads)))


def groups_table(voice: Voice, event: Event, prefix: str = "") -> Table | None:
    """Return the running order as it was: group, act, performers and minutes."""
    if len(event.groups) < 2:
        return None
    heads = (Cell(voice.word("table.group")), Cell(voice.word("table.act")), *(Cell(voice.word(f"table.{name}"), number=True) for name in ("performers", "minutes")))
    rows = tuple(
        (
            Cell(voice.text(each.name)), Cell(voice.text(each.act) if each.act else ""),
            _cell(voice, event.counted.other("group_performers", each.people, each.code)), _cell(voice, event.counted.other("act_minutes", each.minutes, each.code)),
        )
        for each in event.groups
    )  # fmt: skip
    sums = (event.counted.of("performers"), event.counted.other("act_minutes", event.show.order.minutes))
    total = (Cell(text(voice.language, "common.total")), Cell(""), *(_cell(voice, figure) for figure in sums))
    return Table(f"{prefix}table.groups.{event.code}", _caption(voice, "groups", event), heads, rows, total)


def parts_table(voice: Voice, whole: Part, parts: Sequence[Part]) -> Table | None:
    """Return the organisations side by side, in the figures that any of them has."""
    names = [name for name in _PARTS if whole.counted.of(name)]
    if not names:
        return None
    heads = (Cell(voice.word("table.organisation")), Cell(voice.word("table.events"), number=True), *(Cell(voice.word(f"table.{name}"), number=True) for name in names))

    def row(label: str, part: Part) -> tuple[Cell, ...]:
        return (Cell(label), _cell(voice, part.counted.other("events", len(part.held))), *(_cell(voice, part.counted.of(name)) for name in names))

    rows = tuple(row(voice.text(part.organisation.name), part) for part in parts)
    return Table("table.parts", voice.word("table.parts"), heads, rows, _unless_same(rows, row(text(voice.language, "common.total"), whole)))


def materials_table(voice: Voice, whole: Part, parts: Sequence[Part]) -> Table | None:
    """Return what each organisation issued, handed out, took back and misses."""
    if not whole.counted.of("issued"):
        return None
    names = ("printed", *_MOVED)
    rows = tuple(_row(voice, voice.text(part.organisation.name), part.counted, names) for part in parts if part.counted.of("issued"))
    total = _row(voice, text(voice.language, "common.total"), whole.counted, names)
    return Table("table.materials", voice.word("table.materials"), _heads(voice, "organisation", names), rows, _unless_same(rows, total))


def _unless_same(rows: Sequence[tuple[Cell, ...]], total: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the sum, but none under a single row that says the same already."""
    same = len(rows) == 1 and [cell.text for cell in rows[0][1:]] == [cell.text for cell in total[1:]]
    return () if same else total


def _heads(voice: Voice, first: str, names: Sequence[str]) -> tuple[Cell, ...]:
    return (Cell(voice.word(f"table.{first}")), *(Cell(voice.word(f"table.{name}"), number=True) for name in names))


def _row(voice: Voice, label: str, counted: Counted, names: Sequence[str]) -> tuple[Cell, ...]:
    return (Cell(label), *(_cell(voice, counted.of(name)) for name in names))


def _cell(voice: Voice, figure: Figure) -> Cell:
    return Cell(voice.cell(figure), figure.address, number=True)


def _amount(voice: Voice, money: Money | None) -> Cell:
    return Cell(voice.amount(money.amount), money.address, number=True) if money else Cell("—", number=True)


def _caption(voice: Voice, name: str, event: Event) -> str:
    return voice.word(f"table.{name}", title=voice.text(event.title))
