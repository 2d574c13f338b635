"""Hours from coming to going, forgotten sign-outs put right, proofs that can be verified, and the page that a volunteer keeps."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from kiosk import daily, ledger, records
from kiosk.campaigns import EVENT, event_window
from kiosk.codes import ALPHABET, write_code
from kiosk.config import load_config
from kiosk.ids import new_id
from kiosk.people import PERSON
from kiosk.prints.people import badge_groups
from kiosk.volunteers import Volunteer, own_address
from tests.printables.reading import text_of
from tests.volunteers.drive import MINOR, Drive

HOUR = 3_600_000


def join(drive: Drive, **fields: object) -> Volunteer:
    """Somebody who has registered and is on the plan from the event's start to its end."""
    drive.register(**fields)
    volunteer = drive.registered()[-1]
    drive.office.post(f"{drive.address}/{volunteer.person}/shift", data={"booth": drive.ids.booths["B1"], "duty": "hand_out"})
    return volunteer


def starts(drive: Drive) -> int:
    return event_window(records.get(drive.store.read(), EVENT, drive.ids.event)).starts


def work(drive: Drive, volunteer: Volunteer, *hours: float) -> None:
    """Let somebody come so many hours after the event's start, and go."""
    for way, hour in zip(("in", "out"), hours, strict=False):
        fact = ledger.make_fact(
            f"shift_{way}", id=new_id(), device="kiosk", authority=1, at=starts(drive) + round(hour * HOUR), event=drive.ids.event,
            booth=drive.ids.booths["B1"], person=volunteer.person,
        )  # fmt: skip
        drive.store.write(lambda c, fact=fact: ledger.append(c, [fact]))  # type: ignore[misc]


@pytest.fixture
def over(drive: Drive) -> Drive:
    """The event was yesterday, 09:00 to 11:30."""
    yesterday = datetime.now(UTC) - timedelta(days=2)
    drive.street.change(day=f"{yesterday:%Y-%m-%d}", starts="09:00", ends="11:30")
    return drive


def test_a_volunteer_is_put_on_the_plan_in_one_step_and_once(over: Drive) -> None:
    volunteer = join(over)
    over.office.post(f"{over.address}/{volunteer.person}/shift", data={"booth": over.ids.booths["B1"], "duty": "hand_out"})
    [shift] = over.rows("shift")
    assert (shift["person"], shift["code"], shift["starts"], shift["ends"]) == (volunteer.person, "V01", "09:00", "11:30")
    assert "on the plan" in over.office.get(over.address).text


def test_a_forgotten_sign_out_is_put_right_capped_by_the_shift_and_marked(over: Drive) -> None:
    volunteer = join(over)
    work(over, volunteer, 0)
    assert "never signed out" in over.office.get(over.address).text
    act, data = f"{over.address}/{volunteer.person}/sign-out", {"id": new_id(), "at": "18:00"}
    for _ in range(2):
        page = over.office.post(act, data=data, follow_redirects=True).text
    assert "Signed out at 11:30, marked as corrected." in page
    assert ">2.5</td>" in page
    assert len(over.street.facts("shift_out")) == 1
    undo = {"id": new_id(), "entry": over.street.facts("shift_out")[0]["id"]}
    assert "never signed out" in over.office.post(f"{act}/undo", data=undo, follow_redirects=True).text
    earlier = over.office.post(act, data={"id": new_id(), "at": "08:00"}, follow_redirects=True).text
    assert "Signed out at 09:00" in earlier, "nobody leaves before they came"


def test_who_was_planned_and_did_not_come_is_named(over: Drive) -> None:
    work(over, join(over), 0, 2)
    join(over, name="范文", phone="13800000044")
    page = over.office.get(over.address).text
    assert (page.count("did not come"), page.count("chip tone-good")) == (1, 3)


def test_hours_of_one_person_under_two_numbers_come_together_and_overlaps_count_once(over: Drive) -> None:
    first, second = join(over), join(over)
    work(over, first, 0, 1.5)
    work(over, second, 1, 2.5)
    over.decide("merge")
    assert "2.5 h" in over.office.get(f"{over.address}/{first.person}").text


def prove(drive: Drive, volunteer: Volunteer) -> str:
    """Issue a proof and return its number."""
    drive.office.post(f"{drive.address}/{volunteer.person}/proof")
    return str(drive.rows("service_proof")[-1]["code"])


def test_a_proof_is_verified_by_anybody_who_learns_no_more_than_the_first_character(over: Drive) -> None:
    volunteer = join(over)
    assert over.office.post(f"{over.address}/{volunteer.person}/proof").status_code == 409, "no hours, no proof"
    work(over, volunteer, 0, 2.5)
    code = prove(over, volunteer)
    assert prove(over, volunteer) == code, "the same hours are the same proof"
    page = over.street.phone().get(f"/F/{code}").text
    assert "This number is genuine" in page
    assert "2.5 h" in page
    assert "鄂倫春自治旗民政局" in page
    assert "于…" in page
    assert not any(said in page for said in ("于小范", "小范", "13800000001", "138****", "V01"))
    assert over.street.counts().get("opened") is None, "verifying is no response"
    assert over.street.phone().get(f"/code?code={code.lower()}").headers["Location"] == f"/F/{code}"


