"""How a summary ends: goals reached, effects and significance, problems, next steps, and what is no measurement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kiosk.summary.opening import statements
from kiosk.summary.records import NextStep, Objective, Part
from kiosk.summary.voice import Passage, Phrase, Voice, bare, lower, spans_of

UNITS = {
    "events": "events", "visits": "visits", "persons": "persons", "handed_out": "copies", "printed": "copies", "unique_responses": "people", "actions": "action_total",
    "consultations": "consultations", "consulted_persons": "persons", "new_volunteers": "volunteers", "groups": "groups", "performers": "performers",
    "notes": "notes", "wishes_claimed": "wishes", "wishes_delivered": "wishes", "posts": "posts", "reads": "read_total",
}  # fmt: skip
"""The measure word of what an objective is measured by."""


def say_objectives(voice: Voice, part: Part) -> Phrase | None:
    """Say which goals were reached, with what there is now; what several organisations answered to one goal together, each by its name."""
    asked: dict[tuple[str, object], list[Objective]] = defaultdict(list)
    for place, each in enumerate(part.objectives):
        asked[voice.bare(each.text), "typed" if each.actual is None else place].append(each)
    said = [phrase for (goal, _), each in asked.items() if (phrase := _say_figure(voice, goal, each[0]) or _say_typed(voice, goal, each))]
    return voice.sentence("closing.objectives", len(said), items=voice.list(said, "and_so")) if said else None


def _say_figure(voice: Voice, goal: str, objective: Objective) -> Phrase | None:
    if objective.actual is None:
        return None
    key = {True: "reached", False: "not_reached", None: "stands"}[objective.is_reached]
    said = voice.say(f"closing.{key}", goal=goal, actual=voice.count(UNITS[objective.indicator], objective.actual, exact=True))
    return said if objective.by is None else voice.say("closing.objective_of", said=said, organisation=voice.text(objective.by))


def _say_typed(voice: Voice, goal: str, answers: Sequence[Objective]) -> Phrase | None:
    said = [_say_answer(voice, each) for each in answers if each.typed]
    return voice.say("closing.objective_typed", goal=goal, actual=voice.list(said, "clauses")) if said else None


def _say_answer(voice: Voice, objective: Objective) -> Phrase:
    actual = bare(objective.typed)
    return spans_of(actual) if objective.by is None else voice.say("closing.objective_answer", organisation=voice.text(objective.by), actual=actual)


def next_passages(voice: Voice, part: Part, *, named: bool = False) -> list[Passage]:
    """Return what was done since, and what is still to come; ``named``: by its name, as one of several."""
    code = f".{part.organisation.code}" if named else ""
    done, open_ = [step for step in part.steps if step.done_on], [step for step in part.steps if not step.done_on]
    return [
        Passage(f"followed{code}", _say_steps(voice, part, done, "followed", named=named) or ()),
        Passage(f"next{code}", _say_steps(voice, part, open_, "next", named=named) or ()),
    ]


def _say_steps(voice: Voice, part: Part, steps: Sequence[NextStep], key: str, *, named: bool) -> Phrase | None:
    if not steps:
        return None
    items = [_say_step(voice, step) for step in steps]
    refers = voice.say("opening.organisation", name=voice.text(part.organisation.name)) if named else spans_of(part.organisation.refers[voice.language])
    if len(items) == 1:
        return voice.sentence(f"closing.{key}_single", self=refers, item=items[0])
    numbered = [voice.say("closing.numbered", number=voice.ordinal(place), item=item) for place, item in enumerate(items, start=1)]
    return voice.sentence(f"closing.{key}", self=refers, items=voice.list(numbered, "semicolon"))


def _say_step(voice: Voice, step: NextStep) -> Phrase:
    return _with_more(voice, step, lower(voice.bare(step.text)))


def step_passages(voice: Voice, part: Part) -> list[Passage]:
    """Return what is still to come as a list, for the shape in numbered sections; what was done since is told by ``next_passages``."""
    open_ = [step for step in part.steps if not step.done_on]
    return [Passage(f"next.{step.code}", voice.say("closing.step_item", step=_with_more(voice, step, voice.bare(step.text))), "item") for step in open_]


def next_heading(voice: Voice, steps: Sequence[NextStep]) -> str:
    """Return the heading over steps: what was done already is no next step."""
    done, open_ = any(step.done_on for step in steps), any(not step.done_on for step in steps)
    return voice.word("heading." + ("followed_and_next" if done and open_ else "followed" if done else "next"))


def followed_passage(voice: Voice, part: Part, *, named: bool = False) -> Passage:
    """Return what was done since."""
    return next_passages(voice, part, named=named)[0]


def _with_more(voice: Voice, step: NextStep, words: str) -> Phrase:
    """Say a step with who sees to it and until when."""
    when = voice.say("closing.done_on", day=voice.day(step.done_on)) if step.done_on else voice.say("closing.due", day=voice.day(step.due)) if step.due else ()
    parts = [*([spans_of(voice.text(step.owner))] if step.owner else []), *([when] if when else [])]
    return voice.say("closing.step_more", step=words, parts=voice.list(parts, "within")) if parts else voice.say("closing.step", step=words)


def closing_statements(voice: Voice, part: Part, *kinds: str, everywhere: bool = False) -> list[Passage]:
    """Return what is said of effects, significance or problems: of the events first, of the whole last; of several events, the effects of each
    stand where it is told, unless ``everywhere``."""
    passages: list[Passage] = []
    alone = everywhere or len(part.held) == 1
    for kind in kinds:
        for event in part.events:
            if alone or kind != "effects":
                passages += statements(voice, kind, part.says(kind, event.id))
        passages += statements(voice, kind, part.says(kind))
    return passages
