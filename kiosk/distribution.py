"""Who has how many: what a booth, a bundle and a person hold, and which facts move copies or put a mistake right (domain.md §3)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from kiosk.errors import NotFound, Refusal
from kiosk.ids import derive_id
from kiosk.printed_codes import CodeUse, block_of

Item = dict[str, object]
"""One fact as it travels (protocol.md), before ``sync`` records it."""

SPOILED_BY = ("torn", "wet", "misprint", "other")
UNDOABLE = (
    "issue", "transfer", "hand_out", "return", "spoil", "run_out", "consultation", "check_in", "head_count", "sheet_total",
    "sheet_empty", "close_booth", "arrival", "group_in", "act_on",
)  # fmt: skip


class ChangedMeanwhile(Refusal):
    """Another phone recorded something since the page was made: what the page said is no longer so."""

    reason = "changed_meanwhile"
    area = "phone.problem"
    status = 409


@dataclass(frozen=True, slots=True)
class Stock:
    """What went in and out of one place, in copies of one material (or of all)."""

    issued: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    handed_out: int = 0
    returned: int = 0
    spoiled: int = 0

    @property
    def in_hand(self) -> int:
        """What the place still holds by the books; below zero when more left it than came."""
        came = self.issued + self.transferred_in
        return came - self.transferred_out - self.handed_out - self.returned - self.spoiled

    @property
    def came(self) -> bool:
        """Whether any copy ever came here."""
        return self.issued + self.transferred_in > 0


_MEASURES = tuple(field.name for field in fields(Stock))


@dataclass(frozen=True, slots=True)
class Bundle:
    """One bundle of a print run; ``holder`` is the place that it was last brought to ('' while never issued), ``booth`` its booth."""

    code: str
    event: str
    run: str
    number: int
    material: str
    size: int
    stock: Stock
    holder: str
    booth: str

    @property
    def rest(self) -> int:
        """Copies of it that are neither handed out, returned nor spoiled.  Where it was never issued as a bundle, of its whole size."""
        gone = self.stock.handed_out + self.stock.returned + self.stock.spoiled
        return max(0, (self.stock.issued or self.size) - gone)


@dataclass(frozen=True, slots=True)
class TakeOut:
    """What taking out a bundle would record; ``why`` names the sentence that says so, and an empty ``kind`` that nothing is to be done."""

    why: str
    kind: str = ""
    source: str = ""
    target: str = ""
    quantity: int = 0


def booth_stock(connection: sqlite3.Connection, event: str, booth: str) -> dict[str, Stock]:
    """Return material id → what this booth holds, for every material that moved there."""
    return event_stock(connection, event, booth).get(booth, {})


def event_stock(connection: sqlite3.Connection, event: str, booth: str = "") -> dict[str, dict[str, Stock]]:
    """Return booth id → material id → stock, for the whole event or one booth."""
    only = " AND booth = ?" if booth else ""
    rows = connection.execute(
        f"SELECT booth, material, measure, sum(quantity) AS quantity FROM tally WHERE event = ?{only} AND booth <> ''"
        " AND measure IN (SELECT value FROM json_each(?)) GROUP BY 1, 2, 3",
        (event, *([booth] if booth else []), json.dumps(_MEASURES)),
    ).fetchall()
    cells: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        cells.setdefault((row["booth"], row["material"]), {})[row["measure"]] = row["quantity"]
    stock: dict[str, dict[str, Stock]] = {}
    for (place, material), figures in cells.items():
        stock.setdefault(place, {})[material] = Stock(**figures)
    return stock


def total(stocks: Iterable[Stock]) -> Stock:
    """Return the sum of ``stocks``."""
    kept = list(stocks)
    return Stock(**{name: sum(getattr(stock, name) for stock in kept) for name in _MEASURES})


def is_out_and_in(connection: sqlite3.Connection, event: str, booth: str, material: str) -> bool:
    """Tell whether this booth counts this material out and in, so that single hand-outs are not tapped."""
    row = connection.execute(
        "SELECT mode FROM counting_mode WHERE event = ? AND material = ? AND booth IN (?, '') ORDER BY booth DESC",
        (event, material, booth),
    ).fetchone()
    return row is not None and row["mode"] == "out_and_in"


def find_bundle(connection: sqlite3.Connection, use: CodeUse) -> Bundle:
    """Return the bundle that a slip or a flyer belongs to; NotFound when the code is of none."""
    run = connection.execute("SELECT copies, bundle_size FROM print_run WHERE id = ?", (use.run,)).fetchone()
    if run is None or not use.bundle:
        raise NotFound()
    size = run["bundle_size"] or run["copies"]
    moved = connection.execute(
        "SELECT target, to_booth FROM standing WHERE run = ? AND run <> '' AND bundle = ? AND kind IN ('issue', 'transfer')"
        " ORDER BY at DESC, id DESC LIMIT 1",  # as the tallies do: the same in every order of delivery
        (use.run, use.bundle),
    ).fetchone()
    return Bundle(
        code=use.code,
        event=use.event,
        run=use.run,
        number=use.bundle,
        material=use.material,
        size=max(0, min(size, run["copies"] - (use.bundle - 1) * size)),
        stock=_bundle_stock(connection, use.run, use.bundle),
        holder=moved["target"] if moved else "",
        booth=moved["to_booth"] if moved else "",
    )


def _bundle_stock(connection: sqlite3.Connection, run: str, bundle: int) -> Stock:
    rows = connection.execute(
        "SELECT measure, sum(quantity) FROM bundle_tally WHERE run = ? AND bundle = ? GROUP BY measure", (run, bundle)
    ).fetchall()
    return Stock(**{row[0]: row[1] for row in rows if row[0] in _MEASURES})


def plan_take_out(bundle: Bundle, booth: str, person: str | None) -> TakeOut:
    """Return what a phone of ``booth`` would record to take this bundle out: decided by where the bundle is now.

    Out of the store it is *issued*; from another booth, a colleague or one's own booth it is *transferred*.
    """
    target = f"person:{person}" if person else f"booth:{booth}"
    if not bundle.stock.issued:
        return TakeOut("from_store", "issue", "store", target, bundle.size)
    if not bundle.rest:
        again = min(bundle.stock.returned, bundle.size - bundle.stock.handed_out - bundle.stock.spoiled)
        return TakeOut("again_from_store", "issue", "store", target, again) if again > 0 else TakeOut("finished")
    if bundle.holder == target:
        return TakeOut("yours_already" if person else "here_already")
    if bundle.booth != booth:
        return TakeOut("from_other_booth", "transfer", bundle.holder, target, bundle.rest)
    if bundle.holder.startswith("person:"):
        return TakeOut("from_colleague", "transfer", bundle.holder, target, bundle.rest)
    return TakeOut("from_own_booth", "transfer", bundle.holder, target, bundle.rest)


def held_by(connection: sqlite3.Connection, event: str, person: str) -> dict[str, int]:
    """Return material id → copies that this person holds."""
    place = f"person:{person}"
    rows = connection.execute(
        "SELECT material, sum(quantity) FROM ("
        " SELECT material, quantity FROM standing WHERE event = ?1 AND target = ?2 AND target >= 'person:' AND target < 'person;'"
        " UNION ALL SELECT material, -quantity FROM standing WHERE event = ?1 AND source = ?2 AND source >= 'person:' AND source < 'person;'"
        ") GROUP BY material HAVING sum(quantity) <> 0",
        (event, place),
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def holders(connection: sqlite3.Connection, event: str) -> list[sqlite3.Row]:
    """Return what each person of the event holds now: rows of person, material, quantity."""
    return connection.execute(
        "SELECT substr(place, 8) AS person, material, sum(quantity) AS quantity FROM ("
        " SELECT target AS place, material, quantity FROM standing WHERE event = ?1 AND target >= 'person:' AND target < 'person;'"
        " UNION ALL SELECT source, material, -quantity FROM standing WHERE event = ?1 AND source >= 'person:' AND source < 'person;'"
        ") GROUP BY place, material HAVING sum(quantity) <> 0 ORDER BY place, material",
        (event,),
    ).fetchall()


def handed_out_by(connection: sqlite3.Connection, event: str, device: str) -> tuple[int, int]:
    """Return (copies that this phone handed out at the event, when it last did in ms or 0)."""
    row = connection.execute(
        "SELECT coalesce(sum(quantity), 0) FROM device_tally WHERE event = ? AND device = ? AND measure = 'hand_out'",
        (event, device),
    ).fetchone()
    last = connection.execute(
        "SELECT at FROM standing WHERE device = ? AND event = ? AND kind = 'hand_out' ORDER BY seq DESC LIMIT 1", (device, event)
    ).fetchone()
    return row[0], last[0] if last else 0


def last_fact(connection: sqlite3.Connection, event: str, device: str) -> sqlite3.Row | None:
    """Return the phone's own newest fact that stands and can be taken back, or None."""
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT * FROM standing WHERE device = ? AND event = ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT 1",
        (device, event, json.dumps(UNDOABLE)),
    ).fetchone()


