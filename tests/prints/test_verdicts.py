"""What was found when codes were read back is kept with the run, longer than its PDF; a pile is a sample where no address may be printed."""

from __future__ import annotations

import time

from kiosk import campaigns, records
from kiosk.ids import new_id
from kiosk.prints.folder import prints_folder
from kiosk.prints.runs import get_run, renew_run, runs_of
from kiosk.prints.verdicts import verdict_of
from tests.patience import allowed
from tests.prints.offices import Office
from tests.prints.reading import read_all
from tests.prints.test_piles import drawn_here, made, newest, order, pile_of

__all__ = ["drawn_here"]


def settled(office: Office, run: str) -> None:
    """Wait until the server has kept what its job found."""
    deadline = time.monotonic() + allowed(20)
    while verdict_of(get_run(office.store.read(), run)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_verdict_outlives_the_pdf_and_not_the_words_that_were_read(office: Office) -> None:
    run = office.run(copies="4", bundle_size="2")
    job = pile_of(office, take=[f"run:{run}"])
    settled(office, run)
    verdict = verdict_of(get_run(office.store.read(), run))
    assert verdict
    assert (verdict.read, verdict.codes) == (True, 4)  # two bundles and their slips
    for path in prints_folder(office.folder / "instance").iterdir():
        path.unlink()
    desk = office.desk("printing")
    assert "codes read<" in desk.get(f"/office/print/{office.ids.event}?lang=en").text
    assert "All 4 codes were read back" in desk.get(f"/office/print/run/{run}?lang=en").text
    assert order(office, take=[f"run:{run}"]).status_code == 303
    assert made(office).id == job.id, "what was noted of a run makes no other pile"

    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"place": "另一處"}))
    assert office.store.write(lambda c: renew_run(c, run))
    assert verdict_of(get_run(office.store.read(), run)) is None


def test_without_an_address_a_pile_is_made_as_a_sample_and_says_so_on_every_code(empty_office: Office) -> None:
    office = empty_office
    page = office.desk("printing").get(f"/office/print/{office.ids.event}?lang=en").text
    assert 'name="sample"' in page
    assert "/office/print/address" in order(office).headers["Location"]
    assert order(office, id=new_id(), sample="1").status_code == 303
    job = made(office)
    assert job.state == "done"
    rows = [state.row for state in runs_of(office.store.read(), office.ids.event)]
    assert {row["sample"] for row in rows} == {"sample"}
    assert len(read_all(prints_folder(office.folder / "instance") / f"{newest(office).id}.pdf")) > len(rows)
    assert " · sample" in office.desk("printing").get(f"/office/print/{office.ids.event}?lang=en").text
