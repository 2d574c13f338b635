"""An organisation put under another one: by whoever coordinates both, and the one that it leaves."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from kiosk import organisations, records
from kiosk.errors import InvalidFields, NotAllowed
from kiosk.plan.forms import FORMS
from kiosk.plan.scope import coordinated_organisations
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, may, place_url, require_record, title_of, trail
from kiosk.web.refusals import field_sentences


@blueprint.route("/office/plan/organisation/<organisation_id>/move", methods=["GET", "POST"])
@staff(*COORDINATOR)
def move_organisation(organisation_id: str) -> ResponseReturnValue:
    """Choose the organisation to stand under; its people, campaigns and parts go with it."""
    form, record = FORMS["organisation"], require_record("organisation", organisation_id)
    if not may_move(record.row):
        raise NotAllowed()
    below = organisations.subtree(store().read(), organisation_id)
    choices = {row["id"]: row for row in coordinated_organisations(store().read(), current_account()) if row["id"] not in below}
    wanted, errors = request.form.get("parent", record.row["parent"]), {}
    if request.method == "POST":
        try:
            _move(organisation_id, wanted if wanted in choices else "")
        except InvalidFields as refusal:
            errors = field_sentences(refusal)
        else:
            flash(t("plan.saved"), "good")
            return redirect(place_url("organisation", organisation_id))
    return page(
        "plan/move.html", 422 if errors else 200, row=record.row, wanted=wanted, errors=errors, trail=trail(form, record.row, t("plan.move.title")),
        choices=[(id, f"{row['code']} {title_of(form, row)}") for id, row in choices.items()],
    )  # fmt: skip


def superior(row: sqlite3.Row) -> sqlite3.Row | None:
    """Return the organisation that this one stands under, as far as the account may see it."""
    above = records.get(store().read(), organisations.ORGANISATION, row["parent"]) if row["parent"] else None
    return above if above is not None and may(FORMS["organisation"], above, READING) else None


def may_move(row: sqlite3.Row) -> bool:
    """Tell whether the account may: nobody leaves a superior that it does not coordinate itself."""
    above = superior(row)
    return above is not None and may(FORMS["organisation"], above, COORDINATOR)


def _move(id: str, parent: str) -> None:
    if not parent:
        raise InvalidFields({"parent": ("errors.required", {})})
    store().write(lambda connection: organisations.move_organisation(connection, id, parent))
