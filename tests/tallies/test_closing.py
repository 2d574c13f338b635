"""Closing an event's books: only when nothing is open, once, with frozen figures; and what comes afterwards counts as ever."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk import records
from kiosk.books import closings
from kiosk.books.closings import ClosedMeanwhile, frozen_persons
from kiosk.books.reconciliation import ChangedMeanwhile, StillOpen, close_day
from kiosk.campaigns import BOOTH, EVENT, set_counting_mode
from kiosk.config import load_config
from kiosk.devices import get_device, revoke_device
from kiosk.errors import InvalidFields, Refusal
from kiosk.figures.listed import list_tallies
from kiosk.ids import new_id
from kiosk.people import confirm_same_person
from kiosk.privacy.retention import purge_due
from kiosk.recount import recount
from kiosk.sync import Sender
from tests.access_walk import sign_in
from tests.plan_fixtures import pair
from tests.tallies.books import A5, check_of, close, desk_of, explain, hand_out
from tests.tallies.cases import HISTORIES, play
from tests.tallies.conftest import Kiosk
from tests.tallies.street import Street, street_of


def add_event(street: Street, code: str, day: str) -> Street:
    values = {"code": code, "title": "另一場", "place": "別處", "day": day, "language": "zh-Hant"}
    event = street.store.write(lambda c: records.add(c, EVENT, street.ids.campaign, values, organisation=street.ids.organisation))
    booth = street.store.write(lambda c: records.add(c, BOOTH, event, {"code": "N1", "name": "攤", "language": "zh-Hant"}))
    later = street_of(street.store, replace(street.ids, booths={**street.ids.booths, "N1": booth}), event)
    later.runs = street.runs
    return later


def test_an_event_of_which_nothing_was_recorded_closes(street: Street) -> None:
    assert [check.state for check in desk_of(street).checks] == ["green", "green"]
    closing = close(street)
    assert (closing.who, closing.number, desk_of(street).closing) == ("coordinator", 1, closing)


def test_a_talk_without_flyers_closes(street: Street) -> None:
    street.record("check_in", 5, participant=new_id(), method="self")
    assert "difference" not in {check.key for check in desk_of(street).checks}
    assert close(street).figures["figures"]["visits"] == 1


def test_an_event_that_counts_out_and_in_is_not_measurable_and_closes(street: Street) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials[A5]
    street.store.write(lambda c: set_counting_mode(c, street.event, booth, material, "out_and_in"))
    street.record("issue", 0, source="store", target="booth:B1", material=A5, quantity=80)
    street.record("return", 100, source="booth:B1", target="store", material=A5, quantity=18)
    check = check_of(street, "difference")
    assert (check.state, check.case) == ("green", "difference.unmeasured")
    assert close(street).figures["figures"]["unaccounted"] is None


def test_an_event_that_goes_on_cannot_be_closed_even_when_all_adds_up(street: Street) -> None:
    street.store.write(lambda c: records.change(c, EVENT, street.event, {"day": "2099-03-24"}))
    with pytest.raises(StillOpen):
        close(street)


def test_a_difference_has_to_be_explained_and_an_explanation_of_four_does_not_explain_five(street: Street) -> None:
    hand_out(street, 50, 46)
    assert (check_of(street, "difference").state, check_of(street, "difference").value) == ("open", 4)
    with pytest.raises(StillOpen):
        close(street)
    explain(street, "difference")
    assert check_of(street, "difference").state == "explained"
    street.record("return", 150, source="booth:B1", target="store", material=A5, quantity=3)
    assert (check_of(street, "difference").state, check_of(street, "difference").value) == ("open", 1)
    hand_out(street, 4, 0)
    explain(street, "difference")
    first = close(street).figures["checks"][0]
    assert (first["key"], first["state"], first["case"], first["value"]) == ("difference", "explained", "difference.missing", 5)


def test_too_much_at_one_booth_does_not_hide_what_is_missing_at_another(street: Street) -> None:
    hand_out(street, 50, 45)
    hand_out(street, 50, 55, "B2")
    check = check_of(street, "difference")
    assert (check.state, check.case, check.said["missing"], check.said["over"]) == ("open", "difference.both", 5, 5)


@pytest.mark.parametrize(("said", "problem"), [
    ("", "desk.problem.empty"), (" \n ", "desk.problem.empty"), ("王大姐拿走了，電話 13800001111", "desk.problem.number"),
    ("證件 11010519491231002X", "desk.problem.number"), ("長" * 201, "errors.too_long"),
])  # fmt: skip
def test_an_explanation_is_one_line_without_numbers_of_people(said: str, problem: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        closings.clean_explanation(said)
    assert refused.value.fields["text"][0] == problem


def test_what_comes_after_closing_counts_and_is_told_by_phone_and_day(street: Street) -> None:
    hand_out(street, 100, 60)
    street.record("return", 150, source="booth:B1", target="store", material=A5, quantity=40)
    voided = street.record("check_in", 5, method="volunteer")
    close(street)
    before = desk_of(street).since
    assert before is not None
    assert before.changes == {}
    phone = pair(street.store, street.ids)[0]
    street.record("hand_out", 20, source="booth:B1", target="public", material=A5, quantity=40, sender=_sender(street, phone.id))
    street.record("void", 21, entry=voided)
    desk = desk_of(street)
    assert desk.closing is not None, "the books stay closed"
    assert desk.since is not None
    assert desk.since.changes == {"handed_out": (60, 100), "unaccounted": (0, -40), "visits": (1, 0)}
    assert {(one.phone, one.kind, one.quantity) for one in desk.since.arrivals} == {(1, "hand_out", 40), (0, "check_in", -1)}
    assert {one.day for one in desk.since.arrivals} == {datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()}
    assert [check.key for check in desk.open] == ["difference", "inbox"], "and the desk says what is open now"
    assert desk.closing.figures["figures"]["handed_out"] == 60
    assert recount(street.store.read()) == []


def _sender(street: Street, phone: str) -> Sender:
    return Sender.from_device(get_device(street.store.read(), phone), "en")


def test_of_two_coordinators_who_close_at_once_one_does(street: Street) -> None:
    mark = desk_of(street).mark

    def try_close(who: str) -> str:
        try:
            return close_day(street.store, street.event, shown=mark, by=f"account:{street.ids.accounts[who]}", id=new_id()).who
        except Refusal as refusal:
            return refusal.reason

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(try_close, ["coordinator", "administrator"] * 4))
    assert said.count("closed_meanwhile") == 7
    assert {"coordinator", "administrator"} & set(said)
    assert street.store.read().execute("SELECT count(*) FROM closing").fetchone()[0] == 1


def test_a_form_sent_twice_closes_once_and_a_stale_one_does_not(street: Street) -> None:
    stale = desk_of(street).mark
    hand_out(street, 10, 10)
    with pytest.raises(ChangedMeanwhile):
        close_day(street.store, street.event, shown=stale, by="account:x", id=new_id())
    id = new_id()
    assert close(street, id=id) == close(street, id=id)
    with pytest.raises(ClosedMeanwhile):
        close(street)


def test_opening_again_is_a_record_of_its_own(street: Street) -> None:
    first, by = close(street), f"account:{street.ids.accounts['coordinator']}"
    street.store.write(lambda c: closings.open_books(c, street.event, by=by, id=new_id()))
    assert desk_of(street).closing is None
    with pytest.raises(ClosedMeanwhile):
        street.store.write(lambda c: closings.open_books(c, street.event, by=by, id=new_id()))
    second = close(street)
    connection = street.store.read()
    assert [step.act for step in closings.steps_of(connection, street.event)] == ["close", "reopen", "close"]
    assert (second.number, closings.get_closing(connection, street.event, first.id)) == (3, first)


def test_a_closing_that_somebody_changed_on_disk_is_found(street: Street) -> None:
    closing = close(street)
    assert closings.broken_closings(street.store.read()) == []
    for sentence in ("UPDATE closing SET figures = '{}'", "DELETE FROM closing"):
        with pytest.raises(sqlite3.IntegrityError):
            street.store.write(lambda c, sentence=sentence: c.execute(sentence))  # type: ignore[misc]

    def forge(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TRIGGER closing_no_update")
        connection.execute("UPDATE closing SET figures = json_set(figures, '$.figures.handed_out', 9999)")

    street.store.write(forge)
    assert closings.broken_closings(street.store.read()) == [closing.id]


def test_the_inbox_and_pages_that_are_not_keyed_keep_the_books_open(street: Street) -> None:
    scene = play(street, HISTORIES["more handed out than held"])
    states = {check.key: check.state for check in desk_of(scene.street).checks}
    assert (states["inbox"], states["difference"]) == ("open", "open")


def test_a_phone_that_is_silent_and_what_waits_apart_keep_the_books_open_until_explained(street: Street) -> None:
    phone = pair(street.store, street.ids)[0]
    street.record("hand_out", 20, source="booth:B1", target="public", material=A5, quantity=3, sender=_sender(street, phone.id))
    street.store.write(lambda c: c.execute("UPDATE device SET waiting = 7 WHERE id = ?", (phone.id,)))
    assert (check_of(street, "phones").state, check_of(street, "phones").value) == ("open", 1)
    explain(street, "phones", "手機掉進水裡，無法開機")
    assert check_of(street, "phones").state == "explained"
    street.store.write(lambda c: revoke_device(c, phone.id))
    street.record("hand_out", 30, source="booth:B1", target="public", material=A5, quantity=5, sender=_sender(street, phone.id))
    assert (check_of(street, "quarantine").state, check_of(street, "quarantine").value) == ("open", 1)


def test_sixty_nine_persons_stay_when_the_names_are_purged_and_forty_more_come(made: Kiosk, street: Street) -> None:
    later = add_event(street, "B9", "2017-03-25")
    first, second = [new_id() for _ in range(46)], [new_id() for _ in range(52)]
    for where, people in ((street, first), (later, second)):
        for who in people:
            item = where.item("check_in", 5, method="paper", participant=who) | {"private": {"name": f"名{who[-4:]}", "phone": "13800001111"}}
            where.send(where.staff, [item])
    street.store.write(lambda c: [confirm_same_person(c, b, a, "test") for a, b in zip(first[:29], second)])
    for where in (street, later):
        while desk_of(where).open:
            explain(where, desk_of(where).open[0].key)
        close(where)
    connection, both = street.store.read(), [street.event, later.event]
    config = load_config(made[0].extensions["kiosk"].config.instance)
    assert purge_due(config, street.store) == 98
    assert connection.execute("SELECT count(*) FROM identity WHERE event IS NOT NULL").fetchone()[0] == 0
    later.send(later.staff, [later.item("check_in", 9, method="paper", participant=new_id()) for _ in range(40)])
    frozen = frozen_persons(connection, both)
    assert frozen is not None
    assert frozen[0] == 69
    rows = {(row["scope"], row["code"]): row for row in list_tallies(connection, "WEEK2017")}
    assert (rows["campaign", "WEEK2017"]["persons"], rows["campaign", "WEEK2017"]["visits"]) == (69, 138)
    assert (rows["event", "B"]["persons"], rows["event", "B9"]["persons"]) == (46, 52)
    by = f"account:{street.ids.accounts['coordinator']}"
    street.store.write(lambda c: closings.open_books(c, later.event, by=by, id=new_id()))
    assert frozen_persons(connection, both) is None, "once opened again, the persons are counted anew"
    assert (frozen_persons(connection, [street.event]) or (0,))[0] == 46


def test_while_one_event_is_open_the_persons_of_all_are_counted_live_and_the_purge_takes_none_away(made: Kiosk, street: Street) -> None:
    later = add_event(street, "B9", "2017-03-25")
    first, second = [new_id() for _ in range(46)], [new_id() for _ in range(52)]
    for where, people in ((street, first), (later, second)):
        items = [where.item("check_in", 5, method="paper", participant=who) | {"private": {"name": f"名{who[-4:]}", "phone": "13800001111"}} for who in people]
        where.send(where.staff, items)
    street.store.write(lambda c: [confirm_same_person(c, b, a, "test") for a, b in zip(first[:29], second)])
    while desk_of(street).open:
        explain(street, desk_of(street).open[0].key)
    close(street)
    connection, both = street.store.read(), [street.event, later.event]
    assert purge_due(load_config(made[0].extensions["kiosk"].config.instance), street.store) == 98

    def persons() -> tuple[object, object]:
        rows = {(row["scope"], row["code"]): row["persons"] for row in list_tallies(connection, "WEEK2017")}
        return rows["campaign", "WEEK2017"], rows["event", "B"]

    assert frozen_persons(connection, both) is None, "one of them is open still"
    assert persons() == (69, 46), "who is one person is kept by random ids, so the names may go"
    page = sign_in(made[0], street.store, street.ids.accounts["coordinator"]).get(f"/office/tallies/campaign/{street.ids.campaign}/desk?lang=en").text
    assert "69 persons so far: counted on until the last event is closed" in page
    later.send(later.staff, [later.item("check_in", 9, method="paper", participant=new_id()) for _ in range(4)])
    assert persons() == (73, 46), "the open event counts on, the closed one stays"
