"""The one page that a phone sees before it trusts this computer: plain http, the certificate and how to install it, nothing else."""

from __future__ import annotations

import plistlib
import threading
import uuid
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, Template

from kiosk import languages
from kiosk.lan.certificates import Authority
from kiosk.lan.serving import Lan, last_day

CERTIFICATE, PROFILE, SHEET = "/kiosk.crt", "/kiosk.mobileconfig", "/kiosk.css"
_STYLES = ("public.css", "install.css")
_HERE = Path(__file__).parent.parent
_PATIENCE_SECONDS = 10
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Connection": "close",
}


def start_install_page(lan: Lan, listen: str, zone: str, default_language: str) -> ThreadingHTTPServer:
    """Serve the page from a thread of this process until it ends; OSError when the port is taken."""

    class Handler(_Handler):
        answers = InstallPage(lan, zone, default_language)

    server = ThreadingHTTPServer((listen, lan.wish.install_port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="install page", daemon=True).start()
    return server


class InstallPage:
    """Answers GET by path: content type and bytes, or None where there is nothing."""

    def __init__(self, lan: Lan, zone: str, default_language: str) -> None:
        self.lan, self.zone, self.default_language = lan, zone, default_language

    def answer(self, target: str, headers: Mapping[str, str]) -> tuple[str, bytes] | None:
        """Return what stands at ``target``; the page is in the language asked for, else the browser's."""
        (path, _, query), authority = target.partition("?"), self.lan.authority
        if path == CERTIFICATE:
            return "application/x-x509-ca-cert", authority.der
        if path == PROFILE:
            return "application/x-apple-aspen-config", make_profile(authority)
        if path == SHEET:
            return "text/css; charset=utf-8", b"".join((_HERE / "static" / name).read_bytes() for name in _STYLES)
        if path != "/":
            return None
        wanted = parse_qs(query).get("lang", [""])[0]
        language = languages.choose(headers.get("Accept-Language", ""), wanted, self.default_language)
        return "text/html; charset=utf-8", self._render(language, headers.get("User-Agent", "")).encode()

    def _render(self, language: str, agent: str) -> str:
        authority = self.lan.authority
        return _template().render(
            t=lambda key, /, **values: languages.text(language, key, **values), language=language, languages=("zh-Hant", "zh-Hans", "en"),
            lan=self.lan, sheet=SHEET, certificate=CERTIFICATE, profile=PROFILE, device=device_of(agent),
            in_wechat="MicroMessenger" in agent, names=languages.say_list(language, authority.names.as_strings()),
            ends=languages.say_date(language, last_day(authority.ends, self.zone)),
        )  # fmt: skip


def device_of(agent: str) -> str:
    """Return whose steps come first: android, iphone or laptop.  An iPad calls itself a Mac, so its steps are one tap away."""
    if "iPhone" in agent or "iPad" in agent:
        return "iphone"
    return "android" if "Android" in agent or "HarmonyOS" in agent else "laptop"


def make_profile(authority: Authority) -> bytes:
    """Return the certificate as an Apple profile, which leaves by itself when the event is over."""
    payload = {
        "PayloadType": "com.apple.security.root", "PayloadVersion": 1, "PayloadIdentifier": "outreach-kiosk.lan.serving.root",
        "PayloadUUID": _uuid(authority, "root"), "PayloadDisplayName": authority.label,
        "PayloadCertificateFileName": "kiosk.crt", "PayloadContent": authority.der,
    }  # fmt: skip
    return plistlib.dumps({
        "PayloadType": "Configuration", "PayloadVersion": 1, "PayloadIdentifier": "outreach-kiosk.lan.serving",
        "PayloadUUID": _uuid(authority, "profile"), "PayloadDisplayName": authority.label,
        "RemovalDate": authority.ends.replace(tzinfo=None), "PayloadContent": [payload],
    })  # fmt: skip


def _uuid(authority: Authority, part: str) -> str:
    """The same certificate installed twice is one profile, not two."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{authority.fingerprint} {part}")).upper()


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True).get_template("lan/install.html")


class _Handler(BaseHTTPRequestHandler):
    answers: InstallPage
    timeout = _PATIENCE_SECONDS
    server_version, sys_version = "kiosk", ""

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        found = self.answers.answer(self.path, self.headers)  # type: ignore[arg-type]
        kind, body = found or ("text/plain; charset=utf-8", b"404")
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        for name, value in (_HEADERS | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: who fetched a certificate is nobody's business."""
