"""Scans of passers-by: who is one person, what is a preview, what is a flood (architecture.md §4)."""

from __future__ import annotations

import json
import sqlite3

import pytest

from kiosk import responses
from kiosk.accounts import open_session
from kiosk.ids import is_id, new_id, now_ms
from kiosk.responses import Flood, Origin, Visitor
from tests.plan_fixtures import pair
from tests.public.street import Street, image_of, scan, send

PREVIEWS = [
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"User-Agent": "WhatsApp/2.23.20.0"},
    {"User-Agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"},
    {"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"},
    {"User-Agent": "TelegramBot (like TwitterBot)"},
    {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
]


def test_defect_p_a_hundred_phones_behind_one_address_that_keep_cookies_count_a_hundred(street: Street) -> None:
    """p: an address and a browser's name take a hundred people on one Wi-Fi for one."""
    code = street.print_codes()[0]
    for _ in range(100):
        scan(street.phone(), code)
    assert street.counts() == {"opened": 100, "responses": 100, "unique": 100}


def test_a_phone_that_refuses_cookies_five_times_counts_once(street: Street) -> None:
    """p: without a cookie a salted hash of the day stands in."""
    code = street.print_codes()[0]
    phone = street.app.test_client(use_cookies=False)
    for _ in range(5):
        scan(phone, code)
    assert street.counts() == {"opened": 5, "responses": 5, "unique": 1}


@pytest.mark.parametrize("headers", PREVIEWS, ids=lambda headers: next(iter(headers.values()))[:20])
def test_defect_q_a_prefetch_and_a_link_preview_count_nobody_and_are_kept(street: Street, headers: dict[str, str]) -> None:
    """q: previews are neither people nor lost: kept, flagged, not counted."""
    code = street.print_codes()[0]
    page = scan(street.phone(), code, headers=headers)
    assert page.status_code == 200
    assert image_of(page) == ""
    assert street.counts() == {"opened": 1}
    assert street.facts("response")[0]["flags"] == "preview"


def test_a_head_request_counts_nobody(street: Street) -> None:
    """q: some programs only ask whether the page is there."""
    code = street.print_codes()[0]
    assert street.phone().head(f"/F/{code}").status_code == 200
    assert street.counts() == {"opened": 1}
    assert street.facts("response")[0]["flags"] == "preview"


def test_an_image_that_is_fetched_ahead_counts_nobody(street: Street) -> None:
    """q: a page prepared in advance may never be looked at."""
    phone, code = street.phone(), street.print_codes()[0]
    page = phone.get(f"/F/{code}")
    phone.get(image_of(page), headers={"Sec-Purpose": "prefetch"})
    phone.head(image_of(page))
    assert street.counts() == {"opened": 1}


