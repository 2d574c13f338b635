"""Which tallies a figure is the sum of, which figures come from scans, and which are amounts of money."""

from __future__ import annotations

from collections.abc import Mapping

_MOVED = ("issued", "transferred_in", "transferred_out", "handed_out", "returned", "spoiled")
MEASURES: Mapping[str, tuple[str, ...]] = {
    "printed": ("printed", "spoiled"), "issued": ("issued",), "transferred": ("transferred_in", "transferred_out"), "handed_out": ("handed_out",),
    "returned": ("returned",), "spoiled": ("spoiled",), "unaccounted": _MOVED, "in_store": ("printed", "issued", "returned", "spoiled"),
    "never_issued": ("printed", "issued", "spoiled"), "consultations": ("consultations",), "topics": ("consultations",), "consulted_persons": ("consulted_persons",),
    "outcomes": ("outcomes",), "visits": ("visits",), "persons": ("visits",), "registrations": ("registrations",), "new_volunteers": ("registrations",),
    "ages": ("registrations",), "notes": ("notes",), "notes_by_sort": ("notes",), "wishes": ("notes",), "wishes_claimed": ("wish_steps",),
    "wishes_delivered": ("wish_steps",), "wish_median_days": ("wish_days",), "feedback": ("feedback",), "satisfied": ("feedback",),
    "cost": ("printed",), "cost_per_handed_out": ("printed", "handed_out"), "cost_per_response": ("printed",), "cost_per_consultation": ("printed", "consultations"),
    "handed_out_per_hour": ("handed_out",), "visits_per_hour": ("visits",), "consultations_per_hour": ("consultations",), "handed_out_per_person": ("handed_out",),
}  # fmt: skip
"""Figure → the tallies that it is the sum of."""
SCANS = ("opened", "responses", "unique_responses", "actions", "actions_by_kind", "repeats", "response_rate", "action_rate")
COSTS: Mapping[str, str] = {
    "cost": "total", "cost_per_handed_out": "per_handed_out", "cost_per_response": "per_response", "cost_per_consultation": "per_consultation",
}  # fmt: skip
"""Amounts of money → which of the costs it is."""
COUNTED_AS = {
    "cost": "printed", "cost_per_handed_out": "handed_out", "cost_per_response": "responses", "cost_per_consultation": "consultations",
    "handed_out_per_hour": "handed_out", "visits_per_hour": "visits", "consultations_per_hour": "consultations", "handed_out_per_person": "handed_out",
}  # fmt: skip
"""How an amount per result was counted is how its results were, and so is what came to an hour or a person."""
