"""What administrators look after: accounts, roles within their own part of the tree, deputies with an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import accounts
from kiosk.accounts import WantedRole
from kiosk.ids import new_id, now_ms
from kiosk.privacy.personal_data import keep_identity
from kiosk.storage import Store
from kiosk.web.context import STAFF_COOKIE
from tests.plan_fixtures import PASSWORD, PlanIds, make_kiosk

Made = tuple[Flask, Store, PlanIds]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()


def client_of(made: Made, account: str) -> FlaskClient:
    app, store, ids = made
    client = app.test_client()
    client.set_cookie(STAFF_COOKIE, store.write(lambda c: accounts.open_session(c, ids.accounts[account])))
    client.get("/office/settings?lang=en")
    return client


def account_named(store: Store, name: str) -> str:
    return str(store.read().execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()["id"])


def who_is(made: Made, id: str) -> accounts.Account:
    _, store, _ = made
    token = store.write(lambda c: accounts.open_session(c, id))
    found = accounts.account_of_session(store.read(), token)
    assert found is not None
    return found


def local_administrator(made: Made) -> FlaskClient:
    """An administrator over the event's organisation only."""
    _, store, ids = made

    def work(connection: object) -> str:
        id = accounts.add_account(connection, "local", PASSWORD)  # type: ignore[arg-type]
        accounts.grant(connection, id, "administrator", ids.organisation, by="test")  # type: ignore[arg-type]
        return id

    ids.accounts["local"] = store.write(work)
    return client_of(made, "local")


def test_only_administrators_look_after_accounts(kiosk: Made) -> None:
    for role in ("coordinator", "district", "printing", "case_worker", "sister"):
        client = client_of(kiosk, role)
        assert client.get("/office/settings").status_code == 200
        assert client.get("/office/settings/accounts").status_code == 403
        assert client.get("/office/settings/reveals").status_code == 403
    assert client_of(kiosk, "administrator").get("/office/settings/accounts").status_code == 200


def test_a_new_colleague_gets_a_random_password_that_is_shown_once(kiosk: Made) -> None:
    app, _, ids = kiosk
    client = client_of(kiosk, "administrator")
    form = {"id": new_id(), "name": "王敏", "role": "coordinator", "organisation": ids.organisation}
    shown = client.post("/office/settings/accounts", data=form)
    assert shown.headers["Cache-Control"] == "no-store"
    password = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>", shown.text)
    assert password
    assert password[1] not in client.get("/office/settings/accounts").text
    assert client.post("/office/settings/accounts", data=form | {"id": new_id()}).status_code == 422
    new = app.test_client().post("/office/sign-in", data={"name": "王敏", "password": password[1]})
    assert new.status_code == 302


