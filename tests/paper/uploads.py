"""Photos of this kiosk's own sheets, and what a coordinator does with them."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass

import numpy as np
import pypdfium2
from flask.testing import FlaskClient

from kiosk import sheet_photos
from kiosk.paper.forms import PageForm
from kiosk.prints.pages import render_run
from kiosk.sheet_photos import Photo
from kiosk.sheets import get_sheet
from printables.sign_in_sheet import grid_of
from tests.keying.papers import Made, client_of
from tests.paper.desk import instance_of, photos_path, post
from tests.paper.photographs import Shot, photograph
from tests.paper.samples import PIXELS_PER_MM
from tests.paper.written import COUNTED, Writer, Writing, draw_writing

FAIR = Shot(1600, tilt=8, blur=0.5, noise=2.5, quality=85)


@dataclass(frozen=True)
class Taken:
    """A photo as a phone sends it, and what stands on it."""

    picture: bytes
    writing: Writing

    @property
    def count(self) -> int:
        return sum(truth == COUNTED for truth in self.writing.truth.values())


def photograph_page(made: Made, run: str, page: int = 1, seed: int = 1, shot: Shot = FAIR, *, hidden_code: bool = False) -> Taken:
    """Print the page, fill it in, photograph it, perhaps with a label stuck over its code."""
    _, store, ids = made
    pdf = io.BytesIO()
    render_run(store, run, pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        paper = np.array(document[page - 1].render(scale=PIXELS_PER_MM * 25.4 / 72).to_pil().convert("RGB"))
    sheet = get_sheet(store.read(), ids.event, run, page)
    columns, names = tuple(sheet.layout["columns"]), frozenset(range(1, len(sheet.layout["people"]) + 1))
    random = np.random.default_rng(seed)
    writing = Writer(random, grid_of(columns), columns, names).fill()
    draw_writing(paper, writing, PIXELS_PER_MM, random)
    if hidden_code:
        box = PageForm(columns).code_box()
        left, top, right, bottom = (round(each * PIXELS_PER_MM) for each in (box[0], box[1], box[0] + box[2], box[1] + box[3]))
        paper[top:bottom, left:right] = 255
    return Taken(photograph(paper, PIXELS_PER_MM, shot, random), writing)


def send(made: Made, *pictures: bytes, client: FlaskClient | None = None, event: str = "") -> list[Photo]:
    """Upload photos and wait until each is read."""
    answer = post(client or client_of(made), photos_path(made, event), *pictures)
    assert answer.status_code == 302, answer.text
    return wait_until_read(made, event)


def wait_until_read(made: Made, event: str = "") -> list[Photo]:
    until = time.monotonic() + 240
    while time.monotonic() < until:
        photos = sheet_photos.photos_of(instance_of(made), event or made[2].event)
        if all(photo.state != "waiting" for photo in photos):
            return photos
        time.sleep(0.1)
    raise AssertionError("the photos were not read in time")
