"""What phones and staff hand in: every item settled alone, odd facts kept and flagged, only unreadable ones rejected."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk import printed_codes
from kiosk.campaigns import BOOTH
from kiosk.devices import LATE_MS, Device, offer_pairing, redeem_pairing
from kiosk.ids import new_id, now_ms
from kiosk.people import ROSTER, add_person
from kiosk.privacy.personal_data import erase
from kiosk.records import add
from kiosk.storage import Store
from kiosk.sync import FLAGS, Sender, record_batch
from tests.ledger.street import new_store
from tests.plan_fixtures import PlanIds, _make_plan, pair, staff_sender

Item = dict[str, object]


@cache
def paired_street() -> tuple[bytes, PlanIds, Device]:
    """Event B with one paired phone, made once: hashing the accounts' passwords takes a second."""
    with TemporaryDirectory() as name:
        store = new_store(Path(name))
        ids = store.write(_make_plan)
        device, _ = pair(store, ids)
        store.checkpoint()
        store.close()
        return (Path(name) / "kiosk.db").read_bytes(), ids, device


class Street:
    """Event B with one paired phone."""

    def __init__(self, folder: Path) -> None:
        database, self.ids, self.device = paired_street()
        (folder / "kiosk.db").write_bytes(database)
        self.store = Store(folder / "kiosk.db")
        self.phone = Sender.from_device(self.device, "en")

    def send(self, *items: object, by: Sender | None = None) -> list[dict[str, object]]:
        return self.store.write(lambda connection: record_batch(connection, by or self.phone, items))

    def handed_out(self) -> int:
        return int(
            self.store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'handed_out'").fetchone()[0]
        )

    def entry(self, id: object) -> dict[str, object]:
        return dict(self.store.read().execute("SELECT * FROM entry WHERE id = ?", (id,)).fetchone())


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    street = Street(tmp_path)
    yield street
    street.store.close()


def hand_out(**changes: object) -> Item:
    item: Item = {
        "id": new_id(), "kind": "hand_out", "event": "B", "seen_at": now_ms(), "from": "booth:B1", "to": "public", "material": "B-A5",
        "quantity": 10, "method": "count",
    }  # fmt: skip
    return item | changes


def void(named: object, **changes: object) -> Item:
    return {"id": new_id(), "kind": "void", "event": "B", "seen_at": now_ms(), "data": {"entry": named}} | changes


def test_human_codes_become_ids(street: Street) -> None:
    item = hand_out()
    assert street.send(item) == [{"id": item["id"], "result": "recorded", "seq": 1}]
    entry = street.entry(item["id"])
    assert entry["event"] == street.ids.event
    assert entry["booth"] == street.ids.booths["B1"]
    assert entry["source"] == f"booth:{street.ids.booths['B1']}"
    assert entry["material"] == street.ids.materials["B-A5"]


def test_codes_are_found_in_either_case_and_ids_too(street: Street) -> None:
    items = [
        hand_out(event="b", material="b-a5", **{"from": "booth:b1"}),
        hand_out(event=street.ids.event, material=street.ids.materials["B-A5"]),
    ]
    assert all("flags" not in result for result in street.send(*items))
    assert len({street.entry(item["id"])["material"] for item in items}) == 1


@pytest.mark.parametrize(
    ("change", "flag", "column", "kept"),
    [
        ({"from": "booth:B9"}, "unknown_booth", "booth", "B9"),
        ({"material": "POSTER"}, "unknown_material", "material", "POSTER"),
        ({"to": "person:V77"}, "unknown_person", "target", "person:V77"),
        ({"person": "V77"}, "unknown_person", "person", "V77"),
        ({"code": "0000000001"}, "unknown_code", "run", ""),
        ({"data": {"run": "R99"}}, "unknown_run", "run", "R99"),
    ],
)
def test_what_the_plan_does_not_know_is_kept_as_typed_and_flagged(
    change: Item, flag: str, column: str, kept: str, street: Street
) -> None:
    item = hand_out(**change)
    [result] = street.send(item)
    assert result["result"] == "recorded"
    assert result["flags"] == [flag]
    assert street.entry(item["id"])[column] == kept
    assert flag in FLAGS


