"""Residents in difficulty: a tip, sealed as it comes in, and what case workers do about it step by step (domain.md §6).

What happened and when is in the ledger, without a word of what was told; who tells, what and how to reach the person is sealed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk import ledger
from kiosk.errors import NotFound, Refusal
from kiosk.ids import derive_id, new_id, new_secret, now_ms
from kiosk.privacy import access_log
from kiosk.privacy.personal_data import erase, is_erased, keep_identity
from kiosk.sealing import KeyRing
from kiosk.settings import read_setting, write_setting

HELP = ("daily", "money", "company", "children", "housing", "work", "errands", "other")
"""What kind of help is needed; nothing medical is asked."""
ABOUT = ("other", "self")
SERVICES = ("assistance", "elderly", "disability", "family", "employment", "legal", "community", "other")
"""Where somebody may be referred to."""
NEXT: Mapping[str, tuple[str, ...]] = {
    "tip": ("contacted", "closed"),
    "contacted": ("consented", "refused", "closed"),
    "consented": ("referred", "visited", "closed"),
    "refused": ("closed",),
    "referred": ("accepted", "closed"),
    "visited": ("closed",),
    "accepted": ("closed",),
    "closed": (),
}
"""What may follow where a case stands."""
DUE_DAYS: Mapping[str, int] = {"tip": 3, "contacted": 7, "consented": 7, "refused": 7, "referred": 14, "visited": 30, "accepted": 30}
"""Within how many days the next step should follow, unless the setting says otherwise."""
KEPT_DAYS = 90
LONGEST = {"note": 500, "reach": 120, "organisation": 80, "remark": 500}
_DAY_MS = 86_400_000
_KEPT = "referral_kept_days"


class OutOfOrder(Refusal):
    """The step does not follow where the case stands, perhaps because a colleague was faster."""

    reason = "out_of_order"
    area = "referrals"
    status = 409


class SlipKeyedBefore(Refusal):
    """The paper slip was keyed in already."""

    reason = "keyed_before"
    area = "referrals"
    status = 409


@dataclass(frozen=True, slots=True)
class Tip:
    """What somebody hands in.  ``id`` was made with the form; ``slip`` is the code of a paper slip and ``number`` what it says."""

    id: str
    event: str
    help: tuple[str, ...]
    about: str
    may_contact: bool
    note: str = field(default="", repr=False)
    reach: str = field(default="", repr=False)
    method: str = "self"
    notice_version: int | None = None
    erase_code: str = field(default="", repr=False)
    slip: str | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case: its fact, when, by which account, and what was noted with it (None when it cannot be read)."""

    entry: str
    step: str
    at: int
    worker: str = ""
    note: dict[str, str] | None = field(default_factory=dict)
    consent_version: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the queue shows it, without a word of what was told."""

    id: str
    event: str
    number: str
    state: str
    since: int
    made_at: int
    due_at: int | None
    worker: str
    emptied: bool

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.due_at is not None

    def is_overdue(self, now: int) -> bool:
        """Whether the next step should have followed by now (ms UTC)."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Told:
    """What was told; ``readable`` is False when the key is missing."""

    help: tuple[str, ...] = ()
    about: str = ""
    note: str = ""
    reach: str = ""
    readable: bool = True


def take_tip(connection: sqlite3.Connection, ring: KeyRing, tip: Tip, at: int | None = None) -> str:
    """Keep a tip, sealed, and return its number; the same form again is the same tip.  SlipKeyedBefore."""
    case, moment = case_of(tip.id), now_ms() if at is None else at
    known = connection.execute("SELECT number FROM referral_case WHERE id = ?", (case,)).fetchone()
    if known is not None:
        return str(known["number"])
    if (tip.slip and find_slip(connection, tip.slip)) or (tip.number and _is_used(connection, tip.event, tip.number)):
        raise SlipKeyedBefore()
    number = tip.number or _new_number(connection, tip.event)
    told = json.dumps({"help": tip.help, "about": tip.about, "note": tip.note}, ensure_ascii=False)
    connection.execute(
        "INSERT INTO referral_case (id, event, number, slip, told, reach, may_contact, notice_version, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (case, tip.event, number, tip.slip, ring.seal(told, _place("told", case)), ring.seal(tip.reach, _place("reach", case)),
         int(tip.may_contact), tip.notice_version, moment),
    )  # fmt: skip
    if tip.erase_code:  # no event beside it: the texts are kept until the case is closed, not until the event's names go
        keep_identity(connection, case, erase_code=tip.erase_code, notice_version=tip.notice_version)
    _append(connection, case, tip.event, "tip", id=tip.id, device="public", at=moment, method=tip.method)
    return number


def case_of(form: str) -> str:
    """Return the id of the case that the tip's form began."""
    return derive_id(form, "referral case")


