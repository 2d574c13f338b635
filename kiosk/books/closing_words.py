"""What the desk and its closing record call things: what a check found, a figure, a kind of fact, a change, and spans of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kiosk.languages import say_list, say_number, text

_MOVED = ("printed", "issued", "handed_out", "returned", "spoiled")
_COUNTED = ("responses", "unique_responses", "actions", "consultations", "visits", "notes", "wishes")
_KINDS = ("print", "issue", "transfer", "hand_out", "return", "spoil", "check_in", "sheet_total", "consultation", "registration", "response",
          "shown", "action", "note", "wish")  # fmt: skip


def say_found(case: str, said: Mapping[str, object], language: str) -> str:
    """Return what a check found, as one sentence; ``count`` stays a number, by which its plural is chosen."""
    shown = {name: say_number(language, value) if isinstance(value, int) and name != "count" else value for name, value in said.items()}
    return text(language, f"desk.check.{case}", **shown)


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
