"""Three traps of a street day that no other test names: each through the door by which it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.figures.live_event import LiveEvent
from kiosk.ids import new_id, now_ms
from kiosk.recount import recount
from tests.access_walk import sign_in
from tests.plan_fixtures import make_kiosk, pair
from tests.public.street import Street, scan


@dataclass
class Day:
    """The street event as it goes on, a volunteer's paired phone, and the coordinator's browser."""

    street: Street
    phone: FlaskClient
    token: str
    office: FlaskClient

    def item(self, kind: str, quantity: int = 1, **more: object) -> dict[str, object]:
        """A fact as a phone makes it."""
        seen = now_ms()
        return {"id": new_id(seen), "kind": kind, "event": "B", "seen_at": seen, "material": "B-A5", "quantity": quantity, "method": "count", **more}

    def hand_in(self, items: list[dict[str, object]]) -> list[str]:
        """What the server says of each fact of a batch."""
        answer = self.phone.post("/api/v1/entries", json={"sent_at": now_ms(), "entries": items}, headers={"Authorization": f"Bearer {self.token}"})
        return [result["result"] for result in answer.get_json()["results"]]

    def live(self) -> LiveEvent:
        """The event as its coordinator sees it, counted once more from the ledger."""
        connection = self.street.store.read()
        assert recount(connection) == []
        return LiveEvent(connection, self.street.ids.event, now_ms())


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    app, store, ids = make_kiosk(tmp_path)
    yield Day(Street(app, ids), app.test_client(), pair(store, ids)[1], sign_in(app, store, ids.accounts["coordinator"]))
    store.close()


def test_a_phone_that_uploads_forty_facts_twice_has_uploaded_forty(day: Day) -> None:
    issued = day.item("issue", 100, **{"from": "store", "to": "booth:B1"})
    given = [day.item("hand_out", 2, **{"from": "booth:B1", "to": "public"}) for _ in range(39)]
    assert day.hand_in([issued, *given]) == ["recorded"] * 40
    before = day.live().whole
    assert day.hand_in([issued, *given]) == ["duplicate"] * 40
    assert day.hand_in([*reversed(given), issued]) == ["duplicate"] * 40, "in whatever order"
    assert day.live().whole == before
    assert (before.issued, before.handed_out, before.unaccounted) == (100, 78, 22)


def test_the_same_phone_that_scans_five_times_is_five_scans_of_one_person(day: Day) -> None:
    phone, code = day.street.phone(), day.street.print_codes()[0]
    for _ in range(5):
        scan(phone, code)
    assert day.street.counts() == {"opened": 5, "responses": 5, "unique": 1}


def test_more_returned_than_was_issued_is_kept_and_asked_about(day: Day) -> None:
    issued = day.item("issue", 50, **{"from": "store", "to": "booth:B1"})
    back = day.item("return", 60, **{"from": "booth:B1", "to": "store"})
    assert day.hand_in([issued, back]) == ["recorded", "recorded"]
    seen = day.live()
    assert (seen.whole.issued, seen.whole.returned, seen.whole.unaccounted) == (50, 60, -10)
    [case] = seen.inbox.open
    assert (case.kind, case.count, [choice.verdict for choice in case.choices]) == ("returned_over", 10, ["keep", "void"])
    page = day.office.get(f"/office/inbox/{day.street.ids.event}?lang=en").text
    assert "10 more" in page or "10 copies" in page, page
