"""The thirteen questions that every event and campaign is asked (domain.md §3), each answered in a sentence, or with what to do so that it can be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.figures.glance import Glance, Part, Stated, largest
from kiosk.figures.rates import WAYS
from kiosk.figures.suppression import AtLeast, Hidden

State = Literal["good", "open", "unknown"]
_MOST_MATERIALS, _MOST_EVENTS = 3, 5


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: a text's key, and figures, rows of the plan, words of other texts (``word.KEY``) or plain words to fill it with."""

    key: str
    said: Mapping[str, Stated | sqlite3.Row | str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer.  ``state`` is unknown where nothing was recorded: then the line says what to do next time."""

    question: str
    state: State
    lines: tuple[Line, ...]


def answer_all(glance: Glance) -> list[Answer]:
    """Return the answers, in the order of the questions."""
    return [Answer(name, *ask(glance)) for name, ask in QUESTIONS.items()]


_Answered = tuple[State, tuple[Line, ...]]


def _say(key: str, **said: Stated | sqlite3.Row | str) -> Line:
    return Line(key, said)


def _all(glance: Glance, key: str, *figures: str) -> Line:
    return Line(key, {name: glance.of(name) for name in figures})


def _unknown(key: str) -> _Answered:
    return "unknown", (_say(f"{key}.unknown"),)


def _adds_up(glance: Glance) -> _Answered:
    """A difference is answered by books that were closed with its explanation and have not changed since."""
    figures, since = glance.figures, _changed_since(glance)
    if figures.unaccounted is None and not figures.issued:
        return ("open", since) if since else _unknown("adds_up")
    if figures.unaccounted is None:
        return "open" if since else "unknown", (_all(glance, "adds_up.not_measured", "issued"), *since)
    still_out = glance.is_going_on and figures.unaccounted >= 0
    case = "matches" if not figures.unaccounted else "still_out" if still_out else "missing" if figures.unaccounted > 0 else "over"
    more = [_all(glance, "adds_up.partly", "unmeasured")] if figures.unmeasured else []
    if glance.is_closed and not since:
        more.append(_say("adds_up.closed" if not figures.unaccounted else "adds_up.unexplained" if glance.unexplained else "adds_up.explained"))
    good = not since and (not figures.unaccounted or (glance.is_closed and not glance.unexplained))
    return "good" if good else "open", (_all(glance, f"adds_up.{case}", "issued", "unaccounted"), *more, *since)


def _changed_since(glance: Glance) -> tuple[Line, ...]:
    codes = [str(row["code"]) for row in glance.changed_since]
    named = " ".join(codes[:_MOST_EVENTS]) + (" …" if len(codes) > _MOST_EVENTS else "")
    return (_say("adds_up.since", events=named),) if codes else ()


def _share(glance: Glance) -> _Answered:
    if not glance.figures.issued or glance.of("handed_share").value is None:
        return _unknown("share")
    more = [_all(glance, "share.of_printed", "handed_of_printed", "printed")] if glance.figures.printed else []
    return "good", (_all(glance, "share.known", "handed_share", "handed_out", "issued"), *more)


def _responders(glance: Glance) -> _Answered:
    figures = glance.figures
    if not figures.responses:
        return ("open", (_all(glance, "responders.none", "handed_out"),)) if figures.handed_out else _unknown("responders")
    rate = [_all(glance, "responders.rate", "response_rate")] if glance.of("response_rate").value is not None else []
    return "good", (_all(glance, "responders.known", "unique_responses", "actions"), *rate)


def _works(glance: Glance) -> _Answered:
    found: list[Line] = []
    if (flyer := glance.best_flyer()) is not None:
        found.append(_best("works.flyer", flyer))
    if (place := largest(glance.by_booth if glance.event else glance.by_event)) is not None:
        found.append(_best("works.booth" if glance.event else "works.event", place))
    for figure in ("handed_out", "visits"):
        if (hour := largest(glance.hours_of(figure))) is not None:
            found.append(_say(f"works.hour_{figure}", hour=hour.name[11:16], figure=hour.stated))
            break
    return ("good", tuple(found)) if found else _unknown("works")


def _best(key: str, part: Part) -> Line:
    assert part.row is not None
    return _say(key, name=part.row, figure=part.stated)


def _came(glance: Glance) -> _Answered:
    figures = glance.figures
    seen = [_all(glance, "came.seen", "head_count")] if glance.event and glance.number("head_count") else []
    if not figures.visits:
        return ("good", tuple(seen)) if seen else _unknown("came")
    persons = _all(glance, "came.persons", "persons") if figures.persons is not None else _say("came.nobody_named")
    return "good", (_all(glance, "came.visits", "visits"), persons, *seen)


def _liked(glance: Glance) -> _Answered:
    return ("good", (_all(glance, "liked.known", "feedback", "satisfied"),)) if glance.number("feedback") else _unknown("liked")


def _consulted(glance: Glance) -> _Answered:
    figures = glance.figures
    if not figures.consultations:
        return _unknown("consulted")
    topics = [(topic, count) for topic, count in figures.topics.most_common(1) if topic and count]
    more = [_say("consulted.topic", topic=f"topic.{topic}", figure=glance.of("topics", detail=topic)) for topic, _count in topics]
    return "good", (_all(glance, "consulted.known", "consultations", "consulted_persons"), *more)


def _volunteers(glance: Glance) -> _Answered:
    if not glance.number("staff"):
        return _unknown("volunteers")
    lines = [_all(glance, "volunteers.known", "staff")]
    lines += [_all(glance, "volunteers.hours", "service_hours")] if glance.of("service_hours").value else [_say("volunteers.no_hours")]
    lines += [_all(glance, "volunteers.on_duty", "on_duty")] if glance.number("on_duty") else []
    missing = glance.number("missing")
    lines += [_all(glance, "volunteers.missing", "missing")] if missing else [_say("volunteers.all_came")] if glance.all_came else []
    lines += [_all(glance, "volunteers.new", "new_volunteers")] if glance.figures.new_volunteers else []
    return "open" if missing or (glance.number("on_duty") and not glance.is_going_on) else "good", tuple(lines)


def _wishes(glance: Glance) -> _Answered:
    figures = glance.figures
    if not figures.wishes:
        return _unknown("wishes")
    done = figures.wishes_delivered >= figures.wishes
    more = [_all(glance, "wishes.days", "wish_median_days")] if figures.wish_median_days is not None else []
    return "good" if done else "open", (_all(glance, "wishes.known", "wishes", "wishes_claimed", "wishes_delivered"), *more)


def _referrals(glance: Glance) -> _Answered:
    said = glance.scope.published.figures
    if "referrals" not in said:
        return _unknown("referrals")
    lines = [_all(glance, "referrals.known", "referrals")]
    if "tips" in said:
        tips, contacted = (Stated(glance.address.of("referrals", detail=name), said[name]) for name in ("tips", "contacted"))
        lines.append(_say("referrals.tips", tips=tips, contacted=contacted))
    hidden = any(isinstance(value, Hidden | AtLeast) for value in said.values())
    return "good", (*lines, *([_say("referrals.why")] if hidden else []))


def _cost(glance: Glance) -> _Answered:
    if glance.of("cost").value is None:
        return _unknown("cost")
    names = ("cost_per_handed_out", "cost_per_response", "cost_per_consultation")
    lines = [_all(glance, "cost.known", "cost"), *(_all(glance, f"cost.{name}", name) for name in names if glance.of(name).value is not None)]
    return "good", tuple(lines)


def _trust(glance: Glance) -> _Answered:
    if not glance.number("counted"):
        return _unknown("trust")
    used = [way for way in WAYS if glance.number("counted", detail=way)]
    key = "trust.way_share" if len(used) > 1 else "trust.way"
    ways = [_say(key, way=f"common.method.{way}", figure=glance.of("counted", detail=way), share=glance.of("counted_share", detail=way)) for way in used]
    estimated = glance.figures.estimates.total()
    lines = [*ways, *([_say("trust.estimated")] if estimated else []), _all(glance, "trust.corrections", "corrections")]
    lines += [_say("trust.late")] if glance.late else [_say("trust.heard")] if glance.all_phones_heard else []
    lines += [_say("trust.owing")] if glance.owes_report else []
    return "open" if glance.late or glance.owes_report else "good", tuple(lines)


def _next(glance: Glance) -> _Answered:
    if not glance.advice:
        return _unknown("next")
    lines = [_best("next.material", part) for part in glance.advice[:_MOST_MATERIALS]]
    return "good", (*lines, *([_say("next.more")] if len(glance.advice) > _MOST_MATERIALS else []))


QUESTIONS: Mapping[str, Callable[[Glance], _Answered]] = {
    "adds_up": _adds_up, "share": _share, "responders": _responders, "works": _works, "came": _came, "liked": _liked, "consulted": _consulted,
    "volunteers": _volunteers, "wishes": _wishes, "referrals": _referrals, "cost": _cost, "trust": _trust, "next": _next,
}  # fmt: skip
"""Question → who answers it."""
