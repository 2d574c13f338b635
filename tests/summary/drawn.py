"""Records of a summary whose numbers and lists are drawn by dice: none, one, two or many of each, parts that are missing, differences below nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from kiosk.figures.published import Published
from kiosk.figures.rates import Costs
from kiosk.figures.staffing import Staff
from kiosk.figures.suppression import Hidden
from kiosk.figures.week import Week
from kiosk.summary.records import Counted, Event, HeadCount, Part, Records, Text

T = TypeVar("T")
_FEW = (0, 0, 1, 1, 2, 3, 12, 2064)


def draw_records(known: Records, dice: random.Random) -> Records:
    """Return the records of one organisation with other numbers, and with fewer of everything that there may be none of."""
    campaign = replace(known.campaign, directives=_some(dice, known.campaign.directives), terms=_some(dice, known.campaign.terms))
    campaign = replace(campaign, theme_by=_maybe(dice, campaign.theme_by), ends=dice.choice([campaign.ends, campaign.starts, date(2017, 4, 2), date(2018, 1, 3)]))
    whole = draw_part(known.whole, dice)
    return replace(known, campaign=campaign, whole=whole, parts=(whole,))


def draw_part(part: Part, dice: random.Random) -> Part:
    """Return a part of which something was held, called off or put off."""
    events = [draw_event(event, dice) for event in part.events]
    if not any(event.is_held for event in events):
        events[0] = replace(events[0], status="ended", is_held=True)
    steps = [replace(step, due=dice.choice([None, step.due]), done_on=dice.choice([None, date(2017, 4, 21)]), owner=_maybe(dice, step.owner)) for step in part.steps * 2]
    goals = [replace(goal, actual=dice.choice([None, goal.actual and replace(goal.actual, value=_few(dice))]), is_reached=dice.choice([True, False, None])) for goal in part.objectives]
    posts = [replace(post, reads=dice.choice([None, *_FEW]), day=dice.choice([post.day, None]), channel=_maybe(dice, post.channel)) for post in part.posts]
    return replace(
        part, events=tuple(events), counted=_counted(part.counted, dice), staff=_staff(dice), posts=_some(dice, posts), statements=_some(dice, part.statements),
        objectives=_some(dice, goals), steps=_some(dice, steps),
    )  # fmt: skip


def draw_event(event: Event, dice: random.Random) -> Event:
    """Return an event with few of everything."""
    answers = _few(dice)
    status = dice.choice(["ended", "ended", "ended", "cancelled", "postponed"])
    reason = Text(dice.choice(["", "大雨"]), "zh-Hant", {"zh-Hans": "大雨", "en": "Heavy rain"}, "event.status_reason", event.code)
    kinds = ("flyer", "tri_fold", "poster", "board", "banner", "gift")
    lent = [replace(thing, is_borrowed=dice.random() < 0.5) for thing in event.equipment]
    return replace(
        event, counted=_counted(event.counted, dice), staff=_staff(dice), status=status, is_held=status == "ended", reason=reason,
        read_booths=partial(_given, tuple(replace(booth, counted=_counted(booth.counted, dice)) for booth in _some(dice, event.booths))),
        read_materials=partial(_given, tuple(replace(each, kind=dice.choice(kinds), counted=_counted(each.counted, dice)) for each in _some(dice, event.materials))),
        head_count=dice.choice([None, HeadCount(46, is_estimate=False), HeadCount(300, is_estimate=True)]), answers=answers, satisfied=dice.choice([0, answers, answers // 2]),
        groups=_groups(event, dice), media=_some(dice, event.media), equipment=_some(dice, lent), outcome=_maybe(dice, event.outcome), capacity=dice.choice([0, 60]),
        projects=tuple(replace(each, signed_up=_few(dice)) for each in _some(dice, event.projects)), room=_maybe(dice, event.room),
    )  # fmt: skip


def _given(made: T, _week: Week) -> T:
    return made


def _groups(event: Event, dice: random.Random) -> tuple[Any, ...]:
    groups = [replace(group, is_filed=dice.random() < 0.5, leader=dice.random() < 0.5, act=_maybe(dice, group.act)) for group in event.groups]
    return tuple(groups[: dice.choice([0, 1, len(groups)])])


def _counted(counted: Counted, dice: random.Random) -> Counted:
    """Figures whose parts are no more than their wholes."""
    visits, notes, asked, wishes, new = (_few(dice) for _ in range(5))
    issued, claimed = _few(dice), min(_few(dice), wishes)
    figures = replace(
        counted.figures, printed=dice.choice([issued, _few(dice)]), issued=issued, handed_out=dice.choice([-1, *_FEW]), returned=_few(dice), spoiled=_few(dice),
        unaccounted=dice.choice([None, 0, 1, 5, -1, -3]), unmeasured=dice.choice([0, 0, 1, 2]), never_issued=dice.choice([None, *_FEW]), responses=_few(dice), unique_responses=1,
        actions=_few(dice), visits=visits, persons=dice.choice([None, visits, 1]), consultations=asked, consulted_persons=min(1, asked), notes=notes, wishes=wishes, wishes_claimed=claimed,
        wishes_delivered=min(_few(dice), claimed), new_volunteers=new, registrations=new + dice.choice([0, 1]), ages=Counter({"14": min(new, dice.choice([0, 1, 2]))}),
        groups=len(counted.figures.methods) or 1, performers=_few(dice), topics=_parts(dice, asked, ["低保", "臨時救助"]), notes_by_sort=_parts(dice, notes, ["message", "hope", "improvement"]),
        methods={**counted.figures.methods, "visits": _parts(dice, visits, ["paper", "self", "volunteer"])},
    )  # fmt: skip
    shown = {name: dice.choice([0, 1, 2, 9, Hidden.FEWER, Hidden.WITHHELD]) for name in ("tips", "contacted", "consented", "referrals", "visits") if dice.random() < 0.6}
    outcomes = dice.choice([{}, {"answered": 1}, {"answered": 2, "booked_or_referred": 13}, {"answered": 1, "booked": 2, "referred": 5}])
    costs = dice.choice([Costs(), Costs(Decimal("540.00"), Decimal("0.26"), None, None), Costs(Decimal("1.50"), None, Decimal("5.63"), Decimal("6.21"))])
    return replace(counted, figures=figures, published=Published(shown, outcomes), identified=visits, costs=costs)


def _staff(dice: random.Random) -> Staff:
    kinds = Counter({kind: dice.choice([1, 2, 9]) for kind in ("official", "staff", "volunteer", "invited", "leader") if dice.random() < 0.4})
    return Staff(kinds, joined=dice.choice([0, 1, 2]), handing_out=dice.choice([0, 1, 2]))


def _parts(dice: random.Random, whole: int, names: Sequence[str]) -> Counter[str]:
    """Parts that make up a whole, some of them empty."""
    parts = Counter[str]()
    for name in names[:-1]:
        parts[name] = dice.randint(0, whole - parts.total())
    parts[names[-1]] = whole - parts.total()
    return +parts


def _few(dice: random.Random) -> int:
    return dice.choice(_FEW)


def _some(dice: random.Random, every: Sequence[T]) -> tuple[T, ...]:
    return tuple(every[: dice.choice([0, 1, 2, len(every)])])


def _maybe(dice: random.Random, text: Text) -> Text:
    return replace(text, original="", variants={}) if dice.random() < 0.3 else text
