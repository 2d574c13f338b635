"""What proxies add to an address is understood or ignored, and nothing personal stays in a browser's store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import create_app
from kiosk.web.security import client_address
from tests.access_walk import make_world
from tests.breaking.conftest import Target


@pytest.mark.parametrize(
    ("said", "address"),
    [("8.8.8.8", "8.8.8.8"), ("8.8.8.8:5678", "8.8.8.8"), ("[2001:db8::1]:443", "2001:db8::1"), ("1.1.1.1, 8.8.8.8", "8.8.8.8"),
     ("8.8.8.8, 127.0.0.1", "8.8.8.8"), ("a::b::c", "127.0.0.1"), ("unknown", "127.0.0.1"), ("<script>", "127.0.0.1"), (", ,", "127.0.0.1")],
)  # fmt: skip
def test_a_trusted_proxys_address_is_read_with_its_port_or_not_at_all(
    target: Target, monkeypatch: pytest.MonkeyPatch, said: str, address: str
) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1")
    app = create_app(Path(target.app.instance_path))
    seen: list[str] = []
    app.before_request(lambda: seen.append(client_address()))
    assert app.test_client().get("/erase/NONE", headers={"X-Forwarded-For": said}).status_code == 404
    assert seen == [address]


def test_no_answer_for_staff_or_phones_stays_in_the_browsers_store(target: Target) -> None:
    own = make_world(target.store, target.ids.organisation, target.ids.campaign, target.ids.event)
    for path in (f"/office/print/run/{own['run']}.pdf", f"/office/plan/person/of/{own['organisation']}.csv", "/office/plan"):
        assert target.staff().get(path).headers["Cache-Control"] == "no-store"
    assert target.phone().get("/phone/").headers["Cache-Control"] == "no-store"
