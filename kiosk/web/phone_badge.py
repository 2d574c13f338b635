"""A volunteer's badge on somebody's phone: its person comes or goes, with one tap; looking records nothing."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from kiosk.distribution import Item
from kiosk.duty import Span, load_duty
from kiosk.errors import NotFound
from kiosk.printed_codes import CodeUse, find_code_use
from kiosk.web.access import phone
from kiosk.web.context import store, t
from kiosk.web.phone_here import Here, blueprint, form_id, here, phone_page, record_once, result_page


def show_badge(use: CodeUse) -> ResponseReturnValue:
    """Say whether this volunteer works now, and offer to change it."""
    place = here()
    span = _at_work(place, use.person)
    since = place.clock(span.starts).strftime("%H:%M") if span else ""
    return phone_page("phone/badge.html", use=use, who=_code_of(use.person), since=since)


@blueprint.post("/badge/<code>/<any(in, out):way>")
@phone
def sign_volunteer(code: str, way: str) -> ResponseReturnValue:
    """Begin or end the shift of the volunteer whose badge this is."""
    place, id, use = here(), form_id(), find_code_use(store().read(), code)
    if use is None or not use.person or use.event != place.device.event:
        raise NotFound()
    booth = _booth_of(place, use.person)
    item: Item = {"id": id, "kind": f"shift_{way}", "event": use.event, "person": use.person, "data": {"booth": booth} if booth else {}}
    who = _code_of(use.person) or t("phone.badge.title", number=use.number)
    return result_page(record_once(lambda _: [item], id), f"{who} · {t(f'roster.shifts.line_{way}')}", url_for("phone.scan"))


def _at_work(place: Here, person: str) -> Span | None:
    return next((span for span in load_duty(store().read(), place.event).on_duty() if span.person == person), None)


def _booth_of(place: Here, person: str) -> str:
    """Return where somebody works or is planned to, else where this phone stands; '' for nowhere."""
    span = _at_work(place, person)
    if span and span.booth:
        return span.booth
    planned = store().read().execute(
        "SELECT booth FROM shift WHERE event = ? AND person = ? AND archived_at IS NULL AND booth IS NOT NULL ORDER BY starts, code", (place.event["id"], person)
    ).fetchone()  # fmt: skip
    return str(planned["booth"]) if planned else place.device.booth or ""


def _code_of(person: str) -> str:
    row = store().read().execute("SELECT code FROM person WHERE id = ?", (person,)).fetchone()
    return str(row["code"]) if row else ""
