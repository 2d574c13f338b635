"""The plan's pages over HTTP: forms, double clicks, status in two taps, files, masked numbers, and lists of any length."""

from __future__ import annotations

import io
import re
import sqlite3
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import accounts, campaigns, organisations, people, records
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.plan import forms, imports
from kiosk.plan.files import write_table
from kiosk.plan.forms import FORMS
from kiosk.storage import Store
from tests.access_walk import NOUN_PARENTS, sign_in
from tests.plan_fixtures import PlanIds

Kiosk = tuple[Store, PlanIds]


@pytest.fixture
def client(app: Flask, kiosk: Kiosk) -> FlaskClient:
    return sign_in(app, kiosk[0], kiosk[1].accounts["coordinator"])


def parent_of(noun: str, ids: PlanIds) -> str:
    return {"organisation": ids.organisation, "campaign": ids.campaign, "event": ids.event}[NOUN_PARENTS[noun]]


def form_values(page: str) -> dict[str, str | list[str]]:
    """What a browser would send for the first form of the page's body."""
    body = re.search(r'<form method="post"[^>]*class="record">(.*?)</form>', page, re.S)
    assert body is not None
    values: dict[str, str | list[str]] = {}
    for tag, inner in re.findall(r"<(input|select|textarea)\b(.*?)(?=<(?:input|select|textarea)\b|\Z)", body[1], re.S):
        name = re.search(r'name="([^"]+)"', inner)
        if name is None:
            continue
        if tag == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
            values[name[1]] = unescape(chosen[1]) if chosen else ""
        elif tag == "textarea":
            values[name[1]] = unescape(inner.split(">", 1)[1].split("</textarea", 1)[0])
        elif 'type="checkbox"' in inner.split(">", 1)[0]:
            if " checked" in inner.split(">", 1)[0]:
                values.setdefault(name[1], []).append(re.search(r'value="([^"]*)"', inner)[1])  # type: ignore[union-attr, index]
        else:
            value = re.search(r'value="([^"]*)"', inner.split(">", 1)[0])
            values[name[1]] = unescape(value[1]) if value else ""
    return values


def filled(noun: str) -> dict[str, str]:
    """What somebody types into a new record's form beside what it proposes."""
    return {
        "organisation": {"name": "康寧社區"},
        "campaign": {"title": "秋季宣傳", "starts_on": "2027-09-01", "ends_on": "2027-09-07"},
        "directive": {"issuer": "民政部"},
        "event": {"title": "講座", "place": "活動教室"},
        "booth": {"name": "東門"},
        "material": {"title": "三折頁"},
        "person": {"name": "王芳", "phone": "138 0000 0001"},
        "shift": {"person": "V7"},
        "roster": {"name": "李明"},
        "objective": {"text": "發放宣傳單 2000 份"},
        "statement": {"text": "傳播社會工作知識。"},
        "next_step": {"text": "每月諮詢一次"},
        "topic": {"title": "三社聯動", "definition": "社區、社會組織和社會工作者"},
        "equipment": {"item": "投影機"},
        "media": {"title": "短片"},
        "post": {"title": "走近社會工作"},
        "project": {"title": "陪伴長者"},
        "act": {"title": "扇子舞"},
        "co_organiser": {"name": "人民醫院"},
    }[noun]


@pytest.mark.parametrize("noun", FORMS)
def test_a_record_is_made_with_what_its_form_proposes_and_an_unchanged_save_changes_nothing(
    client: FlaskClient, kiosk: Kiosk, noun: str
) -> None:
    store, ids = kiosk
    store.write(lambda c: people.add_person(c, ids.organisation, {"code": "V7"}, name="于洋"))
    address = f"/office/plan/{noun}/new/{parent_of(noun, ids)}"
    typed = form_values(client.get(address).text) | filled(noun)
    assert client.post(address, data=typed).status_code == 302
    record = forms.read_record(store.read(), FORMS[noun], str(typed["id"]))
    edit = f"/office/plan/{noun}/{typed['id']}/edit"
    assert client.post(edit, data=form_values(client.get(edit).text)).status_code == 302
    assert forms.read_record(store.read(), FORMS[noun], str(typed["id"])).values == record.values


