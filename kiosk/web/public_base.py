"""What the public pages share: their blueprint, text size, the day cookie, signed tokens and rate limits."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from typing import TypeVar, cast
from urllib.parse import urlencode
from weakref import ref

from flask import Blueprint, Flask, Response, current_app, g, make_response, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as BaseResponse

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound, Refusal
from kiosk.ids import is_id, new_id, new_secret, now_ms
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import STAFF_KINDS, CodeUse, find_code_use
from kiosk.privacy import notices
from kiosk.responses import Flood, Origin, origin_of, write_responses
from kiosk.web.context import YEAR_SECONDS, Kiosk, config, language, store
from kiosk.web.security import RateLimit, client_address

blueprint = Blueprint("public", __name__)
Answered = TypeVar("Answered", bound=BaseResponse)

DAY_COOKIE = "kiosk_day"
TEXT_COOKIE = "kiosk_text"
DAY_SECONDS = 26 * 3600
SCAN_SECONDS = 2 * 3600
FORM_SECONDS = 12 * 3600
CARD_FORMS = frozenset(("wish", "feedback"))
"""The kinds of cards that are a form on paper: whoever scans one finds the same form, whether or not the event has its button."""
_FETCHED_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
_BOTS = re.compile(
    r"(?<!cu)bot(?![a-z])|crawl|spider|preview|facebookexternalhit|whatsapp/|wechatshareextension|slurp|embedly",
    re.IGNORECASE,
)
"""Programs that look at a link before a person does; a phone made by Cubot is not one."""


class OldForm(Refusal):
    """The form was open too long, or it is none of ours."""

    reason = "old_form"


class NotOffered(NotFound):
    """What a link or an open form led to is not on at this event, perhaps any more; ``event`` is its row."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form carries from the moment it is rendered: its fact's id, the erase code, and the notice that stood beside it."""

    id: str
    erase_code: str
    notice_version: int


@dataclass
class Gates:
    """One app's protection from floods.  A person is known by the day cookie; an address may be a whole booth or a whole school."""

    flood: Flood = field(default_factory=Flood)
    posts: RateLimit = field(default_factory=lambda: RateLimit(60, 60))
    posts_of_address: RateLimit = field(default_factory=lambda: RateLimit(900, 60))
    wrong_codes: RateLimit = field(default_factory=lambda: RateLimit(300, 60))
    wrong_presence: RateLimit = field(default_factory=lambda: RateLimit(30, 60))
    wrong_presence_of_event: RateLimit = field(default_factory=lambda: RateLimit(120, 60))


def gates() -> Gates:
    """Return this app's gates."""
    return cast(Gates, current_app.extensions["public_gates"])


@blueprint.record_once
def _add_gates(state: BlueprintSetupState) -> None:
    state.app.extensions["public_gates"] = Gates()
    app = ref(cast(Flask, state.app))
    # also at the end of a server's worker, which leaves without atexit
    Finalize(None, lambda: _flush(app()), exitpriority=10)


def _flush(app: Flask | None) -> None:
    if app is not None:
        kiosk: Kiosk = app.extensions["kiosk"]
        write_responses(kiosk.store, app.extensions["public_gates"].flood, [])


def write_held_scans(app: Flask) -> None:
    """Write what the flood gate held back in the minutes before this one, also when no further scan comes."""
    kiosk: Kiosk = app.extensions["kiosk"]
    write_responses(kiosk.store, app.extensions["public_gates"].flood, [], now_ms())


def answer(template: str, /, status: int = 200, **values: object) -> Response:
    """Render a public page in the text size that the reader chose.

    What answers a POST offers no other language and size: those are links, and a link would lose the answer.
    """
    wanted = request.args.get("text") or request.cookies.get(TEXT_COOKIE)
    large = wanted == "large"
    if request.method == "POST":
        values |= {"languages": ()}
    else:
        values.setdefault("switch_text_url", lambda: switch_url("text", "normal" if large else "large"))
    response = make_response(render_template(template, large_text=large, **values), status)
    remember_text_size(response)
    return response


def remember_text_size(response: Response) -> None:
    """Keep the text size that the address asks for."""
    wanted = request.args.get("text")
    if wanted in ("large", "normal"):
        set_cookie(response, TEXT_COOKIE, wanted, YEAR_SECONDS)


def switch_url(name: str, value: str) -> str:
    """Return this page's address with one argument of the query changed."""
    kept = [(key, said) for key, said in request.args.items(multi=True) if key != name]
    return f"{request.path}?{urlencode([*kept, (name, value)])}"


def set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    """Set a first-party cookie that scripts cannot read."""
    response.set_cookie(name, value, max_age=seconds, samesite="Lax", secure=request.is_secure, httponly=True)


def sign(purpose: str, value: str) -> str:
    """Return ``value`` with the time and our signature (keyed BLAKE2b, 96 bits), good for one purpose."""
    stamped = f"{value}.{now_ms() // 1000:x}"
    return f"{stamped}.{_seal(purpose, stamped)}"


