"""The desk line by line: for the command line, and as objects for machines."""

from __future__ import annotations

from kiosk.books.closing_words import say_figure, say_found
from kiosk.books.reconciliation import Check, Desk
from kiosk.languages import say_number, text

MARKS = {"green": "✓", "explained": "✓", "open": "✗", "note": "·"}


def say_next(check: Check, language: str) -> str:
    """Return what to do about an open check, '' for any other."""
    return text(language, f"desk.next.{check.key}") if check.state == "open" else ""


def describe(desk: Desk, language: str) -> list[str]:
    """Return the desk line by line, as the command line prints it."""
    lines = [f"{desk.event.campaign['code']}/{desk.event.row['code']}  {text(language, 'desk.closed' if desk.closing else 'desk.not_closed')}"]
    if desk.places:
        lines.append(_say_sum(desk, language))
    for check in desk.checks:
        lines.append(f"{MARKS[check.state]} {text(language, f'desk.about.{check.key}')}: {say_found(check.case, check.said, language)}")
        if check.explanation is not None:
            lines.append(f"    {text(language, 'desk.state.explained')}: {check.explanation.text}")
        elif check.state == "open":
            lines.append(f"    {say_next(check, language)}")
    return lines


def _say_sum(desk: Desk, language: str) -> str:
    """Return the sum in full, what is still out while the event goes on as in hand."""
    whole = desk.event.whole
    terms = [f"{say_figure(name, language)} {say_number(language, getattr(whole, name) or 0)}" for name in ("issued", "handed_out", "returned", "spoiled")]
    left = text(language, "common.movement.difference" if desk.event.is_over else "common.movement.in_hand")
    difference = text(language, "common.reconciliation.not_measurable") if whole.unaccounted is None else say_number(language, whole.unaccounted)
    moved = f" ({text(language, 'common.movement.transferred_in')} {say_number(language, whole.transferred)})" if whole.transferred else ""
    return f"{terms[0]}{moved} = {' + '.join(terms[1:])} + {left} {difference}"


def as_object(desk: Desk) -> dict[str, object]:
    """Return the desk for machines: every check with its state, and whether the books are closed."""
    return {
        "campaign": desk.event.campaign["code"], "event": desk.event.row["code"], "closed_at": desk.closing.at if desk.closing else None,
        "open": len(desk.open),
        "checks": [
            {"key": one.key, "state": one.state, "case": one.case, "value": one.value, "explanation": one.explanation.text if one.explanation else None}
            for one in desk.checks
        ],
        "since_closing": {key: list(pair) for key, pair in desk.since.changes.items()} if desk.since else None,
    }  # fmt: skip
