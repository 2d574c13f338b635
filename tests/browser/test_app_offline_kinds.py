"""What only pages of the kiosk could do before, on a volunteer's phone without a network: notes, groups, and what becomes of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from kiosk import records
from kiosk.acts import ACT, running_order
from kiosk.campaigns import EVENT
from kiosk.devices import devices_of, revoke_device
from kiosk.on_stage import read_show
from kiosk.organisations import ORGANISATION
from kiosk.referrals import read_told
from kiosk.sealing import read_keys
from kiosk.volunteers import registered_at
from kiosk.wall import notes_waiting
from tests.browser.test_app_roster import STORE
from tests.browser.volunteer import act, all_sent, answered, figures, kept, place, serve_street, speak, start, tap, until, waiting

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watched
    from tests.live import Address
    from tests.phone.street import Street

Served = tuple["Address", "Street"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Event B, on now, with everything that a phone can do without a network, and one dance team."""
    with serve_street(tmp_path_factory.mktemp("kinds"), B1=100) as (server, street):
        street.store.write(lambda connection: _switch_on(connection, street))
        yield server, street


def _switch_on(connection: sqlite3.Connection, street: Street) -> None:
    first, last = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=hours) for hours in (-1, 3))
    hours = {"day": f"{first:%Y-%m-%d}", "starts": f"{first:%H:%M}", "ends": f"{last:%H:%M}"}
    records.change(connection, EVENT, street.ids.event, {"features": "volunteers wall programme referrals", **hours})
    team = {"code": "G1", "name": "余家班秧歌隊", "kind": "partner", "level": "group", "language": "zh-Hant", "members": "30", "position": "1"}
    group = records.add(connection, ORGANISATION, "", team, parent=street.ids.organisation)
    turn = {"code": "N1", "title": "秧歌", "minutes": "5", "performers": "12", "position": "1", "language": "zh-Hant"}
    records.add(connection, ACT, street.ids.event, turn, partner=group)


def ready(phone: Watched, served: Served) -> Page:
    """A paired phone that keeps the app, with its network cut and the app started anew."""
    server, street = served
    page = phone.page
    start(page, server.url, street)
    kept(page)
    figures(page)
    phone.context.set_offline(True)
    page.reload()
    page.locator("#app .controls").wait_for()
    return page


def online(phone: Watched) -> None:
    phone.context.set_offline(False)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone.page)


def test_a_note_is_left_without_a_network_and_its_words_leave_the_phone(phone: Watched, served: Served) -> None:
    _, street = served
    page = ready(phone, served)
    place(page, "more")
    page.get_by_role("link", name="Note for the wall").click()
    page.get_by_text("Hope", exact=True).click()
    page.locator("textarea").fill("請打 13800001234")
    tap(page, "Send")
    page.get_by_text("This seems to hold a telephone number.").wait_for()
    page.locator("textarea").fill("願小區多些花")
    tap(page, "Send")
    answered(page, "saved")
    code = page.locator(".code-text").inner_text()
    assert len(code.replace(" ", "")) == 26
    waiting(page, 1)
    assert "願小區多些花" in page.evaluate(STORE)["text"]
    online(phone)
    assert "願小區多些花" not in page.evaluate(STORE)["text"]
    [note] = notes_waiting(street.store.read(), street.ids.event)
    assert (note["words"], note["sort"]) == ("願小區多些花", "hope")
    [fact] = street.facts("note")
    assert (fact["method"], fact["booth"], fact["flags"]) == ("volunteer", street.ids.booths["B1"], "")
    place(page, "")
    act(page, "Undo: note for the wall, just now")
    all_sent(page)
    assert notes_waiting(street.store.read(), street.ids.event) == []


def test_a_group_is_checked_in_and_put_on_without_a_network(phone: Watched, served: Served) -> None:
    _, street = served
    page = ready(phone, served)
    place(page, "more")
    page.get_by_role("link", name="Acts and groups").click()
    page.get_by_role("link", name="余家班秧歌隊").click()
    page.locator("input[name=people]").fill("1000")
    tap(page, "Check in")
    page.get_by_text("Give a number of people from 1 to 999.").wait_for()
    page.locator("input[name=people]").fill("11")
    act(page, "Check in", "saved")
    page.get_by_text("1 of 1 groups here, 11 people.").wait_for()
    act(page, "1 · 秧歌: on stage now", "saved")
    page.get_by_text("On stage:").wait_for()
    waiting(page, 2)
    act(page, "Undo: act on stage, just now", "saved")
    place(page, "queue")
    listed = page.locator("main .list").inner_text()
    assert all(words in listed for words in ("group here: 11 people", "act on stage", "an undo"))
    place(page, "groups")
    act(page, "1 · 秧歌: on stage now", "saved")
    online(phone)
    connection = street.store.read()
    show = read_show(connection, street.ids.event, running_order(connection, records.get(connection, EVENT, street.ids.event)))
    [present] = show.here.values()
    assert (present.people, present.leader, len(show.began)) == (11, True, 1)


def fill_in(page: Page, age: str, name: str = "范小梅") -> None:
    page.locator(f"input[name=age][value='{age}']").check()
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=phone]").fill("13800000077")
    page.locator("input[name=agree]").check()


