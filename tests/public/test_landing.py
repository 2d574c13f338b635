"""The page behind a code: what it says in each state and language, how small it is, and that it is safe."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from kiosk import records
from kiosk.accounts import open_session
from kiosk.campaigns import BUTTONS, EVENT, set_status
from kiosk.codes import ALPHABET, show_code, write_code
from kiosk.languages import LANGUAGES, text
from kiosk.records import touch_plan
from tests.plan_fixtures import pair
from tests.public.street import ZONE, Street, image_of, send

HOSTILE = """<script>alert(1)</script>"'&{{ 1234567*7 }}<img src=x onerror=alert(1)>"""


def swap_last(code: str) -> str:
    """The same code with another last character."""
    return code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_readers_language_and_has_every_button(street: Street, language: str) -> None:
    page = street.phone(HTTP_ACCEPT_LANGUAGE=language).get(f"/F/{street.print_codes()[0]}")
    assert f'<html lang="{language}">' in page.text
    assert all(text(language, f"public.button.{which}") in page.text for which in BUTTONS)
    assert text(language, "common.status.open") in page.text


def test_the_switch_changes_the_language_for_good(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    assert '<html lang="zh-Hans">' in phone.get(f"/F/{code}?lang=zh-Hans").text
    assert '<html lang="zh-Hans">' in phone.get("/").text


def test_large_text_stays_large(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    assert 'class="large"' in phone.get(f"/F/{code}?text=large").text
    assert 'class="large"' in phone.get("/").text
    assert 'class="large"' not in phone.get("/?text=normal").text


def test_everything_that_the_page_needs_is_under_twenty_kilobytes(street: Street) -> None:
    phone = street.phone()
    page = phone.get(f"/F/{street.print_codes()[0]}")
    parts = re.findall(r'(?:href|src)="(/static/[^"]+|/i/[^"]+)"', page.text)
    assert len(parts) == 3
    sizes = []
    for part in parts:
        with phone.get(part) as answer:
            sizes.append(len(answer.data))
    assert len(page.data) + sum(sizes) < 20_000


def test_the_page_has_no_script_asks_nobody_else_and_is_never_kept(street: Street) -> None:
    page = street.phone().get(f"/F/{street.print_codes()[0]}")
    assert "<script" not in page.text
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text)
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_code_is_read_in_small_letters_with_gaps_and_look_alikes(street: Street) -> None:
    code = street.print_codes()[0]
    for typed in (code.lower(), show_code(code), code.replace("0", "O"), code + "/"):
        assert street.phone().get(f"/f/{typed}").status_code == 200


def test_a_mistyped_code_is_said_at_once_with_a_form_to_type_it_again(street: Street) -> None:
    page = street.phone().get(f"/F/{swap_last(street.print_codes()[0])}")
    assert page.status_code == 404
    assert "mistyped" in page.text
    assert 'name="code"' in page.text


def test_a_forged_code_is_refused(street: Street) -> None:
    street.print_codes()
    page = street.phone().get(f"/F/{write_code(1, b'another key')}")
    assert page.status_code == 404
    assert "never printed here" in page.text
    assert street.facts("response") == []


def test_a_code_of_ours_that_stands_for_nothing_is_kept_and_offers_what_is_on(street: Street) -> None:
    key = street.store.read().execute("SELECT secret FROM seal_key").fetchone()[0]
    code = write_code(123_456, key)
    page = street.phone().get(f"/F/{code}")
    assert page.status_code == 404
    assert "Street outreach" in page.text
    fact = street.facts("response")[0]
    assert (fact["flags"], fact["data"], fact["event"]) == ("unknown_code", f'{{"code": "{code}"}}', "")


def test_a_typed_code_opens_its_page_and_a_wrong_one_says_so(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    assert phone.get("/code", query_string={"code": f" {show_code(code)} "}).headers["Location"].startswith("/F/")
    assert phone.get("/code", query_string={"code": f"https://example.org/F/{code}"}, follow_redirects=True).status_code == 200
    assert phone.get("/code", query_string={"code": swap_last(code)}).status_code == 404
    assert phone.get("/code").status_code == 200


@pytest.mark.parametrize("status", ["postponed", "moved", "cancelled"])
def test_a_change_is_shown_at_once_with_its_reason(street: Street, status: str) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    assert "because of the rain" not in phone.get(f"/F/{code}").text
    street.store.write(lambda c: set_status(c, street.ids.event, status, "because of the rain"))
    page = phone.get(f"/F/{code}")
    assert text("en", f"common.status.{status}") in page.text
    assert "because of the rain" in page.text


def test_an_ended_events_code_says_what_happened_and_what_comes_next(street: Street) -> None:
    code = street.print_codes()[0]
    later = {"code": "B9", "title": "The next one", "place": "Hall", "day": f"{datetime.now(ZONE) + timedelta(days=3):%Y-%m-%d}"}
    street.store.write(lambda c: records.add(c, EVENT, street.ids.campaign, later, organisation=street.ids.organisation))
    street.change(outcome="2,064 leaflets went out.")
    street.set_hours(-5, -3)
    page = street.phone().get(f"/F/{code}")
    assert "2,064 leaflets went out." in page.text
    assert "The next one" in page.text
    assert "/sign_in" not in page.text


def test_before_the_event_the_page_says_when_sign_in_opens(street: Street) -> None:
    street.set_hours(5, 6)
    page = street.phone().get(f"/F/{street.print_codes()[0]}")
    assert "Sign-in:" in page.text
    assert "/sign_in" not in page.text


def test_an_archived_events_code_still_opens(street: Street) -> None:
    """A printed code never dies."""
    code = street.print_codes()[0]
    street.store.write(lambda c: records.archive(c, EVENT, street.ids.event))
    assert street.phone().get(f"/F/{code}").status_code == 200


def test_hostile_text_is_printed_as_it_is_typed(street: Street) -> None:
    street.change(title=HOSTILE, line=HOSTILE, place=HOSTILE, contact=HOSTILE)
    phone, code = street.phone(), street.print_codes()[0]
    for path in (f"/F/{code}", "/", street.url("ask"), street.url("sign_in"), f"/F/{HOSTILE}", f"/erase/{HOSTILE}"):
        page = phone.get(path)
        assert "<script>" not in page.text
        assert "<img src=x" not in page.text
        assert str(1234567 * 7) not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in phone.get(f"/F/{code}").text


def test_a_text_in_another_language_than_the_page_says_so(street: Street) -> None:
    page = street.phone().get(f"/F/{street.print_codes()[0]}")
    assert "<h1>Street outreach</h1>" in page.text
    assert '<dd lang="zh-Hant">康寧社區</dd>' in page.text


def test_the_page_of_one_visitor_holds_nothing_of_another(street: Street) -> None:
    """Bodies are kept between visitors: codes and scans must be each one's own."""
    first, second = street.print_codes(2)
    one, other = street.phone().get(f"/F/{first}"), street.phone().get(f"/F/{second}")
    assert image_of(one) != image_of(other)
    assert second not in one.text
    assert first not in other.text


def test_a_plan_that_changes_is_seen_in_the_same_minute(street: Street) -> None:
    phone, code = street.phone(), street.print_codes()[0]
    phone.get(f"/F/{code}")
    street.change(line="A new line")
    street.store.write(touch_plan)
    assert "A new line" in phone.get(f"/F/{code}").text


def test_a_link_to_the_event_counts_nothing(street: Street) -> None:
    assert street.phone().get(street.url()).status_code == 200
    assert street.facts("response") == []


def test_a_get_changes_no_attendance_whatever_is_opened(street: Street) -> None:
    """m: a link preview, or the attendee's own scan of a link, checked a person in."""
    phone = street.phone()
    for path in (
        "/",
        street.url(),
        street.url("sign_in"),
        street.url("sign_in?other=1"),
        street.url("ask"),
        "/erase",
        "/own",
        "/code",
    ):
        phone.get(path)
        phone.head(path)
    assert street.store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0
    assert street.store.read().execute("SELECT count(*) FROM participant").fetchone()[0] == 0


def test_defect_n_a_public_link_alone_names_nobody(street: Street) -> None:
    """n: a public link alone exposed the names of those who had signed in."""
    send(street.phone(), street.url("sign_in"), name="王小明", phone="13800000001")
    stranger, code = street.phone(), street.print_codes()[0]
    for path in ("/", f"/F/{code}", street.url(), street.url("sign_in"), street.url("ask")):
        assert "王小明" not in stranger.get(path).text


def test_each_who_asks_sees_another_face_of_one_code(street: Street) -> None:
    code = street.print_codes()[0]
    volunteer, printer, passer_by = street.phone(), street.phone(), street.phone()
    volunteer.set_cookie("kiosk_phone", pair(street.store, street.ids)[1])
    printer.set_cookie("kiosk_staff", street.store.write(lambda c: open_session(c, street.ids.accounts["printing"])))
    assert volunteer.get(f"/F/{code}").headers["Location"].startswith("/phone/")
    assert printer.get(f"/F/{code}").headers["Location"].startswith("/office/")
    assert passer_by.get(f"/F/{code}").status_code == 200
    assert len(street.facts("response")) == 1


def test_an_empty_site_still_has_a_first_page(street: Street) -> None:
    street.store.write(lambda c: [records.archive(c, EVENT, id) for id in (street.ids.event, street.ids.sister_event)])
    page = street.phone().get("/")
    assert page.status_code == 200
    assert "Nothing is planned" in page.text