def find_slip(connection: sqlite3.Connection, code: str) -> str:
    """Return the case that a paper slip was keyed in as, '' for none."""
    row = connection.execute("SELECT id FROM referral_case WHERE slip = ?", (code,)).fetchone()
    return str(row["id"]) if row else ""


def _new_number(connection: sqlite3.Connection, event: str) -> str:
    """Return a random number: one that counted on would tell how many came before."""
    while True:
        number = f"W-{new_secret(20)}"
        if not _is_used(connection, event, number):
            return number


def _is_used(connection: sqlite3.Connection, event: str, number: str) -> bool:
    return connection.execute("SELECT 1 FROM referral_case WHERE event = ? AND number = ?", (event, number)).fetchone() is not None


def _place(column: str, row: str) -> str:
    """Name the place that a sealed text is bound to."""
    return f"referral.{column}.{row}"


def _append(connection: sqlite3.Connection, case: str, event: str, step: str, *, id: str, device: str, at: int, method: str = "count") -> None:
    data = json.dumps({"step": step})
    authority = int(device != "public")
    fact = ledger.make_fact("referral", id=id, device=device, at=at, event=event, person=case, method=method, authority=authority, data=data)
    if ledger.append(connection, [fact])[0].outcome == "conflict":
        raise OutOfOrder()


def lines_at(connection: sqlite3.Connection, event: str) -> list[Line]:
    """Return the cases of an event, the one that is due first before the others, closed ones last."""
    due = {state: due_days(connection, state) * _DAY_MS for state in DUE_DAYS}
    rows = connection.execute(
        "SELECT c.*, s.id AS entry, s.at, s.data ->> '$.step' AS step FROM standing s JOIN referral_case c ON c.id = s.person"
        " WHERE s.event = ? AND s.kind = 'referral' ORDER BY s.seq",
        (event,),
    ).fetchall()
    latest = {row["id"]: row for row in rows}
    lines = [_line(row, due) for row in latest.values()]
    return sorted(lines, key=lambda line: (not line.is_open, line.due_at or -line.since, line.id))


def _line(row: sqlite3.Row, due: Mapping[str, int]) -> Line:
    emptied = row["emptied_at"] is not None
    due_at = None if emptied or row["step"] not in due else row["at"] + due[row["step"]]
    return Line(row["id"], row["event"], row["number"], row["step"], row["at"], row["made_at"], due_at, row["worker"], emptied)


def find_line(connection: sqlite3.Connection, case: str) -> Line:
    """Return one case as the queue shows it; NotFound."""
    line = next((line for line in lines_at(connection, event_of(connection, case)) if line.id == case), None)
    if line is None:
        raise NotFound()
    return line


def event_of(connection: sqlite3.Connection, case: str) -> str:
    """Return at which event a case began, also when its tip was taken back; NotFound."""
    row = connection.execute("SELECT event FROM referral_case WHERE id = ?", (case,)).fetchone()
    if row is None:
        raise NotFound()
    return str(row["event"])


def count_open(connection: sqlite3.Connection, event: str) -> tuple[int, int]:
    """Return how many cases are open, and how many of them overdue."""
    lines, now = [line for line in lines_at(connection, event) if line.is_open], now_ms()
    return len(lines), sum(line.is_overdue(now) for line in lines)


def read_told(connection: sqlite3.Connection, ring: KeyRing, case: str) -> Told | None:
    """Return what was told with a tip; None when it was erased.  Log the look first."""
    row = connection.execute("SELECT told, reach FROM referral_case WHERE id = ?", (case,)).fetchone()
    if row is None or row["told"] is None:
        return None
    told, reach = ring.unseal(row["told"], _place("told", case)), ring.unseal(row["reach"], _place("reach", case))
    if told is None or reach is None:
        return Told(readable=False)
    said = json.loads(told)
    return Told(tuple(said["help"]), said["about"], said["note"], reach)


def read_steps(connection: sqlite3.Connection, ring: KeyRing, case: str) -> list[Step]:
    """Return what happened to a case, the first step first, each with what was noted."""
    rows = connection.execute(
        "SELECT s.id, s.at, s.data ->> '$.step' AS step, n.worker, n.note, n.consent_version FROM standing s"
        " LEFT JOIN referral_note n ON n.entry = s.id WHERE s.person = ? AND s.person <> '' AND s.kind = 'referral' ORDER BY s.seq",
        (case,),
    ).fetchall()
    return [Step(row["id"], row["step"], row["at"], row["worker"] or "", _open_note(ring, row), row["consent_version"]) for row in rows]


def _open_note(ring: KeyRing, row: sqlite3.Row) -> dict[str, str] | None:
    if row["note"] is None:
        return {}
    text = ring.unseal(row["note"], _place("note", row["id"]))
    return None if text is None else dict(json.loads(text))


@dataclass(frozen=True, slots=True)
class Done:
    """A step that a case worker took; ``id`` was made with the form.  ``note`` holds service, organisation and remark."""

    id: str
    step: str
    worker: str
    note: Mapping[str, str] = field(default_factory=dict, repr=False)
    consent_version: int | None = None


