"""Putting right and finishing: "I was at the wrong booth", "I am leaving", and closing a booth, each shown before it is saved."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from kiosk.devices import Device, devices_of, get_device, move_device
from kiosk.distribution import (
    ChangedMeanwhile,
    Item,
    Stock,
    booth_stock,
    closed_at,
    closing_items,
    correction_items,
    facts_at_booth,
    held_by,
    holders,
    is_out_and_in,
    last_seen,
    leaving_items,
    mark_of_facts,
)
from kiosk.errors import SignInNeeded
from kiosk.ids import now_ms
from kiosk.languages import say_date
from kiosk.late_phones import late_phones
from kiosk.web.access import phone
from kiosk.web.context import device, language, page, store, t
from kiosk.web.late import say_late
from kiosk.web.phone_here import (
    BoothMark,
    Here,
    blueprint,
    form_id,
    here,
    phone_page,
    read_quantity,
    read_since,
    record_once,
    result_page,
    say_fact,
    show_result,
    was_sent,
)

_MOST_DIGITS = 13
"""Of an instant in milliseconds, until the year 2286."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """One material at closing or leaving: what the books say is here, what was counted, and the difference (None: not measurable)."""

    material: str
    title: str
    in_hand: int
    counted: int
    difference: int | None


@blueprint.route("/wrong-booth", methods=["GET", "POST"])
@phone
def wrong_booth() -> ResponseReturnValue:
    """Move this phone's facts since a time to the booth where it really was; what moves is shown first."""
    place = here()
    values = {"wrong": place.device.booth or ""} | request.values.to_dict()
    asked = request.method == "POST" or "since" in values
    since = _since(place, values) if asked else None
    errors = _wrong_booth_errors(place, values, since) if asked else {}
    if not asked or errors or since is None:
        return phone_page("phone/wrong_booth.html", 422 if errors else 200, values=values, errors=errors)
    wrong, right = place.booth_of(values["wrong"]), place.booth_of(values["right"])
    if request.method == "POST":
        return _correct(place, wrong, right, since)
    facts = facts_at_booth(store().read(), place.event["id"], place.device.id, wrong.id, since)
    said = [
        (place.clock(fact["at"]).strftime("%H:%M"), say_fact(fact), place.materials.get(fact["material"], "")) for fact in facts
    ]
    values |= {"moment": str(since), "expected": mark_of_facts(facts)}
    return phone_page(
        "phone/wrong_booth_preview.html", said=said, values=values, wrong=wrong, right=right, day=_other_day(place, since)
    )


def _since(place: Here, values: Mapping[str, str]) -> int | None:
    """Return the instant that was previewed, so that a minute or a midnight between looking and saving moves nothing else."""
    moment = values.get("moment", "")
    if request.method == "POST" and moment.isdecimal() and len(moment) <= _MOST_DIGITS:
        return int(moment)
    return read_since(values.get("since", ""), place.event["zone"], last_seen(store().read(), place.event["id"], place.device.id))


def _other_day(place: Here, moment: int) -> str:
    """Return the date of a moment that was not today, else ''."""
    day = place.clock(moment).date()
    return "" if day == place.clock(now_ms()).date() else say_date(language(), day, "short")


