"""The sign-in sheet comes back in: rows or a subtotal, once however often it is keyed, and nobody twice."""

from __future__ import annotations

import json
import re

import pytest

from kiosk.people import ROSTER, add_person
from kiosk.printed_codes import block_of
from kiosk.privacy.personal_data import erase
from kiosk.records import add
from tests.keying.papers import (
    Made,
    client_of,
    come_by_phone,
    filled,
    hidden,
    key_page,
    path_of,
    people,
    print_sign_in,
    visits,
    visits_by_method,
)


def test_typed_rows_become_visits_counted_on_paper(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    saved = key_page(client, path, people(1, 14))
    assert saved.status_code == 302
    assert visits_by_method(store, ids.event) == {"paper": 14}
    rows = store.read().execute("SELECT data, run, number, person, method FROM entry WHERE kind = 'check_in'").fetchall()
    assert sorted(json.loads(row["data"])["row"] for row in rows) == list(range(1, 15))
    assert len({row["person"] for row in rows}) == 14
    assert {row["number"] for row in rows} == {1}
    flags = store.read().execute("SELECT DISTINCT flags FROM entry WHERE kind = 'check_in'").fetchall()
    assert [row["flags"] for row in flags] == [""], "a guest on no list is nothing for the coordinator to decide"


def test_names_never_reach_the_ledger(kiosk: Made) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, {"name-1": "王小明", "unit-1": "康寧社區居委會", "phone4-1": "1234", "remarks-1": "坐輪椅"})
    entries = " ".join(str(tuple(row)) for row in store.read().execute("SELECT * FROM entry").fetchall())
    assert "王小明" not in entries
    assert "1234" not in json.dumps(
        [json.loads(row["data"]) for row in store.read().execute("SELECT data FROM entry").fetchall()]
    )
    kept = store.read().execute("SELECT name, phone_end, note FROM identity WHERE event IS NOT NULL").fetchall()
    assert [tuple(row) for row in kept] == [("王小明", "1234", "康寧社區居委會\n坐輪椅")]


def test_a_name_from_paper_is_kept_with_the_notice_that_stood_on_its_page(kiosk: Made) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, {"name-1": "王小明", "phone4-1": "1234"})
    kept = store.read().execute("SELECT notice_version FROM identity WHERE name = '王小明'").fetchall()
    assert [row[0] for row in kept] == [store.read().execute("SELECT max(version) FROM notice").fetchone()[0]]


def test_a_page_keyed_again_shows_who_keyed_it_and_gives_the_same_visits(kiosk: Made) -> None:
    _, store, ids = kiosk
    path = path_of(kiosk, print_sign_in(kiosk))
    key_page(client_of(kiosk), path, people(1, 5, **{"time-1": "9:12", "remarks-2": "代簽"}))
    other = client_of(kiosk, "administrator")
    shown = other.get(path).text
    assert "Keyed by coordinator" in shown
    assert 'value="居民3"' in shown
    assert 'value="代簽"' in shown
    again = other.post(path, data=filled(shown))
    assert again.status_code == 302
    assert visits(store, ids.event) == 5
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 5


def test_a_double_click_is_one_page(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    form = filled(client.get(path).text) | people(1, 3)
    assert {client.post(path, data=form).status_code for _ in range(3)} == {302}
    assert visits(store, ids.event) == 3
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 3


def test_two_people_keying_the_same_page_at_once_are_told_the_difference(kiosk: Made) -> None:
    _, store, ids = kiosk
    path = path_of(kiosk, print_sign_in(kiosk))
    first, second = client_of(kiosk), client_of(kiosk, "administrator")
    blank = filled(second.get(path).text)
    key_page(first, path, people(1, 4))
    clash = second.post(path, data=blank | people(1, 4) | {"name-2": "張二", "name-5": "新人"})
    assert clash.status_code == 409
    assert "coordinator keyed this page meanwhile" in clash.text
    assert "<del>居民2</del> → <ins>張二</ins>" in clash.text
    assert "<ins>新人</ins>" in clash.text
    assert visits(store, ids.event) == 4
    settled = second.post(path, data=filled(clash.text))
    assert settled.status_code == 302
    assert visits(store, ids.event) == 5
    names = {row[0] for row in store.read().execute("SELECT name FROM identity").fetchall()}
    assert "張二" in names
    assert "居民2" not in names


def test_correcting_takes_back_only_what_changed(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, people(1, 6))
    form = filled(client.get(path).text)
    del form["signed-6"]
    corrected = client.post(path, data=form | {"name-2": "李四", "name-6": "", "phone4-6": ""})
    assert corrected.status_code == 302
    kinds = [row[0] for row in store.read().execute("SELECT kind FROM entry ORDER BY seq").fetchall()]
    assert kinds == ["check_in"] * 6 + ["void"] * 2 + ["check_in"]
    assert visits(store, ids.event) == 5
    shown = client.get(path).text
    assert 'value="李四"' in shown
    assert "居民6" not in shown


def test_a_page_counts_its_typed_rows_if_any_else_its_subtotal(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, {"subtotal": "17"})
    assert visits_by_method(store, ids.event) == {"paper": 17}
    key_page(client, path, people(1, 16))
    assert visits(store, ids.event) == 16
    form = {
        name: value
        for name, value in filled(client.get(path).text).items()
        if not name.startswith(("signed-", "name-", "phone4-", "time-"))
    }
    client.post(path, data=form)
    assert visits(store, ids.event) == 17


def test_a_subtotal_that_differs_from_the_rows_is_said(kiosk: Made) -> None:
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, people(1, 3, subtotal="5"))
    assert "3 rows are filled in, but the subtotal says 5" in client.get(path).text


