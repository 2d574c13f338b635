"""The desk at which the demonstration's facts are written, as if seen then: through the same doors as everybody's."""

from __future__ import annotations

import sqlite3
import uuid

from kiosk import ledger, records, sync
from kiosk.campaigns import EVENT, event_window
from kiosk.demonstration import opinions, week
from kiosk.feedback import Opinion, record_opinion
from kiosk.printed_codes import block_of
from kiosk.prints.runs import advance_state
from kiosk.responses import Left, Origin
from kiosk.sync import Sender

_NAMESPACE = uuid.UUID("7a1d7a4e-0000-7000-8000-000000002017")
_MINUTE = 60_000


class Desk:
    """Writes one event's facts as if seen then; every id follows from what it stands for, so that making it twice is making it once."""

    def __init__(self, connection: sqlite3.Connection, event: str) -> None:
        self.connection = connection
        self.row = records.get(connection, EVENT, event)
        self.start = event_window(self.row).starts
        self.sender = Sender("kiosk", frozenset((event,)), authority=True)
        self.made = 0

    def id(self, moment: int) -> str:
        """Return the next id: UUIDv7-shaped, its time the fact's, the rest from the event's code and a running number."""
        self.made += 1
        mixed = uuid.uuid5(_NAMESPACE, f"{self.row['id']} {self.made}").hex
        text = f"{moment:012x}7{mixed[13:16]}8{mixed[17:]}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def at(self, minute: float) -> int:
        """Return milliseconds UTC, ``minute`` minutes after the event's start."""
        return self.start + round(minute * _MINUTE)

    def code(self, run: str, bundle: int) -> str:
        """Return the printed code of a run's bundle."""
        block = block_of(self.connection, run, "bundle")
        return next(iter(block.codes(bundle, bundle))) if block else ""

    def record(self, kind: str, minute: float, *, source: str = "", target: str = "", material: str = "", code: str = "",
               quantity: int = 1, method: str = "count", device: str = "", **data: object) -> None:  # fmt: skip
        """Record one fact through the same door as every phone's."""
        moment = self.at(minute)
        item = {"id": self.id(moment), "kind": kind, "event": self.row["id"], "seen_at": moment, "from": source, "to": target, "material": material,
                "code": code, "quantity": quantity, "method": method}  # fmt: skip
        filled = {key: value for key, value in item.items() if value != ""} | {"data": {key: value for key, value in data.items() if value}}
        sender = Sender(device, self.sender.events, authority=True) if device else self.sender
        answer = sync.record_one(self.connection, sender, filled)
        if answer["result"] != "recorded":
            raise RuntimeError(f"the demonstration's own fact was refused: {answer}")

    def print(self, run: str, material: str, copies: int) -> None:
        """Record that a run was printed the evening before, and bundled."""
        self.record("print", -900, target="store", material=material, quantity=copies, run=run)
        advance_state(self.connection, run, "bundled")

    def sign_in(self, *, paper: int, own: int) -> list[str]:
        """Record sign-ins by paper and by the residents' own phones; return the participants' random ids."""
        participants = []
        for number in range(paper + own):
            participants.append(self.id(self.at(0)))
            self.record("check_in", -15 + number * 30 / (paper + own), participant=participants[-1], method="paper" if number < paper else "self")
        return participants

    def hear_opinions(self) -> None:
        """Record what people said after the screening: on cards, and on phones that had signed in."""
        for score, cards in opinions.ON_PAPER.items():
            self.record("feedback", 70, quantity=cards, method="paper", score=score)
        for number, said in enumerate(opinions.BY_PHONE):
            moment = self.at(58 + number / 2)
            form, opinion = self.id(moment), Opinion(said.score, said.before, said.after, said.quote)
            left, place = Left(note=said.sentence), Origin(self.row["id"])
            record_opinion(self.connection, form, self.id(moment), opinion, place, left, attended=True, at=moment)

    def play(self, act: week.Act, booths: dict[str, str], materials: dict[str, str], runs: dict[str, str], people: dict[str, str]) -> None:
        """Record one act of the street event."""
        code = self.code(runs[act.material], act.bundle) if act.bundle else ""
        self.record(
            act.kind, act.minute, source=_place(act.source, booths, people), target=_place(act.target, booths, people), code=code,
            quantity=act.quantity, booth=booths[act.booth], why=act.why, topic=act.topic, outcome=act.outcome, same_person=act.same_person,
            device=f"demonstration:{act.phone}",
        )  # fmt: skip

    def scan(self, number: int, scan: week.Scan, material: str, run: str) -> None:
        """Record one public scan: opened, shown with the responder's mark, and what was done on the landing page."""
        moment = self.at(scan.minute)
        place = {"event": self.row["id"], "material": material, "run": run, "bundle": scan.bundle, "number": scan.bundle, "method": "scan"}
        mark = f'{{"mark": "demonstration-{scan.booth}-{scan.responder}"}}'
        facts = [ledger.make_fact("response", id=self.id(moment), device="public", at=moment, **place),
                 ledger.make_fact("shown", id=self.id(moment), device="public", at=moment, data=mark, **place)]  # fmt: skip
        if scan.action:
            facts.append(ledger.make_fact("action", id=self.id(moment), device="public", at=moment, data=f'{{"which": "{scan.action}"}}', **place))
        ledger.append(self.connection, facts)


def _place(place: str, booths: dict[str, str], people: dict[str, str]) -> str:
    kind, _, code = place.partition(":")
    return f"{kind}:{booths.get(code) or people[code]}" if code else place
