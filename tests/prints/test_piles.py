"""Everything that an event prints as one pile: planned in one act, made in the background, read back, and told as it is."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pypdfium2
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import campaigns, people, records
from kiosk.ids import new_id
from kiosk.printed_codes import look_up
from kiosk.prints import jobs as print_jobs
from kiosk.prints import runs as print_runs
from kiosk.prints.child import make_pdf
from kiosk.prints.folder import prints_folder
from kiosk.prints.jobs import Job, jobs_of, pdf_path
from kiosk.prints.piles import Line, Pile
from tests.patience import allowed
from tests.prints.offices import Office
from tests.prints.reading import read_all

CARDS = "need:cards:"


@pytest.fixture
def child_process() -> None:
    """Draw in a process of its own, as in life."""


@pytest.fixture(autouse=True)
def drawn_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw in a thread, the same code: starting a process for each pile would take most of the time."""
    if "child_process" not in request.fixturenames:
        monkeypatch.setattr(print_jobs, "_run_child", make_pdf)


def order(office: Office, role: str = "printing", *, take: list[str] | None = None, id: str = "", **more: str) -> TestResponse:
    """Send the queue's form as the page offers it, with everything ticked that is ticked there, or just ``take``."""
    desk = office.desk(role)
    page = desk.get(f"/office/print/{office.ids.event}").text
    ticked = re.findall(r'name="take" value="([^"]+)" checked', page) if take is None else take
    copies = dict(re.findall(r'name="(copies:[^"]+)"[^>]*value="(\d+)"', page))
    few = {key: "4" for key in copies if ":flyer:" in key or ":tri_fold:" in key}
    form = {"id": id or new_id(), "take": ticked, **copies, **few, **more}
    return desk.post(f"/office/print/{office.ids.event}/pile", data=form)


def newest(office: Office) -> Job:
    return jobs_of(office.folder / "instance", office.ids.event)[0]


def made(office: Office) -> Job:
    """The newest job when it is no longer running."""
    deadline = time.monotonic() + allowed(60)
    while (job := newest(office)).state == "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return job


def pile_of(office: Office, role: str = "printing", **form: object) -> Job:
    answer = order(office, role, **form)  # type: ignore[arg-type]
    assert answer.status_code == 303, answer.text
    return made(office)


def lines_of(job: Job) -> list[Line]:
    return [Line.kept(values) for values in job.lines]


