"""Groups on a stage: registered at the office, confirmed and checked in by their leaders' links, put on when they begin."""

from __future__ import annotations

import re

from kiosk.demonstration.groups import Group
from tests.journeys.the_week import TheWeek, add


def register_groups(made: TheWeek, event: str, groups: tuple[Group, ...]) -> list[str]:
    """Type the register of partner groups, their leaders and the running order; return the acts' ids in their order."""
    desk, acts = made.desk(event.lower()), []
    for number, group in enumerate(groups, start=1):
        about = {"code": f"{event}-G{number}", "name": group.name[0], "kind": "partner", "level": "group", "category": group.category[0]}
        filed = {"members": str(group.members), "registration": "filed", "registration_number": f"社團備〔2016〕{number:02d}號", "position": str(number)}
        partner = add(desk, "organisation", made.units[event], **about, **filed)
        add(desk, "person", partner, code="L1", name=group.leader, phone=f"138000{number + 200:05d}", category="leader")
        slot = {"code": f"N{number}", "title": group.act[0], "minutes": str(group.minutes), "performers": str(group.performers), "position": str(number)}
        acts.append(add(desk, "act", made.events[event], partner=about["code"], **slot))
    return acts


def perform(made: TheWeek, event: str, groups: tuple[Group, ...], acts: list[str]) -> None:
    """Each leader confirms by the link and says on the day how many came; a paired desk puts each act on as it begins."""
    desk, minute = made.desk(event.lower()), 0
    for number, (group, act) in enumerate(zip(groups, acts, strict=True), start=1):
        place = f"/office/community/programme/{made.events[event]}/{act}"
        made.at(event, -60)
        desk.open(place)
        found = re.search(r"/G/([0-9A-Z]+)", desk.send("/link"))
        assert found, desk.text()
        leader = made.resident()
        leader.open(f"/G/{found[1]}")
        leader.send("/answer")
        made.at(event, -40 + 2 * number)
        leader.open(f"/G/{found[1]}")
        leader.send("/here", people=str(group.performers), leader="1")
    for group, act in zip(groups, acts, strict=True):
        made.at(event, minute + group.late)
        desk.open(f"/office/community/programme/{made.events[event]}/{act}")
        desk.send("/on")
        minute += group.minutes