def test_an_empty_page_must_be_said_to_be_empty(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    assert key_page(client, path, {}).status_code == 422
    assert key_page(client, path, people(1, 1, empty="1")).status_code == 422
    assert key_page(client, path, {"empty": "1"}).status_code == 302
    assert visits(store, ids.event) == 0
    assert [row[0] for row in store.read().execute("SELECT kind FROM entry").fetchall()] == ["sheet_empty"]
    form = filled(client.get(path).text)
    assert form.pop("empty") == "1"
    client.post(path, data=form | {"subtotal": "3"})
    assert "empty" not in filled(client.get(path).text)
    assert visits(store, ids.event) == 3


def test_somebody_who_signed_in_by_phone_is_asked_about_and_counts_once(kiosk: Made) -> None:
    _, store, ids = kiosk
    known = come_by_phone(kiosk, "王 小明", "138 0000 0001")
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    asked = key_page(client, path, people(1, 3) | {"name-2": "王小明", "phone4-2": "0001"})
    assert asked.status_code == 422
    assert "One person perhaps signed in already" in asked.text
    assert "The same person as number 1" in asked.text
    assert "phone ending 0001" in asked.text
    assert "13800000001" not in asked.text
    assert visits(store, ids.event) == 1
    form = filled(asked.text)
    assert form["same-2"] == known  # name and number agree: proposed, not decided
    assert client.post(path, data=form).status_code == 302
    assert visits_by_method(store, ids.event) == {"self": 1, "paper": 2}
    assert client.post(path, data=filled(client.get(path).text)).status_code == 302
    assert store.read().execute("SELECT count(*) FROM entry WHERE kind = 'void'").fetchone()[0] == 0


def test_somebody_else_of_the_same_name_counts_apart_and_is_not_asked_about_again(kiosk: Made) -> None:
    _, store, ids = kiosk
    come_by_phone(kiosk, "王小明")
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    asked = key_page(client, path, {"name-1": "王小明", "phone4-1": "7777"})
    assert asked.status_code == 422
    assert not re.search(r"radio[^>]*checked", asked.text)  # one side has no number: nothing is proposed
    assert client.post(path, data=filled(asked.text) | {"same-1": "other"}).status_code == 302
    assert visits(store, ids.event) == 2
    assert client.post(path, data=filled(client.get(path).text) | {"remarks-1": "x"}).status_code == 302


def test_a_decision_can_be_taken_back(kiosk: Made) -> None:
    _, store, ids = kiosk
    known = come_by_phone(kiosk, "王小明", "13800000001")
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, {"name-1": "王小明", "phone4-1": "0001", "same-1": known})
    assert visits(store, ids.event) == 1
    key_page(client, path, {"same-1": "other"})
    assert visits(store, ids.event) == 2
    assert filled(client.get(path).text)["name-1"] == "王小明"


def test_a_row_cannot_be_tied_to_somebody_who_did_not_come(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, {"name-1": "王小明", "same-1": ids.accounts["sister"]})
    assert store.read().execute("SELECT 1 FROM entry WHERE person = ?", (ids.accounts["sister"],)).fetchone() is None
    assert visits(store, ids.event) == 1