def test_a_double_click_adds_one_colleague_and_still_shows_a_password_that_works(kiosk: Made) -> None:
    app, store, ids = kiosk
    client = client_of(kiosk, "administrator")
    form = {"id": new_id(), "name": "雙擊", "role": "coordinator", "organisation": ids.organisation}
    first, second = (client.post("/office/settings/accounts", data=form).text for _ in range(2))
    [password] = set(re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>", first + second))
    assert app.test_client().post("/office/sign-in", data={"name": "雙擊", "password": password}).status_code == 302
    colleague = account_named(store, "雙擊")
    assert store.read().execute("SELECT count(*) FROM role_grant WHERE account = ?", (colleague,)).fetchone()[0] == 1
    taken = form | {"id": colleague, "name": "別人"}
    assert client.post("/office/settings/accounts", data=taken).status_code in (200, 404)
    assert store.read().execute("SELECT 1 FROM account WHERE name = '別人'").fetchone() is None


def test_a_refused_form_keeps_what_was_typed_and_adds_nobody(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk, "administrator")
    form = {"id": new_id(), "name": "李強", "role": "district", "organisation": ids.organisation, "event": ids.event}
    refused = client.post("/office/settings/accounts", data=form)
    assert refused.status_code == 422
    assert 'value="李強"' in refused.text
    assert "cannot be given for one event" in refused.text
    assert store.read().execute("SELECT 1 FROM account WHERE name = '李強'").fetchone() is None


def test_a_deputy_loses_the_role_when_the_date_has_passed(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk, "administrator")
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    form = {
        "id": new_id(),
        "name": "代理",
        "role": "coordinator",
        "organisation": ids.organisation,
        "event": ids.event,
        "until": tomorrow,
    }
    assert client.post("/office/settings/accounts", data=form).status_code == 200
    deputy = account_named(store, "代理")
    assert who_is(kiosk, deputy).may(("coordinator",), ids.organisation, ids.event)
    assert not who_is(kiosk, deputy).may(("coordinator",), ids.organisation, ids.sister_event)
    assert not who_is(kiosk, deputy).may(("coordinator",), ids.organisation)
    store.write(lambda c: c.execute("UPDATE role_grant SET until = ? WHERE account = ?", (now_ms() - 1, deputy)))
    assert not who_is(kiosk, deputy).may(("coordinator",), ids.organisation, ids.event)
    assert "No role yet" in client.get(f"/office/settings/accounts/{deputy}").text


def test_a_deputy_role_runs_to_the_end_of_its_last_day_here(kiosk: Made) -> None:
    _, store, ids = kiosk
    form = {"id": new_id(), "name": "代理", "role": "coordinator", "organisation": ids.organisation, "until": "2099-03-24"}
    client_of(kiosk, "administrator").post("/office/settings/accounts", data=form)
    until = store.read().execute("SELECT until FROM role_grant WHERE until IS NOT NULL").fetchone()["until"]
    assert until == 4078051200000  # 2099-03-25 00:00 in Asia/Shanghai


@pytest.mark.parametrize(("field", "value"), [("until", "2017-03-24"), ("until", "soon"), ("role", "king"), ("event", "sister")])
def test_a_role_that_makes_no_sense_is_refused_beside_its_field(kiosk: Made, field: str, value: str) -> None:
    _, _, ids = kiosk
    form = {"role": "coordinator", "organisation": ids.organisation, field: value.replace("sister", ids.sister_event)}
    client = client_of(kiosk, "administrator")
    refused = client.post(f"/office/settings/accounts/{ids.accounts['printing']}/roles", data=form)
    assert refused.status_code == 422
    assert f'id="{field}"' in refused.text


def test_a_role_taken_back_counts_at_once(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk, "administrator")
    coordinator = ids.accounts["coordinator"]
    held = accounts.roles_of(store.read(), coordinator)[0]["id"]
    assert client.post(f"/office/settings/accounts/{coordinator}/roles/{held}/revoke").status_code == 302
    assert not who_is(kiosk, coordinator).grants


def test_nobody_takes_the_administrators_role_from_oneself(kiosk: Made) -> None:
    _, store, ids = kiosk
    me = ids.accounts["administrator"]
    held = accounts.roles_of(store.read(), me)[0]["id"]
    client = client_of(kiosk, "administrator")
    assert client.post(f"/office/settings/accounts/{me}/roles/{held}/revoke").status_code == 403
    assert client.post(f"/office/settings/accounts/{me}/close").status_code == 403
    assert client.get("/office/settings/accounts").status_code == 200


def test_an_administrator_below_sees_and_gives_nothing_beside_or_above(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = local_administrator(kiosk)
    shown = client.get("/office/settings/accounts").text
    assert "coordinator" in shown
    assert ">sister<" not in shown
    assert "楓景家園社區" not in shown
    sister = ids.accounts["sister"]
    for path in ("", "/roles", "/password", "/close"):
        method = client.post if path else client.get
        data = {"role": "coordinator", "organisation": ids.organisation}
        assert method(f"/office/settings/accounts/{sister}{path}", data=data).status_code == 404
    above = {"role": "administrator", "organisation": ids.root}
    assert client.post(f"/office/settings/accounts/{ids.accounts['coordinator']}/roles", data=above).status_code == 404
    held = accounts.roles_of(store.read(), sister)[0]["id"]
    assert client.post(f"/office/settings/accounts/{sister}/roles/{held}/revoke").status_code == 404


def test_a_new_password_is_not_given_to_somebody_who_also_works_elsewhere(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = local_administrator(kiosk)
    both = ids.accounts["coordinator"]
    store.write(lambda c: accounts.grant(c, both, "coordinator", ids.sister, by="test"))
    assert client.get(f"/office/settings/accounts/{both}").status_code == 200
    assert client.post(f"/office/settings/accounts/{both}/password").status_code == 403
    assert client.post(f"/office/settings/accounts/{both}/close").status_code == 403


def test_a_new_password_ends_the_open_sign_ins(kiosk: Made) -> None:
    _, _, ids = kiosk
    theirs = client_of(kiosk, "coordinator")
    shown = client_of(kiosk, "administrator").post(f"/office/settings/accounts/{ids.accounts['coordinator']}/password")
    assert shown.status_code == 200
    assert theirs.get("/office/settings").status_code == 302


def test_a_closed_account_cannot_sign_in(kiosk: Made) -> None:
    app, _, ids = kiosk
    theirs = client_of(kiosk, "printing")
    client_of(kiosk, "administrator").post(f"/office/settings/accounts/{ids.accounts['printing']}/close")
    assert theirs.get("/office/settings").status_code == 302
    assert app.test_client().post("/office/sign-in", data={"name": "printing", "password": PASSWORD}).status_code == 401


def test_looks_at_full_numbers_are_listed_with_masked_names(kiosk: Made) -> None:
    _, store, ids = kiosk
    subject = new_id()
    store.write(lambda c: keep_identity(c, subject, event=ids.event, name="王小明", phone="13800000001"))
    store.write(
        lambda c: c.execute("INSERT INTO reveal_log VALUES (?, ?, ?, ?, ?)", (new_id(), 1490317200000, ids.accounts["coordinator"], subject, "call back"))
    )  # fmt: skip
    shown = client_of(kiosk, "administrator").get("/office/settings/reveals").text
    assert "王○○" in shown
    assert "王小明" not in shown
    assert "call back" in shown


def test_a_role_in_a_tree_that_is_not_ones_own_is_not_found(kiosk: Made) -> None:
    _, store, ids = kiosk
    local_administrator(kiosk)
    who = who_is(kiosk, ids.accounts["local"])
    with pytest.raises(accounts.NotFound):
        store.write(lambda c: accounts.give_role(c, who, ids.accounts["coordinator"], WantedRole("coordinator", ids.sister)))
