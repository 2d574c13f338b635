"""A show on a volunteer's phone: a group's card checks it in with so many people, one tap puts the next act on; looking records nothing."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from kiosk.acts import Slot, running_order
from kiosk.errors import NotFound
from kiosk.on_stage import Show, act_on, group_in, read_show
from kiosk.printed_codes import CodeUse
from kiosk.prints.faces import act_on_card
from kiosk.web.access import phone
from kiosk.web.context import language, store, t
from kiosk.web.phone_here import blueprint, form_id, here, phone_page, record, record_once, result_page, show_result
from kiosk.web.stage_facts import read_people


@blueprint.get("/groups")
@phone
def show_groups() -> ResponseReturnValue:
    """What is on stage, what is next, who is here and who is missing."""
    return phone_page("phone/groups.html", show=_show(), clock=_clock)


@blueprint.get("/groups/<act>")
@phone
def show_act(act: str) -> ResponseReturnValue:
    """One act and its group: who came so far, and the two things to say about it."""
    return _act_page(_slot(act))


@blueprint.post("/groups/<act>/here")
@phone
def check_group_in(act: str) -> ResponseReturnValue:
    """Record that a group is here with so many people; said again, the last word counts."""
    slot, id, people = _slot(act), form_id(), read_people(request.form.get("people", ""))
    if not slot.partner:
        raise NotFound()
    if people is None:
        return _act_page(slot, t("groups.problem.people"), 422)
    fact = {**group_in(slot, people, leader="leader" in request.form), "id": id, "event": here().device.event, "method": "volunteer"}
    line = t("groups.line.here", name=slot.name(language()), count=people)
    return result_page(record(lambda _: [fact], id), line, url_for("phone.show_groups"))


@blueprint.post("/groups/<act>/on")
@phone
def put_act_on(act: str) -> ResponseReturnValue:
    """Record that an act goes on now, unless somebody said so before."""
    slot, id = _slot(act), form_id()
    show, back = _show(), url_for("phone.show_groups")
    if slot.id in show.began:
        return show_result("warn", t("common.result.duplicate"), t("groups.line.on_before", title=slot.title(language()), time=_clock(show.began[slot.id])), back)
    fact = {**act_on(slot), "id": id, "event": here().device.event}
    return result_page(record_once(lambda _: [fact], id), t("groups.line.on", title=slot.title(language())), back)


def show_card(use: CodeUse) -> ResponseReturnValue:
    """Show the act of a scanned group's card; for a card that was filled in by hand, the way to the whole order."""
    slot = _show().order.slot(act_on_card(store().read(), use))
    return _act_page(slot) if slot else phone_page("phone/code_problem.html", reason="group_code", code=use.code, sentence=t("phone.code.group"))


def _show() -> Show:
    event = here().event
    return read_show(store().read(), event["id"], running_order(store().read(), event))


def _slot(act: str) -> Slot:
    slot = _show().order.slot(act)
    if slot is None:
        raise NotFound()
    return slot


def _act_page(slot: Slot, error: str = "", status: int = 200) -> ResponseReturnValue:
    show = _show()
    return phone_page(
        "phone/group.html", status, slot=slot, show=show, present=show.here.get(slot.partner), error=error, typed=request.form, clock=_clock
    )


def _clock(at: int) -> str:
    return f"{here().clock(at):%H:%M}"
