"""Somebody asks the office to be erased: found, shown, erased from everywhere; the record tells when and by whom, never who."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from kiosk import accounts, people
from kiosk.attendance import Arrival, sign_in
from kiosk.campaigns import EVENT, event_window
from kiosk.ids import derive_id, new_id, now_ms
from kiosk.prints.child import make_pdf
from kiosk.prints.folder import prints_folder
from kiosk.prints.jobs import Job, keep_pdf
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import plan_run
from kiosk.prints.wishes import Asked
from kiosk.privacy.erasures import clear_traces, erase_on_request
from kiosk.privacy.personal_data import keep_identity
from kiosk.records import add, get
from tests.accounts.test_people import Made, client_of
from tests.plan_fixtures import PASSWORD, make_kiosk, pair

HOME = "/office/settings/erasures"
NAME, PHONE = "歐陽慧敏", "13800004321"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()


def come(made: Made, name: str = NAME, phone: str = PHONE, event: str = "") -> str:
    """Somebody signs in with a phone; returns the participant's id."""
    _, store, ids = made
    row = get(store.read(), EVENT, event or ids.event)
    arrival = Arrival(new_id(), name=name, phone=phone)
    store.write(lambda c: sign_in(c, row, arrival, at=event_window(row).starts + 60_000))
    return derive_id(arrival.id, "person")


def on_disk(made: Made, *texts: str) -> list[str]:
    """Which texts stand in any file of the instance."""
    files = [path.read_bytes() for path in Path(made[0].instance_path).rglob("*") if path.is_file()]
    return [text for text in texts if any(text.encode() in held for held in files)]


