"""How long names are kept, the certificate of their deletion, who looked, and what one person is told is held about them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from kiosk.attendance import Arrival, sign_in
from kiosk.campaigns import EVENT, event_window
from kiosk.cli import cli
from kiosk.config import load_config
from kiosk.daily import do_daily_work
from kiosk.devices import offer_pairing, redeem_pairing
from kiosk.ids import derive_id, new_id
from kiosk.organisations import ORGANISATION
from kiosk.privacy.deletions import Deleting, Line, check_deleted, deletions_of
from kiosk.privacy.notices import keep_notice
from kiosk.privacy.personal_data import keep_identity, reveal_phones
from kiosk.records import add, change, get
from tests.accounts.test_erasures import HOME, NAME, PHONE, come, on_disk, visits
from tests.accounts.test_people import Made, client_of
from tests.plan_fixtures import make_kiosk, pair

RETENTION, LOG = "/office/settings/retention", "/office/settings/access-log"
HOSTILE = "<script>alert('范')</script>"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()


def come_with_notice(made: Made, name: str = NAME, note: str = "", code: str = "") -> str:
    """Somebody signs in, agrees to the notice and leaves a note beside the fact; returns the participant's id."""
    _, store, ids = made
    row, organisation = get(store.read(), EVENT, ids.event), get(store.read(), ORGANISATION, ids.organisation)
    version = store.write(lambda c: keep_notice(c, organisation, 90))
    arrival = Arrival(new_id(), name=name, phone=PHONE, notice_version=version, erase_code=code)
    store.write(lambda c: sign_in(c, row, arrival, at=event_window(row).starts + 60_000))
    if note:
        store.write(lambda c: keep_identity(c, arrival.id, event=ids.event, note=note))
    return derive_id(arrival.id, "person")


def test_a_purge_says_before_what_goes_and_certifies_after_that_nothing_is_left(kiosk: Made) -> None:
    app, store, ids = kiosk
    instance = Path(app.instance_path)
    for name in ("于范余", NAME):
        come_with_notice(kiosk, name, note="住在三樓的獨居老人")
    pair(store, ids, name="小王的手機")
    client = client_of(kiosk, "coordinator")
    before = client.get(RETENTION).text
    assert re.search(r"Names, numbers and notes left at an event</th><td>B Street outreach</td><td[^>]*>2<", before)
    said = CliRunner().invoke(cli, ["--instance", str(instance), "daily", "--dry-run"]).output
    assert "B Street outreach: today 2" in said.replace("Today", "today")
    assert "于" not in said
    assert on_disk(kiosk, "于范余") == ["于范余"], "a dry run removes nothing"

    done = do_daily_work(load_config(instance), store, again=True)
    assert done is not None
    record = deletions_of(store.read(), [ids.organisation])[0]
    assert (record.number, record.cause, record.count) == ("MZJ-D0001", "retention", 3)
    assert record.check is not None
    assert record.check.is_clean
    assert record.check.elsewhere == 0
    assert record.check.looked_for >= 5
    assert on_disk(kiosk, "于范余", NAME, PHONE, "小王的手機", "住在三樓的獨居老人") == []
    assert visits(kiosk) == 2
    page = client.get(f"{RETENTION}/{record.id}").text
    assert "None of them was left" in page
    notice = re.findall(r'href="(/office/settings/notices/\d+)"', page)[0]
    assert "90 days" in client.get(notice).text
    for language, title in (("en", "Certificate of deletion"), ("zh-Hant", "個人資料刪除證明"), ("zh-Hans", "个人信息删除证明")):
        pdf = pypdfium2.PdfDocument(client.get(f"{RETENTION}/{record.id}/certificate.pdf?lang={language}").data)
        assert len(pdf) == 1
        text = pdf[0].get_textpage().get_text_range()
        assert title in text
        assert "MZJ-D0001" in text
        assert "于" not in text.replace("已于", "")
    assert do_daily_work(load_config(instance), store, again=True) is not None
    assert len(deletions_of(store.read(), [ids.organisation])) == 1, "a day on which nothing goes writes no certificate"


