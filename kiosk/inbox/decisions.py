"""The inbox of an event: its cases, what was decided about them, and deciding: keep, take back or merge, and reopening."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk import ledger
from kiosk.distribution import Stock
from kiosk.duty import Implausible
from kiosk.errors import NotFound, Refusal
from kiosk.ids import derive_id, made_at, now_ms
from kiosk.inbox.cases import Case, Choice
from kiosk.inbox.copies import beyond_stock, issued_twice, too_fast
from kiosk.inbox.people import came_before, pages_entered_twice, perhaps_one_person, signed_in_twice
from kiosk.inbox.phones import flagged, overlaps, quarantined
from kiosk.inbox.volunteers import perhaps_one_volunteer
from kiosk.people import confirm_same_person, undo_same_person
from kiosk.sync import Sender, record_batch

_MOST_SHOWN = 100


class DecidedMeanwhile(Refusal):
    """Somebody else was faster with this case, or new facts have changed it; nothing was decided."""

    reason = "decided_meanwhile"
    area = "inbox"
    status = 409


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody (``who``) decided about a case at ``made_at`` (ms UTC).  ``facts`` is what it touched."""

    id: str
    key: str
    verdict: str
    facts: tuple[str, ...]
    who: str
    made_at: int

    @property
    def kind(self) -> str:
        """The kind of the case."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Inbox:
    """``open``: what waits, the pressing things first.  ``decided``: the latest decisions that can be reopened, with their cases
    where those still exist."""

    open: tuple[Case, ...]
    decided: tuple[tuple[Decision, Case | None], ...]

    def find(self, key: str, says: str, fact: str) -> tuple[Case, Choice]:
        """Return an open case and the choice of it that a form names; DecidedMeanwhile when there is none (any more)."""
        for case in self.open:
            for choice in case.choices:
                if (case.key, choice.says) == (key, says) and (not fact or choice.facts == (fact,)):
                    return case, choice
        raise DecidedMeanwhile()


def read_inbox(
    connection: sqlite3.Connection, event: sqlite3.Row, *, stock: Mapping[tuple[str, str], Stock], tapped: set[tuple[str, str]],
    implausible: Sequence[Implausible],
) -> Inbox:  # fmt: skip
    """Return an event's inbox.  ``stock`` is by (booth, material), ``tapped`` those where hand-outs are counted as they happen."""
    cases = [
        *issued_twice(connection, event["id"]), *beyond_stock(connection, event["id"], stock, tapped),
        *quarantined(connection, event["id"]), *overlaps(connection, event), *signed_in_twice(connection, event["id"]),
        *perhaps_one_person(connection, event["id"]), *came_before(connection, event["id"]), *perhaps_one_volunteer(connection, event["id"]),
        *pages_entered_twice(connection, event["id"]),
        *too_fast(connection, event["id"], implausible), *flagged(connection, event["id"]),
    ]  # fmt: skip
    known = {case.key: case for case in cases}
    kept = _latest(connection, event["id"], list(known))
    waiting = [case for key, case in known.items() if key not in kept]
    waiting.sort(key=lambda case: (case.tone != "bad", -case.at))
    decided = [(one, known.get(one.key)) for one in _newest(connection, event["id"])]
    return Inbox(tuple(waiting), tuple(pair for pair in decided if pair[0].facts or pair[1] is not None))


_CHOSEN = (
    "SELECT d.id, d.\"case\", d.verdict, d.facts, coalesce(a.name, '') AS who, d.made_at FROM decision d"
    " LEFT JOIN account a ON 'account:' || a.id = d.made_by WHERE d.event = ?1 AND d.verdict <> 'reopen' AND NOT EXISTS (SELECT 1"
    ' FROM decision n WHERE n.event = d.event AND n."case" = d."case" AND (n.made_at, n.id) > (d.made_at, d.id))'
)


def _latest(connection: sqlite3.Connection, event: str, keys: Sequence[str]) -> dict[str, Decision]:
    """Return what holds of these cases by their keys; a reopened one is not among them."""
    rows = connection.execute(f'{_CHOSEN} AND d."case" IN (SELECT value FROM json_each(?2))', (event, json.dumps(list(keys)))).fetchall()
    return {row["case"]: _decision(row) for row in rows}


def _newest(connection: sqlite3.Connection, event: str) -> list[Decision]:
    rows = connection.execute(f"{_CHOSEN} ORDER BY d.made_at DESC, d.id DESC LIMIT ?2", (event, _MOST_SHOWN)).fetchall()
    return [_decision(row) for row in rows]


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(row["id"], row["case"], row["verdict"], tuple(json.loads(row["facts"])), row["who"], row["made_at"])