def visits(made: Made) -> int:
    return int(made[1].read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'visits'").fetchone()[0])


@pytest.mark.parametrize("typed", ["慧敏", "欧阳", "4321", "138 0000 4321", NAME])
def test_a_visitor_is_found_by_a_part_of_the_name_or_the_end_of_the_number(kiosk: Made, typed: str) -> None:
    person = come(kiosk)
    found = client_of(kiosk, "coordinator").post(HOME, data={"typed": typed}).text
    assert f"{HOME}/{person}" in found
    assert "138****4321" in found
    assert PHONE not in found


def test_a_visitor_is_erased_from_the_whole_instance_and_still_counted(kiosk: Made) -> None:
    app, store, ids = kiosk
    person = come(kiosk)
    keep_pdf(Path(app.instance_path), ids.event, ("coordinator",), f"sheet of {NAME}".encode())
    client = client_of(kiosk, "coordinator")
    asked = client.get(f"{HOME}/{person}")
    assert NAME in asked.text
    assert on_disk(kiosk, NAME) == [NAME], "looking erases nothing"
    done = client.post(f"{HOME}/{person}", follow_redirects=True)
    assert "Erased. Every count stays." in done.text
    assert NAME not in done.text
    assert on_disk(kiosk, NAME, PHONE) == []
    assert visits(kiosk) == 1
    assert store.read().execute("SELECT count(*) FROM erased").fetchone()[0] == 1


def test_a_sheet_that_is_being_drawn_is_drawn_anew_without_the_name(kiosk: Made) -> None:
    app, store, ids = kiosk
    folder = prints_folder(Path(app.instance_path))

    person = store.write(lambda c: people.add_person(c, ids.organisation, {"code": "G1"}, name=NAME))
    store.write(lambda c: add(c, people.ROSTER, ids.event, {"code": "1", "person": person}))
    asked: Asked = {"by": "test", "base_url": "https://week.example.org"}
    plan = sign_in_plan(store.read(), ids.event, pages=200, prefilled=True, asked=asked)
    job = Job("drawn", ids.event, ("coordinator",), store.write(lambda c: plan_run(c, plan)))
    drawing = threading.Thread(target=make_pdf, args=(Path(app.instance_path), job))
    drawing.start()
    while drawing.is_alive() and not (folder / "drawn.json").exists():  # it tells its progress: the names have been read
        time.sleep(0.001)
    store.write(lambda c: erase_on_request(c, [person], "test"))
    clear_traces(store, Path(app.instance_path))
    drawing.join()
    text = pypdfium2.PdfDocument(folder / "drawn.pdf")[0].get_textpage().get_text_range()
    assert "街頭宣傳" in text
    assert NAME not in text


def test_the_record_tells_when_and_by_whom_and_nothing_of_the_person(kiosk: Made) -> None:
    person = come(kiosk)
    client = client_of(kiosk, "coordinator")
    client.post(f"{HOME}/{person}")
    client.post(f"{HOME}/{person}")  # a double click
    record = client.get(HOME).text
    assert len(re.findall(r"<td>coordinator</td>", record)) == 1
    assert "B Street outreach" in record
    assert NAME not in record
    assert "4321" not in record
    assert "was erased before" in client.get(f"{HOME}/{person}").text


def test_a_person_of_the_roster_goes_with_the_name_on_the_phone(kiosk: Made) -> None:
    _, store, ids = kiosk
    person = store.write(lambda c: people.add_person(c, ids.organisation, {"code": "V07"}, name=NAME, phone=PHONE))
    device, _ = pair(store, ids, name=NAME)
    store.write(lambda c: c.execute("UPDATE device SET person = ? WHERE id = ?", (person, device.id)))
    client = client_of(kiosk, "coordinator")
    assert f'href="{HOME}/{person}"' in client.get(f"/office/plan/person/{person}/edit").text
    client.post(f"{HOME}/{person}")
    assert on_disk(kiosk, NAME, PHONE) == []
    assert "(erased)" in client.get(f"/office/plan/person/of/{ids.organisation}").text


def test_a_name_that_only_a_phone_carries_is_found_and_erased(kiosk: Made) -> None:
    _, store, ids = kiosk
    device, _ = pair(store, ids, name=NAME)
    client = client_of(kiosk, "coordinator")
    assert f"{HOME}/{device.id}" in client.post(HOME, data={"typed": NAME}).text
    client.post(f"{HOME}/{device.id}")
    assert on_disk(kiosk, NAME) == []


def test_what_somebody_left_with_a_question_is_found_and_erased(kiosk: Made) -> None:
    _, store, ids = kiosk
    entry = new_id()
    store.write(lambda c: keep_identity(c, entry, event=ids.event, name=NAME, phone=PHONE, note="我想申請低保"))
    client = client_of(kiosk, "coordinator")
    assert f"{HOME}/{entry}" in client.post(HOME, data={"typed": NAME}).text
    client.post(f"{HOME}/{entry}")
    assert on_disk(kiosk, NAME, PHONE, "我想申請低保") == []


def test_the_same_person_at_another_event_goes_too(kiosk: Made) -> None:
    _, store, _ = kiosk
    here, there = come(kiosk), come(kiosk, name="慧敏")
    store.write(lambda c: c.execute("INSERT INTO same_person VALUES (?, ?, 'test', ?, NULL)", (here, there, now_ms())))
    client = client_of(kiosk, "coordinator")
    assert "erased together" in client.get(f"{HOME}/{there}").text
    client.post(f"{HOME}/{there}")
    assert on_disk(kiosk, NAME, "慧敏") == []


@pytest.mark.parametrize(("account", "status"), [("printing", 403), ("district", 403), ("case_worker", 403), ("sister", 404)])
def test_nobody_else_erases_or_finds_anybody(kiosk: Made, account: str, status: int) -> None:
    person = come(kiosk)
    client = client_of(kiosk, account)
    assert NAME not in client.post(HOME, data={"typed": NAME}).text.replace(f'value="{NAME}"', "")
    assert client.get(f"{HOME}/{person}").status_code == status
    assert client.post(f"{HOME}/{person}").status_code == status
    assert on_disk(kiosk, NAME) == [NAME]


def test_a_deputy_erases_visitors_of_the_event_and_nobody_of_the_plan(kiosk: Made) -> None:
    _, store, ids = kiosk

    def work(connection: object) -> str:
        id = accounts.add_account(connection, "deputy", PASSWORD)  # type: ignore[arg-type]
        accounts.grant(connection, id, "coordinator", ids.organisation, event=ids.event, by="test")  # type: ignore[arg-type]
        return id

    ids.accounts["deputy"] = store.write(work)
    visitor = come(kiosk)
    colleague = store.write(lambda c: people.add_person(c, ids.organisation, {"code": "V07"}, name="同事"))
    client = client_of(kiosk, "deputy")
    assert client.post(f"{HOME}/{colleague}").status_code in (403, 404)
    assert client.post(f"{HOME}/{visitor}").status_code == 302
    assert on_disk(kiosk, NAME, "同事") == ["同事"]
