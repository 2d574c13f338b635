"""Paper comes back in: which printed pages are keyed, and one page saved, corrected or found to be keyed already, in one write."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.errors import NotFound, Refusal
from kiosk.ids import derive_id, made_at
from kiosk.printed_codes import CodeKind, find_code_use
from kiosk.prints.kinds import KINDS
from kiosk.privacy.personal_data import change_identity, drop_note, is_erased, keep_identity
from kiosk.sync import Sender, record_batch

SLIPS = "sign_in_slip"
ONE_BY_ONE = frozenset((SLIPS, "registration"))
"""Papers that are given to people one by one: those that nobody hands in are not missing."""
PAGE_KINDS: dict[str, CodeKind] = {kind.name: kind.codes[0] for kind in KINDS.values() if kind.keyed}
"""A print run's kind → the kind of the codes on its pages."""
_CLOCK = re.compile(r"(\d{1,2}) *[:.时時點点h]? *(\d{2})? *分?\Z")


class PageChanged(Refusal):
    """Somebody else keyed or corrected this page meanwhile; nothing was saved."""

    reason = "page_changed"
    area = "keying"
    status = 409


class NotSaved(Refusal):
    """The ledger did not take what was keyed; ``sentence`` says why."""

    reason = "not_saved"
    area = "keying"
    status = 409


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed run of pages to be filled in by hand; ``layout`` is what its pages look like, as the run keeps it."""

    run: str
    event: str
    code: str
    kind: str
    booth: str
    pages: int
    layout: dict[str, Any]

    @property
    def pages_before(self) -> int:
        """How many pages came before these, where they go on with a sheet that ran out."""
        return int(self.layout.get("first_page", 1)) - 1


@dataclass(frozen=True, slots=True)
class PageMark:
    """Who keyed a page, and when that was last (ms)."""

    who: str
    at: int


@dataclass(frozen=True, slots=True)
class SheetProgress:
    """A run of sheets and which of its pages are keyed."""

    sheet: Sheet
    keyed: dict[int, PageMark]

    @property
    def missing(self) -> list[int]:
        """The pages that were printed and are not keyed yet."""
        return [] if self.sheet.kind in ONE_BY_ONE else [page for page in range(1, self.sheet.pages + 1) if page not in self.keyed]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One fact that a keyed page says.  ``row`` is 0 for the page as a whole; ``named`` when name and phone are this row's own;
    the note of any other row is kept beside its fact.  ``booth`` is said where no place tells it; ``erase_code`` is on the stub of a slip;
    ``machine`` is what a program counted on the page's photo."""

    kind: str
    row: int
    at: int
    quantity: int = 1
    person: str = ""
    source: str = ""
    target: str = ""
    material: str = ""
    signed: bool | None = None
    resident: bool | None = None
    named: bool = False
    name: str = ""
    phone: str = ""
    note: str = ""
    booth: str = ""
    erase_code: str = ""
    machine: dict[str, int] | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What makes it the same place on the page."""
        return self.kind, self.row

    def is_said_by(self, fact: sqlite3.Row) -> bool:
        """Tell whether a keyed fact says the same already."""
        data = json.loads(fact["data"])
        own = (fact["name"], fact["phone_end"]) if self.named else ("", "")
        return (
            (self.quantity, self.at, self.person, self.source, self.target, self.material, self.signed, self.resident)
            == (fact["quantity"], fact["seen_at"], fact["person"], fact["source"], fact["target"], fact["material"],
                data.get("signed"), data.get("resident"))
            and ((self.name, self.phone) if self.named else ("", "")) == own
            and self.note == note_of(fact)
            and self.machine in (None, data.get("machine"))
        )  # fmt: skip

    def item(self, sheet: Sheet, page: int, id: str) -> dict[str, object]:
        """Return the fact as it travels.  Whoever signed goes as a participant: a guest need be on no list to be known."""
        data = {"sheet": sheet.run, "page": page, "row": self.row or None, "signed": self.signed, "resident": self.resident,
                "participant": self.person or None, "booth": self.booth or None,
                "machine": self.machine}  # fmt: skip
        item: dict[str, object | None] = {
            "id": id, "kind": self.kind, "event": sheet.event, "seen_at": self.at, "quantity": self.quantity, "method": "paper",
            "from": self.source or None, "to": self.target or None, "material": self.material or None,
            "data": {name: value for name, value in data.items() if value is not None},
            "private": self._private(sheet) if self.named else None,
        }  # fmt: skip
        return {name: value for name, value in item.items() if value is not None}

    def _private(self, sheet: Sheet) -> dict[str, object]:
        """Return what names the person, with the version of the notice that stood on the page."""
        said: dict[str, object] = {"name": self.name, "phone": self.phone, "note": self.note}
        said |= {"erase_code": self.erase_code} if self.erase_code else {}
        return said | ({"notice_version": sheet.layout["notice"]} if sheet.layout.get("notice") else {})


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saving did: facts recorded anew and facts taken back; both 0 when the page said the same already."""

    recorded: int
    voided: int


