"""How flyers look: chosen with the flyer beside the form, kept with each run, safe against what people send as a picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from kiosk import accounts, campaigns, looks, records
from kiosk.backups import write_backup
from kiosk.looks import MOST_BYTES, KeptLook
from kiosk.plan import copies
from kiosk.prints import runs as print_runs
from kiosk.prints.pages import render_run
from kiosk.prints.street import flyer_plan
from kiosk.storage import Store
from kiosk.storage.database import connect
from kiosk.web.context import STAFF_COOKIE
from printables.colours import PALETTES
from tests.plan_fixtures import PlanIds
from tests.printables.samples_of_pictures import SVG, bomb, halves, moving, ring, turned

Kiosk = tuple[Store, PlanIds]
RED, BLUE, PINE = (254, 0, 0), (0, 0, 254), (0, 90, 70)


def _part(name: str, value: bytes, more: str = "") -> bytes:
    return f'--edge\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"


class Desk:
    """A coordinator at the page of one material's look."""

    def __init__(self, app: Flask, store: Store, ids: PlanIds, role: str = "coordinator") -> None:
        self.store, self.ids, self.material = store, ids, ids.materials["B-A5"]
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie(STAFF_COOKIE, store.write(lambda c: accounts.open_session(c, ids.accounts[role])))
        self.address = f"/office/plan/material/{self.material}/look"

    def send(self, address: str = "", picture: bytes = b"", **form: str) -> TestResponse:
        """A form as a browser encodes it (the test client would leave a large one's file open)."""
        parts = [_part(name, value.encode()) for name, value in form.items()]
        parts += [_part("picture", picture, '; filename="photo.jpg"')] if picture else []
        body = b"".join(parts) + b"--edge--\r\n"
        return self.client.post(address or self.address, data=body, content_type="multipart/form-data; boundary=edge")

    def send_length(self, address: str, length: int) -> int:
        """The answer to a form that says that it is so long."""
        said = {"CONTENT_LENGTH": str(length)}
        return self.client.post(address, environ_overrides=said, content_type="multipart/form-data; boundary=x").status_code

    def preview(self, picture: bytes = b"", **form: str) -> TestResponse:
        return self.send(f"{self.address}/preview", picture, **form)

    def look(self) -> KeptLook:
        return looks.look_of(self.store.read(), self.material)

    def plan(self, **changes: object) -> str:
        plan = flyer_plan(
            self.store.read(), self.ids.event, self.material, by="test", base_url="https://kiosk.example.org", copies=4,
            bundle_size=2, **changes,  # type: ignore[arg-type]
        )  # fmt: skip
        return self.store.write(lambda c: print_runs.plan_run(c, plan))

    def pdf(self, run: str) -> bytes:
        file = io.BytesIO()
        render_run(self.store, run, file, part="flyers")
        return file.getvalue()

    def pictures(self) -> int:
        return int(self.store.read().execute("SELECT count(*) FROM picture").fetchone()[0])


@pytest.fixture
def desk(app: Flask, kiosk: Kiosk) -> Iterator[Desk]:
    return Desk(app, *kiosk)


def colours_of(data: bytes) -> set[tuple[int, int, int]]:
    """The colours that fill a good part of a PDF's first page or of a picture."""
    image = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil() if data[:4] == b"%PDF" else Image.open(io.BytesIO(data))
    image = image.convert("RGB").resize((150, 210), Image.Resampling.NEAREST)
    pixels = np.asarray(image).reshape(-1, 3) // 8
    found, counts = np.unique(pixels, axis=0, return_counts=True)
    return {tuple(int(part) for part in colour) for colour, count in zip(found, counts, strict=True) if count > len(pixels) / 60}