def test_a_volunteer_registers_without_a_network_and_the_number_comes_with_it(phone: Watched, served: Served) -> None:
    _, street = served
    page = ready(phone, served)
    place(page, "register")
    fill_in(page, "under")
    tap(page, "Register")
    page.get_by_text("Nothing of what you typed is kept.").wait_for()
    assert "范小梅" not in page.evaluate(STORE)["text"]
    place(page, "")
    place(page, "register")
    fill_in(page, "14")
    tap(page, "Register")
    page.get_by_text("From 14 to 17 a parent or guardian agrees: please give").wait_for()
    page.locator("input[name=guardian]").fill("范大梅")
    page.locator("input[name=guardian_agrees]").check()
    page.locator("input[name=skill_arts]").check()
    tap(page, "Register")
    answered(page, "saved")
    page.get_by_text("Registration kept on this phone.").wait_for()
    waiting(page, 1)
    place(page, "queue")
    listed = page.locator("main").inner_text()
    assert "volunteer registered" in listed
    assert "范" not in listed
    page.go_back()
    online(phone)
    page.get_by_text("Registered: volunteer number V01.").wait_for()
    assert "范" not in page.evaluate(STORE)["text"]
    [volunteer] = registered_at(street.store.read(), street.ids.event)
    assert (volunteer.answers.name, volunteer.answers.guardian, volunteer.answers.skills, volunteer.method) == ("范小梅", "范大梅", ("arts",), "volunteer")
    place(page, "")
    act(page, "Undo: volunteer registered, just now")
    all_sent(page)
    assert registered_at(street.store.read(), street.ids.event) == []


def test_what_is_half_typed_is_lost_with_the_tab_and_kept_over_a_change_of_language(phone: Watched, served: Served) -> None:
    page = ready(phone, served)
    place(page, "register")
    fill_in(page, "18", "于阗")
    speak(page, "zh-Hant")
    page.go_back()
    page.wait_for_function("() => document.querySelector('input[name=name]')?.value === '于阗'")
    page.reload()
    page.locator("input[name=name]").wait_for()
    assert page.locator("input[name=name]").input_value() == ""
    assert "于阗" not in page.evaluate(STORE)["text"]


def test_a_registration_of_a_phone_that_was_taken_out_waits_for_the_coordinator(phone: Watched, served: Served) -> None:
    _, street = served
    page = ready(phone, served)
    place(page, "register")
    fill_in(page, "36", "余國強")
    tap(page, "Register")
    answered(page, "saved")
    newest = max(devices_of(street.store.read(), street.ids.event), key=lambda one: one["number"])
    street.store.write(lambda c: revoke_device(c, newest["id"]))
    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: page.evaluate(STORE)["queued"] == 0)  # a promise is no answer to wait_for_function
    assert "余國強" not in page.evaluate(STORE)["text"]
    assert registered_at(street.store.read(), street.ids.event) == []
    [row] = street.store.read().execute("SELECT p.archived_at FROM volunteer v JOIN person p ON p.id = v.person JOIN entry e ON e.id = v.entry WHERE e.held = 1").fetchall()
    assert row["archived_at"]


def test_a_tip_is_sealed_at_once_and_nobody_reads_it_on_the_phone(phone: Watched, served: Served) -> None:
    server, street = served
    page = ready(phone, served)
    place(page, "tip")
    page.locator("input[name=about][value=other]").check()
    page.locator("input[name=help_daily]").check()
    page.locator("textarea[name=note]").fill("三樓的余奶奶")
    page.locator("input[name=may_contact][value=yes]").check()
    tap(page, "Tell the social worker")
    answered(page, "saved")
    page.get_by_text("Encrypted and kept on this phone").wait_for()
    held = page.evaluate(STORE)
    assert held["queued"] == 1
    assert not any(said in held["text"] for said in ("余奶奶", "may_contact", page.locator(".code-text").inner_text().replace(" ", "")))
    online(phone)
    number = page.locator("main .big b").inner_text()
    assert number not in page.evaluate(STORE)["text"]
    connection = street.store.read()
    [row] = connection.execute("SELECT id, event FROM referral_case WHERE number = ?", (number,)).fetchall()
    told = read_told(connection, read_keys(street.store.path.parent), row["id"])
    assert told is not None
    assert told.note == "三樓的余奶奶"
    assert street.facts("referral")[-1]["device"] == "public"
    assert server.url


def test_a_tip_that_another_tab_sends_shows_its_number_where_it_was_written(phone: Watched, served: Served) -> None:
    page = ready(phone, served)
    phone.context.route("**/api/v1/entries", lambda route: route.continue_() if route.request.frame.page is not page else route.abort())
    place(page, "tip")
    page.locator("input[name=about][value=other]").check()
    page.locator("input[name=help_daily]").check()
    page.locator("input[name=may_contact][value=no]").check()
    tap(page, "Tell the social worker")
    answered(page, "saved")
    page.get_by_text("Encrypted and kept on this phone").wait_for()
    other = phone.context.new_page()
    phone.context.set_offline(False)
    other.goto(page.url.split("#")[0])
    all_sent(other)
    page.locator("main .big b").wait_for()
    other.close()


def test_without_a_secure_context_a_tip_goes_on_the_closed_slip(phone: Watched, served: Served) -> None:
    server, street = served
    start(phone.page, f"http://booth.test:{server.port}", street)
    place(phone.page, "tip")
    phone.page.get_by_text("Please let it be written on the closed slip").wait_for()
    assert phone.page.locator("textarea").count() == 0
