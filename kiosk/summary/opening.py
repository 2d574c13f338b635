"""The opening of a summary: the week and its theme, what it is based on, for what purpose, who held what, when, where and with whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk.summary.records import Campaign, Directive, Event, Part, Records, Statement
from kiosk.summary.voice import Passage, Phrase, Said, Voice, capital, lower, spans_of
from kiosk.summary_texts import show_number

_SUFFIXED = ("street", "show", "drive", "online")
_LONGEST_PURPOSE = {"en": 260}
_TELLS = re.compile("了(?!解)")
"""In an aim: it tells what was done (講解了…), which no 為 can stand before."""
_USUAL_LONGEST = 90
"""Of a purpose that still fits into a sentence of its own; a longer one stands alone."""


def say_week(voice: Voice, campaign: Campaign) -> Phrase:
    """Say when the week was, what its theme is and who set it."""
    title = name_of_week(voice, campaign)
    is_week = title.endswith(tuple(voice.word("week_ends").split()))
    key = "opening.week" if is_week else "opening.campaign"
    said: dict[str, Said] = {"span": voice.during(campaign.starts, campaign.ends, year=True)}
    said["week"] = voice.word(f"scope.{campaign.scope or 'none'}", title=title) if is_week else title
    if not campaign.theme:
        return voice.sentence(key, **said)
    said["theme"] = voice.text(campaign.theme)
    if not campaign.theme_by:
        return voice.sentence(f"{key}_theme", **said)
    return voice.sentence(f"{key}_theme_by", **said, by=voice.say("opening.office", name=voice.text(campaign.theme_by)))


def name_of_week(voice: Voice, campaign: Campaign) -> str:
    """Return the campaign's title without the year, which is said with the days."""
    title = voice.text(campaign.title)
    for year in (voice.word("year_of_title", year=str(campaign.starts.year)), str(campaign.starts.year)):
        title = title.removeprefix(year).removesuffix(f" {year}").strip()
    return title or voice.text(campaign.title)


def say_basis(voice: Voice, campaign: Campaign) -> Phrase | None:
    """Say on which documents it is based; documents of one title, sent from office to office, are named together."""
    if not campaign.directives:
        return None
    by_title: dict[str, list[Directive]] = {}
    for directive in campaign.directives:
        by_title.setdefault(directive.title.original, []).append(directive)
    return voice.say("opening.basis", documents=voice.list([_say_documents(voice, each) for each in by_title.values()], "documents"))


def _say_documents(voice: Voice, same: Sequence[Directive]) -> Phrase:
    issuers = voice.list([voice.say("opening.office", name=name) for name in dict.fromkeys(voice.text(each.issuer) for each in same)])
    numbers = [show_number(each.number.said(voice.language)) for each in same if each.number]
    key = "document" + ("_title" if same[0].title else "") + ("_number" if numbers else "")
    said: dict[str, Said] = {"issuers": issuers}
    if same[0].title:
        said["title"] = voice.text(same[0].title)
    if numbers:
        said["numbers"] = voice.list(numbers)
    return voice.say(f"opening.{key}", **said)


def say_purpose(voice: Voice, aims: Sequence[Statement]) -> Phrase | None:
    """Say the aims as a clause: 為弘揚…, To foster …; None where they are no short phrase."""
    if len(aims) != 1:
        return None
    words = voice.bare(aims[0].text)
    alone = tuple(voice.word("aims.alone").split())
    opens = words.startswith("To ") if voice.language == "en" else not words.startswith(alone) and not _TELLS.search(words)
    if not opens or len(words) > _LONGEST_PURPOSE.get(voice.language, _USUAL_LONGEST) or any(mark in words for mark in "。！？"):
        return None
    return voice.say("opening.purpose", aims=lower(words))


def place_purpose(voice: Voice, purpose: Phrase | None) -> tuple[Phrase | None, Phrase | None]:
    """Return the aims as a clause before the main sentence, or as a sentence after it: English would lose its subject behind them."""
    if voice.language != "en" or purpose is None:
        return purpose, None
    return None, voice.sentence("opening.aims", aims=purpose)


def say_aims(part: Part) -> list[Statement]:
    """Return the aims of the whole, and of its event where it is only one."""
    return [*part.says("aims"), *(part.says("aims", part.held[0].id) if len(part.held) == 1 else ())]


def say_theme(voice: Voice, campaign: Campaign) -> Phrase | None:
    """Say under which theme, and who set it, as a clause."""
    if not campaign.theme:
        return None
    theme = voice.text(campaign.theme)
    if not campaign.theme_by:
        return voice.say("opening.theme", theme=theme)
    return voice.say("opening.theme_by", theme=theme, by=voice.say("opening.office", name=voice.text(campaign.theme_by)))


def say_occasion(voice: Voice, campaign: Campaign) -> Phrase | None:
    """Say on which occasion it was held."""
    occasion = voice.text(campaign.occasion) if campaign.occasion else campaign.observance[voice.language]
    return voice.say("opening.occasion", occasion=occasion) if occasion else None