def known_fact(connection: sqlite3.Connection, id: str) -> sqlite3.Row | None:
    """Return the fact with this id, standing or not: what a form that is sent twice finds."""
    return connection.execute("SELECT * FROM entry WHERE id = ?", (id,)).fetchone()  # type: ignore[no-any-return]


def is_undone(connection: sqlite3.Connection, id: str) -> bool:
    """Tell whether the fact is voided (or held) at the moment."""
    return connection.execute("SELECT 1 FROM standing WHERE id = ?", (id,)).fetchone() is None


def undo_items(connection: sqlite3.Connection, fact: sqlite3.Row, id: str) -> list[Item]:
    """Return the voids that take back ``fact``; a booth's closing takes back what was counted with it."""
    named = [fact]
    if fact["kind"] == "close_booth":
        named += connection.execute(
            "SELECT * FROM standing WHERE device = ? AND seen_at = ? AND kind = 'return' AND booth = ?",
            (fact["device"], fact["seen_at"], fact["booth"]),
        ).fetchall()
    return [_void(row, id if row is fact else derive_id(id, row["id"])) for row in named]


def _void(fact: sqlite3.Row, id: str) -> Item:
    return {"id": id, "kind": "void", "event": fact["event"], "data": {"entry": fact["id"]}}


def facts_at_booth(connection: sqlite3.Connection, event: str, device: str, booth: str, since: int) -> list[sqlite3.Row]:
    """Return the phone's own standing facts at ``booth`` seen at or after ``since`` (ms), oldest first."""
    return connection.execute(
        "SELECT * FROM standing WHERE device = ? AND event = ? AND at >= ? AND (booth = ? OR to_booth = ?) ORDER BY at, seq",
        (device, event, since, booth, booth),
    ).fetchall()


