"""Printed names that were signed: who they are is shown after the count is confirmed, and one press checks them in."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient

from kiosk import sheet_photos
from kiosk.people import ROSTER, add_person
from kiosk.records import add
from kiosk.sheet_photos import Photo, RowRead
from tests.keying.papers import Made, client_of, filled, key_page, path_of, print_sign_in, visits_by_method
from tests.paper.desk import instance_of, photos_path


def invite(made: Made, *codes: str) -> list[str]:
    _, store, ids = made
    people = [
        store.write(lambda c, code=code: add_person(c, ids.organisation, {"code": code}, name=f"居民{code}", phone="13800000012"))
        for code in codes
    ]
    for code, person in zip(codes, people, strict=True):
        store.write(lambda c, code=code, person=person: add(c, ROSTER, ids.event, {"code": code, "person": person}))
    return people


def read_photo(made: Made, run: str, rows: dict[int, str]) -> Photo:
    """A photo as it stands once it is read: the rows named, all others empty."""
    instance, event = instance_of(made), made[2].event
    photo = sheet_photos.add_photo(instance, event, "test", b"")
    verdicts = tuple(RowRead(row, rows.get(row, "empty"), 1.0) for row in range(1, 21))
    done = Photo(photo.id, event, "test", photo.at, "read", run, 1, event, 2, verdicts)
    sheet_photos.keep_reading(instance, done, b"", {})
    return done


def confirm(made: Made, client: FlaskClient, photo: Photo, rows: set[int]) -> str:
    """Confirm these rows; returns where the reader is led."""
    path = f"{photos_path(made)}/{photo.id}"
    fields = {name: value for name, value in filled(client.get(path).text).items() if not name.startswith("filled-")}
    ticks = {f"filled-{row}": "1" for row in rows}
    answer = client.post(path, data=fields | ticks | {"confirm": str(len(rows))})
    assert answer.status_code == 302, answer.text
    return html.unescape(answer.location)


def people_of(made: Made) -> list[tuple[str, int]]:
    rows = made[1].read().execute(
        "SELECT person, json_extract(data, '$.row') AS row FROM standing WHERE kind = 'check_in' AND method = 'paper' ORDER BY row"
    )
    return [(row["person"], row["row"]) for row in rows.fetchall()]


def test_the_people_of_signed_rows_are_named_and_checked_in_by_one_press(kiosk: Made) -> None:
    _, store, ids = kiosk
    people = invite(kiosk, "P01", "P02", "P03", "P04")
    run = print_sign_in(kiosk, prefilled=True)
    client = client_of(kiosk)
    printed = re.findall(r'class="printed">([^<]+)<', client.get(path_of(kiosk, run)).text)
    guest = len(printed) + 1
    photo = read_photo(kiosk, run, {1: "filled", 2: "empty", 3: "unsure", guest: "filled"})
    where = confirm(kiosk, client, photo, {1, 3, guest})
    assert where.endswith(f"/{run}/1/people?rows=1,3,{guest}")
    assert visits_by_method(store, ids.event) == {"paper": 3}
    shown = client.get(where).text
    assert printed[0] in shown
    assert printed[2] in shown
    assert printed[1] not in shown
    assert "One more row was signed without a printed name" in shown
    assert people_of(kiosk) == [], "looking records nothing"
    form = filled(shown)
    assert client.post(where, data=form).status_code == 302
    assert client.post(where, data=form).status_code == 302
    assert [row for _, row in people_of(kiosk)] == [1, 3, guest]
    assert len({person for person, _ in people_of(kiosk)} & set(people)) == 2
    assert visits_by_method(store, ids.event) == {"paper": 3}, "the rows stand for the subtotal, and sending twice counts once"
    assert client.get(where).status_code == 302, "nobody is left to check in"
    for odd in ("9" * 5000, "²,x", ""):
        assert client.get(f"{path_of(kiosk, run)}/people", query_string={"rows": odd}).status_code == 302


def test_what_a_colleague_keyed_meanwhile_stays(kiosk: Made) -> None:
    _, store, ids = kiosk
    invite(kiosk, "P01", "P02")
    run = print_sign_in(kiosk, prefilled=True)
    client = client_of(kiosk)
    where = confirm(kiosk, client, read_photo(kiosk, run, {1: "filled", 2: "filled"}), {1, 2})
    form = filled(client.get(where).text)
    key_page(client_of(kiosk, "administrator"), path_of(kiosk, run), {"signed-2": "1"})
    clash = client.post(where, data=form)
    assert clash.status_code == 409
    assert "keyed this page meanwhile" in clash.text
    assert client.post(where, data=filled(clash.text)).status_code == 302
    assert [row for _, row in people_of(kiosk)] == [1, 2]
    assert visits_by_method(store, ids.event) == {"paper": 2}


def test_a_page_without_printed_names_goes_on_to_the_next(kiosk: Made) -> None:
    run = print_sign_in(kiosk, pages=2)
    client = client_of(kiosk)
    assert confirm(kiosk, client, read_photo(kiosk, run, {1: "filled"}), {1}).endswith(f"/{run}/2")
    assert client_of(kiosk, "printing").get(f"{path_of(kiosk, run)}/people?rows=1").status_code in (403, 404)
