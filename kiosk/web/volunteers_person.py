"""One volunteer of an event: answers, the full number on record, a shift in one step, a forgotten sign-out, a proof, the own page."""

from __future__ import annotations

import io
import sqlite3

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.errors import NotFound
from kiosk.ids import new_id
from kiosk.people import PERSON, name_of
from kiosk.prints.service_proofs import proof_pdf
from kiosk.privacy.erasures import erase_with
from kiosk.privacy.personal_data import guardian_of, is_erased, mask_phone, reveal_phones
from kiosk.service_hours import add_shift, issue_proof, latest_proof, served_by, sign_out_late, states, undo_correction
from kiosk.sheets import clock_at
from kiosk.volunteers import Volunteer, get_volunteer, own_address, registered_at, take_back
from kiosk.web.access import COORDINATOR, current_account, require_event, staff
from kiosk.web.context import config, language, page, public_url, store, t
from kiosk.web.late import say_moment
from kiosk.web.public_proof import say_day
from kiosk.web.registration_form import say_chosen
from kiosk.web.staff_facts import checked_id
from kiosk.web.tallies_tables import clock
from kiosk.web.volunteers import booth_choices, duty_choices
from printables.qr import svg

blueprint = Blueprint("volunteers_person", __name__)


@blueprint.get("/office/volunteers/<event>/<person>")
@staff(*COORDINATOR)
def one(event: str, person: str) -> ResponseReturnValue:
    """What is known of a volunteer; the number masked."""
    return _page(event, person)


@blueprint.post("/office/volunteers/<event>/<person>/reveal")
@staff(*COORDINATOR)
def reveal(event: str, person: str) -> ResponseReturnValue:
    """Show the full numbers once, the guardian's too; that they were shown is on record."""
    row = _require(event, person)
    who, why = current_account(), t("plan.why.one", code=row["code"])
    wanted = [person, guardian_of(person)]
    return _page(event, person, store().write(lambda connection: reveal_phones(connection, wanted, by=who.id, why=why)))


@blueprint.post("/office/volunteers/<event>/<person>/shift")
@staff(*COORDINATOR)
def plan_shift(event: str, person: str) -> ResponseReturnValue:
    """Put a volunteer on the event's plan."""
    _require(event, person)
    booth, duty = request.form.get("booth", ""), request.form.get("duty", "")
    if booth not in dict(booth_choices(event)) or duty not in dict(duty_choices()):
        raise NotFound()
    row = records.get(store().read(), EVENT, event)
    store().write(lambda connection: add_shift(connection, row, person, {"booth": booth, "duty": duty}))
    return _back(event, t("volunteers.shift_added"))


@blueprint.post("/office/volunteers/<event>/<person>/sign-out")
@staff(*COORDINATOR)
def sign_out(event: str, person: str) -> ResponseReturnValue:
    """Put right that somebody forgot to sign out."""
    _require(event, person)
    row, id, typed = records.get(store().read(), EVENT, event), checked_id(request.form.get("id", "")), request.form.get("at", "")
    at = clock_at(row, typed)
    if at is None:
        flash(t("errors.bad_time", value=typed[:20]), "bad")
        return redirect(url_for("volunteers.home", event=event))
    by = f"account:{current_account().id}"
    moment = store().write(lambda connection: sign_out_late(connection, row, person, at, id=id, by=by))
    return _back(event, t("volunteers.signed_out", time=clock(moment, row["zone"])))


@blueprint.post("/office/volunteers/<event>/<person>/sign-out/undo")
@staff(*COORDINATOR)
def undo_sign_out(event: str, person: str) -> ResponseReturnValue:
    """Take such a correction back."""
    _require(event, person)
    id, by, entry = checked_id(request.form.get("id", "")), f"account:{current_account().id}", request.form.get("entry", "")
    store().write(lambda connection: undo_correction(connection, event, entry, id=id, by=by))
    return _back(event, t("volunteers.correction_undone"))


@blueprint.post("/office/volunteers/<event>/<person>/take-back")
@staff(*COORDINATOR)
def take_back_registration(event: str, person: str) -> ResponseReturnValue:
    """Take back a registration that was none; its name goes with it."""
    _require(event, person)
    volunteer, id, by = get_volunteer(store().read(), person), checked_id(request.form.get("id", "")), f"account:{current_account().id}"
    if volunteer.event != event:
        raise NotFound()
    erase_with(store(), config().instance, person, current_account().id, lambda connection: take_back(connection, volunteer, id=id, by=by))
    return _back(event, t("volunteers.taken_back", number=volunteer.number))


@blueprint.post("/office/volunteers/<event>/<person>/proof")
@staff(*COORDINATOR)
def prove(event: str, person: str) -> ResponseReturnValue:
    """Issue a proof of the hours so far; the same hours again are the same proof."""
    _require(event, person)
    by = f"account:{current_account().id}"
    store().write(lambda connection: issue_proof(connection, person, by=by))
    return redirect(url_for("volunteers_person.one", event=event, person=person))


@blueprint.get("/office/volunteers/<event>/<person>/proof.pdf")
@staff(*COORDINATOR)
def pdf(event: str, person: str) -> ResponseReturnValue:
    """The proof that was issued last, on one page."""
    _require(event, person)
    proof = latest_proof(store().read(), person)
    if proof is None or is_erased(store().read(), person):
        raise NotFound()
    made = proof_pdf(store().read(), proof, language(), public_url() or request.host_url.rstrip("/"), config().zone)
    return send_file(io.BytesIO(made), "application/pdf", download_name=f"{proof.code}.pdf")


def _page(event: str, person: str, numbers: dict[str, str] | None = None) -> ResponseReturnValue:
    row = _require(event, person)
    connection, plan = store().read(), records.get(store().read(), EVENT, event)
    served, proof = served_by(connection, person), latest_proof(connection, person)
    own = f"{public_url() or request.host_url.rstrip('/')}/V/{own_address(config().secret_key, person)}"
    return page(
        "volunteers/person.html", event=plan, row=row, volunteer=_registered(connection, event, person), name=name_of(connection, person),
        erased=is_erased(connection, person), numbers=numbers or {}, guardian=guardian_of(person), mask=mask_phone, say_chosen=say_chosen,
        served=served, proof=proof, is_current_proof=proof is not None and states(proof, served), say_day=say_day, new_id=new_id,
        edits=current_account().may(COORDINATOR, row["organisation"]), own_url=own, own_qr=svg(own.upper(), t("volunteers.own.title")), booths=booth_choices(event), duties=duty_choices(), at=lambda moment: say_moment(plan, moment),
    )  # fmt: skip


def _registered(connection: sqlite3.Connection, event: str, person: str) -> Volunteer | None:
    return next((each for each in registered_at(connection, event) if each.person == person), None)


def _require(event: str, person: str) -> sqlite3.Row:
    """Return the person when they belong to this event of the account's: registered there, planned or seen; NotFound, NotAllowed."""
    require_event(event)
    connection = store().read()
    known = connection.execute(
        "SELECT 1 FROM volunteer WHERE person = ?1 AND event = ?2 UNION SELECT 1 FROM shift WHERE person = ?1 AND event = ?2"
        " UNION SELECT 1 FROM entry WHERE person = ?1 AND person <> '' AND event = ?2 AND kind = 'shift_in' LIMIT 1",
        (person, event),
    ).fetchone()
    if known is None:
        raise NotFound()
    return records.get(connection, PERSON, person)


def _back(event: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "good")
    return redirect(url_for("volunteers.home", event=event))
