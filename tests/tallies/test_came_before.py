"""Who came to an earlier event of the week, too: asked once, at the later event, and never across organisations."""

from __future__ import annotations

from pathlib import Path

from kiosk import records
from kiosk.attendance import Arrival, sign_in
from kiosk.campaigns import EVENT, event_window
from kiosk.ids import new_id
from kiosk.inbox.people import came_before, perhaps_one_person
from kiosk.people import confirm_same_person, undo_same_person
from tests.plan_fixtures import make_kiosk


def test_who_came_to_an_earlier_event_is_asked_about_at_the_later_one(tmp_path: Path) -> None:
    _, store, ids = make_kiosk(tmp_path)

    def hold(code: str, day: str, organisation: str = "") -> str:
        values = {"code": code, "title": "講座", "place": "活動教室", "day": day}
        return store.write(lambda c: records.add(c, EVENT, ids.campaign, values, organisation=organisation or ids.organisation))

    def come(event: str, name: str, phone: str) -> None:
        row = records.get(store.read(), EVENT, event)
        store.write(lambda c: sign_in(c, row, Arrival(new_id(), name=name, phone=phone), at=event_window(row).starts))

    first, later = hold("T1", "2017-03-21"), hold("T2", "2017-03-23")
    elsewhere = hold("T0", "2017-03-20", ids.sister)
    for event in (first, later, elsewhere):
        come(event, "范余", "13800000001")
    come(first, "于秀蘭", "13800000002")
    come(later, "于秀蘭", "13800000003")

    assert came_before(store.read(), first) == []
    [case] = came_before(store.read(), later)
    assert (case.cause, case.count, [choice.verdict for choice in case.choices]) == ("same_person.before", 2, ["merge", "keep"])
    merge = case.choices[0].facts
    store.write(lambda c: confirm_same_person(c, merge[1], merge[0], "test"))
    assert came_before(store.read(), later) == []
    store.write(lambda c: undo_same_person(c, merge[1]))
    assert [one.key for one in came_before(store.read(), later)] == [case.key]

    come(later, "范余", "13800000001")
    assert came_before(store.read(), later) == [], "who is perhaps twice at this event is asked that first"
    [twice] = perhaps_one_person(store.read(), later)
    merge = twice.choices[0].facts
    store.write(lambda c: confirm_same_person(c, merge[1], merge[0], "test"))
    assert [one.count for one in came_before(store.read(), later)] == [3]
    store.close()
