"""The test page on the screen: which codes a phone has opened, what was measured, and what to do about it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from kiosk.errors import InvalidFields
from kiosk.languages import say_time
from kiosk.printed_codes import TEST_KINDS
from kiosk.prints.printer_tests import Advice, Look, advice_of, opened_of, passes, read_ruler
from kiosk.prints.runs import get_run
from kiosk.web.access import PRINTING, require_event, staff
from kiosk.web.context import language, store
from kiosk.web.printing_blueprint import blueprint, event_row
from kiosk.web.refusals import field_sentences


@dataclass(frozen=True, slots=True)
class TestView:
    """What the page shows: kind of code → when it was opened; once a length was typed, the verdict."""

    opened: dict[str, str]
    judged: bool = False
    passes: bool = False
    advice: list[Advice] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = TEST_KINDS


def view_test(run: sqlite3.Row) -> TestView | None:
    """Return how a test page stands; None for any other run."""
    if run["kind"] != "test_page":
        return None
    zone = ZoneInfo(event_row(run["event"])["zone"])
    opened = {
        kind: say_time(language(), datetime.fromtimestamp(at / 1000, UTC).astimezone(zone))
        for kind, at in opened_of(store().read(), run["id"]).items()
    }
    try:
        ruler = read_ruler(request.args.get("ruler", ""))
    except InvalidFields as refusal:
        return TestView(opened, errors=field_sentences(refusal))
    if ruler is None:
        return TestView(opened)
    look = Look(ruler, "cut" not in request.args, "stripes" not in request.args, opened)
    return TestView(opened, True, passes(look), advice_of(look, language()))


@blueprint.get("/office/print/run/<run>/test.json")
@staff(*PRINTING)
def test_state(run: str) -> ResponseReturnValue:
    """How many codes were opened, for the page's script."""
    row = get_run(store().read(), run)
    require_event(row["event"], PRINTING)
    return jsonify(opened=len(opened_of(store().read(), run)))
