"""What may be published of a campaign's referrals: one view per campaign, whoever reads it and however much of it (domain.md §6).

Referrals are the consultations whose outcome was a referral and the tips that were referred.  The view is always made of all
events of the campaign, so that two readers who see different parts of it cannot put a hidden count together.  What another kiosk
publishes by itself is said here word for word, and what is said of several kiosks together is made of that.

What is protected is the view of one moment.  Between two moments of one kiosk a reader learns (tests/referrals/test_two_moments.py):
how much each figure grew that is said on both days, be it by one; and, if she also knows that nothing else has changed, a small count
beside tips whose sum was said before it came, or whose complement was (of consultations alone the other events keep their words and the sum
gives way: nothing is learned there).  To close that, today's view would have to depend on all that was ever
shown: figures would stand still for weeks while records come in, another kiosk could not work them out from the same records, and
"it did add up" would be lost.  So the bound is told instead: pages are for staff, with a note beside the figures; a version that is handed
in keeps its words for ever; what came since is told as "fewer than 5", without day or phone, in the list, the supplement and the
figures' hovers; and whoever is about to hand in a version that differs from the last by so few is warned.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.figures.building_blocks import Block, blocks_of
from kiosk.figures.suppression import SMALLEST, AtLeast, Count, Hidden, Key, Shown, Sum, add_up, suppress

MEASURE = "referral_steps"
"""The tally of what happened to tips, a detail per step (storage/sql/referrals.sql)."""
RULE = "2"
"""The version of what is said here of the same counts; a kiosk that says something else must not be taken for one that says the same."""
FIGURES = ("tips", "contacted", "consented", "referrals", "visits", "accepted", "closed")
"""In the order of what happens to a tip; ``referrals`` are those of consultations too."""
PROTECTED = ("referrals", "outcomes")
"""The figures, by address, of which a small count is not published, nor a small difference between two days."""
_STEPS = {"tips": "tip", "contacted": "contacted", "consented": "consented", "visits": "visited", "accepted": "accepted", "closed": "closed"}
_WITHIN = (("tips", ("contacted",)), ("contacted", ("consented",)), ("consented", ("by_tip", "visits")), ("by_tip", ("accepted",)), ("tips", ("closed",)))
"""No more can have come to the later step than to the one before it."""
_PATH = ("tips", "contacted", "consented", "by_tip", "accepted")
_RESTS = (
    *((whole, (part,)) for place, whole in enumerate(_PATH) for part in _PATH[place + 1 :]), ("tips", ("closed",)),
    *((whole, parts) for whole in _PATH[:3] for parts in (("visits",), ("by_tip", "visits"))),
)  # fmt: skip
"""Who came to one step and not to a later one, the one who refused for instance: they are protected as those who came are."""
_OUTCOMES = ("answered", "booked", "referred", "booked_or_referred")
_ROLLUP = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The exact counts of one event: what happened to its tips, and what came of its consultations."""

    steps: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Published:
    """What may be said of one scope; nothing where there is nothing of the kind."""

    figures: dict[str, Shown] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedBlock:
    """What one kiosk says of its events together; ``events`` are those of which there is anything to say."""

    events: frozenset[str]
    whole: Published


@dataclass(frozen=True, slots=True)
class PublishedWeek:
    """What may be said of a campaign's events, and of all that one kiosk publishes of them."""

    events: dict[str, Published]
    blocks: tuple[PublishedBlock, ...]

    @property
    def whole(self) -> Published:
        """What may be said of all of them together."""
        return self.roll_up(self.events)

    def event(self, id: str) -> Published:
        """Return what may be said of one event."""
        return self.events.get(id, Published())

    def roll_up(self, events: Collection[str]) -> Published:
        """Return what may be said of some of the events together: no more than their kiosks say of all of theirs, or else of each."""
        asked = set(events)
        figures = _add([each.figures for block in self.blocks for each in self._say(block, asked)])
        return Published(figures, _add_outcomes([self.events[id].outcomes for id in asked if id in self.events]))

    def _say(self, block: PublishedBlock, asked: set[str]) -> list[Published]:
        return [block.whole] if block.events <= asked else [self.events[id] for id in sorted(block.events & asked)]


