"""Paper comes back in: the keying pages, shaped like the sheets that were printed."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kiosk.web.access import COORDINATOR, require_event, staff
from kiosk.web.context import page

blueprint = Blueprint("keying", __name__)


@blueprint.get("/office/keying/<event>")
@staff(*COORDINATOR)
def event(event: str) -> ResponseReturnValue:
    """What was printed for the event and is not keyed in yet."""
    require_event(event)
    return page("keying/event.html")
