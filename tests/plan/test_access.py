"""Routes × roles × {own, sister, parent organisation}: who may open what, over all pages of the office."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from kiosk import accounts
from kiosk.plan import forms
from kiosk.storage import Store
from tests.access_walk import (
    REFUSED,
    World,
    addresses,
    ask,
    make_world,
    office_rules,
    part_of,
    plain,
    sign_in,
    sister_world,
    walk,
)
from tests.matrices import first_quick
from tests.plan_fixtures import PlanIds, make_kiosk

ROLES = ("administrator", "district", "coordinator", "printing", "case_worker")


@dataclass
class Office:
    """A kiosk with three worlds: one's own, the sister's, and the parent organisation's."""

    app: Flask
    store: Store
    ids: PlanIds
    own: World
    sister: World
    parent: World

    def client(self, role: str) -> FlaskClient:
        return sign_in(self.app, self.store, self.ids.accounts[role])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    app, store, ids = make_kiosk(tmp_path_factory.mktemp("office"))
    own = make_world(store, ids.organisation, ids.campaign, ids.event)
    return Office(app, store, ids, own, sister_world(store, ids), make_world(store, ids.root))


@pytest.mark.parametrize("role", ["coordinator", "printing", "case_worker", "sister"])
@pytest.mark.parametrize("whose", first_quick(["sister", "parent"]))
def test_what_belongs_to_others_is_refused_on_every_route(office: Office, role: str, whose: str) -> None:
    if role == "sister":
        foreign, own = office.own if whose == "sister" else office.parent, office.sister
    else:
        foreign, own = office.sister if whose == "sister" else office.parent, office.own
    assert walk(office.app, office.client(role), foreign, own) == []


@pytest.mark.parametrize("role", ROLES)
def test_a_route_opens_only_to_the_roles_that_it_names(office: Office, role: str) -> None:
    client = office.client(role)
    wrong = []
    for rule in office_rules(office.app):
        allowed = role in office.app.view_functions[rule.endpoint].access[1]  # type: ignore[attr-defined]
        if not allowed:
            wrong += [
                f"{method} {address}" for method, address, status in own_answers(office, client, rule) if status not in REFUSED
            ]
    assert wrong == []


@pytest.mark.parametrize("role", ["coordinator", "district", "printing"])
def test_the_plans_pages_open_to_those_who_may_read_them(office: Office, role: str) -> None:
    client = office.client(role)
    opened = []
    for rule in office_rules(office.app):
        readable = role in office.app.view_functions[rule.endpoint].access[1]  # type: ignore[attr-defined]
        if rule.endpoint.startswith("plan.") and readable:
            opened += [(address, status) for method, address, status in own_answers(office, client, rule) if method == "GET"]
    broken = [(address, status) for address, status in opened if status not in (200, 302) and "/campaign/import/" not in address]
    assert len(opened) > 20
    elsewhere = (
        "campaign.csv",
        "/campaign/of/",
        "/move",
    )  # campaigns have no lists; who moves an organisation coordinates the one above
    assert [each for each in broken if not any(part in each[0] for part in elsewhere)] == []


def test_nobody_signed_in_sees_nothing_of_the_office(office: Office) -> None:
    client = office.app.test_client()
    for rule in office_rules(office.app):
        for method, address, status in own_answers(office, client, rule):
            assert status == (302 if method == "GET" else 401), f"{method} {address}"


def test_a_district_reads_the_plan_and_no_names(office: Office) -> None:
    client = office.client("district")
    for noun, parent in (("person", office.own["organisation"]), ("shift", office.own["event"]), ("roster", office.own["event"])):
        listed = client.get(f"/office/plan/{noun}/of/{parent}").text
        exported = client.get(f"/office/plan/{noun}/of/{parent}.csv").data.decode("utf-8-sig")
        assert "X-" in listed
        assert "X-" in exported
        for text in (listed, exported, client.get("/office/search?q=隱").text):
            assert "隱名" not in text
            assert "9999" not in text
    assert client.get(f"/office/plan/event/{office.own['event']}").status_code == 200
    assert client.post(f"/office/plan/event/{office.own['event']}/status/cancel", data={"reason": "x"}).status_code == 403


def test_a_deputy_of_one_event_sees_that_event_alone(office: Office) -> None:
    deputy = office.store.write(lambda c: accounts.add_account(c, "deputy", "correct horse battery staple"))
    office.store.write(
        lambda c: accounts.grant(c, deputy, "coordinator", office.ids.organisation, by="test", event=office.own["event"])
    )
    client = sign_in(office.app, office.store, deputy)
    other = make_world_event(office)
    assert client.get(f"/office/plan/event/{office.own['event']}").status_code == 200
    assert client.get(f"/office/plan/campaign/{office.own['campaign']}").status_code == 200
    assert client.get(f"/office/plan/event/{other}").status_code in REFUSED
    assert client.get(f"/office/plan/person/of/{office.ids.organisation}").status_code in REFUSED
    assert client.post(f"/office/plan/campaign/{office.own['campaign']}/archive").status_code == 403
    assert other not in client.get("/office/plan").text


def test_a_form_id_of_another_organisations_record_is_not_found(office: Office) -> None:
    client = office.client("coordinator")
    typed = {"id": office.sister["booth"], "code": "Z1", "name": "x"}
    assert client.post(f"/office/plan/booth/new/{office.own['event']}", data=typed).status_code == 404
    row = forms.read_record(office.store.read(), forms.FORMS["booth"], office.sister["booth"])
    assert row.values["name"] == "攤"


def test_codes_of_a_sister_organisation_name_nothing_in_forms(office: Office) -> None:
    client = office.client("coordinator")
    new_id = "0195c7a0-3c1e-7d52-9b0a-6f2d7c1e8a44"
    sister = office.store.read().execute("SELECT code FROM organisation WHERE id = ?", (office.ids.sister,)).fetchone()["code"]
    event = {"id": new_id, "code": "Q", "title": "x", "place": "x", "day": "2017-03-24", "organisation": sister}
    refused = client.post(f"/office/plan/event/new/{office.own['campaign']}", data=event)
    assert refused.status_code == 422
    shift = {"id": new_id, "code": "Q", "person": "X-V", "booth": "C1"}
    assert client.post(f"/office/plan/shift/new/{office.own['event']}", data=shift).status_code == 422


def test_every_part_of_every_office_address_is_known_to_the_walk(office: Office) -> None:
    for rule in office_rules(office.app):
        worlds = dict.fromkeys(rule.arguments, office.own)
        for name in rule.arguments:
            assert part_of(rule, name, "event", worlds), plain(name)


def make_world_event(office: Office) -> str:
    form = forms.FORMS["event"]
    values = {"code": "OTHER", "title": "另一場", "place": "處", "day": "2017-03-25"}
    return office.store.write(lambda c: forms.add_record(c, form, office.own["campaign"], values))


def own_answers(office: Office, client: FlaskClient, rule: Rule) -> list[tuple[str, str, int]]:
    """(method, address, status) of a rule with one's own records."""
    worlds = dict.fromkeys(rule.arguments, office.own)
    methods = sorted((rule.methods or set()) & {"GET", "POST"})
    found = []
    for address in addresses(office.app, rule, worlds):
        found += [(method, address, ask(client, method, address)) for method in methods]
    return found
