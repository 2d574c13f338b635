"""Who may send photos and how much; without the extra the page says how to add it."""

from __future__ import annotations

import pytest

from kiosk import photo_reading
from tests.keying.papers import Made, client_of, hidden, key_page, path_of, people, print_sign_in
from tests.paper.desk import photos_path, post


def test_only_coordinators_send_photos_and_nobody_sends_too_much(kiosk: Made) -> None:
    app, _, _ = kiosk
    assert app.test_client().post(photos_path(kiosk), data={}).status_code == 401
    assert client_of(kiosk, "printing").get(photos_path(kiosk)).status_code in (403, 404)
    huge = b"\xff\xd8" + bytes(130 * 1024 * 1024)
    assert post(client_of(kiosk), photos_path(kiosk), huge).status_code == 413
    assert post(app.test_client(), photos_path(kiosk), bytes(9 * 1024 * 1024)).status_code in (401, 413)


def test_without_the_extra_the_page_says_how_to_add_it_and_keying_goes_on(kiosk: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_reading, "_NEEDS", ("no_such_module",))
    run = print_sign_in(kiosk)
    client = client_of(kiosk)
    page = client.get(photos_path(kiosk)).text
    assert "pip install &#39;outreach-kiosk[paper]&#39;" in page or "pip install 'outreach-kiosk[paper]'" in page
    assert 'type="file"' not in page
    assert key_page(client, path_of(kiosk, run), people(1, 2)).status_code == 302
    assert hidden(client.get(path_of(kiosk, run)).text)
