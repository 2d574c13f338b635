"""Several organisations in one document: the consolidated summary of a campaign, and the compendium of everybody's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.summary.blocks import Blocks
from kiosk.summary.charts import targets_chart, topics_chart, ways_chart
from kiosk.summary.closing import closing_statements, followed_passage, next_heading, next_passages, say_objectives, step_passages
from kiosk.summary.events import say_called_off, say_groups, say_outcome, say_posts, say_staff, say_titles
from kiosk.summary.opening import clauses, say_basis, say_held, say_occasion, say_theme, say_week, statements
from kiosk.summary.records import Event, Part, Records
from kiosk.summary.results import result_passages, say_costs
from kiosk.summary.shapes import SHAPES
from kiosk.summary.tables import materials_table, parts_table, posts_table
from kiosk.summary.voice import Passage, Phrase, Voice, capital, spans_of

_HIGHLIGHTS = (("visits", "visits"), ("handed_out", "copies"), ("consultations", "consultations"), ("new_volunteers", "new_volunteers"), ("notes", "notes"), ("wishes_delivered", "wishes"))
"""What is told of each organisation in the consolidated summary, with its measure word."""


def joint_narrative(blocks: Blocks, records: Records) -> None:
    """Tell of all organisations as one text."""
    voice, whole = blocks.voice, records.whole
    blocks.add(_opening(voice, records))
    blocks.add([Passage("staff", say_staff(voice, whole.counted, whole.staff) or ())])
    blocks.add(_part(voice, part) for part in records.parts)
    blocks.add([*result_passages(voice, whole), Passage("posts", say_posts(voice, whole) or ()), Passage("objectives", say_objectives(voice, whole) or ())])
    blocks.add(_closing(voice, records, "effects", "significance", "problems"))
    blocks.add(_next(voice, records))
    blocks.tables([parts_table(voice, whole, records.parts), materials_table(voice, whole, records.parts)])


def joint_brief(blocks: Blocks, records: Records) -> None:
    """Report upwards what all organisations did, in one page."""
    voice, whole = blocks.voice, records.whole
    held = _say_all_held(voice, records, [say_basis(voice, records.campaign), say_occasion(voice, records.campaign), say_theme(voice, records.campaign)], year=True)
    blocks.add([Passage("held", voice.together([held, spans_of(voice.word("brief.now"))]))])
    for place, part in enumerate(records.parts, start=1):
        point = voice.say("closing.numbered", number=voice.ordinal(place), item=_part(voice, part).phrase)
        blocks.add([Passage(f"part.{part.organisation.code}", capital(point))])
    blocks.add([*_results(voice, records), Passage("posts", say_posts(voice, whole) or ())])
    blocks.add(_next(voice, records))


def joint_sections(blocks: Blocks, records: Records) -> None:
    """Report of all organisations in numbered sections, with tables."""
    voice, whole = blocks.voice, records.whole
    blocks.chapter("background", voice.word("heading.background"), _opening(voice, records))
    blocks.heading("parts", voice.word("heading.parts"))
    for part in records.parts:
        blocks.heading(f"part.{part.organisation.code}.title", voice.text(part.organisation.name), 2)
        blocks.add([_part(voice, part), *(passage for event in part.held for passage in _told(voice, part, event))])
    results = [Passage("staff", say_staff(voice, whole.counted, whole.staff) or ()), *_results(voice, records), Passage("posts", say_posts(voice, whole) or ())]
    tables = [parts_table(voice, whole, records.parts), materials_table(voice, whole, records.parts), posts_table(voice, whole), *(chart(voice, whole) for chart in (ways_chart, topics_chart, targets_chart))]
    blocks.chapter("results", voice.word("heading.results"), [*results, Passage("objectives", say_objectives(voice, whole) or ())], tables)
    blocks.chapter("effects", voice.word("heading.effects"), _closing(voice, records, "effects", "significance"))
    blocks.chapter("problems", voice.word("heading.problems"), _closing(voice, records, "problems"))
    blocks.chapter("next", next_heading(voice, [step for part in records.parts for step in part.steps]), [passage for part in records.parts for passage in _steps_of(voice, part)])


def _results(voice: Voice, records: Records) -> list[Passage]:
    return [*result_passages(voice, records.whole), Passage("result.costs", _say_costs(voice, records) or ())]


def _say_costs(voice: Voice, records: Records) -> Phrase | None:
    """Say what the printing for all events cost, each counted once; where some recorded no price, only what those cost that did."""
    if whole := say_costs(voice, records.whole.counted):
        return whole
    known = [(part.organisation, money) for part in records.parts if (money := part.counted.money("cost")) is not None]
    each = [voice.say("joint.costs_of", organisation=voice.text(organisation.name), total=voice.money(money)) for organisation, money in known]
    return voice.sentence("joint.costs_in_parts", pieces=voice.list(each)) if each else None


def _opening(voice: Voice, records: Records) -> list[Passage]:
    """Return the week, what the office says of it, and who held how much; what is said already is not generated again."""
    whole, campaign = records.whole, records.campaign
    background = whole.says("background")
    lead = [say_occasion(voice, campaign), say_basis(voice, campaign)]
    held = voice.together([_say_all_held(voice, records, lead), spans_of(voice.word("opening.now"))]) if whole.held else ()
    week = [] if background else [Passage("week", say_week(voice, campaign))]
    return [*week, *statements(voice, "background", background), Passage("held", held), *statements(voice, "aims", whole.says("aims"))]


def _say_all_held(voice: Voice, records: Records, lead: list[Phrase | None], *, year: bool = False) -> Phrase:
    held, counted = records.whole.held, records.whole.counted
    if not held:
        return ()
    days = [event.starts.date() for event in held]
    rest = voice.say(
        "joint.held", span=voice.during(min(days), max(days), year=year), organisations=voice.names([voice.say("opening.organisation", name=voice.text(part.organisation.name)) for part in records.parts]),
        n=voice.count("organisations", counted.other("organisations", len(records.parts))), events=voice.count("events", counted.other("events", len(held))),
    )  # fmt: skip
    return capital(clauses(voice, lead, rest))


def _part(voice: Voice, part: Part) -> Passage:
    """Return one organisation's share: what it held, what came of it, and what was called off."""
    told = [voice.say(f"joint.{name}", part.counted.of(name).number, n=voice.count(unit, part.counted.of(name))) for name, unit in _HIGHLIGHTS if part.counted.of(name).number > 0]
    results = voice.sentence("joint.results", pieces=voice.list(told, "clauses")) if told else None
    off = [say_called_off(voice, event) for event in part.events if not event.is_held]
    said = voice.together([say_held(voice, part, [], named=True), results, *off])
    if said and not part.held:
        said = voice.say("joint.says", organisation=voice.text(part.organisation.name), text=said)
    return Passage(f"part.{part.organisation.code}", said)


