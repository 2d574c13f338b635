"""What a volunteer does with copies: take out, hand out, pass on, return, spoil, run out, undo, and move to another booth."""

from __future__ import annotations

import sqlite3

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.devices import move_device
from kiosk.distribution import (
    SPOILED_BY,
    Bundle,
    ChangedMeanwhile,
    Item,
    Stock,
    booth_stock,
    event_stock,
    find_bundle,
    held_by,
    is_undone,
    known_fact,
    moving_item,
    plan_take_out,
    undo_items,
)
from kiosk.errors import NotFound
from kiosk.printed_codes import find_code_use
from kiosk.web.access import phone
from kiosk.web.context import store, t
from kiosk.web.phone_here import (
    BUNDLE_COOKIE,
    Here,
    blueprint,
    form_id,
    here,
    phone_page,
    read_quantity,
    record,
    record_once,
    result_page,
    say_fact,
    show_result,
    was_sent,
)


@blueprint.post("/hand-out")
@phone
def hand_out() -> ResponseReturnValue:
    """Record copies given to the public; "rest" records what is left of the scanned bundle, never its size."""
    place, id, bundle = here(), form_id(), bundle_of_form()
    material = bundle.material if bundle else request.form.get("material", "")
    title, quantity = place.material(material), read_quantity(request.form.get("quantity", ""))
    if quantity is None:
        return show_result("bad", t("common.result.rejected"), t("phone.problem.quantity"))
    rest = "rest" in request.form
    if rest and (bundle is None or (bundle.rest != quantity and not was_sent(store().read(), id, place.device.id))):
        return show_result(
            "warn", t("phone.result.look_again"), t("phone.problem.rest_changed", count=bundle.rest if bundle else 0)
        )
    source = my_place(place) if request.form.get("from") == "me" else place.place
    item = moving_item(
        "hand_out", id=id, event=place.device.event, source=source, target="public", material=material, quantity=quantity,
        code=bundle.code if bundle else "", method="scan" if rest else "count",
    )  # fmt: skip
    results = record(lambda _: [item], id)
    line = t("phone.line.handed_out", count=quantity, title=title)
    response = make_response(result_page(results, line, warn=_say_short(place, material)))
    if rest:
        response.delete_cookie(BUNDLE_COOKIE, path="/phone")
    return response


@blueprint.post("/take-out")
@phone
def take_out() -> ResponseReturnValue:
    """Record that this booth (or this volunteer) takes a bundle, as its page said; say so when that has changed meanwhile."""
    place, id, bundle = here(), form_id(), bundle_of_form()
    use = find_code_use(store().read(), request.form.get("code", ""))
    if bundle is None or use is None:
        raise NotFound()

    def build(connection: sqlite3.Connection) -> list[Item]:
        now = find_bundle(connection, use)
        plan = plan_take_out(now, place.place.removeprefix("booth:"), place.device.person)
        if not plan.kind or f"{plan.why} {plan.quantity}" != request.form.get("plan"):
            raise ChangedMeanwhile()
        return [
            moving_item(plan.kind, id=id, event=place.device.event, source=plan.source, target=plan.target, material=now.material,
                        quantity=plan.quantity, code=now.code, method="scan")
        ]  # fmt: skip

    try:
        results = record_once(build, id)
    except ChangedMeanwhile as refusal:
        return show_result("warn", t("phone.result.look_again"), t(refusal.key), url_for("phone.scanned", code=bundle.code))
    line = t("phone.line.taken_out", number=bundle.number, title=place.materials.get(bundle.material, ""))
    return result_page(results, line, url_for("phone.home", material=bundle.material))


@blueprint.route("/pass-on", methods=["GET", "POST"])
@phone
def pass_on() -> ResponseReturnValue:
    """Move copies between booths and people: give back, pass on, or fetch from another booth."""
    place = here()
    if request.method != "POST":
        return _pass_on_form(place, request.args.to_dict(), {})
    id, bundle, values = form_id(), bundle_of_form(), request.form.to_dict()
    quantity, errors = _read_copies(place, values)
    if values.get("source") == values.get("target"):
        errors["target"] = t("phone.problem.same_place")
    if errors:
        return _pass_on_form(place, values, errors)
    source, target = _place_of(place, values["source"]), _place_of(place, values["target"])
    item = moving_item(
        "transfer", id=id, event=place.device.event, source=source, target=target, material=values["material"], quantity=quantity,
        code=bundle.code if bundle and bundle.material == values["material"] else "",
    )  # fmt: skip
    line = t("phone.line.passed_on", count=quantity, title=place.material(values["material"]))
    return result_page(record(lambda _: [item], id), line)


@blueprint.route("/return", methods=["GET", "POST"])
@phone
def return_copies() -> ResponseReturnValue:
    """Bring counted copies back to the store."""
    return _count_off("return", "store")


@blueprint.route("/spoil", methods=["GET", "POST"])
@phone
def spoil() -> ResponseReturnValue:
    """Write off spoiled copies, with the reason."""
    return _count_off("spoil", "waste")


def _count_off(kind: str, target: str) -> ResponseReturnValue:
    place, bundle = here(), bundle_of_form()
    if request.method != "POST":
        return _count_off_form(kind, place, request.args.to_dict(), {})
    id, values = form_id(), request.form.to_dict()
    quantity, errors = _read_copies(place, values)
    if kind == "spoil" and values.get("why") not in SPOILED_BY:
        errors["why"] = t("phone.problem.why")
    if errors:
        return _count_off_form(kind, place, values, errors)
    source = my_place(place) if values.get("source") == "me" else place.place
    item = moving_item(
        kind, id=id, event=place.device.event, source=source, target=target, material=values["material"], quantity=quantity,
        code=bundle.code if bundle and bundle.material == values["material"] else "", data={"why": values["why"]} if kind == "spoil" else None,
    )  # fmt: skip
    line = t(f"phone.line.{kind}", count=quantity, title=place.material(values["material"]))
    return result_page(record(lambda _: [item], id), line, warn=_say_short(place, values["material"]))