def test_times_are_read_as_written_and_a_row_without_one_follows_the_row_above(kiosk: Made) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    key_page(client, path, people(1, 5) | {"time-2": "0915", "time-4": "１０：０５", "time-5": "10點20"})
    hours = store.read().execute("SELECT strftime('%H:%M', at / 1000 + 8 * 3600, 'unixepoch') FROM entry ORDER BY seq").fetchall()
    assert [row[0] for row in hours] == ["09:00", "09:15", "09:15", "10:05", "10:20"]


@pytest.mark.parametrize(
    ("cell", "value", "sentence"),
    [("phone4-1", "13800000001", "last four digits"), ("phone4-1", "abcd", "last four digits"), ("time-1", "99:00", "is not a time"),
     ("name-1", "名" * 81, "At most 80"), ("subtotal", "many", "is not a whole number"), ("subtotal", "1000000", "is not a whole number")],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_said_and_nothing_is_lost(kiosk: Made, cell: str, value: str, sentence: str) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    refused = key_page(client, path, people(1, 2) | {cell: value})
    assert refused.status_code == 422
    assert sentence in refused.text
    assert 'value="居民2"' in refused.text
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


def test_printed_names_count_only_when_signed_and_are_the_roster_persons(kiosk: Made) -> None:
    _, store, ids = kiosk

    def invite(connection: object) -> list[str]:
        invited = [add_person(connection, ids.organisation, {"code": f"R{n}"}, name=f"代表{n}") for n in (1, 2, 3)]  # type: ignore[arg-type]
        for number, person in enumerate(invited, 1):
            add(connection, ROSTER, ids.event, {"code": f"R{number}", "person": person})  # type: ignore[arg-type]
        return invited

    invited = store.write(invite)
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk, prefilled=True))
    shown = client.get(path).text
    assert "代表2" in shown
    key_page(client, path, {"signed-2": "1"})
    people_in = store.read().execute("SELECT participant FROM visit WHERE seq > 0").fetchall()
    assert [row[0] for row in people_in] == [invited[1]]
    assert store.read().execute("SELECT name FROM identity WHERE subject = ?", (invited[1],)).fetchone()[0] == "代表2"


def test_an_erased_person_still_counts_after_the_page_is_corrected(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    form = people(1, 3)
    del form["signed-2"]
    key_page(client, path, form)
    person = store.read().execute("SELECT subject FROM identity WHERE name = '居民2'").fetchone()[0]
    store.write(lambda c: erase(c, person, "asked"))
    shown = client.get(path).text
    assert "name erased" in shown
    assert client.post(path, data=filled(shown) | {"remarks-3": "x"}).status_code == 302
    assert visits(store, ids.event) == 3
    assert "居民2" not in client.get(path).text


def test_people_who_left_are_signed_out_at_their_time(kiosk: Made) -> None:
    _, store, _ = kiosk
    run = print_sign_in(kiosk, columns=("name", "time", "time_out", "resident", "signature"))
    key_page(
        client_of(kiosk), path_of(kiosk, run), {"name-1": "王小明", "time-1": "9:00", "time_out-1": "10:30", "resident-1": "1"}
    )
    facts = (
        store.read()
        .execute("SELECT kind, person, at, json_extract(data, '$.resident') AS resident FROM entry ORDER BY seq")
        .fetchall()
    )
    assert [row["kind"] for row in facts] == ["check_in", "check_out"]
    assert facts[0]["person"] == facts[1]["person"]
    assert facts[1]["at"] - facts[0]["at"] == 90 * 60_000
    assert facts[0]["resident"] == 1


def test_paper_of_a_past_event_waits_in_no_list_of_odd_facts(kiosk: Made) -> None:
    _, _, ids = kiosk
    client = client_of(kiosk)
    key_page(client, path_of(kiosk, print_sign_in(kiosk)), people(1, 2))
    assert "to look at" not in client.get(f"/office/phones/{ids.event}").text


def test_a_form_whose_id_was_made_up_is_refused(kiosk: Made) -> None:
    _, store, _ = kiosk
    client, path = client_of(kiosk), path_of(kiosk, print_sign_in(kiosk))
    refused = client.post(path, data=hidden(client.get(path).text) | people(1, 1) | {"form": "x"})
    assert refused.status_code == 409
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


def test_a_coordinator_who_scans_a_page_comes_to_its_keying_screen(kiosk: Made) -> None:
    _, store, _ = kiosk
    run = print_sign_in(kiosk)
    block = block_of(store.read(), run, "sheet")
    assert block is not None
    (code,) = block.codes()
    arrived = client_of(kiosk).get(f"/F/{code}", follow_redirects=True)
    assert arrived.request.path == path_of(kiosk, run)
