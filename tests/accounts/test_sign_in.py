"""Signing in: the cookie, who is let in, where one lands, and what a wrong try costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk import accounts
from kiosk.ids import now_ms
from kiosk.storage import Store
from kiosk.web import accounts as pages
from kiosk.web.context import STAFF_COOKIE
from tests.plan_fixtures import PASSWORD, PlanIds, make_kiosk

Made = tuple[Flask, Store, PlanIds]
CSRF_TOKEN = re.compile(r'csrf_token" value="([^"]+)"')


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Made]:
    for limit in pages._LIMITS.values():
        limit._left.clear()
    made = make_kiosk(tmp_path)
    yield made
    made[1].close()


def sign_in(client: FlaskClient, name: str = "coordinator", password: str = PASSWORD, **form: str) -> TestResponse:
    return client.post("/office/sign-in", data={"name": name, "password": password, **form})


def staff_cookie(response: TestResponse) -> str:
    return next(line for line in response.headers.getlist("Set-Cookie") if line.startswith(f"{STAFF_COOKIE}="))


def secret_of(response: TestResponse) -> str:
    return staff_cookie(response).split(";")[0].split("=")[1]


def test_whoever_is_not_signed_in_is_led_to_the_form_and_back(kiosk: Made) -> None:
    client = kiosk[0].test_client()
    sent = client.get("/office/settings?lang=en")
    assert sent.status_code == 302
    assert sent.location == "/office/sign-in?next=/office/settings?lang%3Den"
    form = client.get(sent.location)
    assert 'name="next" value="/office/settings?lang=en"' in form.text
    assert sign_in(client, next="/office/settings?lang=en").location == "/office/settings?lang=en"
    assert client.get("/office/settings").status_code == 200


def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(kiosk: Made) -> None:
    plain = staff_cookie(sign_in(kiosk[0].test_client()))
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Path=/" in plain
    assert "Secure" not in plain
    safe = (
        kiosk[0]
        .test_client()
        .post("/office/sign-in", data={"name": "coordinator", "password": PASSWORD}, base_url="https://example.org")
    )
    assert "Secure" in staff_cookie(safe)


def test_a_sign_in_ends_after_two_weeks(kiosk: Made) -> None:
    app, store, _ = kiosk
    client = app.test_client()
    response = sign_in(client)
    assert f"Max-Age={14 * 86_400}" in staff_cookie(response)
    row = store.read().execute("SELECT expires_at FROM staff_session").fetchone()
    assert abs(row["expires_at"] - now_ms() - 14 * 86_400_000) < 60_000
    store.write(lambda c: c.execute("UPDATE staff_session SET expires_at = ?", (now_ms() - 1,)))
    assert client.get("/office/settings").status_code == 302


def test_the_database_holds_no_secret_that_a_cookie_carries(kiosk: Made) -> None:
    app, store, _ = kiosk
    secret = secret_of(sign_in(app.test_client()))
    kept = store.read().execute("SELECT token_hash FROM staff_session").fetchone()["token_hash"]
    assert secret.encode() not in kept
    assert len(secret) * 5 >= 128


def test_a_secret_set_before_the_sign_in_is_worth_nothing_after_it(kiosk: Made) -> None:
    app, store, _ = kiosk
    client = app.test_client()
    first = secret_of(sign_in(client))
    second = secret_of(sign_in(client))
    assert first != second
    assert accounts.account_of_session(store.read(), first) is None
    planted = app.test_client()
    planted.set_cookie(STAFF_COOKIE, "PLANTEDBYSOMEBODYELSE")
    assert secret_of(sign_in(planted)) != "PLANTEDBYSOMEBODYELSE"
    assert accounts.account_of_session(store.read(), "PLANTEDBYSOMEBODYELSE") is None


@pytest.mark.parametrize(
    "foreign",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil\t", "javascript:alert(1)", "evil",
     "/\n/evil.example", ""],
)  # fmt: skip
def test_the_way_on_leads_only_to_pages_of_this_site(kiosk: Made, foreign: str) -> None:
    landed = sign_in(kiosk[0].test_client(), next=foreign).location
    assert landed in ("/office/settings", "/office/plan")


def test_a_wrong_name_and_a_wrong_password_answer_the_same(kiosk: Made) -> None:
    client = kiosk[0].test_client()
    known, unknown = sign_in(client, password="wrong"), sign_in(client, name="somebody", password="wrong")
    assert known.status_code == unknown.status_code == 401
    said, other = (CSRF_TOKEN.sub("", answer.text) for answer in (known, unknown))  # signed with the second in which it was made
    assert said.replace("coordinator", "somebody") == other
    assert STAFF_COOKIE not in str(known.headers)


def test_guessing_is_slowed_down_and_a_colleague_elsewhere_still_gets_in(kiosk: Made) -> None:
    app = kiosk[0]
    guesser = app.test_client()
    statuses = [sign_in(guesser, password="wrong").status_code for _ in range(12)]
    assert statuses[:8] == [401] * 8
    assert 429 in statuses[8:]
    blocked = sign_in(guesser)
    assert blocked.status_code == 429
    assert int(blocked.headers["Retry-After"]) <= 31
    colleague = {"REMOTE_ADDR": "10.0.0.7"}
    data = {"name": "coordinator", "password": PASSWORD}
    assert app.test_client().post("/office/sign-in", data=data, environ_overrides=colleague).status_code == 302


@pytest.mark.slow  # nearly fifty passwords are hashed
def test_one_address_cannot_try_many_names(kiosk: Made) -> None:
    client = kiosk[0].test_client()
    statuses = [sign_in(client, name=f"name{number}", password="x").status_code for number in range(46)]
    assert statuses[:40] == [401] * 40
    assert 429 in statuses[40:]


@pytest.mark.slow
def test_a_whole_office_behind_one_address_signs_in_at_once(kiosk: Made) -> None:
    assert {sign_in(kiosk[0].test_client()).status_code for _ in range(45)} == {302}


def test_a_form_without_its_token_is_refused(kiosk: Made) -> None:
    app = kiosk[0]
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    assert sign_in(client).status_code == 400
    token = CSRF_TOKEN.search(client.get("/office/sign-in").text)
    assert token
    assert sign_in(client, csrf_token=token[1]).status_code == 302
    assert client.post("/office/settings/language", data={"language": "en"}).status_code == 400
    assert client.post("/office/settings/language", data={"language": "en", "csrf_token": token[1]}).status_code == 400
    assert client.post("/office/sign-out").status_code == 400


def test_a_form_sent_from_another_site_is_refused(kiosk: Made) -> None:
    client = kiosk[0].test_client()
    data = {"name": "coordinator", "password": PASSWORD}
    assert client.post("/office/sign-in", data=data, headers={"Origin": "https://evil.example"}).status_code == 403


def test_signing_out_ends_the_sign_in_on_the_server_too(kiosk: Made) -> None:
    app, store, _ = kiosk
    client = app.test_client()
    secret = secret_of(sign_in(client))
    assert client.post("/office/sign-out").location == "/office/sign-in"
    assert accounts.account_of_session(store.read(), secret) is None
    assert client.get("/office/settings").status_code == 302


def test_a_get_never_signs_out(kiosk: Made) -> None:
    client = kiosk[0].test_client()
    sign_in(client)
    assert client.get("/office/sign-out").status_code == 405
    assert client.get("/office/settings").status_code == 200


def test_a_changed_password_ends_the_other_sign_ins_and_not_this_one(kiosk: Made) -> None:
    app, _, _ = kiosk
    here, elsewhere = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(elsewhere)
    new = {"current": PASSWORD, "password": "another long password", "again": "another long password"}
    assert here.post("/office/settings/password", data={**new, "current": "wrong"}).status_code == 422
    assert here.post("/office/settings/password", data={**new, "again": "different"}).status_code == 422
    assert here.post("/office/settings/password", data={**new, "password": "short", "again": "short"}).status_code == 422
    assert here.post("/office/settings/password", data=new).status_code == 302
    assert here.get("/office/settings").status_code == 200
    assert elsewhere.get("/office/settings").status_code == 302
    assert sign_in(app.test_client()).status_code == 401
    assert sign_in(app.test_client(), password="another long password").status_code == 302


def test_the_chosen_language_is_spoken_at_once_and_at_the_next_sign_in(kiosk: Made) -> None:
    app = kiosk[0]
    client = app.test_client()
    sign_in(client)
    client.post("/office/settings/language", data={"language": "zh-Hant"})
    assert '<html lang="zh-Hant">' in client.get("/office/settings").text
    other = app.test_client()
    sign_in(other)
    assert '<html lang="zh-Hant">' in other.get("/office/settings", headers={"Accept-Language": "en"}).text
    assert client.post("/office/settings/language", data={"language": "fr"}).status_code == 422
