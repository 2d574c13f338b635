"""Verifying a proof of service by its number: hours, dates and organisation, and of the name no more than its first character."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Response

from kiosk import records
from kiosk.codes import show_code
from kiosk.languages import say_date
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import CodeUse
from kiosk.service_hours import Proof, first_letter, get_proof, is_current
from kiosk.web.context import config, language, store
from kiosk.web.public_base import answer


def show_proof(use: CodeUse) -> Response:
    """Show to anybody what a proof with this number states, and whether the records still bear it out."""
    connection = store().read()
    proof = get_proof(connection, use.subject)
    return answer(
        "public/proof.html", proof=proof, organisation=records.get(connection, ORGANISATION, proof.organisation), issued=say_issued(proof),
        letter=first_letter(connection, proof), is_current=is_current(connection, proof), say_day=say_day, shown_code=show_code(proof.code),
    )  # fmt: skip


def say_day(day: str) -> str:
    """Return an event's day in the reader's words."""
    return say_date(language(), date.fromisoformat(day))


def say_issued(proof: Proof) -> str:
    """Return the day on which a proof was issued, in the reader's words and without its weekday."""
    return say_date(language(), datetime.fromtimestamp(proof.made_at / 1000, ZoneInfo(config().zone)).date()).partition("（")[0]
