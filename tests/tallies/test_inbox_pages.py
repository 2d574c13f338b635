"""The inbox as people see it: one tap and back, who may, what names are shown, and its place on the live page."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import accounts, records
from kiosk.campaigns import EVENT, set_status
from kiosk.devices import Told, note_told, revoke_device
from kiosk.ids import now_ms
from kiosk.late_phones import late_phones
from tests.matrices import first_quick
from tests.tallies.cases import HISTORIES, Scene, play, set_scene
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.street import Street
from tests.tallies.test_pages import event_url, text_of

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
ODD = "more handed out than held"


def inbox_url(street: Street) -> str:
    return f"/office/inbox/{street.event}"


def forms_of(page: str, action: str) -> list[dict[str, str]]:
    """The hidden fields of every form that goes to an address ending so."""
    forms = re.findall(rf'<form method="post" action="[^"]*{action}".*?</form>', page, re.S)
    return [
        {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}
        for form in forms
    ]


def choose(client: FlaskClient, street: Street, says: str) -> dict[str, str]:
    page = client.get(f"{inbox_url(street)}?lang=en").text
    return next(form for form in forms_of(page, "/decide") if form["says"] == says)


def tap(client: FlaskClient, street: Street, form: dict[str, str], action: str = "decide") -> str:
    answer = client.post(f"{inbox_url(street)}/{action}", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return text_of(answer.text)


def count(street: Street, what: str) -> int:
    return int(street.store.read().execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@pytest.fixture
def coordinator(made: Kiosk) -> FlaskClient:
    client = sign_in(*made)
    client.get("/office/settings?lang=en")
    return client


def test_one_tap_keeps_and_one_more_reopens(street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES[ODD])
    page = text_of(coordinator.get(inbox_url(street)).text)
    assert "has handed out 10 more of 什麼是社會工作 than it was given." in page
    assert "Probably copies were brought that nobody scanned" in page
    assert "phone 2 志願者2" in page
    page = tap(coordinator, street, choose(coordinator, street, "keep"))
    assert "Nothing waits for a decision" in page
    assert "Kept by coordinator" in page
    form = forms_of(coordinator.get(inbox_url(street)).text, "/reopen")[0]
    for _ in range(2):
        assert "One case waits." in tap(coordinator, street, form, "reopen")
    assert count(street, "decision") == 2


def test_a_tap_sent_twice_says_the_same_twice(street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES[ODD])
    form = choose(coordinator, street, "this")
    for _ in range(2):
        assert "Decided: it does not count." in tap(coordinator, street, form)
    assert (count(street, "decision"), count(street, "entry WHERE kind = 'void'")) == (1, 1)


def test_who_comes_second_is_told_and_changes_nothing(made: Kiosk, street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES[ODD])
    mine = choose(coordinator, street, "this")
    other = sign_in(*made, "administrator")
    tap(other, street, choose(other, street, "keep"))
    assert "this case has been decided already" in tap(coordinator, street, mine)
    assert (count(street, "decision"), count(street, "entry WHERE kind = 'void'")) == (1, 0)


def test_a_form_that_names_nothing_of_the_inbox_changes_nothing(street: Street, coordinator: FlaskClient) -> None:
    scene = play(street, HISTORIES[ODD])
    form = choose(coordinator, street, "this")
    harmless = scene.send({"by": "1", "kind": "consultation", "minute": 3})
    for change in ({"fact": harmless}, {"case": "over_held:0"}, {"says": "merge"}, {"says": "leave_out", "fact": ""}):
        tap(coordinator, street, form | change)
    assert coordinator.post(f"{inbox_url(street)}/decide", data=form | {"id": "x"}).status_code == 409
    assert coordinator.post(f"{inbox_url(street)}/reopen", data={"id": form["id"], "decision": "x"}).status_code == 404
    assert count(street, "decision") == 0


def test_a_sister_finds_no_inbox_and_other_roles_are_refused(made: Kiosk, street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES[ODD])
    form = choose(coordinator, street, "keep")
    for role, status in (("sister", 404), ("printing", 403), ("district", 403), ("case_worker", 403)):
        client = sign_in(*made, role)
        assert client.get(inbox_url(street)).status_code == status, role
        assert {client.post(f"{inbox_url(street)}/{action}", data=form).status_code for action in ("decide", "reopen")} == {
            status
        }, role
    assert count(street, "decision") == 0


def test_a_case_of_ones_own_event_is_not_reached_through_another(made: Kiosk, street: Street) -> None:
    scene = play(street, HISTORIES[ODD])
    mine = sign_in(*made)
    tap(mine, street, choose(mine, street, "keep"))
    decision = street.store.read().execute("SELECT id FROM decision").fetchone()[0]
    sister = sign_in(*made, "sister")
    form = forms_of(mine.get(inbox_url(street)).text, "/reopen")[0]
    assert sister.post(f"/office/inbox/{street.ids.sister_event}/reopen", data=form | {"decision": decision}).status_code == 404
    assert scene.cases() == ()


def test_a_deputy_decides_until_the_date(made: Kiosk, street: Street) -> None:
    app, store, ids = made

    def add_deputy(connection: object) -> str:
        id = accounts.add_account(connection, "deputy", "a very long password")  # type: ignore[arg-type]
        accounts.grant(connection, id, "coordinator", ids.organisation, by="x", event=ids.event, until=now_ms() + 60_000)  # type: ignore[arg-type]
        return id

    ids.accounts["deputy"] = store.write(add_deputy)
    play(street, HISTORIES[ODD])
    deputy = sign_in(app, store, ids, "deputy")
    assert "Kept by deputy" in tap(deputy, street, choose(deputy, street, "keep"))
    store.write(lambda c: c.execute("UPDATE role_grant SET until = ? WHERE account = ?", (now_ms() - 1, ids.accounts["deputy"])))
    assert deputy.get(inbox_url(street)).status_code == 403


@pytest.mark.parametrize("language", first_quick(LANGUAGES))
@pytest.mark.parametrize("name", [name for name, told in HISTORIES.items() if told["cases"]])
def test_every_kind_is_said_in_three_languages_before_and_after(name: str, language: str, street: Street, made: Kiosk) -> None:
    play(street, HISTORIES[name])
    client = sign_in(*made)
    page = client.get(f"{inbox_url(street)}?lang={language}").text
    assert '<article class="case"' in page
    assert client.get(f"{event_url(street)}?lang={language}").status_code == 200
    for form in forms_of(page, "/decide")[:1]:
        client.post(f"{inbox_url(street)}/decide", data=form)
    page = client.get(f"{inbox_url(street)}?lang={language}").text
    assert 'class="case settled"' in page


def test_a_visitor_is_shown_masked(street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES["one name and one telephone ending"])
    page = coordinator.get(inbox_url(street)).text
    assert "王○○" in page
    assert "phone ends in 1234" in page
    assert "王小明" not in page
    assert "13800001234" not in page


def test_hostile_text_is_only_text(street: Street, coordinator: FlaskClient) -> None:
    scene = set_scene(street, {})
    scene.send({"by": "1", "kind": "consultation", "minute": 3, "booth": '<img src=x onerror="alert(1)">'})
    scene.send(
        {
            "by": "1",
            "kind": "hand_out",
            "minute": 3,
            "source": "booth:B1",
            "target": "public",
            "material": "{count}%s<b>",
            "quantity": 3,
        }
    )
    page = coordinator.get(inbox_url(street)).text
    assert "<img src=x" not in page
    assert "<b>%s" not in page
    assert "&lt;img" in page


def test_the_live_page_counts_the_cases_and_leads_to_each(street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES["one slip at two booths while both are offline"])
    page = coordinator.get(event_url(street)).text
    assert re.search(r'<b class="count" data-figure="inbox">1</b>', page)
    link = re.search(r'href="(/office/inbox/[^"#]+)#(case-\w+)"', page)
    assert link
    assert f'id="{link[2]}"' in coordinator.get(link[1]).text


def test_who_only_reads_sees_what_waits_and_no_way_in(made: Kiosk, street: Street) -> None:
    play(street, HISTORIES[ODD])
    page = sign_in(*made, "district").get(f"{event_url(street)}?lang=en").text
    assert "has handed out 10 more" in page
    assert "/office/inbox/" not in page


def test_a_decision_changes_the_tag_of_the_live_pages(street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES[ODD])
    tag = coordinator.get(inbox_url(street)).headers["ETag"]
    tap(coordinator, street, choose(coordinator, street, "keep"))
    assert coordinator.get(inbox_url(street), headers={"If-None-Match": tag}).status_code == 200


def test_where_no_roster_is_the_page_says_that_the_limit_is_not_applied(street: Street, coordinator: FlaskClient) -> None:
    play(street, HISTORIES["without a roster the limit is not applied"])
    assert "the limit of 150 an hour and person is not applied" in coordinator.get(inbox_url(street)).text


def test_event_b_raises_no_case(event_b: tuple[Flask, Street]) -> None:
    app, street = event_b
    page = sign_in(app, street.store, street.ids).get(f"{inbox_url(street)}?lang=en").text
    assert "Nothing waits for a decision" in page
    assert "The limit" not in page


def late_scene(street: Street) -> Scene:
    """Phone 1 of B1 still holds facts; phone 2 was last heard an hour before B1 was closed by the office."""
    scene = set_scene(street, {})
    one, two = (scene.phones[name].id for name in ("1", "2"))
    street.store.write(lambda c: note_told(c, one, Told(waiting=12)))
    street.store.write(lambda c: c.execute("UPDATE device SET last_seen_at = ? WHERE id = ?", (street.at(72), two)))
    scene.send({"by": "office", "kind": "close_booth", "minute": 150, "source": "booth:B1"})
    return scene


def test_late_phones_are_named_wherever_their_booths_figures_are(street: Street, coordinator: FlaskClient) -> None:
    scene = late_scene(street)
    scene.send(
        {"by": "office", "kind": "issue", "minute": 0, "source": "store", "target": "booth:B1", "material": "B-A5", "quantity": 9}
    )
    page = text_of(coordinator.get(event_url(street)).text)
    assert "phone 2, last heard 10:12, count unknown" in page
    assert re.search(r"phone 1, last heard [^,]*,? ?\d\d:\d\d, still holds 12 records", page)
    assert page.count("phone 2, last heard 10:12") == 3, "beside the booth, and above both tables of booths"
    phones = text_of(coordinator.get(f"/office/phones/{street.event}").text)
    assert "still holds 12 records" in phones
    assert "count unknown" in phones


def test_a_phone_that_has_sent_all_or_said_goodbye_is_not_late(street: Street, coordinator: FlaskClient) -> None:
    scene = late_scene(street)
    one, two = (scene.phones[name].id for name in ("1", "2"))
    street.store.write(lambda c: note_told(c, one, Told(waiting=0)))
    street.store.write(lambda c: c.execute("UPDATE device SET left_at = last_seen_at WHERE id = ?", (two,)))
    assert [phone.number for phone in scene.look().late] == []
    street.store.write(lambda c: revoke_device(c, one))
    street.store.write(lambda c: note_told(c, one, Told(waiting=3)))
    assert [(phone.number, phone.waiting) for phone in scene.look().late] == [(1, 3)]


def test_a_silent_phone_is_owed_for_once_the_event_is_over_though_nobody_closed_its_booth(street: Street) -> None:
    scene = set_scene(street, {})
    one, two = (scene.phones[name].id for name in ("1", "2"))
    street.store.write(lambda c: c.execute("UPDATE device SET last_seen_at = ? WHERE id = ?", (street.at(72), one)))
    assert [phone.id for phone in scene.look().late] == [one], "the other spoke after the end"
    row = records.get(street.store.read(), EVENT, street.event)
    assert late_phones(street.store.read(), row, street.at(100)) == [], "while the event lasts, silence is no finding"
    street.store.write(lambda c: c.execute("UPDATE event SET status = 'ended', status_at = ?", (street.at(90),)))
    early = records.get(street.store.read(), EVENT, street.event)
    assert [phone.id for phone in late_phones(street.store.read(), early, street.at(100))] == [one], "somebody ended it before its hours were over"
    street.store.write(lambda c: c.execute("UPDATE device SET left_at = last_seen_at WHERE id = ?", (one,)))
    street.store.write(lambda c: c.execute("UPDATE device SET last_seen_at = ? WHERE id = ?", (street.at(72), two)))
    street.store.write(lambda c: set_status(c, street.event, "cancelled", "下雨"))
    assert scene.look().late == []
