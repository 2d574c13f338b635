"""Photos of an event: made anew from their pixels, never shown without consent, and gone for good when somebody asks."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from kiosk.campaigns import set_status
from kiosk.event_photos import photos_of
from kiosk.ids import new_id
from kiosk.storage import Store
from tests.access_walk import sign_in
from tests.plan_fixtures import PlanIds, make_kiosk


class Album:
    """Event B's photos as its coordinator keeps them."""

    def __init__(self, folder: Path) -> None:
        self.app, self.store, self.ids = make_kiosk(folder)
        self.office = self.client("coordinator")

    store: Store
    ids: PlanIds

    @property
    def address(self) -> str:
        return f"/office/photos/{self.ids.event}"

    def client(self, role: str) -> FlaskClient:
        return sign_in(self.app, self.store, self.ids.accounts[role])

    def send(self, *pictures: bytes, form: str = "", **values: str) -> TestResponse:
        files = [(io.BytesIO(content), f"IMG_{number}.jpg") for number, content in enumerate(pictures)]
        return self.office.post(self.address, data={"id": form or new_id(), "picture": files, **values})

    def all(self) -> list[dict[str, object]]:
        return [dict(row) for row in photos_of(self.store.read(), self.ids.event)]

    def pictures(self) -> int:
        return int(self.store.read().execute("SELECT count(*) FROM picture").fetchone()[0])


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def photo_of(colour: str) -> bytes:
    """A photo with the place, the time and the camera written into it."""
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Camera", "2017:03:25 10:00:00"
    exif.get_ifd(0x8825)[2] = (47.0, 11.0, 0.0)
    Image.new("RGB", (640, 480), colour).save(held, "JPEG", exif=exif)
    return held.getvalue()


def test_a_photo_keeps_its_pixels_and_nothing_of_where_and_when(album: Album) -> None:
    assert album.send(photo_of("teal"), photo_of("orange"), consent="agreed").status_code == 303
    first, second = album.all()
    assert (first["consent"], first["code"], second["code"]) == ("agreed", "F1", "F2")
    answer = album.office.get(f"{album.address}/{first['id']}.jpg")
    image = Image.open(io.BytesIO(answer.data))
    assert image.size == (640, 480)
    assert not image.getexif()
    assert b"Camera" not in answer.data
    assert album.client("sister").get(f"{album.address}/{first['id']}.jpg").status_code == 404


def test_the_same_form_and_the_same_picture_twice_are_one_photo(album: Album) -> None:
    form = new_id()
    for _ in range(2):
        album.send(photo_of("teal"), form=form)
    album.send(photo_of("teal"))
    assert len(album.all()) == 1


def test_a_caption_is_changed_and_a_deleted_photo_leaves_no_pixel(album: Album) -> None:
    album.send(photo_of("teal"))
    [photo] = album.all()
    album.office.post(f"{album.address}/{photo['id']}", data={"caption": "合唱隊 <b>登台</b>", "consent": "nobody"})
    assert "合唱隊 &lt;b&gt;登台&lt;/b&gt;" in album.office.get(album.address).text
    assert album.office.post(f"{album.address}/{photo['id']}/delete").status_code == 303
    assert (album.all(), album.pictures()) == ([], 0)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\xff\xd8\xff\xe0" + bytes(400)])
def test_what_is_no_picture_is_refused_with_a_sentence(album: Album, content: bytes) -> None:
    answer = album.send(content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert album.all() == []


def test_the_summary_shows_a_photo_as_long_as_it_may_be_shown(album: Album) -> None:
    album.send(photo_of("teal"), consent="agreed")
    album.send(photo_of("orange"), consent="refused")
    album.store.write(lambda connection: set_status(connection, album.ids.event, "ended", ""))
    page = album.office.get(f"/office/tallies/event/{album.ids.event}/summary").text
    [shown] = re.findall(r'<img src="(/office/tallies/[^"]+/picture/[^"]+)"', page)
    address = shown.replace("&amp;", "&")
    assert Image.open(io.BytesIO(album.office.get(address).data)).size == (640, 480)
    assert album.client("sister").get(address).status_code == 404
    assert album.office.get(address.replace(".F1.", ".F2.")).status_code == 404
    album.office.post(f"{album.address}/{album.all()[0]['id']}", data={"id": new_id(), "consent": "refused", "caption": ""})
    assert album.office.get(address).status_code == 404


def test_photos_stand_in_the_order_that_somebody_gives_them(album: Album) -> None:
    colours = ("teal", "orange", "navy", "olive", "gold", "plum", "pink", "grey", "lime", "red", "tan")
    for start in (0, 6):
        album.send(*map(photo_of, colours[start : start + 6]), consent="agreed")
    assert [photo["code"] for photo in album.all()] == [f"F{number}" for number in range(1, 12)]
    last = album.all()[-1]["id"]
    assert album.office.post(f"{album.address}/{last}/forward").status_code == 303
    assert [photo["code"] for photo in album.all()][-3:] == ["F9", "F11", "F10"]
    first = album.all()[0]["id"]
    album.office.post(f"{album.address}/{first}/forward")
    assert album.all()[0]["code"] == "F1"


def test_each_photos_fields_have_labels_of_their_own(album: Album) -> None:
    album.send(photo_of("teal"), photo_of("orange"))
    page = album.office.get(album.address).text
    ids = re.findall(r'<(?:input|select) id="((?:caption|consent)-F\d)"', page)
    assert sorted(ids) == ["caption-F1", "caption-F2", "consent-F1", "consent-F2"]
    assert [id for id in ids if f'<label for="{id}"' not in page] == []
