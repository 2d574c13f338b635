"""A summary that was handed in never changes; what came later is told beside it, with where it came from."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from kiosk import ids, ledger, records
from kiosk.accounts import add_account, grant
from kiosk.campaigns import EVENT
from kiosk.checks import check_instance
from kiosk.config import load_config
from kiosk.ids import new_id
from kiosk.storage import Store
from kiosk.summary.frozen import from_json, to_json
from kiosk.summary.named import Named
from kiosk.summary.versions import get_version, latest_of_event, versions_of
from printables.charts import Bar, Columns
from printables.report import Chart

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module", autouse=True)
def people(demonstration: tuple[Flask, Store, Path]) -> None:
    """Who hands in, who may only read, and somebody of a sister organisation."""

    def work(connection: sqlite3.Connection) -> None:
        units = {row["code"]: row["id"] for row in connection.execute("SELECT id, code FROM organisation")}
        for name, role, code in (("of-b", "coordinator", "B"), ("of-c", "coordinator", "C"), ("of-all", "district", "DEMO")):
            account = add_account(connection, name, PASSWORD)
            grant(connection, account, role, units[code], by=account)

    demonstration[1].write(work)


@pytest.fixture
def store(demonstration: tuple[Flask, Store, Path]) -> Store:
    return demonstration[1]


@pytest.fixture
def event(store: Store) -> str:
    return str(store.read().execute("SELECT id FROM event WHERE code = 'B'").fetchone()["id"])


def signed_in(app: Flask, name: str) -> FlaskClient:
    visitor = app.test_client()
    assert visitor.post("/office/sign-in", data={"name": name, "password": PASSWORD}).status_code in (302, 303)
    return visitor


def address(event: str, act: str = "", shape: str = "brief") -> str:
    return f"/office/tallies/event/{event}/summary{act}?shape={shape}&text=zh-Hant&lang=en"


def hand_in(visitor: FlaskClient, store: Store, event: str, shape: str = "brief", id: str = "") -> str:
    answer = visitor.post(address(event, "/hand-in", shape), data={"id": id or new_id()})
    assert answer.status_code == 302
    return str(store.read().execute("SELECT id FROM summary_version ORDER BY made_at DESC, number DESC LIMIT 1").fetchone()["id"])


def more_handed_out(store: Store, event: str, quantity: int) -> str:
    row = store.read().execute("SELECT id FROM booth WHERE event = ? AND code = 'B1'", (event,)).fetchone()
    material = store.read().execute("SELECT id FROM material WHERE code = 'B-A5'").fetchone()["id"]
    id = new_id()
    fact = ledger.make_fact(
        "hand_out", id=id, device="account:late", at=1_490_400_000_000, event=event, booth=row["id"], source=f"booth:{row['id']}", target="public",
        material=material, quantity=quantity, authority=1,
    )  # fmt: skip
    store.write(lambda connection: ledger.append(connection, [fact]))
    return id


def take_back(store: Store, event: str, entry: str) -> None:
    store.write(lambda connection: ledger.append(connection, [ledger.make_fact("void", id=new_id(), device="account:late", event=event, names=entry, authority=1)]))


def test_later_facts_never_alter_it_and_are_told_beside_it(demonstration: tuple[Flask, Store, Path], store: Store, event: str) -> None:
    visitor = signed_in(demonstration[0], "of-b")
    version = hand_in(visitor, store, event)
    before = get_version(store.read(), version)
    assert "No figure has changed" in visitor.get(address(event)).text
    entry = more_handed_out(store, event, 40)
    try:
        page = visitor.get(address(event)).text
        assert "+40" in page
        assert "25 March" in page
        assert get_version(store.read(), version) == before
        file = visitor.get(address(event, f"/version/{version}.docx"))
        said = "".join(paragraph.text for paragraph in Document(io.BytesIO(file.data)).paragraphs)
        assert "2064" in said.replace(",", "")
        assert "2104" in visitor.get(address(event)).text.replace(",", "")
    finally:
        take_back(store, event, entry)
    assert "No figure has changed" in visitor.get(address(event)).text


def test_later_facts_are_told_of_an_event_that_has_another_code_by_now(demonstration: tuple[Flask, Store, Path], store: Store, event: str) -> None:
    visitor = signed_in(demonstration[0], "of-b")
    hand_in(visitor, store, event)
    entry = more_handed_out(store, event, 40)
    store.write(lambda connection: records.change(connection, EVENT, event, {"code": "B9"}))
    try:
        assert "+40" in visitor.get(address(event)).text
    finally:
        store.write(lambda connection: records.change(connection, EVENT, event, {"code": "B"}))
        take_back(store, event, entry)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_supplement_says_what_has_changed_and_from_where(demonstration: tuple[Flask, Store, Path], store: Store, event: str, language: str) -> None:
    visitor = signed_in(demonstration[0], "of-b")
    said = f"?shape=sections&text={language}&lang={language}"
    of = f"/office/tallies/event/{event}/summary"
    visitor.post(f"{of}/hand-in{said}", data={"id": new_id()})
    version = versions_of(store.read(), Named(*store.read().execute("SELECT campaign, '', id, 0, 'sections', ? FROM event WHERE id = ?", (language, event)).fetchone()))[0].id
    assert visitor.get(f"{of}/version/{version}/supplement.txt{said}").status_code == 404
    entry = more_handed_out(store, event, 40)
    try:
        text = visitor.get(f"{of}/version/{version}/supplement.txt{said}").text.replace(",", "")
        assert [words for words in ("2064", "2104", "+40", "−40", {"en": "Community gate", "zh-Hans": "社区门口", "zh-Hant": "社區門口"}[language]) if words not in text] == []
        assert "B-A5" not in text
        office = {"en": "office", "zh-Hans": "办公室", "zh-Hant": "辦公室"}[language]
        assert [line for line in text.splitlines() if "+40" in line and office not in line] == [], "a goal's figure comes from where its facts come from"
        for kind in ("docx", "pdf", "md"):
            assert visitor.get(f"{of}/version/{version}/supplement.{kind}{said}").status_code == 200
    finally:
        take_back(store, event, entry)


def test_a_double_click_hands_in_once_and_a_second_time_makes_a_new_version(demonstration: tuple[Flask, Store, Path], store: Store, event: str) -> None:
    visitor, id = signed_in(demonstration[0], "of-b"), new_id()
    numbers = [get_version(store.read(), hand_in(visitor, store, event, "sections", each)).number for each in (id, id, new_id())]
    assert [number - numbers[0] for number in numbers] == [0, 0, 1]


def test_a_clock_set_back_loses_no_edit_and_no_version(demonstration: tuple[Flask, Store, Path], store: Store, event: str, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, block = signed_in(demonstration[0], "of-b"), "event.B.stage"
    written = address(event, "/edit", "narrative")
    assert visitor.post(written, data={"id": new_id(), "block": block, "text": "時鐘撥回之前。"}).status_code == 302
    hand_in(visitor, store, event, "narrative")
    entry = more_handed_out(store, event, 40)
    yesterday = ids.now_ms() - 86_400_000
    with monkeypatch.context() as patch:
        patch.setattr(ids, "time", SimpleNamespace(time_ns=lambda: yesterday * 1_000_000))
        try:
            assert "+40" in visitor.get(address(event, shape="narrative")).text
            assert "clock is behind the last record" in visitor.get(address(event, shape="narrative")).text
            assert visitor.post(written, data={"id": new_id(), "block": block, "text": "時鐘撥回之後。"}).status_code == 302
            assert "時鐘撥回之後。" in visitor.get(address(event, shape="narrative")).text
            visitor.post(address(event, "/hand-in", "narrative"), data={"id": new_id()})
            latest = latest_of_event(store.read(), event)
            assert latest is not None
            assert ("時鐘撥回之後。" in latest.report, latest.at) == (True, yesterday)
        finally:
            visitor.post(written, data={"id": new_id(), "block": block, "back": "1"})
            take_back(store, event, entry)
    assert "clock is behind" not in visitor.get(address(event, shape="narrative")).text


def test_a_version_that_was_tampered_with_is_found(demonstration: tuple[Flask, Store, Path], store: Store, event: str) -> None:
    visitor = signed_in(demonstration[0], "of-b")
    version = hand_in(visitor, store, event, "narrative")
    with pytest.raises(sqlite3.IntegrityError):
        store.write(lambda connection: connection.execute("UPDATE summary_version SET report = '{}' WHERE id = ?", (version,)))
    assert not [problem for problem, _values in check_instance(load_config(demonstration[2])).problems if problem == "check.summary"]


def test_a_chart_of_the_first_kind_is_still_read() -> None:
    block = {"is": "Chart", "key": "chart.hours.B", "caption": "各時段發放", "columns": [{"label": "09–10", "value": 702, "note": ""}]}
    head = {"language": "zh-Hant", "title": "活動總結", "subtitle": "", "issuer": "", "issued": "", "mark": "", "missing": []}
    [read] = from_json(json.dumps(head | {"blocks": [block]})).blocks
    assert read == Chart("chart.hours.B", Columns("各時段發放", (Bar("09–10", 702),)))


def test_a_report_reads_back_as_it_was_frozen(demonstration: tuple[Flask, Store, Path], store: Store, event: str) -> None:
    version = get_version(store.read(), hand_in(signed_in(demonstration[0], "of-b"), store, event))
    assert to_json(from_json(version.report)) == version.report
    assert version.said["campaign:WEEK2017/event:B/handed_out"] == 2064
    assert json.loads(version.report)["language"] == "zh-Hant"


def test_an_edit_survives_and_is_handed_in_with_its_live_figure(demonstration: tuple[Flask, Store, Path], store: Store, event: str) -> None:
    visitor = signed_in(demonstration[0], "of-b")
    report = json.loads(get_version(store.read(), hand_in(visitor, store, event)).report)
    [block] = [each for each in report["blocks"] if each["is"] == "Paragraph" and any(span["figure"].endswith("/event:B/handed_out") for span in each["spans"])][:1]
    number = next(span["text"] for span in block["spans"] if span["figure"].endswith("/event:B/handed_out"))
    answer = visitor.post(address(event, "/edit"), data={"id": new_id(), "block": block["key"], "text": f"三個攤位共發出{number}份，另有700人駐足。"})
    assert answer.status_code == 302
    entry = more_handed_out(store, event, 40)
    try:
        page = visitor.get(address(event)).text
        assert "三個攤位共發出" in page
        assert "700＊" in page
        assert "2104" in page.replace(",", "")
    finally:
        take_back(store, event, entry)
        visitor.post(address(event, "/edit"), data={"id": new_id(), "block": block["key"], "back": "1"})
    assert "三個攤位共發出" not in visitor.get(address(event)).text


def test_a_telephone_number_is_refused_and_what_was_typed_stays_in_the_form(demonstration: tuple[Flask, Store, Path], event: str, store: Store) -> None:
    visitor = signed_in(demonstration[0], "of-b")
    block = json.loads(get_version(store.read(), hand_in(visitor, store, event)).report)["blocks"][-1]["key"]
    answer = visitor.post(address(event, "/edit"), data={"id": new_id(), "after": block, "text": "聯絡人電話13800000001"})
    assert answer.status_code in (404, 422)
    if answer.status_code == 422:
        assert "13800000001" in answer.text


def test_who_may_only_read_reads_and_a_sister_sees_nothing(demonstration: tuple[Flask, Store, Path], event: str) -> None:
    app = demonstration[0]
    district, sister = signed_in(app, "of-all"), signed_in(app, "of-c")
    page = district.get(address(event))
    assert page.status_code == 200
    assert "/hand-in" not in page.text
    assert district.post(address(event, "/hand-in"), data={"id": new_id()}).status_code in (403, 404)
    assert sister.get(address(event)).status_code == 404
    assert sister.post(address(event, "/edit"), data={"id": new_id(), "block": "x", "text": "y"}).status_code == 404


@pytest.mark.parametrize("query", ["shape=poem", "text=fr"])
def test_a_shape_or_language_that_there_is_not_is_not_found(demonstration: tuple[Flask, Store, Path], event: str, query: str) -> None:
    assert signed_in(demonstration[0], "of-b").get(f"/office/tallies/event/{event}/summary?{query}").status_code == 404


def test_who_sees_a_part_of_the_campaign_is_shown_her_own_summary(demonstration: tuple[Flask, Store, Path], store: Store) -> None:
    campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    page = signed_in(demonstration[0], "of-b").get(f"/office/tallies/campaign/{campaign}/summary?lang=zh-Hant&text=zh-Hant")
    assert page.status_code == 200
    assert "鄂倫春自治旗民政局" in page.text
    assert "匯賢里" not in page.text
    whole = signed_in(demonstration[0], "of-all").get(f"/office/tallies/campaign/{campaign}/summary?collected=1&lang=zh-Hant&text=zh-Hant")
    assert "匯賢里" in whole.text
    assert "【3】" in whole.text
