"""The wall at the office: what waits to be looked over, wishes in hand, improvements to be answered, and paper cards to key in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, records
from kiosk import wall as notes
from kiosk.campaigns import EVENT
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.figures.tallies import Figures, figures_of
from kiosk.figures.week import load_week
from kiosk.ids import new_id
from kiosk.improvements import clean_task, improvements_open, set_task
from kiosk.languages import LANGUAGES, say_date, say_number, say_time
from kiosk.privacy.personal_data import mask_phone, reveal_phones
from kiosk.wall import REASONS, SORTS, clean_words, get_note, get_notes
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.community import PAGES
from kiosk.web.context import language, page, public_url, store, t
from kiosk.web.live import live
from kiosk.web.refusals import field_sentences, sentence_of
from kiosk.web.staff_facts import checked_id
from kiosk.wishes import claim, clean_claimant, deliver, step, steps_of, undo, wishes_in_hand

blueprint = Blueprint("wall", __name__)
PAGES["wall"] = ("wall.home", "wish")
PER_PAGE = 60
_MOST_IN_HAND = 20


@blueprint.context_processor
def words() -> dict[str, object]:
    """Give the wall's templates their sorts, reasons, a new id for each form, and what finds a number in words."""
    return {"sorts": SORTS, "reasons": REASONS, "new_id": new_id, "number_in": notes.number_in}


@blueprint.get("/office/wall/<event>")
@live
@staff(*COORDINATOR)
def home(event: str) -> ResponseReturnValue:
    """What waits, and what is in hand."""
    require_event(event)
    connection = store().read()
    row = records.get(connection, EVENT, event)
    figures, counts = figures_of(load_week(connection, [event]), event=event), notes.count_notes(connection, event)
    in_hand, improvements = wishes_in_hand(connection, event), improvements_open(connection, event)
    return page(
        "wall/home.html", event=row, waiting=notes.notes_waiting(connection, event),
        waiting_in_all=sum(count for (_, state), count in counts.items() if state == "waiting"),
        figures=figures, median_days=say_median(figures), link=notes.link_of(connection, event), every_language=LANGUAGES,
        screen_base=public_url() or request.host_url.rstrip("/"), at=_say_moment(row), today=_today(row),
        wishes=get_notes(connection, event, in_hand[:_MOST_IN_HAND]), wishes_in_all=len(in_hand),
        improvements=get_notes(connection, event, improvements[:_MOST_IN_HAND]), improvements_in_all=len(improvements),
    )  # fmt: skip


@blueprint.get("/office/wall/<event>/notes")
@staff(*COORDINATOR)
def every(event: str) -> ResponseReturnValue:
    """All notes of an event, also the hidden ones."""
    require_event(event)
    connection = store().read()
    sort, state, said = request.args.get("sort", ""), request.args.get("state", ""), request.args.get("q", "").strip()[:100]
    at = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = notes.all_notes(connection, event, sort, state, said, PER_PAGE + 1, (at - 1) * PER_PAGE)
    return page(
        "wall/every.html", event=records.get(connection, EVENT, event), notes=found[:PER_PAGE], sort=sort, state=state, said=said, page=at,
        has_more=len(found) > PER_PAGE,
    )  # fmt: skip


@blueprint.get("/office/wall/<event>/<int:number>")
@staff(*COORDINATOR)
def one(event: str, number: int) -> ResponseReturnValue:
    """One note: its wordings, and the steps of a wish or the task of an improvement."""
    require_event(event)
    return _show(event, number)


@blueprint.post("/office/wall/<event>/<int:number>/<any(show, hide, sort, edit):act>")
@staff(*COORDINATOR)
def decide(event: str, number: int, act: str) -> ResponseReturnValue:
    """Put a note on the wall, keep it off, say what it is, or change its wording: one tap each."""
    who = require_event(event).id
    acts: dict[str, Callable[[sqlite3.Connection, sqlite3.Row], None]] = {
        "show": lambda connection, note: notes.show(connection, note, who),
        "hide": lambda connection, note: notes.hide(connection, note, request.form.get("why", ""), who),
        "sort": lambda connection, note: notes.set_sort(connection, note, request.form.get("sort", ""), who),
        "edit": lambda connection, note: notes.edit(connection, note, clean_words(request.form), who),
    }
    return _act(event, number, acts[act], t(f"wall.did.{act}", number=number))


