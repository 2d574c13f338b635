"""What is taken out says what the tallies say, in every format, opens where it should, and names nobody."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from kiosk.archive_packs import make_pack
from kiosk.campaigns import EVENT
from kiosk.cli import cli
from kiosk.exports.formats import FORMATS, make_file
from kiosk.exports.tables import Table, read_tables
from kiosk.figures.listed import list_tallies
from kiosk.figures.measures import COSTS
from kiosk.figures.tallies import KEYS
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES, catalogue, text
from kiosk.records import change
from kiosk.storage import Store


@pytest.fixture
def store(demonstration: tuple[Flask, Store, Path]) -> Store:
    return demonstration[1]


@pytest.fixture
def week(store: Store) -> str:
    return str(store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"])


def file_of(store: Store, campaign: str, written: str, language: str = "zh-Hant", event: str = "") -> bytes:
    return make_file(store.read(), written, campaign, language=language, now=now_ms(), public_url="https://example.org", event=event).content


def tables_of(store: Store, campaign: str) -> dict[str, Table]:
    return {table.key: table for table in read_tables(store.read(), campaign, language="zh-Hant", now=now_ms())}


def number(value: object) -> float:
    """Say a figure for comparing; what is not measurable is below all others."""
    return -1 if value is None else float(str(value))


def test_every_figure_in_json_and_sqlite_is_the_tallies_own(store: Store, week: str, tmp_path: Path) -> None:
    said = json.loads(file_of(store, week, "json"))
    (tmp_path / "week.sqlite").write_bytes(file_of(store, week, "sqlite"))
    with closing(sqlite3.connect(tmp_path / "week.sqlite")) as opened:
        opened.row_factory = sqlite3.Row
        for scope in ("campaign", "event", "booth", "material", "hour", "booth_material", "booth_hour"):
            rows = [row for row in list_tallies(store.read(), week) if row["scope"] == scope]
            kept = opened.execute(f"SELECT * FROM figures_by_{scope}").fetchall()
            written = said[f"figures_by_{scope}"]
            assert len(rows) == len(kept) == len(written) > 0
            for key in (*KEYS, *(COSTS if scope in ("campaign", "event", "material") else ())):
                wanted = sorted(number(row[key]) for row in rows)
                assert sorted(number(row[key]) for row in written) == wanted, (scope, key)
                assert sorted(number(row[key]) for row in kept) == wanted, (scope, key)
        joined = "SELECT o.name FROM figures_by_event f JOIN event e ON e.code = f.event JOIN organisation o ON o.code = e.organisation WHERE f.handed_out = 2064"
        assert [row["name"] for row in opened.execute(joined)] == ["鄂倫春自治旗民政局"]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        assert opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_what_printing_cost_stands_in_every_file_and_list(demonstration: tuple[Flask, Store, Path], store: Store, week: str) -> None:
    wanted = {"cost": 540.0, "cost_per_handed_out": 0.26, "cost_per_response": 5.63, "cost_per_consultation": 6.21}
    listed = CliRunner().invoke(cli, ["--instance", str(demonstration[2]), "tallies", "--event", "B", "--json"])
    for rows in (json.loads(listed.output), json.loads(file_of(store, week, "json"))["figures_by_event"]):
        row = next(row for row in rows if row.get("event", row["code"] if row.get("scope") == "event" else "") == "B")
        assert {key: row[key] for key in COSTS} == wanted
    with zipfile.ZipFile(io.BytesIO(file_of(store, week, "zip"))) as packed:
        flyers = list(csv.reader(io.StringIO(packed.read("figures_by_material.csv").decode("utf-8-sig"))))
    assert sorted(row[-5] for row in flyers if row[0] == "B") == ["180.00", "360.00"]


def test_a_workbook_has_real_numbers_and_dates_and_a_fixed_first_line(store: Store, week: str) -> None:
    book = load_workbook(io.BytesIO(file_of(store, week, "xlsx")))
    events = book["場次"]
    heads = [cell.value for cell in events[1]]
    assert events.freeze_panes == "A2"
    row = {head: cell.value for head, cell in zip(heads, events[5], strict=True)}
    assert isinstance(row["日期"], datetime | date)
    figures = book["數字-按場次"]
    heads = [cell.value for cell in figures[1]]
    handed = {figures.cell(line, 1).value: figures.cell(line, heads.index("發放") + 1).value for line in range(2, figures.max_row + 1)}
    assert handed["B"] == 2064
    difference = {figures.cell(line, 1).value: figures.cell(line, heads.index("差額") + 1).value for line in range(2, figures.max_row + 1)}
    assert difference["A1"] is None, "counted out and in: not measurable, never 0"


@pytest.mark.parametrize("written", ["xlsx", "zip"])
def test_a_text_that_looks_like_a_formula_is_a_text(store: Store, week: str, written: str) -> None:
    event = store.read().execute("SELECT id, place FROM event WHERE code = 'B'").fetchone()
    store.write(lambda connection: change(connection, EVENT, event["id"], {"place": "=1+2"}))
    try:
        content = file_of(store, week, written)
    finally:
        store.write(lambda connection: change(connection, EVENT, event["id"], {"place": event["place"]}))
    if written == "xlsx":
        cells = [cell for row in load_workbook(io.BytesIO(content))["場次"].iter_rows() for cell in row if cell.value == "=1+2"]
        assert [cell.data_type for cell in cells] == ["s"]
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            rows = list(csv.reader(io.StringIO(packed.read("event.csv").decode("utf-8-sig"))))
        assert sum("'=1+2" in row for row in rows) == 1


def test_nobody_is_named_in_any_file(store: Store, week: str) -> None:
    names = {row["name"] for row in store.read().execute("SELECT name FROM identity WHERE length(name) > 1")}
    notes = {row["note"] for row in store.read().execute("SELECT note FROM identity WHERE length(note) > 4")}
    for written in ("json", "zip", "sqlite", "ics"):
        content = file_of(store, week, written)
        if written == "zip":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
        found = [said for said in names | notes if said.encode() in content]
        assert found == [], written
        assert b"1380000" not in content


def test_hidden_counts_are_in_no_table(store: Store, week: str) -> None:
    said = json.loads(file_of(store, week, "json"))
    assert not {"referral_steps", "outcomes"} & {row["measure"] for row in said["quarters"]}
    shown = {(row["event"], row["detail"]): (row["quantity"], row["hidden"]) for row in said["published"]}
    assert shown["B", "booked_or_referred"] == (13, "")
    assert shown["B", "referrals"] == (None, "fewer_than_5")
    assert shown["", "referrals"] == (10, "")


@pytest.mark.parametrize(("language", "words"), [("zh-Hant", ("發放", "簽到", "淋濕", "微心願")), ("en", ("hand-out", "sign-in", "Wet", "Wish"))])
def test_people_read_words_where_programs_read_codes(store: Store, week: str, language: str, words: tuple[str, ...]) -> None:
    cells = {cell.value for row in load_workbook(io.BytesIO(file_of(store, week, "xlsx", language)))[text(language, "exports.table.quarters")].iter_rows() for cell in row}
    assert [word for word in words if word not in cells] == []
    assert not {"handed_out", "identified", "wet", "self", "wish_steps", "improvement"} & cells
    assert {"handed_out", "visits"} <= {row["measure"] for row in json.loads(file_of(store, week, "json"))["quarters"]}


def test_whatever_is_counted_has_words(store: Store) -> None:
    measures = {row["measure"] for row in store.read().execute("SELECT measure FROM measure_rule UNION SELECT measure FROM tally")} - {"referral_steps"}
    assert [measure for measure in measures if f"figures.record.{measure}" not in catalogue("en")] == []


def test_every_figure_tells_where_it_comes_from(store: Store, week: str) -> None:
    rows = {row[0]: row for row in tables_of(store, week)["provenance"].rows}
    handed = rows["campaign:WEEK2017/event:B/handed_out"]
    assert handed[3] == 2064
    assert handed[5]


def test_a_calendar_holds_events_and_shifts_and_no_second_copy_of_them(store: Store, week: str) -> None:
    entries = Calendar.from_ical(file_of(store, week, "ics")).walk("VEVENT")
    said = {str(entry["SUMMARY"]): entry for entry in entries}
    street = said["街頭宣傳"]
    assert str(street.decoded("DTSTART")) == "2017-03-24 01:00:00+00:00"
    assert any("諮詢" in summary for summary in said)
    uids = [str(entry["UID"]) for entry in entries]
    assert len(uids) == len(set(uids))
    again = Calendar.from_ical(file_of(store, week, "ics", "en")).walk("VEVENT")
    assert [str(entry["UID"]) for entry in again] == uids


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_column_has_a_heading(store: Store, week: str, language: str) -> None:
    book = load_workbook(io.BytesIO(file_of(store, week, "xlsx", language)))
    assert len(book.sheetnames) == len(set(book.sheetnames)) == len(tables_of(store, week)) + 1  # and the organisations side by side


def test_the_command_writes_a_file_and_replaces_none(demonstration: tuple[Flask, Store, Path], tmp_path: Path) -> None:
    folder, target = str(demonstration[2]), tmp_path / "week.json"
    arguments = ["--instance", folder, "export", "--event", "WEEK2017/B", "--format", "json", "-o", str(target)]
    first = CliRunner().invoke(cli, arguments)
    assert first.exit_code == 0, first.output
    assert [row["code"] for row in json.loads(target.read_bytes())["event"]] == ["B"]
    assert CliRunner().invoke(cli, arguments).exit_code != 0
    assert CliRunner().invoke(cli, ["--instance", folder, "export", "--format", "json", "-o", str(tmp_path / "x")]).exit_code == 2


def test_the_formats_of_page_and_command_are_the_same() -> None:
    from kiosk.commands.exports import FORMATS as offered

    assert tuple(FORMATS) == offered


def test_an_archive_pack_holds_what_its_manifest_says_and_names_nobody(demonstration: tuple[Flask, Store, Path], store: Store, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    done = CliRunner().invoke(cli, ["--instance", str(demonstration[2]), "export", "--event", "B", "--format", "archive", "--lang", "zh-Hant", "-o", str(target)])
    assert done.exit_code == 0, done.output
    names = {row["name"] for row in store.read().execute("SELECT name FROM identity WHERE length(name) > 1")}
    with zipfile.ZipFile(target) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        assert {each["name"] for each in manifest["files"]} | {"manifest.json", "SHA256SUMS.txt"} == set(packed.namelist())
        for each in manifest["files"]:
            assert hashlib.sha256(packed.read(each["name"])).hexdigest() == each["sha256"]
        packed.extractall(tmp_path / "unpacked")
        checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS.txt"], cwd=tmp_path / "unpacked", capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout.count(": OK")) == (0, len(manifest["files"])), checked.stderr
        folders = sorted({name.partition("/")[0] for name in packed.namelist() if "/" in name})
        assert [folder[0] for folder in folders] == [str(number) for number in range(1, len(folders) + 1)]
        assert [folder[2:] for folder in folders if folder[2:] not in ("equipment", "sheets")] == ["plan", "materials", "figures", "summary", "closing"]
        contents = packed.read("contents.txt").decode("utf-8-sig").splitlines()
        assert contents[0] == "「街頭宣傳」歸檔目錄"
        assert all(name.rpartition("/")[2] in "".join(contents) for name in packed.namelist() if "/" in name)
        said = "".join(contents) + "".join(PdfReader(io.BytesIO(packed.read(name))).pages[0].extract_text() for name in packed.namelist() if name.endswith(".pdf"))
        said += "".join(packed.read(name).decode("utf-8-sig") for name in packed.namelist() if name.endswith((".csv", ".json")))
        assert "2064" in packed.read(next(name for name in packed.namelist() if name.endswith("figures/figures_by_event.csv"))).decode("utf-8-sig")
    assert [name for name in names if name in said] == []


def test_a_pack_is_filed_away_though_its_summary_has_what_no_pdf_can_show(demonstration: tuple[Flask, Store, Path], store: Store) -> None:
    event = store.read().execute("SELECT * FROM event WHERE code = 'A0'").fetchone()
    store.write(lambda connection: change(connection, EVENT, event["id"], {"outcome": "大家都很高興😀。"}))
    made = make_pack(store.read(), event["id"], language="zh-Hant", now=now_ms(), public_url="", demonstration=True)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        left_out = {each["name"].partition("-")[2]: each["why"] for each in json.loads(packed.read("manifest.json"))["left_out"]}
        assert left_out["summary/draft.pdf"] == "no_glyphs"
        assert any(name.endswith("summary/draft.docx") for name in packed.namelist())
    store.write(lambda connection: change(connection, EVENT, event["id"], {"outcome": event["outcome"]}))
