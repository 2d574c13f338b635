"""Printed wish cards come back in: each is keyed by its code, once, with the four boxes of the paper."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk import wall as notes
from kiosk.campaigns import EVENT, event_window
from kiosk.errors import InvalidFields
from kiosk.ids import new_id, now_ms
from kiosk.printed_codes import CodeUse, find_code_use
from kiosk.privacy.notices import MOST_WORDS
from kiosk.wall import SORTS, AlreadyKeyed, Source, card_of, clean_words, refuse_keyed
from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import language, page, store, t
from kiosk.web.refusals import field_sentences, sentence_of
from kiosk.web.staff_facts import checked_id
from kiosk.web.wall_notes import blueprint


@blueprint.get("/office/wall/<event>/card")
@staff(*COORDINATOR)
def card(event: str) -> ResponseReturnValue:
    """The card as a form; its code may be typed first, and a card that was keyed before says so."""
    require_event(event)
    return _show(event, request.args.get("code", ""))


@blueprint.post("/office/wall/<event>/card")
@staff(*COORDINATOR)
def key_card(event: str) -> ResponseReturnValue:
    """Key a card in: its box, its words, its nickname; then the next one."""
    who, id, sort = require_event(event).id, checked_id(request.form.get("id", "")), request.form.get("sort", "")
    code, use = request.form.get("code", ""), _use_of(event, request.form.get("code", ""))
    errors = {} if sort in SORTS else {"sort": t("wall.no_sort")}
    errors |= {"code": t("keying.no_such_page", code=code)} if code and use is None else {}
    try:
        words = clean_words(request.form)
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return _show(event, code, errors, 422)
    row = records.get(store().read(), EVENT, event)
    source = Source(f"account:{who}", "paper", run=use.run if use else "", card=use.number if use else 0, authority=1, language=language())

    def work(connection: sqlite3.Connection) -> int:
        if not request.form.get("again"):
            refuse_keyed(connection, id, card_of(source.run, source.card))
        return notes.leave(connection, id, event, sort, words, source, at=_moment(row))

    try:
        number = store().write(work)
    except AlreadyKeyed as refusal:
        return _show(event, code, {"code": sentence_of(refusal)}, 422)
    flash(t("wall.card.saved", number=number), "good")
    return redirect(url_for("wall.card", event=event), 303)


def _moment(event: sqlite3.Row) -> int:
    """Return when a card was left: a pile that is keyed in days later was left while the event was on."""
    window = event_window(event)
    return max(min(now_ms(), window.ends), window.starts)


def _use_of(event: str, code: str) -> CodeUse | None:
    use = find_code_use(store().read(), code[:200]) if code else None
    return use if use and use.kind == "wish" and use.event == event else None


def _show(event: str, code: str, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    use, form = _use_of(event, code), request.form.get("id") or new_id()
    return page(
        "wall/card.html", status, event=records.get(store().read(), EVENT, event), code=code, use=use, errors=errors or {},
        values=request.form, before=[note for note in notes.notes_of_card(store().read(), card_of(use.run, use.number)) if note["id"] != form] if use else [], form=form, longest=MOST_WORDS,
    )  # fmt: skip
