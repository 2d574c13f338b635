"""The pages of tallies: who sees what, what is said, CSV and JSON, and a poll that finds nothing new."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import records
from kiosk.campaigns import EVENT, MATERIAL, set_counting_mode
from kiosk.figures.listed import list_tallies
from kiosk.plan.files import neutralise
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.street import Street

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
TABLES = ("booth-material", "booth", "material", "hour", "bundle", "volunteer", "phone")


def event_url(street: Street) -> str:
    return f"/office/tallies/event/{street.event}"


def text_of(page: str) -> str:
    """What a reader sees: no tags, one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def coordinator(made: Kiosk) -> FlaskClient:
    return sign_in(*made)


@pytest.fixture(scope="module")
def reader(event_b: tuple[Flask, Street]) -> FlaskClient:
    app, street = event_b
    return sign_in(app, street.store, street.ids)


def test_the_reconciliation_is_said_in_full_with_each_term_a_link(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    page = reader.get(f"{event_url(event_b[1])}?lang=zh-Hant").text
    assert "領出 2,250 = 發放 2,064 + 退回 158 + 損毀 17 + 差 11" in text_of(page)
    links = re.findall(r'<a class="term" href="#([\w-]+)">', page)
    assert len(links) == 5
    assert all(f'id="{link}"' in page for link in links), "every link leads to a table of the page"
    assert "少了 11 份" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/office/tallies", "/office/tallies/campaign/{campaign}", "/office/tallies/event/{event}"])
def test_every_page_speaks_three_languages(event_b: tuple[Flask, Street], reader: FlaskClient, path: str, language: str) -> None:
    street = event_b[1]
    answer = reader.get(path.format(campaign=street.ids.campaign, event=street.event), headers={"Accept-Language": language},
                        query_string={"lang": language})  # fmt: skip
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "2,064" in answer.text


def test_figures_carry_their_marks_and_a_legend(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    page = reader.get(event_url(event_b[1]), query_string={"lang": "en"}).text
    assert 'title="How it was counted: count"' in page
    assert 'title="How it was counted: scan"' in page
    assert '<dl class="legend"' in page


def test_the_hours_are_drawn_with_their_figures(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    chart = re.search(r'<svg[^>]*class="chart".*?</svg>', reader.get(event_url(event_b[1])).text, re.DOTALL)
    assert chart is not None
    assert all(said in chart[0] for said in ("702", "931", "431", "09–10", "11–11:30"))


def test_out_and_in_is_not_measurable_and_never_nought(street: Street, made: Kiosk, coordinator: FlaskClient) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials["B-A5"]
    street.store.write(lambda connection: set_counting_mode(connection, street.event, booth, material, "out_and_in"))
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    page = text_of(coordinator.get(event_url(street), query_string={"lang": "en"}).text)
    assert "not measurable" in page
    assert "difference 0" not in page


def test_a_booth_at_which_nothing_was_moved_has_nothing_to_measure(street: Street, coordinator: FlaskClient) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    street.record("check_in", 5, target="booth:B2", method="volunteer")
    page = coordinator.get(event_url(street), query_string={"lang": "en"}).text
    table = page[page.index('id="booth"') :].partition("</section>")[0]
    assert "not measurable" not in text_of(table)


def test_while_the_event_goes_on_what_is_out_is_in_hand_and_not_missing(street: Street, coordinator: FlaskClient) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    change = {"day": today, "starts": "00:00", "ends": "23:59"}
    street.store.write(lambda connection: records.change(connection, EVENT, street.event, change))
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    page = text_of(coordinator.get(event_url(street), query_string={"lang": "en"}).text)
    assert "in hand 80" in page
    assert "missing" not in page
    campaign = street.store.read().execute("SELECT campaign FROM event WHERE id = ?", (street.event,)).fetchone()[0]
    for path in ("", f"/campaign/{campaign}", f"/campaign/{campaign}/desk", f"/campaign/{campaign}/roll-up"):
        beside = text_of(coordinator.get(f"/office/tallies{path}", query_string={"lang": "en"}).text)
        assert "in hand 80" in beside, path
        assert "are missing" not in beside, path


def test_an_empty_event_offers_one_button(street: Street, coordinator: FlaskClient) -> None:
    page = coordinator.get(event_url(street), query_string={"lang": "en"}).text
    assert page.count('class="button primary"') == 1
    assert "Nothing was recorded for this event" in page


def test_a_kiosk_without_events_offers_one_button(made: Kiosk) -> None:
    app, store, ids = made
    store.write(lambda connection: connection.execute("UPDATE event SET organisation = ? WHERE id = ?", (ids.sister, ids.event)))
    page = sign_in(app, store, ids).get("/office/tallies", query_string={"lang": "en"}).text
    assert page.count('class="button primary"') == 1


@pytest.mark.parametrize("ending", ["", ".json", "/booth.csv"])
def test_a_sisters_event_is_not_there(made: Kiosk, ending: str) -> None:
    app, store, ids = made
    client = sign_in(app, store, ids, "sister")
    assert client.get(f"/office/tallies/event/{ids.event}{ending}").status_code == 404
    assert client.get(f"/office/tallies/campaign/{ids.campaign}").status_code == 404
    assert client.get(f"/office/tallies/campaign/{ids.campaign}.json").status_code == 404
    assert ids.event not in client.get("/office/tallies").text


def test_a_case_worker_has_no_tallies(made: Kiosk) -> None:
    assert sign_in(*made, "case_worker").get("/office/tallies").status_code == 403


def test_nobody_sees_tallies_without_signing_in(made: Kiosk) -> None:
    answer = made[0].test_client().get(f"/office/tallies/event/{made[2].event}")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/office/sign-in")


def test_a_district_sees_counts_and_no_names(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    app, street = event_b
    district = sign_in(app, street.store, street.ids, "district")
    page = district.get(event_url(street)).text
    assert "2,064" in page
    assert "志願者01" not in page
    assert "志願者01" in reader.get(event_url(street)).text
    assert "志願者" not in district.get(f"{event_url(street)}/volunteer.csv").get_data().decode("utf-8-sig").partition("\r\n")[2]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_taken_away(event_b: tuple[Flask, Street], reader: FlaskClient, table: str) -> None:
    answer = reader.get(f"{event_url(event_b[1])}/{table}.csv", query_string={"lang": "en"})
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8"
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 2


def test_the_table_of_booths_and_materials_says_its_codes_and_figures(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    answer = reader.get(f"{event_url(event_b[1])}/booth-material.csv", query_string={"lang": "zh-Hant"})
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0][:5] == ["攤位", "攤位（代號）", "宣傳品", "宣傳品（代號）", "領出"]
    assert rows[1][:9] == ["社區門口", "B1", "什麼是社會工作", "B-A5", "500", "476", "17", "4", "3"]
    assert rows[-1][4:9] == ["2250", "2064", "158", "17", "11"]


def test_a_table_that_does_not_exist_is_not_there(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    assert reader.get(f"{event_url(event_b[1])}/nothing.csv").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run_is_shown_instead(text: str) -> None:
    assert neutralise(text) == f"'{text}"


def test_a_name_that_looks_like_a_formula_stays_text(street: Street, coordinator: FlaskClient) -> None:
    values = {"title": '=HYPERLINK("http://evil.example")'}
    street.store.write(lambda connection: records.change(connection, MATERIAL, street.ids.materials["B-A5"], values))
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    answer = coordinator.get(f"{event_url(street)}/material.csv").get_data().decode("utf-8-sig")
    assert "'=HYPERLINK" in answer


def test_a_table_taken_away_says_how_it_was_counted_and_what_cannot_be_measured(street: Street, coordinator: FlaskClient) -> None:
    booth, material = street.ids.booths["B1"], street.ids.materials["B-A5"]
    street.store.write(lambda c: set_counting_mode(c, street.event, booth, material, "out_and_in"))
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    street.record("return", 200, source="booth:B1", target="store", material="B-A5", quantity=18)
    street.record("hand_out", 60, source="booth:B2", target="public", material="B-A5", quantity=5)
    answer = (
        coordinator.get(f"{event_url(street)}/booth-material.csv", query_string={"lang": "en"}).get_data().decode("utf-8-sig")
    )
    rows = list(csv.reader(io.StringIO(answer)))
    assert rows[0][-1] == "How it was counted"
    first, second = (dict(zip(rows[0], row)) for row in rows[1:3])
    assert first["How it was counted"] == "issued: count; handed out: remainder; returned: count"
    assert "not measurable" in first.values()
    assert "-5" in second.values(), "a number below zero stays a number"


def test_the_json_is_what_the_command_prints(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    street = event_b[1]
    wanted = json.loads(json.dumps(list_tallies(street.store.read(), event=street.event)))
    assert reader.get(f"{event_url(street)}.json").json == wanted
    assert reader.get(f"/office/tallies/campaign/{street.ids.campaign}.json").json == json.loads(
        json.dumps(list_tallies(street.store.read(), "WEEK2017"))
    )


def test_a_poll_that_finds_nothing_new_is_answered_by_its_tag(street: Street, coordinator: FlaskClient) -> None:
    coordinator.get(event_url(street))  # the form's cookie comes with the first page
    tag = coordinator.get(event_url(street)).headers["ETag"]
    again = coordinator.get(event_url(street), headers={"If-None-Match": tag})
    assert (again.status_code == 304 and not again.data) or again.headers["ETag"] != tag, "200 only where a minute has just ended"
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=80)
    assert coordinator.get(event_url(street), headers={"If-None-Match": tag}).status_code == 200


def test_a_changed_plan_changes_the_tag(street: Street, coordinator: FlaskClient) -> None:
    tag = coordinator.get(event_url(street)).headers["ETag"]
    street.store.write(lambda connection: records.change(connection, EVENT, street.event, {"place": "別處"}))
    assert coordinator.get(event_url(street), headers={"If-None-Match": tag}).status_code == 200


def test_a_tag_is_worth_nothing_to_somebody_else(made: Kiosk) -> None:
    app, store, ids = made
    url = f"/office/tallies/event/{ids.event}"
    tag = sign_in(app, store, ids).get(url).headers["ETag"]
    assert sign_in(app, store, ids, "sister").get(url, headers={"If-None-Match": tag}).status_code == 404
    assert app.test_client().get(url, headers={"If-None-Match": tag}).status_code == 302


def test_the_number_of_statements_does_not_grow_with_the_facts(street: Street, coordinator: FlaskClient) -> None:
    def statements() -> int:
        street.record("hand_out", 10, source="booth:B1", target="public", material="B-A5", quantity=1)
        said: list[str] = []
        connection = street.store.read()
        connection.set_trace_callback(said.append)
        assert coordinator.get(event_url(street)).status_code == 200
        connection.set_trace_callback(None)
        return len([one for one in said if not one.startswith("--")])

    street.print("B-A5", 500)
    for bundle in range(1, 3):
        street.record("issue", 0, source="store", target="booth:B1", code=street.code("B-A5", bundle), quantity=50)
        street.scan(("B-A5", bundle), 20, "anna")
    few = statements()
    for bundle in range(3, 9):
        street.record("issue", 0, source="store", target="booth:B2", code=street.code("B-A5", bundle), quantity=50)
        for minute in (20, 40, 90):
            street.scan(("B-A5", bundle), minute, f"{bundle}-{minute % 40}")
            street.record("hand_out", minute, source="booth:B2", target="public", code=street.code("B-A5", bundle), quantity=3)
            street.record("consultation", minute, topic="低保", outcome="answered")
    assert statements() == few


def test_nothing_but_our_own_scripts_run_on_the_page(street: Street, coordinator: FlaskClient) -> None:
    answer = coordinator.get(event_url(street))
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*src=)", answer.text) == []
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in answer.text


def test_the_overview_counts_every_event_that_may_be_seen(event_b: tuple[Flask, Street], reader: FlaskClient) -> None:
    page = text_of(reader.get("/office/tallies", query_string={"lang": "en"}).text)
    assert "Street outreach" in page
    assert "2,064" in page
    assert "文藝展演" not in page


def test_the_events_of_a_large_campaign_come_a_hundred_at_a_time_under_the_sums_of_all(street: Street, coordinator: FlaskClient) -> None:
    values = {"title": "場", "place": "處", "day": "2017-03-01"}
    street.store.write(lambda c: [records.add(c, EVENT, street.ids.campaign, {"code": f"E{number}", **values}, organisation=street.ids.organisation) for number in range(110)])
    street.print("B-A5", 100)
    street.record("issue", 1, source="store", target="booth:B1", material="B-A5", quantity=60)
    street.record("hand_out", 2, source="booth:B1", target="public", material="B-A5", quantity=37)
    address = f"/office/tallies/campaign/{street.ids.campaign}"
    first, second, beyond, best = (
        coordinator.get(address, query_string={"lang": "zh-Hant", "with": "OLD", **asked}).text for asked in ({}, {"page": 2}, {"page": 99}, {"by": "handed_out"})
    )
    tables = [page.partition('id="events"')[2] for page in (first, second, beyond, best)]
    every = int(street.store.read().execute("SELECT count(*) FROM event WHERE campaign = ?", (street.ids.campaign,)).fetchone()[0])
    rows = [table.partition("</tbody>")[0].count('<tr><th scope="row">') for table in tables]
    assert rows == [100, every - 100, every - 100, 100], "a leaf that is no longer there shows the last one"
    assert f"1–100 / {every}" in text_of(first)
    assert f"101–{every} / {every}" in text_of(second)
    assert all("領出 60 = 發放 37" in text_of(page) for page in (first, second, best)), "the sums are always those of all events"
    assert "page=2&amp;with=OLD#events" in first, "turning over keeps the campaign that it is compared with"
    assert street.event not in tables[0]
    assert tables[3].index(f"/office/tallies/event/{street.event}") == tables[3].index("/office/tallies/event/")
    assert f"/office/tallies/campaign/{street.ids.campaign}?page=2#events" in coordinator.get("/office/tallies").text
