"""An event's photos: sent from a phone or a computer, with what they show and whether they may be shown."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import event_photos, looks, records
from kiosk.campaigns import EVENT
from kiosk.errors import InvalidFields
from kiosk.event_photos import CONSENTS, MAY_BE_SHOWN, PHOTO
from kiosk.ids import derive_id, new_id
from kiosk.languages import LANGUAGES
from kiosk.plan.forms import FORMS
from kiosk.prints.pictures import MOST_UPLOAD, make_picture
from kiosk.web.access import COORDINATOR, current_account, require_event, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import trail, words
from kiosk.web.refusals import field_sentences
from kiosk.web.security import takes_files
from kiosk.web.staff_facts import checked_id

blueprint = Blueprint("event_photos", __name__)
blueprint.context_processor(words)
MOST_AT_ONCE = 10


@blueprint.get("/office/photos/<event>")
@staff(*COORDINATOR)
def one(event: str) -> ResponseReturnValue:
    """Every photo with its caption and consent, and the way to send more."""
    require_event(event)
    return _page(event)


@blueprint.post("/office/photos/<event>")
@takes_files(MOST_AT_ONCE * MOST_UPLOAD)
@staff(*COORDINATOR)
def add(event: str) -> ResponseReturnValue:
    """Take photos in, each made anew from its pixels alone: place, time and camera do not come along."""
    require_event(event)
    form, who = checked_id(request.form.get("id", "")), current_account().id
    sent = [file.stream.read() for file in request.files.getlist("picture")[:MOST_AT_ONCE] if file.filename]
    values = {"consent": request.form.get("consent", "unknown")}
    if not sent:
        return _page(event, 422, {"picture": t("errors.required")})
    row = records.get(store().read(), EVENT, event)
    try:
        for number, data in enumerate(sent):
            content, media = make_picture(data)
            id = derive_id(form, f"photo {number}")
            store().write(lambda connection, id=id, content=content, media=media: event_photos.add_photo(  # type: ignore[misc]
                connection, row, id, content, media, values, who))  # fmt: skip
    except InvalidFields as refusal:
        return _page(event, 422, field_sentences(refusal))
    flash(t("photos.added", count=len(sent)), "good")
    return redirect(url_for("event_photos.one", event=event), 303)


@blueprint.get("/office/photos/<event>/<picture>.jpg")
@staff(*COORDINATOR)
def show(event: str, picture: str) -> ResponseReturnValue:
    """One picture, to signed-in coordinators of its event alone."""
    require_event(event)
    row = event_photos.get_photo(store().read(), event, picture)
    content, media = looks.picture_content(store().read(), row["picture"])
    response = Response(content, mimetype=media)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.post("/office/photos/<event>/<picture>")
@staff(*COORDINATOR)
def change(event: str, picture: str) -> ResponseReturnValue:
    """Change a caption or whether a photo may be shown."""
    require_event(event)
    fields = ("caption", "consent", *(f"caption@{language}" for language in LANGUAGES))
    values = {name: request.form[name] for name in fields if name in request.form}
    try:
        store().write(lambda connection: event_photos.change_photo(connection, event, picture, values))
    except InvalidFields as refusal:
        return _page(event, 422, field_sentences(refusal))
    flash(t("plan.saved"), "good")
    return redirect(url_for("event_photos.one", event=event, _anchor=picture), 303)


@blueprint.post("/office/photos/<event>/<picture>/forward")
@staff(*COORDINATOR)
def move_forward(event: str, picture: str) -> ResponseReturnValue:
    """Let a photo change places with the one before it: summaries show them in this order."""
    require_event(event)
    store().write(lambda connection: event_photos.move_forward(connection, event, picture))
    flash(t("photos.moved"), "good")
    return redirect(url_for("event_photos.one", event=event, _anchor=picture), 303)


@blueprint.post("/office/photos/<event>/<picture>/delete")
@staff(*COORDINATOR)
def delete(event: str, picture: str) -> ResponseReturnValue:
    """Delete a photo for good."""
    require_event(event)
    store().write(lambda connection: event_photos.delete_photo(connection, event, picture))
    store().checkpoint()
    flash(t("photos.deleted"), "good")
    return redirect(url_for("event_photos.one", event=event), 303)


def _page(event: str, status: int = 200, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    row = records.get(store().read(), EVENT, event)
    return page(
        "photos/event.html", status, event=row, photos=event_photos.photos_of(store().read(), event), errors=errors or {}, form=new_id(),
        consents=[(each, t(f"photos.consent.{each}")) for each in CONSENTS], shown=MAY_BE_SHOWN, most=MOST_AT_ONCE, longest=PHOTO.field("caption").longest,
        trail=trail(FORMS["event"], row, t("plan.choice.features.photos")),
    )  # fmt: skip
