"""The printing staff's pages: the address first, then runs, their PDFs, and what a code stands for."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import organisations, records
from kiosk.ids import new_id
from kiosk.printed_codes import look_up
from kiosk.prints import jobs as print_jobs
from kiosk.prints import pages as print_pages
from kiosk.prints import runs as print_runs
from kiosk.prints.folder import purge_prints
from kiosk.prints.kinds import KINDS
from tests.prints.offices import ADDRESS, Office
from tests.prints.reading import read_all


def test_the_address_is_asked_for_before_the_first_real_run(empty_office: Office) -> None:
    desk = empty_office.desk("printing")
    answer = desk.get(f"/office/print/{empty_office.ids.event}/new")
    assert answer.headers["Location"].startswith("/office/print/address")
    assert empty_office.plan().headers["Location"].startswith("/office/print/address")
    assert desk.get(f"/office/print/{empty_office.ids.event}/new?sample=1").status_code == 200
    assert empty_office.plan(sample="1").status_code == 303


def test_the_address_shows_a_code_to_try_and_is_kept(empty_office: Office) -> None:
    desk = empty_office.desk("printing")
    assert "<svg" not in desk.get("/office/print/address").text.split("<main", 1)[1]
    desk.post("/office/print/address", data={"address": f"{ADDRESS}/"})
    assert ADDRESS in desk.get("/office/print/address").text
    assert 'aria-label="https://kiosk.example.org"' in desk.get("/office/print/address").text


def test_what_is_no_address_is_refused_beside_its_field(empty_office: Office) -> None:
    desk = empty_office.desk("printing")
    for typed in ("", "kiosk.example.org", "ftp://kiosk.example.org", "https://kiosk.example.org/f?x=1"):
        answer = desk.post("/office/print/address", data={"address": typed})
        assert answer.status_code == 422
        assert 'id="address-error"' in answer.text


def test_only_an_administrator_changes_the_address_later(office: Office) -> None:
    other = {"address": "https://other.example.org"}
    assert office.desk("printing").post("/office/print/address", data=other).status_code == 403
    assert office.desk("administrator").post("/office/print/address", data=other).status_code == 303


def test_a_local_address_must_be_confirmed_in_the_form(empty_office: Office) -> None:
    empty_office.desk("printing").post("/office/print/address", data={"address": "http://192.168.1.5:8000"})
    answer = empty_office.plan()
    assert answer.status_code == 422
    assert 'id="local_confirmed-error"' in answer.text
    run = empty_office.run(local_confirmed="1")
    assert print_runs.get_run(empty_office.store.read(), run)["sample"] == "local"


def test_a_runs_pdf_holds_its_codes_and_so_does_a_bundles(office: Office) -> None:
    run = office.run()
    desk = office.desk("printing")
    pdf = desk.get(f"/office/print/run/{run}.pdf")
    assert pdf.mimetype == "application/pdf"
    assert read_all(pdf.data) == set(print_pages.expected_codes(office.store.read(), run))
    bundle = read_all(desk.get(f"/office/print/run/{run}.pdf?bundle=2").data)
    assert bundle == set(print_pages.expected_codes(office.store.read(), run, 6, 10))
    assert desk.get(f"/office/print/run/{run}.pdf?bundle=3").status_code == 404
    assert desk.get(f"/office/print/run/{run}.pdf?last=99").status_code == 422


def test_the_form_sent_twice_is_one_run(office: Office) -> None:
    id = new_id()
    assert {office.run(id=id), office.run(id=id)} == {id}
    assert len(print_runs.runs_of(office.store.read(), office.ids.event)) == 1


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("sign_in", {"columns": ["name", "unit", "phone4", "time", "signature", "remarks", "resident"], "copies": "2"}),
        ("record", {}),
        ("booth_sign", {"booths": "all", "paper": "A5"}),
        ("tally_sheet", {"booths": "all"}),
    ],
)
def test_every_kind_of_sheet_can_be_planned_and_printed(office: Office, kind: str, form: dict[str, object]) -> None:
    if "booths" in form:
        form = form | {"booths": list(office.ids.booths.values())}
    assert office.plan(kind, **form).status_code == 303
    desk = office.desk("printing")
    assert desk.get("/office/print").status_code == 200
    expected: set[str] = set()
    for state in print_runs.runs_of(office.store.read(), office.ids.event):
        expected |= set(print_pages.expected_codes(office.store.read(), state.row["id"]))
        assert desk.get(f"/office/print/run/{state.row['id']}").status_code == 200
        assert read_all(desk.get(f"/office/print/run/{state.row['id']}.pdf").data) <= expected
    if "booths" in form:
        assert read_all(desk.get(f"/office/print/{office.ids.event}/{kind}.pdf").data) == expected


def test_a_big_run_is_made_by_a_child_process_with_progress(office: Office) -> None:
    run = office.run(copies="204", layout="A4/1", bundle_size="50")
    desk = office.desk("printing")
    started = desk.get(f"/office/print/run/{run}.pdf")
    assert started.status_code == 303
    page = started.headers["Location"]
    assert desk.get(f"/office/print/run/{run}.pdf").headers["Location"] == page
    state = wait_for(desk, page)
    assert state == {"state": "done", "stage": "draw", "done": 206, "total": 206}
    assert ".pdf" in desk.get(page).text
    assert read_all(fetch(desk, f"{page}.pdf")) == set(print_pages.expected_codes(office.store.read(), run))
    assert office.desk("sister").get(f"{page}.pdf").status_code == 404
    leftovers = {path.suffix for path in (office.folder / "instance" / "prints").iterdir()}
    assert leftovers == {".json", ".pdf"}


def fetch(desk: FlaskClient, path: str) -> bytes:
    with desk.get(path) as answer:
        return bytes(answer.data)


def wait_for(desk: FlaskClient, page: str) -> dict[str, object]:
    deadline = time.monotonic() + 60
    while (state := desk.get(f"{page}.json").json) and state["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert state is not None
    return dict(state)


def test_prints_are_the_owners_alone_and_gone_after_a_day(office: Office, tmp_path: Path) -> None:
    job = print_jobs.keep_pdf(tmp_path, office.ids.event, ("coordinator",), b"%PDF-")
    folder = tmp_path / "prints"
    assert (folder.stat().st_mode & 0o777, print_jobs.pdf_of(tmp_path, job).stat().st_mode & 0o777) == (0o700, 0o600)
    purge_prints(folder, -1)
    assert list(folder.iterdir()) == []


def test_copies_made_and_spoiled_are_recorded_once_however_often_the_form_is_sent(office: Office) -> None:
    run = office.run()
    desk = office.desk("printing")
    form = dict(re.findall(r'name="(print_id|spoil_id)" value="([^"]+)"', desk.get(f"/office/print/run/{run}").text))
    for _ in range(2):
        assert desk.post(f"/office/print/run/{run}/copies", data=form | {"made": "12", "spoiled": "2"}).status_code == 303
    [state] = print_runs.runs_of(office.store.read(), office.ids.event)
    assert (state.made, state.spoiled, state.row["state"]) == (12, 2, "printed")


def test_figures_that_cannot_be_are_told_beside_their_field(office: Office) -> None:
    run, desk = office.run(), office.desk("printing")
    for made, spoiled in (("", "0"), ("0", "0"), ("5", "6"), ("many", "0"), ("-3", "0"), ("1e3", "0"), ("５", "0")):
        form = {"print_id": new_id(), "spoil_id": new_id(), "made": made, "spoiled": spoiled}
        answer = desk.post(f"/office/print/run/{run}/copies", data=form)
        assert answer.status_code == 422
        assert "-error" in answer.text


def test_staff_who_scan_a_code_see_its_run_and_its_bundle(office: Office) -> None:
    run = office.run()
    codes = [text.rsplit("/", 1)[1] for text in print_pages.expected_codes(office.store.read(), run)]
    for code in codes:
        use = look_up(office.store.read(), code)
        answer = office.desk("printing").get(f"/office/print/code/{code.lower()}?lang=en")
        assert use is not None
        assert f"bundle {use.bundle}" in answer.text
        assert "6–10" in answer.text if use.bundle == 2 else "1–5" in answer.text
        assert office.desk("sister").get(f"/office/print/code/{code}").status_code == 404
    assert office.desk("printing").get("/office/print/code/0000000001").status_code == 404


def test_a_test_scan_and_the_bundling_move_a_run_on_and_never_back(office: Office) -> None:
    run = office.run()
    for state, then in (("tested", "tested"), ("bundled", "bundled"), ("tested", "bundled")):
        office.desk("printing").post(f"/office/print/run/{run}/state", data={"state": state})
        assert print_runs.get_run(office.store.read(), run)["state"] == then


def test_only_who_coordinates_makes_pairing_cards_and_sees_their_word_once(office: Office) -> None:
    form = {"booths": [office.ids.booths["B1"]], "cards": "3"}
    assert office.plan("cards", **form).status_code == 403
    page = office.plan("cards", "coordinator", **form).text
    word = re.search(r'class="word">(\d{4})<', page)
    link = re.search(r"/office/print/job/\w+\.pdf", page)
    assert word
    assert link
    cards = read_all(fetch(office.desk("coordinator"), link[0]))
    assert len(cards) == 3
    assert {text.rsplit("/", 1)[0] for text in cards} == {"HTTPS://KIOSK.EXAMPLE.ORG/P"}
    assert office.desk("printing").get(link[0]).status_code == 403
    assert word[1] not in office.desk("coordinator").get("/office/print").text


def test_a_text_without_room_is_told_beside_its_field(office: Office) -> None:
    long = {"title": "一" * 60, "place": "康寧社區", "day": "2026-12-05", "line": "長" * 300}
    answer = office.desk("coordinator").post("/office/new", data=long)
    assert answer.status_code == 422
    assert '-error"' in answer.text
    assert office.store.read().execute("SELECT count(*) FROM event WHERE day = '2026-12-05'").fetchone()[0] == 0


def test_the_first_event_sent_twice_is_one_event(office: Office) -> None:
    form = {"id": new_id(), "title": "便民諮詢日", "place": "康寧社區", "day": "2026-12-05", "line": "歡迎來聊聊"}
    desk = office.desk("coordinator")
    for _ in range(2):
        made = desk.post("/office/new", data=form)
        assert made.status_code == 200
    assert "https://kiosk.example.org" in made.text, "the address is there to be tried before all is printed"
    rows = office.store.read().execute("SELECT kind, count(*) FROM print_run GROUP BY 1 ORDER BY 1").fetchall()
    assert [tuple(row) for row in rows] == [("booth_sign", 1), ("flyer", 1), ("sign_in", 1)]
    assert office.store.read().execute("SELECT count(*) FROM event WHERE id = ?", (form["id"],)).fetchone()[0] == 1


def test_an_organisation_without_a_name_prints_none_and_is_named_with_its_first_event(office: Office) -> None:
    unnamed = {"name": "本單位"} | organisations.names_of_unnamed()
    office.store.write(lambda c: records.change(c, organisations.ORGANISATION, office.ids.organisation, unnamed))
    desk = office.desk("coordinator")
    assert 'name="host"' in desk.get("/office/new").text
    form = {"id": new_id(), "title": "便民諮詢日", "place": "康寧社區", "day": "2026-12-05", "line": "歡迎來聊聊"}
    assert desk.post("/office/new", data=form | {"host": "康寧社區居委會"}).status_code == 200
    named = records.get(office.store.read(), organisations.ORGANISATION, office.ids.organisation)
    assert {records.variant_of(named, "name", language) for language in ("zh-Hans", "zh-Hant", "en")} == {"康寧社區居委會"}
    assert 'name="host"' not in desk.get("/office/new").text
    desk.post("/office/new", data=form | {"id": new_id(), "host": "另一個單位"})
    assert records.get(office.store.read(), organisations.ORGANISATION, office.ids.organisation)["name"] == "康寧社區居委會"


def test_the_pages_speak_each_language(office: Office) -> None:
    run, desk = office.run(), office.desk("coordinator")
    new = f"/office/print/{office.ids.event}/new"
    paths = (
        "/office/print",
        f"/office/print/run/{run}",
        "/office/new",
        "/office/print/address",
        new,
        *(f"{new}?kind={kind}" for kind in KINDS),
    )
    for language in ("zh-Hans", "zh-Hant", "en"):
        for path in paths:
            answer = desk.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
            assert f'<html lang="{language}">' in answer.text
            assert "printing." not in re.sub(r'(href|src|action)="[^"]*"', "", answer.text)


def test_the_pdf_is_the_same_again(office: Office) -> None:
    run = office.run()
    first, second = (office.desk("printing").get(f"/office/print/run/{run}.pdf").data for _ in range(2))
    assert first == second
    file = io.BytesIO()
    print_pages.render_run(office.store, run, file)
    assert file.getvalue() == first
