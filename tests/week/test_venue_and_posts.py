"""A room that holds so many, equipment that comes back and is printed, posts with their reads, flyers made from them."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk import campaigns, posts, records, sync, venues
from kiosk.consultations import topics_of
from kiosk.errors import InvalidFields
from kiosk.ids import new_id, now_ms
from kiosk.posts import POST
from kiosk.prints.venue import plan_equipment
from kiosk.prints.wishes import Wish
from kiosk.venues import EQUIPMENT, MEDIA
from tests.plan_fixtures import staff_sender
from tests.week.conftest import Office


def test_more_people_than_the_room_holds_are_said_in_the_plan_and_as_it_goes_on(office: Office) -> None:
    event = office.ids.event
    assert venues.find_crowding(0, {"expected": 500}) == {}, "nobody said what the room holds"
    office.store.write(lambda c: records.change(c, campaigns.EVENT, event, {"capacity": "2", "expected": "80", "features": "media"}))
    assert "80 people are expected" not in office.page(f"/office/plan/event/{event}"), "it is over: nothing can be done any more"
    office.store.write(lambda c: records.change(c, campaigns.EVENT, event, {"day": "2099-03-24"}))
    for address in (f"/office/plan/event/{event}", f"/office/plan/event/{event}/venue"):
        assert "80 people are expected and the room holds 2" in office.page(address)
    assert "sign-ins so far" not in office.page(f"/office/tallies/event/{event}")
    for _ in range(3):
        item = {"id": new_id(), "kind": "check_in", "event": event, "method": "volunteer", "seen_at": now_ms()}
        assert office.store.write(lambda c: sync.record_one(c, staff_sender(office.ids), item))["result"] == "recorded"  # noqa: B023
    assert "3 sign-ins so far, and the room holds 2" in office.page(f"/office/tallies/event/{event}")


def test_the_checklist_prints_the_equipment_of_the_plan(office: Office) -> None:
    event = office.ids.event
    for number, (item, owned, lender) in enumerate((("投影機", "own", ""), ("帳篷", "borrowed", "街道辦事處"), ("桌子", "borrowed", "")), start=1):
        office.add(EQUIPMENT, event, code=f"Q{number}", item=item, owned=owned, lender=lender, language="zh-Hant")
    [plan] = plan_equipment(office.store.read(), event, Wish({"by": "test", "base_url": "https://example.org"}))
    assert plan.layout["rows"] == [["投影機", "1", ""], ["帳篷", "1", "街道辦事處"], ["桌子", "1", "借用"]]
    wrong = {"code": "Q9", "item": "音箱", "owned": "own", "lender": "街道辦事處", "id": new_id()}
    assert "borrowed from nobody" in office.client.post(f"/office/plan/equipment/new/{event}?lang=en", data=wrong).text


def test_what_an_event_plans_beside_the_weeks_topics_can_be_chosen_there(office: Office) -> None:
    planned = {"topics": "社會救助 低保", "topics@en": "social assistance, living allowance", "invited": "秧歌隊\n舞蹈隊", "features": "media"}
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, planned))
    topics = topics_of(office.store.read(), office.ids.event, "en")
    assert list(topics) == ["低保", "臨時救助", "志願服務", "社工資格", "養老助殘", "社會救助"], "each once"
    assert topics["社會救助"] == "social assistance"
    assert "social assistance" in office.page(f"/office/plan/event/{office.ids.event}/venue")
    with pytest.raises(InvalidFields):
        office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"topics@en": "one"}))


def test_a_thing_is_marked_as_back_and_a_film_says_who_made_it(office: Office) -> None:
    event = office.ids.event
    thing = office.add(EQUIPMENT, event, code="Q1", item="音箱")
    office.add(MEDIA, event, code="F1", title="短片", producer="王繼安", office="居委會主任", minutes="12")
    assert "Venue and equipment" not in office.page(f"/office/plan/event/{event}"), "the tab comes with its switch"
    office.store.write(lambda c: records.change(c, campaigns.EVENT, event, {"features": "media"}))
    assert "Venue and equipment" in office.page(f"/office/plan/event/{event}")
    assert office.client.post(f"/office/plan/equipment/{thing}/returned").status_code == 302
    page = office.page(f"/office/plan/event/{event}/venue")
    assert all(said in page for said in ("Back on", "王繼安", "居委會主任", "12 minutes"))
    office.client.post(f"/office/plan/equipment/{thing}/returned", data={"undo": "1"})
    assert records.get(office.store.read(), EQUIPMENT, thing)["returned_on"] == ""


def test_a_readings_source_is_said_in_each_readers_language(office: Office) -> None:
    post = office.add(POST, office.ids.campaign, code="P1", title="志願服務", organisation=office.ids.organisation, language="zh-Hant")
    address = f"/office/plan/post/{post}/readings"
    assert 'name="source@en"' in office.page(address)
    typed = {"reads": "355", "read_on": "2017-03-26", "source": "公眾號後台", "source@en": "the account's statistics", "id": new_id()}
    assert office.client.post(address, data=typed).status_code == 302
    (reading,) = posts.readings_of(office.store.read(), post)
    assert [reading.said(each) for each in ("zh-Hant", "zh-Hans", "en")] == ["公眾號後台", "公眾號後台", "the account's statistics"]
    assert "the account&#39;s statistics" in office.page(address)


def test_a_lender_is_named_in_each_language(office: Office) -> None:
    event = office.ids.event
    office.add(EQUIPMENT, event, **{"code": "Q1", "item": "帳篷", "owned": "borrowed", "lender": "街道辦事處", "lender@en": "Sub-district Office", "language": "zh-Hant"})
    office.add(EQUIPMENT, event, code="Q2", item="桌子", owned="borrowed", lender="街道辦事處", language="zh-Hant")
    assert [lender for _item, _count, lender in venues.equipment_lines(office.store.read(), event, "en")] == ["Sub-district Office", "街道辦事處"]
    assert "Sub-district Office" in office.page(f"/office/plan/event/{event}/venue")


def test_the_latest_reading_counts_and_none_is_ever_changed(office: Office) -> None:
    post = office.add(POST, office.ids.campaign, code="P1", title="志願服務", organisation=office.ids.organisation)
    address = f"/office/plan/post/{post}/readings"
    typed = {"reads": "355", "shares": "12", "read_on": "2017-03-26", "source": "後台", "id": new_id()}
    assert [office.client.post(address, data=typed).status_code for _ in range(2)] == [302, 302]
    assert office.count("post_reading") == 1
    for wrong in ({"reads": ""}, {"reads": "-1"}, {"read_on": "2999-01-01"}, {"read_on": "some day"}):
        assert office.client.post(address, data=typed | {"id": new_id()} | wrong).status_code == 422
    assert office.client.post(address, data=typed | {"id": "1"}).status_code == 404
    office.client.post(address, data=typed | {"reads": "300", "read_on": "2017-03-22", "id": new_id()})
    office.client.post(address, data=typed | {"reads": "361", "shares": "", "id": new_id()})
    latest = posts.latest_readings(office.store.read(), [post])[post]
    assert (latest.reads, latest.shares, latest.read_on) == (361, None, "2017-03-26"), "a right one after a wrong one, an older one is older"
    assert "361" in office.page(f"/office/plan/campaign/{office.ids.campaign}/posts")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        office.store.write(lambda c: c.execute("UPDATE post_reading SET reads = 9999"))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        office.store.write(lambda c: c.execute("DELETE FROM post_reading"))


def test_a_flyer_made_from_a_post_says_so(office: Office) -> None:
    campaign = office.ids.campaign
    values = {"code": "P1", "title": "志願服務", "title@en": "Volunteering", "topics": "志願服務", "target_groups": "老年人", "language": "zh-Hant"}
    post = office.add(POST, campaign, organisation=office.ids.organisation, **values)
    id = new_id()
    made = [office.client.post(f"/office/plan/post/{post}/flyer", data={"id": id}).location for _ in range(2)]
    assert made == [f"/office/plan/material/{id}/edit"] * 2
    row = records.get(office.store.read(), campaigns.MATERIAL, id)
    assert (row["title"], row["topics"], row["target_groups"], row["derived_from"]) == ("志願服務", "志願服務", "老年人", post)
    assert "Made from the post “Volunteering”" in office.page(made[0])
    changed = {"title": "加入志願服務", "code": row["code"], "kind": "flyer", "paper": "A6"}
    assert office.client.post(made[0], data=changed).status_code == 302
    assert records.get(office.store.read(), campaigns.MATERIAL, id)["derived_from"] == post, "another title, the same source"


def test_only_an_address_of_the_web_becomes_a_link(office: Office) -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "//example.org", "example.org", "https://[::1"):
        typed = {"code": "P1", "title": "文", "url": url, "id": new_id()}
        assert office.client.post(f"/office/plan/post/new/{office.ids.campaign}", data=typed).status_code == 422, url
    typed = {"code": "P1", "title": "<b>文", "url": "https://example.org/1?a=1&b=2", "id": new_id()}
    assert office.client.post(f"/office/plan/post/new/{office.ids.campaign}", data=typed).status_code == 302
    page = office.page(f"/office/plan/campaign/{office.ids.campaign}/posts")
    assert 'href="https://example.org/1?a=1&amp;b=2" rel="noopener noreferrer"' in page
    assert "&lt;b&gt;文" in page


def test_posts_have_a_tab_where_an_event_has_them(office: Office) -> None:
    address = f"/office/plan/campaign/{office.ids.campaign}"
    assert "/posts" not in office.page(address)
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"features": "posts"}))
    assert f"{address}/posts" in office.page(address)
    assert f"/office/plan/event/{office.ids.event}/posts" in office.page("/office/community")
    assert "No posts yet" in office.page(f"/office/plan/event/{office.ids.event}/posts")
