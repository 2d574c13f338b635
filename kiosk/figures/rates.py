"""Figures set against each other: shares, cost per result, and how many to print next time (domain.md §3); pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from kiosk.figures.tallies import Figures

CENT = Decimal("0.01")
_TENTH = Decimal("0.1")
_RESERVE = Decimal("1.1")
COUNTED = ("handed_out", "visits", "consultations", "registrations", "notes")
"""The figures whose ways of counting tell how far a community's numbers can be trusted."""
WAYS = ("scan", "count", "paper", "remainder")
_WAY = {"scan": "scan", "self": "scan", "count": "count", "volunteer": "count", "paper": "paper", "remainder": "remainder", "estimate": "estimate"}

PACES = {
    "handed_out_per_hour": ("handed_out", "hours"), "visits_per_hour": ("visits", "hours"), "consultations_per_hour": ("consultations", "hours"),
    "handed_out_per_person": ("handed_out", "staff"),
}  # fmt: skip
"""Figure → what is divided, and by what: events of different length, with more or fewer hands, can be compared by these alone."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of one; None where there is nothing to divide by."""

    handed_of_issued: Decimal | None
    handed_of_printed: Decimal | None
    response: Decimal | None
    actions: Decimal | None
    repeats: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Money for the printing, in all and per result; None where no cost is known or nothing came of it."""

    total: Decimal | None = None
    per_handed_out: Decimal | None = None
    per_response: Decimal | None = None
    per_consultation: Decimal | None = None


def rates_of(figures: Figures) -> Rates:
    """Return the shares: handed out of what was issued (and moved in), and of what was printed; responders; actions."""
    handed = figures.handed_out or 0
    return Rates(
        handed_of_issued=_share(handed, figures.issued + figures.transferred),
        handed_of_printed=_share(handed, figures.printed),
        response=_share(figures.unique_responses, handed),
        actions=_share(figures.actions, figures.unique_responses),
        repeats=figures.responses - figures.unique_responses,
    )


def ways_of(figures: Figures) -> Counter[str]:
    """Return how much of what was counted was counted in which of WAYS."""
    ways: Counter[str] = Counter()
    for name in COUNTED:
        for method, count in figures.methods[name].items():
            ways[way_of(method)] += count
    return ways


def share_of_way(figures: Figures, way: str) -> Decimal | None:
    """Return which share of what was counted was counted in one of WAYS."""
    ways = ways_of(figures)
    return _share(ways[way], ways.total())


def way_of(method: str) -> str:
    """Return how people are told that something was counted: what visitors or volunteers tapped themselves is a scan or a count."""
    return _WAY.get(method, "count")


def costs_of(figures: Figures, total: Decimal | None) -> Costs:
    """Return what the printing cost per result; money is rounded half up (540 / 96 = 5.63)."""
    return Costs(
        total=_money(total, 1),
        per_handed_out=_money(total, figures.handed_out or 0),
        per_response=_money(total, figures.unique_responses),
        per_consultation=_money(total, figures.consultations),
    )


def pace_of(count: int | None, divisor: Decimal | int) -> Decimal | None:
    """Return how much came to an hour or a person, to one place; None where nothing was counted or there is nothing to divide by."""
    return (Decimal(count) / divisor).quantize(_TENTH, ROUND_HALF_UP) if count and divisor > 0 else None


def print_next_time(
    handed_out: int, *, ran_out_after: Decimal | None, planned_hours: Decimal, bundle_size: int
) -> int:
    """Return how many to print: leftovers → handed × 1.1; ran out → handed per hour × planned hours × 1.1; up to whole bundles.

    ``ran_out_after`` is the hours from the start until it had run out, None where some were left.
    """
    wanted = Decimal(handed_out)
    if ran_out_after is not None and ran_out_after > 0:
        wanted = max(wanted, wanted / ran_out_after * planned_hours)
    size = max(1, bundle_size)
    return int((wanted * _RESERVE / size).to_integral_value(ROUND_CEILING)) * size


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole > 0 else None


def _money(total: Decimal | None, results: int) -> Decimal | None:
    return (total / results).quantize(CENT, ROUND_HALF_UP) if total is not None and results > 0 else None
