"""What was done at an event: each sentence stands only where its records are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.figures.staffing import Staff
from kiosk.languages import LANGUAGES, text
from kiosk.records import split_words
from kiosk.summary.opening import say_what, say_when, say_where, statements
from kiosk.summary.records import Campaign, Counted, Equipment, Event, Group, Media, Part, Text
from kiosk.summary.voice import Passage, Phrase, Said, Voice, bare, capital, lower, spans_of


def say_staff(voice: Voice, counted: Counted, staff: Staff, *, posted: bool = False) -> Phrase | None:
    """Say how many were on duty, by category, and who joined on the spot; ``posted``: what was posted before was told first."""
    if not staff.total:
        return None
    kinds = [voice.count(f"staff.{kind}", counted.other("staff", count, kind)) for kind, count in staff.by_category.items()]
    handing = _say_handing(voice, counted, staff)
    if len(kinds) == 1:
        said = voice.say("done.staff_single", staff.total, who=kinds[0], handing=handing)
    else:
        total = voice.count("on_duty", counted.other("staff", staff.total))
        said = voice.say("done.staff", staff.total, total=total, kinds=voice.list(kinds), handing=handing)
    return voice.together([voice.sentence("done.on_the_day", rest=said) if posted else capital(said), _say_joined(voice, counted, staff)])


def list_staff(voice: Voice, counted: Counted, staff: Staff) -> Phrase:
    """Return the same as an entry after its label."""
    if not staff.total:
        return ()
    kinds = [voice.count(f"staff.{kind}", counted.other("staff", count, kind)) for kind, count in staff.by_category.items()]
    handing, joined = _say_handing(voice, counted, staff), _say_joined(voice, counted, staff)
    if len(kinds) == 1:
        listed = voice.say("done.staff_listed_single", who=kinds[0], handing=handing)
    else:
        total = voice.count("on_duty", counted.other("staff", staff.total))
        listed = voice.say("done.staff_listed", total=total, kinds=voice.list(kinds), handing=handing)
    return voice.say("done.staff_listed_joined", listed=listed, joined=joined) if joined else listed


def _say_joined(voice: Voice, counted: Counted, staff: Staff) -> Phrase | None:
    if not staff.joined:
        return None
    return voice.sentence("done.joined", staff.joined, n=voice.count("volunteers", counted.other("staff", staff.joined, "joined")))


def _say_handing(voice: Voice, counted: Counted, staff: Staff) -> Phrase:
    if not 0 < staff.handing_out < staff.total:
        return ()
    return voice.say("done.handing", staff.handing_out, n=voice.count("tip_persons", counted.other("staff", staff.handing_out, "handing_out")))


def say_booths(voice: Voice, event: Event) -> Phrase | None:
    """Say where things were handed out, where that was at several places."""
    if len(event.booths) < 2:
        return None
    names = voice.names([voice.text(booth.name) for booth in event.booths])
    return voice.sentence("done.booths", names=names, n=voice.count("booths", event.counted.other("booths", len(event.booths))))


def say_term(voice: Voice, campaign: Campaign, event: Event) -> Phrase | None:
    """Say what the campaign's word in an event's title means."""
    term = next((term for term in campaign.terms if term.title.original in event.title.original), None)
    if term is None:
        return None
    definition = lower(voice.bare(term.definition))
    return voice.sentence("done.term", title=voice.text(term.title), definition=definition)


def say_media(voice: Voice, event: Event) -> list[Phrase]:
    """Say what was shown, who made it, what it tells, and with what it was shown."""
    said = [_say_medium(voice, event, medium) for medium in event.media]
    own = [thing for thing in event.equipment if not thing.is_borrowed]
    if own:
        said.append(voice.sentence("done.equipment_own", len(own), items=_say_things(voice, event, own)))
    for things in _by_lender(event):
        items, lender = _say_things(voice, event, things), _best_typed([thing.lender for thing in things], voice.language)
        said.append(voice.sentence("done.equipment_from", len(things), items=items, lender=voice.text(lender)) if lender else voice.sentence("done.equipment_borrowed", len(things), items=items))
    return said


def _by_lender(event: Event) -> list[list[Equipment]]:
    lent: dict[str, list[Equipment]] = {}
    for thing in event.equipment:
        if thing.is_borrowed:
            lent.setdefault(thing.lender.original, []).append(thing)
    return list(lent.values())


def _best_typed(same: Sequence[Text], language: str) -> Text:
    """Return that one of several records of one name which was typed in this language, if there is one."""
    return next((each for each in same if not each.lacks(language)), same[0])


def _say_things(voice: Voice, event: Event, things: Sequence[Equipment]) -> Phrase:
    return voice.list([_say_thing(voice, event, thing) for thing in things])


def _say_thing(voice: Voice, event: Event, thing: Equipment) -> Phrase:
    item = lower(voice.text(thing.item))
    if thing.count < 2:
        return spans_of(item)
    return voice.say("done.things", item=item, n=voice.number(event.counted.other("equipment", thing.count, thing.code)))


def say_titles(voice: Voice, event: Event) -> Phrase:
    """Say what was shown and who made it, and no more."""
    return voice.together([_say_shown(voice, medium) for medium in event.media])


def _say_shown(voice: Voice, medium: Media) -> Phrase:
    if not medium.producer:
        return voice.sentence(f"done.media.{medium.kind}", title=voice.text(medium.title))
    office = voice.text(medium.office) if medium.office else ""
    maker = voice.say("done.maker", office=office, name=medium.producer) if office else spans_of(medium.producer)
    return voice.sentence(f"done.media.{medium.kind}_by", title=voice.text(medium.title), maker=maker)


def _say_medium(voice: Voice, event: Event, medium: Media) -> Phrase:
    minutes = voice.sentence("done.media_minutes", medium.minutes, n=voice.count("minutes", event.counted.other("media_minutes", medium.minutes, medium.code))) if medium.minutes else None
    story = voice.sentence("done.synopsis", synopsis=lower(_whole(voice.text(medium.synopsis)))) if medium.synopsis else None
    return voice.together([_say_shown(voice, medium), minutes, story])


def _whole(words: str) -> str:
    """Return a text of one or more sentences that surely ends with its full stop."""
    return words if words.rstrip().endswith(("。", "！", "？", ".", "!", "?", "」", "”")) else bare(words) + ("." if words.isascii() else "。")


def say_groups(voice: Voice, event: Event) -> Phrase | None:
    """Say which groups came on stage, with how many, and whether their leaders were there."""
    groups = event.groups
    if not groups:
        return None
    if len(groups) == 1:
        return _say_one_group(voice, event, groups[0])
    figures = event.counted
    names = voice.names([voice.text(group.name) for group in groups])
    acts = sum(1 for slot in event.show.order.slots if slot.partner in event.show.here)
    minutes = event.show.order.minutes
    first = voice.sentence("done.groups", names=names, n=voice.count("groups", figures.of("groups")))
    shown = voice.sentence(
        "done.stage" if minutes else "done.stage_untimed", performers=voice.count("performers", figures.of("performers")), acts=voice.count("acts", figures.other("acts", acts)),
        **({"minutes": voice.count("minutes", figures.other("act_minutes", minutes))} if minutes else {}),
    )  # fmt: skip
    return voice.together([first, _say_filed(voice, event, groups), shown if figures.of("performers") else None])


def _say_filed(voice: Voice, event: Event, groups: Sequence[Group]) -> Phrase | None:
    filed, led = sum(group.is_filed for group in groups), sum(group.leader for group in groups)
    if filed == led == len(groups):
        return voice.sentence("done.filed_and_led")
    parts = [
        voice.say(f"done.{name}", count, n=voice.count("groups", event.counted.other(figure, count)))
        for name, figure, count in (("filed", "filed_groups", filed), ("led", "led_groups", led)) if count
    ]  # fmt: skip
    return voice.sentence("done.of_groups", parts=voice.list(parts, "and")) if parts else None


def _say_one_group(voice: Voice, event: Event, group: Group) -> Phrase:
    performers = event.counted.of("performers")
    said = {"group": spans_of(voice.text(group.name))} | ({"performers": voice.count("performers", performers)} if performers else {})
    key = "done.group_single" if performers else "done.group_alone"
    return voice.sentence(f"{key}_act", **said, act=spans_of(voice.text(group.act))) if group.act else voice.sentence(key, **said)


def say_projects(voice: Voice, event: Event) -> Phrase | None:
    """Say which services volunteers could sign up for, and how many did."""
    if not event.projects:
        return None
    names = voice.list([voice.say("quoted", words=voice.text(project.title)) for project in event.projects], "titles")
    total = sum(project.signed_up for project in event.projects)
    first = voice.sentence("done.projects", len(event.projects), names=names, n=voice.count("projects", event.counted.other("projects", len(event.projects))))
    signed = voice.sentence("done.signed_up", total, n=voice.count("sign_ups", event.counted.other("sign_ups", total))) if total else None
    return voice.together([first, signed])


def say_posts(voice: Voice, part: Part) -> Phrase | None:
    """Say what was posted, where and when, about what, and how often it was read by the last look."""
    posts = part.posts
    if not posts:
        return None
    days = [post.day for post in posts if post.day]
    channels = list(dict.fromkeys(voice.text(post.channel) for post in posts if post.channel))
    span = voice.during(min(days), max(days)) if days else ""
    titles = voice.list([voice.say("quoted_title", words=voice.text(post.title)) for post in posts], "titles")
    key = "done.posts" + ("_on" if span else "") + ("_channel" if channels else "")
    said: dict[str, Said] = {"titles": titles, "n": voice.count("posts", part.counted.other("posts", len(posts)))}
    if span:
        said["span"] = span
    if channels:
        said["channels"] = voice.list(channels)
    first = voice.sentence(key, len(posts), **said)
    return voice.together([first, _say_topics_of_posts(voice, part), _say_reads(voice, part)])


def _say_topics_of_posts(voice: Voice, part: Part) -> Phrase | None:
    topics = list(dict.fromkeys(topic for post in part.posts if post.topics for topic in split_words(voice.text(post.topics))))
    return voice.sentence("done.post_topics", len(part.posts), topics=voice.list(topics)) if topics else None


def _say_reads(voice: Voice, part: Part) -> Phrase | None:
    seen = [post for post in part.posts if post.reads is not None]
    if not seen:
        return None
    reads = part.counted.other("reads", sum(post.reads or 0 for post in seen))
    last = max((post.read_on for post in seen if post.read_on), default=None)
    n = voice.count("reads", reads)
    return voice.sentence("done.reads_by", len(seen), n=n, day=voice.day(last)) if last else voice.sentence("done.reads", len(seen), n=n)


def say_called_off(voice: Voice, event: Event) -> Phrase | None:
    """Say that an event was called off or put off, and why."""
    if event.status not in ("cancelled", "postponed"):
        return None
    said: dict[str, Said] = {"what": say_what(voice, event), "day": voice.day(event.starts.date())}
    reason = _reason_of(voice, event)
    if not reason:
        return voice.sentence(f"done.{event.status}", **said)
    return voice.sentence(f"done.{event.status}_why", **said, reason=reason)


def _reason_of(voice: Voice, event: Event) -> str:
    """Return the reason as words that go on after 因; that a new day was to be announced is no reason."""
    typed = event.reason
    reason = replace(typed, original=_without_open_day(typed.original), variants={language: _without_open_day(words) for language, words in typed.variants.items()})
    words = voice.bare(reason)
    opens = next((each for each in voice.word("done.reason_opens").split() if words.startswith(each)), "")
    return lower(words.removeprefix(opens))


def _without_open_day(reason: str) -> str:
    for language in LANGUAGES:
        reason = bare(reason).removesuffix(bare(text(language, "plan.status.open_day"))).rstrip(" ，")
    return bare(reason)


def event_passages(voice: Voice, campaign: Campaign, part: Part, event: Event, *, first: Phrase = (), with_staff: bool = True) -> list[Passage]:
    """Return what was done at one event: ``first`` says when and where, then what it was about, was shown and brought, each as it is on record."""
    key, several = f"event.{event.code}", len(part.held) > 1
    said = [] if not several else [*part.says("background", event.id), *part.says("aims", event.id)]
    posted = bool(part.posts) and not several
    duty = None if several or not with_staff else say_staff(voice, event.counted, event.staff, posted=posted)
    return [
        Passage(key, voice.together([first or None, say_term(voice, campaign, event), *say_media(voice, event)])),
        Passage(f"{key}.people", voice.together([say_booths(voice, event), duty])),
        say_outcome(voice, event),
        *statements(voice, f"{key}.said", [*said, *part.says("story", event.id)]),
        Passage(f"{key}.stage", say_groups(voice, event) or ()),
        Passage(f"{key}.projects", say_projects(voice, event) or ()),
    ]


def say_outcome(voice: Voice, event: Event) -> Passage:
    """Return what was done there, as the office typed it."""
    return Passage(f"event.{event.code}.outcome", spans_of(voice.text(event.outcome)) if event.outcome else (), "statement")


def say_item(voice: Voice, event: Event, before: Event | None, place: int) -> Phrase:
    """Say the one of several events: 第二項是…，3月21日…在…舉行."""
    same = before is not None and _place_of(before) == _place_of(event)
    ordinal = voice.word(f"ordinal.{place}") if place <= 10 else voice.word("ordinal.more", n=voice.ordinal(place))
    said = {"ordinal": spans_of(ordinal), "what": say_what(voice, event), "when": spans_of(say_when(voice, event))}
    return voice.sentence("done.item_same" if same else "done.item", **said, **({} if same else {"where": say_where(voice, event)}))


def say_time_and_place(voice: Voice, event: Event, before: Event | None) -> Phrase:
    """Say when and where an event was, under a heading that names it."""
    if before is not None and _place_of(before) == _place_of(event):
        return voice.sentence("done.under_same", when=say_when(voice, event))
    return voice.sentence("done.under", when=say_when(voice, event), where=say_where(voice, event))


def _place_of(event: Event) -> tuple[str, str, int]:
    return event.place.original, event.room.original, event.capacity
