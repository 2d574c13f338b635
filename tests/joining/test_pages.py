"""The office pages on which a plan is handed on and joined, over two real instances."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import accounts, create_app, records
from kiosk.campaigns import CAMPAIGN, EVENT, MATERIAL
from kiosk.joining.known_kiosks import admit
from kiosk.joining.receive import receive_report
from kiosk.joining.report import write_report
from kiosk.organisations import ORGANISATION
from kiosk.storage import Store
from kiosk.summary_texts import TOPIC
from tests.joining.planned_week import District, Kiosk
from tests.joining.three_kiosks import NOW

PASSWORD = "correct horse battery"


class Office:
    """Somebody of the staff at one instance."""

    def __init__(self, kiosk: Kiosk, role: str) -> None:
        account = kiosk.store.write(lambda connection: accounts.add_account(connection, role, PASSWORD))
        kiosk.store.write(lambda connection: accounts.grant(connection, account, role, kiosk.root, by=account))
        self.kiosk, self.app = kiosk, self._app(kiosk)
        self.client: FlaskClient = self.app.test_client()
        self.client.post("/office/sign-in", data={"name": role, "password": PASSWORD})

    @staticmethod
    def _app(kiosk: Kiosk) -> Flask:
        app = create_app(kiosk.folder)
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    def close(self) -> None:
        store: Store = self.app.extensions["kiosk"].store
        store.close()

    def look(self, content: bytes) -> str:
        data = {"ours": self.kiosk.root, "file": (io.BytesIO(content), "plan.kiosk.zip")}
        return self.client.post("/office/plan/kiosks", data=data).get_data(as_text=True)

    def post(self, step: str, page: str, **more: str) -> str:
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token is not None
        answer = self.client.post(f"/office/plan/kiosks/{step}", data={"token": token[1], **more}, follow_redirects=True)
        return answer.get_data(as_text=True)


@pytest.fixture
def community(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path / "a", "1", "匯賢里社區")
    yield kiosk
    kiosk.store.close()


def handed_on(district: District, role: str = "district") -> tuple[int, bytes]:
    office = Office(district, role)
    answer = office.client.post(f"/office/plan/campaign/{district.week}/plan-file")
    office.close()
    return answer.status_code, answer.get_data()


def test_a_community_joins_the_districts_plan_in_the_browser(district: District, community: Kiosk) -> None:
    status, content = handed_on(district)
    assert status == 200
    office = Office(community, "coordinator")
    asked = office.look(content)
    assert district.identity.fingerprint in asked
    seen = office.post("admit", asked)
    coming = office.post("compare", seen, theirs=district.a)
    assert "什麼是社會工作" in coming
    assert "宣傳週" in office.post("join", coming, theirs=district.a)
    assert community.get(MATERIAL, district.flyer)["code"] == "F1"
    again = office.look(content)
    assert 'action="/office/plan/kiosks/join"' not in again
    form = office.client.get(f"/office/plan/material/{district.flyer}/edit").get_data(as_text=True)
    assert "區民政局" in form
    assert 'class="button primary"' not in form
    assert office.client.post(f"/office/plan/material/{district.flyer}/archive").status_code == 409
    office.close()


def test_a_plan_without_a_community_says_what_is_missing_at_both_ends(tmp_path: Path, community: Kiosk) -> None:
    alone = Kiosk(tmp_path / "alone", "S", "街道辦事處")
    week = alone.add(CAMPAIGN, "", {"organisation": alone.root}, code="W", title="宣傳週", starts_on="2017-03-20", ends_on="2017-03-26")
    above = Office(alone, "district")
    assert "No other organisation stands under yours yet" in above.client.get("/office/plan/kiosks?lang=en").text
    content = above.client.post(f"/office/plan/campaign/{week}/plan-file").get_data()
    alone.add(ORGANISATION, "", {"parent": alone.root}, code="X", name="社區")
    assert "No other organisation stands" not in above.client.get("/office/plan/kiosks?lang=en").text
    above.close()
    office = Office(community, "coordinator")
    assert "计划中除街道辦事處外没有别的单位" in office.post("admit", office.look(content))
    office.close()


def test_only_the_district_hands_a_plan_on(district: District) -> None:
    assert handed_on(district, "coordinator")[0] == 403
    assert handed_on(district, "printing")[0] == 403


def test_an_altered_file_is_refused_with_a_sentence_and_changes_nothing(district: District, community: Kiosk) -> None:
    content = bytearray(handed_on(district)[1])
    content[content.index(b"records.jsonl") + 20] ^= 1  # inside a part: a byte between the parts may be nothing but a date
    office = Office(community, "coordinator")
    before = community.content()
    assert 'role="alert"' in office.look(bytes(content))
    assert [line for line in community.content() if "staff_session" not in line] == [line for line in before if "staff_session" not in line]
    office.close()


def test_a_clash_is_shown_with_the_way_out_and_no_button_to_join(district: District, community: Kiosk) -> None:
    own = community.add(CAMPAIGN, "", {"organisation": community.root}, code="WEEK", title="自己的", starts_on="2017-03-20", ends_on="2017-03-20")
    office = Office(community, "coordinator")
    coming = office.post("compare", office.post("admit", office.look(handed_on(district)[1])), theirs=district.a)
    assert f"/office/plan/campaign/{own}/edit" in coming
    assert 'action="/office/plan/kiosks/join"' not in coming
    office.close()


def test_a_file_is_looked_at_only_for_an_organisation_of_ones_own(district: District, community: Kiosk) -> None:
    office = Office(community, "coordinator")
    other = community.store.write(lambda connection: records.add(connection, ORGANISATION, "", {"code": "2", "name": "別的社區"}))
    data = {"ours": other, "file": (io.BytesIO(b"x"), "plan.kiosk.zip")}
    assert office.client.post("/office/plan/kiosks", data=data).status_code == 404
    office.close()


def test_what_the_district_keeps_is_a_page_of_facts_and_loses_no_word(district: District, community: Kiosk) -> None:
    office = joined(district, community)
    seen = office.client.get(f"/office/plan/topic/{district.topic}/edit").get_data(as_text=True)
    assert "最低生活保障" in seen
    assert "<input" not in main_of(seen)
    answer = office.client.post(f"/office/plan/topic/{district.topic}/edit", data={"code": "T1", "title": "低保", "definition": "我寫的解釋"})
    assert answer.status_code == 409
    assert "我寫的解釋" in answer.get_data(as_text=True)
    assert community.get(TOPIC, district.topic)["definition"] == "最低生活保障"
    office.close()


def test_the_communitys_own_fields_of_a_planned_event_stay_a_form(district: District, community: Kiosk) -> None:
    office, event = joined(district, community), district.events[0]
    seen = main_of(office.client.get(f"/office/plan/event/{event}/edit").get_data(as_text=True))
    assert 'name="outcome"' in seen
    assert 'name="title"' not in seen
    assert "廣場" in seen
    answer = office.client.post(f"/office/plan/event/{event}/edit", data={"outcome": "很好", "buttons": "sign_in"})
    assert answer.status_code == 302
    assert community.get(EVENT, event)["outcome"] == "很好"
    answer = office.client.post(f"/office/plan/event/{event}/edit", data={"outcome": "更好", "place": "河邊"})
    assert (answer.status_code, community.get(EVENT, event)["outcome"]) == (409, "很好")
    assert {"更好", "河邊"} <= set(re.findall(r'class="lines">([^<]+)<', answer.get_data(as_text=True)))
    office.close()


def test_the_district_reads_what_the_community_said(district: District, community: Kiosk) -> None:
    joined(district, community).close()
    event = district.events[0]
    district.change(EVENT, event, outcome="區裡先記的")
    community.change(EVENT, event, outcome="社區說的")
    let_in_and_report(district, community)
    office = Office(district, "coordinator")
    seen = main_of(office.client.get(f"/office/plan/event/{event}").get_data(as_text=True))
    assert {"社區說的", "區裡先記的"} <= set(re.findall(r'class="lines">([^<]+)<', seen))
    assert "/status/" not in seen
    form = main_of(office.client.get(f"/office/plan/event/{event}/edit").get_data(as_text=True))
    assert 'name="title"' in form
    assert 'name="outcome"' not in form
    answer = office.client.post(f"/office/plan/event/{event}/status/end", data={"outcome": "我來改", "reason": "下雨"})
    assert answer.status_code == 409
    assert {"我來改", "下雨"} <= set(re.findall(r'class="lines">([^<]+)<', answer.get_data(as_text=True)))
    assert office.client.get(f"/office/plan/event/{event}/status/end").status_code == 200
    office.close()


def test_a_district_calls_off_what_a_community_reports_until_it_is_over(district: District, community: Kiosk) -> None:
    event = district.events[0]
    district.change(EVENT, event, day="2099-03-24")
    community.let_in(district)
    community.join(district.plan_of(district.week), district.a)
    let_in_and_report(district, community)
    office = Office(district, "coordinator")
    assert offered(office, event) == {"postpone", "cancel"}
    form = main_of(office.client.get(f"/office/plan/event/{event}/status/cancel?lang=en").text)
    assert "learns this from your next plan file" in form
    assert 'name="place"' not in main_of(office.client.get(f"/office/plan/event/{event}/status/move").text)
    assert office.client.post(f"/office/plan/event/{event}/status/move", data={"place": "公園"}).status_code == 409
    office.client.post(f"/office/plan/event/{event}/status/cancel", data={"reason": "暴雨"})
    seen = main_of(office.client.get(f"/office/plan/event/{event}?lang=en").text)
    assert offered(office, event) == {"resume"}
    assert "learns this from your next plan file" in seen
    assert "/plan-file" not in seen
    office.close()
    status, content = handed_on(district)
    assert status == 200
    there = Office(community, "coordinator")
    coming = there.post("compare", there.look(content), theirs=district.a)
    assert {"已取消", "暴雨"} <= set(re.findall(r"<ins>([^<]+)</ins>", coming))
    there.post("join", coming, theirs=district.a)
    assert community.get(EVENT, event)["status"] == "cancelled"
    there.close()


def test_what_a_community_planned_itself_is_called_off_there(district: District, community: Kiosk) -> None:
    joined(district, community).close()
    own = community.add(EVENT, district.week, {"organisation": community.root}, code="OWN", title="自辦", place="公園", day="2099-03-25")
    let_in_and_report(district, community)
    office = Office(district, "coordinator")
    seen = main_of(office.client.get(f"/office/plan/event/{own}?lang=en").text)
    assert offered(office, own) == set()
    assert "planned this event itself; whether it takes place is said there" in seen
    office.close()


def test_what_another_kiosk_put_away_is_not_offered_to_be_brought_back(district: District, community: Kiosk) -> None:
    office = joined(district, community)
    district.store.write(lambda connection: records.archive(connection, MATERIAL, district.flyer))
    community.join(district.plan_of(district.week), district.a)
    own = community.add(MATERIAL, district.week, code="OWN", title="自印")
    community.store.write(lambda connection: records.archive(connection, MATERIAL, own))
    seen = main_of(office.client.get(f"/office/plan/material/of/{district.week}?archived").text)
    assert re.findall(r'action="/office/plan/material/([^/]+)/bring-back"', seen) == [own]
    office.close()


def offered(office: Office, event: str) -> set[str]:
    """What an event's page offers to be said of how it stands."""
    return set(re.findall(rf"/office/plan/event/{event}/status/(\w+)", main_of(office.client.get(f"/office/plan/event/{event}").text)))


