"""How a material's flyers look, chosen with the flyer itself beside the form; and an organisation's logo."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import looks, records
from kiosk.campaigns import CAMPAIGN, MATERIAL
from kiosk.errors import InvalidFields
from kiosk.looks import KeptLook
from kiosk.organisations import ORGANISATION
from kiosk.plan import forms
from kiosk.plan.forms import FORMS, Record
from kiosk.prints import pictures
from kiosk.prints.pages import CannotPrint
from kiosk.prints.preview import Draft, next_event_of, words_for
from kiosk.prints.street import FLYER_PAPERS
from kiosk.web import previews
from kiosk.web.access import COORDINATOR, current_account, staff
from kiosk.web.context import config, page, store, t
from kiosk.web.plan_access import blueprint, require_record, trail
from kiosk.web.plan_kept import Fact, facts_of, kept, line_of
from kiosk.web.printing_blueprint import language_options
from kiosk.web.refusals import field_sentences, sentence_of
from kiosk.web.security import takes_files

OWN = "own"
"""Among the palettes: the coordinator's own colour."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as sent: the material's own texts, the look, and a picture that was sent with it.

    A browser sends a chosen file once: where the form is shown again, the picture is ``held`` under this name until it is saved.
    """

    texts: dict[str, str]
    look: KeptLook
    upload: bytes = b""
    held: str = ""


@blueprint.route("/office/plan/material/<material_id>/look", methods=["GET", "POST"])
@takes_files(pictures.MOST_UPLOAD)
@staff(*COORDINATOR)
def look(material_id: str) -> ResponseReturnValue:
    """Choose design, colours and picture; what is typed stays in the form when something is wrong."""
    record = require_record("material", material_id)
    if request.method != "POST":
        return _look_page(record, _kept(record))
    typed = _typed(record)
    if request.form.get("act") == "preview":
        return _look_page(record, typed)
    try:
        previews.draw(_draft(record, typed))
        _save(record, typed)
    except InvalidFields as refusal:
        return _look_page(record, typed, field_sentences(refusal))
    except CannotPrint as refusal:
        return _look_page(record, typed, {_field_of(refusal): sentence_of(refusal)})
    flash(t("plan.saved"), "good")
    return redirect(request.path, 303)


@blueprint.post("/office/plan/material/<material_id>/look/preview")
@takes_files(pictures.MOST_UPLOAD)
@staff(*COORDINATOR)
def preview_look(material_id: str) -> ResponseReturnValue:
    """The flyer as the form has it now, as a PNG; else what to change, and the nearest colour where it is the colour."""
    record = require_record("material", material_id)
    return previews.show(lambda: _draft(record, _typed(record))).answer


@blueprint.route("/office/plan/organisation/<organisation_id>/logo", methods=["GET", "POST"])
@takes_files(pictures.MOST_UPLOAD)
@staff(*COORDINATOR)
def logo(organisation_id: str) -> ResponseReturnValue:
    """Set or take away the logo that stands beside the organiser's name on every flyer."""
    record = require_record("organisation", organisation_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _save_logo(organisation_id)
        except InvalidFields as refusal:
            errors = field_sentences(refusal)
        else:
            flash(t("plan.saved"), "good")
            return redirect(request.path, 303)
    shown = looks.logo_of(store().read(), organisation_id)
    steps = trail(FORMS["organisation"], record.row, t("looks.logo"))
    return page(
        "plan/logo.html",
        422 if errors else 200,
        row=record.row,
        errors=errors,
        trail=steps,
        logo=previews.data_url(*looks.picture_content(store().read(), shown)) if shown else "",
    )


def _kept(record: Record) -> Typed:
    texts = {name: str(record.row[name]) for name in ("headline", "body", "paper")}
    return Typed(texts, looks.look_of(store().read(), record.row["id"]))


def _typed(record: Record) -> Typed:
    kept, form = _kept(record), request.form
    texts = {name: form.get(name, before).replace("\r\n", "\n") for name, before in kept.texts.items()}
    own = form.get("palette") == OWN
    chosen = replace(
        kept.look,
        design=form.get("design", kept.look.design),
        palette=kept.look.palette if own else form.get("palette", kept.look.palette),
        accent=(form.get("use") or form.get("accent", kept.look.accent)) if own else "",
        focus=form.get("focus", kept.look.focus),
        sponsor=form.get("sponsor", kept.look.sponsor).strip(),
        picture="" if "no_picture" in form else kept.look.picture,
    )
    return Typed(texts, chosen, _sent("picture"), "" if "no_picture" in form else form.get("held", ""))


def _sent(name: str) -> bytes:
    """Return a file of the form, b'' where none was chosen."""
    file = request.files.get(name)
    if file is None:
        return b""
    with file.stream as stream:
        return stream.read()


def _draft(record: Record, typed: Typed) -> Draft:
    """Return the flyer as it stands in the form; InvalidFields."""
    connection, spoken = store().read(), _spoken(record.row)
    says = words_for(connection, dict(record.row) | typed.texts, spoken)
    made = _made(typed)
    picture = made[0] if made else _content(typed.look.picture)
    return Draft(says, spoken, typed.texts["paper"], typed.look, picture, _content(looks.logo_of(connection, _owner(record.row))))


def _made(typed: Typed) -> tuple[bytes, str] | None:
    """Return the picture that was chosen, and its media type; None for none.  InvalidFields."""
    if typed.upload:
        return pictures.make_picture(typed.upload)
    held = pictures.held_picture(config().instance, typed.held)
    return (held, pictures.HELD_MEDIA) if held else None


def _hold(typed: Typed) -> Typed:
    """Return the form with the picture that was sent with it held, so that it need not be chosen again; unless it is none."""
    try:
        made = _made(typed)
    except InvalidFields:
        return typed
    return replace(typed, upload=b"", held=pictures.hold_picture(config().instance, made[0]) if made else "")


def _save(record: Record, typed: Typed) -> None:
    made, who = _made(typed), current_account()

    def work(connection: sqlite3.Connection) -> None:
        forms.change_record(connection, FORMS["material"], record.row["id"], typed.texts, by=who)
        picture = looks.keep_picture(connection, *made) if made else typed.look.picture
        looks.keep_look(connection, record.row["id"], replace(typed.look, picture=picture))

    store().write(work)


def _save_logo(organisation: str) -> None:
    data = _sent("logo")
    if not data and "no_logo" not in request.form:
        raise InvalidFields({"logo": ("errors.required", {})})
    made = pictures.make_logo(data) if data else None
    store().write(
        lambda connection: looks.keep_logo(connection, organisation, looks.keep_picture(connection, *made) if made else "")
    )


def _look_page(record: Record, typed: Typed, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    typed = _hold(typed)
    row, shown = record.row, previews.show(lambda: _draft(record, typed))
    owner = records.get(store().read(), ORGANISATION, _owner(row))
    return page(
        "plan/look.html", 422 if errors else 200, row=row, typed=typed, errors=errors or {}, shown=shown, trail=trail(FORMS["material"], row, t("looks.title")), designs=pictures.DESIGNS, palettes=pictures.PALETTES,
        focuses=pictures.FOCUSES, papers=FLYER_PAPERS, own=OWN, spoken=_spoken(row), language_options=language_options(), owner=owner,
        has_logo=bool(looks.logo_of(store().read(), owner["id"])), back=url_for("plan.edit", noun="material", record_id=row["id"]),
        screen=typed.look.accent or pictures.PALETTES.get(typed.look.palette, pictures.PALETTES["cinnabar"]).screen,
        longest={field.name: field.longest for field in MATERIAL.fields}, theirs=_theirs(record),
    )  # fmt: skip


def _theirs(record: Record) -> tuple[str, list[Fact]] | None:
    """Return who else keeps the flyer's texts, and these; the look is each kiosk's own."""
    found = kept(FORMS["material"], record)
    return (line_of(found), facts_of(FORMS["material"], record, found)) if found is not None and found.keeps("headline") else None


def _spoken(row: sqlite3.Row) -> str:
    wanted = request.form.get("shown_in", "")
    return wanted if wanted in dict(language_options()) else str(row["language"])


def _owner(material: sqlite3.Row) -> str:
    """Return the organisation whose logo stands on the flyer: that of the campaign's next event, else the campaign's own."""
    connection = store().read()
    event = next_event_of(connection, material["campaign"])
    return str((event or records.get(connection, CAMPAIGN, material["campaign"]))["organisation"])


def _content(hash: str) -> bytes:
    return looks.picture_content(store().read(), hash)[0] if hash else b""


def _field_of(refusal: CannotPrint) -> str:
    """Return the form's field that a refusal is about."""
    field = str(refusal.values.get("field", "accent" if "nearest" in refusal.values else "headline"))
    return {"lines": "body"}.get(field, field)