def _count_off_form(kind: str, place: Here, values: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    status = 422 if errors else 200
    template = f"phone/{'return' if kind == 'return' else 'spoil'}.html"
    return phone_page(
        template, status, values=values, errors=errors, mine=my_copies(place), whys=SPOILED_BY, bundle=bundle_of_form()
    )


def _pass_on_form(place: Here, values: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    here_id = place.place.removeprefix("booth:")
    places = [(booth.id, f"{booth.code} {booth.name}") for booth in place.booths]
    if place.device.person:
        places.insert(0, ("me", t("phone.place.me")))
    values = {"source": "me" if place.device.person else here_id, "target": here_id if place.device.person else ""} | values
    return phone_page(
        "phone/pass_on.html", 422 if errors else 200, values=values, errors=errors, places=places, bundle=bundle_of_form()
    )


def _place_of(place: Here, choice: str) -> str:
    return my_place(place) if choice == "me" else f"booth:{place.booth_of(choice).id}"


def _read_copies(place: Here, values: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Return (quantity, errors) of a form that names a material and a count."""
    quantity = read_quantity(values.get("quantity", ""))
    errors = {} if quantity else {"quantity": t("phone.problem.quantity")}
    if values.get("material") not in place.materials:
        errors["material"] = t("phone.problem.material")
    return quantity or 0, errors


@blueprint.route("/run-out", methods=["GET", "POST"])
@phone
def run_out() -> ResponseReturnValue:
    """Say that this booth has run out of a material, and show which booth has some."""
    place = here()
    if request.method != "POST" or request.form.get("material") not in place.materials:
        errors = {"material": t("phone.problem.material")} if request.method == "POST" else {}
        values = {"material": request.args.get("material", "")}
        return phone_page("phone/run_out.html", 422 if errors else 200, values=values, errors=errors)
    id, material = form_id(), request.form["material"]
    item: Item = {"id": id, "kind": "run_out", "event": place.device.event, "from": place.place, "material": material}
    result = record(lambda _: [item], id)[0]
    others = event_stock(store().read(), place.event["id"])
    empty = Stock()
    offers = sorted(
        (
            (others.get(booth.id, {}).get(material, empty).in_hand, booth)
            for booth in place.booths
            if booth.id != place.device.booth
        ),
        key=lambda offer: -offer[0],
    )
    return phone_page("phone/ran_out.html", offers=offers, material=material, result=result)


@blueprint.post("/undo")
@phone
def undo() -> ResponseReturnValue:
    """Take back this phone's own fact that its page named, and say what was taken back."""
    place, id, named = here(), form_id(), request.form.get("entry", "")
    fact = known_fact(store().read(), named)
    if fact is None or fact["device"] != place.device.id or fact["event"] != place.device.event:
        raise NotFound()
    line = t("phone.line.undone", what=say_fact(fact))
    if is_undone(store().read(), named) and not was_sent(store().read(), id, place.device.id):
        return show_result("warn", t("phone.result.undone_before"), line)
    results = record_once(lambda connection: undo_items(connection, fact, id), id)
    if any(one["result"] == "recorded" for one in results):
        return show_result("good", t("common.result.undone"), line)
    return show_result("warn", t("phone.result.undone_before"), line)


@blueprint.post("/booths/<booth>")
@phone
def work_here(booth: str) -> ResponseReturnValue:
    """Move this phone to another booth and start the shift there."""
    place, id = here(), form_id()
    sign = place.booth_of(booth)
    person: Item = {"person": place.device.person} if place.device.person else {}
    item: Item = {
        "id": id,
        "kind": "shift_in",
        "event": place.device.event,
        "method": "scan",
        "data": {"booth": sign.id},
        **person,
    }

    def build(connection: sqlite3.Connection) -> list[Item]:
        move_device(connection, place.device.id, sign.id)
        return [item]

    return result_page(record_once(build, id), t("phone.line.works_here", booth=f"{sign.code} {sign.name}"))


def my_place(place: Here) -> str:
    """Return this volunteer as a place of the ledger; NotFound for a phone that belongs to no person of the plan."""
    if not place.device.person:
        raise NotFound()
    return f"person:{place.device.person}"


def my_copies(place: Here) -> dict[str, int]:
    """Return material id → copies that this volunteer holds; nothing for a phone that belongs to no person of the plan."""
    person = place.device.person
    return held_by(store().read(), place.event["id"], person) if person else {}


def bundle_of_form() -> Bundle | None:
    """Return the bundle whose code the form or the address carries, when it is of this phone's event."""
    use = find_code_use(store().read(), request.values.get("code", ""))
    if use is None or not use.bundle or use.event != here().device.event:
        return None
    return find_bundle(store().read(), use)


def _say_short(place: Here, material: str) -> str:
    """Return a sentence when the booth now gave out more than it ever got, else ''."""
    if place.booth is None:
        return ""
    held = booth_stock(store().read(), place.event["id"], place.booth.id).get(material, Stock()).in_hand
    return t("phone.line.more_than_held", count=-held) if held < 0 else ""
