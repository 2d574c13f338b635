"""The page behind a printed code: what, when, where and status in one glance, and what one can do.

The body is rendered once per plan version, language and minute; a visitor's own parts are put in afterwards, so that a
landing page costs little more than its fact.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, current_app, make_response, render_template, request

from kiosk import languages, records
from kiosk.campaigns import CAMPAIGN, event_window, is_sign_in_open, next_event, sign_in_window, status_at
from kiosk.co_organisers import say_jointly
from kiosk.codes import show_code
from kiosk.features import has_feature
from kiosk.ids import now_ms
from kiosk.prints.faces import Line
from kiosk.web.context import config, language, store
from kiosk.web.public_base import TEXT_COOKIE, organisation_row, remember_text_size

_MOST_KEPT = 400
_kept: dict[tuple[object, ...], str] = {}
_kept_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class When:
    """An event's hours on its own wall clock, in words."""

    day: str
    hours: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What is one visitor's own on the page: the code that was scanned and the signed name of this scan ('' for none).

    ``wanted`` is the act that whoever holds this paper came for, '' for none in particular; ``lines`` is what it says;
    ``is_group``: it is a group's card, which never carries the leader's secret link.
    """

    code: str = ""
    scan: str = ""
    wanted: str = ""
    lines: tuple[Line, ...] = ()
    is_group: bool = False


# Stand-ins that no plan text can hold by chance; a visitor's parts take their place.
_HERE, _CODE, _SHOWN_CODE, _SCAN = (f"x{secrets.token_hex(9)}x" for _ in range(4))


def show_landing(event: sqlite3.Row, visit: Visit) -> Response:
    """Render an event's landing page for one visitor."""
    large = (request.args.get("text") or request.cookies.get(TEXT_COOKIE)) == "large"
    body = _body(event, visit, large)
    for stand_in, part in (
        (_HERE, request.path), (_CODE, visit.code), (_SHOWN_CODE, show_code(visit.code)), (_SCAN, visit.scan),
    ):  # fmt: skip
        body = body.replace(stand_in, part)
    response = make_response(body)
    remember_text_size(response)
    return response


def _body(event: sqlite3.Row, visit: Visit, large: bool) -> str:
    now, said = now_ms(), language()
    version = records.plan_version(store().read())
    has_code, has_scan = bool(visit.code), bool(visit.scan)
    key = (current_app.instance_path, event["id"], said, has_code, has_scan, visit.wanted, visit.lines, visit.is_group, large, version, now // 60_000)
    found = _kept.get(key)
    if found is None:
        found = _render(event, now, said, visit, large)
        with _kept_lock:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[key] = found
    return found


def _render(event: sqlite3.Row, now: int, said: str, visit: Visit, large: bool) -> str:
    """The visitor's own code and scan are put in later: here it only counts whether there are any."""
    has_code, has_scan = bool(visit.code), bool(visit.scan)
    connection = store().read()
    status, follows = status_at(event, now), next_event(connection, event, now)
    is_over = status in ("ended", "cancelled", "postponed")
    return render_template(
        "public/landing.html", large_text=large, event=event, status=status, is_over=is_over,
        campaign=records.get(connection, CAMPAIGN, event["campaign"]), organisation=organisation_row(event),
        jointly=say_jointly(connection, event["id"], said), when=say_when(event, said), since=_since(event, said), follows=follows if is_over else None,
        follows_when=say_when(follows, said) if follows else None, buttons=_buttons(event, now, visit.wanted), wanted=visit.wanted,
        lines=visit.lines, is_group=visit.is_group, sign_in_hours=sign_in_hours(event, said),
        sign_in_waits=_sign_in_waits(event, now), link=lambda **more: _link(has_code, has_scan, more),
        switch_language_url=lambda wanted: _here(has_scan, lang=wanted),
        switch_text_url=lambda: _here(has_scan, text="normal" if large else "large"),
        code=_CODE if has_code else "", shown_code=_SHOWN_CODE, scan=_SCAN if has_scan else "", demonstration=config().demonstration,
    )  # fmt: skip


def _here(has_scan: bool, **arguments: str) -> str:
    return f"{_HERE}?{urlencode(arguments | ({'scan': _SCAN} if has_scan else {}))}"


def _link(has_code: bool, has_scan: bool, more: dict[str, str]) -> str:
    """Return the part of a form's address that says where the visitor came from."""
    arguments = more | ({"code": _CODE} if has_code else {}) | ({"scan": _SCAN} if has_scan else {})
    return f"?{urlencode(arguments)}" if arguments else ""


def _buttons(event: sqlite3.Row, now: int, wanted: str) -> list[str]:
    """Return what can be done now: what the visitor came for, then in the plan's order; signing in only while it is open."""
    more = ["volunteer"] if has_feature(event, "volunteers") else []
    more += ["feedback"] if has_feature(event, "feedback") and status_at(event, now) != "planned" else []
    more += ["wish", "wall"] if has_feature(event, "wall") else []
    more += ["tip"] if has_feature(event, "referrals") else []
    planned = dict.fromkeys([*([wanted] if wanted else ()), *str(event["buttons"]).split(), *more])
    return [which for which in planned if which != "sign_in" or is_sign_in_open(event, now)]


def _sign_in_waits(event: sqlite3.Row, now: int) -> bool:
    opens = sign_in_window(event).starts
    return "sign_in" in str(event["buttons"]).split() and event["status"] not in ("cancelled", "postponed") and now < opens


def say_when(event: sqlite3.Row, said: str) -> When:
    """Return an event's day and hours in words, on its own wall clock."""
    start, end = (datetime.fromtimestamp(at / 1000, ZoneInfo(event["zone"])) for at in _window(event))
    if start.date() == end.date():
        return When(languages.say_date(said, start), languages.say_time_range(said, start, end))
    return When(languages.say_day_and_time(said, start, end), "")


def sign_in_hours(event: sqlite3.Row, said: str) -> str:
    """Return in words from when to when self sign-in is open."""
    window, zone = sign_in_window(event), ZoneInfo(event["zone"])
    start, end = (datetime.fromtimestamp(at / 1000, zone) for at in (window.starts, window.ends))
    return languages.say_day_and_time(said, start, end)


def _since(event: sqlite3.Row, said: str) -> str:
    """Return when the status was last changed by a person, '' when it never was."""
    if event["status_at"] is None:
        return ""
    moment = datetime.fromtimestamp(event["status_at"] / 1000, ZoneInfo(event["zone"]))
    return languages.text(
        said, "common.date.and_time", date=languages.say_date(said, moment, "short"), time=languages.say_time(said, moment)
    )


def _window(event: sqlite3.Row) -> tuple[int, int]:
    window = event_window(event)
    return window.starts, window.ends
