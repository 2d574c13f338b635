"""The register of an organisation's partner groups: how each is filed, who leads it, how many belong to it, in the kept order."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk import kept_order
from kiosk.errors import NotFound
from kiosk.groups import LEADER, leaders_of, partner_groups
from kiosk.organisations import ORGANISATION
from kiosk.plan.forms import FORMS
from kiosk.web.access import COORDINATOR, READING, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, may, require_record, trail
from kiosk.web.plan_tabs import tabs_of
from kiosk.web.plan_words import say_choice


@blueprint.get("/office/plan/organisation/<organisation_id>/groups")
@staff(*READING)
def groups(organisation_id: str) -> ResponseReturnValue:
    """Every group on the register; who leads it is shown to those who coordinate, the number masked."""
    form, record, connection = FORMS["organisation"], require_record("organisation", organisation_id, READING), store().read()
    writes = may(form, record.row, COORDINATOR)
    found = partner_groups(connection, organisation_id)
    return page(
        "plan/groups.html", row=record.row, groups=found, writes=writes, form=form, choice=say_choice, leader_category=LEADER,
        leaders=leaders_of(connection, [row["id"] for row in found]) if writes else {},
        trail=trail(form, record.row, t("plan.list.groups")), tabs=tabs_of(form, organisation_id, "groups"),
    )  # fmt: skip


@blueprint.post("/office/plan/organisation/<organisation_id>/groups/<group>/<any(up, down):way>")
@staff(*COORDINATOR)
def move_group(organisation_id: str, group: str, way: str) -> ResponseReturnValue:
    """Let a group change places with the one before or after it."""
    require_record("organisation", organisation_id)
    rows = partner_groups(store().read(), organisation_id)
    if group not in {row["id"] for row in rows}:
        raise NotFound()
    store().write(lambda connection: kept_order.move(connection, ORGANISATION, rows, group, way))
    return redirect(url_for("plan.groups", organisation_id=organisation_id, _anchor=group), 303)
