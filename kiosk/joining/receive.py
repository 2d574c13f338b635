"""Takes in another kiosk's report: its plan, its facts, its closed books, twice without harm and in whatever order reports come.

The plan comes first, in one transaction; the facts in chunks, so that scanning goes on between them; the books and the outcome last.
A report without an outcome was cut short: the same file once more completes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from kiosk import ledger, records
from kiosk.books.closings import take_over_closing
from kiosk.campaigns import CAMPAIGN
from kiosk.errors import DiskFull, InvalidFields, NotFound, Refusal
from kiosk.ids import is_id, new_id, now_ms
from kiosk.joining.identity import fingerprint_of
from kiosk.joining.kept_aside import keep_aside
from kiosk.joining.known_kiosks import KnownKiosk, admit, require_known
from kiosk.joining.report import OWN
from kiosk.joining.reported_plan import Book, take_plan
from kiosk.joining.reported_rows import LAST_SEEN, check_books, check_data
from kiosk.joining.signed_file import Manifest, SignedFile, open_signed_file
from kiosk.organisations import ORGANISATION, subtree
from kiosk.records import touch_plan
from kiosk.storage import Store
from kiosk.summary.edits import take_over_edit
from kiosk.summary.versions import take_over_version

CHUNK = 1_000
_TEXT_COLUMNS = {"id": 36, "flags": 400, "names": 36, "person": 200, "data": 8_000}
_MOMENTS = ("seen_at", "at", "received_at")
_NUMBER_COLUMNS = ("seen_at", "quantity", "at", "received_at", "offset", "held", "number")


class UnknownCampaign(Refusal):
    """The report is about a campaign that is not here."""

    reason = "unknown_campaign"
    area = "reports"
    status = 422


class NotTheirs(Refusal):
    """The kiosk speaks for an organisation for which it was not let in."""

    reason = "not_theirs"
    area = "reports"
    status = 422


class BadReport(Refusal):
    """The file is signed, and yet no report that fits together."""

    reason = "bad_report"
    area = "reports"
    status = 422


class RoomRanOut(Refusal):
    """The disk took only a part of the report; what is in stays in, and the same file once more completes it."""

    reason = "room_ran_out"
    area = "reports"
    status = 503


@dataclass(slots=True)
class Outcome:
    """What became of a report's facts; ``renamed`` are (kind of record, code there, code here), ``foreign`` the events that are not theirs,
    ``seal`` is that of the counts from which the kiosk publishes."""

    kiosk: str = ""
    facts: int = 0
    added: int = 0
    known: int = 0
    conflicts: int = 0
    refused: int = 0
    newer_kinds: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    refused_records: Counter[str] = field(default_factory=Counter)
    older: bool = False
    seal: str = ""

    def said(self) -> str:
        """Return what the table of outcomes keeps."""
        return json.dumps(
            {"newer_kinds": self.newer_kinds, "foreign": self.foreign, "renamed": self.renamed, "records": self.refused_records, "older": self.older, "seal": self.seal},
            ensure_ascii=False, sort_keys=True,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A report that may be taken in.  ``events`` are those for whose facts the kiosk may speak, once its plan is in."""

    file: SignedFile
    known: KnownKiosk
    campaign: str
    theirs: str
    ours: str
    """The organisation as the kiosk knows it, and as it is known here (``theirs`` in the file's words: the district's record)."""

    @property
    def name(self) -> str:
        return self.known.name


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who signed a report, and for which organisation here it would speak: for whoever decides whether to let it in."""

    manifest: Manifest
    organisation: sqlite3.Row
    fingerprint: str

    def admit(self, connection: sqlite3.Connection, by: str) -> None:
        """Let the signer in for that organisation, once somebody compared the number."""
        said = self.manifest
        admit(connection, by, kiosk=said.kiosk, public_key=bytes.fromhex(said.public_key), name=said.organisation.name, organisation=self.organisation["id"])


def introduce(connection: sqlite3.Connection, source: IO[bytes]) -> Introduction:
    """Return who signed a report.  Refusals of ``signed_file``; UnknownCampaign, NotTheirs for an organisation that is not here, BadReport."""
    manifest = open_signed_file(source, "facts").manifest
    with _as_bad_report():
        _require_campaign(connection, manifest)
        try:
            organisation = records.get(connection, ORGANISATION, manifest.about["organisation"])
        except NotFound:
            raise NotTheirs(name=manifest.organisation.name) from None
    return Introduction(manifest, organisation, fingerprint_of(manifest.kiosk, bytes.fromhex(manifest.public_key)))


def receive_report(store: Store, source: IO[bytes], by: str) -> Outcome:
    """Take in a report.  Refusals of ``signed_file`` and ``known_kiosks``; UnknownCampaign, NotTheirs, BadReport,
    DiskFull: nothing was written.  RoomRanOut: a part of it was."""
    file = open_signed_file(source, "facts")
    with _as_bad_report():
        report = _check(store.read(), file)
        outcome, receipt = Outcome(kiosk=report.name, seal=file.manifest.about.get("seal", "")), new_id()
        patterns = _read_patterns(file)
        outcome.facts = _check_facts(file, patterns)
        check_books(file.read_lines("books.jsonl"))
        store.write(lambda connection: _begin(connection, report, receipt, outcome, by))
        allowed = _events_of(store.read(), report)
        try:
            places = _take_facts(store, report, patterns, allowed, receipt, outcome)
            store.write(lambda connection: _end(connection, report, receipt, outcome, allowed, places))
        except DiskFull:
            raise RoomRanOut() from None
    return outcome


@contextmanager
def _as_bad_report() -> Iterator[None]:
    """What a program of ours would never write."""
    try:
        yield
    except (AttributeError, InvalidFields, KeyError, OverflowError, TypeError, ValueError, sqlite3.IntegrityError) as error:
        raise BadReport() from error


def _check(connection: sqlite3.Connection, file: SignedFile) -> Report:
    known = require_known(connection, file.manifest)
    campaign, theirs = _require_campaign(connection, file.manifest), file.manifest.about["organisation"]
    ours, allowed = file.manifest.organisation.id, subtree(connection, known.organisation)
    is_somebody_elses = ours not in allowed and connection.execute("SELECT 1 FROM organisation WHERE id = ?", (ours,)).fetchone() is not None
    if theirs not in allowed or is_somebody_elses:
        raise NotTheirs(name=known.name)
    return Report(file, known, campaign, theirs, ours)


def _require_campaign(connection: sqlite3.Connection, manifest: Manifest) -> str:
    try:
        return str(records.get(connection, CAMPAIGN, manifest.about["campaign"])["id"])
    except NotFound:
        raise UnknownCampaign() from None


def _read_patterns(file: SignedFile) -> dict[int, tuple[Any, ...]]:
    """Return the number that the file uses → the pattern's columns; every text a text, every number one."""
    patterns: dict[int, tuple[Any, ...]] = {}
    for number, *columns in file.read_lines("patterns.jsonl"):
        pattern = dict(zip(ledger.PATTERN, columns, strict=True))
        texts = [value for name, value in pattern.items() if name not in ("authority", "bundle")]
        if not all(isinstance(value, str) and len(value) <= 400 for value in texts) or pattern["authority"] not in (0, 1):
            raise BadReport()
        if not (isinstance(pattern["bundle"], int) and isinstance(number, int)):
            raise BadReport()
        patterns[number] = tuple(columns)
    return patterns