def mark_of_facts(facts: Iterable[sqlite3.Row]) -> str:
    """Return a short text that is the same only for the same facts, so that what was shown is what moves."""
    return hashlib.sha256(" ".join(fact["id"] for fact in facts).encode()).hexdigest()[:24]


def last_seen(connection: sqlite3.Connection, event: str, device: str) -> int:
    """Return when the phone's last standing fact at the event was seen, in ms; 0 when there is none."""
    row = connection.execute("SELECT max(at) FROM standing WHERE device = ? AND event = ?", (device, event)).fetchone()
    return row[0] or 0


def correction_items(connection: sqlite3.Connection, facts: list[sqlite3.Row], wrong: str, right: str, id: str) -> list[Item]:
    """Return the voids of ``facts`` and the same facts again at the right booth, seen when they were seen, under new ids.

    The first void carries ``id``, so that a form sent twice is recognised.
    """
    items: list[Item] = []
    for fact in facts:
        items.append(_void(fact, derive_id(id, f"void {fact['id']}") if items else id))
        items.append(_recorded_again(connection, fact, wrong, right, derive_id(id, f"again {fact['id']}")))
    return items


def _recorded_again(connection: sqlite3.Connection, fact: sqlite3.Row, wrong: str, right: str, id: str) -> Item:
    data = json.loads(fact["data"])
    moved = {f"booth:{wrong}": f"booth:{right}"}
    if fact["booth"] == wrong and not fact["source"].startswith("booth:"):
        data["booth"] = right
    if fact["to_booth"] == wrong and not fact["target"].startswith("booth:"):
        data["to_booth"] = right
    item: Item = {
        "id": id, "kind": fact["kind"], "event": fact["event"], "seen_at": fact["seen_at"], "offset": fact["offset"],
        "from": moved.get(fact["source"], fact["source"]), "to": moved.get(fact["target"], fact["target"]), "material": fact["material"],
        "person": "" if data.get("participant") else fact["person"], "quantity": fact["quantity"], "method": fact["method"], "data": data,
        "code": code_of_bundle(connection, fact["run"], fact["bundle"]) if fact["bundle"] else "",
    }  # fmt: skip
    return {name: value for name, value in item.items() if value not in ("", {})}


