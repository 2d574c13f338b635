"""Event B's street with printed bundles, signs and a sheet, as the volunteers' tests stand on it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from flask import Flask

from kiosk import sync
from kiosk.devices import offer_pairing, redeem_pairing
from kiosk.distribution import booth_stock
from kiosk.ids import new_id, now_ms
from kiosk.people import add_person
from kiosk.printed_codes import CodeKind, allot_block
from kiosk.storage import Store
from tests.phone.browsing import Phone
from tests.plan_fixtures import PlanIds, staff_sender

BUNDLES = 15
SIZE = 100


@dataclass
class Street:
    """The app with its store, what was printed for event B, and who asks."""

    app: Flask
    store: Store
    ids: PlanIds
    run: str
    slips: list[str]
    flyers: list[str]
    signs: dict[str, str]
    sheet: str

    def phone(self, booth: str = "B1", *, role: str = "volunteer", person: str = "", name: str = "") -> Phone:
        """A newly paired phone."""
        secret = self.offer(booth, role=role, person=person or None)
        _, token = self.store.write(lambda c: redeem_pairing(c, secret, name=name))
        return Phone(self.app, token)

    def offer(self, booth: str = "B1", *, role: str = "volunteer", person: str | None = None, word: str = "") -> str:
        """The secret of a pairing that the coordinator shows, or with a word prints."""
        place = self.ids.booths[booth] if booth else None
        return self.store.write(
            lambda c: offer_pairing(c, self.ids.event, by="test", booth=place, role=role, person=person, word=word)
        )

    def volunteer(self, code: str) -> str:
        """A person of the plan."""
        return self.store.write(lambda c: add_person(c, self.ids.organisation, {"code": code}, name=f"志願者{code}"))

    def issue(self, booth: str, material: str, quantity: int) -> None:
        """The coordinator issues copies to a booth."""
        item = {
            "id": new_id(), "kind": "issue", "event": self.ids.event, "seen_at": now_ms(), "from": "store", "to": f"booth:{booth}",
            "material": material, "quantity": quantity,
        }  # fmt: skip
        assert self.store.write(lambda c: sync.record_one(c, staff_sender(self.ids), item))["result"] == "recorded"

    def stock(self, booth: str, material: str = "B-A5") -> dict[str, int]:
        """What a booth's books say of one material, without the zeros."""
        stock = booth_stock(self.store.read(), self.ids.event, self.ids.booths[booth]).get(self.ids.materials[material])
        if stock is None:
            return {}
        figures = {name: getattr(stock, name) for name in stock.__slots__}
        return {name: figure for name, figure in figures.items() if figure} | {"in_hand": stock.in_hand}

    def facts(self, kind: str) -> list[sqlite3.Row]:
        """The standing facts of one kind, oldest first."""
        return self.store.read().execute("SELECT * FROM standing WHERE kind = ? ORDER BY seq", (kind,)).fetchall()

    @property
    def entries(self) -> int:
        """How many rows the ledger has, voids included."""
        return int(self.store.read().execute("SELECT count(*) FROM entry").fetchone()[0])


def make_street(app: Flask, store: Store, ids: PlanIds) -> Street:
    """Print 1,500 A5 in bundles of 100 with slips, a sign for each booth and three pages of a sign-in sheet."""
    run = new_id()

    def allot(c: sqlite3.Connection, count: int, kind: CodeKind, subject: str, of: str = run) -> list[str]:
        return list(allot_block(c, count, kind=kind, event=ids.event, subject=subject, run=of).codes())

    def work(c: sqlite3.Connection) -> Street:
        c.execute(
            "INSERT INTO print_run (id, event, code, kind, material, copies, bundle_size, language, base_url, made_by, made_at)"
            " VALUES (?, ?, 'R1', 'flyer', ?, ?, ?, 'zh-Hant', 'https://example.org', 'test', ?)",
            (run, ids.event, ids.materials["B-A5"], BUNDLES * SIZE, SIZE, now_ms()),
        )
        return Street(
            app, store, ids, run, allot(c, BUNDLES, "slip", run), allot(c, BUNDLES, "bundle", ids.materials["B-A5"]),
            {code: allot(c, 1, "booth_staff", id, "")[0] for code, id in ids.booths.items()}, allot(c, 3, "sheet", "", new_id())[1],
        )  # fmt: skip

    return store.write(work)
