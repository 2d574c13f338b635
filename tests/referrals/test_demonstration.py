"""The reference week in the demonstration: its referrals as its summary publishes them, and no word of the tips on disk."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk import create_app, referrals
from kiosk.demonstration import make_demonstration
from kiosk.demonstration.referrals import STORIES
from kiosk.figures.listed import list_tallies
from kiosk.recount import recount
from kiosk.storage import Store
from tests.access_walk import sign_in


def test_the_demonstration_publishes_the_referrals_of_the_reference_week(tmp_path: Path) -> None:
    made = make_demonstration(tmp_path, "http://127.0.0.1:8000")
    assert "case_worker" in made.passwords
    app = create_app(tmp_path)
    store: Store = app.extensions["kiosk"].store
    rows = {(row["scope"], row["code"]): row["published"] for row in list_tallies(store.read(), "WEEK2017")}
    assert rows["event", "B"] == {"outcomes": {"answered": 74, "booked_or_referred": 13}, "referrals": {"referrals": "fewer_than_5"}}
    steps = {"tips": 9, "contacted": 9, "consented": "withheld", "referrals": "withheld", "visits": "fewer_than_5", "accepted": "withheld", "closed": 9}
    assert rows["event", "C"] == {"outcomes": {}, "referrals": steps}
    assert rows["campaign", "WEEK2017"] == {"outcomes": {"answered": 74, "booked_or_referred": 13}, "referrals": steps | {"referrals": 10}}
    assert rows["event", "A1"] == {"outcomes": {}, "referrals": {}}
    assert rows["booth", "B1"] is None
    account = store.read().execute("SELECT id FROM account WHERE name = 'coordinator'").fetchone()["id"]
    campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    office = sign_in(app, store, account)
    page = office.get(f"/office/tallies/campaign/{campaign}?lang=zh-Hant").text
    assert "少於5" in page
    assert ">10<" in page
    csv = office.get(f"/office/tallies/campaign/{campaign}/events.csv?lang=en").text
    assert "fewer than 5" in csv
    columns, *lines = [line.split(",") for line in csv.lstrip("\ufeff").splitlines()]
    on_stage = columns.index("Groups present")
    assert {line[on_stage] + "/" + line[columns.index("Performers")] for line in lines} == {"/", "1/16", "10/133", "11/149"}, "the yangko team, the ten groups, both together"
    events = {row["code"]: row["id"] for row in store.read().execute("SELECT code, id FROM event")}
    assert "預約或轉介 13" in office.get(f"/office/tallies/event/{events['B']}?lang=zh-Hant").text
    worker = sign_in(app, store, store.read().execute("SELECT id FROM account WHERE name = 'case_worker'").fetchone()["id"])
    exact = worker.get(f"/office/referrals/event/{events['C']}/queue?lang=en").text
    counts = [re.findall(r'<span class="number">([0-9]+)</span>', row) for row in re.findall(r'<th scope="row">[A-Z].*?</tr>', exact)]
    assert ["".join(each) for each in zip(*counts[-9:])] == ["000000004", "998162690"], "a case worker sees B and C exactly"
    assert referrals.count_open(store.read(), events["PRACTICE"]) == (2, 0)
    assert recount(store.read()) == []
    store.close()
    database = (tmp_path / "kiosk.db").read_bytes()
    assert not any(story.note.encode() in database for story in STORIES)