def get_sheet(connection: sqlite3.Connection, event: str, run: str, page: int = 1) -> Sheet:
    """Return the event's run of sheets, if it has such a page; NotFound."""
    row = connection.execute("SELECT * FROM print_run WHERE id = ? AND event = ?", (run, event)).fetchone()
    if row is None or row["kind"] not in PAGE_KINDS or not 1 <= page <= row["copies"]:
        raise NotFound()
    return _sheet(row)


def find_page(connection: sqlite3.Connection, text: str) -> tuple[str, str, int]:
    """Return (event, run, page) that a page's typed or scanned code stands for; NotFound."""
    use = find_code_use(connection, text)
    if use is None or use.kind not in PAGE_KINDS.values():
        raise NotFound()
    return use.event, use.run, use.number


def events_with_sheets(connection: sqlite3.Connection) -> set[str]:
    """Return the events for which pages were printed, so that a list of all events asks only about these."""
    kinds = json.dumps(list(PAGE_KINDS))
    query = "SELECT DISTINCT event FROM print_run WHERE kind IN (SELECT value FROM json_each(?)) AND archived_at IS NULL"
    return {row["event"] for row in connection.execute(query, (kinds,)).fetchall()}


def progress_of(connection: sqlite3.Connection, event: str) -> list[SheetProgress]:
    """Return the event's sheets, samples left out, each with the pages that are keyed."""
    runs = connection.execute(
        "SELECT * FROM print_run WHERE event = ? AND kind IN (SELECT value FROM json_each(?)) AND archived_at IS NULL"
        " AND sample <> 'sample' ORDER BY made_at, code",
        (event, json.dumps(list(PAGE_KINDS))),
    ).fetchall()
    marks = connection.execute(
        "SELECT s.run, s.number, max(s.received_at) AS at, coalesce(a.name, d.name, '') AS who FROM standing s"
        " LEFT JOIN account a ON 'account:' || a.id = s.device LEFT JOIN device d ON d.id = s.device"
        " WHERE s.run <> '' AND s.run IN (SELECT value FROM json_each(?)) AND s.method = 'paper' AND s.number > 0 GROUP BY 1, 2",
        (json.dumps([row["id"] for row in runs]),),
    ).fetchall()
    return [
        SheetProgress(
            _sheet(row), {mark["number"]: PageMark(mark["who"], mark["at"]) for mark in marks if mark["run"] == row["id"]}
        )
        for row in runs
    ]


def facts_of_page(connection: sqlite3.Connection, sheet: Sheet, page: int) -> list[sqlite3.Row]:
    """Return the standing facts keyed from a page, with the names that belong to them and who keyed them."""
    return connection.execute(
        "SELECT s.*, coalesce(json_extract(s.data, '$.row'), 0) AS row, coalesce(i.name, '') AS name, coalesce(i.phone_end, '') AS phone_end,"
        " coalesce(i.note, '') AS note, coalesce(n.note, '') AS row_note, i.subject IS NULL AS nameless, coalesce(a.name, d.name, '') AS who"
        " FROM standing s LEFT JOIN identity i ON i.subject = s.person AND s.person <> '' LEFT JOIN identity n ON n.subject = s.id"
        " LEFT JOIN account a ON 'account:' || a.id = s.device"
        " LEFT JOIN device d ON d.id = s.device WHERE s.run = ? AND s.run <> '' AND s.number = ? AND s.method = 'paper' ORDER BY row, s.seq",
        (sheet.run, page),
    ).fetchall()


def version_of(facts: Sequence[sqlite3.Row]) -> str:
    """Return a short text that changes whenever the page is keyed or corrected; '' while it is not keyed."""
    return f"{len(facts)}.{max(fact['seq'] for fact in facts)}" if facts else ""


def mark_of(facts: Sequence[sqlite3.Row]) -> PageMark | None:
    """Return who keyed the page last, and when; None while nobody has."""
    last = max(facts, key=lambda fact: fact["seq"], default=None)
    return PageMark(last["who"], last["received_at"]) if last is not None else None


