"""Every page that a link leads to, in each language: it answers, says its language, and Chinese pages hold no English."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import create_app
from kiosk.demonstration import offer_practice_phone, renew_passwords
from tests.crawler import Page, crawl

HTML_LANG = {"zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}
# Codes, commands, account names, units and brands that an office reads in Latin letters.
LATIN = re.compile(
    r"\bkiosk [a-z]+(?: --[a-z-]+)*|https?://\S+|\b[A-Z0-9][A-Z0-9-]*[0-9][A-Z0-9-]*\b|\b(?:WEEK|PRACTICE|DEMO)[A-Z0-9-]*|kiosk\.example\.\S+|"
    r"\b(?:EN|QR|PDF|CSV|JSON|UTF-8|Excel|SQLite|SQLITE|XLSX|ICS|Markdown|Word|WeChat|Windows|Mac|Linux|Android|iPhone|Chromium|local|Asia/\w+|Etc/\S+|Tab|Enter|Ctrl|cm|mm|MB|kB|KB|ID|A3|A4|A5|A6|A7|PNG|JPEG|WebP|English|"
    r"coordinator|printing|admin|case_worker|W-[0-9A-Z]{4}|kiosk|PowerShell|config\.toml|P-FLY|B-TRI|A-TRI|C-FLY|localhost)\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, copy_of_the_week: Callable[[Path], Path]
) -> tuple[Flask, dict[str, str], str]:
    folder = copy_of_the_week(tmp_path_factory.mktemp("crawl") / "demo")
    secret = offer_practice_phone(folder)
    app = create_app(folder)
    app.config["WTF_CSRF_ENABLED"] = False
    return app, renew_passwords(folder), secret


ROOTS = {"public": ("/",), "volunteer": ("/phone",), "coordinator": ("/office",), "admin": ("/office",), "case_worker": ("/office/community", "/office/referrals")}
OTHERS = ("/office", "/phone", "/P/", "/api")


def belongs(who: str, path: str) -> bool:
    """Whether an address is one of this reader's; the others ask for another sign-in."""
    return path.startswith(ROOTS[who]) and (who != "public" or not path.startswith(OTHERS))


def english_in(page: Page) -> list[str]:
    return [text for text in page.text if WORD.search(LATIN.sub(" ", text))]


def sign_in(client: FlaskClient, name: str, password: str) -> None:
    assert client.post("/office/sign-in", data={"name": name, "password": password}).status_code == 302


def starts(client: FlaskClient, demonstration: tuple[Flask, dict[str, str], str], who: str) -> list[str]:
    app, passwords, _ = demonstration
    if who == "public":
        event = app.extensions["kiosk"].store.read().execute("SELECT id FROM event WHERE code = 'PRACTICE'").fetchone()["id"]
        return ["/?plain=1", f"/e/{event}", "/erase", "/own"]
    if who == "volunteer":
        if client.get_cookie("kiosk_phone") is None:
            from kiosk.devices import offer_pairing

            store = app.extensions["kiosk"].store
            booth = (
                store.read()
                .execute("SELECT b.id, b.event FROM booth b JOIN event e ON e.id = b.event WHERE e.code = 'PRACTICE'")
                .fetchone()
            )
            fresh = store.write(lambda connection: offer_pairing(connection, booth["event"], by="test", booth=booth["id"]))
            client.post(f"/P/{fresh}", data={"name": "小王"})
        return ["/phone/"]
    sign_in(client, who, passwords[who])
    if who == "case_worker":
        return ["/office/community"]
    return ["/office/plan", "/office/print", "/office/phones", "/office/tallies", "/office/keying", "/office/settings"]


QUICK = [*((language, who) for language in HTML_LANG for who in ("public", "volunteer")), ("zh-Hant", "coordinator")]
WHOLE = [("zh-Hans", "coordinator"), ("en", "coordinator"), *((language, who) for language in HTML_LANG for who in ("admin", "case_worker"))]


@pytest.mark.parametrize(("language", "who"), [*QUICK, *(pytest.param(*one, marks=pytest.mark.slow) for one in WHOLE)])
def test_every_page_answers_in_its_language(demonstration: tuple[Flask, dict[str, str], str], language: str, who: str) -> None:
    client = demonstration[0].test_client()
    client.set_cookie("kiosk_language", language)
    pages = 0
    for address, page, size in crawl(client, starts(client, demonstration, who), partial(belongs, who)):
        pages += 1
        assert page.lang == HTML_LANG[language], (address, page.lang)
        if who == "public":
            assert size < 20_000, (address, size)
        if language != "en":
            assert english_in(page) == [], address
        else:
            assert page.text
    assert pages >= (4 if who in ("public", "volunteer") else 12)
