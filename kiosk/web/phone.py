"""Volunteers' pages without JavaScript: the count in hand, the last scanned bundle, and every act one or two taps away."""

from __future__ import annotations

import hashlib

from flask import Response, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.codes import ForgedCode, MistypedCode, code_from_url
from kiosk.consultations import count_consultations, count_visits
from kiosk.distribution import (
    Item,
    booth_stock,
    event_stock,
    find_bundle,
    handed_out_by,
    holders,
    is_out_and_in,
    last_fact,
    plan_take_out,
    total,
)
from kiosk.features import has_feature
from kiosk.ledger import position
from kiosk.printed_codes import VISITOR_KINDS, CodeUse, look_up
from kiosk.records import plan_version, variant_of
from kiosk.web import (
    phone_acts,
    phone_badge,
    phone_ending,
    phone_groups,
    phone_paper,
    phone_people,
    phone_registration,
    phone_tip,
    phone_wall,
)
from kiosk.web.access import phone
from kiosk.web.context import language, store, t
from kiosk.web.phone_here import (
    BUNDLE_COOKIE,
    MATERIAL_COOKIE,
    Here,
    blueprint,
    form_id,
    here,
    phone_page,
    record,
    result_page,
    say_fact,
    say_when,
)

__all__ = ["blueprint", "phone_acts", "phone_badge", "phone_ending", "phone_groups", "phone_paper", "phone_people", "phone_registration", "phone_tip", "phone_wall"]

_DAY_SECONDS = 86_400
_SIGN_IN_ROLES = ("sign_in", "kiosk")


@blueprint.get("/")
@phone
def home() -> ResponseReturnValue:
    """Show what is in hand and handed out at this booth, with the acts in the thumb's reach."""
    place = here()
    if place.booth is None:
        return phone_page("phone/booths.html", first=True)
    stock = booth_stock(store().read(), place.event["id"], place.booth.id)
    chosen = _chosen_material(place, [id for id, each in stock.items() if each.came])
    shown = stock.get(chosen) if chosen else total(stock.values())
    page = phone_page(
        "phone/home.html", stock=stock, chosen=chosen, shown=shown or total([]), mine=_mine(place), last=_last(place),
        out_and_in=bool(chosen) and is_out_and_in(store().read(), place.event["id"], place.booth.id, chosen),
        bundle=place.bundle if place.bundle and place.bundle.material == chosen else None, signs_in=place.device.role in _SIGN_IN_ROLES,
        consultations=count_consultations(store().read(), place.event["id"], place.booth.id), visits=count_visits(store().read(), place.event["id"]), pulse=_version(place),
        choices=[id for id in place.materials if id in stock and stock[id].came] or list(place.materials),
        held=phone_acts.my_copies(place),
    )  # fmt: skip
    response = make_response(page)
    if request.args.get("material") is not None:
        _remember(response, MATERIAL_COOKIE, chosen)
    return response


@blueprint.get("/pulse")
@phone
def pulse() -> ResponseReturnValue:
    """Tell an open page whether anything changed, and what the event's status is now; cheap when nothing did."""
    place = here()
    version = _version(place)
    if request.if_none_match.contains(version):
        answer = Response(status=304)
    else:
        answer = jsonify({"status": place.trouble, "sentence": _say_trouble(place)})
    answer.set_etag(version)
    return answer


@blueprint.get("/more")
@phone
def show_more() -> ResponseReturnValue:
    """List the acts that are needed more rarely."""
    event = here().event
    return phone_page("phone/more.html", registers=has_feature(event, "volunteers"), takes_tips=has_feature(event, "referrals"))


@blueprint.get("/stock")
@phone
def show_stock() -> ResponseReturnValue:
    """Show who has how many: every booth, and the people who hold copies."""
    place = here()
    connection = store().read()
    held = [row for row in holders(connection, place.event["id"]) if row["material"] in place.materials]
    return phone_page("phone/stock.html", stock=event_stock(connection, place.event["id"]), held=held, people=_people(place), pulse=_version(place))


@blueprint.get("/booths")
@phone
def show_booths() -> ResponseReturnValue:
    """List the booths to work at."""
    return phone_page("phone/booths.html", first=False)


@blueprint.get("/scan")
@phone
def scan() -> ResponseReturnValue:
    """Take a code typed by hand, or (where scripts run) from a photo."""
    typed = request.args.get("code", "")
    if not typed:
        return phone_page("phone/scan.html", typed="", problem="")
    try:
        look_up(store().read(), code_from_url(typed))
    except (MistypedCode, ForgedCode) as refusal:
        return phone_page("phone/scan.html", 422, typed=typed[:80], problem=t(refusal.key))
    return redirect(url_for("phone.scanned", code=code_from_url(typed).replace("/", "")))