def record_step(connection: sqlite3.Connection, ring: KeyRing, case: str, done: Done, at: int | None = None) -> bool:
    """Record a step and what was noted with it; False when this form was sent before.  NotFound, OutOfOrder."""
    if connection.execute("SELECT 1 FROM fact WHERE id = ? AND person = ?", (done.id, case)).fetchone():
        return False
    line = find_line(connection, case)
    if done.step not in NEXT[line.state]:
        raise OutOfOrder()
    moment = now_ms() if at is None else at
    _append(connection, case, line.event, done.step, id=done.id, device=f"account:{done.worker}", at=moment)
    said = {name: text for name, text in done.note.items() if text}
    note = ring.seal(json.dumps(said, ensure_ascii=False), _place("note", done.id)) if said and not is_erased(connection, case) else None
    connection.execute("INSERT INTO referral_note VALUES (?, ?, ?, ?, ?)", (done.id, case, done.worker, note, done.consent_version))
    return True


def take_back(connection: sqlite3.Connection, case: str, entry: str, *, id: str, by: str) -> bool:
    """Void a case's last step; with the tip itself the case goes, texts and all.  False when it was taken back before; OutOfOrder."""
    if connection.execute("SELECT 1 FROM fact WHERE id = ? AND names = ?", (id, entry)).fetchone():
        return False
    steps = read_steps(connection, KeyRing(), case)
    if not steps or steps[-1].entry != entry:
        raise OutOfOrder()
    event = find_line(connection, case).event
    data = json.dumps({"entry": entry})
    ledger.append(connection, [ledger.make_fact("void", id=id, device=f"account:{by}", event=event, names=entry, authority=1, data=data)])
    connection.execute("UPDATE referral_note SET note = NULL WHERE entry = ?", (entry,))
    if len(steps) == 1:
        erase(connection, case, "withdrawn")
    return True


def give_to(connection: sqlite3.Connection, line: Line, worker: str, *, by: str) -> None:
    """Let an account look after a case ('' for nobody), and keep on record that ``by`` arranged it."""
    if connection.execute("UPDATE referral_case SET worker = ?1 WHERE id = ?2 AND worker <> ?1", (worker, line.id)).rowcount:
        access_log.log_look(connection, f"account:{by}", "assignment", event=line.event, quantity=1)


def log_look(connection: sqlite3.Connection, line: Line, account: str) -> None:
    """Keep that somebody looked at what was told."""
    connection.execute("INSERT INTO referral_look VALUES (?, ?, ?, ?, ?, ?)", (new_id(), now_ms(), account, line.id, line.event, line.number))


def due_days(connection: sqlite3.Connection, state: str) -> int:
    """Return within how many days the step after ``state`` should follow."""
    return int(read_setting(connection, f"referral_due_{state}") or DUE_DAYS[state])


def kept_days(connection: sqlite3.Connection) -> int:
    """Return for how many days the texts of a closed case are kept."""
    return int(read_setting(connection, _KEPT) or KEPT_DAYS)


def set_days(connection: sqlite3.Connection, days: Mapping[str, int]) -> None:
    """Set the days of each state, and of ``kept``."""
    for name, value in days.items():
        write_setting(connection, _KEPT if name == "kept" else f"referral_due_{name}", str(value))


def closed_past(connection: sqlite3.Connection, days: int) -> list[str]:
    """Return the cases that were closed more than ``days`` ago: their texts go, counts stay."""
    before = now_ms() - days * _DAY_MS
    events = connection.execute("SELECT DISTINCT event FROM referral_case WHERE emptied_at IS NULL").fetchall()
    lines = [line for row in events for line in lines_at(connection, row["event"])]
    return [line.id for line in lines if line.state == "closed" and not line.emptied and line.since < before]


def missing_keys(connection: sqlite3.Connection, ring: KeyRing) -> tuple[list[str], int]:
    """Return the names of keys that are not on the ring, and how many cases cannot be read without them."""
    rows = connection.execute(
        "SELECT lower(hex(substr(told, 2, 4))) AS key, count(*) AS cases FROM referral_case WHERE told IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    gone = [row for row in rows if row["key"] not in ring.names]
    return [row["key"] for row in gone], sum(row["cases"] for row in gone)


def seal_again(connection: sqlite3.Connection, ring: KeyRing) -> int:
    """Seal everything that the ring opens with its newest key; return how many texts."""
    done = 0
    for table, key, columns in (("referral_case", "id", ("told", "reach")), ("referral_note", "entry", ("note",))):
        for column in columns:
            for row in connection.execute(f"SELECT {key} AS row, {column} AS sealed FROM {table} WHERE {column} IS NOT NULL").fetchall():
                text = ring.unseal(row["sealed"], _place(column, row["row"]))
                if text is not None:
                    connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (ring.seal(text, _place(column, row["row"])), row["row"]))
                    done += 1
    return done
