"""Registering as a volunteer with one's own phone, and the page that a volunteer keeps: number, hours, thanks."""

from __future__ import annotations

import io
import sqlite3

from flask import Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, projects, records
from kiosk.codes import show_code
from kiosk.errors import NotFound
from kiosk.ids import derive_id
from kiosk.organisations import ORGANISATION
from kiosk.people import PERSON, name_of, same_persons
from kiosk.prints.service_proofs import proof_pdf
from kiosk.privacy.erasures import erase_own
from kiosk.privacy.personal_data import is_erased
from kiosk.responses import record_action
from kiosk.service_hours import issue_proof, latest_proof, served_by, states
from kiosk.volunteers import Answers, Registration, TooYoung, Volunteer, own_address, person_of_address, register
from kiosk.web.access import public
from kiosk.web.context import config, language, public_url, store
from kiosk.web.public_base import (
    Form,
    answer,
    blueprint,
    client_network,
    current_notice,
    gates,
    new_form,
    organisation_row,
    origin_of_request,
    public_code,
    sent_form,
    take_post,
    untold,
)  # fmt: skip
from kiosk.web.public_proof import say_day
from kiosk.web.public_sign_in import shared_device
from kiosk.web.registration_form import form_values, sent_answers

_WHICH = "volunteer"


def show_form(event: sqlite3.Row, errors: dict[str, str] | None = None) -> Response:
    """Show the registration form, empty or as it was sent with what is wrong."""
    notice = current_notice(event, "volunteer")
    use = public_code(event)
    return answer(
        "public/volunteer.html", 422 if errors else 200, event=event, organisation=organisation_row(event), notice=notice,
        form=request.form.get("form") or new_form(event["id"], _WHICH, notice.version), code=use.code if use else "",
        scan=request.values.get("scan", ""), **form_values(errors),
    )  # fmt: skip


def take_form(event: sqlite3.Row) -> ResponseReturnValue:
    """Register one person and tell the number; a child under 14 is thanked, and nothing is kept."""
    take_post()
    sent = sent_form(event["id"], _WHICH)
    try:
        answers, errors = sent_answers(agrees=True)
    except TooYoung as refusal:
        return _say("public/too_young.html", event, refusal.status)
    if answers is None:
        return show_form(event, errors)
    volunteer = _record(event, sent, answers)
    own = own_address(config().secret_key, volunteer.person)
    shared = shared_device(event) is not None
    return _say("public/volunteered.html", event, volunteer=volunteer, erase_code=sent.erase_code, own=own, shared=shared)


def _record(event: sqlite3.Row, sent: Form, answers: Answers) -> Volunteer:
    shared, origin = shared_device(event), origin_of_request(event)
    registration = Registration(
        sent.id, answers, method="volunteer" if shared and shared.role != "kiosk" else "self", device=shared.id if shared else "public",
        booth=(shared.booth if shared else None) or origin.booth, erase_code=sent.erase_code, notice_version=sent.notice_version or None,
    )  # fmt: skip

    def work(connection: sqlite3.Connection) -> Volunteer:
        if shared is None:  # what staff do on their own devices is no action of the public
            record_action(connection, derive_id(sent.id, "action"), _WHICH, origin)
        return register(connection, event, registration)

    return store().write(work)


def _say(template: str, event: sqlite3.Row, status: int = 200, **values: object) -> Response:
    use = public_code(event)
    return answer(
        template, status, event=event, organisation=organisation_row(event), code=use.code if use else "", scan=request.values.get("scan", ""), **values
    )


@blueprint.get("/v/<own>")
@blueprint.get("/V/<own>")
@public
def volunteer_own(own: str) -> ResponseReturnValue:
    """The page that only the volunteer has the address of: thanks, number, hours, and the way to a proof."""
    person = _person_of(own)
    connection = store().read()
    served, proof = served_by(connection, person["id"]), latest_proof(connection, person["id"])
    return untold(answer(
        "public/volunteer_own.html", own=own, organisation=records.get(connection, ORGANISATION, person["organisation"]), number=person["code"],
        name=name_of(connection, person["id"]), erased=is_erased(connection, person["id"]), served=served, say_day=say_day,
        projects=_projects(person), proof=proof, is_current_proof=proof is not None and states(proof, served), shown_code=show_code(proof.code) if proof else "",
    ))  # fmt: skip


@blueprint.post("/V/<own>/proof")
@public
def own_proof(own: str) -> ResponseReturnValue:
    """Issue a proof of the hours so far to the volunteer; the same hours again are the same proof."""
    take_post()
    person = _person_of(own)
    if is_erased(store().read(), person["id"]):
        raise NotFound()
    store().write(lambda connection: issue_proof(connection, person["id"], by="public"))
    return untold(redirect(url_for("public.volunteer_own", own=own), 303))


@blueprint.get("/V/<own>/proof.pdf")
@public
def own_proof_pdf(own: str) -> ResponseReturnValue:
    """The proof on one page."""
    person = _person_of(own)
    proof = latest_proof(store().read(), person["id"])
    if proof is None or is_erased(store().read(), person["id"]):
        raise NotFound()
    pdf = proof_pdf(store().read(), proof, language(), public_url() or request.host_url.rstrip("/"), config().zone)
    return untold(send_file(io.BytesIO(pdf), "application/pdf", download_name=f"{proof.code}.pdf"))


@blueprint.post("/V/<own>/erase")
@public
def own_erase(own: str) -> ResponseReturnValue:
    """Erase the volunteer's name and number, from the disk too; hours stay without a name."""
    take_post()
    person = _person_of(own)
    erase_own(store(), config().instance, person["id"])
    return untold(answer("public/erased.html"))


@blueprint.post("/V/<own>/projects/<project>")
@public
def own_project(own: str, project: str) -> ResponseReturnValue:
    """Sign oneself up for a project, or take that back."""
    take_post()
    person = _person_of(own)
    row = next((row for row in _open_projects(person) if row["id"] == project), None)
    if row is None or is_erased(store().read(), person["id"]):
        raise NotFound()
    act = projects.withdraw if request.form.get("withdraw") else projects.sign_up
    store().write(lambda connection: act(connection, row, person["id"], by="public"))
    return untold(redirect(url_for("public.volunteer_own", own=own), 303))


def _projects(person: sqlite3.Row) -> list[tuple[sqlite3.Row, int, bool]]:
    """Return the projects that a volunteer can sign up for: how many are still needed (-1: any number), and whether they have."""
    connection, same = store().read(), set(same_persons(store().read(), person["id"]))
    found = []
    for row in _open_projects(person):
        people = projects.signed_up(connection, row["event"]).get(row["id"], [])
        left = max(0, row["needed"] - len(people)) if row["needed"] else -1
        found.append((row, left, bool(same & {one.person for one in people})))
    return found


def _open_projects(person: sqlite3.Row) -> list[sqlite3.Row]:
    today = clock.today(config().zone).isoformat()
    return projects.open_projects(store().read(), person["organisation"], today)


def _person_of(own: str) -> sqlite3.Row:
    """Return whose page an address is; NotFound for one that was never given out."""
    id = person_of_address(config().secret_key, own[:80])
    if not id:
        gates().wrong_codes.take(client_network())
        raise NotFound()
    return records.get(store().read(), PERSON, id)