def _told(voice: Voice, part: Part, event: Event) -> list[Passage]:
    """Return what was shown at one event, what was done and who came on stage."""
    of = f"part.{part.organisation.code}"
    return [
        Passage(f"{of}.shown.{event.code}", say_titles(voice, event)),
        replace(say_outcome(voice, event), key=f"{of}.outcome.{event.code}"),
        Passage(f"{of}.stage.{event.code}", say_groups(voice, event) or ()),
    ]


def _closing(voice: Voice, records: Records, *kinds: str) -> list[Passage]:
    """Return what the organisations say, each in one paragraph after its name, and at the end what the office says of the whole."""
    passages = []
    for part in records.parts:
        if said := closing_statements(voice, part, *kinds, everywhere=True):
            phrase = voice.say("joint.says", organisation=voice.text(part.organisation.name), text=voice.together(each.phrase for each in said))
            passages.append(replace(said[0], key=f"part.{part.organisation.code}.{kinds[0]}", phrase=phrase))
    own = [each for kind in kinds for each in records.whole.says(kind)]
    return [*passages, *(passage for each in own for passage in statements(voice, each.kind, [each]))]


def _next(voice: Voice, records: Records) -> list[Passage]:
    return [passage for part in records.parts for passage in next_passages(voice, part, named=True)]


def _steps_of(voice: Voice, part: Part) -> list[Passage]:
    """Return what one organisation has done since, and its list of what is still to come, each after its name."""
    name = voice.text(part.organisation.name)
    followed = followed_passage(voice, part, named=True)
    return [followed, *(replace(step, key=f"part.{part.organisation.code}.{step.key}", phrase=voice.say("joint.says", organisation=name, text=step.phrase)) for step in step_passages(voice, part))]


JOINT: dict[str, Callable[[Blocks, Records], None]] = {"narrative": joint_narrative, "brief": joint_brief, "sections": joint_sections}


def compendium(blocks: Blocks, records: Records, shape: str, title: Callable[[Records], str]) -> None:
    """Collect everybody's own summary: a lead, the contents, and each under its number 【1】."""
    voice, whole = blocks.voice, records.whole
    names = voice.names([voice.say("opening.organisation", name=voice.text(part.organisation.name)) for part in records.parts])
    n = voice.count("organisations", whole.counted.other("organisations", len(records.parts)))
    own = voice.together(each.phrase for each in statements(voice, "background", whole.says("background"))) or say_week(voice, records.campaign)
    lead = voice.together([own, voice.sentence("joint.lead", names=names, n=n)])
    blocks.add([Passage("lead", lead, "lead")])
    alone = [replace(records, whole=part, parts=(part,)) for part in records.parts]
    blocks.title("contents", voice.word("heading.contents"))
    titles = [voice.word("joint.numbered", n=str(place), title=title(each)) for place, each in enumerate(alone, start=1)]
    blocks.add(Passage(f"contents.{each.whole.organisation.code}", spans_of(words), "item") for each, words in zip(alone, titles, strict=True))
    for each, words in zip(alone, titles, strict=True):
        code = each.whole.organisation.code
        inner = Blocks(voice, f"{code}/")
        inner.title("title", words)
        SHAPES[shape](inner, each, each.whole)
        blocks.blocks += inner.blocks