def test_a_phone_made_by_cubot_is_no_bot(street: Street) -> None:
    code = street.print_codes()[0]
    scan(street.phone(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 11; CUBOT X50) Mobile Safari/537.36"), code)
    assert street.counts()["unique"] == 1


def test_a_page_whose_image_is_never_asked_for_was_not_shown(street: Street) -> None:
    street.phone().get(f"/F/{street.print_codes()[0]}")
    assert street.counts() == {"opened": 1}


def test_the_same_image_twice_is_one_fact(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    image = image_of(phone.get(f"/F/{code}"))
    assert phone.get(image).headers["Cache-Control"] == "no-store"
    street.phone().get(image)
    assert street.counts() == {"opened": 1, "responses": 1, "unique": 1}
    assert all(is_id(fact["id"]) for fact in street.facts("shown"))


def test_one_phone_that_comes_twice_is_two_scans_of_one_person(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    scan(phone, code)
    scan(phone, code)
    assert street.counts() == {"opened": 2, "responses": 2, "unique": 1}


def test_another_language_or_text_size_is_no_other_scan(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    page = scan(phone, code)
    token = image_of(page).removeprefix("/i/")
    for argument in ("lang=zh-Hans", "text=large"):
        assert phone.get(f"/F/{code}?{argument}&scan={token}").status_code == 200
    assert street.counts()["opened"] == 1


def test_a_forwarded_address_is_a_scan_of_the_one_who_opens_it(street: Street) -> None:
    code = street.print_codes()[0]
    token = image_of(scan(street.phone(), code)).removeprefix("/i/")
    friend = street.phone()
    friend.get(image_of(friend.get(f"/F/{code}?scan={token}")))
    assert street.counts() == {"opened": 2, "responses": 2, "unique": 2}


def test_an_image_of_another_kiosk_is_refused(street: Street) -> None:
    assert street.phone().get(f"/i/{new_id()}.0000000000.12345678.aaaa.bbbb").status_code == 404
    assert street.counts() == {}


def test_what_a_code_belongs_to_goes_into_its_facts(street: Street) -> None:
    """A booth sign's booth is its subject; a bundle's and a copy's number and bundle come from the block."""
    booth = street.print_codes()[0]
    copies = street.print_codes(60, "copy", street.ids.materials["B-A5"], "run-1")
    scan(street.phone(), booth)
    scan(street.phone(), copies[57])
    first, second = street.facts("shown")
    assert (first["event"], first["booth"], first["run"]) == (street.ids.event, street.ids.booths["B1"], "")
    assert (second["run"], second["number"], second["booth"]) == ("run-1", 58, "")


def test_staff_and_paired_phones_are_no_responses(street: Street) -> None:
    code = street.print_codes()[0]
    staff, phone = street.phone(), street.phone()
    staff.set_cookie("kiosk_staff", street.store.write(lambda c: open_session(c, street.ids.accounts["sister"])))
    phone.set_cookie("kiosk_phone", pair(street.store, street.ids)[1])
    assert scan(staff, code).status_code == 200  # a sister's staff see the page that everybody sees
    assert phone.get(f"/F/{code}").headers["Location"].startswith("/phone/")
    assert street.facts("response") == []


def test_a_staff_code_that_the_public_scans_counts_nothing(street: Street) -> None:
    for kind in ("slip", "booth_staff", "sheet", "tally_sheet", "record"):
        page = street.phone().get(f"/F/{street.print_codes(1, kind)[0]}")  # type: ignore[arg-type]
        assert "staff code" in page.text
    assert street.store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


def test_the_mark_holds_neither_the_address_nor_the_cookie(street: Street) -> None:
    code = street.print_codes()[0]
    phone = street.phone()
    scan(phone, code)
    scan(street.app.test_client(use_cookies=False), code)
    marks = [json.loads(fact["data"])["mark"] for fact in street.facts("shown")]
    cookie = phone.get_cookie("kiosk_day")
    assert cookie is not None
    assert [mark[0] for mark in marks] == ["c", "h"]
    assert all(
        "127.0.0.1" not in fact["data"] and cookie.value.split(".")[0] not in fact["data"] for fact in street.facts("shown")
    )


def test_without_cookies_another_day_has_another_salt_and_the_old_one_goes(street: Street) -> None:
    """p: salts are deleted within 48 hours, so that no mark leads back to an address."""
    visitor, now, day = Visitor("", "203.0.113.9", "Browser"), now_ms(), 86_400_000

    def show(at: int) -> str:
        fact = responses.opened(new_id(), Origin(street.ids.event))
        responses.write_responses(street.store, Flood(), [fact])
        street.store.write(lambda c: responses.record_shown(c, fact.id, visitor, at))
        return str(json.loads(street.facts("shown")[-1]["data"])["mark"])

    assert show(now) == show(now)
    assert show(now) != show(now + day)
    assert street.store.write(lambda c: responses.drop_old_salts(c, now)) == 0
    assert street.store.write(lambda c: responses.drop_old_salts(c, now_ms() + day)) == 2
    assert street.store.read().execute("SELECT count(*) FROM daily_salt").fetchone()[0] == 0


def test_a_day_is_the_events_own(street: Street) -> None:
    """23:30 UTC on the 23rd is the morning of the 24th in Shanghai."""
    half_past_eleven = 1_490_311_800_000  # 2017-03-23T23:30Z
    assert responses.local_day(street.store.read(), street.ids.event, half_past_eleven) == "2017-03-24"
    assert responses.local_day(street.store.read(), "", half_past_eleven) == "2017-03-23"


def test_a_flood_from_one_address_is_one_entry_a_minute(street: Street) -> None:
    """s: 300 a minute from one address without a cookie are taken one by one; the rest is counted, not dropped, not stored singly."""
    code = street.print_codes()[0]
    client = street.app.test_client(use_cookies=False)
    for _ in range(320):
        assert client.get(f"/F/{code}").status_code == 200
    responses.write_responses(street.store, street.app.extensions["public_gates"].flood, [])
    held = [fact["quantity"] for fact in street.facts("response") if fact["flags"] == "flood"]
    singly = len(street.facts("response")) - len(held)
    assert 300 <= singly <= 320  # a new minute may begin in between
    assert singly + sum(held) == street.counts()["opened"] == 320
    assert len(held) <= 2


def test_a_flood_is_written_with_the_first_scan_after_its_minute() -> None:
    flood, origin, minute = Flood(per_code=2), Origin("event"), 60_000
    admitted = [flood.admits("CODE", "203.0.113.9", False, minute) for _ in range(5)]
    assert admitted == [True, True, False, False, False]
    for _ in range(3):
        flood.hold(origin, False, minute)
    assert flood.due(minute + 59_999) == []
    facts = flood.due(2 * minute)
    assert [(fact.quantity, fact.flags, fact.at) for fact in facts] == [(3, "flood", minute)]
    assert flood.admits("CODE", "203.0.113.9", False, 2 * minute)


def test_a_flood_keeps_its_memory_bounded() -> None:
    flood = Flood(most_keys=10)
    admitted = [flood.admits("CODE", f"203.0.113.{n}", False, 0) for n in range(50)]
    assert admitted == [True] * 5 + [False] * 45


def test_a_flood_that_cannot_be_written_is_kept(street: Street) -> None:
    """r: a count is never skipped because the database had an error."""
    flood = Flood()
    flood.hold(Origin(street.ids.event), False, 0)

    class Broken:
        def write(self, work: object) -> None:
            raise sqlite3.OperationalError("the disk is gone")

    with pytest.raises(sqlite3.OperationalError):
        responses.write_responses(Broken(), flood, [])  # type: ignore[arg-type]
    responses.write_responses(street.store, flood, [])
    assert street.counts() == {"opened": 1}


def test_a_quantity_beyond_an_entrys_limit_is_split() -> None:
    flood = Flood()
    flood._held[(0, Origin("event"), False)] = 250_000
    assert [fact.quantity for fact in flood.due()] == [100_000, 100_000, 50_000]


def test_a_booth_behind_one_address_is_not_throttled(street: Street) -> None:
    """s: one limit per address throttled a whole booth; three hundred forms a minute pass."""
    street.change(buttons="follow")
    answers = {send_follow(street) for _ in range(301)}
    assert answers == {200}
    assert street.counts()["actions"] == 301


def send_follow(street: Street) -> int:
    return send(street.phone(), street.url("follow")).status_code
