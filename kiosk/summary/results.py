"""The results in figures: who came, what was handed out, asked, registered, wished and read; each figure as the tallies have it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from kiosk.figures.measures import COSTS
from kiosk.figures.suppression import AtLeast, Hidden
from kiosk.summary.records import Counted, Event, Figure, Material, Part
from kiosk.summary.voice import Passage, Phrase, Voice, spans_of
from kiosk.volunteers import MINOR

SIGNED_IN_BY = ("paper", "self", "volunteer")
"""How somebody signed in, in the order in which that is told."""
_MOST_KINDS = 6
"""So many kinds of printed matter are told in a sentence; more are left to the table."""


def result_passages(voice: Voice, part: Part) -> list[Passage]:
    """Return the results of a part, a paragraph for each matter."""
    counted = part.counted
    opinions = [say_feedback(voice, event) for event in part.held] if len(part.held) == 1 else []
    return [
        Passage("result.attendance", voice.together([say_attendance(voice, part), *opinions])),
        Passage("result.materials", voice.together([*say_movements(voice, part), say_responses(voice, counted)])),
        Passage("result.consultations", say_consultations(voice, part) or ()),
        Passage("result.volunteers", say_volunteers(voice, counted) or ()),
        Passage("result.wall", voice.together([say_wall(voice, counted), say_wishes(voice, counted)])),
        Passage("result.referrals", say_tips(voice, counted) or ()),
    ]


def say_attendance(voice: Voice, part: Part) -> Phrase:
    """Say how many signed in, how many persons they are, and beside it what somebody estimated."""
    counted, held = part.counted, part.held
    seen = _say_seen(voice, held[0]) if len(held) == 1 else None
    visits = counted.of("visits")
    if not visits:
        return seen or ()
    if len(held) < 2:
        return voice.together([voice.sentence("result.visits", visits.number, n=voice.count("visits", visits), how=_say_methods(voice, counted)), _say_persons(voice, counted), seen])
    events = voice.count("events", counted.other("events", len(held)))
    return voice.together([voice.sentence("result.visits_in_all", visits.number, n=voice.count("visits", visits), events=events), _say_persons(voice, counted)])


def say_sign_ins(voice: Voice, event: Event) -> Phrase | None:
    """Say how many signed in at one of several events, and what was seen there."""
    visits = event.counted.of("visits")
    signed = voice.sentence("result.signed_in", visits.number, n=voice.count("visits", visits), how=_say_methods(voice, event.counted)) if visits else None
    return voice.together([signed, _say_seen(voice, event), say_feedback(voice, event)])


def _say_methods(voice: Voice, counted: Counted) -> Phrase:
    methods = [name for name in SIGNED_IN_BY if counted.by("visits_by", name)]
    if len(methods) < 2:
        return ()
    return voice.say("result.how", how=voice.list([voice.count(f"method.{name}", counted.by("visits_by", name)) for name in methods]))


def _say_persons(voice: Voice, counted: Counted) -> Phrase | None:
    """Say how many persons that were: only of visits that can be told apart, and only where it is another number."""
    persons, visits = counted.of("persons"), counted.figures.visits
    if persons.value is None or counted.identified < visits or persons.number >= visits:
        return None
    again = counted.other("repeat_visits", visits - persons.number)
    return voice.sentence("result.persons", persons.number, n=voice.count("persons", persons), again=voice.count("visits", again))


def _say_seen(voice: Voice, event: Event) -> Phrase | None:
    seen = event.head_count
    if seen is None:
        return None
    figure = event.counted.other("head_count", seen.people)
    key = ("result.seen_about" if seen.is_estimate else "result.seen") + ("" if event.counted.of("visits") else "_alone")
    return voice.sentence(key, seen.people, n=voice.count("persons", figure, exact=seen.is_estimate))


def say_feedback(voice: Voice, event: Event) -> Phrase | None:
    """Say how many gave their opinion and were satisfied."""
    if not event.answers:
        return None
    n = voice.count("persons", event.counted.other("feedback", event.answers))
    if event.satisfied in (0, event.answers):
        return voice.sentence("result.feedback_all" if event.satisfied else "result.feedback_none", event.answers, n=n)
    return voice.sentence("result.feedback", event.answers, n=n, satisfied=voice.number(event.counted.other("satisfied", event.satisfied)))


def say_movements(voice: Voice, part: Part) -> list[Phrase | None]:
    """Say what became of the printed matter: handed out, come back, spoiled, missing or not measurable, never issued."""
    return [say_chain(voice, part), say_balance(voice, part), say_unmeasured(voice, part), say_never_issued(voice, part)]


def say_chain(voice: Voice, part: Part) -> Phrase | None:
    """Say how many were printed, issued and handed out, and of which kind; fewer than none (more came back than went out) is no hand-out."""
    counted = part.counted
    handed = counted.of("handed_out")
    if handed.number <= 0:
        return None
    only = _only_kind(part)
    whole, rest = _units(only)
    what = voice.say("result.what_single", what=say_material(voice, only)) if only else voice.say("result.what_any")
    said = {"handed": voice.count(rest, handed), "what": what, "kinds": () if only else _say_kinds(voice, part)}
    printed, issued = counted.of("printed"), counted.of("issued")
    if printed.number == issued.number > 0:
        return voice.sentence("result.chain_all", printed.number, **said, printed=voice.count(whole, printed))
    if printed and issued:
        return voice.sentence("result.chain", printed.number, **said, printed=voice.count(whole, printed), issued=voice.count(rest, issued))
    if issued:
        return voice.sentence("result.chain_issued", issued.number, **said, issued=voice.count(whole, issued))
    return voice.sentence("result.chain_handed", handed.number, **(said | {"handed": voice.count(whole, handed)}))


def _units(only: Material | None) -> tuple[str, str]:
    """Return the measure words of the printed matter, with its noun and after it: a flyer's 份, a banner's 條, a gift's 件; of several kinds together 份."""
    return (f"matter.{only.kind}", f"matter_rest.{only.kind}") if only else ("copies", "rest")


