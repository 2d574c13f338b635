"""Everything that an event prints as one pile: in printing order, by what lies in the printer, with a list of it on top."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase
from typing import Any, BinaryIO

from kiosk import languages
from kiosk.errors import NotFound
from kiosk.prints.jams import copies_on, only_sheets, ranges_of
from kiosk.prints.kept_words import VERDICT
from kiosk.prints.kinds import PAIRING, kind_of
from kiosk.prints.names import Names
from kiosk.prints.packs import Cards, cards_printable
from kiosk.prints.pages import Progress, draw_all, expected_codes, printables_of
from kiosk.prints.runs import get_run
from kiosk.prints.street import join_signs
from kiosk.prints.texts import EventFacts, Row, prefix_of
from printables.document import Printable
from printables.page import A3, A4, A5, A6, CARD, Paper, impose
from printables.pile_contents import STACKS, PileContents, PileItem
from printables.sign_in_sheet import ROWS_PORTRAIT

KIND_ORDER = ("test_page", "sign_in", "booth_sign", "record", "tally_sheet", "flyer", "tri_fold")
"""In which order kinds lie in a stack; those that are not named come after these."""
CONTENTS_STACK = STACKS[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list on top: ``runs`` that lie together, or the pairing cards (no run), from page ``first`` on."""

    stack: str
    kind: str
    part: str
    runs: tuple[str, ...]
    code: str
    name: str
    copies: int
    sheets: int
    pages: int
    """Of the PDF: two for each sheet that has a back."""
    first: int = 0

    @classmethod
    def kept(cls, values: dict[str, Any]) -> Line:
        """Return the line that a job's file holds."""
        return cls(**{**values, "runs": tuple(values["runs"])})


@dataclass(frozen=True, slots=True)
class PileCards:
    """Pairing cards that belong into a pile, with all that the child process must know of them."""

    cards: tuple[Cards, ...]
    base_url: str
    mark: str


def stack_of(run: Row, part: str = "all") -> str:
    """Return what has to lie in the printer for a run, or for a part of it."""
    layout = json.loads(run["layout"])
    if part == "slips":
        return "A4"
    if run["kind"] == "flyer":
        return stack_for(impose(layout["paper"], layout["up"]).sheet)
    return _STACKS[run["kind"]](layout) if run["kind"] in _STACKS else "A4"


def stack_for(paper: Paper) -> str:
    """Return the stack whose sheets have a paper's size; a size that no shop sells in packs is cut from A4."""
    sizes = {"A4": A4, "A4-landscape": A4.landscape(), "A5": A5, "A6": A6, "A3": A3, "cards": CARD}
    return next((name for name, size in sizes.items() if (size.width, size.height) == (paper.width, paper.height)), "A4")


_FOLDED = {"A5": "A4-landscape"}
_STACKS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sign_in": lambda layout: "A4" if layout["rows_per_page"] == ROWS_PORTRAIT else "A4-landscape",
    "booth_sign": lambda layout: _FOLDED.get(layout.get("paper", ""), "A4"),
    "programme": lambda layout: _FOLDED.get(layout.get("paper", ""), "A4"),
    "room_poster": lambda layout: str(layout["paper"]),
    "group_board": lambda layout: str(layout["paper"]),
    "poster": lambda layout: "A3",
    "badge": lambda layout: "labels" if layout["up"] > 1 else "cards",
} | dict.fromkeys(("tally_sheet", "record", "pocket_card", "tip_slip", "referral_slip", "tri_fold"), lambda layout: "A4-landscape")
"""What a kind's sheets are, by its layout; those not named are upright A4."""