def test_a_booth_that_is_added_later_is_known_at_once(street: Street) -> None:
    assert street.send(hand_out(**{"from": "booth:B4"}))[0]["flags"] == ["unknown_booth"]
    street.store.write(lambda connection: add(connection, BOOTH, street.ids.event, {"code": "B4", "name": "橋頭"}))
    assert "flags" not in street.send(hand_out(**{"from": "booth:B4"}))[0]


def test_a_roster_code_leads_to_the_person(street: Street) -> None:
    def invite(connection: sqlite3.Connection) -> str:
        person = add_person(connection, street.ids.organisation, {"code": "P7", "category": "invited"}, name="於某")
        add(connection, ROSTER, street.ids.event, {"code": "R7", "person": person})
        return person

    person = street.store.write(invite)
    item = hand_out(kind="check_in", person="R7", quantity=1, method="volunteer") | {"from": None, "to": None}
    assert street.send(item)[0]["result"] == "recorded"
    assert street.entry(item["id"])["person"] == person


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        ({"quantity": 0}, "bad_quantity", "quantity"),
        ({"quantity": 100_001}, "bad_quantity", "quantity"),
        ({"quantity": "10"}, "bad_quantity", "quantity"),
        ({"quantity": 1.5}, "bad_quantity", "quantity"),
        ({"quantity": True}, "bad_quantity", "quantity"),
        ({"kind": "dance"}, "unknown_kind", "kind"),
        ({"kind": "response"}, "unknown_kind", "kind"),
        ({"kind": "print"}, "kind_not_allowed", "kind"),
        ({"kind": "release", "data": {"entry": new_id()}}, "kind_not_allowed", "kind"),
        ({"kind": "void"}, "bad_entry_name", "data.entry"),
        ({"kind": "void", "data": {"entry": "the last one"}}, "bad_entry_name", "data.entry"),
        ({"event": "C"}, "event_not_yours", "event"),
        ({"colour": "red"}, "unknown_field", "colour"),
        ({"source": "store"}, "unknown_field", "source"),
        ({"data": {"colour": "red"}}, "unknown_field", "data.colour"),
        ({"private": {"id_number": "1"}}, "unknown_field", "private.id_number"),
        ({"material": "x" * 201}, "too_long_text", "material"),
        ({"private": {"note": "x" * 501}}, "too_long_text", "private.note"),
        ({"from": "the moon"}, "malformed", "from"),
        ({"seen_at": -1}, "malformed", "seen_at"),
        ({"seen_at": 10**30}, "malformed", "seen_at"),
        ({"data": []}, "malformed", "data"),
        ({"material": "\ud800"}, "malformed", "material"),
        ({"material": "a\x00b"}, "malformed", "material"),
    ],
)
def test_an_item_is_rejected_for_what_it_is_and_its_neighbours_are_not(
    change: Item, reason: str, field: str, street: Street
) -> None:
    bad = hand_out(**change)
    first, result, last = street.send(hand_out(), bad, hand_out())
    assert (result["result"], result["reason"], result["field"], result["id"]) == ("rejected", reason, field, bad["id"])
    assert str(result["message"]).endswith(".")
    assert first["result"] == last["result"] == "recorded"
    assert street.handed_out() == 20


@pytest.mark.parametrize("missing", ["kind", "event", "seen_at"])
def test_an_item_without_a_required_field_is_malformed(missing: str, street: Street) -> None:
    item = hand_out()
    del item[missing]
    [result] = street.send(item)
    assert (result["reason"], result["field"]) == ("malformed", missing)


@pytest.mark.parametrize("id", [None, 7, "", "x", "0195C7A0-3C1E-7D52-9B0A-6F2D7C1E8A44", {"a": 1}, "x" * 65, "\ud800"])
def test_an_item_without_a_usable_id_is_answered_and_no_id_is_made_up(id: object, street: Street) -> None:
    [result] = street.send(hand_out(id=id))
    assert (result["result"], result["reason"]) == ("rejected", "bad_id")
    assert result.get("id", None) == id or result["index"] == 0
    assert street.store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