def _only_kind(part: Part) -> Material | None:
    """Return the one printed thing that it was all about; None where anything else was printed or moved, however little."""
    materials = list(islice((material for event in part.held for material in event.materials), 2))
    if len(materials) != 1:
        return None
    [only] = materials
    return only if all(only.counted.of(name).value == part.counted.of(name).value for name in ("printed", "issued", "handed_out")) else None


def _say_kinds(voice: Voice, part: Part) -> Phrase:
    moved = (material for event in part.held for material in event.materials if material.counted.of("handed_out").number > 0)
    materials = list(islice(moved, _MOST_KINDS + 1))
    if not materials or len(materials) > _MOST_KINDS:
        return ()
    listed = voice.list([voice.say("result.kind", what=say_material(voice, each), n=voice.count(f"matter_rest.{each.kind}", each.counted.of("handed_out"))) for each in materials])
    return voice.say("result.kinds", kinds=listed)


def say_material(voice: Voice, material: Material) -> Phrase:
    """Say what a printed thing is called and is: 《什麼是社會工作》宣傳單."""
    return voice.say(f"material.{material.kind}", title=voice.text(material.title))


def say_balance(voice: Voice, part: Part) -> Phrase | None:
    """Say what came back, was spoiled or is missing, never rounded: it is what the books must show; that all adds up only where it was measured."""
    counted, rest = part.counted, _units(_only_kind(part))[1]
    pieces = [
        voice.say(f"result.{name}", counted.of(name).number, n=voice.count(rest, counted.of(name), exact=True))
        for name in ("returned", "spoiled", "unaccounted") if counted.of(name).number > 0
    ]  # fmt: skip
    too_many: list[Phrase] = []
    for name, figure in (("over", "unaccounted"), ("over_returned", "handed_out")):
        below = counted.of(figure)
        if below.number < 0:
            too_many.append(voice.sentence(f"result.{name}", n=voice.count(rest, below, exact=True)))
    balanced = counted.of("unaccounted").value == 0 and not counted.figures.unmeasured and not too_many
    count = voice.sentence("result.balance_even" if balanced else "result.balance", pieces=voice.list(pieces, "clauses")) if pieces else None
    return voice.together([count, *too_many]) or None


