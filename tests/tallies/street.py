"""Plays event B of the reference week into a test's ledger, fact by fact through `sync`, and single facts for the smaller tests."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field

from kiosk import ledger, records
from kiosk.campaigns import EVENT, event_window
from kiosk.demonstration import week
from kiosk.ids import new_id
from kiosk.people import SHIFT, add_person
from kiosk.printed_codes import block_of
from kiosk.prints.runs import plan_run
from kiosk.prints.street import flyer_plan
from kiosk.storage import Store
from kiosk.sync import Sender, record_batch
from tests.plan_fixtures import PlanIds, staff_sender

ADDRESS = "https://flyers.example.org"
Item = dict[str, object]


@dataclass
class Street:
    """One event's ledger in the making: runs by material code, people by code."""

    store: Store
    ids: PlanIds
    event: str
    runs: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """The event's start in ms UTC."""
        return event_window(records.get(self.store.read(), EVENT, self.event)).starts

    def at(self, minute: float) -> int:
        """Return ms UTC, minutes after the event's start."""
        return self.start + round(minute * 60_000)

    def print(self, material: str, copies: int, bundle_size: int = 50) -> str:
        """Plan a run of a material, record that it was printed, return its id."""
        plan = flyer_plan(
            self.store.read(),
            self.event,
            self.ids.materials[material],
            by="test",
            base_url=ADDRESS,
            copies=copies,
            bundle_size=bundle_size,
        )
        self.runs[material] = self.store.write(lambda connection: plan_run(connection, plan))
        self.record("print", -600, target="store", material=material, quantity=copies, run=self.runs[material])
        return self.runs[material]

    def code(self, material: str, bundle: int) -> str:
        """Return the code on a bundle's flyers."""
        block = block_of(self.store.read(), self.runs[material], "bundle")
        assert block is not None
        return next(block.codes(bundle, bundle))

    def item(self, kind: str, minute: float, *, source: str = "", target: str = "", material: str = "", code: str = "", person: str = "",
             quantity: int = 1, method: str = "count", **data: object) -> Item:  # fmt: skip
        """Return one fact as a phone sends it."""
        sent = {"id": new_id(), "kind": kind, "event": self.event, "seen_at": self.at(minute), "from": source, "to": target,
                "material": material, "code": code, "person": person, "quantity": quantity, "method": method}  # fmt: skip
        return {key: value for key, value in sent.items() if value != ""} | {
            "data": {key: value for key, value in data.items() if value}
        }

    def record(self, kind: str, minute: float, *, sender: Sender | None = None, **values: object) -> str:
        """Record one fact and return its id."""
        item = self.item(kind, minute, **values)  # type: ignore[arg-type]
        self.send(sender or self.staff, [item])
        return str(item["id"])

    def send(self, sender: Sender, items: list[Item]) -> None:
        """Record a batch; every item must be new and taken."""
        for start in range(0, len(items), 200):
            batch = items[start : start + 200]
            answers = self.store.write(lambda connection, batch=batch: record_batch(connection, sender, batch))  # type: ignore[misc]
            assert [answer["result"] for answer in answers] == ["recorded"] * len(batch), answers

    @property
    def staff(self) -> Sender:
        """The coordinator."""
        known = staff_sender(self.ids)
        return Sender(known.device, frozenset((self.event,)), authority=True)

    def scan(self, code_of: tuple[str, int], minute: float, mark: str, action: str = "", booth: str = "") -> None:
        """Record one public scan of a bundle's flyer by somebody (``mark``), and what they did."""
        material, bundle = code_of
        place = {"event": self.event, "run": self.runs[material], "bundle": bundle, "number": bundle, "booth": booth,
                 "material": self.ids.materials[material], "method": "scan"}  # fmt: skip
        moment = self.at(minute)
        facts = [ledger.make_fact("response", id=new_id(), device="public", at=moment, **place)]
        facts.append(ledger.make_fact("shown", id=new_id(), device="public", at=moment, data=json.dumps({"mark": mark}), **place))
        if action:
            facts.append(
                ledger.make_fact("action", id=new_id(), device="public", at=moment, data=json.dumps({"which": action}), **place)
            )
        self.store.write(lambda connection: ledger.append(connection, facts))


def street_of(store: Store, ids: PlanIds, event: str = "") -> Street:
    """Return an empty ledger for event B (or another event)."""
    return Street(store, ids, event or ids.event)


def play_event_b(store: Store, ids: PlanIds) -> Street:
    """Record all of event B: printing, issues, hand-outs by person and bundle, returns, consultations, scans."""
    street = street_of(store, ids)
    for material, copies in week.PRINTED.items():
        street.print(material, copies)
    street.people = store.write(lambda connection: _add_people(connection, ids))
    batches: dict[int, list[Item]] = defaultdict(list)
    for act in week.street_acts():
        batches[act.phone].append(_item_of(street, act))
    for phone, items in batches.items():
        street.send(Sender(f"phone-{phone}", frozenset((ids.event,)), authority=True), items)
    for scan in week.street_scans():
        street.scan((scan.material, scan.bundle), scan.minute, f"{scan.booth}-{scan.responder}", scan.action)
    return street


def _item_of(street: Street, act: week.Act) -> Item:
    return street.item(
        act.kind, act.minute, source=_place(street, act.source), target=_place(street, act.target), quantity=act.quantity,
        code=street.code(act.material, act.bundle) if act.bundle else "", booth=street.ids.booths[act.booth],
        why=act.why, topic=act.topic, outcome=act.outcome, same_person=act.same_person,
    )  # fmt: skip


def _place(street: Street, place: str) -> str:
    kind, _, code = place.partition(":")
    return f"{kind}:{street.ids.booths.get(code) or street.people[code]}" if code else place


def _add_people(connection: sqlite3.Connection, ids: PlanIds) -> dict[str, str]:
    people = {}
    for number in range(1, 25):
        code = week.volunteer(number)
        people[code] = add_person(connection, ids.organisation, {"code": code}, name=f"志願者{number:02d}")
        booth = next((booth for booth, phones in week.HANDING_OUT.items() if number in phones), None)
        if booth:
            shift = {"code": code, "person": people[code], "booth": ids.booths[booth], "starts": "09:00", "ends": "11:30"}
            records.add(connection, SHIFT, ids.event, shift)
    return people
