"""The plan records that come with another kiosk's report: kept as it says them, under its name, and never over somebody else's."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk import records
from kiosk.acts import ACT
from kiosk.campaigns import BOOTH, EVENT, MATERIAL, STATUSES, take_over_counting_mode
from kiosk.co_organisers import CO_ORGANISER
from kiosk.devices import take_over_device
from kiosk.errors import InvalidFields
from kiosk.features import FEATURES
from kiosk.ids import is_id
from kiosk.joining.goes_up import BY_TABLE, EVENT_TOLD, Goes
from kiosk.joining.keepers import WHERE_AND_WHEN, keeper_of, mark_kept, said_by_district, stands_over, told_fields
from kiosk.joining.kept_aside import keep_words_aside
from kiosk.joining.reported_rows import LAST_MOMENT, check_row
from kiosk.organisations import ORGANISATION, subtree
from kiosk.people import PERSON, ROSTER, SHIFT, take_over_same_person
from kiosk.posts import POST, take_over_reading
from kiosk.prints.runs import take_over_run
from kiosk.projects import PROJECT
from kiosk.records import Noun
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT
from kiosk.venues import EQUIPMENT, MEDIA
from kiosk.volunteers import take_over_volunteer

_NOUNS: Mapping[str, Noun] = {
    noun.table: noun for noun in (
        ORGANISATION, POST, MATERIAL, EVENT, BOOTH, PERSON, SHIFT, ROSTER, ACT, CO_ORGANISER, EQUIPMENT, MEDIA, PROJECT, OBJECTIVE, STATEMENT, NEXT_STEP,
    )
}  # fmt: skip
_TAKE_OVER: Mapping[str, Callable[[sqlite3.Connection, Mapping[str, Any]], None]] = {
    "post_reading": take_over_reading, "counting_mode": take_over_counting_mode, "print_run": take_over_run, "device": take_over_device,
    "volunteer": take_over_volunteer, "same_person": take_over_same_person,
}  # fmt: skip
"""What is no record of the plan with a form is written by the module whose table it is."""


@dataclass(slots=True)
class Taken:
    """``renamed``: (table, code there, code here); ``refused``: table → records that are somebody else's."""

    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Book:
    """One report whose plan is taken in.  ``ours`` is the kiosk's organisation in its own words, ``theirs`` here; a code that is taken here
    gets ``mark``, the organisation's code here, behind it: what it is called at home may be what others call themselves too."""

    connection: sqlite3.Connection
    kiosk: str
    campaign: str
    ours: str
    theirs: str
    report: str
    mark: str = ""
    allowed: set[str] = field(default_factory=set)
    taken: Taken = field(default_factory=Taken)


def take_plan(book: Book, lines: Iterable[dict[str, Any]]) -> Taken:
    """Write the records of a report that is the newest.  Must run inside ``Store.write``; IntegrityError where records do not fit together,
    InvalidFields or ValueError where one of them is what no form takes."""
    book.allowed, book.mark = subtree(book.connection, book.theirs), str(records.get(book.connection, ORGANISATION, book.theirs)["code"])
    for line in lines:
        goes = BY_TABLE.get(line["table"])
        if goes is not None:
            _take(book, goes, line["row"])
        elif line["table"] != EVENT_TOLD or not _take_told(book, line["row"]):
            book.taken.refused[str(line["table"])] += 1
    return book.taken


def _take(book: Book, goes: Goes, said: dict[str, Any]) -> None:
    row: dict[str, Any] = {**{name: ({**goes.later, **said})[name] for name in goes.columns}, **goes.blank}
    for name in ("organisation", "parent", "partner"):
        if name in row and row[name] == book.ours:
            row[name] = book.theirs
    row = check_row(_NOUNS.get(goes.table), goes.table, row)
    if not _is_theirs(book, goes, row):
        book.taken.refused[goes.table] += 1
        return
    if goes.table == "objective" and row["archived_at"] is not None and not keeper_of(book.connection, "objective", row["id"]):
        return  # nothing hangs on an objective: one that was never here in use need not come
    if goes.table == "organisation":
        _place_organisation(book, row)
    if goes.key == ("id",):
        _keep_name(book, goes, row)
    if goes.table == "same_person":
        row["confirmed_by"] = f"kiosk:{book.kiosk}"
    _write(book, goes, row)


def _write(book: Book, goes: Goes, row: dict[str, Any]) -> None:
    if goes.table in _NOUNS:
        records.follow(book.connection, _NOUNS[goes.table], row)
    else:
        _TAKE_OVER[goes.table](book.connection, row)


def _take_told(book: Book, said: dict[str, Any]) -> bool:
    """Write what the holder of an event that was planned here says of it, checked as a form would; what stood here instead is kept aside."""
    event = book.connection.execute("SELECT * FROM event WHERE id = ?", (said["id"],)).fetchone()
    if event is None or not _keeps_event(book, said["id"]):
        return False
    try:
        row = _read_told(_with_district(said, event), event)
    except InvalidFields:
        return False
    if words := _replaced(event, row):
        keep_words_aside(book.connection, book.report, book.kiosk, event["id"], words)
    records.follow(book.connection, EVENT, dict(event) | row)
    return True