def say_unmeasured(voice: Voice, part: Part) -> Phrase | None:
    """Say where hand-outs were counted out and in, so that a difference cannot be measured."""
    count, all_of_it = part.counted.figures.unmeasured, part.counted.of("unaccounted").value is None
    if not count or not part.counted.of("issued") or part.counted.of("handed_out").number < 0:
        return None
    if all_of_it:
        return voice.sentence("result.out_and_in")
    return voice.sentence("result.partly_out_and_in", count, n=voice.count("places", part.counted.other("unmeasured", count)))


def say_never_issued(voice: Voice, part: Part) -> Phrase | None:
    """Say how many stayed in the store."""
    left = part.counted.of("never_issued")
    return voice.sentence("result.never_issued", left.number, n=voice.count(_units(_only_kind(part))[1], left, exact=True)) if left else None


def say_responses(voice: Voice, counted: Counted) -> Phrase | None:
    """Say how often the codes on the flyers were scanned, by how many, and what they did then."""
    scans = counted.of("responses")
    if not scans:
        return None
    said = {"scans": voice.count("scans", scans), "unique": voice.count("people", counted.of("unique_responses"))}
    actions = counted.of("actions")
    if not actions:
        return voice.sentence("result.responses", scans.number, **said)
    return voice.sentence("result.responses_and_actions", scans.number, **said, actions=voice.count("times", actions))


def say_costs(voice: Voice, counted: Counted) -> Phrase | None:
    """Say what the printing cost, in all and per result; only where every price is on record."""
    total = counted.money("cost")
    if total is None or not total.amount:
        return None
    each = [voice.say(f"result.{name}", n=voice.money(money)) for name in list(COSTS)[1:] if (money := counted.money(name)) is not None]
    per = voice.say("result.costs_per", each=voice.list(each)) if each else ()
    return voice.sentence("result.costs", total=voice.money(total), per=per)


def say_consultations(voice: Voice, part: Part) -> Phrase | None:
    """Say how many asked for advice, about what, and what came of it."""
    counted = part.counted
    total = counted.of("consultations")
    if not total:
        return None
    persons = counted.of("consulted_persons")
    key = "result.consultations" + ("_persons" if persons and persons.number < total.number else "")
    said = {"persons": voice.count("persons", persons)} if key.endswith("persons") else {}
    return voice.together([
        voice.sentence(key, total.number, n=voice.count("consultations", total), topics=_say_topics(voice, part), **said), _say_outcomes(voice, counted),
    ])  # fmt: skip


def _say_topics(voice: Voice, part: Part) -> Phrase:
    known = topics_of(voice, part)
    if len(known) == 1 and known[0][1].value == part.counted.of("consultations").value:
        return voice.say("result.topics_all", part.counted.of("consultations").number, topic=known[0][0])
    listed = [voice.say("result.topic", topic=topic, n=voice.count("topic", figure)) for topic, figure in known]
    return voice.say("result.topics", topics=voice.list(listed)) if listed else ()


def topics_of(voice: Voice, part: Part) -> list[tuple[str, Figure]]:
    """Return about what people asked for advice and how often, the most frequent first."""
    names = {topic: typed for event in part.events for topic, typed in event.topics.items()}
    counted = sorted(part.counted.figures.topics.items(), key=lambda each: -each[1])
    return [(voice.text(names[topic]) if topic in names else topic, part.counted.by("topics", topic)) for topic, n in counted if topic and n > 0]


def _say_outcomes(voice: Voice, counted: Counted) -> Phrase | None:
    """Say what came of the consultations as it may be published, and how many of them were referred where that is not one of the outcomes."""
    listed = [
        voice.say(f"result.outcome.{name}", n=voice.count("consulted", counted.by("outcomes", name))) for name in counted.published.outcomes
    ]
    if not listed:
        return _say_referred(voice, counted, "result.referrals")
    referred = () if "referred" in counted.published.outcomes else _say_referred(voice, counted, "result.of_them_referred") or ()
    return voice.sentence("result.outcomes", outcomes=voice.list(listed, "and"), referred=referred)


