"""The demonstration's first page: a live tally beside a phone; press "scan" there, or scan with one's own, and the number moves."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk import ledger
from kiosk.config import is_local_address
from kiosk.devices import offer_pairing
from kiosk.errors import NotFound
from kiosk.figures.live_event import LiveEvent
from kiosk.ids import new_id, new_secret, now_ms
from kiosk.printed_codes import block_of, look_up
from kiosk.responses import Visitor, opened, origin_of, record_shown
from kiosk.web.access import public
from kiosk.web.context import config, device, page, public_url, store
from kiosk.web.live import live
from kiosk.web.security import POLICIES, RateLimit, client_address
from kiosk.web.tallies_tables import marks_of
from printables import qr

blueprint = Blueprint("demo", __name__)

SAMPLE_FLYER = "sample-flyer.pdf"
_SCANS = RateLimit(60, 30)
_PAIRINGS = RateLimit(10, 60)


@blueprint.get("/demo")
@live
@public
def first_page() -> ResponseReturnValue:
    """The practice event's tally beside a phone, and who uses what; also what / shows in a demonstration."""
    practice = _practice()
    seen = LiveEvent(store().read(), practice["id"], now_ms())
    address = _reachable_address()
    return _with_scripts(
        page(
            "demo/first_page.html", event=seen, whole=seen.whole, marks_of=marks_of, here=request.host_url.rstrip("/"), address=address,
            local=is_local_address(address) if address else True, flyer=_flyer(practice, address) if address else None,
            sample=_sample().is_file(), reference=_reference_event(),
        )
    )  # fmt: skip


@blueprint.get("/demo/phone")
@public
def phone() -> ResponseReturnValue:
    """What the drawn phone shows first: a camera that looks at a practice flyer."""
    practice = _practice()
    return page("demo/phone.html", practice=practice, flyer=_flyer(practice, request.host_url.rstrip("/")))


@blueprint.post("/demo/scan")
@public
def scan() -> ResponseReturnValue:
    """Scan one of the practice flyers as somebody new, the way a landing page and its image do; then show what they would see."""
    _SCANS.take(client_address())
    practice, response = _practice(), new_id()
    code = _some_code(practice)
    visitor = Visitor(new_secret(80), client_address(), request.headers.get("User-Agent", ""))

    def work(connection: sqlite3.Connection) -> None:
        ledger.append(connection, [opened(response, origin_of(look_up(connection, code)))])
        record_shown(connection, response, visitor)

    store().write(work)
    return redirect(url_for("public.landing", event_id=practice["id"]), 303)


@blueprint.post("/demo/volunteer")
@public
def volunteer() -> ResponseReturnValue:
    """Offer the drawn phone a pairing with the practice event, as a coordinator would, and lead it there; once paired it stays so."""
    practice, paired = _practice(), device()
    if paired is not None and paired.state == "active" and paired.event == practice["id"]:
        return redirect("/phone/", 303)
    _PAIRINGS.take(client_address())
    booth = store().read().execute("SELECT id FROM booth WHERE event = ? ORDER BY position, code", (practice["id"],)).fetchone()
    secret = store().write(lambda connection: offer_pairing(connection, practice["id"], by="kiosk", booth=booth["id"]))
    return redirect(f"/P/{secret}", 303)


@blueprint.get("/demo/sample-flyer.pdf")
@public
def sample_flyer() -> ResponseReturnValue:
    """The practice flyer as it is printed."""
    _practice()
    if not _sample().is_file():
        raise NotFound()
    return send_file(_sample(), mimetype="application/pdf", download_name=SAMPLE_FLYER, max_age=0)


def _practice() -> sqlite3.Row:
    """Return the practice event; NotFound where this is no demonstration."""
    found = store().read().execute(
        "SELECT e.* FROM event e JOIN campaign c ON c.id = e.campaign WHERE c.code = 'PRACTICE' AND e.code = 'PRACTICE'"
    ).fetchone()
    if not config().demonstration or found is None:
        raise NotFound()
    return found  # type: ignore[no-any-return]


def _reference_event() -> str | None:
    row = store().read().execute("SELECT e.id FROM event e JOIN campaign c ON c.id = e.campaign WHERE c.code = 'WEEK2017' AND e.code = 'B'").fetchone()
    return row["id"] if row else None


def _sample() -> Path:
    return config().instance / SAMPLE_FLYER


def _codes(practice: sqlite3.Row) -> list[str]:
    """Return the codes on the practice flyers, a code for each bundle."""
    connection = store().read()
    runs = connection.execute("SELECT id FROM print_run WHERE event = ? AND material IS NOT NULL ORDER BY code", (practice["id"],)).fetchall()
    blocks = [block_of(connection, run["id"], "bundle") for run in runs]
    return [code for block in blocks if block is not None for code in block.codes()]


def _some_code(practice: sqlite3.Row) -> str:
    codes = _codes(practice)
    if not codes:
        raise NotFound()
    return secrets.choice(codes)


def _flyer(practice: sqlite3.Row, address: str) -> Markup | None:
    """Return the QR code of a practice flyer as it would be printed for ``address``."""
    codes = _codes(practice)
    return Markup(qr.svg(f"{address}/F/{codes[0]}".upper())) if codes else None  # noqa: S704 - our own drawing


def _reachable_address() -> str:
    """Return the address at which a phone may reach this page: the site's own, else the one it was asked at; '' for this machine only."""
    for address in (public_url(), request.host_url.rstrip("/")):
        host = urlsplit(address).hostname or ""
        if host and host not in ("localhost", "0.0.0.0", "::1") and not host.startswith("127."):  # noqa: S104 - compared, not bound
            return address
    return ""


def _with_scripts(answer: ResponseReturnValue) -> Response:
    """Let this one page run our own scripts; every other public page runs none."""
    response = make_response(answer)
    response.headers["Content-Security-Policy"] = POLICIES["office"]
    return response