def decide(connection: sqlite3.Connection, sender: Sender, event: str, case: Case, choice: Choice, *, id: str) -> None:
    """Decide a case: keep what is there, take back facts, release them, or call persons one; DecidedMeanwhile.

    The same ``id`` again changes nothing, and neither does the same decision by the same account.  Must run inside ``Store.write``.
    """
    if verdict_of(connection, event, id):
        return
    before = connection.execute(
        'SELECT verdict, facts, made_by FROM decision WHERE event = ? AND "case" = ? ORDER BY made_at DESC, id DESC LIMIT 1', (event, case.key)
    ).fetchone()
    said = json.dumps(choice.facts)
    if before is not None and before["verdict"] != "reopen":
        if tuple(before) == (choice.verdict, said, sender.device):
            return
        raise DecidedMeanwhile()
    _note(connection, event, case.key, choice.verdict, said, sender, id)
    if choice.verdict == "merge":
        for participant in choice.facts[1:]:
            confirm_same_person(connection, participant, choice.facts[0], sender.device.removeprefix("account:"))
    elif choice.facts:
        _name(connection, sender, event, "void" if choice.verdict == "void" else "release", choice.facts, id)


def reopen(connection: sqlite3.Connection, sender: Sender, event: str, decision: str, *, id: str) -> None:
    """Put back what a decision did, and ask again; NotFound, DecidedMeanwhile.  The same ``id`` again changes nothing."""
    if verdict_of(connection, event, id):
        return
    row = connection.execute('SELECT "case", verdict, facts FROM decision WHERE id = ? AND event = ?', (decision, event)).fetchone()
    if row is None:
        raise NotFound()
    holds = _latest(connection, event, [row["case"]]).get(row["case"])
    if holds is None or holds.id != decision:
        raise DecidedMeanwhile()
    _note(connection, event, row["case"], "reopen", "[]", sender, id)
    if holds.verdict == "merge":
        for participant in holds.facts[1:]:
            undo_same_person(connection, participant)
        return
    if holds.verdict == "keep":  # what was released goes back into quarantine: taken back, and held once more
        _name(connection, sender, event, "void", [fact for fact in holds.facts if _counts(connection, fact)], id)
    _put_back(connection, holds, id)


def verdict_of(connection: sqlite3.Connection, event: str, id: str) -> str:
    """Return what the decision with this id says, '' when there is none yet: what a form that is sent twice finds."""
    row = connection.execute("SELECT verdict FROM decision WHERE id = ? AND event = ?", (id, event)).fetchone()
    return row["verdict"] if row else ""


def _note(connection: sqlite3.Connection, event: str, key: str, verdict: str, facts: str, sender: Sender, id: str) -> None:
    connection.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)", (id, event, key, verdict, facts, sender.device, now_ms()))


def _name(connection: sqlite3.Connection, sender: Sender, event: str, kind: str, facts: Sequence[str], id: str) -> None:
    """Record a void or a release of each of ``facts``, whose ids come from the decision's own."""
    items = [
        {"id": derive_id(id, f"{kind} {fact}"), "kind": kind, "event": event, "seen_at": made_at(id), "data": {"entry": fact}}
        for fact in facts
    ]
    record_batch(connection, sender, items)


def _counts(connection: sqlite3.Connection, fact: str) -> bool:
    return connection.execute("SELECT 1 FROM standing WHERE id = ?", (fact,)).fetchone() is not None


def _put_back(connection: sqlite3.Connection, decision: Decision, id: str) -> None:
    """Record once more what the decision's own voids took back, and what a void that it released did; what others took back stays so."""
    again = {}
    for fact in decision.facts:
        entry = connection.execute("SELECT kind, names FROM entry WHERE id = ?", (fact,)).fetchone()
        is_void = entry["kind"] == "void"
        target = entry["names"] if is_void else fact
        own = {fact} if is_void else {derive_id(one, f"void {fact}") for one in (decision.id, id)}
        rows = connection.execute(
            "SELECT v.id FROM entry v JOIN entry e ON e.id = v.names WHERE v.names = ? AND v.names <> '' AND v.kind = 'void'"
            " AND v.event = e.event AND (v.authority = 1 OR v.device = e.device)",
            (target,),
        ).fetchall()
        found = {row["id"] for row in rows}
        if found and found <= own:
            again[target] = derive_id(id, f"again {target}")
    ledger.append_again(connection, again)