@pytest.mark.parametrize("noun", FORMS)
def test_a_double_click_adds_one(client: FlaskClient, kiosk: Kiosk, noun: str) -> None:
    store, ids = kiosk
    store.write(lambda c: people.add_person(c, ids.organisation, {"code": "V7"}, name="于洋"))
    address = f"/office/plan/{noun}/new/{parent_of(noun, ids)}"
    typed = form_values(client.get(address).text) | filled(noun)
    count = f"SELECT count(*) FROM {noun}"
    before = store.read().execute(count).fetchone()[0]
    assert [client.post(address, data=typed).status_code for _ in range(3)] == [302, 302, 302]
    assert store.read().execute(count).fetchone()[0] == before + 1


def test_a_further_booth_is_proposed_a_code_like_its_sisters(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    event = store.write(
        lambda c: records.add(
            c,
            campaigns.EVENT,
            ids.campaign,
            {"code": "K", "title": "諮詢", "place": "廣場", "day": "2017-03-25"},
            organisation=ids.organisation,
        )
    )
    store.write(lambda c: records.add(c, campaigns.BOOTH, event, {"code": "K1", "name": "服務台"}))
    assert form_values(client.get(f"/office/plan/booth/new/{event}").text)["code"] == "K2"


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong_beside_it(client: FlaskClient, kiosk: Kiosk) -> None:
    _, ids = kiosk
    typed = {"id": new_id(), "code": "B1", "name": "<b>東門", "opens": "noon", "name@en": "East gate"}
    answer = client.post(f"/office/plan/booth/new/{ids.event}?lang=en", data=typed)
    assert answer.status_code == 422
    assert "&lt;b&gt;東門" in answer.text
    assert "<b>東門" not in answer.text
    assert 'value="East gate"' in answer.text
    assert 'id="code-error"' in answer.text
    assert 'id="opens-error"' in answer.text
    assert '<details class="more" open>' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_plan_is_drawn_in_three_languages(client: FlaskClient, kiosk: Kiosk, language: str) -> None:
    _, ids = kiosk
    pages = ["/office/plan", "/office/plan/organisations", f"/office/plan/organisation/{ids.organisation}", "/office/search?q=社"]
    pages += [f"/office/plan/campaign/{ids.campaign}", f"/office/plan/campaign/{ids.campaign}/copy", "/office/search?q=zz"]
    pages += [f"/office/plan/event/{ids.event}{rest}" for rest in ("", "/counting", "/copy", "/edit")]
    pages += [f"/office/plan/event/{ids.event}/status/{step}" for step in ("postpone", "move", "cancel", "end", "resume")]
    for noun in FORMS:
        pages += [f"/office/plan/{noun}/{act}/{parent_of(noun, ids)}" for act in ("of", "new")]
    pages += [f"/office/plan/{noun}/import/{parent_of(noun, ids)}" for noun in imports.NOUNS]
    for address in pages:
        answer = client.get(address + ("&" if "?" in address else "?") + f"lang={language}")
        assert answer.status_code == 200, address
        assert f'<html lang="{language}">' in answer.text


def test_an_empty_plan_shows_one_button(app: Flask, kiosk: Kiosk) -> None:
    store, _ = kiosk
    store.write(lambda c: c.execute("UPDATE campaign SET archived_at = 1"))
    page = sign_in(app, store, kiosk[1].accounts["coordinator"]).get("/office/plan").text
    empty = re.search(r'<section class="empty">(.*?)</section>', page, re.S)
    assert empty is not None
    assert empty[1].count('class="button') == 1


def test_a_text_in_another_language_than_the_page_says_in_which(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, {"title": "街頭宣傳，發放", "title@en": "", "language": "zh-Hant", "place": "廣場", "place@en": "Square"}))
    page = client.get(f"/office/plan/event/{ids.event}?lang=en").text
    assert '<h1><span lang="zh-Hant">街頭宣傳，發放</span></h1>' in page
    assert "<dd>Square" in page
    assert "<title>街頭宣傳，發放 · " in page


