"""A tip that a resident gives at the booth, typed into a volunteer's phone: sealed on the kiosk, and kept on no phone."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from kiosk.features import SwitchedOff, has_feature
from kiosk.ids import new_id
from kiosk.privacy.personal_data import make_erase_code
from kiosk.web.access import phone
from kiosk.web.context import config
from kiosk.web.phone_here import blueprint, form_id, here, phone_page
from kiosk.web.tip_form import TipForm, keep_tip, looked_at_within, read_tip, tip_choices, tip_notice


@blueprint.route("/tip", methods=["GET", "POST"])
@phone
def hand_in_tip() -> ResponseReturnValue:
    """Ask, keep, and show the number to be told.  The fact names no phone, so that nothing shows who wrote it down."""
    event = here().event
    if not has_feature(event, "referrals"):
        raise SwitchedOff()
    notice, form = tip_notice(event), read_tip() if request.method == "POST" else TipForm()
    if request.method != "POST" or form.errors:
        id = form_id() if form.errors else new_id()
        return phone_page("phone/tip.html", 422 if form.errors else 200, sent=form, id=id, notice=notice, **tip_choices())
    id = form_id()
    erase_code = make_erase_code(config().secret_key, id)
    number = keep_tip(form.to_tip(id, event["id"], "volunteer", notice.version, erase_code))
    return phone_page(
        "phone/tip_done.html", number=number, days=looked_at_within(), may_contact=form.may_contact == "yes", erase_code=erase_code
    )