def _correct(place: Here, wrong: BoothMark, right: BoothMark, since: int) -> ResponseReturnValue:
    id = form_id()

    def build(connection: sqlite3.Connection) -> list[Item]:
        facts = facts_at_booth(connection, place.event["id"], place.device.id, wrong.id, since)
        if mark_of_facts(facts) != request.form.get("expected"):
            raise ChangedMeanwhile()
        if place.device.booth == wrong.id:
            move_device(connection, place.device.id, right.id)
        return correction_items(connection, facts, wrong.id, right.id, id)

    try:
        results = record_once(build, id)
    except ChangedMeanwhile as refusal:
        return show_result("warn", t("phone.result.look_again"), t(refusal.key), url_for("phone.wrong_booth"))
    return result_page(results, t("phone.line.corrected", count=len(results) // 2, booth=f"{right.code} {right.name}"))


def _wrong_booth_errors(place: Here, values: Mapping[str, str], since: int | None) -> dict[str, str]:
    known = {booth.id for booth in place.booths}
    errors = {name: t("phone.problem.booth") for name in ("wrong", "right") if values.get(name) not in known}
    if not errors and values["wrong"] == values["right"]:
        errors["right"] = t("phone.problem.same_place")
    if since is None:
        errors["since"] = t("errors.bad_time", value=values.get("since", ""))
    return errors


@blueprint.route("/close", methods=["GET", "POST"])
@phone
def close_booth() -> ResponseReturnValue:
    """Close this booth: count what is left, see the difference, then save it."""
    place = here()
    booth = place.place.removeprefix("booth:")
    stock = {id: each for id, each in booth_stock(store().read(), place.event["id"], booth).items() if each.came or each.in_hand}
    expected = {id: stock[id].in_hand for id in place.materials if id in stock}
    closed = closed_at(store().read(), place.event["id"], booth)
    asked = request.method == "POST" or "check" in request.args
    counted, errors = _read_counts(expected) if asked else ({}, {})
    if not asked or errors:
        held = [row for row in holders(store().read(), place.event["id"]) if row["person"] in _people_of_booth(place)]
        return phone_page(
            "phone/close.html", 422 if errors else 200, expected=expected, errors=errors, values=request.values, held=held,
            closed=place.clock(closed) if closed else None,
        )  # fmt: skip
    if request.method == "POST" and (was_sent(store().read(), form_id(), place.device.id) or _is_as_shown(expected)):
        return _save_closing(place, booth, counted)
    leftovers = _leftovers(place, booth, stock, counted)
    changed = request.method == "POST"
    others = [one for one in late_phones(store().read(), place.event, now_ms()) if one.booth == booth and one.id != place.device.id]
    return phone_page(
        "phone/close_preview.html", 409 if changed else 200, leftovers=leftovers, counted=counted, changed=changed,
        late=say_late(place.event, others).get(booth, []),
    )  # fmt: skip


def _save_closing(place: Here, booth: str, counted: Mapping[str, int]) -> ResponseReturnValue:
    id = form_id()
    results = record_once(lambda _: closing_items(place.event["id"], booth, counted, id), id)
    name = f"{place.booth.code} {place.booth.name}" if place.booth else ""
    return result_page(results, t("phone.line.closed", booth=name, count=sum(counted.values())))


def _people_of_booth(place: Here) -> set[str]:
    return {
        row["person"]
        for row in devices_of(store().read(), place.event["id"])
        if row["person"] and row["booth"] == place.device.booth
    }


def _leftovers(place: Here, booth: str, stock: Mapping[str, Stock], counted: Mapping[str, int]) -> list[Leftover]:
    return [
        Leftover(
            id, place.materials[id], stock[id].in_hand, count,
            None if is_out_and_in(store().read(), place.event["id"], booth, id) else stock[id].in_hand - count,
        )
        for id, count in counted.items()
    ]  # fmt: skip


def _read_counts(expected: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """Return (material → counted copies, errors) of the fields ``count-MATERIAL``; an empty field is an error: zero is said as 0."""
    counts, errors = {}, {}
    for material in expected:
        quantity = read_quantity(request.values.get(f"count-{material}", ""), least=0)
        if quantity is None:
            errors[f"count-{material}"] = t("phone.problem.count")
        else:
            counts[material] = quantity
    return counts, errors


def _is_as_shown(expected: Mapping[str, int]) -> bool:
    return all(request.form.get(f"expected-{material}") == str(quantity) for material, quantity in expected.items())


def leave() -> ResponseReturnValue:
    """Leave: count what I hold, hand it over, end the shift and sign this phone out."""
    asking = device()
    if asking is None:
        raise SignInNeeded()
    if asking.state != "active":
        if request.method == "POST" and was_sent(store().read(), form_id(), asking.id):
            return page("phone/left.html", booth=None, already=True, count=0)
        raise SignInNeeded()
    return _leave(here())


leave.access = ("phone", ())  # type: ignore[attr-defined]  # a second tap comes from a phone that has signed out already
blueprint.add_url_rule("/leave", view_func=leave, methods=["GET", "POST"])


def _leave(place: Here) -> ResponseReturnValue:
    mine = held_by(store().read(), place.event["id"], place.device.person) if place.device.person else {}
    expected = mine if place.device.person else dict.fromkeys(_materials_here(place), 0)
    targets = _targets(place)
    asked = request.method == "POST" or "check" in request.args
    counted, errors = _read_counts(expected) if asked else ({}, {})
    target = request.values.get("target", "")
    if not expected:
        target = ""  # nothing to hand over, so nobody to hand it to
    elif asked and target not in targets:
        errors["target"] = t("phone.problem.target")
    if not asked or errors:
        return phone_page(
            "phone/leave.html",
            422 if errors else 200,
            expected=expected,
            mine=mine,
            errors=errors,
            values=request.values,
            targets=targets,
        )
    if request.method == "POST":
        return _save_leaving(place, counted, target)
    leftovers = [
        Leftover(id, place.materials.get(id, id), expected[id], count, expected[id] - count if place.device.person else None)
        for id, count in counted.items()
    ]
    return phone_page(
        "phone/leave_preview.html", leftovers=leftovers, counted=counted, target=target, target_name=targets.get(target, "")
    )


def _save_leaving(place: Here, counted: Mapping[str, int], target: str) -> ResponseReturnValue:
    id = form_id()
    colleague = None if target in ("", "booth") else get_device(store().read(), target)
    booth = place.device.booth or ""
    source = f"person:{place.device.person}" if place.device.person else f"booth:{booth}"
    to_booth = (colleague.booth or booth) if colleague else booth
    items = leaving_items(
        place.event["id"], id, source=source, target=_target_place(colleague, to_booth), booth=booth, to_booth=to_booth,
        person=place.device.person, counted=counted,
    )  # fmt: skip

    record_once(lambda _: items, id)
    return page("phone/left.html", booth=None, already=False, count=sum(counted.values()))


def _target_place(colleague: Device | None, booth: str) -> str:
    return f"person:{colleague.person}" if colleague and colleague.person else f"booth:{booth}"


def _materials_here(place: Here) -> list[str]:
    stock = booth_stock(store().read(), place.event["id"], place.device.booth) if place.device.booth else {}
    return [id for id in place.materials if id in stock and stock[id].came]


def _targets(place: Here) -> dict[str, str]:
    """Return who can take over what I hold: the booth, and every other phone that is still at work."""
    targets = {"booth": t("phone.place.booth", booth=place.booth.code)} if place.booth else {}
    codes = {booth.id: booth.code for booth in place.booths}
    for row in devices_of(store().read(), place.event["id"]):
        other = get_device(store().read(), row["id"])
        if other.id != place.device.id and other.state == "active" and (other.person or other.booth):
            name = other.name or t("phone.place.phone", number=other.number)
            targets[other.id] = " · ".join(filter(None, (name, codes.get(other.booth or ""))))
    return targets
