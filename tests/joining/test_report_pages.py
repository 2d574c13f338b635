"""The office page of reports: a file is handed in by one kiosk and taken in by another, by the roles that may."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import create_app
from kiosk.accounts import add_account, grant, open_session
from kiosk.config import make_instance_folder
from kiosk.joining.known_kiosks import revoke
from tests.joining.test_receive import Pair
from tests.joining.three_kiosks import Kiosk


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def office(kiosk: Kiosk, role: str, organisation: str) -> FlaskClient:
    """A browser of somebody with this role at this kiosk."""
    kiosk.store.close()
    make_instance_folder(kiosk.folder)
    app = create_app(kiosk.folder)
    app.config["WTF_CSRF_ENABLED"] = False
    store = kiosk.store = app.extensions["kiosk"].store
    account = store.write(lambda connection: add_account(connection, role, "a long enough word"))
    store.write(lambda connection: grant(connection, account, role, organisation, by=account))
    client = app.test_client()
    client.set_cookie("kiosk_staff", store.write(lambda connection: open_session(connection, account)))
    return client


def test_a_file_goes_from_one_office_to_the_other(pair: Pair) -> None:
    pair.count()
    address = f"/office/tallies/campaign/{pair.campaign}/reports"
    community = office(pair.kiosk, "coordinator", pair.root)
    assert "stay at this kiosk" in community.get(f"{address}?lang=en").text
    file = community.post(f"{address}/make").data
    assert "Last made" in community.get(f"{address}?lang=en").text
    district = office(pair.district, "coordinator", pair.county)
    for said in ("1 new", "0 new"):
        answer = district.post(f"{address}/receive", data={"file": (BytesIO(file), "figures.zip")}, follow_redirects=True)
        assert answer.status_code == 200
        assert said in district.get(f"{address}?lang=en").text
    page = district.get(f"{address}?lang=zh-Hans").text
    assert "以下场次尚未日结" in page  # the community's own language, whatever the reader's
    assert "催报" in page


def test_the_first_file_of_a_kiosk_asks_who_it_is(pair: Pair) -> None:
    pair.count()
    file, number = pair.report(), pair.kiosk.identity.fingerprint
    pair.district.store.write(lambda connection: revoke(connection, "command", pair.kiosk.identity.kiosk))
    address = f"/office/tallies/campaign/{pair.campaign}/reports"
    district = office(pair.district, "district", pair.county)

    def hand_over() -> str:
        return district.post(f"{address}/receive?lang=en", data={"file": (BytesIO(file), "figures.zip")}, follow_redirects=True).text

    asked = hand_over()
    assert number in asked
    [token] = re.findall(r'name="token" value="([^"]+)"', asked)
    assert "is let in" in district.post(f"{address}/admit?lang=en", data={"token": token}, follow_redirects=True).text
    assert "1 new" in hand_over()
    assert "not kept any longer" in district.post(f"{address}/admit?lang=en", data={"token": token}, follow_redirects=True).text


def test_who_only_reads_takes_nothing_in(pair: Pair) -> None:
    address = f"/office/tallies/campaign/{pair.campaign}/reports"
    file = pair.report()
    district = office(pair.district, "printing", pair.county)
    assert district.post(f"{address}/receive", data={"file": (BytesIO(file), "figures.zip")}).status_code in (403, 404)
    assert 'type="file"' not in district.get(address).text


def test_a_file_that_is_not_taken_in_says_why_on_the_page_itself(pair: Pair) -> None:
    address = f"/office/tallies/campaign/{pair.campaign}/reports"
    district = office(pair.district, "coordinator", pair.county)
    answer = district.post(f"{address}/receive?lang=en", data={"file": (BytesIO(b"PK no report"), "figures.zip")})
    assert answer.status_code == 422
    assert "not a file that a kiosk made" in answer.text
    assert 'type="file"' in answer.text


def test_a_report_of_a_campaign_that_is_not_here_says_what_to_join_first(pair: Pair) -> None:
    file = pair.report()
    pair.district.store.write(lambda connection: connection.execute("UPDATE campaign SET id = ? WHERE id = ?", ("0" * 8 + pair.campaign[8:], pair.campaign)))
    address = f"/office/tallies/campaign/{'0' * 8 + pair.campaign[8:]}/reports"
    district = office(pair.district, "coordinator", pair.county)
    answer = district.post(f"{address}/receive?lang=en", data={"file": (BytesIO(file), "figures.zip")})
    assert "join that plan file first" in answer.text


def test_a_district_without_an_event_finds_where_reports_come_in(pair: Pair) -> None:
    address, file = f"/office/tallies/campaign/{pair.campaign}/reports", pair.report()
    district = office(pair.district, "coordinator", pair.county)
    assert f'href="{address}"' in district.get("/office/tallies").text
    assert "/roll-up" not in district.get(address).text
    district.post(f"{address}/receive", data={"file": (BytesIO(file), "figures.zip")})
    assert "/roll-up" in district.get(address).text
    assert "No event is planned here yet" not in district.get("/office/tallies?lang=en").text