def say_self(voice: Voice, part: Part, *, named: bool = False) -> Phrase:
    """Say who reports, 我旗, or its name among others; with those who held the events together with it."""
    refers = voice.say("opening.organisation", name=voice.text(part.organisation.name)) if named else part.organisation.refers[voice.language]
    partners = list(dict.fromkeys(voice.text(name) for event in part.held for name in event.partners))
    return voice.say("opening.together", self=refers, partners=voice.list(partners)) if partners else spans_of(refers)


def say_held(voice: Voice, part: Part, lead: Sequence[Phrase | None], *, short: bool = False, year: bool = False, named: bool = False) -> Phrase | None:
    """Say what the part held, after its reasons; ``short``: what it was called was said just before;
    ``named``: by its name, as one of several."""
    held = part.held
    if not held:
        return None
    said: dict[str, Said] = {"self": say_self(voice, part, named=named)}
    if len(held) == 1:
        said |= {"when": say_when(voice, held[0], year=year), "where": say_where(voice, held[0])}
        rest = voice.say("opening.held_short", **said) if short else voice.say("opening.held_single", **said, what=say_what(voice, held[0]))
    else:
        rest = _say_held_many(voice, part, said, year=year)
    return capital(clauses(voice, lead, rest))


def _say_held_many(voice: Voice, part: Part, said: dict[str, Said], *, year: bool) -> Phrase:
    held = part.held
    said |= {"span": voice.during(held[0].starts.date(), max(event.starts.date() for event in held), year=year)}
    said |= {"whats": voice.names([say_what(voice, event) for event in held]), "events": voice.count("events", part.counted.other("events", len(held)))}
    if len({event.place.original for event in held}) == 1:
        return voice.say("opening.held_many_at", **said, where=voice.say("where.plain_said", place=voice.text(held[0].place)))
    return voice.say("opening.held_many", **said)


def say_organised(voice: Voice, part: Part) -> Phrase:
    """Say what the part held and no more: when and where is listed after it."""
    said: dict[str, Said] = {"self": say_self(voice, part), "whats": voice.names([say_what(voice, event) for event in part.held])}
    if len(part.held) < 2:
        return voice.say("opening.organised", **said)
    return voice.say("opening.organised_many", **said, events=voice.count("events", part.counted.other("events", len(part.held))))


def clauses(voice: Voice, lead: Sequence[Phrase | None], rest: Phrase) -> Phrase:
    """Set clauses before a sentence, each with its comma."""
    for clause in reversed(lead):
        rest = voice.say("opening.lead", clause=clause, rest=rest) if clause else rest
    return rest


def say_what(voice: Voice, event: Event) -> Phrase:
    """Say what was held: 舉辦三社聯動圖文講座, the event “Street outreach”."""
    title = voice.text(event.title)
    named = event.kind in _SUFFIXED and not title.endswith(voice.word("what.ends"))
    return voice.say("what.activity" if named else "what.own", title=title)


def say_when(voice: Voice, event: Event, *, year: bool = False) -> str:
    """Return the day with its hours."""
    day = voice.day(event.starts.date(), year=year, weekday=True)
    return f"{day}{', ' if voice.language == 'en' else ''}{voice.hours(event.starts, event.ends)}"


def say_where(voice: Voice, event: Event, *, bare: bool = False) -> Phrase:
    """Say the place, with its room and seats; ``bare``: as an entry of a list."""
    place, way = voice.text(event.place), "bare" if bare else "said"
    where = voice.say(f"where.room_{way}", place=place, room=lower(voice.text(event.room))) if event.room else voice.say(f"where.plain_{way}", place=place)
    if bare:
        return where
    if not event.capacity:
        return where
    return voice.say("where.seats", where=where, seats=voice.count("persons", event.counted.other("capacity", event.capacity)))


def opening(voice: Voice, records: Records, part: Part) -> list[Passage]:
    """Return the opening of one organisation's summary."""
    campaign, event = records.campaign, part.held[0].id if len(part.held) == 1 else ""
    background = [*part.says("background"), *(part.says("background", event) if event else ())]
    aims = say_aims(part)
    purpose = say_purpose(voice, aims)
    before, after = place_purpose(voice, purpose)
    lead = [say_occasion(voice, campaign) if not background else None, before, say_basis(voice, campaign)]
    passages = [Passage("week", say_week(voice, campaign))]
    passages += statements(voice, "background", background)
    if part.held:
        passages.append(Passage("held", voice.together([say_held(voice, part, lead, short=bool(background and event)), after, spans_of(voice.word("opening.now"))])))
    return [*passages, *([] if purpose else statements(voice, "aims", aims))]


def statements(voice: Voice, key: str, said: Sequence[Statement]) -> list[Passage]:
    """Return what somebody says as it was typed, each marked as a statement."""
    return [Passage(f"{key}.{each.text.code}", say_statement(voice, each), "statement") for each in said]


def say_statement(voice: Voice, statement: Statement) -> Phrase:
    """Return a statement as one paragraph: line ends of a form are none of a document."""
    return spans_of(" ".join(voice.text(statement.text).split()) if voice.language == "en" else "".join(voice.text(statement.text).split("\n")))