class Pile:
    """The sheets of ``runs`` and of pairing cards, ready to be drawn; read in one go, so that all of them tell the same plan."""

    def __init__(
        self, connection: sqlite3.Connection, event: str, runs: Sequence[str], language: str, cards: PileCards | None = None
    ) -> None:
        self._connection = connection
        self._facts = EventFacts(connection, {"event": event, "language": language})
        rows = [get_run(connection, run) for run in runs]
        parts = [*_run_parts(connection, rows, self._facts.language), *self._card_parts(event, cards)]
        parts.sort(key=lambda part: (STACKS.index(part[0].stack), _place_of(part[0].kind)))
        self._cards = cards
        self._runs = tuple(runs)
        self._sheets = [sheets for _, sheets in parts]
        self.contents = self._list(line for line, _ in parts)
        self.lines = tuple(_number_pages((line for line, _ in parts), self.contents.sheet_count + 1))

    @property
    def sheets(self) -> int:
        """How many sheets of paper the pile takes, with the list on top."""
        return self.contents.sheet_count + sum(line.sheets for line in self.lines)

    def write(self, file: BinaryIO, progress: Progress | None = None, stack: str = "", sheets: Sequence[int] = ()) -> int:
        """Write the pile's PDF, or that of one stack of it, and return its sheets; CannotPrint.  The list lies on the first stack.

        ``sheets`` prints only these, as the whole pile counts them from 1, each exactly as it was.
        """
        inside = [found for line, found in zip(self.lines, self._sheets, strict=True) if stack in ("", line.stack)]
        top: list[Printable] = [self.contents] if stack in ("", CONTENTS_STACK) else []
        printables = [*top, *(sheet for found in inside for sheet in found)]
        if sheets:
            first, last = span_of(self.lines, stack)
            printables = only_sheets(printables, ranges_of([sheet - first + 1 for sheet in sheets if first <= sheet <= last]))
        draw_all(printables, file, progress)
        return sum(printable.sheet_count for printable in printables)

    def copies_on(self, sheets: Sequence[int]) -> dict[str, int]:
        """Return how many copies of each run of a material stand on these sheets; slips and covers are none."""
        found: dict[str, int] = {}
        for line, printables in zip(self.lines, self._sheets, strict=True):
            first, last = span_of_line(self.lines, line)
            copies = copies_on(printables, [sheet - first + 1 for sheet in sheets if first <= sheet <= last])
            found |= {line.runs[0]: copies} if copies else {}
        return found

    def expected_codes(self) -> list[str]:
        """Return what the codes of the pile say, each once."""
        codes = [code for run in self._runs for code in expected_codes(self._connection, run)]
        if self._cards:
            prefix = prefix_of(self._cards.base_url, "P")
            codes += [prefix + secret for cards in self._cards.cards for secret in cards.secrets]
        return codes

    def _card_parts(self, event: str, cards: PileCards | None) -> Iterator[tuple[Line, list[Printable]]]:
        if cards is None:
            return
        language = " ".join(self._facts.languages)
        sheets: list[Printable] = [
            cards_printable(self._connection, event, each, cards.base_url, language, cards.mark) for each in cards.cards
        ]
        name, copies = languages.text(self._facts.language, "printing.kind.cards"), sum(len(each.secrets) for each in cards.cards)
        yield Line("A4", PAIRING, "all", (), "", name, copies, _sheets_of(sheets), _pages_of(sheets)), sheets

    def _list(self, lines: Iterable[Line]) -> PileContents:
        facts = self._facts
        items = tuple(PileItem(line.stack, line.name, line.code, line.copies, line.sheets, line.pages) for line in lines)
        return PileContents(facts.languages, facts.title, items, facts.when, facts.place, facts.host)


def _run_parts(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], language: str) -> Iterator[tuple[Line, list[Printable]]]:
    names = Names(connection, rows, language)
    ordered = sorted(rows, key=lambda row: (_place_of(row["kind"]), _together(row), len(row["code"]), row["code"]))
    for _, group in groupby(ordered, _together):
        runs = list(group)
        for part in _parts_of(runs[0]):
            sheets = _printables(connection, runs, part)
            yield _line(names, runs, part, sheets), sheets


def _parts_of(run: sqlite3.Row) -> tuple[str, ...]:
    """Bundled pieces and their slips lie on different paper; covers between the bundles take the slips' place."""
    if not kind_of(run["kind"]).bundled:
        return ("all",)
    return ("flyers",) if json.loads(run["layout"]).get("covers") else ("flyers", "slips")


def _together(run: sqlite3.Row) -> tuple[str, ...]:
    """What runs share that are one line: the same sheet for each booth."""
    alone = "" if run["booth"] else run["id"]
    layout = json.dumps({name: value for name, value in json.loads(run["layout"]).items() if name not in ("says", VERDICT)})
    return (run["kind"], layout, run["language"], run["base_url"], run["sample"], alone)


def _printables(connection: sqlite3.Connection, runs: Sequence[sqlite3.Row], part: str) -> list[Printable]:
    return join_signs([sheet for run in runs for sheet in printables_of(connection, run, part=part)])


