"""The running order of one event in the office: who is on when, which groups are here, what is on stage; works in the coordinator's pocket."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk import kept_order, leader_links, records
from kiosk.acts import ACT, Slot, running_order
from kiosk.campaigns import EVENT, status_at
from kiosk.distribution import known_fact, undo_items
from kiosk.errors import NotFound
from kiosk.groups import leader_of
from kiosk.ids import new_id, now_ms
from kiosk.on_stage import Item, Show, act_on, group_in, read_show, starts_on_record
from kiosk.plan.forms import FORMS
from kiosk.prints.texts import prefix_of
from kiosk.web import community
from kiosk.web.access import COORDINATOR, READING, current_account, require_event, staff
from kiosk.web.context import config, page, public_url, store, t
from kiosk.web.plan_access import trail, words
from kiosk.web.staff_facts import checked_id, staff_sender
from kiosk.web.stage_facts import read_people, record_at
from printables import qr

blueprint = Blueprint("programme", __name__)
blueprint.context_processor(words)
community.PAGES["programme"] = ("programme.one", "clock")


@dataclass(frozen=True, slots=True)
class Stage:
    """One event with its running order and what happened, read once for a page."""

    event: sqlite3.Row
    show: Show
    now: int

    @property
    def is_over(self) -> bool:
        return status_at(self.event, self.now) in ("ended", "cancelled")

    def clock(self, at: int) -> str:
        """Say an instant as the event's clock shows it."""
        return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(self.event['zone'])):%H:%M}"

    def slot(self, act: str) -> Slot:
        """Return the slot of one of the event's acts; NotFound."""
        found = self.show.order.slot(act)
        if found is None:
            raise NotFound()
        return found


def read_stage(event: str) -> Stage:
    """Return an event's stage as it is now; NotFound."""
    connection = store().read()
    row = records.get(connection, EVENT, event)
    return Stage(row, read_show(connection, event, running_order(connection, row)), now_ms())


@blueprint.get("/office/community/programme/<event>")
@staff(*READING)
def one(event: str) -> ResponseReturnValue:
    """The whole order: what is on, what is next, who is missing, every act with its planned and its real time."""
    who, stage, connection = require_event(event, READING), read_stage(event), store().read()
    answers = leader_links.answers_of(connection, [slot.id for slot in stage.show.order.slots])
    waiting = {id for id, answer in answers.items() if answer["taken_at"] is None}
    return page(
        "programme/one.html", stage=stage, row=stage.event, show=stage.show, answers=answers, waiting=waiting, new_id=new_id,
        writes=who.may(COORDINATOR, stage.event["organisation"], event), trail=trail(FORMS["event"], stage.event, t("groups.title")),
    )  # fmt: skip


@blueprint.get("/office/community/programme/<event>/<turn>")
@staff(*COORDINATOR)
def act(event: str, turn: str) -> ResponseReturnValue:
    """One act: check its group in, say when it went on, see what its leader said, and the leader's link."""
    return _act_page(event, turn)


@blueprint.post("/office/community/programme/<event>/<turn>/<any(up, down):way>")
@staff(*COORDINATOR)
def move(event: str, turn: str, way: str) -> ResponseReturnValue:
    """Let an act change places with the one before or after it."""
    slot = _own_slot(event, turn)
    rows = [each.act for each in read_stage(event).show.order.slots]
    store().write(lambda connection: kept_order.move(connection, ACT, rows, slot.id, way))
    return redirect(url_for("programme.one", event=event, _anchor=slot.act["code"]), 303)


@blueprint.post("/office/community/programme/<event>/<turn>/here")
@staff(*COORDINATOR)
def check_in(event: str, turn: str) -> ResponseReturnValue:
    """Record that a group is here with so many people; said again, the last word counts."""
    slot, people = _own_slot(event, turn), read_people(request.form.get("people", ""))
    if not slot.partner:
        raise NotFound()
    if people is None:
        return _act_page(event, turn, {"people": t("groups.problem.people")}, 422)
    fact = group_in(slot, people, leader="leader" in request.form)
    record_at(staff_sender(event), event, checked_id(request.form.get("id", "")), lambda _: [fact])
    flash(t("groups.said.here", count=people), "good")
    return redirect(url_for("programme.one", event=event, _anchor=slot.act["code"]), 303)


