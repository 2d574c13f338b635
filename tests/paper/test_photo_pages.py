"""A photo instead of typing: what the machine saw is shown, what a person confirms is the fact, and the photo is gone."""

from __future__ import annotations

import io
import json
import os
import re
import time
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="kiosk[paper] is not installed")

from PIL import Image

from kiosk import sheet_photos
from kiosk.config import load_config
from kiosk.daily import do_daily_work
from kiosk.people import ROSTER, add_person
from kiosk.privacy.personal_data import erase
from kiosk.records import add
from tests.keying.papers import Made, client_of, filled, key_page, path_of, people, print_sign_in, visits_by_method
from tests.paper.desk import instance_of, photos_path
from tests.paper.uploads import photograph_page, send, wait_until_read


def confirm_form(page: str) -> dict[str, str]:
    """What the page's form would send: its hidden fields and ticks, and the confirming button."""
    button = re.search(r'name="confirm" value="(\d+)"', page)
    assert button
    return {**filled(page), "confirm": button[1]}


def jpeg(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (180, 170, 160)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_confirmed_photo_counts_beside_what_the_machine_saw_and_is_gone(kiosk: Made) -> None:
    _, store, ids = kiosk
    run = print_sign_in(kiosk)
    taken = photograph_page(kiosk, run)
    client = client_of(kiosk)
    [photo] = send(kiosk, taken.picture, client=client)
    assert (photo.state, photo.run, photo.page, photo.problem) == ("read", run, 1, "")
    assert photo.count == taken.count
    path = f"{photos_path(kiosk)}/{photo.id}"
    shown, _again = (client.get(path).text for _ in range(2))
    seen = store.read().execute("SELECT event, quantity FROM access_log WHERE kind = 'sheet_photo'").fetchall()
    assert [row["event"] for row in seen] == [ids.event], "one look by one colleague is one line of the access log"
    form = confirm_form(shown)
    assert form["confirm"] == str(taken.count)
    for address in re.findall(r'<img src="([^"]+)"', shown):
        with client.get(address) as strip:
            assert strip.data[:2] == b"\xff\xd8"
    done = client.post(path, data=form)
    assert done.status_code == 302
    assert visits_by_method(store, ids.event) == {"paper": taken.count}
    [fact] = store.read().execute("SELECT quantity, method, data FROM standing WHERE kind = 'sheet_total'").fetchall()
    assert json.loads(fact["data"])["machine"] == {"count": taken.count, "unsure": photo.unsure, "version": 2}
    assert list((instance_of(kiosk) / "photos").iterdir()) == []
    assert client.get(path).status_code == 404
    assert f"the program saw {taken.count} rows" in client.get(path_of(kiosk, run)).text


def test_a_person_corrects_the_machine_and_both_counts_are_kept(kiosk: Made) -> None:
    _, store, ids = kiosk
    taken = photograph_page(kiosk, print_sign_in(kiosk))
    client = client_of(kiosk)
    [photo] = send(kiosk, taken.picture, client=client)
    path = f"{photos_path(kiosk)}/{photo.id}"
    form = confirm_form(client.get(path).text)
    first = next(name for name in form if name.startswith("filled-"))
    changed = {name: value for name, value in form.items() if name != first}
    again = client.post(path, data=changed)
    assert again.status_code == 200, "the button said another number than what is ticked: nothing is recorded yet"
    assert f">Confirm {taken.count - 1}<" in again.text
    assert visits_by_method(store, ids.event) == {}
    assert client.post(path, data=confirm_form(again.text)).status_code == 302
    assert visits_by_method(store, ids.event) == {"paper": taken.count - 1}
    [fact] = store.read().execute("SELECT data FROM standing WHERE kind = 'sheet_total'").fetchall()
    assert json.loads(fact["data"])["machine"]["count"] == taken.count


@pytest.mark.slow
def test_the_same_page_photographed_twice_is_one_count_and_typed_rows_stay(kiosk: Made) -> None:
    _, store, ids = kiosk
    run = print_sign_in(kiosk)
    taken = photograph_page(kiosk, run)
    client = client_of(kiosk)
    key_page(client, path_of(kiosk, run), people(1, 3))
    first, second = send(kiosk, taken.picture, taken.picture, client=client)
    stale = confirm_form(client.get(f"{photos_path(kiosk)}/{second.id}").text)
    shown = client.get(f"{photos_path(kiosk)}/{first.id}").text
    assert "typed 3 rows of this page" in shown
    assert client.post(f"{photos_path(kiosk)}/{first.id}", data=confirm_form(shown)).status_code == 302
    assert visits_by_method(store, ids.event) == {"paper": 3}, "rows that were typed are what counts"
    assert client.post(f"{photos_path(kiosk)}/{second.id}", data=stale).status_code == 302, "it says the same already"
    totals = store.read().execute("SELECT count(*) FROM standing WHERE kind = 'sheet_total'").fetchone()[0]
    assert totals == 1
    names = store.read().execute("SELECT count(*) FROM identity WHERE name LIKE '居民%'").fetchone()[0]
    assert names == 3


@pytest.mark.slow
def test_somebody_who_keyed_the_page_meanwhile_is_not_overwritten(kiosk: Made) -> None:
    _, store, ids = kiosk
    run = print_sign_in(kiosk)
    taken = photograph_page(kiosk, run)
    client = client_of(kiosk)
    [photo] = send(kiosk, taken.picture, client=client)
    path = f"{photos_path(kiosk)}/{photo.id}"
    form = confirm_form(client.get(path).text)
    key_page(client_of(kiosk, "administrator"), path_of(kiosk, run), {"subtotal": "2"})
    clash = client.post(path, data=form)
    assert clash.status_code == 409
    assert "keyed this page meanwhile" in clash.text
    assert visits_by_method(store, ids.event) == {"paper": 2}
    assert client.post(path, data=confirm_form(clash.text)).status_code == 302
    assert visits_by_method(store, ids.event) == {"paper": taken.count}


@pytest.mark.slow
def test_names_printed_in_advance_count_only_where_somebody_signed(kiosk: Made) -> None:
    _, store, ids = kiosk
    for code in (f"P{number:02}" for number in range(1, 13)):
        person = store.write(
            lambda c, code=code: add_person(c, ids.organisation, {"code": code}, name=f"居民{code}", phone="13800000012")
        )
        store.write(lambda c, code=code, person=person: add(c, ROSTER, ids.event, {"code": code, "person": person}))
    taken = photograph_page(kiosk, print_sign_in(kiosk, prefilled=True), seed=11)
    [photo] = send(kiosk, taken.picture)
    says = {row.row: row.says for row in photo.rows}
    assert {row: said for row, said in says.items() if said != "unsure"} == {
        row: taken.writing.truth[row] for row, said in says.items() if said != "unsure"
    }
    assert photo.unsure <= 3


def test_a_photo_is_kept_only_on_purpose_with_a_reason_and_can_be_deleted(kiosk: Made) -> None:
    taken = photograph_page(kiosk, print_sign_in(kiosk))
    client = client_of(kiosk)
    [photo] = send(kiosk, taken.picture, client=client)
    path = f"{photos_path(kiosk)}/{photo.id}"
    form = confirm_form(client.get(path).text) | {"keep": "1"}
    assert client.post(path, data=form).status_code == 422
    assert client.post(path, data=form | {"why": "抽查 <b>存檔</b>"}).status_code == 302
    listed = client.get(photos_path(kiosk)).text
    assert "抽查 &lt;b&gt;存檔&lt;/b&gt;" in listed
    folder = instance_of(kiosk) / "photos" / photo.id
    assert sorted(each.name for each in folder.iterdir()) == ["note.json", "page.jpg"]
    with client.get(f"{path}/0.jpg") as picture:
        assert picture.status_code == 200
    assert client.post(f"{path}/delete").status_code == 302
    assert not folder.exists()


def test_what_is_on_disk_is_the_owners_alone_and_gone_after_a_day(kiosk: Made) -> None:
    _, store, _ = kiosk
    [photo] = send(kiosk, photograph_page(kiosk, print_sign_in(kiosk)).picture)
    folder = instance_of(kiosk) / "photos"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))
    assert not list(folder.rglob("raw")), "the file as it was sent, with the place where it was taken, is gone once it is read"
    do_daily_work(load_config(instance_of(kiosk)), store, again=True)
    assert (folder / photo.id).exists()
    os.utime(folder / photo.id, (time.time() - 90_000,) * 2)
    do_daily_work(load_config(instance_of(kiosk)), store, again=True)
    assert not (folder / photo.id).exists()


