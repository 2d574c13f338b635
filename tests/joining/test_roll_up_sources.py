"""The roll-up page of a district says where each community's figures come from, in the page and in the table for spreadsheets."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from kiosk.accounts import add_account, grant, open_session
from kiosk.joining.known_kiosks import admit
from kiosk.storage import Store


def test_a_kiosk_that_has_sent_nothing_is_named(demonstration: tuple[Flask, Store, Path]) -> None:
    app, store, _folder = demonstration
    read = store.read()
    campaign = read.execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    community = read.execute("SELECT id FROM organisation WHERE code = 'A'").fetchone()["id"]
    county = read.execute("SELECT id FROM organisation WHERE code = 'DEMO'").fetchone()["id"]
    account = store.write(lambda connection: add_account(connection, "roll_up", "a long enough word"))
    store.write(lambda connection: grant(connection, account, "district", county, by=account))
    client = app.test_client()
    client.set_cookie("kiosk_staff", store.write(lambda connection: open_session(connection, account)))
    address = f"/office/tallies/campaign/{campaign}/roll-up"
    assert "counted here" not in client.get(f"{address}?lang=en").text
    store.write(lambda connection: admit(connection, "account", kiosk="k" * 36, public_key=b"k" * 32, name="Huixianli", organisation=community))
    said = client.get(f"{address}?lang=en").text
    assert "nothing reported yet by the kiosk of Huixianli" in said
    assert said.count("counted here") == 2
    assert "Not reported yet: Huixianli" in said
    assert "Not reported yet: Huixianli" in client.get(f"/office/tallies/campaign/{campaign}/desk?lang=en").text
    assert "not reported yet,Huixianli Community Committee" in client.get(f"{address}.csv?lang=en").get_data(as_text=True)
    book = client.get(f"{address}.xlsx?lang=en")
    assert book.data.startswith(b"PK")
