"""Handing in facts over the API, and the short way for the request that phones send all day."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from pydantic_core import to_json

from kiosk import languages, ledger
from kiosk.devices import Device, device_of_token, touch_device
from kiosk.entries import Entry
from kiosk.errors import Refusal, SignInNeeded
from kiosk.ids import now_ms
from kiosk.sealing import require_keys
from kiosk.sync import MAX_BYTES, MAX_ENTRIES, Rejected, Sender, read_envelope, record_entries
from kiosk.web.context import YEAR_SECONDS, Kiosk
from kiosk.web.security import POLICIES, RateLimit

PATH = "/api/v1/entries"
_SENDING = RateLimit(300, 60)
"""Batches per phone's token: one that sends after every scan stays far below; never counted per address."""
_HEADERS = (
    ("Content-Type", "application/json"),
    ("Content-Security-Policy", POLICIES["api"]),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()"),
    ("Cache-Control", "no-store"),
)
_OVER_HTTPS = (
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Strict-Transport-Security", f"max-age={YEAR_SECONDS}"),
)


def hand_in(kiosk: Kiosk, token: str, entries: Sequence[Entry | Rejected], accepted: str) -> dict[str, object]:
    """Record what a phone hands in and return the answer; SignInNeeded, TooMany, DiskFull, Busy.

    ``accepted`` is its Accept-Language.  The phone is looked up by the writer, whose cache stays warm: a reader's is stale
    after every commit.
    """
    _SENDING.take(token)
    language = _language(accepted, kiosk.config.default_language)

    def work(connection: sqlite3.Connection) -> tuple[Device, list[dict[str, object]]] | None:
        phone = device_of_token(connection, token)
        if phone is None:
            return None  # not an error here: it would undo the neighbours' work
        touch_device(connection, phone)
        return phone, record_entries(connection, Sender.from_device(phone, language, lambda: require_keys(kiosk.config.instance)), entries)

    done = kiosk.store.write(work, finish=ledger.count_entries)
    if done is None:
        raise SignInNeeded()
    phone, results = done
    return {"server_time": now_ms(), "device": phone.state, "results": results}


@lru_cache(maxsize=512)
def _language(accepted: str, default: str) -> str:
    return languages.choose(accepted, None, default)


class QuickEntries:
    """WSGI middleware: takes a well-formed batch of a known phone past Flask, whose routing, session and headers cost more than it.

    Everything else, and whatever is to be refused, goes on to Flask as if it had not been looked at.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], kiosk: Kiosk) -> None:
        self.app = app
        self.kiosk = kiosk

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return self.app(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) > MAX_BYTES:
            return self.app(environ, start_response)
        body = environ["wsgi.input"].read(int(length))
        answer = self._answer(environ, body)
        if answer is None:
            environ["wsgi.input"] = BytesIO(body)
            return self.app(environ, start_response)
        safe = _OVER_HTTPS if environ.get("wsgi.url_scheme") == "https" else ()
        start_response("200 OK", [*_HEADERS, *safe, ("Content-Length", str(len(answer)))])
        return [answer]

    def _answer(self, environ: dict[str, Any], body: bytes) -> bytes | None:
        """Return the answer, or None when Flask must give it."""
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        entries = read_envelope(body) if scheme == "Bearer" and token else None
        if entries is None or len(entries) > MAX_ENTRIES:
            return None
        try:
            return to_json(hand_in(self.kiosk, token.strip(), entries, environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        except (Refusal, sqlite3.Error):
            return None  # nothing was recorded; Flask tries once more and names what is wrong
