"""How staff act from a form: with authority, and once however often the form is sent."""

from __future__ import annotations

from kiosk.errors import Refusal
from kiosk.ids import is_id
from kiosk.sync import Sender
from kiosk.web.access import require_event
from kiosk.web.context import language

Item = dict[str, object]


class NotRecorded(Refusal):
    """The ledger did not take what a form said; ``sentence`` says why."""

    reason = "not_recorded"
    area = "phones"
    status = 409


def staff_sender(event: str) -> Sender:
    """Return the signed-in coordinator of this event as a sender of facts; NotFound, NotAllowed."""
    return Sender(f"account:{require_event(event).id}", frozenset((event,)), authority=True, language=language())


def checked_id(form_id: str) -> str:
    """Return the id that a form carries; NotRecorded when it is none."""
    if not is_id(form_id):
        raise NotRecorded(sentence=form_id[:40])
    return form_id
