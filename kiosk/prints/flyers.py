"""What flyers, tri-folds and posters say and how they look: read from the plan when a run is planned, kept with it from then on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from kiosk import campaigns, records
from kiosk.looks import logo_of, look_of
from kiosk.prints.parts import Part
from kiosk.prints.pictures import whole_look
from kiosk.prints.sheet_words import Says
from kiosk.prints.texts import EventFacts, Row
from kiosk.records import variant_of
from printables.flyer import Flyer, FlyerBack
from printables.poster import Poster
from printables.tri_fold import Panel, TriFold, share_out


def _say_flyer(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """With a back each side speaks one of the run's two languages."""
    row = records.get(connection, campaigns.MATERIAL, run["material"])
    sides = str(run["language"]).split() if layout.get("back") else [run["language"]]
    front, *backs = (EventFacts(connection, {"event": run["event"], "language": language}) for language in sides)
    back = {"back": words_of(row, backs[0])} if backs else {}
    return words_of(row, front) | _dress(connection, run, front) | back | {"slip": _say_slip(row, front)}


def _say_tri_fold(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """The text goes inside, the event's line on the flap, unless it is the text already."""
    row, facts = records.get(connection, campaigns.MATERIAL, run["material"]), EventFacts(connection, run)
    headline, others, text = _texts(row, facts)
    line = facts.said(lambda said: variant_of(facts.event, "line", said))
    panels = {"headline": headline, "lines": others, "panels": text or [headline], "flap": [] if text == line else line}
    return panels | _where(facts) | _dress(connection, run, facts) | {"slip": _say_slip(row, facts)}


def _say_poster(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """What the event itself says, where no material is named."""
    facts = EventFacts(connection, run)
    if run["material"]:
        return words_of(records.get(connection, campaigns.MATERIAL, run["material"]), facts)
    headline, *others = facts.said(lambda said: variant_of(facts.event, "title", said))
    return {"headline": headline, "lines": others + facts.said(lambda said: variant_of(facts.event, "line", said)), **_where(facts)}


SAYERS: dict[str, Callable[[sqlite3.Connection, Row, dict[str, Any]], Says]] = {
    "flyer": _say_flyer, "tri_fold": _say_tri_fold, "poster": _say_poster,
}  # fmt: skip


def words_of(material: Row, facts: EventFacts) -> Says:
    """Return the words of a material's flyer; the event's own line where the material says nothing."""
    headline, others, text = _texts(material, facts)
    return {"headline": headline, "lines": [*others, *text], **_where(facts)}


def _texts(material: Row, facts: EventFacts) -> tuple[str, list[str], list[str]]:
    headline, *others = facts.said(lambda said: variant_of(material, "headline", said) or variant_of(material, "title", said))
    text = facts.said(lambda said: variant_of(material, "body", said) or variant_of(facts.event, "line", said))
    return headline, others, "\n".join(text).splitlines()


def _where(facts: EventFacts) -> Says:
    return {"when": facts.when, "where": facts.place, "contact": facts.contact, "organiser": facts.host}


def _dress(connection: sqlite3.Connection, run: Row, facts: EventFacts) -> Says:
    return asdict(look_of(connection, run["material"])) | {"logo": logo_of(connection, facts.organisation["id"])}


def _say_slip(material: Row, facts: EventFacts) -> dict[str, str]:
    """Return what stands on the slips of its bundles."""
    name = f"{material['code']} {variant_of(material, 'title', facts.language)}"
    return {"event": facts.event["code"], "title": facts.title, "name": name}


def slip_words(connection: sqlite3.Connection, part: Part) -> dict[str, str]:
    """Return what the slips of a run's bundles say: ``event`` (its code), ``title`` and the ``name`` of what is tied."""
    kept = part.says.get("slip")
    if kept:
        return dict(kept)
    return _say_slip(records.get(connection, campaigns.MATERIAL, part.run["material"]), EventFacts(connection, part.run))


def _says_of(connection: sqlite3.Connection, part: Part) -> Says:
    """Return what was kept with a run; one that was planned before runs kept their words says what the plan says now."""
    return part.says or SAYERS[part.kind.name](connection, part.run, part.layout)


def make_flyer(connection: sqlite3.Connection, part: Part, **laid_out: Any) -> Flyer:
    """Return a run's flyers; PrintError."""
    says, layout, languages = _says_of(connection, part), part.layout, tuple(part.run["language"].split())
    back = FlyerBack(languages[1:], says["back"]["headline"], tuple(says["back"]["lines"]), **_facts(says["back"])) if "back" in says else None
    return Flyer(
        languages[:1] if back else languages, says["headline"], part.prefix, lines=tuple(says["lines"]), **_facts(says),
        paper=layout["paper"], up=layout["up"], mark=part.mark, sponsor=says["sponsor"], look=whole_look(connection, says), back=back,
        **laid_out,
    )  # fmt: skip


def make_tri_fold(connection: sqlite3.Connection, part: Part, **laid_out: Any) -> TriFold:
    """Return a run's tri-folds, the text shared out over the three panels inside; PrintError."""
    says = _says_of(connection, part)
    return TriFold(
        tuple(part.run["language"].split()), says["headline"], part.prefix, panels=share_out(says["panels"]),
        flap=Panel(tuple(says["flap"])), lines=tuple(says["lines"]), **_facts(says), look=whole_look(connection, says), mark=part.mark,
        **laid_out,
    )  # fmt: skip


def make_poster(connection: sqlite3.Connection, part: Part, codes: Sequence[str]) -> Poster:
    """Return a run's posters; PrintError."""
    says, layout = _says_of(connection, part), part.layout
    return Poster(
        tuple(part.run["language"].split()), says["headline"], part.prefix, codes, lines=tuple(says["lines"]), **_facts(says),
        paper=layout["paper"], mark=part.mark,
    )  # fmt: skip


def _facts(says: Says) -> dict[str, Any]:
    return {name: says[name] for name in ("when", "where", "contact", "organiser")}