def save_page(
    connection: sqlite3.Connection, sender: Sender, sheet: Sheet, page: int, wanted: Sequence[Wanted], *, known: str, form: str
) -> Saved:
    """Make the page say ``wanted``: what differs is taken back and recorded anew.  PageChanged, NotSaved.

    ``known`` is the version of the page that the typist saw, ``form`` the id of the form.  A form sent twice finds that the page
    says the same already.  Must run inside ``Store.write``.
    """
    facts = facts_of_page(connection, sheet, page)
    kept = {(fact["kind"], fact["row"]): fact for fact in facts}
    new = [one for one in wanted if one.key not in kept or not one.is_said_by(kept[one.key])]
    standing = {one.key for one in wanted} - {one.key for one in new}
    gone = [fact for fact in facts if (fact["kind"], fact["row"]) not in standing or kept[fact["kind"], fact["row"]] is not fact]
    if not new and not gone:
        return Saved(0, 0)
    if version_of(facts) != known:
        raise PageChanged()
    items = [_void(sheet, fact["id"], form) for fact in gone]
    made = [(one, derive_id(form, f"{one.kind} {one.row}")) for one in new]
    items += [one.item(sheet, page, id) for one, id in made]
    _record(connection, sender, items)
    _keep_names(connection, sheet, wanted, made, gone)
    return Saved(len(new), len(gone))


def _record(connection: sqlite3.Connection, sender: Sender, items: list[dict[str, object]]) -> None:
    answers = record_batch(connection, sender, items)
    refused = next((answer for answer in answers if answer["result"] in ("rejected", "conflict")), None)
    if refused is not None:
        raise NotSaved(sentence=refused["message"])


def _void(sheet: Sheet, entry: str, form: str) -> dict[str, object]:
    return {
        "id": derive_id(form, f"void {entry}"),
        "kind": "void",
        "event": sheet.event,
        "seen_at": made_at(form),
        "data": {"entry": entry},
    }


def _keep_names(
    connection: sqlite3.Connection, sheet: Sheet, wanted: Sequence[Wanted], made: Sequence[tuple[Wanted, str]], gone: Sequence[sqlite3.Row]
) -> None:
    """Correct what names the rows; what no row says any more is blanked."""
    for one, id in made:
        if one.named:
            change_identity(connection, one.person, name=one.name, phone=one.phone, note=one.note)
        elif one.note and not is_erased(connection, one.person):
            keep_identity(connection, id, event=sheet.event, note=one.note)
    left = {one.person for one in wanted}
    for fact in gone:
        if fact["row_note"]:
            drop_note(connection, fact["id"])
        if fact["person"] and fact["person"] not in left and not fact["nameless"] and is_of_page(fact):
            change_identity(connection, fact["person"], name="", phone="", note="")


def note_of(fact: sqlite3.Row) -> str:
    """Return what was written beside a name: kept with whoever is known by this row alone, else beside the row's own fact."""
    if fact["kind"] != "check_in":
        return ""
    return str(fact["note"] if is_of_page(fact) else fact["row_note"])


def is_of_page(fact: sqlite3.Row) -> bool:
    """Tell whether a fact's person is nobody but this row of this page (neither of the roster nor somebody known by phone)."""
    return bool(fact["person"] == participant_of(fact["run"], fact["number"], fact["row"]))


def participant_of(run: str, page: int, row: int) -> str:
    """Return the random-looking id of whoever signed in this row: the same however often the page is keyed."""
    return derive_id(run, f"sheet page {page} row {row}")


def clock_at(event: sqlite3.Row, typed: str) -> int | None:
    """Return the instant (ms) of a time as written on paper (9:05, 0905, 9時05分), on the event's day; None when it is no time."""
    found = _CLOCK.match(unicodedata.normalize("NFKC", typed).strip().lower())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    zone = ZoneInfo(event["zone"])
    moment = datetime.fromisoformat(f"{event['day']}T{int(found[1]):02}:{int(found[2] or 0):02}").replace(tzinfo=zone)
    if event["ends"] <= event["starts"] and f"{moment:%H:%M}" < event["starts"]:
        moment += timedelta(days=1)  # an event that runs past midnight
    return int(moment.timestamp() * 1000)


def say_clock(event: sqlite3.Row, at: int) -> str:
    """Return the time on the wall at the event, 09:05."""
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(event['zone'])):%H:%M}"


def _sheet(row: sqlite3.Row) -> Sheet:
    return Sheet(row["id"], row["event"], row["code"], row["kind"], row["booth"] or "", row["copies"], json.loads(row["layout"]))
