"""The leader's link: 128 bits, no sign-in; what is confirmed waits for the coordinator where the plan says something else."""

from __future__ import annotations

from kiosk import leader_links, records
from kiosk.acts import ACT
from kiosk.campaigns import EVENT
from kiosk.ids import new_secret
from kiosk.organisations import ORGANISATION
from kiosk.privacy import personal_data
from tests.groups.conftest import Stage


def test_a_leader_confirms_checks_in_and_the_plan_follows_only_when_the_office_says_so(stage: Stage) -> None:
    leader, desk, address = stage.phone(), stage.desk(), stage.link("N2")
    assert "餘音合唱隊" in leader.open(address)
    # with no-referrer a browser would send the forms from nowhere, and they would be refused
    assert stage.phone().client.get(address).headers["Referrer-Policy"] == "strict-origin"
    assert "電話 0470-000000" in leader.text
    assert "范玉梅" not in leader.text  # nothing personal is behind the link
    assert len(leader.html.encode()) < 9_000
    leader.send(leader.form("/answer"), name="餘音合唱隊", title="節目2", minutes="7", delegates="20")
    assert "as it stands in the programme" in leader.text
    leader.send(leader.form("/answer"), name="餘音合唱團", title="茉莉花", minutes="9", delegates="22", note="需要兩支麥克風")
    act = records.get(stage.store.read(), ACT, stage.acts["N2"])
    assert (act["title"], act["minutes"]) == ("節目2", 7)
    page = desk.get(f"/office/community/programme/{stage.ids.event}/{act['id']}?lang=en").text
    assert all(word in page for word in ("餘音合唱團", "茉莉花", "需要兩支麥克風", "planned: 節目2"))
    assert "waits" in desk.get(f"/office/community/programme/{stage.ids.event}?lang=en").text
    answer = leader_links.answer_of(stage.store.read(), act["id"])
    assert answer
    stage.send(desk, "N2", "take-over", answer="an older one")
    assert records.get(stage.store.read(), ACT, act["id"])["title"] == "節目2"
    stage.send(desk, "N2", "take-over", answer=answer["id"])
    act = records.get(stage.store.read(), ACT, stage.acts["N2"])
    assert (act["title"], act["minutes"], act["delegates"]) == ("茉莉花", 9, 22)
    assert records.get(stage.store.read(), ORGANISATION, stage.groups["G2"])["name"] == "餘音合唱團"
    leader.open(address)
    form = leader.form("/here")
    leader.send(form, people="12", leader="1")
    leader.send(form, people="12", leader="1")
    assert stage.here() == {"G2": 12}
    stage.store.write(lambda c: personal_data.erase(c, answer["id"], "retention"))
    assert "麥克風" not in desk.get(f"/office/community/programme/{stage.ids.event}/{act['id']}").text


def test_a_guessed_forged_or_revoked_link_opens_nothing(stage: Stage) -> None:
    leader, address = stage.phone(), stage.link()
    assert leader.open(address.lower())
    assert leader.status == 200
    leader.open(address)
    form = leader.form("/answer")
    for wrong in (f"/g/{new_secret(128)}", address[:-1] + ("A" if address[-1] != "A" else "B"), "/g/x", "/g/" + "x" * 300):
        leader.open(wrong)
        assert leader.status == 404
    stage.send(stage.desk(), "N1", "link", step="revoke")
    leader.open(address)
    assert leader.status == 404
    leader.send(form, name="G", title="", minutes="", delegates="")
    assert leader.status == 404
    assert "Ask the organisers for your new link" in leader.text
    assert leader_links.answer_of(stage.store.read(), stage.acts["N1"]) is None
    assert stage.link() != address  # a new link has another secret


def test_a_link_ends_with_its_event(stage: Stage) -> None:
    leader, address = stage.phone(), stage.link()
    leader.open(address)
    form = leader.form("/here")
    stage.store.write(lambda c: records.change(c, EVENT, stage.ids.event, {"day": "2017-03-24"}))
    assert "this link has ended" in leader.open(address)
    leader.send(form, people="12")
    assert leader.status == 404
    assert stage.here() == {}
    stage.store.write(lambda c: records.change(c, EVENT, stage.ids.event, {"day": "2099-03-24"}))
    leader.open(address)
    leader.send(leader.form("/answer"), name="余家班秧歌隊", title="節目1", minutes="6", delegates="10")
    assert leader.status == 200
    assert not [form for form in leader.forms() if form.action.endswith("/here")]  # it is not the day


def test_hostile_texts_and_absurd_numbers_are_refused_or_shown_as_typed(stage: Stage) -> None:
    leader, address = stage.phone(), stage.link()
    for field, typed in (("minutes", "-1"), ("minutes", "1441"), ("delegates", "1000"), ("delegates", "9" * 30), ("name", ""), ("title", "x" * 81),
                         ("title", "a\x07b"), ("note", "證件 150404199001011234")):  # fmt: skip
        leader.open(address)
        leader.send(leader.form("/answer"), **({"name": "余家班", "title": "", "minutes": "5", "delegates": "3"} | {field: typed}))
        assert leader.status == 422, (field, typed)
    leader.open(address)
    leader.send(leader.form("/answer"), name="<img src=x onerror=alert(1)>\u202e", title="{{7*7}}", minutes="5", delegates="3")
    assert leader.status == 200
    page = stage.desk().get(f"/office/community/programme/{stage.ids.event}/{stage.acts['N1']}").text
    assert "<img src=x" not in page
    assert "{{7*7}}" in page
