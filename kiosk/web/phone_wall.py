"""A volunteer's phone lets somebody leave a note on the wall, or types in what they say."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from kiosk.distribution import Item
from kiosk.errors import InvalidFields
from kiosk.features import SwitchedOff, has_feature
from kiosk.organisations import ORGANISATION
from kiosk.privacy.notices import MOST_WORDS, keep_notice, notice_bodies
from kiosk.privacy.personal_data import make_erase_code
from kiosk.records import get
from kiosk.wall import SORTS, clean_words
from kiosk.web.access import phone
from kiosk.web.context import config, language, store, t
from kiosk.web.phone_here import Here, blueprint, form_id, here, phone_page, record, result_page
from kiosk.web.refusals import field_sentences


@blueprint.route("/note", methods=["GET", "POST"])
@phone
def leave_note() -> ResponseReturnValue:
    """What it is, the words, a nickname or none: it waits to be looked over like every note."""
    place = here()
    if not has_feature(place.event, "wall"):
        raise SwitchedOff()
    if request.method != "POST":
        return _show(place)
    id, sort = form_id(), request.form.get("sort", "")
    errors = {} if sort in SORTS else {"sort": t("wall.no_sort")}
    try:
        words = clean_words(request.form)
    except InvalidFields as refusal:
        errors |= field_sentences(refusal)
    if errors:
        return _show(place, errors, 422)
    organisation, days = get(store().read(), ORGANISATION, place.event["organisation"]), config().retention_days
    version = store().write(lambda connection: keep_notice(connection, organisation, days))
    code = make_erase_code(config().secret_key, id)
    private = {"note": words.words, "notice_version": version, "erase_code": code} | ({"name": words.nickname} if words.nickname else {})
    booth = {"booth": place.device.booth} if place.device.booth else {}
    item: Item = {"id": id, "kind": "note", "event": place.device.event, "method": "volunteer", "data": {"sort": sort, **booth}, "private": private}
    return result_page(record(lambda _: [item], id), t("wall.phone_left"), url_for("phone.leave_note"), erase_code=code)


def _show(place: Here, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    organisation = get(store().read(), ORGANISATION, place.event["organisation"])
    return phone_page(
        "phone/note.html", status, sorts=SORTS, longest=MOST_WORDS, values=request.form, errors=errors or {},
        notice=notice_bodies(organisation, config().retention_days)[language()],
    )  # fmt: skip
