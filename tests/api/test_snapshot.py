"""What a phone takes along: the figures of its event as of one place in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.distribution import booth_stock, find_bundle, holders
from kiosk.ids import new_id, now_ms
from kiosk.printed_codes import look_up
from tests.api.conftest import Api
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk, pair


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = make_street(*make_kiosk(tmp_path))
    yield made
    made.store.close()


@pytest.fixture
def api_of_street(street: Street) -> Api:
    return Api(street.app, street.ids, pair(street.store, street.ids, "B1")[1])


def move(street: Street, kind: str, source: str, target: str, quantity: int, code: str = "") -> dict[str, object]:
    item: dict[str, object] = {
        "id": new_id(), "kind": kind, "event": "B", "seen_at": now_ms(), "from": source, "to": target, "material": "B-A5",
        "quantity": quantity,
    }  # fmt: skip
    return item | ({"code": code} if code else {})


def test_the_snapshot_says_what_the_pages_say(street: Street, api_of_street: Api) -> None:
    api = api_of_street
    slip = street.slips[3]
    api.send(
        move(street, "issue", "store", "booth:B1", 100, slip),
        move(street, "hand_out", "booth:B1", "public", 10, slip),
        move(street, "transfer", "booth:B1", "booth:B2", 90, slip),
        move(street, "issue", "store", "booth:B3", 50),
    )
    api.send({"id": new_id(), "kind": "consultation", "event": "B", "seen_at": now_ms(), "data": {"booth": "B1"}})
    said = api.call("GET", "snapshot").json
    assert said is not None
    ids, connection = street.ids, street.store.read()
    material = ids.materials["B-A5"]
    for booth in ("B1", "B2", "B3"):
        stock = booth_stock(connection, ids.event, ids.booths[booth])[material]
        told = said["booths"][ids.booths[booth]][material]
        assert told["issued"] + told["transferred_in"] - told["transferred_out"] - told["handed_out"] == stock.in_hand
    [bundle] = said["bundles"]
    use = look_up(connection, slip)
    assert use is not None
    page = find_bundle(connection, use)
    assert (bundle["run"], bundle["bundle"], bundle["holder"], bundle["booth"]) == (
        page.run,
        page.number,
        page.holder,
        page.booth,
    )
    assert (bundle["issued"], bundle["handed_out"]) == (page.stock.issued, page.stock.handed_out)
    assert said["holders"] == [dict(row) for row in holders(connection, ids.event)]
    assert said["consultations"] == {ids.booths["B1"]: 1}
    assert said["seq"] == connection.execute("SELECT max(seq) FROM entry").fetchone()[0]


def test_the_snapshot_tells_which_pages_were_counted_and_when(street: Street, api_of_street: Api) -> None:
    def count(page: int, kind: str, **more: object) -> dict[str, object]:
        return {
            "id": new_id(),
            "kind": kind,
            "event": "B",
            "seen_at": now_ms(),
            "method": "paper",
            "data": {"sheet": "S", "page": page},
        } | more

    api_of_street.send(count(1, "sheet_total", quantity=12), count(2, "sheet_empty"))
    sheets = (api_of_street.call("GET", "snapshot").json or {})["sheets"]
    assert [(one["sheet"], one["page"], one["quantity"]) for one in sheets] == [("S", 1, 12), ("S", 2, 0)]
    assert all(abs(one["at"] - now_ms()) < 60_000 for one in sheets)


def test_a_transfer_is_told_with_what_the_other_booth_confirms_and_counts_once(street: Street, api_of_street: Api) -> None:
    api, ids = api_of_street, street.ids
    given = move(street, "transfer", "booth:B1", "booth:B2", 50) | {"data": {"booth": "B1", "side": "gives"}}
    api.send(move(street, "issue", "store", "booth:B1", 100), given)
    [told] = (api.call("GET", "snapshot").json or {})["transfers"]
    assert (told["giver"], told["taker"], told["quantity"]) == (ids.booths["B1"], ids.booths["B2"], 50)
    assert (told["side"], told["arrived"]) == ("gives", {})
    arrival = {
        "id": new_id(),
        "kind": "arrival",
        "event": "B",
        "seen_at": now_ms(),
        "quantity": 48,
        "data": {"booth": "B2", "entry": given["id"]},
    }
    api.send(arrival)
    [told] = (api.call("GET", "snapshot").json or {})["transfers"]
    assert told["arrived"] == {ids.booths["B2"]: 48}
    assert street.stock("B2") == {"transferred_in": 50, "in_hand": 50}
    api.send({"id": new_id(), "kind": "void", "event": "B", "seen_at": now_ms(), "data": {"entry": given["id"]}})
    assert (api.call("GET", "snapshot").json or {})["transfers"] == []


def test_the_snapshot_is_sent_again_only_when_something_has_changed(street: Street, api_of_street: Api) -> None:
    api = api_of_street
    first = api.call("GET", "snapshot")
    assert api.call("GET", "snapshot", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    api.send(move(street, "hand_out", "booth:B1", "public", 1))
    changed = api.call("GET", "snapshot", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert first.json is not None
    assert changed.json is not None
    assert changed.json["seq"] == first.json["seq"] + 1


def test_the_plan_tells_what_each_serial_stands_for_and_no_key(street: Street, api_of_street: Api) -> None:
    plan = api_of_street.call("GET", "plan").json
    assert plan is not None
    slip = look_up(street.store.read(), street.slips[3])
    assert slip is not None
    [block] = [block for block in plan["code_blocks"] if block["kind"] == "slip"]
    assert (block["run"], block["material"]) == (slip.run, slip.material)
    assert block["size"] > 0
    assert set(block) == {"first", "last", "kind", "event", "run", "subject", "material", "size", "copies", "pages_before", "people", "acts"}
    assert plan["notice"]["version"] >= 1
    assert set(plan["notice"]["text"]) == {"zh-Hans", "zh-Hant", "en"}
