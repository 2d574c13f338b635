"""A jam while the whole pile is printed: asked once, told what it was, and the rest made of the same sheets, as often as it jams."""

from __future__ import annotations

import re

import pypdfium2

from kiosk import campaigns, records
from kiosk.ids import new_id
from kiosk.prints.jobs import Job, pdf_path
from kiosk.prints.runs import get_run, run_state
from kiosk.privacy import personal_data
from tests.prints.offices import Office
from tests.prints.test_piles import drawn_here, lines_of, made, order, pile_of

__all__ = ["drawn_here"]


def texts_of(office: Office, job: Job) -> list[str]:
    """What each page of a pile's file says in type."""
    document = pypdfium2.PdfDocument(pdf_path(office.folder / "instance" / "prints", job))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def jam(office: Office, job: Job, last: int, spoiled: int, *, stack: str = "", id: str = "") -> str:
    """Say it as the form does and return what the queue says then."""
    form = {"last": str(last), "spoiled": str(spoiled), "stack": stack, "id": id or new_id()}
    desk = office.desk("printing")
    answer = desk.post(f"/office/print/job/{job.id}/jam?lang=en", data=form)
    assert answer.status_code == 303, answer.text
    return desk.get(answer.headers["Location"] + "?lang=en").text


def counts(office: Office, run: str) -> tuple[int, int]:
    state = run_state(office.store.read(), get_run(office.store.read(), run))
    return state.made, state.spoiled


def pile_with_flyers(office: Office) -> Job:
    """Without a back on any sheet, so that a page is a sheet: a list, a sign-in sheet, a record, and six sheets of twelve flyers."""
    office.run(copies="12", bundle_size="6")
    page = office.desk("printing").get(f"/office/print/{office.ids.event}").text
    take = re.findall(r'name="take" value="((?:run:|need:sign_in:|need:record:)[^"]*)"', page)
    return pile_of(office, take=take)


def test_the_rest_is_the_same_sheets_and_jams_again_and_all_copies_are_recorded_once(office: Office) -> None:
    job = pile_with_flyers(office)
    [flyers] = [line for line in lines_of(job) if line.part == "flyers"]
    [run] = flyers.runs
    whole = texts_of(office, job)
    shown = office.desk("printing").get(f"/office/print/job/{job.id}/jam?lang=en").text
    assert f"<td>{flyers.first}–{flyers.first + 5}</td>" in shown
    assert "R1" in shown

    id = new_id()
    for _ in range(2):
        said = jam(office, job, flyers.first + 1, 1, id=id)
    assert f"Last good sheet: R1 {flyers.name}, 2 of 6." in said
    assert counts(office, run) == (6, 2)  # two good sheets of two flyers, and one spoiled
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"place": "搬走了"}))
    rest = made(office)
    assert rest.id != job.id
    assert texts_of(office, rest) == whole[flyers.first + 1 :]
    page = office.desk("printing").get(f"/office/print/{office.ids.event}?lang=en").text
    assert "The rest of the pile" in page
    assert "have changed" not in page

    jam(office, rest, 1, 1)
    assert counts(office, run) == (10, 4)
    second = made(office)
    assert texts_of(office, second) == whole[flyers.first + 2 :]
    for _ in range(2):
        office.desk("printing").post(f"/office/print/job/{second.id}/printed")
    assert counts(office, run) == (16, 4)  # all twelve are good, four were spoiled
    assert f"/office/print/job/{second.id}/jam" not in office.desk("printing").get(f"/office/print/{office.ids.event}").text


def test_one_papers_file_jams_by_itself_and_impossible_counts_are_said_beside_their_field(office: Office) -> None:
    job = pile_with_flyers(office)
    [flyers] = [line for line in lines_of(job) if line.part == "flyers"]
    lying = sum(line.sheets for line in lines_of(job) if line.stack == "A4-landscape")
    wrong = {"last": str(lying + 1), "spoiled": "0", "stack": "A4-landscape", "id": new_id()}
    answer = office.desk("printing").post(f"/office/print/job/{job.id}/jam", data=wrong)
    assert answer.status_code == 422
    assert 'id="last-error"' in answer.text
    assert office.desk("printing").get(f"/office/print/job/{job.id}/jam?stack=A3").status_code == 404
    assert office.desk("sister").get(f"/office/print/job/{job.id}/jam").status_code == 404

    jam(office, job, lying, 0, stack="A4-landscape")
    rest = made(office)
    assert len(texts_of(office, rest)) == len(texts_of(office, job)) - lying
    assert counts(office, flyers.runs[0]) == (12, 0)
    assert "Nothing is left" in jam(office, rest, len(texts_of(office, rest)), 0)


def test_a_pile_whose_sheets_are_others_now_is_not_printed_on(office: Office) -> None:
    people = office.furnish()
    job = pile_of(office, take=["need:badge:"]) if "need:badge:" in office.desk("printing").get(f"/office/print/{office.ids.event}").text else None
    assert job
    for code in people.values():
        office.store.write(lambda c, id=code: personal_data.erase(c, id, "asked"))  # type: ignore[misc]
    answer = office.desk("printing").post(f"/office/print/job/{job.id}/jam", data={"last": "1", "spoiled": "0", "id": new_id()})
    assert answer.status_code == 409
    assert order(office).status_code == 303  # what is left is planned anew
