"""The desk in words: each check as a sentence with what to do next, for the page, the closing record and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.languages import say_list, say_number, text
from kiosk.reconciliation import Check, Desk

_MOVED = ("printed", "issued", "handed_out", "returned", "spoiled")
_COUNTED = ("responses", "unique_responses", "actions", "consultations", "visits", "notes", "wishes")
_KINDS = ("print", "issue", "transfer", "hand_out", "return", "spoil", "check_in", "sheet_total", "consultation", "registration", "response",
          "shown", "action", "note", "wish")  # fmt: skip
MARKS = {"green": "✓", "explained": "✓", "open": "✗", "note": "·"}


def say_check(check: Check, language: str) -> str:
    """Return what a check found, as one sentence."""
    said = {name: say_number(language, value) if isinstance(value, int) and name != "count" else value for name, value in check.said.items()}
    return text(language, f"desk.check.{check.case}", **said)


def say_next(check: Check, language: str) -> str:
    """Return what to do about an open check, '' for any other."""
    return text(language, f"desk.next.{check.key}") if check.state == "open" else ""


def say_figure(key: str, language: str) -> str:
    """Return what a figure of the tallies is called."""
    if key == "unaccounted":
        return text(language, "common.movement.difference")
    area = "common.movement" if key in _MOVED else "common.noun" if key in _COUNTED else "desk.figure"
    return text(language, f"{area}.{key}")


def say_kind(kind: str, language: str) -> str:
    """Return what a kind of fact is called where its late arrival is told."""
    return text(language, f"desk.kind.{kind if kind in _KINDS else 'other'}")


def say_change(change: int, language: str) -> str:
    """Return +40 or −3."""
    return f"{'+' if change > 0 else '−'}{say_number(language, abs(change))}"


def say_pages(pages: Sequence[int], language: str) -> str:
    """Return page numbers as a list with spans: 2、5–7."""
    return say_list(language, [f"{first}–{last}" if last > first else str(first) for first, last in _spans(pages)])


def _spans(pages: Iterable[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for page in pages:
        if spans and spans[-1][1] == page - 1:
            spans[-1] = (spans[-1][0], page)
        else:
            spans.append((page, page))
    return spans


def describe(desk: Desk, language: str) -> list[str]:
    """Return the desk line by line, as the command line prints it."""
    whole = desk.event.whole
    lines = [f"{desk.event.campaign['code']}/{desk.event.row['code']}"]
    if desk.places:
        terms = [f"{say_figure(name, language)} {say_number(language, getattr(whole, name) or 0)}" for name in ("issued", "handed_out", "returned", "spoiled")]
        difference = text(language, "common.reconciliation.not_measurable") if whole.unaccounted is None else say_number(language, whole.unaccounted)
        moved = f" ({text(language, 'common.movement.transferred_in')} {say_number(language, whole.transferred)})" if whole.transferred else ""
        lines.append(f"{terms[0]}{moved} = {' + '.join(terms[1:])} + {say_figure('unaccounted', language)} {difference}")
    for check in desk.checks:
        lines.append(f"{MARKS[check.state]} {text(language, f'desk.about.{check.key}')}: {say_check(check, language)}")
        if check.explanation is not None:
            lines.append(f"    {text(language, 'desk.state.explained')}: {check.explanation.text}")
        elif check.state == "open":
            lines.append(f"    {say_next(check, language)}")
    return lines


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
