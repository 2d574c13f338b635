"""Two people at one plan: nobody's change is lost unseen, and nobody's file or form reaches into another organisation's part."""

from __future__ import annotations

import io
import re
from pathlib import Path

from flask.testing import FlaskClient

from kiosk import accounts, records
from kiosk.campaigns import BOOTH, EVENT
from kiosk.summary_texts import STATEMENT
from tests.access_walk import sign_in
from tests.plan_fixtures import make_kiosk

CONFLICT = "A colleague changed this meanwhile; it now says: 東門"


def fields_of(page: str) -> dict[str, str]:
    """What a form would send when nothing is touched."""
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_what_a_colleague_changed_stays_and_a_clash_is_named(tmp_path: Path) -> None:
    app, store, ids = make_kiosk(tmp_path)
    booth = ids.booths["B1"]
    address = f"/office/plan/booth/{booth}/edit?lang=en"
    first, second = (sign_in(app, store, ids.accounts[role]) for role in ("coordinator", "administrator"))
    opened = [fields_of(client.get(address).text) for client in (first, second)]
    assert first.post(address, data=opened[0] | {"place": "東門"}).status_code == 302
    assert second.post(address, data=opened[1] | {"name": "新門口"}).status_code == 302
    row = records.get(store.read(), BOOTH, booth)
    assert (row["place"], row["name"]) == ("東門", "新門口"), "the second form had not touched the place"

    clash = second.post(address, data=opened[1] | {"place": "西門"})
    assert clash.status_code == 422
    assert CONFLICT in clash.text
    assert 'value="西門"' in clash.text, "what was typed is still there"
    assert records.get(store.read(), BOOTH, booth)["place"] == "東門"
    assert first.post(address, data=opened[0] | {"place": "東門"}).status_code == 302, "a double click is no clash"
    again = fields_of(clash.text)
    assert second.post(address, data=again).status_code == 302, "whoever has seen it may decide"
    assert records.get(store.read(), BOOTH, booth)["place"] == "西門"
    opened = [fields_of(client.get(address).text) for client in (first, second)]
    stale = fields_of(first.post(address, data=opened[0] | {"opens": "99:99"}).text)
    assert second.post(address, data=opened[1] | {"place": "北門"}).status_code == 302
    assert first.post(address, data=stale | {"opens": "", "place": "南門"}).status_code == 422, "another mistake before waves no clash through"
    store.close()


def upload(client: FlaskClient, noun: str, parent: str, text: str) -> tuple[int, str]:
    """Send a file and take it in where that is offered; returns the last status and page."""
    address = f"/office/plan/{noun}/import/{parent}?lang=en"
    looked = client.post(address, data={"file": (io.BytesIO(text.encode()), "plan.csv")})
    token = re.search(r'name="token" value="([^"]+)"', looked.text)
    if token is None:
        return looked.status_code, looked.text
    done = client.post(f"/office/plan/{noun}/import/{parent}/apply?lang=en", data={"token": token[1]})
    return done.status_code, done.text


def test_who_takes_part_in_a_week_sends_files_for_its_own_part_and_for_no_other(tmp_path: Path) -> None:
    app, store, ids = make_kiosk(tmp_path)
    shared = store.read().execute("SELECT campaign FROM event WHERE id = ?", (ids.event,)).fetchone()[0]
    store.write(lambda c: c.execute("UPDATE event SET campaign = ?, code = 'SIS' WHERE id = ?", (shared, ids.sister_event)))
    sister, owner = sign_in(app, store, ids.accounts["sister"]), sign_in(app, store, ids.accounts["coordinator"])
    events = "code,title,place,day\nSIS2,姊妹場,廣場,2017-03-24\n"
    assert upload(sister, "event", shared, events)[0] == 302
    made = records.find_by_code(store.read(), EVENT, shared, "SIS2")
    assert made is not None
    assert made["organisation"] == ids.sister, "in its own name"
    for client, code in ((sister, "B"), (owner, "SIS2")):
        status, _page = upload(client, "event", shared, f"code,title,place,day\n{code},改名,別處,2017-03-24\n")
        assert status == 422, code
        assert "改名" not in records.find_by_code(store.read(), EVENT, shared, code)["title"]  # type: ignore[index]
    assert upload(sister, "material", shared, "code,title\nX-1,單\n")[0] in (403, 404), "materials are the campaign's"
    assert upload(sister, "statement", shared, "code,kind,text\nS-9,aims,我們的目的\n")[0] == 302
    statement = records.find_by_code(store.read(), STATEMENT, shared, "S-9")
    assert statement is not None
    assert statement["organisation"] == ids.sister
    store.close()


def test_a_deputy_adds_texts_to_the_own_event_and_to_no_other(tmp_path: Path) -> None:
    app, store, ids = make_kiosk(tmp_path)
    deputy = store.write(lambda c: accounts.add_account(c, "deputy", "correct horse battery staple"))
    store.write(lambda c: accounts.grant(c, deputy, "coordinator", ids.organisation, event=ids.event, by="test"))
    client = sign_in(app, store, deputy)
    page = client.get(f"/office/plan/campaign/{ids.campaign}/summary?lang=en").text
    assert f"/office/plan/statement/new/{ids.campaign}" in page
    for noun, values in (("statement", {"kind": "aims", "text": "目的"}), ("next_step", {"text": "下一步"})):
        address = f"/office/plan/{noun}/new/{ids.campaign}"
        form = fields_of(client.get(address).text)
        for _ in range(2):
            assert client.post(address, data=form | values).status_code == 302
        rows = store.read().execute(f"SELECT event, organisation FROM {noun}").fetchall()
        assert [(row["event"], row["organisation"]) for row in rows] == [(ids.event, ids.organisation)]
        other = store.read().execute("SELECT code FROM event WHERE id <> ?", (ids.event,)).fetchone()["code"]
        form = fields_of(client.get(address).text)
        assert client.post(address, data=form | values | {"event": other}).status_code == 422
    assert client.get(f"/office/plan/event/new/{ids.campaign}").status_code in (403, 404)
    assert client.get(f"/office/plan/post/new/{ids.campaign}").status_code in (403, 404)
    assert client.get(f"/office/plan/statement/import/{ids.campaign}").status_code in (403, 404)
    store.close()
