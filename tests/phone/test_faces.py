"""One code, a face for each who asks: every kind of printed code to a passer-by, a paired phone and the office (architecture.md §4)."""

from __future__ import annotations

import json
import re
import sqlite3
from html import unescape
from pathlib import Path
from typing import get_args

from flask.testing import FlaskClient

from kiosk.accounts import open_session
from kiosk.ids import new_id, now_ms
from kiosk.languages import text
from kiosk.printed_codes import KEYED_KINDS, CodeKind, allot_block
from kiosk.web.context import STAFF_COOKIE
from tests.phone.street import Street

FACES: dict[str, dict[str, str]] = json.loads((Path(__file__).parents[1] / "codes" / "faces.json").read_text(encoding="utf-8"))
"""What the app reads as well (tests/app/js/found.test.mjs)."""
FLYERS = ("bundle", "copy", "slip")
RUNS = [kind for kind in FACES if kind != "proof"]
"""A proof of service is of no run (tests/volunteers/test_hours.py)."""
SHOWN_BY_ROLE = [kind for kind in RUNS if FACES[kind]["public"] != "test"]
"""The codes of a printer's test page say the same to everybody: that they can be read."""
SAYS = {
    "bundle": "phone.bundle.rest", "booth": "phone.act.work_here", "badge": "phone.badge.away", "office_code": "phone.code.office",
    "visitor_code": "phone.code.visitor", "group_code": "phone.code.group", "sheet": "phone.sheet.not_yours",
}  # fmt: skip


def print_kind(street: Street, kind: str, count: int = 2) -> list[str]:
    """A run of this kind of code; badges are two volunteers'."""
    people = [street.volunteer(f"V{number}") for number in range(1, count + 1)] if kind == "badge" else []
    run, subject = new_id(), street.ids.booths["B2"]

    def work(c: sqlite3.Connection) -> list[str]:
        c.execute(
            "INSERT INTO print_run (id, event, code, kind, copies, bundle_size, layout, language, base_url, made_by, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'zh-Hant', 'https://example.org', 'test', ?)",
            (run, street.ids.event, f"X-{kind}", "flyer" if kind in FLYERS else "sign_in", count, int(kind in FLYERS), json.dumps({"people": people}), now_ms()),
        )
        return list(allot_block(c, count, kind=kind, event=street.ids.event, subject=subject, run=run).codes())  # type: ignore[arg-type]

    return street.store.write(work)


def test_every_kind_of_code_has_its_faces() -> None:
    assert set(FACES) == set(get_args(CodeKind))


def test_a_passer_by_sees_the_event_or_that_it_is_a_staff_code(street: Street) -> None:
    for kind in RUNS:
        code, before = print_kind(street, kind)[1], len(street.facts("response"))
        page = street.app.test_client().get(f"/F/{code}", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        counted = street.facts("response")[before:]
        if FACES[kind]["public"] == "staff":
            assert text("en", "public.staff.title") in page.text, kind
            assert counted == [], kind
        elif FACES[kind]["public"] == "test":
            assert text("en", "public.test.title") in page.text, kind
            assert counted == [], kind
        else:
            assert "Street outreach" in page.text, kind
            assert [(fact["event"], fact["number"], bool(fact["run"])) for fact in counted] == [(street.ids.event, 2, True)], kind


def test_a_paired_phone_sees_what_a_volunteer_can_do_and_counts_nothing(street: Street) -> None:
    phone = street.phone("B1")
    for kind in SHOWN_BY_ROLE:
        code, entries = print_kind(street, kind)[0], street.entries
        assert text("en", SAYS[FACES[kind]["phone"]]) in phone.open(f"/F/{code}"), kind
        assert street.entries == entries, kind


def test_the_office_sees_the_run_or_keys_the_page_in(street: Street) -> None:
    office = office_of(street, "coordinator")
    for kind in SHOWN_BY_ROLE:
        code = print_kind(street, kind)[0]
        leads = office.get(f"/F/{code}").headers["Location"]
        assert ("/keying" if kind in KEYED_KINDS else "/print/code/") in leads, kind
        if kind not in (*KEYED_KINDS, *FLYERS):
            assert text("en", f"printing.code.kind_{kind}", number=1) in unescape(office.get(leads, headers={"Accept-Language": "en"}).text)
    assert street.facts("response") == []


def test_a_sister_organisations_office_sees_what_everybody_sees(street: Street) -> None:
    office = office_of(street, "sister")
    for kind in RUNS:
        code = print_kind(street, kind)[0]
        assert office.get(f"/F/{code}").status_code == 200, kind
        assert office.get(f"/office/print/code/{code}").status_code == 404, kind


def test_a_poster_says_where_it_hangs_and_how_many_it_brought(street: Street) -> None:
    first, second = print_kind(street, "poster")
    office, passer_by = office_of(street, "printing"), street.app.test_client()
    office.get("/office/print?lang=en")
    page = passer_by.get(f"/F/{second}")
    passer_by.get(re.findall(r'<img src="(/i/[^"]+)"', page.text)[0])
    token = re.findall(r'name="csrf_token" value="([^"]+)"', office.get(f"/office/print/code/{second}").text)[0]
    sent = {"csrf_token": token, "place": "  市場大門 <b> "}
    assert office.post(f"/office/print/code/{second}/place", data=sent).status_code == 303
    shown = office.get(f"/office/print/code/{second}").text
    assert 'value="市場大門 &lt;b&gt;"' in shown
    assert re.search(r'>\s*1\s*<', shown)
    assert "市場大門" not in office.get(f"/office/print/code/{first}").text
    assert office.post(f"/office/print/code/{print_kind(street, 'wish')[0]}/place", data=sent).status_code == 404
    sister = office_of(street, "sister")
    token = re.findall(r'name="csrf_token" value="([^"]+)"', sister.get("/office/print/address").text or "")
    assert sister.post(f"/office/print/code/{second}/place", data={"csrf_token": token[0] if token else "", "place": "?"}).status_code in (400, 404)
    assert "市場大門" in office.get(f"/office/print/code/{second}").text


def office_of(street: Street, account: str) -> FlaskClient:
    client = street.app.test_client()
    client.set_cookie(STAFF_COOKIE, street.store.write(lambda c: open_session(c, street.ids.accounts[account])))
    return client
