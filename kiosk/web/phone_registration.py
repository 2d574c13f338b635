"""Registering a volunteer on a colleague's paired phone: asked aloud, the notice read out, the number and the erase code told."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from kiosk.features import SwitchedOff, has_feature
from kiosk.ids import new_id
from kiosk.privacy.notices import knows_erase_code
from kiosk.privacy.personal_data import make_erase_code
from kiosk.volunteers import Registration, TooYoung, register
from kiosk.web.access import phone
from kiosk.web.context import config, store, t
from kiosk.web.phone_here import Here, blueprint, form_id, here, phone_page, show_result
from kiosk.web.registration_form import form_values, sent_answers
from kiosk.web.volunteers import keep_volunteer_notice, say_notice


@blueprint.route("/registration", methods=["GET", "POST"])
@phone
def register_volunteer() -> ResponseReturnValue:
    """Ask, and register; a child under 14 is thanked, and nothing is kept."""
    place = here()
    if not has_feature(place.event, "volunteers"):
        raise SwitchedOff()
    if request.method != "POST":
        return _form(place, {})
    id = form_id()
    try:
        answers, errors = sent_answers(agrees=True)
    except TooYoung as refusal:
        return show_result("warn", t("volunteers.young.title"), t(refusal.key))
    if answers is None:
        return _form(place, errors)
    secret, version = make_erase_code(config().secret_key, id), keep_volunteer_notice(place.event)
    wanted = Registration(id, answers, "volunteer", place.device.id, place.device.booth or "", erase_code=secret, notice_version=version)
    volunteer = store().write(lambda connection: register(connection, place.event, wanted))
    known = secret if knows_erase_code(store().read(), secret) else ""
    line = t("volunteers.registered", number=volunteer.number)
    return show_result("good", t("common.result.recorded"), line, url_for("phone.show_more"), known)


def _form(place: Here, errors: dict[str, str]) -> ResponseReturnValue:
    return phone_page(
        "phone/registration.html", 422 if errors else 200, id=request.form.get("id") or new_id(), notice=say_notice(place.event), **form_values(errors)
    )