def test_a_name_that_stands_where_none_may_is_found_by_the_check(kiosk: Made) -> None:
    _, store, ids = kiosk
    person = come(kiosk)
    deleting = Deleting()
    deleting.note(store.read(), "person", person)
    store.write(lambda c: c.execute("INSERT INTO reveal_log VALUES (?, 1, 'a', 'b', ?)", (new_id(), f"about {NAME}")))
    records = store.write(lambda c: deleting.keep(c, "request", ids.accounts["coordinator"]))
    store.checkpoint()
    check_deleted(store, records, deleting.words)
    found = deletions_of(store.read(), [ids.organisation])[0]
    assert found.check is not None
    assert found.check.left_over >= 1
    assert "Traces of" in client_of(kiosk, "coordinator").get(f"{RETENTION}/{found.id}").text


def test_the_demonstration_keeps_its_week_and_says_so(kiosk: Made) -> None:
    app, store, _ = kiosk
    come(kiosk)
    (Path(app.instance_path) / "DEMONSTRATION").touch()
    do_daily_work(load_config(Path(app.instance_path)), store, again=True)
    assert on_disk(kiosk, NAME) == [NAME]
    said = CliRunner().invoke(cli, ["--instance", app.instance_path, "daily", "--dry-run"]).output
    assert "demonstration" in said


def test_one_person_is_told_all_that_is_held_and_nothing_of_anybody_else(kiosk: Made) -> None:
    _, store, ids = kiosk
    code = "0123456789ABCDEFGHJKMNPQRS"
    person, other = come_with_notice(kiosk, HOSTILE, "余生請多關照", code), come(kiosk, "別人家的", "13911112222")
    store.write(lambda c: reveal_phones(c, [person], by=ids.accounts["coordinator"], why="phone call back"))
    client = client_of(kiosk, "coordinator")
    page = client.post(f"{HOME}/{person}/held").text
    assert "&lt;script&gt;alert(&#39;范&#39;)" in page
    for words in (PHONE, "余生請多關照", "phone call back", "Privacy notice, version 1", "Signed in", "B Street outreach"[:1]):
        assert words in page
    assert "別人家的" not in page
    answer = client.post(f"{HOME}/{person}/held", data={"as": "json"})
    held = json.loads(answer.data)
    assert held["records"][0]["name"] == HOSTILE
    assert held["records"][0]["phone"] == PHONE
    assert held["notices"][0]["version"] == 1
    assert set(held["notices"][0]["texts"]) == {"en", "zh-Hans", "zh-Hant"}
    assert "別人家的" not in answer.text
    assert NAME not in answer.headers["Content-Disposition"]

    public = kiosk[0].test_client()
    assert "余生請多關照" not in public.get(f"/erase/{code}").text
    shown = public.post(f"/erase/{code}/held")
    assert "余生請多關照" in shown.text
    assert PHONE not in shown.text
    assert "138****4321" in shown.text
    assert len(shown.data) < 20_000
    assert public.post("/erase/0000000000ABCDEFGHJKMNPQRS/held").status_code == 404
    public.post(f"/erase/{code}")
    assert on_disk(kiosk, HOSTILE, "余生請多關照", PHONE) == []
    assert on_disk(kiosk, "別人家的") == ["別人家的"]
    assert deletions_of(store.read(), [ids.organisation])[0].cause == "erase_code"
    assert "erased on" in client.post(f"{HOME}/{person}/held").text.lower()

    for account, status in (("printing", 403), ("district", 403), ("case_worker", 403), ("sister", 404)):
        assert client_of(kiosk, account).post(f"{HOME}/{other}/held").status_code == status