@blueprint.post("/office/community/programme/<event>/<turn>/on")
@staff(*COORDINATOR)
def put_on(event: str, turn: str) -> ResponseReturnValue:
    """Record that an act goes on now, or at another time than was said before: that one is taken back and said anew."""
    slot, stage, typed = _own_slot(event, turn), read_stage(event), request.form.get("at", "")
    at = _moment(stage, typed) if typed else stage.now
    if at is None:
        return _act_page(event, turn, {"at": t("errors.bad_time", value=typed)}, 422)
    if slot.id in stage.show.began and not typed:
        return redirect(url_for("programme.one", event=event), 303)  # another phone was quicker

    def build(connection: sqlite3.Connection) -> list[Item]:
        before: list[Item] = [{"id": new_id(), "kind": "void", "data": {"entry": entry}} for entry in starts_on_record(connection, event, slot.id)]
        return [*before, {**act_on(slot), "seen_at": at}]

    record_at(staff_sender(event), event, checked_id(request.form.get("id", "")), build)
    flash(t("groups.said.on", time=stage.clock(at)), "good")
    return redirect(url_for("programme.one", event=event, _anchor=slot.act["code"]), 303)


@blueprint.post("/office/community/programme/<event>/<turn>/take-back")
@staff(*COORDINATOR)
def take_back(event: str, turn: str) -> ResponseReturnValue:
    """Take back that a group is here, or that its act went on, as the page showed it."""
    slot, entry = _own_slot(event, turn), request.form.get("entry", "")
    present = read_stage(event).show.here.get(slot.partner)
    if entry not in {present.entry if present else "", *starts_on_record(store().read(), event, slot.id)}:
        raise NotFound()
    id = checked_id(request.form.get("id", ""))

    def build(connection: sqlite3.Connection) -> list[Item]:
        fact = known_fact(connection, entry)
        return undo_items(connection, fact, id) if fact is not None else []

    record_at(staff_sender(event), event, id, build)
    flash(t("groups.said.taken_back"), "good")
    return redirect(url_for("programme.act", event=event, turn=turn), 303)


@blueprint.post("/office/community/programme/<event>/<turn>/link")
@staff(*COORDINATOR)
def link(event: str, turn: str) -> ResponseReturnValue:
    """Make the leader's link, or let it open nothing any more."""
    slot, who = _own_slot(event, turn), current_account()
    if request.form.get("step") == "revoke":
        store().write(lambda connection: leader_links.revoke_link(connection, slot.id))
        flash(t("groups.link.revoked"), "good")
    else:
        store().write(lambda connection: leader_links.make_link(connection, slot.id, by=f"account:{who.id}", key=config().secret_key))
    return redirect(url_for("programme.act", event=event, turn=turn, _anchor="link"), 303)


@blueprint.post("/office/community/programme/<event>/<turn>/take-over")
@staff(*COORDINATOR)
def take_over(event: str, turn: str) -> ResponseReturnValue:
    """Let the plan say what the leader said, as the page showed it; what was said since is shown first."""
    slot = _own_slot(event, turn)
    answer = leader_links.answer_of(store().read(), slot.id)
    if answer is None or answer["id"] != request.form.get("answer"):
        flash(t("groups.answer.newer"), "warn")
        return redirect(url_for("programme.act", event=event, turn=turn), 303)
    store().write(lambda connection: leader_links.take_over(connection, records.get(connection, ACT, slot.id), answer))
    flash(t("groups.answer.taken"), "good")
    return redirect(url_for("programme.act", event=event, turn=turn), 303)


def _own_slot(event: str, act: str) -> Slot:
    """Return a slot of an event that the account coordinates; NotFound, NotAllowed."""
    require_event(event, COORDINATOR)
    return read_stage(event).slot(act)


def _act_page(event: str, act: str, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    slot, stage, connection = _own_slot(event, act), read_stage(event), store().read()
    answer, known = leader_links.answer_of(connection, slot.id), leader_links.link_of(connection, slot.id)
    address = prefix_of(public_url() or request.host_url.rstrip("/"), "G") + leader_links.secret_of_link(config().secret_key, known) if known else ""
    return page(
        "programme/act.html", status, stage=stage, row=stage.event, slot=slot, show=stage.show, errors=errors or {}, typed=request.form,
        answer=answer, differences=leader_links.differences(connection, slot.act, answer) if answer else {}, new_id=new_id,
        leader=leader_of(connection, slot.partner) if slot.partner else None, address=address, present=stage.show.here.get(slot.partner),
        starts=starts_on_record(connection, event, slot.id), code=Markup(qr.svg(address, t("groups.link.title"))) if address else "",  # noqa: S704 - our own drawing
        is_guess=not public_url(), trail=[*trail(FORMS["event"], stage.event, "")[:-1], (url_for("programme.one", event=event), t("groups.title")), (None, slot.act["code"])],
    )  # fmt: skip


def _moment(stage: Stage, typed: str) -> int | None:
    """Return when the event's clock showed ``typed`` on its day, ms UTC; None when that is no time."""
    try:
        local = datetime.fromisoformat(f"{stage.event['day']}T{typed.strip().replace('：', ':').zfill(5)}")
    except ValueError:
        return None
    return round(local.replace(tzinfo=ZoneInfo(stage.event["zone"])).timestamp() * 1000)
