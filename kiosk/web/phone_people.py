"""What a volunteer records about people: consultations in two taps, visitors let in, heads counted, a sheet's subtotal."""

from __future__ import annotations

import sqlite3

from flask import request, url_for
from flask.typing import ResponseReturnValue

from kiosk.attendance import allot_number
from kiosk.consultations import OUTCOMES, consultation_item, count_consultations, topics_of
from kiosk.distribution import Item
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import derive_id
from kiosk.languages import say_number
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import CodeUse, find_code_use
from kiosk.privacy.notices import MOST_NAME, clean_personal, keep_notice, knows_erase_code, notice_bodies
from kiosk.privacy.personal_data import make_erase_code
from kiosk.records import get
from kiosk.web.access import phone
from kiosk.web.context import config, language, store, t
from kiosk.web.phone_here import Here, blueprint, form_id, here, phone_page, read_quantity, record, result_page
from kiosk.web.refusals import field_sentences


@blueprint.route("/consultation", methods=["GET", "POST"])
@phone
def consult() -> ResponseReturnValue:
    """First tap: the topic; second tap: what came of it.  "Same person as before" is one box."""
    place = here()
    topics = topics_of(store().read(), place.event["id"], language())
    topic = request.values.get("topic", "")
    if request.method != "POST":
        chosen = topic in topics or not topics
        booth = place.booth.id if place.booth else ""
        count = count_consultations(store().read(), place.event["id"], booth)
        return phone_page(
            "phone/consultation.html", topics=topics, topic=topic if chosen else "", chosen=chosen, outcomes=OUTCOMES, count=count
        )
    id, outcome = form_id(), request.form.get("outcome", "")
    if outcome not in OUTCOMES or (topics and topic not in topics):
        raise NotFound()
    item = consultation_item(
        id,
        place.device.event,
        booth=place.device.booth or "",
        topic=topic,
        outcome=outcome,
        same_person="same_person" in request.form,
    )
    line = " · ".join(filter(None, (topics.get(topic, topic), t(f"phone.outcome.{outcome}"))))
    return result_page(record(lambda _: [item], id), line)


@blueprint.route("/check-in", methods=["GET", "POST"])
@phone
def check_in() -> ResponseReturnValue:
    """Let a visitor in: everything but the tap may be left out, and no two visitors are taken for one."""
    place = here()
    if request.method != "POST":
        return phone_page("phone/check_in.html", values={}, errors={}, notice=_say_notice(place))
    id = form_id()
    try:
        name = clean_personal({"name": request.form.get("name", "")}, {"name": MOST_NAME})["name"]
    except InvalidFields as refusal:
        errors = field_sentences(refusal)
        return phone_page("phone/check_in.html", 422, values=request.form, errors=errors, notice=_say_notice(place))
    numbers: list[int] = []
    results = record(lambda connection: [_visitor(connection, place, id, name, numbers)], id)
    line = t("phone.line.checked_in_as", number=say_number(language(), numbers[-1])) if numbers else t("phone.line.checked_in")
    return result_page(results, line, url_for("phone.check_in"), erase_code=_working_code(id) if name else "")


def _erase_code(id: str) -> str:
    return make_erase_code(config().secret_key, id)


def _working_code(id: str) -> str:
    """Return the visitor's erase code while it opens something, else ''."""
    return _erase_code(id) if knows_erase_code(store().read(), _erase_code(id)) else ""


def _visitor(connection: sqlite3.Connection, place: Here, id: str, name: str, numbers: list[int]) -> Item:
    """Return the fact of one visitor; who gives a name is numbered, as those are who sign in by themselves."""
    resident = request.form.get("resident", "")
    data: dict[str, object] = {"booth": place.device.booth} if place.device.booth else {}
    data |= {"resident": resident == "yes"} if resident in ("yes", "no") else {}
    item: Item = {"id": id, "kind": "check_in", "event": place.device.event, "method": "volunteer", "data": data}
    if not name:
        return item
    data["participant"] = derive_id(id, "person")
    numbers[:] = [allot_number(connection, place.device.event, str(data["participant"]))]
    version = keep_notice(connection, _organisation(connection, place), config().retention_days)
    return item | {"private": {"name": name, "notice_version": version, "erase_code": _erase_code(id)}}


def _say_notice(place: Here) -> str:
    return notice_bodies(_organisation(store().read(), place), config().retention_days)[language()]


def _organisation(connection: sqlite3.Connection, place: Here) -> sqlite3.Row:
    return get(connection, ORGANISATION, place.event["organisation"])


@blueprint.route("/head-count", methods=["GET", "POST"])
@phone
def count_heads() -> ResponseReturnValue:
    """Record how many people are here: counted, or estimated and then kept apart."""
    place = here()
    if request.method != "POST":
        return phone_page("phone/head_count.html", values={}, errors={})
    id, quantity = form_id(), read_quantity(request.form.get("quantity", ""))
    how = request.form.get("how", "")
    errors = {} if quantity else {"quantity": t("phone.problem.quantity")}
    if how not in ("count", "estimate"):
        errors["how"] = t("phone.problem.how")
    if errors:
        return phone_page("phone/head_count.html", 422, values=request.form, errors=errors)
    data: dict[str, object] = {"estimate": how == "estimate"} | ({"booth": place.device.booth} if place.device.booth else {})
    item: Item = {"id": id, "kind": "head_count", "event": place.device.event, "quantity": quantity, "method": how, "data": data}
    return result_page(record(lambda _: [item], id), t(f"phone.line.heads_{how}", count=quantity))


def show_sheet(use: CodeUse, status: int = 200, typed: str = "", problem: str = "") -> ResponseReturnValue:
    """Show a page of a sign-in sheet: phones that sign in key its subtotal, every phone may let a visitor in."""
    signs_in = here().device.role in ("sign_in", "kiosk")
    return phone_page("phone/sheet.html", status, use=use, typed=typed, problem=problem, signs_in=signs_in)


@blueprint.post("/sheet")
@phone
def key_sheet() -> ResponseReturnValue:
    """Record the subtotal of one page of a sign-in sheet; an empty page is a fact too."""
    place, id = here(), form_id()
    use = find_code_use(store().read(), request.form.get("code", ""))
    if use is None or use.kind != "sheet" or use.event != place.device.event or place.device.role not in ("sign_in", "kiosk"):
        raise NotFound()
    quantity = read_quantity(request.form.get("quantity", ""), least=0)
    if quantity is None:
        return show_sheet(use, 422, request.form.get("quantity", ""), t("phone.problem.quantity"))
    data = {"sheet": use.run, "page": use.number}
    total: Item = {"kind": "sheet_total", "quantity": quantity} if quantity else {"kind": "sheet_empty"}
    item: Item = {"id": id, "event": place.device.event, "method": "paper", "data": data, **total}
    return result_page(record(lambda _: [item], id), t("phone.line.sheet", number=use.number, count=quantity))
