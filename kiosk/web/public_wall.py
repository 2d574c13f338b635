"""The wall for passers-by: leave a note, read what others left, claim a wish; without JavaScript, light, and in every language."""

from __future__ import annotations

import sqlite3

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import wall as notes
from kiosk import wishes
from kiosk.errors import InvalidFields
from kiosk.features import has_feature
from kiosk.ids import derive_id, id_of_short
from kiosk.privacy.notices import MOST_WORDS
from kiosk.responses import Origin, record_action
from kiosk.wall import SORTS, Keep, Source, Words
from kiosk.web.access import public
from kiosk.web.context import config, language, store, t
from kiosk.web.public_base import (
    Form,
    NotOffered,
    answer,
    blueprint,
    current_notice,
    get_event,
    new_form,
    organisation_row,
    origin_of_request,
    public_code,
    sent_form,
    take_post,
    typed,
)  # fmt: skip
from kiosk.web.refusals import field_sentences, sentence_of

PER_PAGE = 8
"""Full notes too, with the sheets: under 20 KB."""
_FORM = "wish"


@blueprint.get("/W/<short>", strict_slashes=False)
@public
def wall_door(short: str) -> ResponseReturnValue:
    """Lead from the code on the large screen to the form: a short address makes a large code."""
    event = wall_event(id_of_short(short))
    return redirect(url_for("public.form", event_id=event["id"], which=_FORM), 303)


@blueprint.get("/e/<event_id>/wall")
@public
def wall(event_id: str) -> ResponseReturnValue:
    """What stands on the wall, a page at a time; the large screen shows the same."""
    event = wall_event(event_id)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else ""
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    connection = store().read()
    found = notes.public_notes(connection, event_id, sort, PER_PAGE + 1, (page - 1) * PER_PAGE)
    counts = {each: notes.count_notes(connection, event_id).get((each, "public"), 0) for each in SORTS}
    return answer(
        "public/wall.html", event=event, organisation=organisation_row(event), notes=found[:PER_PAGE], sort=sort, page=page,
        has_more=len(found) > PER_PAGE, counts=counts,
    )  # fmt: skip


@blueprint.get("/e/<event_id>/wall/<int:number>")
@public
def claim_form(event_id: str, number: int) -> ResponseReturnValue:
    """Offer to take one wish on."""
    event = wall_event(event_id)
    return _show_claim(event, _wish(event, number))


@blueprint.post("/e/<event_id>/wall/<int:number>")
@public
def claim_wish(event_id: str, number: int) -> ResponseReturnValue:
    """Take a wish on: of two who do it at once one gets it, and the other is told so."""
    event = wall_event(event_id)
    note = _wish(event, number)
    take_post()
    sent = sent_form(event_id, f"claim{number}")
    try:
        claimant = wishes.clean_claimant(request.form, reachable=True)
        store().write(lambda connection: wishes.claim(connection, note, sent.id, claimant, keep=_keep(sent)))
    except InvalidFields as refusal:
        return _show_claim(event, note, typed("name", "phone"), field_sentences(refusal), 422)
    except wishes.AlreadyClaimed as refusal:
        return _show_claim(event, _wish(event, number), problem=sentence_of(refusal), status=refusal.status)
    return answer(
        "public/wall_done.html", event=event, organisation=organisation_row(event), which="claim", number=number, note=note,
        erase_code=sent.erase_code,
    )  # fmt: skip


def show_note_form(event: sqlite3.Row, values: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    """Show the form that leaves a note on the event's wall."""
    notice, use = current_notice(event), public_code(event)
    token = request.form.get("form") or new_form(event["id"], _FORM, notice.version)
    return answer(
        "public/note.html", status, event=event, organisation=organisation_row(event), form=token, notice=notice, values=values or {},
        errors=errors or {}, code=use.code if use else "", scan=request.values.get("scan", ""), sorts=SORTS, longest=MOST_WORDS,
        kept_days=config().wall_days,
    )  # fmt: skip


def send_note(event: sqlite3.Row) -> Response:
    """Record the act and the note, keep the words apart, and say what happens next."""
    sent, sort = sent_form(event["id"], _FORM), request.form.get("sort", "")
    errors = {} if sort in SORTS else {"sort": t("wall.no_sort")}
    try:
        words = notes.clean_words(request.form)
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return show_note_form(event, typed("sort", "words", "nickname"), errors, 422)
    origin, id, said = origin_of_request(event), derive_id(sent.id, "note"), language()
    number = store().write(lambda connection: _leave(connection, sent, id, sort, words, origin, said))
    use = public_code(event)
    return answer(
        "public/wall_done.html", event=event, organisation=organisation_row(event), which="note", number=number, note=None,
        erase_code=sent.erase_code, code=use.code if use else "", scan=request.values.get("scan", ""),
    )  # fmt: skip


def _leave(connection: sqlite3.Connection, sent: Form, id: str, sort: str, words: Words, origin: Origin, said: str) -> int:
    """The act on the landing page counts as before; the note is a fact of its own, which knows its card but belongs to no bundle."""
    record_action(connection, sent.id, _FORM, origin)
    card = _card_number(origin)
    source = Source(booth=origin.booth, run=origin.run if card else "", card=card, language=said)
    return notes.leave(connection, id, origin.event, sort, words, source, keep=_keep(sent))


def _card_number(origin: Origin) -> int:
    """Return the number of the card that was scanned; 0 where the code was a flyer's, which belongs to a bundle."""
    return 0 if origin.bundle or not origin.run else origin.number


def wall_event(event_id: str) -> sqlite3.Row:
    """Return an event whose wall is switched on; NotOffered."""
    event = get_event(event_id)
    if not has_feature(event, "wall"):
        raise NotOffered(event=event)
    return event


def _wish(event: sqlite3.Row, number: int) -> sqlite3.Row:
    """Return a wish that stands on the wall; NotFound, NotOffered for one that was taken off."""
    note = notes.get_note(store().read(), event["id"], number)
    if note["sort"] != "wish" or note["state"] != "public" or not note["words"]:
        raise NotOffered(event=event)
    return note


def _keep(sent: Form) -> Keep:
    return Keep(sent.notice_version or None, sent.erase_code)


def _show_claim(
    event: sqlite3.Row, note: sqlite3.Row, values: dict[str, str] | None = None, errors: dict[str, str] | None = None, status: int = 200,
    problem: str = "",
) -> Response:  # fmt: skip
    notice = current_notice(event)
    token = request.form.get("form") or new_form(event["id"], f"claim{note['number']}", notice.version)
    return answer(
        "public/claim.html", status, event=event, organisation=organisation_row(event), note=note, form=token, notice=notice,
        values=values or {}, errors=errors or {}, problem=problem,
    )  # fmt: skip