def test_an_organisation_adds_its_own_events_to_a_week_in_which_it_takes_part(app: Flask, kiosk: Kiosk) -> None:
    store, ids = kiosk
    week = {"code": "DISTRICT", "title": "全旗宣傳週", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
    shared = store.write(lambda c: records.add(c, campaigns.CAMPAIGN, "", week, organisation=ids.root))
    client, sister = (sign_in(app, store, ids.accounts[role]) for role in ("coordinator", "sister"))
    add = f"/office/plan/event/new/{shared}"
    typed = {"code": "E2", "title": "講座", "place": "活動室", "day": "2017-03-22"}
    assert client.get(add).status_code in (403, 404), "nobody has asked this organisation yet"
    first = typed | {"code": "E1"}
    store.write(lambda c: records.add(c, campaigns.EVENT, shared, first, organisation=ids.organisation))
    assert add in client.get(f"/office/plan/campaign/{shared}").text
    assert client.post(add, data=typed | {"id": new_id()}).status_code == 302
    assert client.post(add, data=typed | {"id": new_id(), "code": "E3", "organisation": "ROOT"}).status_code == 422
    rows = store.read().execute("SELECT code, organisation FROM event WHERE campaign = ? ORDER BY code", (shared,)).fetchall()
    assert [tuple(row) for row in rows] == [("E1", ids.organisation), ("E2", ids.organisation)]
    assert sister.post(add, data=typed | {"id": new_id(), "code": "E4"}).status_code == 404
    assert client.get(f"/office/plan/campaign/{shared}/edit").status_code in (403, 404), "the week itself stays the district's"


def test_an_organisation_is_put_under_another_by_who_coordinates_both(app: Flask, kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: accounts.grant(c, ids.accounts["district"], "coordinator", ids.root, by="test"))
    above = sign_in(app, store, ids.accounts["district"])
    move = f"/office/plan/organisation/{ids.organisation}/move"
    assert move in above.get(f"/office/plan/organisation/{ids.organisation}").text
    assert above.post(move, data={"parent": ids.sister}).status_code == 302
    assert records.get(store.read(), organisations.ORGANISATION, ids.organisation)["parent"] == ids.sister
    assert above.post(f"/office/plan/organisation/{ids.sister}/move", data={"parent": ids.organisation}).status_code == 422, (
        "a ring"
    )
    own = sign_in(app, store, ids.accounts["coordinator"])
    assert own.post(move, data={"parent": ids.root}).status_code in (403, 404), "nobody leaves its superior alone"
    sister = sign_in(app, store, ids.accounts["sister"])
    assert sister.get(f"/office/plan/event/{ids.event}").status_code == 200, "who may see it goes with it"


def test_a_form_of_a_counting_mode_changes_only_what_was_chosen(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    address = f"/office/plan/event/{ids.event}/counting"
    assert (
        client.post(
            address, data={"B2/B-A5": "out_and_in", "B1/B-A5": "tapped", "C1/B-A5": "out_and_in", "B3/B-A5": "x"}
        ).status_code
        == 302
    )
    assert campaigns.counting_modes(store.read(), ids.event) == {(ids.booths["B2"], ids.materials["B-A5"]): "out_and_in"}
    client.post(address, data={"B2/B-A5": "tapped"})
    assert set(campaigns.counting_modes(store.read(), ids.event).values()) == {"tapped"}


def upload(client: FlaskClient, address: str, content: bytes) -> tuple[int, str, str]:
    """(status, page, token to take it in) after choosing a file."""
    answer = client.post(address, data={"file": (io.BytesIO(content), "list.csv")})
    token = re.search(r'name="token" value="([^"]+)"', answer.text)
    return answer.status_code, answer.text, token[1] if token else ""


def test_a_file_is_taken_in_after_its_difference_was_shown(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    address = f"/office/plan/booth/import/{ids.event}"
    status, page, token = upload(client, address, "code,name\nB1,東門\nB4,西門\n".encode("gb18030"))
    assert status == 200
    assert "GB18030" in page
    assert "<del>社區門口</del>" in page
    assert "<ins>東門</ins>" in page
    assert records.get(store.read(), campaigns.BOOTH, ids.booths["B1"])["name"] == "社區門口"
    assert client.post(f"{address}/apply", data={"token": token}).status_code == 302
    assert records.get(store.read(), campaigns.BOOTH, ids.booths["B1"])["name"] == "東門"
    assert client.post(f"{address}/apply", data={"token": token}).status_code == 422
    assert len(records.all_of(store.read(), campaigns.BOOTH, ids.event)) == 4


def test_a_plan_that_moved_meanwhile_shows_its_difference_again(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    address = f"/office/plan/booth/import/{ids.event}"
    _, _, token = upload(client, address, "code,name\nB1,東門\n".encode())
    store.write(lambda c: records.change(c, campaigns.BOOTH, ids.booths["B1"], {"name": "南門"}))
    answer = client.post(f"{address}/apply", data={"token": token})
    assert "<del>南門</del>" in answer.text
    assert records.get(store.read(), campaigns.BOOTH, ids.booths["B1"])["name"] == "南門"


def test_a_token_opens_only_to_who_chose_the_file_and_only_there(client: FlaskClient, app: Flask, kiosk: Kiosk) -> None:
    store, ids = kiosk
    _, _, token = upload(client, f"/office/plan/booth/import/{ids.event}", "code,name\nB1,東門\n".encode())
    other = sign_in(app, store, ids.accounts["administrator"])
    assert other.post(f"/office/plan/booth/import/{ids.event}/apply", data={"token": token}).status_code == 422
    _, _, token = upload(client, f"/office/plan/booth/import/{ids.event}", "code,name\nB1,東門\n".encode())
    assert client.post(f"/office/plan/material/import/{ids.campaign}/apply", data={"token": token}).status_code == 422
    assert records.get(store.read(), campaigns.BOOTH, ids.booths["B1"])["name"] == "社區門口"


def test_a_wrong_file_lists_line_column_and_sentence(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    address = f"/office/plan/booth/import/{ids.event}?lang=zh-Hant"
    status, page, token = upload(client, address, "代號,名稱,開放時間\nB1,東門,中午\n".encode())
    assert (status, token) == (422, "")
    assert re.search(r'<td class="number">2</td><td class="column">開放時間</td><td>「中午」不是時間', page)
    assert upload(client, address, b"PK\x03\x04")[0] == 422
    assert client.post(address, data={}).status_code == 422
    assert records.get(store.read(), campaigns.BOOTH, ids.booths["B1"])["name"] == "社區門口"


def test_a_full_number_is_shown_by_a_post_that_is_on_record(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    person = store.write(lambda c: people.add_person(c, ids.organisation, {"code": "V1"}, name="王芳", phone="13812345678"))
    for address in (f"/office/plan/person/of/{ids.organisation}", f"/office/plan/person/{person}/edit", "/office/search?q=王"):
        page = client.get(address).text
        assert "138****5678" in page
        assert "12345678" not in page
    assert client.get(f"/office/plan/person/{person}/reveal").status_code == 405
    assert "13812345678" in client.post(f"/office/plan/person/{person}/reveal").text
    (logged,) = store.read().execute("SELECT account, subject FROM reveal_log").fetchall()
    assert tuple(logged) == (ids.accounts["coordinator"], person)


def test_what_is_put_away_is_hidden_and_can_be_brought_back(client: FlaskClient, kiosk: Kiosk) -> None:
    _, ids = kiosk
    assert client.post(f"/office/plan/event/{ids.event}/archive").status_code == 302
    assert f"/event/{ids.event}" not in client.get("/office/plan").text
    assert f"/event/{ids.event}" in client.get("/office/plan?archived=1").text
    assert client.post(f"/office/plan/event/{ids.event}/bring-back").status_code == 302
    assert f"/event/{ids.event}" in client.get("/office/plan").text


def test_a_copy_proposes_the_same_weekday_and_a_code_of_the_new_year(client: FlaskClient, kiosk: Kiosk) -> None:
    store, ids = kiosk
    page = client.get(f"/office/plan/campaign/{ids.campaign}/copy").text
    assert 'value="WEEK2018"' in page
    assert 'value="2018-03-19"' in page
    typed = {"id": new_id(), "code": "WEEK2018", "title": "社工宣傳週", "starts_on": "2018-03-19"}
    twice = [client.post(f"/office/plan/campaign/{ids.campaign}/copy", data=typed) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in twice] == [(302, f"/office/plan/campaign/{typed['id']}")] * 2
    assert 'value="2017-03-31"' in client.get(f"/office/plan/event/{ids.event}/copy").text
    answer = client.post(f"/office/plan/event/{ids.event}/copy", data={"id": new_id(), "code": "B", "day": "2017-03-31"})
    assert answer.status_code == 422
    once_more = {"id": new_id(), "code": "B7", "day": "2017-03-31"}
    assert [client.post(f"/office/plan/event/{ids.event}/copy", data=once_more).status_code for _ in range(2)] == [302, 302]
    days = [row["day"] for row in store.read().execute("SELECT day FROM event WHERE campaign = ? ORDER BY day", (ids.campaign,))]
    assert days == ["2017-03-24", "2017-03-31"]


def count_queries(app: Flask, client: FlaskClient, address: str) -> int:
    """How many statements one page reads with."""
    seen: list[str] = []
    connection: sqlite3.Connection = app.extensions["kiosk"].store.read()
    connection.set_trace_callback(seen.append)
    assert client.get(address).status_code == 200
    connection.set_trace_callback(None)
    return len(seen)


@pytest.mark.parametrize("noun", ["person", "shift", "roster", "booth", "material", "directive", "event", "organisation"])
def test_the_queries_of_a_list_do_not_grow_with_its_rows(app: Flask, client: FlaskClient, kiosk: Kiosk, noun: str) -> None:
    store, ids = kiosk
    store.write(lambda c: [people.add_person(c, ids.organisation, {"code": f"P{n}"}, name=f"人{n}") for n in range(40)])
    address = f"/office/plan/{noun}/of/{parent_of(noun, ids)}"
    add_rows(kiosk, noun, range(1, 3))
    few = count_queries(app, client, address)
    add_rows(kiosk, noun, range(3, 40))
    assert count_queries(app, client, address) == few


def test_the_queries_of_the_first_page_do_not_grow_with_its_events(app: Flask, client: FlaskClient, kiosk: Kiosk) -> None:
    few = count_queries(app, client, "/office/plan"), count_queries(app, client, "/office/search?q=x")
    add_rows(kiosk, "event", range(1, 40))
    add_rows(kiosk, "booth", range(1, 40))
    assert (count_queries(app, client, "/office/plan"), count_queries(app, client, "/office/search?q=x")) == few


def add_rows(kiosk: Kiosk, noun: str, numbers: range) -> None:
    store, ids = kiosk
    more = {
        "event": {"title": "x", "place": "x", "day": "2017-03-24"},
        "organisation": {"name": "x"},
        "booth": {"name": "x"},
        "material": {"title": "x"},
        "directive": {"issuer": "x"},
        "person": {"name": "x", "phone": "13800000001"},
        "roster": {"name": "x"},
        "shift": {"person": "P1", "booth": "B1"},
    }[noun]
    rows = ([f"X{number}", *more.values()] for number in numbers)
    content = write_table(["code", *more], rows)
    done = store.write(lambda c: imports.import_file(c, noun, parent_of(noun, ids), content, None))
    assert done.done, [trouble.say("en") for trouble in done.troubles]


def test_a_long_list_is_paged(client: FlaskClient, kiosk: Kiosk) -> None:
    _, ids = kiosk
    add_rows(kiosk, "person", range(1, 251))
    address = f"/office/plan/person/of/{ids.organisation}"
    assert len(client.get(address).data) < 120_000
    assert ">X100<" in client.get(address).text
    assert ">X101<" not in client.get(address).text
    assert ">X201<" in client.get(f"{address}?from=200").text
    assert client.get(f"{address}?from=-5").status_code == 200
    assert client.get(f"{address}?from=99999999999999999999").status_code == 200
