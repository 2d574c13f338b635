"""One address per printed code, with a face for each who asks: a volunteer's phone, staff, or a passer-by (architecture.md §4)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.codes import ForgedCode, MistypedCode, read_code
from kiosk.errors import Refusal
from kiosk.features import has_feature
from kiosk.ids import new_id, now_ms
from kiosk.printed_codes import KEYED_KINDS, STAFF_KINDS, TEST_KINDS, CodeUse, look_up
from kiosk.prints.faces import lines_of
from kiosk.prints.printer_tests import keep_opened
from kiosk.programme import events_on
from kiosk.responses import Origin, opened, origin_of, write_responses
from kiosk.web.access import CASE_WORKER, COORDINATOR, READING, public
from kiosk.web.context import account, device, language, organisation_of, store
from kiosk.web.public_base import (
    CARD_FORMS,
    SCAN_SECONDS,
    answer,
    client_network,
    day_cookie,
    gates,
    get_event,
    give_day_cookie,
    is_preview,
    new_day_cookie,
    sign,
    unsign,
)  # fmt: skip
from kiosk.web.public_landing import Visit, say_when, show_landing
from kiosk.web.public_proof import show_proof

blueprint = Blueprint("codes", __name__)


@blueprint.get("/F/<code>", strict_slashes=False)
@blueprint.get("/f/<code>", strict_slashes=False)
@public
def face(code: str) -> ResponseReturnValue:
    """Show what a code stands for to whoever scanned or typed it."""
    try:
        use = look_up(store().read(), code[:80])
    except (MistypedCode, ForgedCode) as refusal:
        gates().wrong_codes.take(client_network())
        return show_wrong_code(code, refusal)
    if use is None:
        return _orphan(read_code(code).text)
    if use.kind in TEST_KINDS:
        return _tested(use)
    if use.kind == "proof":
        return show_proof(use)
    return _for_phone(use) or _for_staff(use) or _for_public(use)


def _tested(use: CodeUse) -> Response:
    """Say that a code of the test page can be read, and let the printing staff's page know."""
    if not is_preview():
        store().write(lambda connection: keep_opened(connection, use))
    return answer("public/test_code.html", number=TEST_KINDS.index(use.kind) + 1, of=len(TEST_KINDS))


def show_wrong_code(typed: str, refusal: Refusal) -> Response:
    """Say what is wrong with a code, with a form to type it again."""
    return answer("public/wrong_code.html", refusal.status, typed=typed[:40], reason=refusal.reason)


def _for_phone(use: CodeUse) -> ResponseReturnValue | None:
    phone = device()
    if phone is None or phone.state != "active" or "phone.scanned" not in current_app.view_functions:
        return None
    return redirect(url_for("phone.scanned", code=use.code), 303)


def _for_staff(use: CodeUse) -> ResponseReturnValue | None:
    if use.kind == "tip" and _is_own_staff(use, CASE_WORKER):
        return redirect(url_for("referrals.slips.slip", event=use.event, slip=use.code), 303)
    if not _is_own_staff(use) or "printing.code" not in current_app.view_functions:
        return None
    if use.kind == "wish" and has_feature(get_event(use.event), "wall") and _is_own_staff(use, COORDINATOR):
        return redirect(url_for("wall.card", event=use.event, code=use.code), 303)
    keyed = use.kind in KEYED_KINDS and _is_own_staff(use, COORDINATOR)
    return redirect(url_for("keying.home" if keyed else "printing.code", code=use.code), 303)


def _is_own_staff(use: CodeUse, roles: tuple[str, ...] = READING) -> bool:
    who = account()
    return who is not None and who.may(roles, organisation_of(use.event), use.event)


def _for_public(use: CodeUse) -> Response:
    """Show a passer-by the landing page, and record the scan; a code meant for staff counts nothing."""
    event = get_event(use.event)
    if use.kind in STAFF_KINDS:
        return answer("public/staff_code.html", event=event, sign_in_url=url_for("accounts.sign_in", next=request.path))
    phone = device()
    visit = Visit(use.code, wanted=use.kind if use.kind in CARD_FORMS else "", lines=lines_of(store().read(), use), is_group=use.kind == "group")
    if account() is not None or (phone is not None and phone.event == use.event):
        return show_landing(event, visit)
    preview, cookie = is_preview(), new_day_cookie()
    earlier = _earlier_scan(use.code, cookie)
    if earlier and not preview:
        return show_landing(event, replace(visit, scan=earlier))
    id = _record(origin_of(use), use.code, preview)
    if not id or preview:
        return show_landing(event, visit)
    response = show_landing(event, replace(visit, scan=sign("scan", f"{id}.{use.code}.{_digest(cookie)}")))
    give_day_cookie(response, cookie)
    return response


def _record(origin: Origin, code: str, preview: bool, unknown_code: str = "") -> str:
    """Record that the page was opened and return the response's id; '' when it is part of a flood."""
    now, gate = now_ms(), gates().flood
    if not gate.admits(code, client_network(), bool(day_cookie()), now):
        gate.hold(origin, preview, now)
        write_responses(store(), gate, [], now)
        return ""
    id = new_id(now)
    write_responses(store(), gate, [opened(id, origin, preview=preview, unknown_code=unknown_code)], now)
    return id


def _earlier_scan(code: str, cookie: str) -> str:
    """Return this visitor's own scan of this code that the address names: another language or text size is no other scan."""
    signed = request.args.get("scan", "")
    parts = unsign("scan", signed, SCAN_SECONDS).split(".")
    return signed if parts[1:] == [code, _digest(cookie)] else ""


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()[:8]


def _orphan(code: str) -> Response:
    """Keep a scan of a code of ours that stands for nothing here, and offer what is on."""
    if account() is None and device() is None:
        _record(Origin(), code, is_preview(), unknown_code=code)
    events = events_on(store().read(), now_ms())
    said = language()
    return answer("public/unknown_code.html", 404, code=code, events=[(event, say_when(event, said)) for event in events])