@pytest.mark.parametrize("item", [None, 3, "text", [], [[]], {}, {"id": []}])
def test_an_item_that_is_no_object_is_answered_by_its_index(item: object, street: Street) -> None:
    results = street.send(hand_out(), item)
    assert results[1]["index"] == 1
    assert results[1]["reason"] == "bad_id"


def test_a_resend_is_told_from_a_first_success_and_keeps_its_flags(street: Street) -> None:
    item = hand_out(**{"from": "booth:B9"})
    first, second = street.send(item)[0], street.send(item)[0]
    assert first == {"id": item["id"], "result": "recorded", "seq": 1, "flags": ["unknown_booth"]}
    assert second == first | {"result": "duplicate"}
    assert street.handed_out() == 10


def test_defaults_and_order_of_fields_do_not_make_another_fact(street: Street) -> None:
    item = hand_out(offset=0, data={"why": None, "gate": "", "duty": "lead", "booth": "B1"})
    street.send(item)
    again = dict(reversed(item.items())) | {"data": {"booth": "B1", "duty": "lead"}}
    del again["offset"], again["method"]
    assert street.send(again)[0]["result"] == "duplicate"


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 11}, {"kind": "return"}, {"event": "b"}, {"seen_at": 5}, {"offset": 9}, {"from": "booth:B2"}, {"to": None},
        {"material": "B-TRI"}, {"code": "0000000001"}, {"person": "V1"}, {"method": "scan"}, {"data": {"why": "rain"}},
    ],
)  # fmt: skip
def test_the_same_id_with_any_other_public_content_is_a_conflict(change: Item, street: Street) -> None:
    item = hand_out()
    street.send(item)
    [result] = street.send(item | change)
    assert (result["result"], result["reason"]) == ("conflict", "id_reused_with_other_content")
    assert street.handed_out() == 10


def test_names_are_never_hashed_and_never_in_the_ledger(street: Street) -> None:
    item = hand_out(kind="check_in", quantity=1, data={"participant": "p1"}, private={"name": "余小明", "phone": "138-0000-0001"})
    street.send(item)
    assert street.send(item | {"private": {"name": "別人"}})[0]["result"] == "duplicate"
    assert "余小明" not in str(street.entry(item["id"]))
    kept = street.store.read().execute("SELECT name, phone_end FROM identity WHERE subject = 'p1'").fetchone()
    assert tuple(kept) == ("余小明", "0001")


def test_an_erased_name_does_not_come_back_with_a_late_resend(street: Street) -> None:
    item = hand_out(kind="check_in", quantity=1, data={"participant": "p1"}, private={"name": "余小明"})
    street.send(item)
    street.store.write(lambda connection: erase(connection, "p1", "asked"))
    assert street.send(item)[0]["result"] == "duplicate"
    assert street.store.read().execute("SELECT count(*) FROM identity WHERE subject = 'p1'").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("offset", "corrected"), [(0, False), (120_000, False), (-120_000, False), (120_001, True), (-3_600_000, True)]
)
def test_a_clock_is_corrected_only_beyond_two_minutes(offset: int, corrected: bool, street: Street) -> None:
    seen_at = now_ms() - offset
    item = hand_out(seen_at=seen_at, offset=offset)
    flags = street.send(item)[0].get("flags", [])
    entry = street.entry(item["id"])
    assert flags == (["clock_corrected"] if corrected else [])
    assert entry["at"] == (seen_at + offset if corrected else seen_at)
    assert (entry["seen_at"], entry["offset"]) == (seen_at, offset)


@pytest.mark.parametrize("seen_at", [915_148_800_000, 1_924_992_000_000, 0])
def test_a_time_that_cannot_be_is_kept_and_flagged(seen_at: int, street: Street) -> None:
    assert street.send(hand_out(seen_at=seen_at))[0]["flags"] == ["clock_suspect"]