@blueprint.get("/code/<code>")
@phone
def scanned(code: str) -> ResponseReturnValue:
    """Show what can be done with a printed code; nothing is recorded by looking."""
    place = here()
    try:
        use = look_up(store().read(), code)
    except (MistypedCode, ForgedCode) as refusal:
        return phone_page("phone/code_problem.html", 404, reason=refusal.reason, code=code[:40], sentence=t(refusal.key))
    if use is None:
        return phone_page("phone/code_problem.html", 404, reason="unknown_code", code=code[:40], sentence=t("phone.code.unknown"))
    if use.event != place.device.event:
        return phone_page(
            "phone/code_problem.html", 404, reason="other_event", code=code[:40], sentence=t("phone.code.other_event")
        )
    return _show_use(place, use)


def _show_use(place: Here, use: CodeUse) -> ResponseReturnValue:
    if use.kind in ("booth", "booth_staff"):
        return phone_page("phone/booth.html", sign=place.booth_of(use.subject))
    if use.kind == "sheet":
        return phone_people.show_sheet(use)
    if use.kind == "badge" and use.person:
        return phone_badge.show_badge(use)
    if use.kind == "group":
        return phone_groups.show_card(use)
    if not use.bundle:
        whose = "visitor" if use.kind in VISITOR_KINDS else "office"
        return phone_page("phone/code_problem.html", reason=f"{whose}_code", code=use.code, sentence=t(f"phone.code.{whose}"))
    return _show_bundle(place, use)


def _show_bundle(place: Here, use: CodeUse) -> ResponseReturnValue:
    bundle = find_bundle(store().read(), use)
    if place.booth is None:
        return phone_page("phone/booths.html", first=True)
    plan = plan_take_out(bundle, place.booth.id, place.device.person)
    elsewhere = next((booth for booth in place.booths if booth.id == bundle.booth and booth.id != place.booth.id), None)
    title = place.materials.get(bundle.material, "")
    response = make_response(phone_page("phone/bundle.html", bundle=bundle, plan=plan, title=title, elsewhere=elsewhere))
    _remember(response, BUNDLE_COOKIE, use.code if bundle.rest else "")
    _remember(response, MATERIAL_COOKIE, bundle.material)
    return response


@blueprint.post("/code/<code>/report")
@phone
def report_code(code: str) -> ResponseReturnValue:
    """Keep a code of ours that this kiosk does not know, so that the coordinator sees it."""
    id = form_id()
    orphan: Item = {"id": id, "kind": "orphan", "event": here().device.event, "method": "scan", "data": {"code": code[:40]}}
    return result_page(record(lambda _: [orphan], id), t("phone.code.reported"))


@blueprint.post("/bundle/put-away")
@phone
def put_bundle_away() -> ResponseReturnValue:
    """Forget the last scanned bundle: what is counted next belongs to none."""
    response = make_response(redirect(url_for("phone.home"), 303))
    _remember(response, BUNDLE_COOKIE, "")
    return response


def _remember(response: Response, cookie: str, value: str) -> None:
    if value:
        response.set_cookie(
            cookie, value, max_age=_DAY_SECONDS, path="/phone", httponly=True, samesite="Lax", secure=request.is_secure
        )
    else:
        response.delete_cookie(cookie, path="/phone")


def _chosen_material(place: Here, on_booth: list[str]) -> str:
    """Return the material that counts are for: chosen now or before, else the only one there is; '' for all together."""
    wanted = request.args.get("material", request.cookies.get(MATERIAL_COOKIE, ""))
    if wanted in place.materials:
        return wanted
    choices = on_booth or list(place.materials)
    return choices[0] if len(choices) == 1 else ""


def _mine(place: Here) -> tuple[int, str]:
    """Return (copies that I handed out, the time of the last one)."""
    quantity, last = handed_out_by(store().read(), place.event["id"], place.device.id)
    return quantity, place.clock(last).strftime("%H:%M") if last else ""


def _last(place: Here) -> dict[str, str] | None:
    fact = last_fact(store().read(), place.event["id"], place.device.id)
    return {"id": fact["id"], "said": say_fact(fact), "when": say_when(fact)} if fact else None


def _people(place: Here) -> dict[str, str]:
    """Return person id → what colleagues call them: the name chosen on their phone, else their code."""
    rows = store().read().execute(
        "SELECT p.id, coalesce((SELECT d.name FROM device d WHERE d.person = p.id AND d.event = ? AND d.name <> '' LIMIT 1), p.code)"
        " FROM person p WHERE p.id IN (SELECT person FROM shift WHERE event = ? UNION SELECT person FROM device WHERE event = ?)",
        (place.event["id"],) * 3,
    ).fetchall()  # fmt: skip
    return {row[0]: row[1] for row in rows}


def _version(place: Here) -> str:
    connection = store().read()
    seen = (
        f"{position(connection)} {plan_version(connection)} {place.device.id} {place.device.booth} {place.trouble} {language()}"
    )
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _say_trouble(place: Here) -> str:
    if not place.trouble:
        return ""
    said = {name: variant_of(place.event, name, language()) for name in ("place", "status_reason")}
    return " ".join(filter(None, (t(f"phone.trouble.{place.trouble}", place=said["place"]), said["status_reason"])))
