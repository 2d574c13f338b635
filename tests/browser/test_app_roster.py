"""Signing people in with the app in a real browser: found without a network, never in clear on the disk, and gone when they must go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.campaigns import EVENT, set_status
from kiosk.devices import devices_of, revoke_device
from kiosk.people import ROSTER, SHIFT, add_person
from kiosk.records import add, change
from tests.browser.conftest import FLAGS, PHONE, QUICK_LANGUAGES
from tests.browser.test_phone import NARROW, TOO_SMALL, TOO_WIDE
from tests.browser.volunteer import READY, act, all_sent, answered, kept, pair, place, speak, start, until, waiting
from tests.live import serve_app
from tests.matrices import first_quick
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Playwright

    from tests.browser.conftest import Watched

NAMES = {"R01": "單一凡", "R02": "陈大文", "R03": "曾國藩", "R04": "李明", "R05": "李明明"}
STORE = """() => new Promise((done) => {
  const opening = indexedDB.open("kiosk-phone");
  opening.onsuccess = async () => {
    const base = opening.result;
    const names = ["queue", "own", "kept"];
    const keys = await new Promise((got) => { const asked = base.transaction("kept").objectStore("kept").getAllKeys(); asked.onsuccess = () => got(asked.result); });
    const rows = await Promise.all(names.map((name) => new Promise((got) => {
      const asked = base.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => got(asked.result);
    })));
    base.close();
    const text = (_, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value;
    done({ keys, queued: rows[0].length, text: JSON.stringify(rows, text) });
  };
})"""

FOUND = "(codes) => [...document.querySelectorAll('[data-person]')].map((one) => one.dataset.person).join() === codes.join()"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[str, Street]]:
    """The address of event B, today, with five expected people and two volunteers on shift; each test has one of its own."""
    app, store, ids = make_kiosk(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    street = make_street(app, store, ids)
    invite(street)
    with serve_app(app) as address:
        yield address, street
    store.close()


def invite(street: Street) -> None:
    """Event B is today; five people are expected, and two volunteers have shifts."""
    today = {"day": datetime.now(UTC).date().isoformat(), "starts": "00:00", "ends": "23:59", "zone": "UTC"}
    street.store.write(lambda c: change(c, EVENT, street.ids.event, today))
    for code, name in NAMES.items():
        values = {"code": code, "category": "invited"}
        person = street.store.write(lambda c, values=values, name=name: add_person(c, street.ids.organisation, values, name=name))
        street.store.write(lambda c, code=code, person=person: add(c, ROSTER, street.ids.event, {"code": code, "person": person}))
    for code in ("V1", "V2"):
        shift = {"code": code, "person": street.volunteer(code), "booth": street.ids.booths["B1"]}
        street.store.write(lambda c, shift=shift: add(c, SHIFT, street.ids.event, shift))


def open_door(page: Page, address: str, street: Street) -> None:
    """Pair a phone that signs people in, and wait until it has the list."""
    start(page, address, street, role="sign_in")
    kept(page)
    until(lambda: "roster" in page.evaluate(STORE)["keys"])


def search(page: Page, text: str, *codes: str) -> None:
    """Type into the search, and wait until these and no others are found; a list that was just opened may still come."""
    place(page, "sign-in")
    page.locator("input[name=who]").fill(text)
    if codes:
        page.wait_for_function(FOUND, arg=list(codes))


def person(page: Page, code: str) -> Locator:
    return page.locator(f"button[data-person={code}]")


def test_people_are_found_and_signed_in_without_a_network(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    phone.context.set_offline(True)
    page.reload()
    page.locator(READY).wait_for()
    for typed, codes in {
        "單": ["R01"],
        "单": ["R01"],
        "陳": ["R02"],
        "syf": ["R01"],
        "zgf": ["R03"],
        "李明": ["R04", "R05"],
        "lm": ["R04", "R05"],
        "r02": ["R02"],
    }.items():
        search(page, typed, *codes)
    person(page, "R02").click()
    answered(page, "saved", "陈大文")
    search(page, "陳", "R02")
    person(page, "R02").click()
    answered(page, "already", "B1")
    search(page, "r01", "R01")
    page.keyboard.press("Enter")
    answered(page, "saved", "單一凡")
    phone.context.set_offline(False)
    all_sent(page)
    assert len(street.facts("check_in")) == 2


def test_another_phone_learns_who_has_come(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    search(page, "r03")
    person(page, "R03").click()
    answered(page)
    all_sent(page)
    second = phone.context.browser.new_context(**PHONE)  # type: ignore[union-attr, arg-type]
    door_two = second.new_page()
    open_door(door_two, address, street)
    search(door_two, "曾")
    person(door_two, "R03").click()
    answered(door_two, "already")
    second.close()
    assert len(street.facts("check_in")) == 1


def test_a_walk_in_takes_two_taps_and_a_name_is_sent_with_the_notice(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    page.get_by_role("link", name="Walk-in").click()
    act(page, "Count this visitor")
    page.get_by_label("Name or nickname").fill("路過的人")
    page.get_by_label("I have said it").check()
    act(page, "Count this visitor")
    page.locator(".code-text").wait_for()
    all_sent(page)
    row = (
        street.store.read()
        .execute("SELECT notice_version, erase_hash IS NOT NULL AS erasable FROM identity WHERE name = '路過的人'")
        .fetchone()
    )
    assert (row["notice_version"], row["erasable"]) == (1, 1)
    assert len(street.facts("check_in")) == 2


def test_hours_are_kept_for_others_and_who_is_in_is_seen(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    place(page, "shifts")
    act(page, "志願者V1 · V1: In")
    page.get_by_text("1 person works now.").wait_for()
    all_sent(page)
    act(page, "志願者V1 · V1: Out")
    all_sent(page)
    assert [len(street.facts(kind)) for kind in ("shift_in", "shift_out")] == [1, 1]


def test_ones_own_hours_begin_and_end_on_ones_own_phone(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    volunteer = street.store.read().execute("SELECT id FROM person WHERE code = 'V2'").fetchone()[0]
    pair(page, address, street.offer(person=volunteer))
    place(page, "shifts")
    act(page, "I begin work")
    act(page, "I end work")
    all_sent(page)
    assert [street.facts(kind)[0]["person"] for kind in ("shift_in", "shift_out")] == [volunteer, volunteer]
    assert "志願者" not in page.evaluate(STORE)["text"]


def queue_one(page: Page, context: BrowserContext) -> None:
    """Sign somebody in where there is no network."""
    context.set_offline(True)
    search(page, "r04")
    person(page, "R04").click()
    answered(page, "saved")
    waiting(page, 1)


def gone(page: Page) -> None:
    until(lambda: not [key for key in page.evaluate(STORE)["keys"] if key.startswith("roster")])


@pytest.mark.slow
def test_names_go_on_the_kiosks_401_and_what_is_queued_stays(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    queue_one(page, phone.context)
    street.store.write(lambda c: c.execute("UPDATE device SET token_hash = x'00'"))
    phone.context.set_offline(False)
    gone(page)
    page.get_by_role("heading", name="This pairing is over").wait_for()
    assert page.evaluate(STORE)["queued"] == 1


@pytest.mark.slow
def test_names_go_with_the_volunteer_and_what_is_queued_stays(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    queue_one(page, phone.context)
    place(page, "leave")
    page.get_by_role("button", name="Next").click()
    act(page, "Leave and sign out")
    gone(page)
    assert page.evaluate(STORE)["queued"] >= 1
    phone.context.set_offline(False)
    page.goto("about:blank")
    page.goto(f"{address}/app/")  # the cookie of the pairing is still there, and pairs nobody again
    page.get_by_role("heading", name="This phone is not connected").wait_for()


@pytest.mark.parametrize("end", first_quick(["revoked", "ended"]))
def test_names_go_with_revocation_and_with_the_events_end(end: str, phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    queue_one(page, phone.context)
    if end == "revoked":
        [device] = devices_of(street.store.read(), street.ids.event)
        street.store.write(lambda c: revoke_device(c, device["id"]))
    else:
        street.store.write(lambda c: set_status(c, street.ids.event, "ended", ""))
    phone.context.set_offline(False)
    gone(page)


def test_no_name_lies_on_the_disk_of_the_phone(
    playwright_driver: Playwright, chromium_path: str, tmp_path: Path, door: tuple[str, Street]
) -> None:
    address, street = door
    profile = tmp_path / "profile"
    context = playwright_driver.chromium.launch_persistent_context(
        str(profile), executable_path=chromium_path, args=FLAGS, **PHONE
    )
    page = context.new_page()
    open_door(page, address, street)
    search(page, "r04")
    person(page, "R04").click()
    answered(page)
    all_sent(page)
    text = page.evaluate(STORE)["text"]
    context.close()
    files = [path.read_bytes() for path in (profile / "Default" / "IndexedDB").rglob("*") if path.is_file()]
    assert sum(map(len, files)) > 1_000
    for name in NAMES.values():
        assert name not in text
        for spelling in ("utf-8", "utf-16-le"):
            assert not any(name.encode(spelling) in content for content in files), name


def test_without_a_secure_context_a_code_is_taken_and_no_name_is_held(phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    start(page, address.replace("127.0.0.1", "kiosk.test"), street, role="sign_in")
    place(page, "sign-in")
    page.get_by_text("Over plain http names cannot be encrypted").wait_for()
    page.locator("input[name=who]").fill("王小明")
    page.keyboard.press("Enter")
    answered(page, "not_ours")
    page.locator("input[name=who]").fill("r05")
    page.keyboard.press("Enter")
    answered(page)
    all_sent(page)
    [fact] = street.facts("check_in")
    assert fact["flags"] == ""
    assert not any(key.startswith("roster") for key in page.evaluate(STORE)["keys"])


@pytest.mark.parametrize("language", QUICK_LANGUAGES)
def test_the_pages_fit_a_narrow_phone(language: str, phone: Watched, door: tuple[str, Street]) -> None:
    address, street = door
    page = phone.page
    open_door(page, address, street)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    speak(page, language)
    for where in ("", "shifts", "kept", "sign-in"):
        place(page, where)
        if where == "sign-in":
            search(page, "l")
        assert page.evaluate(TOO_WIDE) == [], where
        assert page.evaluate(TOO_SMALL) == [], where
