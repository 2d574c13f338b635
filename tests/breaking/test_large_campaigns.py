"""Lists ask the database as often for three hundred events as for three."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk import records
from kiosk.acts import ACT
from kiosk.campaigns import EVENT
from kiosk.features import FEATURES
from kiosk.ids import new_id
from kiosk.organisations import ORGANISATION
from kiosk.people import SHIFT, add_person
from kiosk.posts import POST, add_reading
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT
from tests.breaking.conftest import Target

LISTS = ("/office/plan", "/office/phones", "/office/keying", "/office/tallies", "/")


def queries(target: Target, path: str) -> int:
    client, asked = target.staff(), list[str]()
    client.get(path)
    target.store.read().set_trace_callback(asked.append)
    assert client.get(path).status_code == 200
    target.store.read().set_trace_callback(None)
    return len(asked)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_many_events_asks_no_more_often(target: Target, path: str) -> None:
    few = queries(target, path)

    def add(connection: sqlite3.Connection) -> None:
        for number in range(120):
            values = {"code": f"E{number}", "title": "場", "place": "處", "day": f"2027-03-{number % 28 + 1:02}"}
            records.add(connection, EVENT, target.ids.campaign, values, organisation=target.ids.organisation)

    target.store.write(add)
    assert queries(target, path) <= few + 3


def test_the_week_of_many_groups_posts_texts_and_volunteers_asks_no_more_often(target: Target) -> None:
    store, ids = target.store, target.ids
    store.write(lambda c: records.change(c, EVENT, ids.event, {"features": " ".join(FEATURES)}))
    pages = (
        f"/office/plan/organisation/{ids.organisation}/groups", f"/office/plan/campaign/{ids.campaign}/posts", f"/office/community/programme/{ids.event}",
        f"/office/plan/campaign/{ids.campaign}/summary", f"/office/volunteers/{ids.event}", f"/office/plan/person/of/{ids.organisation}",
        f"/office/referrals/event/{ids.event}", "/office/community", "/office/settings/retention", "/office/settings/erasures",
    )  # fmt: skip

    def add(connection: sqlite3.Connection, first: int, last: int) -> None:
        for number in range(first, last):
            group = {"code": f"G{number:03}", "name": f"第{number}隊", "kind": "partner"}
            partner = records.add(connection, ORGANISATION, "", group, parent=ids.organisation)
            records.add(connection, ACT, ids.event, {"code": f"N{number:03}", "title": "節目", "minutes": "3"}, partner=partner)
            own = {"organisation": ids.organisation}
            post = records.add(connection, POST, ids.campaign, {"code": f"P{number:03}", "title": "文章", **own})
            reading = {"reads": str(number), "read_on": "2017-03-25"}
            add_reading(connection, post, reading, id=new_id(), today="2017-04-01")
            for noun in (STATEMENT, OBJECTIVE, NEXT_STEP):
                records.add(connection, noun, ids.campaign, {"code": f"X{number:03}", "text": "文字", **own})
            person = add_person(connection, ids.organisation, {"code": f"V{number:03}", "category": "volunteer"}, name=f"志願者{number}", phone="13800000001")
            records.add(connection, SHIFT, ids.event, {"code": f"S{number:03}", "person": person})

    store.write(lambda c: add(c, 0, 3))
    few = {path: queries(target, path) for path in pages}
    store.write(lambda c: add(c, 3, 60))
    many = {path: queries(target, path) for path in pages}
    assert {path: (few[path], many[path]) for path in pages if many[path] > few[path] + 3} == {}