def test_a_phone_takes_back_only_its_own(street: Street) -> None:
    other = Sender.from_device(pair(street.store, street.ids, "B2")[0], "en")
    item = hand_out()
    street.send(item)
    assert street.send(void(item["id"]), by=other)[0]["result"] == "recorded"
    assert street.handed_out() == 10
    street.send(void(item["id"]))
    assert street.handed_out() == 0


def test_a_phone_that_is_paired_again_takes_back_what_it_recorded_before(street: Street) -> None:
    item = hand_out()
    street.send(item)
    again, _ = pair_again(street)
    assert again.id == street.device.id
    street.send(void(item["id"]), by=Sender.from_device(again, "en"))
    assert street.handed_out() == 0


def pair_again(street: Street) -> tuple[Device, str]:
    secret = street.store.write(lambda c: offer_pairing(c, street.ids.event, by="test", booth=street.ids.booths["B1"]))
    return street.store.write(lambda c: redeem_pairing(c, secret, known=street.device))


def test_a_coordinator_takes_back_what_a_phone_recorded_but_not_at_another_event(street: Street) -> None:
    item = hand_out()
    street.send(item)
    sister = Sender("account:S", frozenset((street.ids.sister_event,)), authority=True)
    street.send(void(item["id"], event="C"), by=sister)
    assert street.handed_out() == 10
    street.send(void(item["id"]), by=staff_sender(street.ids))
    assert street.handed_out() == 0


def test_facts_of_a_revoked_phone_wait_in_quarantine_until_released(street: Street) -> None:
    item = hand_out()
    [result] = street.send(item, by=replace(street.phone, revoked=True))
    assert (result["result"], result["flags"]) == ("recorded", ["quarantined"])
    assert street.handed_out() == 0
    release = {"id": new_id(), "kind": "release", "event": "B", "seen_at": now_ms(), "data": {"entry": item["id"]}}
    assert street.send(release, by=staff_sender(street.ids))[0]["result"] == "recorded"
    assert street.handed_out() == 10


def test_an_expired_phone_delivers_what_it_saw_before_its_end(street: Street) -> None:
    ended = now_ms() - 3_600_000
    phone = replace(street.phone, expires_at=ended)
    before, after = hand_out(seen_at=ended - 60_000), hand_out(seen_at=ended + 600_000)
    results = street.send(before, after, by=phone)
    assert [result["flags"] for result in results] == [["late"], ["after_end", "quarantined"]]
    assert street.handed_out() == 10


def test_thirty_days_after_its_end_a_phone_delivers_into_quarantine(street: Street) -> None:
    ended = now_ms() - LATE_MS - 60_000
    [result] = street.send(hand_out(seen_at=ended - 60_000), by=replace(street.phone, expires_at=ended))
    assert result["flags"] == ["clock_suspect", "after_end", "quarantined"]
    assert street.handed_out() == 0


def test_a_code_tells_run_bundle_and_material(street: Street) -> None:
    def allot(connection: sqlite3.Connection) -> list[str]:
        connection.execute(
            "INSERT INTO print_run (id, event, code, kind, material, copies, bundle_size, language, base_url, made_by, made_at)"
            " VALUES ('run-1', ?, 'R1', 'flyer', ?, 500, 100, 'zh-Hant', '', 'test', 0)",
            (street.ids.event, street.ids.materials["B-TRI"]),
        )
        block = printed_codes.allot_block(connection, 5, kind="slip", event=street.ids.event, subject="run-1", run="run-1")
        return list(block.codes())

    code = street.store.write(allot)[2]
    item = hand_out(code=f"HTTPS://KIOSK.EXAMPLE/F/{code}", material=None)
    assert "flags" not in street.send(item)[0]
    entry = street.entry(item["id"])
    assert (entry["run"], entry["bundle"], entry["number"], entry["material"]) == ("run-1", 3, 3, street.ids.materials["B-TRI"])
    by_run = hand_out(kind="sheet_total", data={"sheet": "r1", "page": 2})
    assert "flags" not in street.send(by_run)[0]
    assert (street.entry(by_run["id"])["run"], street.entry(by_run["id"])["number"]) == ("run-1", 2)