def _add(said: Sequence[Mapping[str, Shown]]) -> dict[str, Shown]:
    figures = {name: [one[name] for one in said if name in one] for name in FIGURES}
    return {name: add_up(shown) for name, shown in figures.items() if shown}


def _add_outcomes(said: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the outcomes of several events together, all of which are published: where one puts booked and referred ones together, so does the sum."""
    added = Counter[str]()
    for one in said:
        added.update(one)
    if added["booked_or_referred"]:
        added["booked_or_referred"] += added.pop("booked", 0) + added.pop("referred", 0)
    return {name: added[name] for name in _OUTCOMES if added[name]}


def read_published(connection: sqlite3.Connection, campaign: str) -> PublishedWeek:
    """Return what may be published of a campaign."""
    numbers = read_numbers(connection, campaign)
    return publish(numbers, blocks_of(connection, campaign, numbers))


def read_numbers(connection: sqlite3.Connection, campaign: str) -> dict[str, Numbers]:
    """Return the exact counts of each of a campaign's events that has any: for case workers only."""
    rows = connection.execute(
        "SELECT t.event, t.measure, t.detail, sum(t.quantity) AS quantity FROM event e CROSS JOIN event_total t ON t.event = e.id"
        " WHERE e.campaign = ? AND t.measure IN ('outcomes', ?) AND t.method <> 'estimate' GROUP BY 1, 2, 3",
        (campaign, MEASURE),
    ).fetchall()
    numbers: dict[str, Numbers] = {}
    for event, measure, detail, quantity in rows:
        if event not in numbers:
            numbers[event] = Numbers()
        counter = numbers[event].outcomes if measure == "outcomes" else numbers[event].steps
        counter[detail] += quantity
    return numbers


def seal_of(numbers: Mapping[str, Numbers], events: Iterable[str]) -> str:
    """Return the seal of the exact counts of some events: a kiosk puts it into its report, so that its district can tell whether it knows
    exactly what was published there."""
    said = {id: [sorted((+numbers[id].steps).items()), sorted((+numbers[id].outcomes).items())] for id in events if id in numbers}
    return f"{RULE}:{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()}"


def publish(numbers: Mapping[str, Numbers], blocks: Sequence[Block] | None = None) -> PublishedWeek:
    """Return the published view of exact counts; without ``blocks`` this kiosk publishes all of them."""
    events: dict[str, Published] = {}
    wholes = []
    for block in blocks if blocks is not None else [Block(frozenset(numbers))]:
        own = {id: numbers[id] for id in numbers if id in block.events}
        sealed = block.seal is not None and block.seal != seal_of(own, own)
        alone, whole = _withhold(own) if sealed else _publish_alone(own)
        events |= alone
        wholes.append(PublishedBlock(frozenset(id for id, one in alone.items() if one.figures), whole))
    return PublishedWeek(events, tuple(wholes))


def _publish_alone(numbers: Mapping[str, Numbers]) -> tuple[dict[str, Published], Published]:
    """Return what a kiosk says that knows of these events alone: of each, and of all of them."""
    counts, sums = tables_of(numbers)
    return _say(suppress(counts, sums), numbers)


def _withhold(numbers: Mapping[str, Numbers]) -> tuple[dict[str, Published], Published]:
    """Return the same without a count: what the kiosk that holds the events says of them cannot be told from what is known here."""
    counts, _sums = tables_of(numbers)
    return _say({key: Hidden.WITHHELD for key, count in counts.items() if count.listed or key[1] == "by_consultation"}, numbers)


def _say(said: Mapping[Key, Shown], numbers: Mapping[str, Numbers]) -> tuple[dict[str, Published], Published]:
    events = {id: Published(_figures(said, id), _outcomes(said, id, one)) for id, one in numbers.items()}
    least = _add([one.figures for one in events.values()])
    return events, Published({name: _at_least(shown, least[name]) for name, shown in _figures(said, _ROLLUP).items()})


def _at_least(shown: Shown, least: Shown) -> Shown:
    """Return what is said of a sum that is withheld: what its parts publish stands beside it and can be added up by anybody."""
    return least if shown is Hidden.WITHHELD and isinstance(least, AtLeast) else shown


def _figures(said: Mapping[Key, Shown], scope: str) -> dict[str, Shown]:
    return {name: said[scope, name] for name in FIGURES if (scope, name) in said}


def _outcomes(said: Mapping[Key, Shown], event: str, numbers: Numbers) -> dict[str, int]:
    """Return what came of the consultations; where the referred ones are hidden, they are put together with the booked ones."""
    kept = dict(numbers.outcomes)
    if isinstance(said.get((event, "by_consultation")), Hidden):
        together = kept.pop("booked", 0) + kept.pop("referred", 0)
        kept["booked_or_referred"] = together
    return {name: kept[name] for name in _OUTCOMES if kept.get(name)}


def tables_of(numbers: Mapping[str, Numbers]) -> tuple[dict[Key, Count], list[Sum]]:
    """Return the counts to be published and how they hang together, as ``suppress`` takes them."""
    counts: dict[Key, Count] = {}
    sums: list[Sum] = []
    for id, one in numbers.items():
        _add_event(counts, sums, id, one)
    for name in FIGURES:
        _add_roll_up(counts, sums, name, [(id, name) for id in numbers if (id, name) in counts])
    if any((id, "by_consultation") in counts for id in numbers):
        _add_roll_up(counts, sums, "by_tip", [_by_tip(counts, id) for id in numbers if (id, "tips") in counts])
    for scope in (*numbers, _ROLLUP):
        _protect_rests(counts, sums, scope)
    return counts, sums


def _add_roll_up(counts: dict[Key, Count], sums: list[Sum], name: str, parts: Sequence[Key]) -> None:
    if parts:
        total, listed = sum(counts[part].value for part in parts), name in FIGURES
        counts[_ROLLUP, name] = Count(total, listed=listed, least=min(counts[part].least for part in parts), rollup=True)
        sums.append(Sum((_ROLLUP, name), tuple(parts)))


def _add_event(counts: dict[Key, Count], sums: list[Sum], id: str, numbers: Numbers) -> None:
    """Add one event: where nothing came in, that nothing followed is no secret, and there is nothing to say."""
    referred = []
    together = numbers.outcomes["booked"] + numbers.outcomes["referred"]
    if together > 0:
        counts[id, "by_consultation"] = Count(numbers.outcomes["referred"], sized=False)
        counts[id, "booked"] = Count(numbers.outcomes["booked"], small=False, listed=numbers.outcomes["referred"] >= SMALLEST)
        counts[id, "booked_or_referred"] = Count(together, small=False, movable=False)
        sums.append(Sum((id, "booked_or_referred"), ((id, "by_consultation"), (id, "booked"))))
        referred.append((id, "by_consultation"))
    if numbers.steps["tip"] > 0:
        for name, step in _STEPS.items():
            counts[id, name] = Count(numbers.steps[step], least=int(name == "tips"))
        if together > 0:
            counts[id, "by_tip"] = Count(numbers.steps["referred"], listed=False)
        referred.append(_by_tip(counts, id))
    if referred:
        counts[id, "referrals"] = Count(numbers.outcomes["referred"] + numbers.steps["referred"])
    if together > 0:
        sums.append(Sum((id, "referrals"), tuple(referred)))
    if numbers.steps["tip"] > 0:
        sums.extend(Sum(_named(counts, id, whole), tuple(_named(counts, id, part) for part in parts), at_most=True) for whole, parts in _WITHIN)


def _by_tip(counts: Mapping[Key, Count], scope: str) -> Key:
    """Return what says how many tips were referred: without consultations that is all the referrals, and published."""
    return (scope, "by_tip" if (scope, "by_tip") in counts else "referrals")


def _named(counts: Mapping[Key, Count], scope: str, name: str) -> Key:
    return _by_tip(counts, scope) if name == "by_tip" else (scope, name)


def _protect_rests(counts: dict[Key, Count], sums: list[Sum], scope: str) -> None:
    """Protect a difference of one to four between two steps; that everybody came further says nothing of anybody."""
    for whole, parts in _RESTS if (scope, "tips") in counts else ():
        of, *less = (_named(counts, scope, name) for name in (whole, *parts))
        rest = counts[of].value - sum(counts[part].value for part in less)
        if 0 < rest < SMALLEST:
            counts[scope, f"{whole} without {' and '.join(parts)}"] = Count(rest, listed=False)
            sums.append(Sum(of, (*less, (scope, f"{whole} without {' and '.join(parts)}"))))
