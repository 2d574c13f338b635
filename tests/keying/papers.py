"""Printed sheets to key in, and what the tests ask about them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import accounts, records
from kiosk.attendance import Arrival, sign_in
from kiosk.campaigns import EVENT, event_window
from kiosk.ids import derive_id, new_id
from kiosk.prints.counting import record_plan, tally_sheet_plan
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import plan_run
from kiosk.storage import Store
from kiosk.web.context import STAFF_COOKIE
from tests.plan_fixtures import PlanIds

Made = tuple[Flask, Store, PlanIds]
ASKED = {"by": "test", "base_url": "https://week.example.org"}


def client_of(made: Made, account: str = "coordinator") -> FlaskClient:
    app, store, ids = made
    client = app.test_client()
    client.set_cookie(STAFF_COOKIE, store.write(lambda c: accounts.open_session(c, ids.accounts[account])))
    client.get("/office/settings?lang=en")
    return client


def print_sign_in(made: Made, pages: int = 1, event: str = "", **changes: object) -> str:
    _, store, ids = made
    return store.write(lambda c: plan_run(c, sign_in_plan(c, event or ids.event, pages=pages, asked=ASKED, **changes)))  # type: ignore[arg-type]


def print_tally_sheet(made: Made, booth: str = "B2") -> str:
    _, store, ids = made
    return store.write(lambda c: plan_run(c, tally_sheet_plan(c, ids.booths[booth], asked=ASKED)))  # type: ignore[arg-type]


def print_record(made: Made) -> str:
    _, store, ids = made
    return store.write(lambda c: plan_run(c, record_plan(c, ids.event, asked=ASKED)))  # type: ignore[arg-type]


def path_of(made: Made, run: str, page: int = 1) -> str:
    return f"/office/keying/{made[2].event}/{run}/{page}"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the keying form: its id, the version that it shows, and decisions made before."""
    form = re.search(r'<form method="post" action="/office/keying/.*?</form>', page, re.S)
    assert form
    return {
        name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    }


def filled(page: str) -> dict[str, str]:
    """Everything that the form would send as it stands."""
    form = re.search(r'<form method="post" action="/office/keying/.*?</form>', page, re.S)
    assert form
    fields = hidden(page)
    for tag in re.findall(r"<input[^>]*>", form[0]):
        given = {name: html.unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        ticked = given.get("type") not in ("checkbox", "radio") or re.search(r"\schecked", tag)
        if given.get("name") and given.get("type") != "hidden" and ticked:
            fields[given["name"]] = given.get("value", "")
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def key_page(client: FlaskClient, path: str, typed: Mapping[str, str]) -> TestResponse:
    """Open the page, type into what it shows, send it."""
    return client.post(path, data=filled(client.get(path).text) | dict(typed))


def people(first: int, last: int, **more: str) -> dict[str, str]:
    """Typed rows of invented people."""
    typed = {}
    for row in range(first, last + 1):
        typed |= {f"name-{row}": f"居民{row}", f"phone4-{row}": f"{row:04}", f"signed-{row}": "1"}
    return typed | more


def visits(store: Store, event: str) -> int:
    row = store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE event = ? AND measure = 'visits'", (event,))
    return int(row.fetchone()[0])


def visits_by_method(store: Store, event: str) -> dict[str, int]:
    rows = store.read().execute(
        "SELECT method, sum(quantity) FROM tally WHERE event = ? AND measure = 'visits' GROUP BY 1 HAVING sum(quantity) <> 0",
        (event,),
    )
    return {row[0]: row[1] for row in rows.fetchall()}


def moved(store: Store, measure: str) -> dict[tuple[str, str], int]:
    """(booth id, material id) → what was counted."""
    rows = store.read().execute(
        "SELECT booth, material, sum(quantity) FROM tally WHERE measure = ? GROUP BY 1, 2 HAVING sum(quantity) <> 0", (measure,)
    )
    return {(row[0], row[1]): row[2] for row in rows.fetchall()}


def come_by_phone(made: Made, name: str, phone: str = "") -> str:
    """Somebody signs in on the event's day with their own phone; returns the participant's id."""
    _, store, ids = made
    event = records.get(store.read(), EVENT, ids.event)
    arrival = Arrival(new_id(), name=name, phone=phone)
    store.write(lambda c: sign_in(c, event, arrival, at=event_window(event).starts + 60_000))
    return derive_id(arrival.id, "person")