def code_of_bundle(connection: sqlite3.Connection, run: str, bundle: int) -> str:
    """Return the code printed on a bundle's slip (or its flyers), '' when the run has none."""
    for kind in ("slip", "bundle"):
        block = block_of(connection, run, kind)
        if block is not None:
            return next(block.codes(bundle, bundle), "")
    return ""


def moving_item(
    kind: str, *, id: str, event: str, source: str, target: str, material: str, quantity: int, code: str = "", method: str = "count",
    data: Mapping[str, object] | None = None,
) -> Item:  # fmt: skip
    """Return one movement of copies as it travels."""
    item: Item = {
        "id": id, "kind": kind, "event": event, "from": source, "to": target, "material": material, "quantity": quantity,
        "method": method,
    }  # fmt: skip
    return item | ({"code": code} if code else {}) | ({"data": dict(data)} if data else {})


def closing_items(event: str, booth: str, counted: Mapping[str, int], id: str) -> list[Item]:
    """Return the facts that close a booth: what was counted goes back to the store, then the closing itself."""
    returns = [
        moving_item(
            "return", id=derive_id(id, material), event=event, source=f"booth:{booth}", target="store", material=material,
            quantity=quantity,
        )
        for material, quantity in counted.items()
        if quantity
    ]  # fmt: skip
    closing: Item = {
        "id": id, "kind": "close_booth", "event": event, "from": f"booth:{booth}", "data": {"left": min(100_000, sum(counted.values()))},
    }  # fmt: skip
    return [*returns, closing]


def closed_at(connection: sqlite3.Connection, event: str, booth: str) -> int:
    """Return when the booth was closed, in ms; 0 while it is open."""
    row = connection.execute(
        "SELECT max(at) FROM standing WHERE event = ? AND kind = 'close_booth' AND booth = ?", (event, booth)
    ).fetchone()
    return row[0] or 0


def leaving_items(
    event: str, id: str, *, source: str, target: str, booth: str, to_booth: str, person: str | None, counted: Mapping[str, int]
) -> list[Item]:
    """Return the facts of leaving: what was counted goes to booth or colleague, the shift ends, the leaving is said.

    ``source`` and ``target`` are places; where they are the same the copies stay the booth's and only the count is kept.
    """
    where: dict[str, object] = {name: place for name, place in (("booth", booth), ("to_booth", to_booth)) if place}
    moves = [
        moving_item("transfer", id=derive_id(id, material), event=event, source=source, target=target, material=material,
                    quantity=quantity, data=where)
        for material, quantity in counted.items()
        if quantity and source != target
    ]  # fmt: skip
    who: Item = {"person": person} if person else {}
    at_booth: Item = {"data": where} if where else {}
    leave: Item = {
        "id": id,
        "kind": "leave",
        "event": event,
        "data": {**where, "left": min(100_000, sum(counted.values()))},
        **who,
    }
    return [*moves, {"id": derive_id(id, "shift_out"), "kind": "shift_out", "event": event, **at_booth, **who}, leave]