def test_every_look_is_on_record_for_administrators_alone_and_stays(kiosk: Made) -> None:
    _, store, ids = kiosk
    person = come(kiosk)
    client = client_of(kiosk, "coordinator")
    client.post(HOME, data={"typed": NAME})
    client.post(f"{HOME}/{person}/held")
    client.get(f"/office/plan/person/of/{ids.organisation}.csv")
    store.write(lambda c: reveal_phones(c, [person], by=ids.accounts["coordinator"], why="rule of the house"))
    log = client_of(kiosk, "administrator")
    page = log.get(LOG).text
    for said in ("Search for a person", "All data of one person", "List saved as a file", "rule of the house", "coordinator", "B Street outreach"):
        assert said in page
    assert NAME not in page
    assert PHONE[-4:] not in page
    only = log.get(f"{LOG}?kind=search&account={ids.accounts['coordinator']}").text
    assert "<th scope=\"row\">Search for a person" in only
    assert "<th scope=\"row\">All data" not in only
    assert "No look is on record" in log.get(f"{LOG}?page=9&event={ids.event}").text
    assert log.get(f"{LOG}?page=-1&kind={HOSTILE}&event=x").status_code == 200
    for account in ("coordinator", "printing", "district", "case_worker", "sister"):
        assert client_of(kiosk, account).get(LOG).status_code == 403
    for table in ("access_log", "reveal_log"):
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET at = 0"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                store.write(lambda c, act=act: c.execute(act))  # type: ignore[misc]


def test_a_certificate_is_for_its_own_organisation(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk, "coordinator")
    client.post(f"{HOME}/{come(kiosk)}")
    id = deletions_of(store.read(), [ids.organisation])[0].id
    for account, status in (("coordinator", 200), ("administrator", 200), ("printing", 403), ("district", 403), ("sister", 404)):
        other = client_of(kiosk, account)
        assert other.get(f"{RETENTION}/{id}").status_code == status
        assert other.get(f"{RETENTION}/{id}/certificate.pdf").status_code == status
    assert "MZJ-D0001" not in client_of(kiosk, "sister").get(RETENTION).text


def test_a_phone_that_is_given_the_names_is_on_record_and_one_that_has_them_is_not(kiosk: Made) -> None:
    app, store, ids = kiosk
    phone = app.test_client()
    store.write(lambda c: change(c, EVENT, ids.event, {"day": (datetime.now(UTC) + timedelta(days=1)).date().isoformat()}))
    secret = store.write(lambda c: offer_pairing(c, ids.event, by="test", role="sign_in"))
    known = {"Authorization": f"Bearer {store.write(lambda c: redeem_pairing(c, secret, name='小王的手機'))[1]}"}
    address = "/api/v1/roster"
    first = phone.get(address, headers=known)
    assert first.status_code == 200, first.text
    tag = first.headers["ETag"]
    assert phone.get(address, headers=known | {"If-None-Match": tag}).status_code == 304
    page = client_of(kiosk, "administrator").get(f"{LOG}?kind=roster").text
    assert page.count('<th scope="row">Names sent to a phone') == 1
    assert "小王的手機" in page


def test_a_certificate_of_many_events_says_the_last_ones_together(kiosk: Made) -> None:
    _, store, ids = kiosk
    events = [new_id() for _ in range(11)]
    for number, event in enumerate(events):
        values: dict[str, str] = {"code": f"M{number:02}", "title": f"第{number + 1}場", "place": "處", "day": "2017-03-24"}
        store.write(lambda c, v=values, e=event: add(c, EVENT, ids.campaign, v, organisation=ids.organisation, id=e))  # type: ignore[misc]
    deleting = Deleting()
    for event in events:
        deleting.add(store.read(), Line("names", event, 2))
    record = store.write(lambda c: deleting.keep(c, "retention"))[0]
    client = client_of(kiosk, "coordinator")
    page = client.get(f"{RETENTION}/{record}").text
    assert all(f"M{number:02}" in page for number in range(11)), "the page names them all"
    pdf = pypdfium2.PdfDocument(client.get(f"{RETENTION}/{record}/certificate.pdf?lang=en").data)
    assert len(pdf) == 1
    text = pdf[0].get_textpage().get_text_range()
    assert "M06" in text
    assert "M07" not in text
    assert re.search(r"Further events\s+8", text), "four more events of two people"
    assert "22" in text