def unsign(purpose: str, signed: str | None, seconds: int) -> str:
    """Return what ``sign`` signed at most ``seconds`` ago, '' for anything else."""
    stamped, _, seal = (signed or "").rpartition(".")
    if not stamped or not hmac.compare_digest(seal.encode(), _seal(purpose, stamped).encode()):
        return ""
    value, _, moment = stamped.rpartition(".")
    return value if int(moment, 16) >= now_ms() / 1000 - seconds else ""


def _seal(purpose: str, stamped: str) -> str:
    key = config().secret_key.encode()[: hashlib.blake2b.MAX_KEY_SIZE]
    return hashlib.blake2b(f"public {purpose}\n{stamped}".encode(), key=key, digest_size=12).hexdigest()


def day_cookie() -> str:
    """Return the random day cookie that came back, '' when none of ours did."""
    if "day_cookie" not in g:
        g.day_cookie = unsign("day", request.cookies.get(DAY_COOKIE), DAY_SECONDS)
    return cast(str, g.day_cookie)


def give_day_cookie(response: Response, value: str) -> None:
    """Give a new visitor a random day cookie; one that is there already keeps its time."""
    if not day_cookie():
        set_cookie(response, DAY_COOKIE, sign("day", value), DAY_SECONDS)


def new_day_cookie() -> str:
    """Return the visitor's day cookie, or a new random one to be given."""
    return day_cookie() or secrets.token_urlsafe(12)


def client_network() -> str:
    """Return what one connection is known by: an IPv4 address, or the /64 that an IPv6 subscriber has."""
    address = client_address()
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.count(":") > 1 and "." not in address else address


def is_preview() -> bool:
    """Tell whether no person asked for this page: a HEAD, a prefetch, a link preview or a bot."""
    fetched_ahead = any(
        "prefetch" in value or "preview" in value for name in _FETCHED_AHEAD if (value := request.headers.get(name))
    )
    return request.method == "HEAD" or fetched_ahead or _BOTS.search(request.headers.get("User-Agent", "")) is not None


def take_post() -> None:
    """Count one form sent; TooMany."""
    cookie = day_cookie()
    if cookie:
        gates().posts.take(cookie)
    gates().posts_of_address.take(client_network())


def get_event(id: str) -> sqlite3.Row:
    """Return an event; NotFound."""
    return records.get(store().read(), EVENT, id)


@blueprint.errorhandler(NotOffered)
def say_not_offered(refusal: NotOffered) -> Response:
    """Tell a resident kindly, with the way back to the event."""
    event = refusal.values["event"]
    if not isinstance(event, sqlite3.Row):
        raise TypeError(f"an event's row was expected, not {type(event)}")
    use = public_code(event)
    return answer(
        "public/not_offered.html", refusal.status, event=event, organisation=organisation_row(event), sent=request.method == "POST",
        code=use.code if use else "", scan=request.values.get("scan", ""),
    )  # fmt: skip


def organisation_row(event: sqlite3.Row) -> sqlite3.Row:
    """Return the organisation that holds an event."""
    return records.get(store().read(), ORGANISATION, event["organisation"])


def public_code(event: sqlite3.Row) -> CodeUse | None:
    """Return the public code of this event that led to the page or the form, or None."""
    use = find_code_use(store().read(), request.values.get("code", "")[:40])
    return use if use and use.event == event["id"] and use.kind not in STAFF_KINDS else None


def origin_of_request(event: sqlite3.Row) -> Origin:
    """Return where this form's facts come from."""
    return origin_of(public_code(event), event["id"])


def current_notice(event: sqlite3.Row, purpose: notices.Purpose = "") -> notices.Notice:
    """Return the privacy notice to stand beside a form, kept first where its words are new."""
    return kept_words(notices.notice_bodies(organisation_row(event), config().retention_days, purpose))


def kept_words(bodies: Mapping[str, str]) -> notices.Notice:
    """Return what people are told, in the reader's language, kept first where it is new."""
    found = notices.find_words(store().read(), bodies, language())
    if found is None:
        store().write(lambda connection: notices.keep_words(connection, bodies))
        found = notices.find_words(store().read(), bodies, language())
    if found is None:
        raise LookupError("the notice that was kept just now is not there")
    return found


def new_form(event: str, which: str, notice_version: int = 0) -> str:
    """Return the signed token of a form rendered now."""
    return sign(f"form {event} {which}", f"{new_id()}.{new_secret(128)}.{notice_version}")


def sent_form(event: str, which: str) -> Form:
    """Return what the form that was sent carries; OldForm."""
    id, _, rest = unsign(f"form {event} {which}", request.form.get("form"), FORM_SECONDS).partition(".")
    erase_code, _, version = rest.partition(".")
    if not is_id(id):
        raise OldForm()
    return Form(id, erase_code, int(version or 0))


def typed(*names: str) -> dict[str, str]:
    """Return the named fields as they were typed."""
    return {name: request.form.get(name, "") for name in names}


def untold(response: Answered) -> Answered:
    """Let what a page fetches and where it leads learn our name alone, and not its address, which holds a secret; no browser keeps it.

    With ``no-referrer`` a browser would send the form from nowhere (``Origin: null``), which we refuse.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"  # a file that is sent as well: a name stands on it
    return response
