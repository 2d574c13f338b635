"""A district's plan goes out and is joined; what the community counts at the planned event comes back as its own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from kiosk import ledger
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL
from kiosk.figures.tallies import list_tallies
from kiosk.ids import new_id
from kiosk.joining.known_kiosks import admit
from kiosk.joining.receive import receive_report
from kiosk.joining.report import write_report
from kiosk.organisations import ORGANISATION
from tests.joining.test_plans import Kiosk
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
    file, who = BytesIO(), community.identity
    write_report(community.store.read(), who, week, file, now=NOW)
    district.store.write(lambda connection: admit(connection, "command", kiosk=who.kiosk, public_key=who.public_key, name="社區", organisation=unit))
    for added in (1, 0):
        outcome = receive_report(district.store, file, "command")
        assert (outcome.added, outcome.refused, dict(outcome.refused_records), outcome.renamed) == (added, 0, {}, [])
    assert list_tallies(district.store.read(), week) == list_tallies(community.store.read(), week)
