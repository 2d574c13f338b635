"""`kiosk serve --lan` as a coordinator starts it: TLS that a phone with the certificate believes, and the way it ends and starts again."""

from __future__ import annotations

import http.cookiejar
import plistlib
import re
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from kiosk.languages import LANGUAGES
from tests.cli.test_command import try_kiosk
from tests.lan.serving import LanServer, shake_hands, trusting
from tests.live import ADMIN_NAME, ADMIN_PASSWORD, LiveServer, find_free_port, run_kiosk

REAL = "https://kiosk.example.org"


def start_lan(folder: Path) -> LanServer:
    (folder / "password.txt").write_text(ADMIN_PASSWORD, encoding="utf-8")
    server = LanServer(folder / "instance", {"KIOSK_LANGUAGE": "en"})
    run_kiosk(server.instance, "init", "--name", ADMIN_NAME, "--password-file", str(folder / "password.txt"))
    (server.instance / "config.toml").write_text(f'public_url = "{REAL}"\n', encoding="utf-8")
    server.start()
    return server


@pytest.fixture(scope="module")
def lan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanServer]:
    server = start_lan(tmp_path_factory.mktemp("lan"))
    yield server
    server.stop()


@pytest.fixture
def own_lan(tmp_path: Path) -> Iterator[LanServer]:
    """One that the test may kill."""
    server = start_lan(tmp_path)
    yield server
    server.stop()


class Office:
    """An administrator's browser that trusts the certificate."""

    def __init__(self, url: str, certificate: bytes | None) -> None:
        handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())]
        if certificate is not None:
            handlers.append(urllib.request.HTTPSHandler(context=trusting(certificate)))
        self.url, self.opener = url, urllib.request.build_opener(*handlers)
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/office/sign-in?lang=en"))
        assert token
        form = {"name": ADMIN_NAME, "password": ADMIN_PASSWORD, "csrf_token": token[1]}
        self.opener.open(f"{url}/office/sign-in", urllib.parse.urlencode(form).encode(), timeout=10).close()

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.url}{path}", timeout=10) as answer:
            return str(answer.read().decode())


def fetch(url: str, **headers: str) -> tuple[str, bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read()


def read_terminal(said: str) -> list[str]:
    """What a scanner reads off a dark terminal, where a block is two modules high."""
    lines = [line for line in said.splitlines() if line.startswith(("█", "▀"))]
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255)}
    width = max(map(len, lines))
    rows = [[halves.get(letter, (0, 0))[half] for letter in line.ljust(width)] for line in lines for half in (0, 1)]
    return [found.text for found in zxingcpp.read_barcodes(np.array(rows, dtype=np.uint8).repeat(6, 0).repeat(6, 1))]


def test_the_terminal_shows_both_codes_and_what_to_do(lan: LanServer) -> None:
    said = lan.read_log()
    assert sorted(read_terminal(said)) == [lan.install_url.upper(), lan.url.upper()]
    for expected in (lan.url, lan.install_url, lan.authority.label, lan.authority.fingerprint, "ordinary certificate"):
        assert expected in said


def test_a_phone_with_the_certificate_opens_the_kiosk_over_tls(lan: LanServer) -> None:
    client = trusting(lan.fetch_certificate())
    shake_hands(client, lan.port, "127.0.0.1")
    shake_hands(client, lan.port, lan.authority.names.host)
    with urllib.request.urlopen(f"{lan.url}/", context=client, timeout=10) as answer:
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] is None, "a local name must not be bound to https for a year"


def test_a_phone_without_it_and_another_name_are_refused(lan: LanServer) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(ssl.create_default_context(), lan.port, "127.0.0.1")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(trusting(lan.fetch_certificate()), lan.port, "kiosk.example.org")


