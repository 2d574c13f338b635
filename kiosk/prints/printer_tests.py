"""The page that is printed first, planned and made; and what its ruler, its corners and its codes say about the printer."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.errors import InvalidFields
from kiosk.ids import now_ms
from kiosk.printed_codes import TEST_KINDS, CodeUse
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.sheet_words import words_on
from kiosk.prints.wishes import Wish
from printables.document import Printable
from printables.test_page import RULER_MM, TestPage
from printables.words import Words

USUAL, LEAST, PALE = TEST_KINDS
RULER_SLACK_MM = 1.0
"""A millimetre more or less is how people read a ruler, and what paper shrinks in a hot printer."""
_LONGEST_RULER = 300.0


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw on the printed page; ``ruler`` is the length of the line in mm, None while nobody measured it."""

    ruler: float | None
    corners_whole: bool
    black_even: bool
    opened: Collection[str]


@dataclass(frozen=True, slots=True)
class Advice:
    """A sign of trouble and what to do about it, in the reader's language."""

    sign: str
    cure: str


def plan_test_page(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Nothing to choose: one page."""
    return [pages_plan(event, "test_page", 1, {}, wish.asked)]


def make_test_page(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """The three codes are of three kinds, so that the kiosk knows which of them was opened."""
    words = words_on(connection, part)
    codes = tuple(code for kind in TEST_KINDS for code in codes_of(connection, part, kind))
    return [TestPage(words.languages, part.prefix, codes, words.host or words.title, part.mark)]


def keep_opened(connection: sqlite3.Connection, use: CodeUse) -> None:
    """Keep that a phone read this code of a test page just now."""
    connection.execute("INSERT OR REPLACE INTO printer_test VALUES (?, ?, ?)", (use.run, use.kind, now_ms()))


def opened_of(connection: sqlite3.Connection, run: str) -> dict[str, int]:
    """Return kind of code → when it was opened last (ms)."""
    rows = connection.execute("SELECT kind, opened_at FROM printer_test WHERE run = ?", (run,)).fetchall()
    return {row["kind"]: row["opened_at"] for row in rows}


def read_ruler(typed: str) -> float | None:
    """Return a measured length in mm; None for ''.  InvalidFields."""
    text = typed.strip().replace(",", ".")
    if not text:
        return None
    try:
        length = float(text)
    except ValueError:
        length = 0.0
    if not 1 <= length <= _LONGEST_RULER:
        raise InvalidFields({"ruler": ("printing.between", {"least": 1, "most": int(_LONGEST_RULER)})})
    return length


def causes_of(look: Look) -> list[str]:
    """Return what is likely wrong, the first thing to mend first: scale, edge, stripes, pale, none (no code opens)."""
    scaled = look.ruler is not None and abs(look.ruler - RULER_MM) > RULER_SLACK_MM
    dark = {USUAL, LEAST} <= set(look.opened)
    found = {
        "scale": scaled,
        "edge": not look.corners_whole,
        "stripes": not look.black_even or (bool(look.opened) and not dark),
        "pale": dark and PALE not in look.opened,
        "none": not look.opened and look.black_even,
    }
    return [cause for cause, here in found.items() if here]


def passes(look: Look) -> bool:
    """Tell whether the run may be printed on this printer: measured, whole, even, and both dark codes were opened."""
    return look.ruler is not None and set(causes_of(look)) <= {"pale"}


def advice_of(look: Look, language: str) -> list[Advice]:
    """Return the same in words, as they stand on the page."""
    words = Words((language,))
    return [Advice(words(f"test.sign_{cause}"), words(f"test.cure_{cause}")) for cause in causes_of(look)]


PLANS: dict[str, Planner] = {"test_page": plan_test_page}
MAKERS: dict[str, Maker] = {"test_page": make_test_page}