def test_an_erased_persons_page_is_kept_no_longer(kiosk: Made) -> None:
    _, store, _ = kiosk
    run = print_sign_in(kiosk)
    client = client_of(kiosk)
    key_page(client, path_of(kiosk, run), people(1, 2))
    [photo] = send(kiosk, photograph_page(kiosk, run).picture, client=client)
    path = f"{photos_path(kiosk)}/{photo.id}"
    client.post(path, data=confirm_form(client.get(path).text) | {"keep": "1", "why": "抽查"})
    sheet_photos.forget_signers(store.read(), instance_of(kiosk))
    assert len(sheet_photos.photos_of(instance_of(kiosk))) == 1
    person = store.read().execute("SELECT person FROM standing WHERE kind = 'check_in' LIMIT 1").fetchone()[0]
    store.write(lambda c: erase(c, person, "test"))
    sheet_photos.forget_signers(store.read(), instance_of(kiosk))
    assert sheet_photos.photos_of(instance_of(kiosk)) == []


@pytest.mark.slow
def test_a_hostile_or_useless_file_gets_one_sentence_and_the_server_goes_on(kiosk: Made) -> None:
    whole = photograph_page(kiosk, print_sign_in(kiosk)).picture
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    files = {
        "too_small": jpeg(1200, 900), "no_page": jpeg(1600, 1200), "cut_off": whole[: len(whole) // 2], "not_a_picture": b"%PDF-1.7 no picture",
        "heic": b"\0\0\0\x18ftypheic" + bytes(64), "too_large": bomb.getvalue(),
    }  # fmt: skip
    client = client_of(kiosk)
    photos = send(kiosk, *files.values(), client=client)
    assert {photo.problem.rpartition(".")[2] for photo in photos} == set(files)
    page = client.get(photos_path(kiosk)).text
    assert "HEIC" in page
    assert "1200 × 900" in page
    assert not list((instance_of(kiosk) / "photos").rglob("raw"))


@pytest.mark.slow
def test_a_page_of_another_event_is_named_and_a_strangers_is_not(kiosk: Made, tmp_path: Path) -> None:
    _, _, ids = kiosk
    run = print_sign_in(kiosk)
    taken = photograph_page(kiosk, run)
    administrator = client_of(kiosk, "administrator")
    [photo] = send(kiosk, taken.picture, client=administrator, event=ids.sister_event)
    page = administrator.get(photos_path(kiosk, ids.sister_event)).text
    assert "This page belongs to" in page
    assert administrator.get(f"{photos_path(kiosk, ids.sister_event)}/{photo.id}").status_code == 404
    stranger = client_of(kiosk, "coordinator")
    assert stranger.get(photos_path(kiosk, ids.sister_event)).status_code == 404


@pytest.mark.slow
def test_a_person_says_which_page_it_is_where_the_code_cannot_be_read(kiosk: Made) -> None:
    _, store, ids = kiosk
    run = print_sign_in(kiosk, pages=2)
    taken = photograph_page(kiosk, run, page=2, hidden_code=True)
    client = client_of(kiosk)
    [photo] = send(kiosk, taken.picture, client=client)
    assert (photo.state, photo.problem, photo.asks) == ("failed", "keying.photo.problem.code_unread", True)
    assert not list((instance_of(kiosk) / "photos").rglob("raw"))
    listed = client.get(photos_path(kiosk)).text
    assert f'value="{run}:2"' in listed
    path = f"{photos_path(kiosk)}/{photo.id}"
    assert client.post(f"{path}/page", data={"page": f"{run}:3"}).status_code == 404, "there is no third page"
    assert client.post(f"{path}/page", data={"page": f"{run}:{'9' * 5000}"}).status_code == 404
    across = print_sign_in(kiosk, columns=("name", "unit", "phone4", "time", "signature", "remarks", "time_out"))
    client.post(f"{path}/page", data={"page": f"{across}:1"})
    [wrong] = wait_until_read(kiosk)
    assert (wrong.problem, wrong.asks) == ("keying.photo.problem.other_shape", True), "a page of another shape is not this one: the person may say another"
    assert client.post(f"{path}/page", data={"page": f"{run}:2"}).status_code == 302
    assert client.post(f"{path}/page", data={"page": f"{run}:1"}).status_code == 302, "said once; a second word changes nothing"
    [told] = wait_until_read(kiosk)
    assert (told.state, told.run, told.page, told.count) == ("read", run, 2, taken.count)
    shown = client.get(path).text
    assert "you named this page yourself" in shown
    assert client.post(path, data=confirm_form(shown)).status_code == 302
    assert visits_by_method(store, ids.event) == {"paper": taken.count}
