"""The pages of the reconciliation desk: what is said, who may do what, explaining and closing by form, the record, and the command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from kiosk import records
from kiosk.books.reconciliation import look
from kiosk.campaigns import BOOTH
from kiosk.cli import cli
from kiosk.co_organisers import CO_ORGANISER
from kiosk.ids import new_id
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import plan_run
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.street import ADDRESS, Street
from tests.tallies.test_pages import text_of


@pytest.fixture
def coordinator(made: Kiosk) -> FlaskClient:
    client = sign_in(*made)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def desk_url(street: Street) -> str:
    return f"/office/tallies/event/{street.event}/desk"


def pdf_text(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())


def explain(client: FlaskClient, street: Street, key: str, said: str) -> int:
    check = next(check for check in look(street.store.read(), street.event).checks if check.key == key)
    form = {"id": new_id(), "check": key, "basis": check.basis, "text": said}
    return client.post(f"{desk_url(street)}/explain", data=form).status_code


def close(client: FlaskClient, street: Street, mark: str = "") -> str:
    form = {"id": new_id(), "mark": mark or look(street.store.read(), street.event).mark}
    return text_of(client.post(f"{desk_url(street)}/close", data=form, follow_redirects=True).text)


def test_event_b_leads_from_the_sum_to_the_bundle_and_the_person(event_b: tuple[Flask, Street]) -> None:
    app, street = event_b
    client = sign_in(app, street.store, street.ids)
    page = client.get(desk_url(street), query_string={"lang": "zh-Hant"}).text
    assert "領出 2,250 = 發放 2,064 + 退回 158 + 損毀 17 + 差 11" in text_of(page)
    assert all(f'id="{link}"' in page for link in re.findall(r'<a class="term" href="#([\w-]+)">', page))
    assert "還有 1 項未結" not in page, "the bundles that are not settled are open too, and explained together"
    assert 'name="mark"' not in page, "no button to close while something is open"
    for step in ("B2", "B-A5", "/20", "V09"):
        links = re.findall(r'<th scope="row" class="text"><a href="([^"]+)">(.*?)</a></th>', page, re.DOTALL)
        url = next(url for url, said in links if step in text_of(said).replace("R1/20", "/20"))
        page = client.get(url.replace("&amp;", "&").partition("#")[0], query_string=None).text
    assert ">14<" in page, "what V09 handed out of the last bundle"
    assert client.get(f"{desk_url(street)}?by=hour&lang=en").text.count("<tr>") >= 4
    assert sign_in(app, street.store, street.ids, "district").get(f"{desk_url(street)}?by=holder").text.count("志願者09") == 0


def test_a_row_that_is_folded_on_a_phone_says_what_each_figure_is(event_b: tuple[Flask, Street]) -> None:
    app, street = event_b
    client = sign_in(app, street.store, street.ids)
    campaign = street.store.read().execute("SELECT campaign FROM event WHERE id = ?", (street.event,)).fetchone()[0]
    for url in (desk_url(street), f"/office/tallies/event/{street.event}", f"/office/tallies/campaign/{campaign}/desk"):
        page = client.get(url, query_string={"lang": "zh-Hant"}).text
        assert page.count('class="table-wrap"') == page.count('class="stacks"'), url
        assert [cell for cell in re.findall(r"<td[^>]*>", page) if "number" in cell and "data-of=" not in cell] == [], url
        assert 'data-of="差"' in page, url


def test_explaining_and_closing_by_form(street: Street, coordinator: FlaskClient, made: Kiosk) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=50)
    street.record("hand_out", 10, source="booth:B1", target="public", material="B-A5", quantity=46)
    assert "1 item is still open" in close(coordinator, street)
    refused = coordinator.post(f"{desk_url(street)}/explain", data={"id": new_id(), "check": "difference", "text": "問王姐 13800001111"}, query_string={"lang": "en"})
    assert (refused.status_code, "leave out the telephone" in refused.text, "問王姐 13800001111" in refused.text) == (422, True, True)
    assert explain(coordinator, street, "difference", "風大，吹走了 4 份<b>") == 302
    page = coordinator.get(desk_url(street)).text
    assert "風大，吹走了 4 份&lt;b&gt;" in page
    assert "the day can be closed" in page
    assert "changed" in close(coordinator, street, "stale")
    said = close(coordinator, street)
    assert "The day is closed" in said
    assert "Closed by coordinator" in said
    for page in ("", "/dashboard"):
        assert "Day closed" in text_of(coordinator.get(f"/office/tallies/event/{street.event}{page}").text), "wherever the event's figures are"
    other = sign_in(*made, "administrator")
    other.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "just closed the day" in close(other, street)
    street.record("hand_out", 20, source="booth:B1", target="public", material="B-A5", quantity=40)
    late = text_of(coordinator.get(desk_url(street), query_string={"lang": "en"}).text)
    assert "handed out +40 (46 → 86)" in late
    assert "handed out +40 (Office" in late
    assert "Since the day was closed" in late
    campaign = street.store.read().execute("SELECT campaign FROM event WHERE id = ?", (street.event,)).fetchone()[0]
    assert "Copies were moved since." in coordinator.get(f"/office/tallies/campaign/{campaign}/desk").text
    assert "come open since the day was closed" in late, "what to do about it stands where the day is said to be closed"
    coordinator.post(f"{desk_url(street)}/reopen", data={"id": new_id()})
    page = text_of(coordinator.get(desk_url(street), query_string={"lang": "en"}).text)
    assert "The earlier explanation was for 4" in page
    assert "opened again by coordinator" in page
    again = coordinator.get(desk_url(street)).text
    assert 'value="風大，吹走了 4 份&lt;b&gt;"' in again, "what was written is there to be changed"


def test_bundles_that_have_more_left_than_is_missing_say_why(street: Street, coordinator: FlaskClient) -> None:
    street.print("B-A5", 100)
    for bundle in (1, 2):
        street.record("issue", 0, source="store", target="booth:B1", code=street.code("B-A5", bundle), quantity=50)
    street.record("hand_out", 10, source="booth:B1", target="public", material="B-A5", quantity=94)
    page = text_of(coordinator.get(desk_url(street)).text)
    assert "The bundles have 100 left together, 94 more than the difference" in page
    street.record("hand_out", 11, source="booth:B1", target="public", material="B-A5", quantity=6)
    assert "left together" not in coordinator.get(desk_url(street)).text


def test_the_desk_of_a_running_event_waits_and_leads_to_its_end(street: Street, coordinator: FlaskClient) -> None:
    street.store.write(lambda c: c.execute("UPDATE event SET day = date('now'), starts = '00:00', ends = '23:59', zone = 'UTC' WHERE id = ?", (street.event,)))
    page = coordinator.get(desk_url(street)).text
    assert "once the event is over" in page
    assert f"/office/plan/event/{street.event}/status/end" in page
    assert "tone-bad" not in page, "nothing is wrong with a day that goes on"


def test_the_closing_record_says_what_was_frozen_then(street: Street, coordinator: FlaskClient) -> None:
    for number in range(14):  # more places than lines: they are summed up by booth, then by material
        booth = street.store.write(lambda c, n=number: records.add(c, BOOTH, street.event, {"code": f"X{n}", "name": f"攤{n}"}))  # type: ignore[misc]
        street.record("issue", 0, source="store", target=f"booth:{booth}", material="B-A5", quantity=50)
        street.record("hand_out", 1, source=f"booth:{booth}", target="public", material="B-A5", quantity=49)
    reason = "每處少一份，" * 30
    assert explain(coordinator, street, "difference", reason) == 302
    close(coordinator, street)
    street.record("hand_out", 20, source="booth:B1", target="public", material="B-A5", quantity=400)
    link = re.search(r'href="([^"]+\.pdf)"', coordinator.get(desk_url(street)).text)
    assert link is not None
    for language, title in (("zh-Hant", "日結單"), ("zh-Hans", "日结单"), ("en", "Closing record")):
        answer = coordinator.get(link[1], query_string={"lang": language})
        said = re.sub(r"\s|[0-9a-f]{24}", "", pdf_text(answer.data))  # without the check code, in which any figure may stand
        assert answer.headers["Content-Disposition"].endswith("filename=WEEK2017-B-1.pdf")
        assert all(figure in said for figure in (title.replace(" ", ""), "700", "686", "14", "coordinator"))
        assert "400" not in said
        assert said.count("每處少一份") == 30


def test_a_co_organiser_and_a_printer_look_and_close_nothing_and_a_sister_sees_nothing(made: Kiosk, street: Street) -> None:
    ids = street.ids
    for who, looks, acts in (("printing", 200, 403), ("district", 200, 403), ("sister", 404, 404), ("case_worker", 403, 403)):
        client = sign_in(*made, who)
        assert client.get(desk_url(street)).status_code == looks, who
        for deed in ("close", "explain", "reopen"):
            assert client.post(f"{desk_url(street)}/{deed}", data={"id": new_id()}).status_code == acts, (who, deed)
    street.store.write(lambda c: records.add(c, CO_ORGANISER, street.event, {"code": "J1", "organisation": ids.sister}))
    partner = sign_in(*made, "sister")
    assert partner.get(desk_url(street)).status_code == 200
    assert partner.post(f"{desk_url(street)}/close", data={"id": new_id()}).status_code == 403
    assert "街頭宣傳" in partner.get(f"/office/tallies/campaign/{ids.campaign}/desk").text
    assert sign_in(*made).get(f"{desk_url(street)}/{new_id()}.pdf").status_code == 404


def test_the_pages_that_are_missing_are_named(street: Street, coordinator: FlaskClient) -> None:
    plan = sign_in_plan(street.store.read(), street.event, pages=6, asked={"by": "test", "base_url": ADDRESS})
    sheet = street.store.write(lambda c: plan_run(c, plan))
    for page in (1, 3):
        street.record("sheet_total", 5, quantity=20, method="paper", sheet=sheet, page=page)
    page_text = text_of(coordinator.get(desk_url(street), query_string={"lang": "zh-Hant"}).text)
    assert "已印 6 頁，錄入 2 頁，還缺 4 頁" in page_text
    assert "2、4–6" in page_text


def test_the_command_says_it_in_words_and_by_its_exit_code(made: Kiosk, street: Street, coordinator: FlaskClient) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=50)
    instance = str(Path(made[0].extensions["kiosk"].config.instance))
    runner = CliRunner(env={"KIOSK_LANGUAGE": "en", "KIOSK_INSTANCE": instance})
    said = runner.invoke(cli, ["reconcile", "--event", "B"])
    assert said.exit_code == 1
    assert "✗ Copies: 50 copies are missing." in said.output
    assert "issued 50 = handed out 0 + returned 0 + spoiled 0 + difference 50" in said.output
    explain(coordinator, street, "difference", "整捆留在車上")
    close(coordinator, street)
    closed = runner.invoke(cli, ["reconcile", "--event", "B", "--json"])
    [desk] = json.loads(closed.output)
    assert (closed.exit_code, desk["open"], desk["closed_at"] is not None, desk["since_closing"]) == (0, 0, True, {})


def test_a_broken_address_is_answered_with_a_page(street: Street, coordinator: FlaskClient) -> None:
    street.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=50)
    for query in ("?by=nothing", "?booth=nowhere&material=-&bundle=x&holder=person:&phone=%00&hour=abc&by=hour", "?hour=-99999999999999999999"):
        assert coordinator.get(desk_url(street) + query).status_code == 200, query
    assert coordinator.post(f"{desk_url(street)}/explain", data={"id": new_id(), "check": "no such", "text": "x"}).status_code == 404
    assert coordinator.post(f"{desk_url(street)}/close", data={"id": "7"}).status_code == 409