def test_plain_http_gives_the_certificate_its_profile_and_one_page_and_nothing_else(lan: LanServer) -> None:
    assert fetch(f"{lan.install_url}/kiosk.crt") == ("application/x-x509-ca-cert", lan.authority.der)
    kind, body = fetch(f"{lan.install_url}/kiosk.mobileconfig")
    profile = plistlib.loads(body)
    assert kind == "application/x-apple-aspen-config"
    assert profile["PayloadContent"][0]["PayloadContent"] == lan.authority.der
    assert profile["RemovalDate"] == lan.authority.ends.replace(tzinfo=None)
    for path in (
        "/office/plan",
        "/static/public.css",
        "/../secrets/lan/authority.pem",
        "/kiosk.crt/",
        "//[",
        "/secrets/lan/server.pem",
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            fetch(f"{lan.install_url}{path}")
        refused.value.close()
        assert refused.value.code == 404, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_to_install_and_to_remove_in_every_language(lan: LanServer, language: str) -> None:
    for agent, first in (("Android 15", "android"), ("iPhone OS 19", "iphone"), ("Windows NT 10.0", "laptop")):
        page = fetch(f"{lan.install_url}/", Accept_Language=language, User_Agent=agent)[1].decode()
        assert f'<html lang="{language}">' in page
        assert f"{lan.url}/" in page
        assert lan.authority.fingerprint in page
        opened = page[page.index("<details open>") :][:300]
        assert ("mobileconfig" in opened) == (first == "iphone")
        assert page.count("<details") == 3
        assert not re.search(r"(?:src|href)=\"(?!/kiosk\.(?:crt|css|mobileconfig)\"|/\?lang=|https://127)", page), (
            "nothing comes from elsewhere"
        )


def test_in_wechat_the_page_says_to_open_the_browser(lan: LanServer) -> None:
    page = fetch(f"{lan.install_url}/?lang=en", User_Agent="Android MicroMessenger/8")[1].decode()
    assert "Open in browser" in page


def test_the_secrets_never_leave_by_plain_http(lan: LanServer) -> None:
    for path in ("/", "/kiosk.crt", "/kiosk.mobileconfig"):
        assert b"PRIVATE KEY" not in fetch(f"{lan.install_url}{path}")[1]


def test_one_slow_phone_does_not_keep_the_others_waiting(lan: LanServer) -> None:
    with socket.create_connection(("127.0.0.1", lan.install_port)) as slow:
        slow.sendall(b"GET / HT")
        assert fetch(f"{lan.install_url}/kiosk.crt")[1] == lan.authority.der


def test_codes_carry_the_local_address_and_the_real_setting_stays(lan: LanServer) -> None:
    office = Office(lan.url, lan.fetch_certificate())
    page = office.get("/office/print/address")
    assert lan.url in page
    assert REAL not in page
    assert "phones without internet" in page
    assert (lan.instance / "config.toml").read_text(encoding="utf-8") == f'public_url = "{REAL}"\n'


def test_the_coordinators_page_shows_both_codes_and_where_they_lead(lan: LanServer) -> None:
    page = Office(lan.url, lan.fetch_certificate()).get("/office/lan")
    assert page.count("<svg") - page.count('class="icon"') >= 2
    for expected in (lan.url, lan.install_url, lan.authority.fingerprint, "Not seen on a device"):
        assert expected in page


def test_check_says_what_there_is_while_it_is_served(lan: LanServer) -> None:
    said = try_kiosk(lan.instance, "check", KIOSK_LANGUAGE="en")
    assert said.returncode == 0, said.stderr
    assert lan.authority.label in said.stdout


def test_a_second_server_is_refused_and_the_first_one_keeps_its_certificate(lan: LanServer) -> None:
    kept = {path: path.read_bytes() for path in (lan.instance / "secrets" / "lan").iterdir()}
    done = try_kiosk(
        lan.instance,
        "serve",
        "--lan",
        "--host",
        "127.0.0.1",
        "--port",
        str(find_free_port()),
        "--new-certificate",
        KIOSK_LANGUAGE="en",
    )
    assert (done.returncode, "already running" in done.stderr) == (1, True)
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_taken_port_for_the_certificate_is_refused(lan: LanServer, tmp_path: Path) -> None:
    run_kiosk(tmp_path / "other", "init")
    ports = ("--port", str(find_free_port()), "--install-port", str(lan.install_port))
    done = try_kiosk(tmp_path / "other", "serve", "--lan", "--host", "127.0.0.1", *ports, KIOSK_LANGUAGE="en")
    assert (done.returncode, str(lan.install_port) in done.stderr) == (1, True)


def test_after_kill_9_it_starts_again_and_phones_need_nothing_new(own_lan: LanServer) -> None:
    client, before = trusting(own_lan.fetch_certificate()), own_lan.authority.fingerprint
    own_lan.kill9()
    own_lan.wait_until_silent()
    own_lan.start()
    assert own_lan.authority.fingerprint == before
    shake_hands(client, own_lan.port, "127.0.0.1")
    assert "stays: phones that have it need nothing new" in own_lan.read_log()


@pytest.mark.slow
def test_a_worker_that_dies_comes_back_with_the_same_certificate(own_lan: LanServer) -> None:
    import psutil

    assert own_lan.process is not None
    workers = [
        each for each in psutil.Process(own_lan.process.pid).children() if "resource_tracker" not in " ".join(each.cmdline())
    ]
    workers[0].kill()
    deadline = time.monotonic() + 20
    while not own_lan.answers() and time.monotonic() < deadline:
        assert own_lan.fetch_certificate(), "the page of the certificate does not blink"
        time.sleep(0.1)
    shake_hands(trusting(own_lan.fetch_certificate()), own_lan.port, "127.0.0.1")


@pytest.mark.slow
def test_served_the_usual_way_afterwards_nothing_of_it_is_left(own_lan: LanServer) -> None:
    own_lan.stop()
    usual = LiveServer(own_lan.instance)
    usual.start()
    try:
        office = Office(usual.url, None)
        assert REAL in office.get("/office/print/address")
        assert "Not in use now" in office.get("/office/lan")
    finally:
        usual.stop()
