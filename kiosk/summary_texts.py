"""What a summary quotes beside its figures: objectives, statements, next steps and what the campaign's terms mean.

A statement is what somebody says, never a measurement: it stands in a table of its own and is marked wherever it is shown.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk import records
from kiosk.languages import LANGUAGES, catalogue
from kiosk.privacy.notices import holds_id_number
from kiosk.records import LANGUAGE_FIELD, Field, Noun, Problem

STATEMENT_KINDS = ("background", "aims", "significance", "effects", "story", "problems")
FIGURES = (
    "events", "visits", "persons", "handed_out", "printed", "unique_responses", "actions", "consultations", "consulted_persons",
    "new_volunteers", "groups", "performers", "notes", "wishes_claimed", "wishes_delivered", "posts", "reads",
)  # fmt: skip
"""What an objective may be measured by: figures that the tallies and the posts answer (kiosk/figures/objectives.py)."""
_OWNER = (Field("event", "event"), Field("organisation", "organisation"), Field("position", "integer"), LANGUAGE_FIELD)
"""Whose it is in a campaign of many: one event's, else the organisation's own."""

_WHERE = re.compile(
    r"(?<![\d月])\d{1,4}\s*[號号](?!召)|[\d一二三四五六七八九十]{1,4}\s*(?:[棟栋幢]|單元|单元|室(?![內内外]))"
    r"|\b\d+\s+\w+\s+(?:street|st|road|rd|avenue|lane)\b", re.IGNORECASE
)  # fmt: skip
"""A house number, a building, a staircase, a flat; the 24th of March (3月24號) is none."""
_CALLED = re.compile(r"\d[\d\s-]{6,}\d")


def _story_problems(row: Mapping[str, object]) -> dict[str, Problem]:
    """A story of somebody who was helped tells what was done, never who that was or where: no address, telephone or ID number."""
    if row.get("kind") != "story":
        return {}
    said: dict[str, dict[str, str]] = json.loads(str(row.get("variants") or "{}"))
    texts = {"text": str(row["text"])} | {f"text@{language}": text for language, text in said.get("text", {}).items()}
    return {name: ("plan.problem.story_tells_who", {}) for name, text in texts.items() if _tells_who(text)}


def _tells_who(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    return bool(_WHERE.search(plain) or _CALLED.search(plain) or holds_id_number(text))


OBJECTIVE = Noun(
    "objective",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("text", required=True, longest=300, varies=True),
        Field("indicator", "choice", choices=FIGURES),
        Field("target", "integer"),
        Field("actual", longest=60),
        *_OWNER,
    ),
    searched=("text",),
)
STATEMENT = Noun(
    "statement",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("kind", "choice", choices=STATEMENT_KINDS, default="background"),
        Field("text", "long_text", required=True, longest=1500, varies=True),
        *_OWNER,
    ),
    searched=("text",),
    check=_story_problems,
)
NEXT_STEP = Noun(
    "next_step",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("text", "long_text", required=True, longest=600, varies=True),
        Field("owner", longest=80, varies=True),
        Field("due", "date"),
        Field("done_on", "date"),
        *_OWNER,
    ),
    searched=("text", "owner"),
)
TOPIC = Noun(
    "topic",
    "campaign",
    (
        Field("code", "code", required=True),
        Field("title", required=True, longest=80, varies=True),
        Field("definition", "long_text", required=True, longest=400, varies=True),
        Field("position", "integer"),
        LANGUAGE_FIELD,
    ),
    searched=("title", "definition"),
)
_YEAR = re.compile(r"[【〔\[［(（]\s*(\d{4})\s*[】〕\]］)）]")


@dataclass(frozen=True, slots=True)
class ReadyText:
    """One text of the library: its kind of statement, its key, and what it says in each language."""

    kind: str
    key: str
    texts: Mapping[str, str]


def show_number(number: str) -> str:
    """Return a document's number as documents set it, 民電〔2017〕29號, whichever brackets were typed; what is kept stays as typed."""
    return _YEAR.sub(r"〔\1〕", number)


def slogans_of(campaign: sqlite3.Row, language: str) -> list[str]:
    """Return a campaign's slogans, one a line as typed: a slogan may hold commas of its own."""
    return [line.strip() for line in records.variant_of(campaign, "slogans", language).splitlines() if line.strip()]


def define_topics(connection: sqlite3.Connection, campaign: str, language: str) -> dict[str, str]:
    """Return a campaign's terms → what each means, in ``language``."""
    rows = records.all_of(connection, TOPIC, campaign)
    return {records.variant_of(row, "title", language): records.variant_of(row, "definition", language) for row in rows}


def library() -> list[ReadyText]:
    """Return the texts to begin with, by kind of statement, each hand-written in every language."""
    return [ReadyText(kind, key, {each: catalogue(each)[f"library.{kind}.{key}"] for each in LANGUAGES}) for kind, key in _library_keys()]


def ready_text(name: str) -> ReadyText | None:
    """Return the text called ``kind.key``, or None."""
    return next((each for each in library() if f"{each.kind}.{each.key}" == name), None)


def _library_keys() -> Iterator[tuple[str, str]]:
    for kind in STATEMENT_KINDS:
        prefix = f"library.{kind}."
        yield from ((kind, key.removeprefix(prefix)) for key in catalogue(LANGUAGES[0]) if key.startswith(prefix))
