"""What flyers, tri-folds and posters say and how they look: read from the plan when a run is planned, kept with it from then on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from kiosk import campaigns, records
from kiosk.looks import forget_unshown, logo_of, look_of
from kiosk.prints.parts import Part
from kiosk.prints.pictures import whole_look
from kiosk.prints.texts import EventFacts, Row
from kiosk.records import touch_plan, variant_of
from printables.flyer import Flyer, FlyerBack
from printables.poster import Poster
from printables.tri_fold import Panel, TriFold, share_out

Says = dict[str, Any]


def say(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """Return every word of a run, its look, and the hashes of its pictures, as the plan has them now; NotFound."""
    return SAYERS[run["kind"]](connection, run, layout)


def _say_flyer(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """With a back each side speaks one of the run's two languages."""
    row = records.get(connection, campaigns.MATERIAL, run["material"])
    sides = str(run["language"]).split() if layout.get("back") else [run["language"]]
    front, *backs = (EventFacts(connection, {"event": run["event"], "language": language}) for language in sides)
    back = {"back": words_of(row, backs[0])} if backs else {}
    return words_of(row, front) | _dress(connection, run, front) | back


def _say_tri_fold(connection: sqlite3.Connection, run: Row, layout: dict[str, Any]) -> Says:
    """The text goes inside, the event's line on the flap, unless it is the text already."""
    row, facts = records.get(connection, campaigns.MATERIAL, run["material"]), EventFacts(connection, run)
    headline, others, text = _texts(row, facts)
    line = facts.said(lambda said: variant_of(facts.event, "line", said))
    panels = {"headline": headline, "lines": others, "panels": text or [headline], "flap": [] if text == line else line}
    return panels | _where(facts) | _dress(connection, run, facts)


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
"""The kinds of run whose words are kept: a reprint next week is the same piece."""


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


def _says_of(connection: sqlite3.Connection, part: Part) -> Says:
    """Return what was kept with a run; one that was planned before runs kept their words says what the plan says now."""
    kept = part.layout.get("says")
    return dict(kept) if kept else say(connection, part.run, part.layout)


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
        paper=layout["paper"], mode=layout["mode"], mark=part.mark,
    )  # fmt: skip


def _facts(says: Says) -> dict[str, Any]:
    return {name: says[name] for name in ("when", "where", "contact", "organiser")}


def is_out_of_date(connection: sqlite3.Connection, run: Row) -> bool:
    """Tell whether the plan has changed since a run was planned that keeps its words, so that it would say something else now."""
    layout = json.loads(run["layout"])
    return "says" in layout and layout["says"] != say(connection, run, layout)


def renew(connection: sqlite3.Connection, run: Row) -> None:
    """Let a run say what the plan says now, with the same codes.  Must run inside ``Store.write``."""
    layout = json.loads(run["layout"])
    before = layout.get("says") or {}
    layout["says"] = say(connection, run, layout)
    connection.execute("UPDATE print_run SET layout = ? WHERE id = ?", (json.dumps(layout, ensure_ascii=False), run["id"]))
    for name in ("picture", "logo"):
        forget_unshown(connection, before.get(name, ""))
    touch_plan(connection)