def test_a_forged_or_mistyped_proof_number_fails(over: Drive) -> None:
    volunteer = join(over)
    work(over, volunteer, 0, 2)
    code = prove(over, volunteer)
    for place in range(len(code)):
        wrong = code[:place] + next(letter for letter in ALPHABET if letter != code[place]) + code[place + 1 :]
        assert over.street.phone().get(f"/F/{wrong}").status_code == 404
    forged = write_code(over.store.read().execute("SELECT max(last) FROM code_block").fetchone()[0], b"x" * 32)
    assert "not ours" in over.street.phone().get(f"/F/{forged}").text


def test_a_proof_says_so_when_the_records_were_corrected_since_and_more_hours_make_a_new_one(over: Drive) -> None:
    volunteer = join(over)
    work(over, volunteer, 0, 2.5)
    code = prove(over, volunteer)
    out = over.street.facts("shift_out")[0]
    work(over, volunteer, 3, 4)
    assert "corrected since" not in over.street.phone().get(f"/F/{code}").text
    assert prove(over, volunteer) != code
    for fact in (out, over.street.facts("shift_in")[0]):
        void = ledger.make_fact("void", id=new_id(), device="kiosk", authority=1, event=over.ids.event, names=fact["id"])
        over.store.write(lambda c, void=void: ledger.append(c, [void]))  # type: ignore[misc]
    assert "corrected since" in over.street.phone().get(f"/F/{code}").text


def test_the_proof_is_one_page_with_name_hours_issuer_and_number(over: Drive) -> None:
    volunteer = join(over)
    work(over, volunteer, 0, 2.5)
    code = prove(over, volunteer)
    for language, said in (("zh-Hant", "茲證明 于小范（志願者編號 V01）"), ("en", "gave 2.5 hours")):
        pdf = over.office.get(f"{over.address}/{volunteer.person}/proof.pdf?lang={language}")
        assert pdf.mimetype == "application/pdf"
        text = text_of(pdf.data)
        assert "".join(said.split()) in "".join(text.split())
        assert f"{code[:5]} {code[5:]}" in text
        assert "鄂倫春自治旗民政局" in text


def test_a_volunteers_own_page_thanks_them_and_gives_the_proof_to_them_alone(over: Drive) -> None:
    phone = over.street.phone()
    over.street.change(features="volunteers")
    own = re.findall(r'href="(/V/\w{52})"', over.register(**MINOR).text)[0]
    volunteer = over.registered()[0]
    assert "good to have you with us" in phone.get(own).text
    work(over, volunteer, 0, 2)
    page = phone.get(own)
    assert "thank you for your time" in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "genuine" not in phone.post(f"{own}/proof", follow_redirects=True).text
    proof = phone.get(f"{own}/proof.pdf")
    assert (proof.mimetype, proof.headers["Cache-Control"]) == ("application/pdf", "no-store"), "a name stands on it"
    assert "于" not in proof.headers["Content-Disposition"]
    for wrong in (own[:-1] + ("0" if own[-1] != "0" else "1"), own[:-26] + "0" * 26, "/V/" + "0" * 52, "/V/x"):
        assert phone.get(wrong).status_code == 404
        assert phone.post(f"{wrong}/proof").status_code == 404


def test_after_an_erasure_hours_and_proof_stand_without_a_name(over: Drive) -> None:
    page = over.register()
    own, erase = re.findall(r'href="(/V/\w{52})"', page.text)[0], re.findall(r"/erase/(\w{26})", page.text)[0]
    volunteer = over.registered()[0]
    work(over, volunteer, 0, 2)
    code = prove(over, volunteer)
    over.street.phone().post(f"/erase/{erase}")
    seen = over.street.phone().get(f"/F/{code}").text
    assert "erased on request" in seen
    assert "2 h" in seen
    assert "were erased" in over.street.phone().get(own).text
    assert over.street.phone().get(f"{own}/proof.pdf").status_code == 404
    assert ">2</td>" in over.office.get(over.address).text


def test_somebody_registered_from_paper_can_erase_themselves_on_their_own_page(over: Drive) -> None:
    over.key(**MINOR)
    volunteer = over.registered()[0]
    office = over.office.get(f"{over.address}/{volunteer.person}").text
    assert "Show the code of this page" in office
    own = f"/V/{own_address(over.app.secret_key, volunteer.person)}"  # type: ignore[arg-type]
    assert over.street.phone().get(own).status_code == 200
    assert len(over.rows("identity")) == 2, "a GET erases nothing"
    assert "Erased" in over.street.phone().post(f"{own}/erase").text
    assert (over.rows("identity"), over.figures()) == ([], (1, 1))


def test_a_volunteers_name_stays_until_some_time_after_they_left(over: Drive) -> None:
    over.street.change(day="2017-03-24")
    over.register(**MINOR)
    volunteer = over.registered()[0]
    config = load_config(over.store.path.parent)

    def purge() -> int:
        return len(over.rows("identity")) if daily.do_daily_work(config, over.store, again=True) else 0

    assert purge() == 2, "the guardian's too: they are called while the minor serves"
    over.store.write(lambda c: records.archive(c, PERSON, volunteer.person))
    assert purge() == 2
    over.store.write(lambda c: _left(c, volunteer.person))
    assert purge() == 0
    assert over.figures() == (1, 1)


def _left(connection: sqlite3.Connection, person: str) -> None:
    connection.execute("UPDATE person SET archived_at = archived_at - 91 * 86400000 WHERE id = ?", (person,))


def test_badges_are_printed_for_those_who_registered_each_person_once(over: Drive) -> None:
    over.register()
    over.key()
    over.decide("merge")
    assert len(badge_groups(over.store.read(), over.ids.event)["registered"]) == 1
