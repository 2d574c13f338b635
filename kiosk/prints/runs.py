"""What is printed for an event: each run with the block of codes that it keeps for ever, and how many copies were made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from kiosk import campaigns, records
from kiosk.config import is_local_address
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.ids import is_id, made_at, new_id, now_ms
from kiosk.languages import LANGUAGES
from kiosk.ledger import MAX_QUANTITY
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import CodeKind, allot_block
from kiosk.prints.kept_words import VERDICT, is_out_of_date, keeps_words, renew, say
from kiosk.prints.kinds import kind_of
from kiosk.privacy.notices import Purpose, keep_notice
from kiosk.records import Problem, touch_plan
from kiosk.storage.upsert import upsert
from kiosk.sync import Sender, record_batch

STATES = ("made", "tested", "printed", "bundled")
MOST_BUNDLE = 1000
FALLBACK_ADDRESS = "http://127.0.0.1:8000"
"""Where `kiosk serve` answers when nobody has said an address: good for samples and for one's own machine."""


class AddressNeeded(Refusal):
    """Printed codes carry the site's address, and nobody has said it yet."""

    reason = "address_needed"
    area = "printing"
    status = 409


class LocalAddress(Refusal):
    """Phones outside this network cannot reach the address that would be printed; somebody must confirm it."""

    reason = "local_address"
    area = "printing"
    status = 409


def mark_for(base_url: str, *, sample: bool = False, local_confirmed: bool = False) -> str:
    """Return what must stand on sheets that carry this address: '' | sample | local; AddressNeeded, LocalAddress."""
    if sample:
        return "sample"
    if not is_local_address(base_url):
        return ""
    if not local_confirmed:
        raise LocalAddress(address=base_url) if base_url else AddressNeeded()
    return "local"


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run as it is asked for.  ``copies`` counts pages where the codes stand on pages.

    ``base_url`` is '' where nobody has said the site's address.  ``local_confirmed``: somebody knows that only phones in this
    network will reach it.  ``language`` is one language, or two with a space between, the leading one first.
    """

    event: str
    kind: str
    by: str
    base_url: str
    copies: int
    id: str = ""
    material: str = ""
    booth: str = ""
    bundle_size: int = 0
    per_copy: bool = False
    layout: Mapping[str, object] = field(default_factory=dict)
    language: str = ""
    unit_cost: str = ""
    sample: bool = False
    local_confirmed: bool = False

    @property
    def mark(self) -> str:
        """What stands on the sheets; AddressNeeded, LocalAddress."""
        return mark_for(self.base_url, sample=self.sample, local_confirmed=self.local_confirmed)

    def row(self) -> dict[str, object]:
        """Return the run's columns, all but its human code."""
        return {
            "id": self.id or new_id(), "event": self.event, "kind": self.kind, "material": self.material or None,
            "booth": self.booth or None, "copies": self.copies, "bundle_size": self.bundle_size, "per_copy": int(self.per_copy),
            "layout": json.dumps(dict(self.layout), ensure_ascii=False), "language": self.language,
            "base_url": self.base_url or FALLBACK_ADDRESS, "sample": self.mark, "unit_cost": self.unit_cost,
            "made_by": self.by, "made_at": now_ms(),
        }  # fmt: skip


