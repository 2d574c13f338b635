"""The models of the API's answer about tallies: one object for each scope, as ``kiosk tallies --json`` prints them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.api.plan import Said

PublishedWord = Annotated[str, Field(pattern=r"^(fewer_than_5|withheld|at_least_[1-9][0-9]*)$")]
"""How a count is said that is not published exactly."""


class Tally(Said):
    """The figures of one scope; null where a figure is not measurable.  ``methods`` tells how each one was counted.

    Costs are those of printing, in yuan, rounded half up to the cent; null for a booth or an hour, and where a price is missing.

    ``published`` says of an event or a campaign what came of consultations and tips, so that nobody can be found out.
    """

    scope: Literal["campaign", "event", "booth", "material", "hour", "booth_material", "booth_hour"]
    code: str
    parent: str | None
    printed: int
    issued: int
    handed_out: int | None
    returned: int
    spoiled: int
    unaccounted: int | None
    responses: int
    unique_responses: int
    actions: int
    consultations: int
    visits: int
    persons: int | None
    registrations: int
    new_volunteers: int | None
    notes: int
    wishes: int
    wishes_claimed: int
    wishes_delivered: int
    wish_median_days: float | None
    groups: int | None
    performers: int | None
    cost: float | None
    cost_per_handed_out: float | None
    cost_per_response: float | None
    cost_per_consultation: float | None
    methods: dict[str, dict[str, int]]
    published: dict[Literal["outcomes", "referrals"], dict[str, int | PublishedWord]] | None


class Tallies(Said):
    """The tallies of the phone's event, as ``kiosk tallies --json`` prints them."""

    tallies: list[Tally]
