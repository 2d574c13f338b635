"""A district and its communities, each with a kiosk of its own and an event, where people are told what help there is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from kiosk import ledger
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.figures.published import PublishedWeek, read_published
from kiosk.ids import new_id
from kiosk.joining.identity import require_identity
from kiosk.joining.known_kiosks import admit
from kiosk.joining.receive import Outcome, receive_report
from kiosk.organisations import ORGANISATION
from kiosk.records import add
from kiosk.storage import open_store
from tests.joining.three_kiosks import NOW, Kiosk

AT = 1_490_317_200_000
WEEK = {"code": "WEEK", "title": "Week", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
EVENT_AT = {"title": "Street", "place": "Square", "day": "2017-03-24", "starts": "09:00", "ends": "11:30"}


class Sisters:
    """``kiosks`` by the community's code; ``events`` are each community's first one, by the same code ('D': the district's own)."""

    def __init__(self, folder: Path, *codes: str) -> None:
        self.district = _make_kiosk(folder / "district")
        self.organisations: dict[str, str] = {}
        self.events: dict[str, str] = {}
        self.campaign = self.district.store.write(lambda connection: self._plan(connection, codes))
        self.kiosks = {code: self.join(folder / code, code) for code in codes}

    def _plan(self, connection: sqlite3.Connection, codes: tuple[str, ...]) -> str:
        self.county = add(connection, ORGANISATION, "", {"code": "D", "name": "District", "level": "county"})
        for code in codes:
            self.organisations[code] = add(connection, ORGANISATION, "", {"code": code, "name": f"Community {code}"}, parent=self.county)
        campaign = add(connection, CAMPAIGN, "", WEEK, organisation=self.county)
        self.events["D"] = add(connection, EVENT, campaign, {"code": "ED", **EVENT_AT}, organisation=self.county)
        return campaign

    def join(self, folder: Path, code: str, name: str = "") -> Kiosk:
        """Make a kiosk of a community, a further one under a ``name`` of its own, with an event of its own: the last one is ``events``'."""
        kiosk, own = _make_kiosk(folder), self.organisations[code]
        kiosk.store.write(lambda connection: self._copy_plan(connection, code))
        self.district.store.write(
            lambda connection: admit(connection, "account", kiosk=kiosk.identity.kiosk, public_key=kiosk.identity.public_key, name=name or code, organisation=own)
        )
        return kiosk

    def _copy_plan(self, connection: sqlite3.Connection, code: str) -> None:
        own = self.organisations[code]
        add(connection, ORGANISATION, "", {"code": code, "name": f"Community {code}"}, id=own)
        add(connection, CAMPAIGN, "", WEEK, organisation=own, id=self.campaign)
        connection.execute("INSERT INTO plan_join VALUES (?, 'district', ?, ?, ?, 1, 'digest', 'kiosk', 1)", (new_id(), self.campaign, own, own))
        self.events[code] = add(connection, EVENT, self.campaign, {"code": f"E{code}", **EVENT_AT}, organisation=own)

    def consult(self, code: str, *, event: str = "", at: Kiosk | None = None, **outcomes: int) -> None:
        """Record consultations at the kiosk of a community (or ``at`` another one), so many with each outcome."""
        rows = [("consultation", {"topic": "help", "outcome": outcome}, "") for outcome, count in outcomes.items() for _ in range(count)]
        self._record(code, event, at, rows)

    def tell(self, code: str, *, event: str = "", at: Kiosk | None = None, **steps: int) -> None:
        """Record what happened to tips: so many came to each step."""
        self._record(code, event, at, [("referral", {"step": step}, new_id()) for step, count in steps.items() for _ in range(count)])

    def _record(self, code: str, event: str, at: Kiosk | None, rows: list[tuple[str, Mapping[str, str], str]]) -> None:
        kiosk = at or self.kiosks.get(code, self.district)
        facts = [
            ledger.make_fact(kind, id=new_id(), event=event or self.events[code], device="account:one", at=AT, quantity=1, authority=1, data=json.dumps(data), person=person)
            for kind, data, person in rows
        ]
        kiosk.store.write(lambda connection: ledger.append(connection, facts))

    def hand_in(self, code: str, now: int = NOW) -> Outcome:
        """Take a community's report to the district."""
        return receive_report(self.district.store, BytesIO(self.kiosks[code].report(self.campaign, now)), "account")

    def published(self, code: str = "") -> PublishedWeek:
        """Return what a community's kiosk says, or ('') the district's."""
        kiosk = self.kiosks[code] if code else self.district
        return read_published(kiosk.store.read(), self.campaign)


def _make_kiosk(folder: Path) -> Kiosk:
    (folder / "secrets").mkdir(parents=True)
    store = open_store(folder / "kiosk.db")
    return Kiosk(folder, store, store.write(lambda connection: require_identity(folder, connection)))
