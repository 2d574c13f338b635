"""Where two kiosks report one organisation, one of them reports each event, and every page, table and protection says the same one."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.campaigns import EVENT
from kiosk.exports.communities import communities_table, read_told
from kiosk.exports.tables import Word, read_tables
from kiosk.figures.building_blocks import blocks_of
from kiosk.figures.provenance import Reader, parse
from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.suppression import Hidden
from kiosk.joining.keepers import ToldElsewhere, kept_of
from kiosk.joining.known_kiosks import revoke
from kiosk.joining.origins import Origins
from kiosk.joining.receive import receive_report
from kiosk.joining.reminders import read_reminders
from kiosk.joining.reports import told_by_others
from kiosk.joining.who_reports import told_by
from kiosk.records import add, change, get
from tests.joining.sisters import EVENT_AT, NOW, Sisters
from tests.joining.three_kiosks import Kiosk

LATER = NOW + 86_400_000


@dataclass
class Two:
    """A community with two kiosks: each brought an event of its own, and both work at one that the district planned."""

    sisters: Sisters
    new: Kiosk
    of_old: str
    of_new: str
    planned: str

    @property
    def old(self) -> Kiosk:
        return self.sisters.kiosks["A"]

    def hand_in(self, kiosk: Kiosk, now: int) -> None:
        receive_report(self.sisters.district.store, BytesIO(kiosk.report(self.sisters.campaign, now)), "account")


@pytest.fixture
def two(tmp_path: Path) -> Two:
    sisters = Sisters(tmp_path, "A")
    of_old, own = sisters.events["A"], sisters.organisations["A"]
    new = sisters.join(tmp_path / "new", "A", "A new")
    new.store.write(lambda connection: change(connection, EVENT, sisters.events["A"], {"code": "EN"}))
    planned = sisters.district.store.write(lambda connection: add(connection, EVENT, sisters.campaign, {"code": "EP", **EVENT_AT}, organisation=own))
    for kiosk in (sisters.kiosks["A"], new):
        kiosk.store.write(lambda connection: add(connection, EVENT, sisters.campaign, {"code": "EP", **EVENT_AT}, organisation=own, id=planned))
        kiosk.store.write(lambda connection: connection.execute("INSERT INTO kept_elsewhere VALUES ('event', ?, 'district', 1)", (planned,)))
    return Two(sisters, new, of_old, sisters.events["A"], planned)


def reporters(two: Two) -> dict[str, str]:
    """Return event → the name of who reports it, once all that say so were found to say the same."""
    read, campaign = two.sisters.district.store.read(), two.sisters.campaign
    names = {two.old.identity.kiosk: "A", two.new.identity.kiosk: "A new"}
    origins, told = Origins(read, campaign, NOW), told_by(read, campaign)
    said = {event: names[kiosk] for event, kiosk in told.items()}
    rows = {event: get(read, EVENT, event) for event in said}
    assert {event: origins.of_event(row).kiosk for event, row in rows.items()} == said
    assert {event: Reader(read, NOW).explain(parse(f"campaign:WEEK/event:{row['code']}/consultations")).sources[0].kiosk for event, row in rows.items()} == said
    for event, row in rows.items():
        kept = kept_of(read, "event", row)
        assert kept is not None
        assert kept.name == said[event]
    assert told_by_others(read, campaign) == said.keys()
    blocks = {frozenset(block.events) for block in blocks_of(read, campaign, list(said))}
    assert blocks == {frozenset(event for event in said if said[event] == name) for name in said.values()}
    tellers = {each.known.name: {event["id"] for event in each.events} & said.keys() for each in origins.tellers(list(rows.values()))}
    assert {event: name for name, events in tellers.items() for event in events} == said
    return said


def test_each_reports_what_it_brought_and_the_last_to_report_what_was_planned(two: Two) -> None:
    two.sisters.consult("A", event=two.planned, at=two.old, answered=7)
    two.hand_in(two.old, NOW)
    assert reporters(two) == {two.of_old: "A", two.planned: "A"}
    two.hand_in(two.new, LATER)
    assert reporters(two) == {two.of_old: "A", two.of_new: "A new", two.planned: "A new"}
    two.hand_in(two.old, LATER + 1)
    assert reporters(two) == {two.of_old: "A", two.of_new: "A new", two.planned: "A"}


def test_one_that_was_shut_out_reports_only_what_no_other_does(two: Two) -> None:
    two.hand_in(two.new, NOW)
    two.hand_in(two.old, LATER)
    two.sisters.district.store.write(lambda connection: revoke(connection, "account", two.old.identity.kiosk))
    origins = Origins(two.sisters.district.store.read(), two.sisters.campaign, NOW)
    assert {event: origins.of_event(get(two.sisters.district.store.read(), EVENT, event)).kiosk for event in (two.of_old, two.planned)} == {two.of_old: "A", two.planned: "A new"}
    with pytest.raises(ToldElsewhere, match="told_elsewhere"):
        two.sisters.district.store.write(lambda connection: change(connection, EVENT, two.planned, {"outcome": "words of the district"}))


def test_the_roll_up_and_the_exports_name_both(two: Two) -> None:
    for kiosk, moment in ((two.old, NOW), (two.new, LATER)):
        two.hand_in(kiosk, moment)
    read = two.sisters.district.store.read()
    [row, _district] = communities_table(read_told(read, two.sisters.campaign, now=LATER), "en").rows
    assert row[-8:-5] == (Word("reported", "reports.state.reported"), "Community A", NOW)
    [events] = [table for table in read_tables(read, two.sisters.campaign, language="en", now=LATER) if table.key == "event"]
    assert {line[0]: line[-1] for line in events.rows} == {"ED": None, "EA": NOW, "EN": LATER, "EP": LATER}


def test_only_the_kiosk_whose_event_waits_is_asked(two: Two) -> None:
    two.hand_in(two.old, 1_490_318_000_000)
    two.hand_in(two.new, LATER)
    read = two.sisters.district.store.read()
    [reminder, other] = read_reminders(read, read_roll_up(read, two.sisters.campaign, now=LATER), LATER)
    assert (reminder.source.kiosk, [event["code"] for event in reminder.ended]) == ("A", ["EA"])
    assert (other.source.state, [event["code"] for event in other.silent]) == ("reported", ["EN", "EP"])


def test_what_both_counted_at_one_event_is_published_by_neither_alone(two: Two) -> None:
    two.sisters.consult("A", event=two.planned, at=two.old, answered=9, referred=6)
    two.sisters.consult("A", event=two.planned, at=two.new, answered=9, referred=3)
    two.hand_in(two.old, NOW)
    assert two.sisters.published().event(two.planned).figures["referrals"] == 6
    two.hand_in(two.new, LATER)
    assert two.sisters.published().event(two.planned).figures["referrals"] is Hidden.WITHHELD
