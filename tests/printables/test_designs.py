"""The three designs: readable in every colour, at home inside the margin and for a press over the trim, whatever is sent as a picture."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

from printables.colours import LEAST_CONTRAST, PALETTES, contrast, nearest_readable, own_palette
from printables.demo.scenery import house_mark, street_at_dusk
from printables.demo.street import flyer
from printables.demo.week import EVENTS, LANGUAGES, PREFIX, sample_codes
from printables.document import to_bytes
from printables.errors import (
    ContrastTooLow,
    FieldInvalid,
    PictureAnimated,
    PictureTooBig,
    PictureTooSmall,
    PictureUnreadable,
    PrintError,
    TextTooLong,
)
from printables.flyer import Flyer
from printables.look import DESIGNS, Look
from printables.page import BLANK_EDGE, BLEED, SLUG
from printables.photos import read_photo
from printables.vertical import phrases, stands
from tests.printables.reading import blank_characters, fonts_of, read_codes, text_of
from tests.printables.samples_of_pictures import GIF, SVG, bomb, halves, moving, ring, turned

DPI = 100
PAPERS = {"A6": (105, 148), "A5": (148, 210), "A4": (210, 297)}
RED, BLUE = (254, 0, 0), (0, 0, 254)
Picture = NDArray[np.uint8]


def make(look: Look, language: str = "zh-Hant", paper: str = "A6", **fields: object) -> Flyer:
    given: dict[str, object] = {"up": 1, "codes": sample_codes("S", 1), "look": look}
    return replace(flyer((language,), EVENTS[language], paper), **(given | fields))  # type: ignore[arg-type]


def in_colour(pdf: bytes, dpi: int = DPI) -> Picture:
    return np.asarray(pdfium.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("RGB"))


def at(picture: Picture, x: float, y: float, dpi: int = DPI) -> tuple[int, int, int]:
    """The colour at a place in mm."""
    red, green, blue = picture[int(y / 25.4 * dpi), int(x / 25.4 * dpi)]
    return int(red), int(green), int(blue)


def near(one: tuple[int, int, int], other: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def hexed(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def images_in(pdf: bytes) -> list[StreamObject]:
    reader = PdfReader(io.BytesIO(pdf))
    objects = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    return [each for each in objects if isinstance(each, StreamObject) and each.get("/Subtype") == "/Image"]


# what stands on the paper


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_every_design_says_it_all_and_its_code_is_read(design: str, language: str) -> None:
    run = make(Look(design, "indigo", picture=street_at_dusk(), logo=house_mark()), language, sponsor="匯賢里社區居委會")
    pdf = to_bytes(run)
    assert read_codes(pdf) == [[PREFIX + run.codes[0]]]
    said = text_of(pdf).replace("\r\n", "").replace(" ", "")
    for text in (run.headline, run.when, run.where, run.contact, run.organiser, run.sponsor, *run.lines, "SAMPLE0001"):
        assert text.replace(" ", "") in said
    assert blank_characters(pdf) == []


@pytest.mark.slow
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_stands_in_every_language_and_size(design: str, languages: tuple[str, ...], paper: str, full: bool) -> None:
    look = Look(design, "pine", picture=street_at_dusk(), logo=house_mark()) if full else Look(design)
    event = EVENTS[languages[0]]
    others = tuple(EVENTS[language].headline for language in languages[1:])
    run = replace(
        flyer(languages, event, paper), look=look, lines=(*others, *event.lines), sponsor=event.organiser if full else ""
    )
    pdf = to_bytes(run)
    assert sorted(text for page in read_codes(pdf) for text in page) == [PREFIX + code for code in run.codes]
    assert blank_characters(pdf) == []
    assert all(embedded for _, embedded in fonts_of(pdf))


def test_a_headline_in_columns_is_searched_and_copied_as_it_was_typed() -> None:
    assert "社工讓社區更美好" in text_of(to_bytes(make(Look("headline"))))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("社會工作宣傳週，歡迎街坊", ["社會工作宣傳週", "歡迎街坊"]),
        ("「民政為民、民政愛民」第11屆社工日！", ["﹁民政為民︑民政愛民﹂", "第11屆社工日！"]),
        ("社工 讓社區更美好", ["社工", "讓社區更美好"]),
    ],
)
def test_a_headline_begins_a_new_column_where_it_is_spoken(text: str, columns: list[str]) -> None:
    assert ["".join(cells) for cells in phrases(text)] == columns
    assert stands(text)


def test_figures_stand_upright_in_one_place() -> None:
    assert phrases("第11屆")[0] == ["第", "11", "屆"]


@pytest.mark.parametrize("text", ["Social workers", "歡迎參加Kangning社區", "2017"])
def test_what_cannot_stand_in_columns_is_stacked(text: str) -> None:
    assert not stands(text)
    pdf = to_bytes(make(Look("headline"), headline=text))
    assert text.replace(" ", "") in text_of(pdf).replace("\r\n", "").replace(" ", "")


def test_a_stacked_headline_breaks_no_word() -> None:
    assert "Kangning" in text_of(to_bytes(make(Look("headline"), headline="歡迎參加Kangning社區")))


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("field", ["headline", "lines", "where", "organiser", "sponsor"])
def test_a_text_without_room_is_refused_with_what_to_cut(design: str, field: str) -> None:
    text = "社" * 900
    with pytest.raises(TextTooLong) as refused:
        to_bytes(make(Look(design), **{field: (text,) if field == "lines" else text}))
    assert refused.value.params["field"] == field
    assert 300 < int(str(refused.value.params["characters"])) <= 900


@pytest.mark.parametrize("design", DESIGNS)
def test_a_longer_text_takes_room_from_the_headline_before_it_is_refused(design: str) -> None:
    text = EVENTS["zh-Hant"].lines[1]
    pdf = to_bytes(make(Look(design, picture=street_at_dusk()), lines=(text, text)))
    assert text_of(pdf).replace("\r\n", "").count(text) == 2


# where the colour ends


@pytest.mark.parametrize(("design", "x", "y"), [("headline", 60, 74), ("picture", 52, 60)])
def test_at_home_colour_ends_at_the_margin(design: str, x: float, y: float) -> None:
    picture = in_colour(to_bytes(make(Look(design, "pine"))))
    row, column = picture[int(y / 25.4 * DPI)], picture[:, int(x / 25.4 * DPI)]
    inked = np.flatnonzero((row != 255).any(axis=1)) * 25.4 / DPI
    assert inked.min() == pytest.approx(BLANK_EDGE, abs=0.4)
    assert (np.flatnonzero((column != 255).any(axis=1)) * 25.4 / DPI).min() >= BLANK_EDGE - 0.3


@pytest.mark.parametrize(("design", "y"), [("headline", 74), ("picture", 40)])
def test_for_a_press_colour_runs_over_the_trim_and_no_further(design: str, y: float) -> None:
    picture = in_colour(to_bytes(make(Look(design, "pine"), mode="shop")))
    assert at(picture, SLUG - BLEED + 0.4, SLUG + y) != (255, 255, 255)
    assert at(picture, SLUG - BLEED - 0.5, SLUG + y) == (255, 255, 255)


# colours


@pytest.mark.parametrize("name", PALETTES)
def test_text_on_every_palette_is_read_in_the_sun(name: str) -> None:
    picture = in_colour(to_bytes(make(Look("headline", name), seal="社")))
    ground = hexed(at(picture, 7, 74))
    text = "#ffffff" if PALETTES[name].on == 1.0 else "#000000"
    assert contrast(ground, text) >= LEAST_CONTRAST
    assert near(tuple(bytes.fromhex(PALETTES[name].screen[1:])), at(picture, 7, 74))  # type: ignore[arg-type]


@pytest.mark.parametrize("accent", ["#808080", "#c23b22", "#0b7fb5", "#e06000"])
def test_a_colour_on_which_nothing_can_be_read_is_refused_with_the_nearest_that_works(accent: str) -> None:
    with pytest.raises(ContrastTooLow) as refused:
        Look(accent=accent)
    nearest = str(refused.value.params["nearest"])
    assert nearest in str(refused.value)
    assert Look(accent=nearest).colours.screen == nearest
    assert nearest == nearest_readable(accent)


@pytest.mark.parametrize("accent", ["#123456", "#FFE066", "7a0026"])
def test_any_other_colour_is_the_coordinators_own(accent: str) -> None:
    palette = own_palette(accent)
    assert contrast(palette.screen, "#ffffff" if palette.on == 1.0 else "#000000") >= LEAST_CONTRAST
    picture = in_colour(to_bytes(make(Look("headline", accent=accent))))
    assert near(at(picture, 7, 74), tuple(bytes.fromhex(palette.screen[1:])))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields", [{"design": "loud"}, {"palette": "beige"}, {"focus": "eyes"}, {"accent": "red"}, {"accent": "#12"}]
)
def test_a_look_that_is_not_known_is_refused_when_it_is_described(fields: dict[str, str]) -> None:
    with pytest.raises(FieldInvalid):
        Look(**fields)  # type: ignore[arg-type]


# pictures


def test_a_picture_taken_upright_is_printed_upright_and_without_what_the_camera_wrote() -> None:
    data = turned(3000, 1500)
    pdf = to_bytes(make(Look("picture", picture=data)))
    page = in_colour(pdf)
    assert near(at(page, 70, 7), RED)
    assert near(at(page, 10, 35), BLUE)
    assert b"PhoneMaker" in data
    assert not any(b"PhoneMaker" in image._data or b"Exif" in image._data for image in images_in(pdf))


@pytest.mark.parametrize(("focus", "colour"), [("left", RED), ("right", BLUE)])
def test_the_part_that_matters_stays_when_a_picture_is_cropped(focus: str, colour: tuple[int, int, int]) -> None:
    page = in_colour(to_bytes(make(Look("picture", picture=halves(6000, 1000), focus=focus))))
    assert near(at(page, 10, 40), colour)
    assert near(at(page, 95, 40), colour)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_once_at_no_more_than_300_dpi(format: str) -> None:
    look = Look("picture", picture=halves(4000, 3000, format=format))
    [picture] = images_in(to_bytes(make(look, codes=sample_codes("S", 9))))
    assert picture["/Width"] == round(95 / 25.4 * 300)


def test_a_picture_with_visible_pixels_is_refused_with_how_many_it_takes() -> None:
    with pytest.raises(PictureTooSmall) as refused:
        to_bytes(make(Look("picture", picture=halves(300, 200)), paper="A4"))
    assert refused.value.params["has"] == "300 × 200"
    assert "945 × " in str(refused.value)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (SVG, PictureUnreadable),
        (GIF, PictureUnreadable),
        (b"%PDF-1.4", PictureUnreadable),
        (b"\xff\xd8\xff\xe0 not a picture", PictureUnreadable),
        (halves(900, 600)[:900], PictureUnreadable),
        (halves(900, 600, format="PNG")[:400], PictureUnreadable),
        (halves(900, 600, format="WEBP")[:100], PictureUnreadable),
        (moving("PNG"), PictureAnimated),
        (moving("WEBP"), PictureAnimated),
        (bomb(), PictureTooBig),
        (bomb(10_000), PictureTooBig),
        (bomb(7_000), PictureUnreadable),
        (b"\0" * 20_000_001, PictureTooBig),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_hostile_file_is_refused_in_one_sentence(data: bytes, refusal: type[PrintError]) -> None:
    for look in (Look(picture=data), Look(logo=data)):
        with pytest.raises(refusal) as refused:
            to_bytes(make(look))
        assert str(refused.value).count(". ") == 0


def test_a_logo_keeps_its_transparency_and_loses_its_empty_margin() -> None:
    page = in_colour(to_bytes(make(Look("plain", logo=ring()), organiser="")), 200)
    assert near(at(page, 9, 9, 200), (0, 60, 120))
    assert near(at(page, 13.5, 13.5, 200), (255, 255, 255))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 7), (30, 30)])
def test_a_dot_or_a_hair_is_no_logo(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooSmall, match="40 × 40"):
        to_bytes(make(Look(logo=halves(*size, format="PNG"))))


def test_a_logo_as_slender_as_a_ruler_is_drawn() -> None:
    to_bytes(make(Look("picture", picture=street_at_dusk(), logo=halves(12, 5000, format="PNG"))))


def test_an_empty_logo_is_refused() -> None:
    with pytest.raises(PictureUnreadable):
        to_bytes(make(Look(logo=_clear())))


def _clear() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (300, 300)).save(file, "PNG")
    return file.getvalue()


def test_a_grey_picture_with_transparency_stands_on_white() -> None:
    file = io.BytesIO()
    Image.new("LA", (600, 400), (0, 0)).save(file, "PNG")
    assert read_photo("picture", file.getvalue()).image.getpixel((5, 5)) == (255, 255, 255)