def _check_facts(file: SignedFile, patterns: dict[int, tuple[Any, ...]]) -> int:
    """Return how many facts there are, once all of them were looked at: nothing is written for half of a bad file."""
    count = 0
    for pattern, *columns, seq in file.read_lines("facts.jsonl"):
        fact = dict(zip(OWN, columns, strict=True))
        if pattern not in patterns or not isinstance(seq, int) or not is_id(fact["id"]) or not is_id(fact["names"] or fact["id"]):
            raise BadReport()
        if not all(isinstance(fact[name], str) and len(fact[name]) <= most for name, most in _TEXT_COLUMNS.items()):
            raise BadReport()
        if not all(type(fact[name]) is int and abs(fact[name]) < 2**53 for name in _NUMBER_COLUMNS):
            raise BadReport()
        if not 1 <= fact["quantity"] <= ledger.MAX_QUANTITY or fact["held"] not in (0, 1) or len(bytes.fromhex(fact["hash"])) != 16:
            raise BadReport()
        if not all(0 <= fact[name] <= LAST_SEEN for name in _MOMENTS):
            raise BadReport()
        check_data(json.loads(fact["data"]))
        count += 1
    return count


def is_newest(connection: sqlite3.Connection, report: Report) -> bool:
    """Tell whether no report of this kiosk that is in already knew more; the same one again is."""
    said = report.file.manifest
    row = connection.execute(
        "SELECT 1 FROM kiosk_report WHERE campaign = ? AND kiosk = ? AND (position, plan_version, made_at) > (?, ?, ?) LIMIT 1",
        (report.campaign, said.kiosk, said.ledger_position, said.plan_version, said.made_at),
    ).fetchone()
    return row is None