@blueprint.post("/office/wall/<event>/<int:number>/wish/<any(claim, verify, release, deliver, close, undo):deed>")
@staff(*COORDINATOR)
def go_on(event: str, number: int, deed: str) -> ResponseReturnValue:
    """Take a wish one step on, or a step back."""
    who, id = require_event(event).id, checked_id(request.form.get("id", ""))
    zone = records.get(store().read(), EVENT, event)["zone"]

    def work(connection: sqlite3.Connection, note: sqlite3.Row) -> None:
        if deed == "claim":
            claim(connection, note, id, clean_claimant(request.form, reachable=False), device=f"account:{who}")
        elif deed == "deliver":
            deliver(connection, note, id, who, request.form.get("day", ""), zone)
        elif deed == "undo":
            undo(connection, note, id, who)
        else:
            step(connection, note, deed, id, who)

    answer = _act(event, number, work, t(f"wall.did.{deed}", number=number))
    if deed in ("release", "undo"):
        store().checkpoint()  # whoever let a wish go is forgotten on disk too
    return answer


@blueprint.post("/office/wall/<event>/<int:number>/task")
@staff(*COORDINATOR)
def task(event: str, number: int) -> ResponseReturnValue:
    """Say who looks after an improvement until when, and what is answered."""
    require_event(event)
    return _act(event, number, lambda connection, note: set_task(connection, note, clean_task(request.form)), t("wall.did.task", number=number))


@blueprint.post("/office/wall/<event>/<int:number>/reveal")
@staff(*COORDINATOR)
def reveal(event: str, number: int) -> ResponseReturnValue:
    """Show the number of whoever claimed a wish, once, and log that it was shown."""
    who = require_event(event).id
    claim = get_note(store().read(), event, number)["claim"]
    found = store().write(lambda connection: reveal_phones(connection, [claim], by=who, why=f"wish {number}"))
    return _show(event, number, revealed=found.get(claim, ""))


@blueprint.post("/office/wall/<event>/link")
@staff(*COORDINATOR)
def link(event: str) -> ResponseReturnValue:
    """Give the large screen an address that needs no sign-in, in the chosen languages; or another one, so that the old one is dead."""
    require_event(event)
    chosen = [each for each in LANGUAGES if each in request.form.getlist("languages")] or [language()]
    first = request.form.get("first", "")
    chosen = sorted(chosen, key=lambda each: each != first)
    anew = bool(request.form.get("anew"))
    store().write(lambda connection: notes.keep_link(connection, event, " ".join(chosen), anew=anew))
    flash(t("wall.did.link"), "good")
    return redirect(url_for("wall.home", event=event, _anchor="screen"), 303)


def say_median(figures: Figures) -> str:
    """Return the median of days from a claim to its wish's fulfilment, '' while there is none."""
    days = figures.wish_median_days
    return "" if days is None else say_number(language(), int(days) if days == int(days) else Decimal(str(days)))


def _act(event: str, number: int, work: Callable[[sqlite3.Connection, sqlite3.Row], None], said: str) -> ResponseReturnValue:
    """Do one thing to a note as it stands now and go back to where it was asked for; what is refused is said beside the note."""
    try:
        store().write(lambda connection: work(connection, get_note(connection, event, number)))
    except InvalidFields as refusal:
        return _show(event, number, field_sentences(refusal), status=422)
    except NotFound:
        raise
    except Refusal as refusal:
        flash(sentence_of(refusal), "warn")
        return redirect(url_for("wall.one", event=event, number=number), 303)
    flash(said, "good")
    if request.form.get("back") == "home":
        return redirect(url_for("wall.home", event=event, _anchor="waiting"), 303)
    return redirect(url_for("wall.one", event=event, number=number), 303)


def _show(event: str, number: int, errors: dict[str, str] | None = None, *, status: int = 200, revealed: str = "") -> ResponseReturnValue:
    connection = store().read()
    row, note = records.get(connection, EVENT, event), get_note(connection, event, number)
    phone = connection.execute("SELECT phone FROM identity WHERE subject = ? AND subject <> ''", (note["claim"],)).fetchone()
    fact = connection.execute("SELECT method FROM entry WHERE id = ?", (note["id"],)).fetchone()
    return page(
        "wall/one.html", status, event=row, note=note, errors=errors or {}, values=request.form if errors else {}, revealed=revealed,
        phone=mask_phone(phone["phone"]) if phone and phone["phone"] else "", method=fact["method"], wordings=notes.wordings_of(connection, note["id"]),
        steps=[(json.loads(fact["data"])["step"], fact) for fact in steps_of(connection, note)], names=_names(connection), at=_say_moment(row), today=_today(row),
    )  # fmt: skip


def _names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return who recorded a fact or a decision → the account's name."""
    rows = connection.execute("SELECT id, name FROM account").fetchall()
    return {key: row["name"] for row in rows for key in (row["id"], f"account:{row['id']}")}


def _say_moment(event: sqlite3.Row) -> Callable[[int], str]:
    def say(moment: int) -> str:
        then = datetime.fromtimestamp(moment / 1000, ZoneInfo(event["zone"]))
        return f"{say_date(language(), then.date(), 'short')} {say_time(language(), then)}"

    return say


def _today(event: sqlite3.Row) -> str:
    return clock.today(event["zone"]).isoformat()