def shows(data: bytes, colour: tuple[int, int, int]) -> bool:
    wanted = [part // 8 for part in colour]
    return any(all(abs(a - b) <= 1 for a, b in zip(found, wanted, strict=True)) for found in colours_of(data))


def message_of(answer: TestResponse) -> str:
    assert answer.status_code == 422
    return str(answer.get_json()["message"])


# choosing


def test_a_picture_chosen_for_a_material_is_on_its_flyers(desk: Desk) -> None:
    form = {
        "design": "picture",
        "palette": "pine",
        "headline": "社工讓社區更美好",
        "body": "歡迎來聊聊",
        "sponsor": "楓景家園社區",
    }
    assert desk.send(picture=turned(3000, 2000), **form).status_code == 303
    assert desk.look() == KeptLook("picture", "pine", "", "centre", "楓景家園社區", desk.look().picture)
    pdf = desk.pdf(desk.plan())
    assert all(shows(pdf, colour) for colour in (RED, BLUE, PINE))
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert all(said in text for said in ("社工讓社區更美好", "歡迎來聊聊", "楓景家園社區"))


def test_a_kept_picture_is_small_and_says_nothing_of_its_camera(desk: Desk) -> None:
    rng = np.random.default_rng(1)
    file = io.BytesIO()
    noise = Image.fromarray(rng.integers(0, 255, (2600, 4200, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    noise.save(file, "JPEG", quality=90, exif=exif)
    assert len(file.getvalue()) > 8 << 20
    assert desk.send(design="picture", picture=file.getvalue()).status_code == 303
    content, media = looks.picture_content(desk.store.read(), desk.look().picture)
    assert media == "image/jpeg"
    assert len(content) <= MOST_BYTES
    assert b"PhoneMaker" not in content


def test_the_logo_of_an_organisation_stands_on_all_its_flyers(desk: Desk) -> None:
    address = f"/office/plan/organisation/{desk.ids.organisation}/logo"
    sent = desk.client.post(address, data={"logo": (io.BytesIO(ring()), "logo.png")}, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert "data:image/png" in desk.client.get(address).text
    run = desk.plan()
    assert b"/SMask" in desk.pdf(run)
    assert desk.client.post(address, data={"no_logo": "1"}).status_code == 303
    assert b"/SMask" not in desk.pdf(desk.plan())
    assert b"/SMask" in desk.pdf(run)


def test_a_picture_that_nothing_shows_any_more_is_gone(desk: Desk) -> None:
    desk.send(design="picture", picture=halves(2000, 1500))
    desk.send(design="headline", picture=halves(2000, 1500, "green", "green"))
    assert desk.pictures() == 1
    run = desk.plan()
    desk.send(no_picture="1")
    assert desk.look().picture == ""
    assert desk.pictures() == 1, f"run {run} still prints it"


def test_a_copied_week_looks_the_same(desk: Desk) -> None:
    desk.send(design="picture", palette="plum", picture=halves(2000, 1500))
    copied = desk.store.write(
        lambda c: copies.copy_campaign(c, desk.ids.campaign, code="WEEK2018", title="社工宣傳週", starts_on="2018-03-19")
    )
    [material] = [row for row in records.all_of(desk.store.read(), campaigns.MATERIAL, copied) if row["code"] == "B-A5"]
    assert looks.look_of(desk.store.read(), material["id"]) == desk.look()


def test_a_backup_carries_the_pictures(app: Flask, desk: Desk, tmp_path: Path) -> None:
    desk.send(design="picture", picture=halves(2000, 1500))
    config = app.extensions["kiosk"].config
    write_backup(config, tmp_path / "copy.db")
    copy = connect(tmp_path / "copy.db", read_only=True)
    assert copy.execute("SELECT hash FROM picture").fetchone()[0] == desk.look().picture
    copy.close()


# what is refused


@pytest.mark.parametrize(
    "data", [SVG, b"GIF89a", halves(900, 600)[:700], moving("PNG"), bomb(), b"x" * 2_000], ids=lambda data: str(data[:4])
)
def test_a_file_that_is_no_good_picture_is_refused_in_one_sentence_and_nothing_is_kept(desk: Desk, data: bytes) -> None:
    answer = desk.send(design="picture", picture=data, headline="別丟掉這句話")
    assert answer.status_code == 422
    assert "圖片：" in answer.text or "图片：" in answer.text
    assert "別丟掉這句話" in answer.text
    assert desk.pictures() == 0
    assert desk.look() == KeptLook()
    assert message_of(desk.preview(data, design="picture"))


def test_a_picture_too_small_for_the_paper_is_named_with_how_many_pixels_it_takes(desk: Desk) -> None:
    said = message_of(desk.preview(halves(300, 200), design="picture", paper="A4"))
    assert "300 × 200" in said
    assert re.search(r"945 × \d+", said)


def test_a_file_beyond_twenty_megabytes_is_refused(desk: Desk) -> None:
    assert desk.send_length(desk.address, 21 << 20) == 413


def test_other_pages_take_no_more_than_before(desk: Desk) -> None:
    assert desk.send_length(f"/office/plan/material/{desk.material}/edit", 9 << 20) == 413


def test_a_colour_on_which_nothing_can_be_read_is_refused_and_the_nearest_is_offered(desk: Desk) -> None:
    answer = desk.send(palette="own", accent="#808080")
    assert answer.status_code == 422
    [nearest] = re.findall(r'name="use" value="(#[0-9a-f]{6})"', answer.text)
    assert desk.preview(palette="own", accent="#808080").get_json()["nearest"] == nearest
    assert desk.send(palette="own", accent="#808080", use=nearest).status_code == 303
    assert desk.look().accent == nearest


@pytest.mark.parametrize(
    "form", [{"design": "loud"}, {"palette": "beige"}, {"focus": "eyes"}, {"palette": "own", "accent": "red"}]
)
def test_a_choice_that_is_none_of_ours_is_refused(desk: Desk, form: dict[str, str]) -> None:
    assert desk.send(**form).status_code == 422
    assert desk.preview(**form).status_code == 422
    assert desk.look() == KeptLook()


def test_a_text_without_room_is_named_with_how_much_to_cut_alike_in_form_and_preview(desk: Desk) -> None:
    form = {"design": "headline", "headline": "社" * 150}
    said = message_of(desk.preview(**form))
    assert "「標題」" in said or "“标题”" in said
    assert re.search(r"約 \d+ 個字元|约 \d+ 个字", said)
    assert said in desk.send(**form).text


def test_a_form_without_its_token_changes_nothing(app: Flask, desk: Desk) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert desk.send(design="headline").status_code == 400
    assert desk.preview(design="headline").status_code == 400
    assert desk.look() == KeptLook()


@pytest.mark.parametrize(("role", "status"), [("printing", 403), ("district", 403), ("case_worker", 403), ("sister", 404)])
def test_only_a_coordinator_dresses_flyers(app: Flask, kiosk: Kiosk, role: str, status: int) -> None:
    desk = Desk(app, *kiosk, role)
    for answer in (desk.client.get(desk.address), desk.send(design="headline"), desk.preview(design="headline")):
        assert answer.status_code == status


# the preview


def test_the_preview_is_the_flyer_as_it_stands_in_the_form_and_keeps_nothing(desk: Desk) -> None:
    answer = desk.preview(halves(2000, 1500), design="picture", palette="pine", paper="A6")
    assert answer.mimetype == "image/png"
    assert all(shows(answer.data, colour) for colour in (RED, BLUE, PINE))
    assert (desk.look(), desk.pictures()) == (KeptLook(), 0)


def test_without_a_script_a_button_shows_the_flyer(desk: Desk) -> None:
    answer = desk.send(act="preview", design="headline", palette="plum", headline="只是看看")
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.text
    assert "只是看看" in answer.text
    assert desk.look() == KeptLook()


def test_a_picture_is_chosen_once_although_the_form_is_shown_again(desk: Desk) -> None:
    """By the button without a script, and after a mistake with one: a browser sends a chosen file only once."""
    shown = desk.send(act="preview", design="picture", picture=halves(2000, 1500))
    held = shown.text.split('name="held" value="')[1].split('"')[0]
    assert desk.pictures() == 0, "shown, and kept by nobody yet"
    wrong = desk.send(design="picture", headline="長" * 500, held=held)
    assert wrong.status_code == 422
    assert f'name="held" value="{held}"' in wrong.text
    assert desk.send(design="picture", headline="短", held=held).status_code == 303
    assert all(shows(desk.pdf(desk.plan()), colour) for colour in (RED, BLUE))
    assert desk.send(design="picture", held="../../config").status_code == 303
    assert desk.pictures() == 1
    assert desk.send(act="preview", held=held, no_picture="1").text.count('name="held"') == 0


@pytest.mark.parametrize("language", ["en", "zh-Hans en"])
def test_the_preview_speaks_the_language_that_is_asked_for(desk: Desk, language: str) -> None:
    assert desk.preview(shown_in=language).data != desk.preview().data


def test_a_campaign_without_events_has_a_preview_too(desk: Desk) -> None:
    desk.store.write(lambda c: records.archive(c, campaigns.EVENT, desk.ids.event))
    assert desk.preview(design="headline", headline="先看看").mimetype == "image/png"


def test_the_form_shows_the_colours_that_are_printed() -> None:
    css = (Path(looks.__file__).parent / "static" / "look.css").read_text(encoding="utf-8")
    assert {
        name: f".swatch-{name} {{ background: {palette.screen}; }}" in css for name, palette in PALETTES.items()
    } == dict.fromkeys(PALETTES, True)


# what a run keeps


def test_a_reprint_is_the_same_to_the_last_byte_whatever_has_changed_since(desk: Desk) -> None:
    desk.send(design="picture", palette="pine", picture=halves(2000, 1500), headline="第一版")
    run = desk.plan()
    before = desk.pdf(run)
    desk.send(design="headline", palette="plum", no_picture="1", headline="第二版")
    desk.store.write(lambda c: records.change(c, campaigns.EVENT, desk.ids.event, {"place": "搬走了"}))
    assert desk.pdf(run) == before
    assert desk.pdf(desk.plan()) != before


def test_a_run_of_which_nothing_was_printed_may_take_over_the_new_version(desk: Desk) -> None:
    run = desk.plan()
    assert desk.client.get(f"/office/print/run/{run}").text.count("/renew") == 0
    desk.send(design="headline", headline="第二版")
    assert "/renew" in desk.client.get(f"/office/print/run/{run}").text
    assert desk.client.post(f"/office/print/run/{run}/renew").status_code == 303
    assert desk.pdf(run) == desk.pdf(run)
    assert "第二版" in pypdfium2.PdfDocument(desk.pdf(run))[0].get_textpage().get_text_range()
    assert "/renew" not in desk.client.get(f"/office/print/run/{run}").text


def test_a_run_that_was_printed_stays_as_it_is(desk: Desk) -> None:
    run = desk.plan()
    before = desk.pdf(run)
    desk.store.write(lambda c: print_runs.advance_state(c, run, "printed"))
    desk.send(design="headline", headline="第二版")
    page = desk.client.get(f"/office/print/run/{run}").text
    assert "/renew" not in page
    assert "請另排一批" in page or "请另排一批" in page
    desk.client.post(f"/office/print/run/{run}/renew")
    assert desk.pdf(run) == before


def test_a_run_from_before_runs_kept_their_words_says_what_the_plan_says(desk: Desk) -> None:
    run = desk.plan()
    desk.store.write(lambda c: c.execute("UPDATE print_run SET layout = json_remove(layout, '$.says') WHERE id = ?", (run,)))
    desk.send(headline="計劃裡的話")
    assert "計劃裡的話" in pypdfium2.PdfDocument(desk.pdf(run))[0].get_textpage().get_text_range()
    assert "/renew" not in desk.client.get(f"/office/print/run/{run}").text
