"""Event C's volunteer drive, person by person: own phones, a volunteer's phone and printed sheets; 37 registrations are 36 people."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.demonstration.volunteers import MINORS_WITH_GUARDIAN, NEW, REGISTRATIONS, Registered, registrations
from kiosk.people import PERSON
from kiosk.printed_codes import block_of
from kiosk.prints.plans import pages_plan
from kiosk.prints.runs import plan_run
from kiosk.records import all_of
from kiosk.recount import recount
from tests.plan_fixtures import make_kiosk, pair
from tests.public.street import Street, hidden_fields, send
from tests.volunteers.drive import Drive


def fields_of(one: Registered) -> dict[str, object]:
    said = one.answers
    guardian = {"guardian": said.guardian, "guardian_phone": said.guardian_phone, "guardian_agrees": "1"} if said.guardian else {}
    return {"name": said.name, "phone": said.phone, "age": said.age, "skills": list(said.skills), "tasks": list(said.tasks), "free": list(said.free), "agree": "1", **guardian}


def test_thirty_seven_registrations_are_thirty_six_volunteers_and_five_have_a_guardian(tmp_path: Path) -> None:
    app, _store, ids = make_kiosk(tmp_path)
    drive = Drive(Street(app, ids))
    helper = app.test_client()
    helper.set_cookie("kiosk_phone", pair(drive.store, ids)[1])
    plan = pages_plan(ids.event, "registration", 15, {"retention_days": 90}, {"by": "test", "base_url": "https://flyers.example.org"})
    run = drive.store.write(lambda c: plan_run(c, plan))
    block = block_of(drive.store.read(), run, "registration")
    assert block is not None
    sheets = block.codes()
    for one in registrations():
        if one.method == "self":
            page = send(drive.street.phone(), drive.street.url("volunteer"), **fields_of(one))  # type: ignore[arg-type]
        elif one.method == "volunteer":
            page = helper.post("/phone/registration", data=hidden_fields(helper.get("/phone/registration")) | fields_of(one))
        else:
            address = drive.office.get(f"/office/keying?code={next(sheets)}").headers["Location"]
            data = hidden_fields(drive.office.get(address)) | fields_of(one)
            page = drive.office.post(address, data=data, follow_redirects=True)
        assert page.status_code == 200

    assert drive.figures() == (REGISTRATIONS, REGISTRATIONS)
    drive.decide("merge")
    assert drive.figures() == (REGISTRATIONS, NEW)
    assert drive.street.counts() == {"actions": 18}, "who registered with their own phone responded, too"
    people = all_of(drive.store.read(), PERSON, ids.organisation)
    assert [row["code"] for row in people] == [f"V{number:02d}" for number in range(1, REGISTRATIONS + 1)]
    page_of_drive = drive.office.get(f"{drive.address}?lang=en").text
    assert f"{MINORS_WITH_GUARDIAN} aged 14–17" in page_of_drive
    assert len(re.findall("guardian agreed", page_of_drive)) == MINORS_WITH_GUARDIAN
    assert not re.search(r"1380000\d{4}", page_of_drive), "numbers are masked"
    assert recount(drive.store.read()) == []
    drive.store.close()
