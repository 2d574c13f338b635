"""How staff record facts from a form: with authority, once however often the form is sent."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.errors import Refusal
from kiosk.ids import derive_id, is_id, made_at
from kiosk.sync import Sender, record_batch
from kiosk.web.access import require_event
from kiosk.web.context import language, store

Item = dict[str, object]


class NotRecorded(Refusal):
    """The ledger did not take what a form said; ``sentence`` says why."""

    reason = "not_recorded"
    area = "phones"
    status = 409


def staff_sender(event: str) -> Sender:
    """Return the signed-in coordinator of this event as a sender of facts; NotFound, NotAllowed."""
    return Sender(f"account:{require_event(event).id}", frozenset((event,)), authority=True, language=language())


def record_items(event: str, items: Sequence[Item]) -> None:
    """Record a form's facts in one write; NotRecorded when the ledger refuses one."""
    sender = staff_sender(event)
    answers = store().write(lambda connection: record_batch(connection, sender, items))
    refused = next((answer for answer in answers if answer["result"] in ("rejected", "conflict")), None)
    if refused is not None:
        raise NotRecorded(sentence=refused["message"])


def naming_item(kind: str, event: str, entry: str, form_id: str) -> Item:
    """Return a void or a release of ``entry``; its id and time come from the form's own id, so that a double click is one fact."""
    form_id = checked_id(form_id)
    return {
        "id": derive_id(form_id, f"{kind} {entry}"), "kind": kind, "event": event, "seen_at": made_at(form_id),
        "data": {"entry": entry},
    }  # fmt: skip


def checked_id(form_id: str) -> str:
    """Return the id that a form carries; NotRecorded when it is none."""
    if not is_id(form_id):
        raise NotRecorded(sentence=form_id[:40])
    return form_id
