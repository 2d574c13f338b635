"""The leader's page behind a secret link: confirm the act, see when it is on and whom to call, report who came; no sign-in, no script."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import leader_links
from kiosk.acts import Slot, running_order
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import now_ms
from kiosk.leader_links import Link, LinkGone
from kiosk.on_stage import group_in, read_show
from kiosk.privacy.notices import MOST_NOTE
from kiosk.records import variant_of
from kiosk.sync import Sender
from kiosk.web.access import public
from kiosk.web.context import language, store, t
from kiosk.web.public_base import (
    answer,
    blueprint,
    client_network,
    gates,
    new_form,
    organisation_row,
    sent_form,
    take_post,
    untold,
)
from kiosk.web.public_landing import say_when
from kiosk.web.refusals import field_sentences
from kiosk.web.stage_facts import read_people, record_at

_FIELDS = ("name", "title", "minutes", "delegates", "note")


@blueprint.get("/G/<secret>")
@blueprint.get("/g/<secret>")
@public
def leader(secret: str) -> ResponseReturnValue:
    """Show a leader the group's slot and what can be said about it now."""
    return _show(_link(secret), secret)


@blueprint.post("/g/<secret>/answer")
@public
def leader_answers(secret: str) -> ResponseReturnValue:
    """Keep what a leader confirms; it waits for the coordinator where the plan says something else."""
    link = _open_link(secret)
    form, values = sent_form(link.event["id"], "leader"), {name: request.form.get(name, "") for name in _FIELDS}
    try:
        store().write(lambda connection: leader_links.keep_answer(connection, link, form.id, values))
    except InvalidFields as refusal:
        return _show(link, secret, values, field_sentences(refusal), 422)
    return redirect(url_for("public.leader", secret=secret, done="answer"), 303)


@blueprint.post("/g/<secret>/here")
@public
def leader_is_here(secret: str) -> ResponseReturnValue:
    """Record that a group is here with so many people, as its leader says on the day."""
    link = _open_link(secret)
    form, slot, people = sent_form(link.event["id"], "leader"), _slot(link), read_people(request.form.get("people", ""))
    if not link.reports(now_ms()) or slot is None or not slot.partner:
        raise NotFound()
    if people is None:
        return _show(link, secret, {"people": request.form.get("people", "")}, {"people": t("groups.problem.people")}, 422)
    sender = Sender(f"leader:{link.id}", frozenset((link.event["id"],)), language=language())
    fact = {**group_in(slot, people, leader="leader" in request.form), "method": "self"}
    record_at(sender, link.event["id"], form.id, lambda _: [fact])
    return redirect(url_for("public.leader", secret=secret, done="here"), 303)


def _link(secret: str) -> Link:
    link = leader_links.find_link(store().read(), secret[:64])
    if link is None:
        gates().wrong_codes.take(client_network())
        raise LinkGone()
    return link


def _open_link(secret: str) -> Link:
    """Return a link by which something can still be said; LinkGone, TooMany."""
    take_post()
    link = _link(secret)
    if link.is_over(now_ms()):
        raise LinkGone()
    return link


def _slot(link: Link) -> Slot | None:
    return running_order(store().read(), link.event).slot(link.act["id"])


def _show(link: Link, secret: str, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    connection, event, now, slot = store().read(), link.event, now_ms(), _slot(link)
    values = {"page": "over", "organisation": organisation_row(event), "event": event, "when": say_when(event, language())}
    if slot is None or link.is_over(now):
        return untold(answer("public/leader.html", status, **values))
    show, said = read_show(connection, event["id"], running_order(connection, event)), leader_links.answer_of(connection, slot.id)
    present = show.here.get(slot.partner)
    values |= {
        "page": "open", "secret": secret, "slot": slot, "present": present, "said": said, "typed": _proposed(slot, said) | (typed or {}), "errors": errors or {},
        "reports": link.reports(now), "form": request.form.get("form") or new_form(event["id"], "leader"), "done": request.args.get("done", ""),
        "at": _clock(event, slot.starts), "reported_at": _clock(event, present.at) if present else "", "most_note": MOST_NOTE,
        "phone": variant_of(event, "contact", language()) or organisation_row(event)["phone"],
    }  # fmt: skip
    return untold(answer("public/leader.html", status, **values))


def _proposed(slot: Slot, said: sqlite3.Row | None) -> dict[str, str]:
    """What stands in the form: what the leader said last, else what the plan says."""
    if said is not None:
        return {name: str(said[name] or "") for name in ("name", "title", "minutes", "delegates")}
    planned = {"name": slot.name(language()), "title": variant_of(slot.act, "title", language())}
    return planned | {"minutes": str(slot.act["minutes"] or ""), "delegates": str(slot.expected or "")}


def _clock(event: sqlite3.Row, at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(event['zone'])):%H:%M}"