def test_the_search_box_finds_what_came_and_says_from_where(district: District, community: Kiosk) -> None:
    office = joined(district, community)
    assert found_in(office, "什麼是") == [("F1", "来自區民政局")]
    own = community.add(EVENT, district.week, {"organisation": community.root}, code="OWN", title="自辦活動", place="公園", day="2017-03-25")
    assert found_in(office, "自辦") == [("OWN · 公園", "")]
    office.close()
    let_in_and_report(district, community)
    above = Office(district, "coordinator")
    assert found_in(above, "自辦") == [("OWN · 公園", "来自A社區")]
    community.change(EVENT, own, title="改名活動")
    let_in_and_report(district, community, NOW + 1)
    assert found_in(above, "改名") == [("OWN · 公園", "来自A社區")]
    assert found_in(above, "自辦") == []
    above.close()


def found_in(office: Office, typed: str) -> list[tuple[str, str]]:
    """The code of each record found and what is said of where it came from."""
    page = main_of(office.client.get(f"/office/search?q={typed}").get_data(as_text=True))
    rows = [re.findall(r'<span class="muted">(.*?)</span>', row) for row in re.findall(r"<li>(.*?)</li>", page, re.S)]
    return [(said[0].partition(" · 宣傳週")[0], said[1].removeprefix("· ") if len(said) > 1 else "") for said in rows]


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def joined(district: District, community: Kiosk) -> Office:
    """The community's office, once its kiosk has joined the plan."""
    community.let_in(district)
    community.join(district.plan_of(district.week), district.a)
    return Office(community, "coordinator")


def let_in_and_report(district: District, community: Kiosk, now: int = NOW) -> None:
    who, target = community.identity, io.BytesIO()
    named = {"kiosk": who.kiosk, "public_key": who.public_key, "name": "匯賢里社區", "organisation": district.a}
    district.store.write(lambda connection: admit(connection, "command", **named))
    write_report(community.store.read(), who, district.week, target, now=now)
    receive_report(district.store, target, "command")
