"""Registering: by one's own phone, a volunteer's phone or from paper; who is too young; twice is once or a question."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk import search
from kiosk.accounts import account_of_session, open_session
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES, text
from kiosk.printed_codes import block_of
from kiosk.prints.plans import pages_plan
from kiosk.prints.runs import plan_run
from kiosk.privacy import erasures
from kiosk.recount import recount
from kiosk.volunteers import FREE, SKILLS, TASKS
from printables.words import words_of
from tests.access_walk import sign_in
from tests.public.street import hidden_fields
from tests.volunteers.drive import ADULT, MINOR, Drive


def test_somebody_registers_and_learns_the_number_and_the_way_to_be_forgotten(drive: Drive) -> None:
    page = drive.register(skills=["health", "care"], tasks=["visit", "none of ours"], free=["weekend_morning"])
    assert page.status_code == 200
    assert ">V01<" in page.text
    assert re.search(r"/erase/[0-9A-Z]{26}", page.text)
    assert re.search(r"/V/[0-9A-Z]{52}", page.text)
    [volunteer] = drive.registered()
    assert (volunteer.number, volunteer.answers.name, volunteer.answers.phone, volunteer.method) == ("V01", "于小范", "13800000001", "self")
    assert (volunteer.answers.skills, volunteer.answers.tasks, volunteer.answers.free) == (("health", "care"), ("visit",), ("weekend_morning",))
    assert "Visits to older people" in drive.office.get(f"{drive.address}/{volunteer.person}").text
    person = drive.store.read().execute("SELECT category, organisation FROM person WHERE id = ?", (volunteer.person,)).fetchone()
    assert tuple(person) == ("volunteer", drive.ids.organisation), "one record in the plan, no copy"
    assert drive.street.counts() == {"actions": 1}
    assert drive.figures() == (1, 1)


def test_nothing_of_a_child_under_fourteen_is_kept(drive: Drive) -> None:
    for page in (drive.register(name="小七", phone="13800009977", age="under"), drive.by_phone(name="小七", age="under")):
        assert "Thank you for wanting to help" in page.text
    assert "Thank you for wanting to help" in drive.key(name="小七", age="under").text
    assert (drive.rows("identity"), drive.rows("volunteer"), drive.rows("entry"), drive.rows("person")) == ([], [], [], [])


def test_from_fourteen_to_seventeen_a_guardian_agrees_first(drive: Drive) -> None:
    for missing in ({"guardian": ""}, {"guardian_agrees": ""}):
        page = drive.register(**{**MINOR, **missing})
        assert page.status_code == 422
        assert page.text.count("please give their name and tick that they agree") == 2, "once above and once beside the field"
    assert drive.registered() == []
    assert drive.register(**MINOR).status_code == 200
    [volunteer] = drive.registered()
    assert volunteer.is_minor
    assert (volunteer.answers.guardian, volunteer.answers.guardian_phone) == ("余大海", "13800000003")
    assert "one aged 14–17" in drive.office.get(drive.address).text


def test_a_grown_ups_guardian_is_not_kept_and_no_identity_number_is(drive: Drive) -> None:
    assert drive.register(name="110101199003071234").status_code == 422
    drive.register(name=" 于小范\r\n阿姨 ", guardian="余大海")
    assert [row["name"] for row in drive.rows("identity")] == ["于小范 阿姨"]


def test_without_a_band_or_the_agreement_it_is_said_beside_the_field(drive: Drive) -> None:
    page = drive.register(age="", agree="", name="范文")
    assert page.status_code == 422
    assert "Please choose an age band." in page.text
    assert "Please read the notice" in page.text
    assert 'value="范文"' in page.text
    assert drive.registered() == []


def test_a_double_click_is_one_registration(drive: Drive) -> None:
    phone, url = drive.street.phone(), drive.street.url("volunteer")
    fields = hidden_fields(phone.get(url)) | ADULT
    first, second = (phone.post(url, data=fields).text for _ in range(2))
    assert ">V01<" in first
    assert re.findall(r"/erase/(\w{26})", first) == re.findall(r"/erase/(\w{26})", second)
    assert (len(drive.registered()), drive.street.counts()) == (1, {"actions": 1})


def test_two_channels_are_a_question_that_a_person_answers_and_can_take_back(drive: Drive) -> None:
    drive.register()
    drive.key()
    drive.by_phone(name="范 某", phone="13900001111")
    assert drive.figures() == (3, 3)
    assert "2 volunteers are perhaps one person" in drive.office.get(drive.address).text
    drive.decide("merge")
    assert drive.figures() == (3, 2)
    assert "merged" in drive.office.get(drive.address).text
    drive.reopen()
    assert drive.figures() == (3, 3)
    drive.decide("two_people")
    assert "perhaps one person" not in drive.office.get(drive.address).text
    assert drive.figures() == (3, 3)
    assert recount(drive.store.read()) == []


def test_the_same_number_or_the_same_name_and_ending_ask_whatever_the_script(drive: Drive) -> None:
    drive.register(name="張偉", phone="13800000001")
    drive.register(name="张伟", phone="13800000088")
    assert "perhaps one person" not in drive.office.get(drive.address).text, "another ending is another person"
    drive.register(name="张 伟", phone="13900000001")
    assert "The name and the last four digits are the same" in drive.office.get(drive.address).text
    drive.decide("merge")
    drive.register(**{**MINOR, "phone": "138-0000-0088"})
    assert "perhaps two of one family" in drive.office.get(drive.address).text


def test_a_registration_that_was_none_is_taken_back_with_its_name(drive: Drive) -> None:
    drive.register(name="米老鼠")
    [volunteer] = drive.registered()
    page = drive.office.get(f"{drive.address}/{volunteer.person}").text
    id = re.findall(r'take-back".*?name="id" value="([^"]+)"', page, re.DOTALL)[0]
    for _ in range(2):
        drive.office.post(f"{drive.address}/{volunteer.person}/take-back", data={"id": id})
    assert (drive.figures(), drive.registered(), drive.rows("identity")) == ((0, None), [], [])


def test_who_is_erased_is_nowhere_and_counted_still_under_both_numbers(drive: Drive) -> None:
    code = re.findall(r"/erase/(\w{26})", drive.register(**{**MINOR, "name": "余不忘"}).text)[0]
    drive.key(name="余不忘", phone=MINOR["phone"])
    drive.decide("merge")
    names = [name.encode() for name in ("余不忘", "余大海", "13800000002", "13800000003")]
    assert all(name in _disk(drive) for name in names)
    drive.street.phone().post(f"/erase/{code}")
    assert not any(name in _disk(drive) for name in names), "the guardian and the other number go too"
    assert drive.figures() == (2, 1)
    who = account_of_session(drive.store.read(), drive.store.write(lambda c: open_session(c, drive.ids.accounts["coordinator"])))
    assert who is not None
    assert search.find(drive.store.read(), "余不忘", who) == {}
    assert erasures.search_subjects(drive.store.read(), "余大海", {drive.ids.organisation}, set()) == []
    assert "erased" in drive.office.get(drive.address).text


def _disk(drive: Drive) -> bytes:
    files = sorted(drive.store.path.parent.glob(f"{drive.store.path.name}*"))
    return b"".join(file.read_bytes() for file in files)


def test_a_printed_sheet_is_keyed_once_and_found_by_its_code(drive: Drive) -> None:
    plan = pages_plan(drive.ids.event, "registration", 3, {"retention_days": 90}, {"by": "test", "base_url": "https://flyers.example.org"})
    run = drive.store.write(lambda c: plan_run(c, plan))
    block = block_of(drive.store.read(), run, "registration")
    assert block is not None
    address = f"/office/keying/{drive.ids.event}/{run}/2"
    code = list(block.codes())[1]
    assert drive.office.get(f"/office/keying?code={code}").headers["Location"] == address
    assert "3 printed, 0 keyed" in drive.office.get(f"/office/keying/{drive.ids.event}").text
    assert drive.office.post(address, data={"id": new_id(), **ADULT, "age": "under"}).status_code == 422
    data = {"id": new_id(), **ADULT}
    for form in (data, data, {"id": new_id(), **ADULT, "name": "范文"}):
        drive.office.post(address, data=form)
    [volunteer] = drive.registered()
    assert (volunteer.answers.name, volunteer.method) == ("于小范", "paper")
    assert "V01 于小范" in drive.office.get(address).text
    assert "3 printed, 1 keyed" in drive.office.get(f"/office/keying/{drive.ids.event}").text
    notice = drive.store.read().execute("SELECT body FROM notice n JOIN identity i ON i.notice_version = n.version WHERE n.language = 'en'").fetchone()
    assert "stop volunteering" in notice["body"], "what stands on the sheet is what was agreed to"


def test_numbers_are_masked_and_every_look_is_on_record(drive: Drive) -> None:
    drive.register(**MINOR)
    [volunteer] = drive.registered()
    own = f"{drive.address}/{volunteer.person}"
    for page in (drive.office.get(drive.address).text, drive.office.get(own).text):
        assert "13800000002" not in page
        assert "138****0002" in page
    shown = drive.office.post(f"{own}/reveal").text
    assert "13800000002" in shown
    assert "13800000003" in shown, "the guardian's, who is called in an emergency"
    assert len(drive.rows("reveal_log")) == 2


def test_a_sister_organisation_finds_nobody(drive: Drive) -> None:
    drive.register()
    [volunteer] = drive.registered()
    sister = sign_in(drive.app, drive.store, drive.ids.accounts["sister"])
    for address in (drive.address, f"{drive.address}/new", f"{drive.address}/{volunteer.person}"):
        assert sister.get(address).status_code == 404
    for act in ("reveal", "shift", "sign-out", "proof", "take-back"):
        assert sister.post(f"{drive.address}/{volunteer.person}/{act}").status_code == 404
    foreign = f"/office/volunteers/{drive.ids.sister_event}/{volunteer.person}"
    assert sister.get(foreign).status_code == 404, "nor by their own event's address"


def test_where_volunteers_are_not_switched_on_the_small_form_stays(drive: Drive) -> None:
    drive.street.change(features="")
    page = drive.street.phone().get(drive.street.url("volunteer")).text
    assert 'name="age"' not in page
    assert drive.by_phone().status_code == 404


def test_the_form_offers_what_the_printed_sheet_offers() -> None:
    for language in LANGUAGES:
        words = words_of(language)
        skills = [text(language, f"volunteers.skill.{each}") for each in SKILLS]
        assert [word.rstrip(":：") for word in words["registration.skills_choices"].splitlines()] == skills
        tasks = [text(language, f"volunteers.task.{each}") for each in TASKS]
        assert [word.rstrip(":：") for word in words["registration.tasks_choices"].splitlines()] == tasks
        ages = [text(language, f"volunteers.age.{each}") for each in ("14", "18", "36", "60")]
        assert words["registration.age_choices"].splitlines() == ages
        assert len(words["registration.free_choices"].splitlines()) == len(FREE)


def test_the_public_form_is_light(drive: Drive) -> None:
    page = drive.street.phone().get(drive.street.url("volunteer"))
    sheets = (Path(drive.app.static_folder or "") / name for name in ("public.css", "public_volunteer.css"))
    assert len(page.data) + sum(sheet.stat().st_size for sheet in sheets) < 20_000