def plan_run(connection: sqlite3.Connection, plan: RunPlan) -> str:
    """Keep a run and allot all its codes, and return its id; the same id again changes nothing.

    InvalidFields, AddressNeeded, LocalAddress, NoMoreSerials.  Must run inside ``Store.write``.
    """
    known = connection.execute("SELECT event FROM print_run WHERE id = ?", (plan.id,)).fetchone() if plan.id else None
    if known is not None:
        if known["event"] != plan.event:
            raise NotFound()
        return plan.id
    event = records.get(connection, campaigns.EVENT, plan.event)
    plan = replace(plan, language=plan.language or event["language"])
    _check(plan)
    plan = replace(plan, layout={**plan.layout, "says": say(connection, plan.row(), dict(plan.layout))})
    if kind_of(plan.kind).notice:
        plan = replace(plan, layout={**plan.layout, "notice": _keep_notice(connection, event, plan)})
    row = plan.row() | {"code": _free_code(connection, plan)}
    columns = ", ".join(row)
    connection.execute(f"INSERT INTO print_run ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    for kind, count, subject in _blocks(plan, str(row["id"])):
        allot_block(connection, count, kind=kind, event=plan.event, subject=subject, run=str(row["id"]))
    touch_plan(connection)
    return str(row["id"])


def _keep_notice(connection: sqlite3.Connection, event: sqlite3.Row, plan: RunPlan) -> int:
    """Return the version of the privacy notice that stands on the sheet: the same words as on the forms, and again when reprinted."""
    organisation = records.get(connection, ORGANISATION, event["organisation"])
    purpose: Purpose = "volunteer" if plan.kind == "registration" else ""
    return keep_notice(connection, organisation, cast(int, plan.layout["retention_days"]), purpose)


def reuse_or_plan(connection: sqlite3.Connection, plan: RunPlan) -> str:
    """Return the run that prints just this already, else a new one: a booth keeps its codes as long as nothing changes.

    One of which nothing was printed yet takes over what the plan says now; of one that was printed there is then another.
    """
    row = plan.row()
    names = ("event", "kind", "booth", "base_url", "sample", "language", "copies")
    wanted = " AND ".join(f"{name} IS ?" for name in names)
    known = connection.execute(
        f"SELECT * FROM print_run WHERE {wanted} AND json_remove(layout, '$.says', '$.{VERDICT}') = json(?) AND archived_at IS NULL"
        " ORDER BY made_at DESC, id DESC",
        [*(row[name] for name in names), row["layout"]],
    ).fetchone()
    if known is not None and (renew_run(connection, known["id"]) or not is_out_of_date(connection, known)):
        return str(known["id"])
    return plan_run(connection, plan)


def get_run(connection: sqlite3.Connection, id: str) -> sqlite3.Row:
    """Return a run; NotFound."""
    row = connection.execute("SELECT * FROM print_run WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return row  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class RunState:
    """A run with what has become of it: copies made and spoiled in the press, as recorded in the ledger."""

    row: sqlite3.Row
    made: int
    spoiled: int


def take_over_run(connection: sqlite3.Connection, row: Mapping[str, Any]) -> None:
    """Keep what another kiosk printed for an event of its own: its copies, none of its codes.  IntegrityError."""
    upsert(connection, "print_run", row)


def runs_of(connection: sqlite3.Connection, event: str) -> list[RunState]:
    """Return the event's runs in the order in which they were planned, with one query for what the ledger says of all of them."""
    rows = connection.execute(
        "SELECT * FROM print_run WHERE event = ? AND archived_at IS NULL ORDER BY made_at, code", (event,)
    ).fetchall()
    counts = _press_counts(connection, [row["id"] for row in rows])
    return [RunState(row, *counts.get(row["id"], (0, 0))) for row in rows]


def run_state(connection: sqlite3.Connection, row: sqlite3.Row) -> RunState:
    """Return a run with its counts."""
    return RunState(row, *_press_counts(connection, [row["id"]]).get(row["id"], (0, 0)))


def _press_counts(connection: sqlite3.Connection, runs: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return (copies made, spoiled in the press) by run: standing ``print`` and press-waste facts that name it."""
    rows = connection.execute(
        "SELECT run, coalesce(sum(quantity) FILTER (WHERE kind = 'print'), 0) AS made,"
        " coalesce(sum(quantity) FILTER (WHERE kind = 'spoil' AND json_extract(data, '$.why') = 'press'), 0) AS spoiled"
        " FROM standing WHERE run IN (SELECT value FROM json_each(?)) AND run <> '' AND bundle = 0 AND kind IN ('print', 'spoil')"
        " GROUP BY run",
        (json.dumps(list(runs)),),
    ).fetchall()
    return {row["run"]: (row["made"], row["spoiled"]) for row in rows}


def advance_state(connection: sqlite3.Connection, id: str, state: str) -> None:
    """Move a run on to ``state``; it never moves back.  NotFound."""
    row = get_run(connection, id)
    if state not in STATES:
        raise NotFound()
    if STATES.index(state) > STATES.index(row["state"]):
        connection.execute("UPDATE print_run SET state = ? WHERE id = ?", (state, id))
        touch_plan(connection)


def may_renew(connection: sqlite3.Connection, run: sqlite3.Row) -> bool:
    """Tell whether a run may still say something else: no copy of it has come off the press yet."""
    return keeps_words(run) and run["state"] in ("made", "tested") and not run_state(connection, run).made


def renew_run(connection: sqlite3.Connection, id: str) -> bool:
    """Let a run that keeps its words say what the plan says now, if it may and if that differs; tell whether it was done.  NotFound."""
    run = get_run(connection, id)
    if not may_renew(connection, run) or not is_out_of_date(connection, run):
        return False
    renew(connection, run)
    return True


def note_on_run(connection: sqlite3.Connection, id: str, name: str, value: object, *, told: bool = True) -> None:
    """Keep beside what was frozen of a run something that no sheet shows, ``told`` to all who hold the plan; NotFound."""
    layout = json.loads(get_run(connection, id)["layout"]) | {name: value}
    connection.execute("UPDATE print_run SET layout = ? WHERE id = ?", (json.dumps(layout, ensure_ascii=False), id))
    if told:
        touch_plan(connection)


def record_copies(
    connection: sqlite3.Connection, sender: Sender, id: str, made: int, spoiled: int, *, print_id: str, spoil_id: str
) -> list[dict[str, object]]:
    """Record how many copies came off the press and how many of them are waste; the same ids again are the same facts.

    InvalidFields when the figures are impossible.  Returns protocol answers.
    """
    run = get_run(connection, id)
    _check_copies(made, spoiled)
    if not (is_id(print_id) and is_id(spoil_id)):
        raise NotFound()
    base = {"event": run["event"], "material": run["material"], "method": "count"}
    counted = [
        (print_id, "print", None, "store", made, {"run": id}),
        (spoil_id, "spoil", "store", "waste", spoiled, {"run": id, "why": "press"}),
    ]
    items = [
        base
        | {"id": fact, "kind": kind, "seen_at": made_at(fact), "from": source, "to": target, "quantity": quantity, "data": data}
        for fact, kind, source, target, quantity, data in counted
        if quantity
    ]
    answers = record_batch(connection, sender, items)
    if all(answer["result"] in ("recorded", "duplicate") for answer in answers):
        advance_state(connection, id, "printed")
    return answers


def record_all_printed(connection: sqlite3.Connection, sender: Sender, runs: Sequence[str]) -> None:
    """Say that runs are printed; of materials, as many copies were made as were planned, unless somebody has counted them."""
    for id in runs:
        state = run_state(connection, get_run(connection, id))
        if state.row["material"] and not state.made and state.row["sample"] != "sample":
            record_copies(connection, sender, id, state.row["copies"], 0, print_id=new_id(), spoil_id=new_id())
        advance_state(connection, id, "printed")


def bundle_count(run: sqlite3.Row) -> int:
    """Return how many bundles a run of flyers makes."""
    return -(-run["copies"] // run["bundle_size"]) if run["bundle_size"] else 0


def bundle_serials(run: sqlite3.Row, number: int) -> tuple[int, int]:
    """Return the first and last copy of bundle ``number`` (from 1); NotFound."""
    if not 1 <= number <= bundle_count(run):
        raise NotFound()
    size = run["bundle_size"]
    return (number - 1) * size + 1, min(number * size, run["copies"])


def _check_copies(made: int, spoiled: int) -> None:
    problems: dict[str, Problem] = {}
    if not 1 <= made <= MAX_QUANTITY:
        problems["made"] = ("printing.between", {"least": 1, "most": MAX_QUANTITY})
    if not 0 <= spoiled <= made:
        problems["spoiled"] = ("printing.spoiled_too_many", {})
    if problems:
        raise InvalidFields(problems)


def _check(plan: RunPlan) -> None:
    problems: dict[str, Problem] = {}
    kind = kind_of(plan.kind)
    if not 1 <= plan.copies <= kind.most:
        problems["copies"] = ("printing.between", {"least": 1, "most": kind.most})
    if kind.bundled and not 1 <= plan.bundle_size <= MOST_BUNDLE:
        problems["bundle_size"] = ("printing.between", {"least": 1, "most": MOST_BUNDLE})
    languages = plan.language.split()
    if not 1 <= len(set(languages)) == len(languages) <= 2 or set(languages) - set(LANGUAGES):
        problems["language"] = ("errors.bad_choice", {"value": plan.language})
    if problems:
        raise InvalidFields(problems)


def _blocks(plan: RunPlan, run: str) -> list[tuple[CodeKind, int, str]]:
    """Return (kind, how many codes, what they stand for) of a run's blocks."""
    kind = kind_of(plan.kind)
    subject = {"run": run, "material": plan.material, "booth": plan.booth}[kind.stands_for] or run
    if not kind.bundled:
        return [(code, 1 if kind.shared else plan.copies, subject) for code in kind.codes]
    bundles = -(-plan.copies // plan.bundle_size)
    own: tuple[CodeKind, int, str] = ("copy", plan.copies, subject)
    return [own if plan.per_copy and code == "bundle" else (code, bundles, subject) for code in kind.codes]


def _free_code(connection: sqlite3.Connection, plan: RunPlan) -> str:
    query = "SELECT count(*) FROM print_run WHERE event = ? AND kind = ?"
    made = connection.execute(query, (plan.event, plan.kind)).fetchone()[0]
    return f"{kind_of(plan.kind).letter}{made + 1}"