def _begin(connection: sqlite3.Connection, report: Report, receipt: str, outcome: Outcome, by: str) -> None:
    """Take in the plan where the report is the newest, and keep that the report is begun."""
    said = report.file.manifest
    outcome.older = not is_newest(connection, report)
    outcome.renamed, outcome.refused_records = [], Counter()  # may run twice
    row = (receipt, said.kiosk, report.campaign, report.theirs, report.file.digest, said.made_at, said.ledger_position, said.plan_version, outcome.facts, now_ms(), by)
    connection.execute("INSERT INTO kiosk_report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    if not outcome.older:
        book = Book(connection, said.kiosk, report.campaign, report.ours, report.theirs, receipt)
        taken = take_plan(book, report.file.read_lines("plan.jsonl"))
        outcome.renamed, outcome.refused_records = taken.renamed, taken.refused
        touch_plan(connection)


def _events_of(connection: sqlite3.Connection, report: Report) -> set[str]:
    """Return the events for whose facts the kiosk may speak: held by its organisation or one below, and brought by no other kiosk."""
    rows = connection.execute(
        "SELECT e.id FROM event e LEFT JOIN kept_elsewhere k ON k.noun = 'event' AND k.id = e.id"
        " WHERE e.campaign = ? AND e.organisation IN (SELECT value FROM json_each(?)) AND coalesce(k.kiosk, ?3) = ?3",
        (report.campaign, json.dumps(sorted(subtree(connection, report.theirs))), report.file.manifest.kiosk),
    ).fetchall()
    return {row["id"] for row in rows}


def _take_facts(
    store: Store, report: Report, patterns: dict[int, tuple[Any, ...]], allowed: set[str], receipt: str, outcome: Outcome
) -> list[tuple[int, str]]:
    """Append the facts chunk by chunk; return (position there, id) of the last fact of each chunk's line, for the books."""
    wanted = sorted({line["row"]["seq"] for line in report.file.read_lines("books.jsonl") if "seq" in line["row"]})
    places: list[tuple[int, str]] = []
    counted = {row[0] for row in store.read().execute("SELECT DISTINCT kind FROM measure_rule").fetchall()} | _WITHOUT_RULE
    numbers = {number: ledger.pattern_id(pattern) for number, pattern in patterns.items()}
    last = (0, "")
    facts = report.file.read_lines("facts.jsonl")
    while chunk := list(islice(facts, CHUNK)):
        rows: list[ledger.Row] = []
        for pattern, *columns, seq in chunk:
            kind, event = patterns[pattern][:2]
            while wanted and wanted[0] < seq:
                places.append((wanted.pop(0), last[1]))
            last = (seq, columns[0])
            if event not in allowed:
                outcome.foreign[event] += 1
                outcome.refused += 1
                continue
            if kind not in counted:
                outcome.newer_kinds[kind] += 1
            rows.append(_row(numbers[pattern], columns))
        used = {row[_PATTERN_PLACE] for row in rows}
        shared = [(numbers[number], *patterns[number]) for number in {one[0] for one in chunk} if numbers[number] in used]
        _count(outcome, *_append(store, report, receipt, rows, shared))
    return [*places, *((seq, last[1]) for seq in wanted)]


_PATTERN_PLACE = ledger.OWN.index("pattern")
_WITHOUT_RULE = frozenset((
    "response", "shown", "action", "void", "release", "run_out", "head_count", "sheet_total", "sheet_empty", "shift_in", "shift_out", "orphan", "leave",
    "close_booth", "arrival", "group_in", "act_on", "equipment", "proof",
))  # fmt: skip
"""Kinds that this version reads though no rule of the tallies names them."""


def _row(pattern: int, columns: list[Any]) -> ledger.Row:
    fact = dict(zip(OWN, columns, strict=True)) | {"pattern": pattern, "hash": bytes.fromhex(columns[OWN.index("hash")])}
    return tuple(fact[name] for name in ledger.OWN)


def _append(
    store: Store, report: Report, receipt: str, rows: list[ledger.Row], patterns: list[ledger.Row]
) -> tuple[int, int, int]:
    """Return how many were new, known, and in conflict with what is here."""

    def work(connection: sqlite3.Connection) -> Counter[str]:
        settled = ledger.append_rows(connection, rows, patterns)
        for row, one in zip(rows, settled, strict=True):
            if one[1] == "conflict":
                _keep_aside(connection, report, receipt, row)
        return Counter(one[1] for one in settled)

    found = store.write(work, finish=ledger.count_entries)
    return found["recorded"], found["duplicate"], found["conflict"]


def _keep_aside(connection: sqlite3.Connection, report: Report, receipt: str, row: ledger.Row) -> None:
    said = dict(zip(ledger.OWN, row, strict=True))
    id, hash = said["id"], said.pop("hash")
    assert isinstance(id, str)
    assert isinstance(hash, bytes)
    keep_aside(connection, receipt, report.file.manifest.kiosk, id, hash, said)


def _count(outcome: Outcome, added: int, known: int, conflicts: int) -> None:
    outcome.added += added
    outcome.known += known
    outcome.conflicts += conflicts


def _end(
    connection: sqlite3.Connection, report: Report, receipt: str, outcome: Outcome, allowed: set[str], places: Iterable[tuple[int, str]]
) -> None:
    """Take in the closed books and the summaries, at the positions that the facts before them have here, and keep the outcome."""
    here = {seq: _position_of(connection, id) for seq, id in places}
    by = f"kiosk:{report.file.manifest.kiosk}"
    organisations = subtree(connection, report.theirs)
    for line in report.file.read_lines("books.jsonl"):
        table, row = line["table"], line["row"]
        row = {name: report.theirs if name == "organisation" and value == report.ours else value for name, value in row.items()}
        row |= {"made_by": by} | ({"seq": here[row["seq"]]} if "seq" in row else {})
        theirs = row["event"] in allowed or (not row["event"] and row.get("organisation") in organisations)
        if theirs and row.get("campaign", report.campaign) == report.campaign:
            _TAKE_OVER[table](connection, row)
    said = (receipt, now_ms(), outcome.added, outcome.known, outcome.conflicts, outcome.refused, outcome.said())
    connection.execute("INSERT INTO kiosk_report_outcome VALUES (?, ?, ?, ?, ?, ?, ?)", said)
    touch_plan(connection)


_TAKE_OVER = {"closing": take_over_closing, "summary_edit": take_over_edit, "summary_version": take_over_version}


def _position_of(connection: sqlite3.Connection, id: str) -> int:
    row = connection.execute("SELECT seq FROM fact WHERE id = ?", (id,)).fetchone()
    return int(row["seq"]) if row else 0
