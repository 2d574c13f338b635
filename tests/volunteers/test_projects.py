"""Service projects: planned like everything else, signed up for on one's own page or at the desk, never by more than are needed."""

from __future__ import annotations

import re

import pytest

from kiosk import records
from kiosk.projects import PROJECT
from kiosk.recount import recount
from tests.access_walk import sign_in
from tests.volunteers.drive import Drive


@pytest.fixture
def project(drive: Drive) -> str:
    drive.street.change(features="volunteers projects")
    values = {"code": "J1", "title": "探訪獨居老人", "place": "社區活動室", "needed": "2", "language": "zh-Hant"}
    return drive.store.write(lambda c: records.add(c, PROJECT, drive.ids.event, values))


def own_page(drive: Drive, **fields: object) -> str:
    return re.findall(r'href="(/V/\w{52})"', drive.register(**fields).text)[0]


def desk(drive: Drive) -> str:
    return drive.office.get(f"/office/projects/{drive.ids.event}").text


def test_a_volunteer_signs_up_on_the_own_page_once_and_takes_it_back(drive: Drive, project: str) -> None:
    own, phone = own_page(drive), drive.street.phone()
    assert "2 more volunteers needed" in phone.get(own).text
    for _ in range(2):
        page = phone.post(f"{own}/projects/{project}", follow_redirects=True).text
    assert "You are signed up" in page
    assert "1 of 2 signed up" in desk(drive)
    assert "V01 于小范" in desk(drive)
    phone.post(f"{own}/projects/{project}", data={"withdraw": "1"})
    assert "0 of 2 signed up" in desk(drive)
    assert recount(drive.store.read()) == []


def test_somebody_is_signed_up_at_the_desk_by_number_until_there_are_enough(drive: Drive, project: str) -> None:
    pages = [own_page(drive, name=name, phone=f"1380000{ending}") for name, ending in (("于一", "1001"), ("范二", "1002"), ("余三", "1003"))]
    act = f"/office/projects/{drive.ids.event}/{project}/sign-up"
    assert "no volunteer with the number V99" in drive.office.post(act, data={"number": "V99"}, follow_redirects=True).text
    for number in ("v01", "V02", "V02"):
        drive.office.post(act, data={"number": number})
    assert "2 of 2 signed up" in desk(drive)
    assert drive.office.post(act, data={"number": "V03"}).status_code == 409
    assert "enough have signed up" in drive.street.phone().get(pages[2]).text
    assert drive.street.phone().post(f"{pages[2]}/projects/{project}").status_code == 409
    drive.office.post(f"/office/projects/{drive.ids.event}/{project}/{drive.registered()[0].person}/withdraw")
    assert "1 of 2 signed up" in desk(drive)


def test_a_project_is_planned_on_its_own_list_and_gone_where_it_is_not_switched_on(drive: Drive, project: str) -> None:
    form = f"/office/plan/project/new/{drive.ids.event}?lang=en"
    assert "Volunteers needed" in drive.office.get(form).text
    assert "Visits, lessons" not in desk(drive)
    own = own_page(drive)
    drive.street.change(features="volunteers")
    assert "探訪獨居老人" not in drive.street.phone().get(own).text
    assert drive.street.phone().post(f"{own}/projects/{project}").status_code == 404


def test_a_sister_organisation_sees_no_project(drive: Drive, project: str) -> None:
    sister = sign_in(drive.app, drive.store, drive.ids.accounts["sister"])
    assert sister.get(f"/office/projects/{drive.ids.event}").status_code == 404
    assert sister.post(f"/office/projects/{drive.ids.event}/{project}/sign-up").status_code == 404
    assert sister.post(f"/office/projects/{drive.ids.sister_event}/{project}/sign-up").status_code == 404