def pages_of(pdf: Path) -> list[tuple[int, int]]:
    """Each page's size in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in document]
    finally:
        document.close()


def get(desk: FlaskClient, path: str) -> TestResponse:
    with desk.get(path) as answer:
        assert answer.data is not None
        return answer


def test_print_everything_plans_all_that_is_ticked_and_makes_one_pdf_that_reads(office: Office, child_process: None) -> None:
    job = pile_of(office)
    assert job.state == "done"
    kinds = {state.row["kind"] for state in print_runs.runs_of(office.store.read(), office.ids.event)}
    assert kinds >= {"flyer", "sign_in", "booth_sign", "tally_sheet", "record"}
    assert job.proof
    assert (job.proof["pages"], job.proof["failed"]) == (1 + sum(line.pages for line in lines_of(job)), 0)
    whole = pdf_path(office.folder / "instance" / "prints", job)
    uses = [look_up(office.store.read(), text.rsplit("/", 1)[1]) for text in read_all(whole)]
    assert {use.run for use in uses if use} == {run for line in lines_of(job) for run in line.runs}
    assert "個編碼全部讀出" in office.desk("printing").get(f"/office/print/{office.ids.event}?lang=zh-Hant").text


def test_the_pile_lies_in_printing_order_with_its_list_on_top_and_each_paper_by_itself(office: Office) -> None:
    office.furnish()
    job = pile_of(office)
    folder, lines = office.folder / "instance" / "prints", lines_of(job)
    pages = pages_of(pdf_path(folder, job))
    sizes = {"A4": (210, 297), "A4-landscape": (297, 210), "labels": (210, 297)}
    assert {"tri_fold", "badge"} <= {line.kind for line in lines}
    for line in lines:
        assert pages[line.first - 1 : line.first - 1 + line.pages] == [sizes[line.stack]] * line.pages
    assert [line.stack for line in lines] == sorted((line.stack for line in lines), key=list(sizes).index)
    document = pypdfium2.PdfDocument(pdf_path(folder, job))
    contents = document[0].get_textpage().get_text_range()
    document.close()
    assert all(line.code in contents for line in lines)
    desk = office.desk("printing")
    stacks = {line.stack for line in lines}
    assert sum(len(pages_of(pdf_path(folder, job, stack))) for stack in stacks) == len(pages)
    assert get(desk, f"/office/print/job/{job.id}/A4-landscape.pdf").mimetype == "application/pdf"
    assert desk.get(f"/office/print/job/{job.id}/A3.pdf").status_code == 404
    assert desk.get(f"/office/print/job/{job.id}/..%2Fsecret.pdf").status_code == 404


def test_the_form_sent_twice_at_once_is_one_pile(office: Office) -> None:
    id, answers = new_id(), []

    def send() -> None:
        answers.append(order(office, "coordinator", id=id).status_code)

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert answers == [303, 303]
    made(office)
    kinds = [state.row["kind"] for state in print_runs.runs_of(office.store.read(), office.ids.event)]
    assert (kinds.count("flyer"), kinds.count("sign_in"), kinds.count("booth_sign")) == (2, 1, 3)
    assert len([job for job in jobs_of(office.folder / "instance", office.ids.event) if job.is_pile]) == 1
    assert office.store.read().execute("SELECT count(*) FROM pairing WHERE printed = 1").fetchone()[0] == 6


def test_nothing_is_planned_when_one_thing_cannot_be_printed(office: Office) -> None:
    text = {"body": "很長的一段話。" * 170}
    office.store.write(lambda c: records.change(c, campaigns.MATERIAL, office.ids.materials["B-A5"], text))
    answer = order(office)
    assert answer.status_code == 422
    assert "message tone-bad" in answer.text
    assert print_runs.runs_of(office.store.read(), office.ids.event) == []


def test_copies_can_be_changed_and_a_tick_taken_away(office: Office) -> None:
    key = f"need:flyer:{office.ids.materials['B-A5']}"
    job = pile_of(office, take=[key], **{f"copies:{key}": "20"})
    [flyers] = print_runs.runs_of(office.store.read(), office.ids.event)
    assert flyers.row["copies"] == 20
    assert [(line.part, line.stack, line.sheets) for line in lines_of(job)] == [("slips", "A4", 1), ("flyers", "A4-landscape", 10)]
    assert order(office, take=[]).status_code == 422
    assert order(office, take=[key], **{f"copies:{key}": "-5"}).status_code == 422


def test_the_coordinators_pile_holds_pairing_cards_and_printing_staff_neither_make_nor_fetch_them(office: Office) -> None:
    job = pile_of(office, "coordinator")
    cards = [text for text in read_all(pdf_path(office.folder / "instance" / "prints", job)) if "/P/" in text]
    assert len(cards) == 6
    page = office.desk("coordinator").get(f"/office/print/{office.ids.event}").text
    assert len(re.findall(r'class="word">\d{4}<', page)) == 3
    staff = office.desk("printing")
    theirs = staff.get(f"/office/print/{office.ids.event}").text
    assert 'class="word"' not in theirs
    assert CARDS not in theirs
    assert staff.get(f"/office/print/job/{job.id}.pdf").status_code == 403
    pile_of(office, take=[CARDS, f"run:{print_runs.runs_of(office.store.read(), office.ids.event)[0].row['id']}"], **{f"copies:{CARDS}": "4"})
    assert office.store.read().execute("SELECT count(*) FROM pairing WHERE printed = 1").fetchone()[0] == 6
    secrets = [path for path in (office.folder / "instance" / "prints").iterdir() if path.suffix == ".cards"]
    assert [path.stat().st_mode & 0o777 for path in secrets] == [0o600]


def test_a_sister_organisation_sees_no_queue_no_pile_and_no_picture(office: Office) -> None:
    job = pile_of(office)
    run = lines_of(job)[0].runs[0]
    sister = office.desk("sister")
    for path in (office.ids.event, f"job/{job.id}", f"job/{job.id}.pdf", f"job/{job.id}/A4.pdf", f"run/{run}.png"):
        assert sister.get(f"/office/print/{path}").status_code == 404, path
    for path in (f"{office.ids.event}/pile", f"job/{job.id}/again", f"job/{job.id}/printed", f"run/{run}/verify"):
        assert sister.post(f"/office/print/{path}", data={"id": new_id(), "take": "x"}).status_code == 404, path
        assert office.desk("case_worker").post(f"/office/print/{path}").status_code == 403, path


def test_a_run_of_another_event_is_not_drawn_into_the_pile(office: Office) -> None:
    sisters = office.ids.sister_event
    run = office.run()
    office.store.write(lambda c: c.execute("UPDATE print_run SET event = ? WHERE id = ?", (sisters, run)))
    assert pile_of(office, take=[f"run:{run}", "need:record:"]).runs != ()
    assert run not in newest(office).runs


def test_a_pile_of_what_the_plan_does_not_hold_is_refused_and_takes_no_piles_place(office: Office) -> None:
    for gone in ("run:nonsense", f"need:flyer:{new_id()}"):
        form = {"id": new_id(), "take": gone, f"copies:{gone}": "3"}
        desk = office.desk("printing")
        answer = desk.post(f"/office/print/{office.ids.event}/pile?lang=en", data=form, follow_redirects=True)
        assert "This is the list as it is now" in answer.text
    assert jobs_of(office.folder / "instance", office.ids.event) == []


@pytest.mark.parametrize(("change", "sentence"), [({"status": "cancelled"}, "was cancelled"), ({"archived_at": 1}, "was put away")])
def test_before_a_cancelled_or_archived_event_is_printed_for_staff_are_told_so(
    office: Office, change: dict[str, object], sentence: str
) -> None:
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {}, **change))
    assert sentence in office.desk("printing").get(f"/office/print/{office.ids.event}?lang=en").text


def test_two_piles_at_once_are_both_whole(office: Office) -> None:
    keys = [f"need:flyer:{id}" for id in office.ids.materials.values()]
    for key in keys:
        assert order(office, take=[key]).status_code == 303
    deadline = time.monotonic() + allowed(60)
    found = jobs_of(office.folder / "instance", office.ids.event)
    while any(job.state == "running" for job in found):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        found = jobs_of(office.folder / "instance", office.ids.event)
    assert [job.state for job in found] == ["done", "done"]
    assert all(job.proof and not job.proof["failed"] for job in found)


def test_a_plan_changed_since_is_told_and_the_pile_made_again_says_what_the_plan_says(office: Office) -> None:
    job = pile_of(office, take=["need:booth_sign:", "need:record:"])
    office.store.write(lambda c: records.change(c, campaigns.BOOTH, office.ids.booths["B1"], {"name": "新的門口"}))
    desk = office.desk("printing")
    page = desk.get(f"/office/print/{office.ids.event}?lang=en").text
    assert "The plan was changed after this pile was made" in page
    assert desk.post(f"/office/print/job/{job.id}/again").status_code == 303
    again = made(office)
    document = pypdfium2.PdfDocument(pdf_path(office.folder / "instance" / "prints", again))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "新的門口" in text
    assert "The plan was changed" not in desk.get(f"/office/print/{office.ids.event}?lang=en").text


@pytest.mark.parametrize("change", [{"name": "范文靜"}, {"phone": "13900000009"}, {"team": "三組"}])
def test_a_person_who_was_changed_makes_the_pile_stale(office: Office, change: dict[str, str]) -> None:
    who = office.furnish()["V5"]
    assert office.plan("sign_in", language="zh-Hant", copies="1", prefilled="on").status_code == 303
    assert office.plan("badge", language="zh-Hant", whom="shift").status_code == 303
    runs = [f"run:{row['id']}" for row in office.store.read().execute("SELECT id FROM print_run").fetchall()]
    pile_of(office, take=runs)
    values = {name: value for name, value in change.items() if name == "team"}
    office.store.write(lambda c: people.change_person(c, who, values, name=change.get("name"), phone=change.get("phone")))
    assert "The plan was changed" in office.desk("printing").get(f"/office/print/{office.ids.event}?lang=en").text


def test_a_job_whose_process_is_gone_says_so_and_can_be_made_again(office: Office) -> None:
    job = pile_of(office, take=["need:record:"])
    folder = office.folder / "instance" / "prints"
    pdf_path(folder, job).unlink()
    print_jobs.tell(folder, replace(job, state="running", pid=2**22 + 1))
    assert newest(office).state == "stopped"
    desk = office.desk("printing")
    assert "The work stopped" in desk.get(f"/office/print/{office.ids.event}?lang=en").text
    assert "The work stopped" in desk.get(f"/office/print/job/{job.id}?lang=en").text
    assert desk.post(f"/office/print/job/{job.id}/again").status_code == 303
    assert made(office).state == "done"


def test_a_pile_whose_process_is_killed_says_so_at_once(office: Office, child_process: None) -> None:
    key = f"need:flyer:{office.ids.materials['B-A5']}"
    assert order(office, take=[key], **{f"copies:{key}": "20000"}).status_code == 303
    deadline = time.monotonic() + allowed(60)
    while not (job := newest(office)).pid:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    psutil.Process(job.pid).kill()
    assert made(office).state in ("failed", "stopped")
    assert "The work stopped" in office.desk("printing").get(f"/office/print/{office.ids.event}?lang=en").text
    assert not list((office.folder / "instance" / "prints").glob("*.pdf"))


def test_a_server_that_is_killed_leaves_a_pile_that_is_finished_or_can_be_made_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_jobs, "_run_child", lambda instance, job: None)  # the server dies before it starts the child
    assert order(office, take=["need:record:"]).status_code == 303
    job = newest(office)
    path = office.folder / "instance" / "prints" / f"{job.id}.json"
    old = time.time() - print_jobs.SILENT_SECONDS - 5
    assert job.state == "running"
    os.utime(path, (old, old))
    assert newest(office).state == "stopped"


@pytest.mark.parametrize("left", ["", "[]", '{"id": "x", "event": "y", "roles": [], "of another version": 1}'])
def test_a_job_file_that_a_power_cut_left_does_not_close_the_queue(office: Office, left: str) -> None:
    run = f"run:{office.run()}"
    job = pile_of(office, take=[run])
    folder = office.folder / "instance" / "prints"
    (folder / f"{job.id}.json").write_text(left, encoding="utf-8")
    assert office.desk("printing").get(f"/office/print/{office.ids.event}").status_code == 200
    assert pile_of(office, take=[run]).state == "done"


def test_a_disk_that_is_full_keeps_nothing_of_what_it_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        print_jobs.write_whole(tmp_path / "cards.pdf", b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_no_half_pile(office: Office) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    office.run()
    [state] = print_runs.runs_of(office.store.read(), office.ids.event)
    folder = prints_folder(office.folder / "instance")
    job = Job("full", office.ids.event, ("printing",), runs=(state.row["id"],), language="en")
    print_jobs.tell(folder, job)
    whole, Pile.write = Pile.write, full  # type: ignore[assignment,method-assign]  # no small disk here: the write itself fails
    try:
        make_pdf(office.folder / "instance", job)
    finally:
        Pile.write = whole  # type: ignore[method-assign]
    told = json.loads((folder / "full.json").read_text(encoding="utf-8"))
    assert (told["state"], told["problem"]) == ("failed", "errors.disk_full")
    assert {path.suffix for path in folder.iterdir()} == {".json"}


def test_the_whole_pile_is_marked_as_printed_with_one_tap_and_counts_once(office: Office) -> None:
    job = pile_of(office)
    for _ in range(2):
        assert office.desk("printing").post(f"/office/print/job/{job.id}/printed").status_code == 303
    states = print_runs.runs_of(office.store.read(), office.ids.event)
    assert {state.row["state"] for state in states} == {"printed"}
    assert all(state.made == state.row["copies"] for state in states if state.row["material"])


def test_copies_are_recorded_from_the_list(office: Office) -> None:
    run, desk = office.run(), office.desk("printing")
    page = desk.get(f"/office/print/{office.ids.event}").text
    form = dict(re.findall(r'name="(print_id|spoil_id)" value="([^"]+)"', page))
    answer = desk.post(f"/office/print/run/{run}/copies", data=form | {"made": "10", "spoiled": "1", "back": "pile"})
    assert answer.headers["Location"].endswith(office.ids.event)
    [state] = print_runs.runs_of(office.store.read(), office.ids.event)
    assert (state.made, state.spoiled) == (10, 1)


def test_a_run_is_verified_from_the_queue_and_the_answer_stays_beside_it(office: Office) -> None:
    run, desk = office.run(), office.desk("printing")
    started = desk.post(f"/office/print/run/{run}/verify")
    assert made(office).proof
    assert "All 4 codes were read" in desk.get(f"{started.headers['Location']}?lang=en").text
    assert "codes read" in desk.get(f"/office/print/{office.ids.event}?lang=en").text


def test_a_picture_of_a_prefilled_sheet_shows_the_blank_form(office: Office) -> None:
    office.furnish()
    assert office.plan("sign_in", prefilled="1", pages="1").status_code == 303
    assert office.plan("sign_in", pages="1").status_code == 303
    desk = office.desk("printing")
    runs = [state.row["id"] for state in print_runs.runs_of(office.store.read(), office.ids.event)]
    folder = office.folder / "instance" / "prints"
    pictures = []
    for run in runs:
        answer = get(desk, f"/office/print/run/{run}.png")
        assert answer.mimetype == "image/png"
        pictures.append(len(answer.data))
    assert abs(pictures[0] - pictures[1]) < 400, "only the code differs"
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.png")} == {0o600}
    assert get(desk, f"/office/print/run/{runs[0]}.png").data == get(desk, f"/office/print/run/{runs[0]}.png").data
