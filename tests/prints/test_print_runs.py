"""A run keeps its codes: what is printed is what the kiosk knows, however often it is printed."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pypdfium2
import pytest

from kiosk import records
from kiosk.errors import InvalidFields
from kiosk.ids import new_id
from kiosk.languages import text
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import look_up
from kiosk.prints import pages as print_pages
from kiosk.prints import runs as print_runs
from kiosk.prints.counting import record_plan, tally_sheet_plan
from kiosk.prints.pages import CannotPrint, expected_codes, plan_and_render, render_run
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import AddressNeeded, LocalAddress, RunPlan, plan_run
from kiosk.prints.street import booth_sign_plan, flyer_plan
from kiosk.prints.verify import Unread, verify_pdf
from kiosk.prints.wishes import Asked
from kiosk.privacy.notices import find_notice
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds, make_kiosk, staff_sender
from tests.prints.reading import read_all, read_pages, read_twice

ADDRESS = "https://kiosk.example.org"
PREFIX = "HTTPS://KIOSK.EXAMPLE.ORG/F/"


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[tuple[Store, PlanIds]]:
    """The store and the plan of event B."""
    _, store, ids = make_kiosk(tmp_path)
    yield store, ids
    store.close()


def plan_flyers(
    store: Store, ids: PlanIds, material: str = "B-A5", copies: int = 8, bundle_size: int = 4, **wish: object
) -> RunPlan:
    values = {"by": "test", "base_url": ADDRESS, "copies": copies, "bundle_size": bundle_size} | wish
    return flyer_plan(store.read(), ids.event, ids.materials[material], **values)  # type: ignore[arg-type]


def make_run(store: Store, plan: RunPlan) -> tuple[str, bytes]:
    file = io.BytesIO()
    return plan_and_render(store, plan, file), file.getvalue()


def asked(**more: object) -> Asked:
    return cast(Asked, {"by": "test", "base_url": ADDRESS, **more})


def uses(store: Store, pdf: bytes) -> list[tuple[str, int, int]]:
    """(kind, number, bundle) of every code in a PDF, looked up as a scan would be."""
    found = [look_up(store.read(), text.removeprefix(PREFIX)) for text in read_all(pdf)]
    return sorted((use.kind, use.number, use.bundle) for use in found if use)


def test_a_code_per_bundle_is_the_default_and_each_bundle_has_a_slip(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    run, pdf = make_run(store, plan_flyers(store, ids, copies=10))
    assert uses(store, pdf) == [(kind, number, number) for kind in ("bundle", "slip") for number in (1, 2, 3)]
    assert read_all(pdf) == set(expected_codes(store.read(), run))


def test_a_code_per_copy_knows_its_copy_and_its_bundle(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    _, pdf = make_run(store, plan_flyers(store, ids, copies=6, per_copy=True))
    copies = [("copy", number, (number - 1) // 4 + 1) for number in range(1, 7)]
    assert uses(store, pdf) == [*copies, ("slip", 1, 1), ("slip", 2, 2)]


@pytest.mark.parametrize(("paper", "up", "sheets"), [("A4", 1, 8), ("A5", 2, 4), ("A5", 1, 8), ("A6", 4, 2), ("A6", 1, 8)])
def test_a_sheet_holds_as_many_copies_as_was_asked(planned: tuple[Store, PlanIds], paper: str, up: int, sheets: int) -> None:
    store, ids = planned
    run, _ = make_run(store, plan_flyers(store, ids, paper=paper, up=up))
    file = io.BytesIO()
    assert render_run(store, run, file, part="flyers") == sheets == len(read_pages(file.getvalue()))
    assert {len(page) for page in read_pages(file.getvalue())} == {up}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en", "zh-Hant en"])
def test_two_decoders_read_every_code_of_every_sheet(planned: tuple[Store, PlanIds], language: str) -> None:
    store, ids = planned
    wish = asked(language=language)
    plans = [
        plan_flyers(store, ids, paper="A6", up=4, language=language),
        sign_in_plan(store.read(), ids.event, pages=2, asked=wish),
        tally_sheet_plan(store.read(), ids.booths["B1"], asked=wish),
        record_plan(store.read(), ids.event, asked=wish),
    ]
    runs = [store.write(lambda c, plan=plan: plan_run(c, plan)) for plan in plans]  # type: ignore[misc]
    runs.append(store.write(lambda c: print_runs.reuse_or_plan(c, booth_sign_plan(c, ids.booths["B2"], asked=wish))))
    for run in runs:
        file = io.BytesIO()
        render_run(store, run, file)
        by_zxing, by_jsqr = read_twice(file.getvalue())
        assert sorted(by_zxing) == sorted(by_jsqr)
        assert set(by_zxing) == set(expected_codes(store.read(), run))
        assert {use.run for text in by_zxing if (use := look_up(store.read(), text.removeprefix(PREFIX)))} == {run}


def test_every_face_is_embedded(planned: tuple[Store, PlanIds]) -> None:
    from pypdf import PdfReader

    store, ids = planned
    _, pdf = make_run(store, plan_flyers(store, ids, language="zh-Hant en"))
    fonts = [
        font.get_object()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"].get_object()["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in fonts)


def test_printing_again_gives_the_same_codes_and_the_same_file(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    run, first = make_run(store, plan_flyers(store, ids))
    again = io.BytesIO()
    render_run(store, run, again)
    assert again.getvalue() == first


def test_a_range_of_copies_carries_the_codes_it_had(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    run, _ = make_run(store, plan_flyers(store, ids, copies=12))
    for first, last, bundles in ((5, 8, [2]), (3, 6, [1, 2]), (12, 12, [3])):
        file = io.BytesIO()
        render_run(store, run, file, first=first, last=last, part="flyers")
        assert uses(store, file.getvalue()) == [("bundle", bundle, bundle) for bundle in bundles]
        assert sum(map(len, read_pages(file.getvalue()))) == last - first + 1
        assert set(expected_codes(store.read(), run, first, last)) >= read_all(file.getvalue())


def test_the_same_run_asked_twice_is_one_run(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    plan = plan_flyers(store, ids, id=new_id())
    runs = {store.write(lambda c: plan_run(c, plan)) for _ in range(2)}
    assert len(runs) == 1
    assert store.read().execute("SELECT count(*) FROM code_block").fetchone()[0] == 2


def test_a_booth_keeps_its_sign_and_gets_another_for_another_address(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    wishes = [asked(), asked(), asked(base_url="https://new.example.org")]
    plans = [booth_sign_plan(store.read(), ids.booths["B1"], asked=wish) for wish in wishes]
    runs = [store.write(lambda c, plan=plan: print_runs.reuse_or_plan(c, plan)) for plan in plans]  # type: ignore[misc]
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://192.168.1.20", "http://kiosk.local", "http://[::1]:8000"])
def test_a_local_address_is_refused_unless_confirmed_and_then_says_so(planned: tuple[Store, PlanIds], address: str) -> None:
    store, ids = planned
    with pytest.raises(LocalAddress):
        store.write(lambda c: plan_run(c, plan_flyers(store, ids, base_url=address)))
    run, pdf = make_run(store, plan_flyers(store, ids, base_url=address, local_confirmed=True))
    assert "僅限本地網路" in text_of(pdf)
    assert print_runs.get_run(store.read(), run)["sample"] == "local"


def test_without_an_address_only_a_sample_is_printed_and_it_says_sample(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    with pytest.raises(AddressNeeded):
        store.write(lambda c: plan_run(c, plan_flyers(store, ids, base_url="")))
    _, pdf = make_run(store, plan_flyers(store, ids, base_url="", sample=True))
    assert "樣張" in text_of(pdf)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_copies_made_and_spoiled_are_counted_once(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    run = store.write(lambda c: plan_run(c, plan_flyers(store, ids, copies=1500, bundle_size=50)))
    print_id, spoil_id = new_id(), new_id()

    def record(connection: sqlite3.Connection) -> list[dict[str, object]]:
        return print_runs.record_copies(connection, staff_sender(ids), run, 1520, 20, print_id=print_id, spoil_id=spoil_id)

    assert [[answer["result"] for answer in store.write(record)] for _ in range(2)] == [["recorded"] * 2, ["duplicate"] * 2]
    [state] = print_runs.runs_of(store.read(), ids.event)
    assert (state.made, state.spoiled, state.row["state"]) == (1520, 20, "printed")
    tallied = {row["measure"]: row["quantity"] for row in store.read().execute("SELECT measure, quantity FROM tally").fetchall()}
    assert tallied == {"printed": 1520, "spoiled": 20}


@pytest.mark.parametrize(
    ("made", "spoiled", "field"), [(0, 0, "made"), (10, 11, "spoiled"), (100_001, 0, "made"), (5, -1, "spoiled")]
)
def test_impossible_figures_are_refused(planned: tuple[Store, PlanIds], made: int, spoiled: int, field: str) -> None:
    store, ids = planned
    run = store.write(lambda c: plan_run(c, plan_flyers(store, ids)))
    with pytest.raises(InvalidFields) as refused:
        store.write(
            lambda c: print_runs.record_copies(c, staff_sender(ids), run, made, spoiled, print_id=new_id(), spoil_id=new_id())
        )
    assert list(refused.value.fields) == [field]


def test_a_text_that_does_not_fit_is_refused_before_a_code_is_allotted(planned: tuple[Store, PlanIds]) -> None:
    from kiosk import campaigns

    store, ids = planned
    store.write(lambda c: records.change(c, campaigns.MATERIAL, ids.materials["B-A5"], {"body": "很長的一段話。" * 170}))
    with pytest.raises(CannotPrint) as refused:
        plan_and_render(store, plan_flyers(store, ids, paper="A6", up=4), io.BytesIO())
    assert refused.value.reason == "text_too_long"
    assert store.read().execute("SELECT count(*) FROM code_block").fetchone()[0] == 0


def test_a_run_that_is_read_back_misses_nothing_and_a_lost_page_is_found(planned: tuple[Store, PlanIds], tmp_path: Path) -> None:
    store, ids = planned
    run, pdf = make_run(store, plan_flyers(store, ids))
    path = tmp_path / "run.pdf"
    path.write_bytes(pdf)
    expected = expected_codes(store.read(), run)
    assert verify_pdf(path, expected) == []
    with path.open("wb") as file:
        render_run(store, run, file, part="flyers")
    lost = sorted(code for code in expected if code not in read_all(path))
    assert len(lost) == 2
    assert verify_pdf(path, expected) == [Unread(0, code) for code in lost]


def test_a_sheet_holds_the_roster_as_it_was_when_planned(planned: tuple[Store, PlanIds]) -> None:
    from kiosk import people
    from kiosk.privacy import personal_data

    store, ids = planned

    def invite(connection: sqlite3.Connection) -> str:
        person = people.add_person(
            connection, ids.organisation, {"code": "P1", "team": "二組"}, name="于范余", phone="13800000001"
        )
        records.add(connection, people.ROSTER, ids.event, {"code": "1", "person": person})
        return person

    person = store.write(invite)
    plan = sign_in_plan(store.read(), ids.event, prefilled=True, asked=asked())
    _, pdf = make_run(store, plan)
    assert "于范余" in text_of(pdf)
    assert "0001" in text_of(pdf)
    assert "13800000001" not in text_of(pdf)
    store.write(lambda c: personal_data.erase(c, person, "asked"))
    run = print_runs.runs_of(store.read(), ids.event)[-1].row["id"]
    again = io.BytesIO()
    render_run(store, run, again)
    assert "于范余" not in text_of(again.getvalue())


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_a_sign_in_sheet_carries_the_notice_of_the_forms_with_its_version_and_keeps_it(
    planned: tuple[Store, PlanIds], language: str
) -> None:
    store, ids = planned
    longest = "鄂倫春自治旗大楊樹鎮康寧街道辦事處社會工作服務中心暨志願服務聯合會"
    store.write(lambda c: records.change(c, ORGANISATION, ids.organisation, {"name": longest}))
    plan = sign_in_plan(store.read(), ids.event, retention_days=30, asked=asked(language=language))
    run, pdf = make_run(store, plan)
    organisation = records.get(store.read(), ORGANISATION, ids.organisation)
    notice = find_notice(store.read(), organisation, 30, language)
    assert notice is not None
    printed = "".join(text_of(pdf).split())
    assert (
        "".join(notice.body.split()) + "".join(text(language, "public.notice_version", version=notice.version).split()) in printed
    )
    store.write(lambda c: records.change(c, ORGANISATION, ids.organisation, {"notice": "別的說明"}))
    again = io.BytesIO()
    render_run(store, run, again)
    assert "別的說明" not in text_of(again.getvalue())
    assert text_of(again.getvalue()) == text_of(pdf)


def test_a_tally_sheet_has_the_hours_of_the_event(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    plan = tally_sheet_plan(store.read(), ids.booths["B1"], asked=asked())
    assert plan.layout["hours"] == ["09:00", "10:00", "11:00"]


def test_progress_counts_the_sheets(planned: tuple[Store, PlanIds]) -> None:
    store, ids = planned
    run = store.write(lambda c: plan_run(c, plan_flyers(store, ids, copies=40, bundle_size=10, paper="A6", up=4)))
    said: list[tuple[int, int]] = []
    sheets = render_run(store, run, io.BytesIO(), lambda done, total: said.append((done, total)))
    assert said == [(done, 11) for done in range(1, 12)]
    assert sheets == print_pages.count_sheets(store.read(), print_runs.get_run(store.read(), run)) == 11


def test_a_flyer_without_a_text_of_its_own_says_the_events_line_in_both_languages(planned: tuple[Store, PlanIds]) -> None:
    from kiosk import campaigns

    store, ids = planned
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, {"line@en": "Meet your social workers"}))
    store.write(lambda c: records.change(c, campaigns.MATERIAL, ids.materials["B-A5"], {"title@en": "What is social work?"}))
    _, pdf = make_run(store, plan_flyers(store, ids, language="zh-Hant en"))
    for said in ("什麼是社會工作", "What is social work?", "歡迎來聊聊社會工作", "Meet your social workers", "電話 0470-000000"):
        assert said in text_of(pdf)