def _with_district(said: dict[str, Any], event: sqlite3.Row) -> dict[str, Any]:
    """Return what the holder says, but for what this district has said since of the event's being off: the holder learns it by the next plan
    file.  A holder that has said nothing of how the event stands says nothing of where and when either."""
    if not isinstance(said["status_at"], int | None) or not stands_over(event, said):
        return said
    ours = said_by_district(event["status"]) | (set(WHERE_AND_WHEN) - said.keys())
    variants = {name: texts for name, texts in json.loads(said["variants"]).items() if name not in ours}
    variants |= {name: texts for name, texts in json.loads(event["variants"]).items() if name in ours}
    return said | {name: event[name] for name in ours} | {"variants": json.dumps(variants)}


def _replaced(event: sqlite3.Row, row: Mapping[str, object]) -> dict[str, str]:
    """Return the words of an event that a line replaces, by field; texts in further languages as ``outcome@en``."""
    words = {name: str(event[name]) for name, value in row.items() if name not in _SET and event[name] not in ("", 0) and str(event[name]) != str(value)}
    before, after = json.loads(event["variants"]), json.loads(str(row["variants"]))
    return words | {
        f"{name}@{language}": text for name, texts in before.items() for language, text in texts.items() if after.get(name, {}).get(language, "") != text
    }


def _read_told(said: Mapping[str, Any], event: sqlite3.Row) -> dict[str, object]:
    """Return the columns that a told line writes; InvalidFields, KeyError or ValueError for what no kiosk says."""
    status_at = said["status_at"]
    if said["status"] not in STATUSES or not (status_at is None or (isinstance(status_at, int) and 0 <= status_at < LAST_MOMENT)):
        raise ValueError(EVENT_TOLD)
    names = [name for name in told_fields({"status_at": status_at}) if name in records.field_names(EVENT.fields)]
    values = {name: str(said[name]) for name in names}
    values["features"] = " ".join(each for each in values["features"].split() if each in FEATURES)  # a newer kiosk may have more of them
    variants = {(name, language): text for name, texts in dict(json.loads(said["variants"])).items() for language, text in dict(texts).items()}
    values |= {name: str(variants.get((each.name, language), "")) for name, each, language in records.variant_fields(EVENT) if each.name in names}
    return {**records.clean_row(EVENT, values, event), "status": said["status"], "status_at": status_at}


_SET = ("features", "sign_in_margin", "status", "status_at", "variants")
"""What is set by default, or by a tap: no words of anybody's that would be lost; further languages are looked at one by one."""


def _is_theirs(book: Book, goes: Goes, row: dict[str, Any]) -> bool:
    """Tell whether the record may be this kiosk's: of its own organisations and this campaign, and known here under no other kiosk."""
    if row.get("campaign", book.campaign) != book.campaign:
        return False
    if goes.table in ("event", "post", "objective", "statement", "next_step") and row["organisation"] not in book.allowed:
        return False
    if row.get("event") and goes.table != "event" and not _keeps_event(book, row["event"]):
        return False
    if goes.key != ("id",):
        return True
    if not is_id(row["id"]):
        raise ValueError(goes.table)
    keeper = keeper_of(book.connection, goes.table, row["id"])
    if keeper:
        return keeper == book.kiosk
    return book.connection.execute(f"SELECT 1 FROM {goes.table} WHERE id = ?", (row["id"],)).fetchone() is None


def _keeps_event(book: Book, event: str) -> bool:
    row = book.connection.execute(
        "SELECT e.organisation, k.kiosk FROM event e LEFT JOIN kept_elsewhere k ON k.noun = 'event' AND k.id = e.id WHERE e.id = ? AND e.campaign = ?",
        (event, book.campaign),
    ).fetchone()
    return row is not None and row["organisation"] in book.allowed and row["kiosk"] in (None, book.kiosk)


def _place_organisation(book: Book, row: dict[str, Any]) -> None:
    """Put what stands nowhere here, or below itself, below the kiosk's organisation; units below it are the kiosk's own too."""
    if row["parent"] is None or row["parent"] in subtree(book.connection, row["id"]) or book.connection.execute("SELECT 1 FROM organisation WHERE id = ?", (row["parent"],)).fetchone() is None:
        row["parent"] = book.theirs
    if row["parent"] in book.allowed:
        book.allowed.add(row["id"])


def _keep_name(book: Book, goes: Goes, row: dict[str, Any]) -> None:
    """Remember who brought the record, and find it a code where another one here has its code."""
    if not keeper_of(book.connection, goes.table, row["id"]):
        mark_kept(book.connection, goes.table, row["id"], book.kiosk)
    if "code" not in row:
        return
    code, number = row["code"], 1
    while _is_taken(book, goes, row):
        row["code"] = f"{code[:16]}-{book.mark[:5]}{number if number > 1 else ''}"
        number += 1
    if row["code"] != code:
        book.taken.renamed.append((goes.table, code, row["code"]))


def _is_taken(book: Book, goes: Goes, row: dict[str, Any]) -> bool:
    where, values = (f"{goes.parent} = ? AND ", [row[goes.parent]]) if goes.parent else ("", [])
    sql = f"SELECT 1 FROM {goes.table} WHERE {where}code = ? COLLATE NOCASE AND id <> ?"
    return book.connection.execute(sql, (*values, row["code"], row["id"])).fetchone() is not None
