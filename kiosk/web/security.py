"""Headers, origins, proxies and rate limits: what every answer carries and what every request must pass."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from kiosk.config import Network
from kiosk.errors import NotAllowed, TooMany
from kiosk.web.context import LANGUAGE_COOKIE, YEAR_SECONDS, config, language

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
View = Callable[Arguments, Answer]

_COMMON = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_SCANNING = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; media-src 'self' blob:"
POLICIES = {
    "public": f"{_COMMON}; script-src 'none'; frame-src 'self'",
    "phone": f"{_COMMON}; {_SCANNING}",
    "app": f"{_COMMON}; {_SCANNING}; manifest-src 'self'",
    "office": f"{_COMMON}; script-src 'self'; connect-src 'self'; frame-src 'self'; object-src 'none'",
    "api": "default-src 'none'; frame-ancestors 'none'",
}
"""Content security policy per audience; the demonstration's first page shows a phone frame of this site."""
_MOST_BUCKETS = 20_000
_WITHOUT_SESSION = ("/F/", "/f/", "/e/", "/V/", "/v/", "/i/", "/api/")


class Cookies(SecureCookieSessionInterface):
    """The signed form-token cookie, ``Secure`` whenever the request came over https; the busiest addresses have none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open the session, except where none is used: reading it was a seventh of a landing page's cost."""
        return None if request.path.startswith(_WITHOUT_SESSION) else super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie may only travel over https."""
        return request.is_secure


class TrustedProxies:
    """WSGI middleware: believe X-Forwarded-For and -Proto only from proxies that the settings name (default none)."""

    def __init__(self, app: Callable[..., Iterable[bytes]], networks: tuple[Network, ...]) -> None:
        self.app = app
        self.networks = networks

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self.networks and self._is_trusted(environ.get("REMOTE_ADDR", "")):
            hops = [_plain_address(hop) for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
            while len(hops) > 1 and self._is_trusted(hops[-1]):
                hops.pop()
            if hops and hops[-1]:
                environ["REMOTE_ADDR"] = hops[-1]
            if environ.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        return self.app(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self.networks)


def _plain_address(hop: str) -> str:
    """Return the address of a hop without the port that some proxies add (1.2.3.4:5678, [2001:db8::1]:443); '' when it is none."""
    bare = hop.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


class RateLimit:
    """At most ``most`` tries in ``seconds`` per key; a key is a token or a cookie wherever there is one, so that a whole
    booth behind one address is not throttled as one."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.rate = most / seconds
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one try; TooMany with the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            left, then = self._left.get(key, (float(self.most), now))
            left = min(self.most, left + (now - then) * self.rate)
            if left < 1:
                raise TooMany(seconds=max(1, round((1 - left) / self.rate)))
            if len(self._left) >= _MOST_BUCKETS:
                self._left.clear()
            self._left[key] = (left - 1, now)

    def is_spent(self, key: str) -> bool:
        """Tell whether the next try would be one too many, without counting one."""
        left, then = self._left.get(key, (float(self.most), 0.0))
        return left + (time.monotonic() - then) * self.rate < 1


def client_address() -> str:
    """Return the client's address as the trusted proxies tell it."""
    return request.remote_addr or "unknown"


def _host_of(origin: str) -> str:
    """Return host and port of an Origin header, '' for one that names none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def takes_files(most_bytes: int) -> Callable[[View[Arguments, Answer]], View[Arguments, Answer]]:
    """Mark a route that takes files larger than any other request may be."""

    def mark(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def add_security(app: Flask) -> None:
    """Refuse writes that come from other sites, and send the headers of the audience with every answer."""

    @app.before_request
    def take_files() -> None:
        most = getattr(app.view_functions.get(request.endpoint or ""), "most_bytes", None)
        if most:
            request.max_content_length = most

    @app.before_request
    def refuse_other_origins() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS") or "Authorization" in request.headers:
            return
        origin = request.headers.get("Origin")
        foreign = origin is not None and _host_of(origin) != request.host
        if foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise NotAllowed()

    @app.after_request
    def send_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICIES.get(g.get("audience", "public"), POLICIES["public"]))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        if request.endpoint == "static" and response.status_code == 200:
            headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        elif g.get("audience") in ("office", "phone"):
            headers["Cache-Control"] = "no-store"  # a file that is sent as well: a sheet may hold names
        else:
            headers.setdefault("Cache-Control", "no-store")
        if request.is_secure:
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            if not config().install_url:  # a local name must not be bound to https for longer than its certificate lasts
                headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}")
        if request.args.get("lang") and request.method == "GET":
            response.set_cookie(
                LANGUAGE_COOKIE, language(), max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure, httponly=True
            )
        return response
