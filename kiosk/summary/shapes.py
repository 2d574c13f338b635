"""Three shapes of one organisation's summary: the narrative, the directive brief, and numbered sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kiosk.summary.blocks import Blocks
from kiosk.summary.charts import booths_chart, hours_chart, targets_chart, topics_chart, ways_chart
from kiosk.summary.closing import closing_statements, followed_passage, next_heading, next_passages, say_objectives, step_passages
from kiosk.summary.events import (
    event_passages,
    list_staff,
    say_booths,
    say_called_off,
    say_groups,
    say_item,
    say_media,
    say_outcome,
    say_posts,
    say_projects,
    say_staff,
    say_time_and_place,
)
from kiosk.summary.opening import (
    clauses,
    opening,
    place_purpose,
    say_aims,
    say_basis,
    say_held,
    say_occasion,
    say_organised,
    say_purpose,
    say_theme,
    say_week,
    say_when,
    say_where,
    statements,
)
from kiosk.summary.records import Part, Records
from kiosk.summary.results import (
    result_passages,
    say_attendance,
    say_consultations,
    say_costs,
    say_feedback,
    say_movements,
    say_responses,
    say_sign_ins,
    say_tips,
    say_volunteers,
    say_wall,
    say_wishes,
)
from kiosk.summary.tables import (
    balance_table,
    booth_materials_table,
    groups_table,
    hours_table,
    kinds_table,
    posts_table,
    printing_table,
    responses_table,
)
from kiosk.summary.voice import Passage, Phrase, Voice, capital, spans_of
from printables.report import Chart, Table

Shape = Callable[[Blocks, Records, Part], None]


def narrative(blocks: Blocks, records: Records, part: Part) -> None:
    """Tell it as one text: opening, what was done, what came of it, what comes next; one table at its end."""
    voice = blocks.voice
    blocks.add(opening(voice, records, part))
    blocks.add(passage for passages in done(voice, records, part) for passage in passages)
    blocks.add(result_passages(voice, part))
    blocks.add([Passage("objectives", say_objectives(voice, part) or ())])
    blocks.add(closing_statements(voice, part, "effects", "significance", "problems"))
    blocks.add(next_passages(voice, part))
    blocks.photos(part.held)
    blocks.tables([table(voice, event, blocks.prefix) for event in part.held if len(event.booths) > 1 for table in (balance_table, kinds_table)])


def done(voice: Voice, records: Records, part: Part, *, listed: bool = False) -> list[list[Passage]]:
    """Return what was done: what was posted, then event by event; several are told in their order with time and place.

    ``listed``: each stands under a heading of its own, and who was on duty was said before.
    """
    told = [[Passage("posts", say_posts(voice, part) or ())]]
    if len(part.held) == 1:
        return [*told, event_passages(voice, records.campaign, part, part.held[0], with_staff=not listed), _called_off(voice, part)]
    told.append([Passage("staff", say_staff(voice, part.counted, part.staff) or ())])
    told += [_one_of_several(voice, records, part, place, listed=listed) for place in range(len(part.held))]
    return [*told, _called_off(voice, part)]


def _one_of_several(voice: Voice, records: Records, part: Part, place: int, *, listed: bool) -> list[Passage]:
    event = part.held[place]
    before = part.held[place - 1] if place else None
    first = say_time_and_place(voice, event, before) if listed else say_item(voice, event, before, place + 1)
    counted = Passage(f"event.{event.code}.visits", say_sign_ins(voice, event) or ())
    effects = statements(voice, f"event.{event.code}.effects", part.says("effects", event.id))
    return [*event_passages(voice, records.campaign, part, event, first=first), counted, *effects]


def _called_off(voice: Voice, part: Part) -> list[Passage]:
    return [Passage(f"event.{event.code}.called_off", say_called_off(voice, event) or ()) for event in part.events if not event.is_held]


def brief(blocks: Blocks, records: Records, part: Part) -> None:
    """Report upwards in one page: on which documents, what was held, and point by point what was done."""
    voice = blocks.voice
    aims = say_aims(part)
    purpose = say_purpose(voice, aims)
    before, after = place_purpose(voice, purpose)
    lead = [say_basis(voice, records.campaign), say_occasion(voice, records.campaign), say_theme(voice, records.campaign), before]
    blocks.add([Passage("held", voice.together([say_held(voice, part, lead, year=True), after, spans_of(voice.word("brief.now"))]))])
    blocks.add([] if purpose else statements(voice, "aims", aims))
    several = len(part.held) > 1
    blocks.add(say_outcome(voice, event) for event in part.held if not several)
    points = [(name, phrase) for name, phrase in _points(voice, part) if phrase]
    for place, (name, phrase) in enumerate(points, start=1):
        words = voice.say("brief.point", number=voice.ordinal(place), head=voice.word(f"brief.{name}"), rest=phrase)
        blocks.add([Passage(f"brief.{name}", words)])
    blocks.add(_called_off(voice, part))
    for event in part.held if several else ():
        blocks.add([say_outcome(voice, event), *statements(voice, f"event.{event.code}.effects", part.says("effects", event.id))])
    blocks.add(closing_statements(voice, part, "effects", "significance", "problems"))
    blocks.add(next_passages(voice, part))


def _points(voice: Voice, part: Part) -> Iterable[tuple[str, Phrase]]:
    """Yield the points of a brief with what there is to be told under each."""
    counted, held = part.counted, part.held
    yield "organised", voice.together([say_staff(voice, counted, part.staff), *(say_booths(voice, event) for event in held)])
    yield "published", voice.together([say_posts(voice, part), *say_movements(voice, part), say_responses(voice, counted), say_costs(voice, counted)])
    yield "shown", voice.together([*(phrase for event in held for phrase in say_media(voice, event)), *(say_groups(voice, event) for event in held)])
    yield "attended", voice.together([say_attendance(voice, part), *(say_feedback(voice, event) for event in held)])
    yield "advised", say_consultations(voice, part) or ()
    yield "joined", voice.together([say_volunteers(voice, counted), *(say_projects(voice, event) for event in held)])
    yield "heard", voice.together([say_wall(voice, counted), say_wishes(voice, counted), say_tips(voice, counted)])


def sections(blocks: Blocks, records: Records, part: Part) -> None:
    """Report in numbered sections, with all tables."""
    voice = blocks.voice
    blocks.chapter("background", voice.word("heading.background"), _why(voice, records, part))
    blocks.chapter("basics", voice.word("heading.basics"), _basics(voice, part))
    _done_in_sections(blocks, records, part)
    results = [*result_passages(voice, part), Passage("result.costs", say_costs(voice, part.counted) or ()), Passage("objectives", say_objectives(voice, part) or ())]
    blocks.chapter("results", voice.word("heading.results"), results, _tables(voice, part, blocks.prefix))
    blocks.chapter("effects", voice.word("heading.effects"), closing_statements(voice, part, "effects", "significance"))
    blocks.chapter("problems", voice.word("heading.problems"), closing_statements(voice, part, "problems"))
    blocks.chapter("next", next_heading(voice, part.steps), [followed_passage(voice, part), *step_passages(voice, part)])
    blocks.photos(part.held)


def _why(voice: Voice, records: Records, part: Part) -> list[Passage]:
    """Return the week, its background, and for what and on what grounds the events were held."""
    event = part.held[0].id if len(part.held) == 1 else ""
    background = [*part.says("background"), *(part.says("background", event) if event else ())]
    aims = say_aims(part)
    purpose = say_purpose(voice, aims)
    before, after = place_purpose(voice, purpose)
    lead = [say_occasion(voice, records.campaign) if not background else None, before, say_basis(voice, records.campaign)]
    held = voice.together([capital(clauses(voice, lead, say_organised(voice, part))), after]) if part.held else ()
    return [
        Passage("week", say_week(voice, records.campaign)), *statements(voice, "background", background), Passage("held", held),
        *([] if purpose else statements(voice, "aims", aims)),
    ]  # fmt: skip


def _basics(voice: Voice, part: Part) -> list[Passage]:
    """Return when, where, by whom and with whom, as a list."""
    held = part.held
    if not held:
        return []
    days = [event.starts.date() for event in held]
    when = say_when(voice, held[0], year=True) if len(held) == 1 else voice.days(min(days), max(days), year=True)
    where = voice.list(dict.fromkeys("".join(span.text for span in say_where(voice, event, bare=True)) for event in held), "and")
    partners = list(dict.fromkeys(voice.text(name) for event in held for name in event.partners))
    items = [
        ("time", spans_of(when)), ("place", where), ("organisers", spans_of(voice.text(part.organisation.name))), ("partners", voice.list(partners)),
        ("people", list_staff(voice, part.counted, part.staff)),
    ]  # fmt: skip
    return [Passage(f"basics.{name}", voice.say(f"basics.{name}", said=said), "item") for name, said in items if said]


def _done_in_sections(blocks: Blocks, records: Records, part: Part) -> None:
    voice, told = blocks.voice, done(blocks.voice, records, part, listed=True)
    if not any(passage.text.strip() for passages in told for passage in passages):
        return
    blocks.heading("done", voice.word("heading.done"))
    if len(part.held) == 1:
        blocks.add(passage for passages in told for passage in passages)
        return
    posts, _, *events, off = told
    blocks.add(posts)
    for event, passages in zip(part.held, events, strict=True):
        blocks.heading(f"done.{event.code}", voice.text(event.title), 2)
        blocks.add(passages)
    blocks.add(off)


def _tables(voice: Voice, part: Part, prefix: str) -> list[Table | Chart | None]:
    per_event = [
        table(voice, event, prefix)
        for event in part.held
        for table in (booths_chart, balance_table, kinds_table, booth_materials_table, hours_chart, hours_table, responses_table, printing_table, groups_table)
    ]
    return [*per_event, posts_table(voice, part, prefix), ways_chart(voice, part, prefix), topics_chart(voice, part, prefix), targets_chart(voice, part, prefix)]


SHAPES: dict[str, Shape] = {"narrative": narrative, "brief": brief, "sections": sections}
