"""Posters, tri-folds and how flyers lie on paper: for an office's printer or a print shop, covers, both sides, both languages."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from kiosk import campaigns, records
from kiosk.cli import cli
from kiosk.printed_codes import look_up
from kiosk.prints.pages import expected_codes
from kiosk.prints.runs import get_run
from kiosk.settings import write_setting
from tests.prints.offices import ADDRESS, Office
from tests.prints.reading import read_all, read_pages
from tests.prints.test_people_paper import made, pdf_of, text_of

MM = 72 / 25.4


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of the pages, mm."""
    return {(round(page.get_width() / MM), round(page.get_height() / MM)) for page in pypdfium2.PdfDocument(io.BytesIO(pdf))}


@pytest.mark.parametrize(("paper", "size"), [("A3", (297, 420)), ("A4", (210, 297))])
def test_every_poster_has_a_code_of_its_own_on_either_paper(office: Office, paper: str, size: tuple[int, int]) -> None:
    run = made(office, "poster", copies="2", paper=paper)
    pdf = pdf_of(office, run)
    assert sizes(pdf) == {size}
    assert [len(page) for page in read_pages(pdf)] == [1, 1]
    uses = [look_up(office.store.read(), code) for code in sorted(read_all(pdf))]
    assert [(use.kind, use.bundle) for use in uses if use] == [("poster", 0), ("poster", 0)]
    assert sorted(use.number for use in uses if use) == [1, 2]


def test_a_poster_says_its_material_or_the_event_itself(office: Office) -> None:
    values = {"code": "B-POST", "title": "社工宣傳", "headline": "有事找社工", "kind": "poster", "language": "zh-Hant"}
    poster = office.store.write(lambda c: records.add(c, campaigns.MATERIAL, office.ids.campaign, values))
    assert get_run(office.store.read(), made(office, "poster", copies="1"))["material"] == poster
    assert "有事找社工" in text_of(pdf_of(office, made(office, "poster", copies="1"))).replace("\r\n", "")
    own = made(office, "poster", copies="1", material="event")
    assert "街頭宣傳" in text_of(pdf_of(office, own)).replace("\r\n", "")
    assert office.plan("poster", material=office.ids.materials["B-A5"]).status_code == 404


def test_a_print_shop_gets_one_piece_a_page_with_bleed(office: Office) -> None:
    run = made(office, "flyer", copies="4", bundle_size="4", mode="shop")
    pdf = pdf_of(office, run, "?part=flyers")
    assert sizes(pdf) == {(148 + 20, 210 + 20)}
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    assert [round(edge / MM) for edge in page.get_trimbox()] == [10, 10, 158, 220]
    assert [round(edge / MM) for edge in page.get_bleedbox()] == [7, 7, 161, 223]


def test_covers_lie_between_the_bundles_instead_of_slips(office: Office) -> None:
    run = made(office, "flyer", copies="8", bundle_size="4", covers="1", layout="A5/1")
    assert [len(page) for page in read_pages(pdf_of(office, run))] == [1] * 10
    assert read_all(pdf_of(office, run)) == set(expected_codes(office.store.read(), run))
    part = pdf_of(office, run, "?first=3&last=5")
    assert read_all(part) == set(expected_codes(office.store.read(), run, 3, 5))
    assert len(read_pages(part)) == 4, "the second bundle's cover and three copies"
    assert len(read_all(pdf_of(office, run, "?part=slips"))) == 2


def test_the_second_language_goes_on_the_back(office: Office) -> None:
    run = made(office, "flyer", copies="2", bundle_size="2", back="1", language="zh-Hant en", layout="A5/1")
    front, back = (page.get_textpage().get_text_range() for page in list(pypdfium2.PdfDocument(io.BytesIO(pdf_of(office, run, "?part=flyers"))))[:2])
    assert "When" in back
    assert "When" not in front
    answer = office.plan("flyer", back="1", language="en")
    assert answer.status_code == 422
    assert 'id="back-error"' in answer.text


def test_a_tri_fold_without_a_text_is_refused_before_it_is_printed_blank(office: Office) -> None:
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"line": ""}))
    values = {"code": "B-FOLD", "title": "社會救助政策", "kind": "tri_fold", "language": "zh-Hant"}
    office.store.write(lambda c: records.add(c, campaigns.MATERIAL, office.ids.campaign, values))
    assert office.plan("tri_fold").status_code == 422
    assert "blank inside" in office.desk("printing").get(f"/office/print/{office.ids.event}/new?kind=tri_fold&lang=en").text


@pytest.mark.parametrize("kind", ["tri_fold", "poster"])
def test_a_reprint_says_what_was_planned_although_the_plan_has_changed(office: Office, kind: str) -> None:
    office.furnish()
    run = made(office, kind, copies="1")
    before = pdf_of(office, run)
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"place": "另一個地方"}))
    assert pdf_of(office, run) == before


@pytest.mark.parametrize("field", ["mode", "flip"])
def test_a_way_of_printing_that_is_none_is_refused(office: Office, field: str) -> None:
    assert office.plan("flyer", **{field: "upside down"}).status_code == 422


def test_the_command_line_plans_and_prints_as_the_form_does(office: Office, tmp_path: Path) -> None:
    office.store.write(lambda c: write_setting(c, "public_url", ADDRESS))
    office.furnish()
    office.store.checkpoint()
    instance, pdf = tmp_path / "instance", tmp_path / "out.pdf"

    def run(*said: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["--instance", str(instance), "print", "WEEK2017/B", "-o", str(pdf), *said])
        return result.exit_code, result.output

    code, said = run("--kind", "badge", "--with", "whom=shift", "--verify")
    assert (code, len(read_all(pdf))) == (0, 2), said
    assert run("--kind", "booth_sign", "--language", "en")[0] == 0
    assert len(read_all(pdf)) == 6
    code, said = run("--kind", "hat")
    assert code == 2
    assert "room_poster" in said
