"""How printing goes, step by step, and what each kind of paper looks like and is for."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from kiosk.prints.kinds import GROUPS, KINDS
from kiosk.web.access import PRINTING, staff
from kiosk.web.context import page
from kiosk.web.printing_blueprint import blueprint

STEPS = ("address", "test", "print", "jam", "count", "more", "back")


@blueprint.get("/office/print/help")
@staff(*PRINTING)
def show_help() -> ResponseReturnValue:
    """The steps, then every kind of paper with a small picture."""
    groups = {group: [kind for kind in KINDS.values() if kind.group == group] for group in GROUPS}
    return page("printing/help.html", steps=STEPS, groups=groups)