def _line(names: Names, runs: Sequence[sqlite3.Row], part: str, sheets: Sequence[Printable]) -> Line:
    name, first = names.of_several(runs), runs[0]
    copies = sum(run["copies"] for run in runs)
    if part == "slips":
        name = languages.text(names.language, "pile.slips_of", name=name)
        copies = -(-copies // first["bundle_size"])
    ids, code = tuple(run["id"] for run in runs), join_codes([run["code"] for run in runs])
    return Line(stack_of(first, part), first["kind"], part, ids, code, name, copies, _sheets_of(sheets), _pages_of(sheets))


def _sheets_of(sheets: Sequence[Printable]) -> int:
    return sum(sheet.sheet_count for sheet in sheets)


def _pages_of(sheets: Sequence[Printable]) -> int:
    return sum(sheet.sheet_count * (2 if getattr(sheet, "two_sided", False) else 1) for sheet in sheets)


def join_codes(codes: Sequence[str]) -> str:
    """Return the codes of runs that lie together: P1–P3 where they follow one another."""
    numbers = [int(code.lstrip(ascii_uppercase) or 0) for code in codes]
    row = len(codes) > 2 and numbers == [*range(numbers[0], numbers[0] + len(codes))]
    return f"{codes[0]}–{codes[-1]}" if row else " ".join(codes)


def _number_pages(lines: Iterable[Line], first: int) -> Iterator[Line]:
    for line in lines:
        yield replace(line, first=first)
        first += line.pages


def _place_of(kind: str) -> int:
    return KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)


def span_of_line(lines: Sequence[Line], line: Line | None) -> tuple[int, int]:
    """Return the first and the last sheet of paper of one line in its pile, of the list on top where it is None."""
    last = lines[0].first - 1 if lines else 1
    if line is None:
        return 1, last
    for each in lines:
        first, last = last + 1, last + each.sheets
        if each is line:
            return first, last
    raise NotFound()


def span_of(lines: Sequence[Line], stack: str = "") -> tuple[int, int]:
    """Return the first and the last sheet of one stack, of the whole pile for ''; each stack lies together.  NotFound."""
    top: list[Line | None] = [None] if stack in ("", CONTENTS_STACK) else []
    spans = [span_of_line(lines, line) for line in (*top, *lines) if line is None or stack in ("", line.stack)]
    if not spans:
        raise NotFound()
    return spans[0][0], spans[-1][1]


def stacks_of(lines: Sequence[Line], sheets: Sequence[int] = ()) -> dict[str, int]:
    """Return what lies in the printer, one after another, with how many sheets of it; only of these ``sheets`` where they are named."""
    counted = {}
    for stack in dict.fromkeys([CONTENTS_STACK, *(line.stack for line in lines)]):
        first, last = span_of(lines, stack)
        counted[stack] = sum(first <= sheet <= last for sheet in sheets) if sheets else last - first + 1
    return {stack: count for stack, count in counted.items() if count}


def keep_cards(folder: Path, job: str, cards: PileCards) -> None:
    """Keep the secrets of cards beside the PDF that will hold them, for its owner alone and not longer than the PDF."""
    path = folder / f"{job}.cards"
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(cards)), encoding="utf-8")


def read_cards(folder: Path, job: str) -> PileCards | None:
    """Return the cards that belong into a pile; None when there are none (any more)."""
    try:
        values = json.loads((folder / f"{job}.cards").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    cards = tuple(Cards(each["booth"], each["word"], tuple(each["secrets"])) for each in values["cards"])
    return PileCards(cards, values["base_url"], values["mark"])


_STATED = (
    f"SELECT id, json_remove(layout, '$.{VERDICT}') FROM print_run WHERE event = :event AND id IN (SELECT value FROM json_each(:runs)) ORDER BY id",
    "SELECT * FROM event WHERE id = :event",
    "SELECT c.* FROM campaign c JOIN event e ON e.campaign = c.id WHERE e.id = :event",
    "SELECT o.* FROM organisation o JOIN event e ON e.organisation = o.id WHERE e.id = :event",
    "SELECT * FROM booth WHERE event = :event ORDER BY id",
    "SELECT m.* FROM material m JOIN event e ON e.campaign = m.campaign WHERE e.id = :event ORDER BY m.id",
    "SELECT s.*, i.name FROM shift s LEFT JOIN identity i ON i.subject = s.person WHERE s.event = :event ORDER BY s.id",
    "SELECT r.*, i.name FROM roster r LEFT JOIN identity i ON i.subject = r.person WHERE r.event = :event ORDER BY r.id",
    "SELECT p.id, p.code, p.team, i.name, i.phone_end FROM print_run r JOIN json_each(r.layout, '$.people') f JOIN person p ON p.id = f.value"
    " LEFT JOIN identity i ON i.subject = p.id WHERE r.event = :event AND r.id IN (SELECT value FROM json_each(:runs)) ORDER BY r.id, p.id",
)


def what_is_stated(connection: sqlite3.Connection, event: str, runs: Sequence[str]) -> str:
    """Return a mark of everything that the sheets of an event's runs tell: another one when any of it was changed."""
    said, of = hashlib.sha256(), {"event": event, "runs": json.dumps(list(runs))}
    for query in _STATED:
        for row in connection.execute(query, of):
            said.update(repr(tuple(row)).encode())
    return said.hexdigest()[:16]
