"""A district's plan goes out and is joined; what the community counts at the planned event comes back as its own."""

from __future__ import annotations

import sqlite3
from io import BytesIO
from pathlib import Path

from kiosk import create_app, ledger
from kiosk.accounts import add_account, grant, open_session
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL
from kiosk.figures.listed import list_tallies
from kiosk.ids import new_id
from kiosk.joining.known_kiosks import admit
from kiosk.joining.receive import receive_report
from kiosk.joining.report import write_report
from kiosk.joining.reports import told_by_others
from kiosk.organisations import ORGANISATION
from tests.joining.planned_week import Kiosk
from tests.joining.test_receive import AT, EVENT_AT
from tests.joining.three_kiosks import NOW


def test_a_planned_event_is_counted_at_the_kiosk_and_comes_back(tmp_path: Path) -> None:
    district, community = Kiosk(tmp_path / "district", "D", "區民政局"), Kiosk(tmp_path / "community", "OWN", "社區")
    unit = district.add(ORGANISATION, "", {"parent": district.root}, code="X", name="社區")
    week = district.add(CAMPAIGN, "", {"organisation": district.root}, code="WEEK", title="宣傳週", starts_on="2017-03-20", ends_on="2017-03-26")
    event = district.add(EVENT, week, {"organisation": unit}, code="E", **EVENT_AT)
    material = district.add(MATERIAL, week, code="M", title="宣傳單")
    community.let_in(district)
    community.join(district.plan_of(week), unit)
    booth = community.add(BOOTH, event, code="E1", name="門口")
    fact = ledger.make_fact(
        "hand_out", id=new_id(), device="account:one", at=AT, quantity=7, event=event, booth=booth, material=material, source=f"booth:{booth}", target="public"
    )
    community.store.write(lambda connection: ledger.append(connection, [fact]))
    tips = [
        ledger.make_fact("referral", id=new_id(), device="account:one", at=AT, event=event, person=new_id(), method="count", data='{"step":"tip"}')
        for _ in range(3)
    ]
    community.store.write(lambda connection: ledger.append(connection, tips))
    file, who = BytesIO(), community.identity
    write_report(community.store.read(), who, week, file, now=NOW)
    district.store.write(lambda connection: admit(connection, "command", kiosk=who.kiosk, public_key=who.public_key, name="社區", organisation=unit))
    for added in (4, 0):
        outcome = receive_report(district.store, file, "command")
        assert (outcome.added, outcome.refused, dict(outcome.refused_records), outcome.renamed) == (added, 0, {}, [])
    assert list_tallies(district.store.read(), week) == list_tallies(community.store.read(), week)
    assert told_by_others(district.store.read(), week) == {event}
    assert told_by_others(community.store.read(), week) == set()
    for kiosk, seen in ((district, False), (community, True)):
        assert ('<span class="number">3</span>' in open_queue(kiosk, event)) is seen, "three tips are the community's own case workers' to see"


def open_queue(kiosk: Kiosk, event: str) -> str:
    """The queue of an event's cases as a case worker of the whole kiosk has it."""

    def hire(connection: sqlite3.Connection) -> str:
        account = add_account(connection, "worker", "correct horse battery")
        grant(connection, account, "case_worker", kiosk.root, by=account)
        return open_session(connection, account)

    client = create_app(kiosk.folder).test_client()
    client.set_cookie("kiosk_staff", kiosk.store.write(hire))
    return client.get(f"/office/referrals/event/{event}/queue?lang=en").text