def say_volunteers(voice: Voice, counted: Counted) -> Phrase | None:
    """Say how many registered, how many of them are new, and how many are minors."""
    new = counted.of("new_volunteers")
    if not new:
        return None
    minors, registrations = counted.by("ages", MINOR), counted.of("registrations")
    said = {"new": voice.count("new_volunteers", new), "minors": voice.say("result.minors", minors.number, n=voice.count("young", minors)) if minors else ()}
    if registrations.number == new.number:
        return voice.sentence("result.volunteers", new.number, **said)
    return voice.sentence("result.volunteers_checked", new.number, **said, n=voice.count("registrations", registrations))


def say_wall(voice: Voice, counted: Counted) -> Phrase | None:
    """Say how many notes were left on the wall, by sort."""
    notes = counted.of("notes")
    if not notes:
        return None
    sorts = [name for name in ("message", "hope", "improvement") if counted.by("notes_by_sort", name)]
    listed = voice.list([voice.count(f"sort.{name}", counted.by("notes_by_sort", name)) for name in sorts])
    return voice.sentence("result.wall", notes.number, n=voice.count("notes", notes), sorts=voice.say("result.sorts", sorts=listed) if len(sorts) > 1 else ())


def say_wishes(voice: Voice, counted: Counted) -> Phrase | None:
    """Say how many wishes there were, and what became of them."""
    wishes = counted.of("wishes")
    if not wishes:
        return None
    steps = [voice.say(f"result.{name}", counted.of(name).number, n=voice.count("wish", counted.of(name))) for name in ("wishes_claimed", "wishes_delivered") if counted.of(name)]
    became = voice.say("result.wish_steps", steps=voice.list(steps, "and")) if steps else ()
    return voice.sentence("result.wishes" if counted.of("notes") else "result.wishes_alone", wishes.number, n=voice.count("wishes", wishes), became=became)


def _say_referred(voice: Voice, counted: Counted, key: str) -> Phrase | None:
    """Say how many of those who asked were referred, where no tips came in beside them, as far as it may be published."""
    referred = counted.public("referrals")
    if referred is None or counted.public("tips") is not None or referred.value in (0, Hidden.WITHHELD):
        return None
    return voice.say(key, referred.number, n=voice.count("tip_persons", referred))


def _say_bound(voice: Voice, figures: Mapping[str, Figure]) -> Phrase | None:
    """Say why a figure is only what it is at least."""
    names = [spans_of(voice.word(f"result.withheld_name.{name}")) for name, figure in figures.items() if isinstance(figure.value, AtLeast)]
    return voice.sentence("result.at_least", names=voice.list(names)) if names else None


def say_tips(voice: Voice, counted: Counted) -> Phrase | None:
    """Say what became of the tips about people in difficulty, as far as it may be published."""
    if counted.public("tips") is None:
        return None
    figures = {name: figure for name in ("tips", "contacted", "consented", "referrals", "visits") if (figure := counted.public(name)) is not None}
    said = {name: figure for name, figure in figures.items() if figure.value is not Hidden.WITHHELD and figure.value != 0}
    sentences: list[Phrase | None] = []
    with_advice = bool(counted.of("consultations"))  # then some of the referred had asked for advice, and no tip named them
    if "tips" in said:
        names = [name for name in ("contacted", "consented", "referrals", "visits") if name in said and not (with_advice and name == "referrals")]
        steps = [voice.say(f"result.tip.{name}", said[name].number, n=voice.count("tip_persons", said[name])) for name in names]
        became = voice.say("result.tip.steps", steps=voice.list(steps, "clauses")) if steps else ()
        sentences.append(voice.sentence("result.tips", said["tips"].number, n=voice.count("tips", said["tips"]), steps=became))
    if with_advice and "referrals" in said:
        sentences.append(voice.sentence("result.referred_in_all", said["referrals"].number, n=voice.count("tip_persons", said["referrals"])))
    withheld = [spans_of(voice.word(f"result.withheld_name.{name}")) for name, figure in figures.items() if figure.value is Hidden.WITHHELD]
    if withheld:
        sentences.append(voice.sentence("result.withheld", names=voice.list(withheld)))
    sentences.append(_say_bound(voice, figures))
    return voice.together(sentences) or None
