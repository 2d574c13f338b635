"""What a run of flyers says and how it looks: read from the plan when the run is planned, and kept with it from then on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

from kiosk import campaigns, records
from kiosk.looks import forget_unshown, logo_of, look_of
from kiosk.prints.pictures import whole_look
from kiosk.prints.texts import EventFacts, Row, prefix_of
from kiosk.records import touch_plan, variant_of
from printables.checks import Mark
from printables.flyer import Flyer

Says = dict[str, Any]


def say_flyer(connection: sqlite3.Connection, event: str, material: str, language: str) -> Says:
    """Return every word of a material's flyer for an event, its look, and the hashes of its pictures; NotFound."""
    row = records.get(connection, campaigns.MATERIAL, material)
    facts = EventFacts(connection, {"event": event, "language": language})
    return words_of(row, facts) | asdict(look_of(connection, material)) | {"logo": logo_of(connection, facts.organisation["id"])}


def words_of(material: Row, facts: EventFacts) -> Says:
    """Return the words of a material's flyer; the event's own line where the material says nothing."""
    headline, *others = facts.said(lambda said: variant_of(material, "headline", said) or variant_of(material, "title", said))
    text = facts.said(lambda said: variant_of(material, "body", said) or variant_of(facts.event, "line", said))
    return {
        "headline": headline,
        "lines": [*others, *"\n".join(text).splitlines()],
        "when": facts.when,
        "where": facts.place,
        "contact": facts.contact,
        "organiser": facts.host,
    }


def make_flyer(
    connection: sqlite3.Connection, run: Row, codes: Sequence[str], copies_per_code: int = 1, copies: int | None = None
) -> Flyer:
    """Return a run's flyers; one that was planned before runs kept their words says what the plan says now.  PrintError."""
    layout = json.loads(run["layout"])
    says = layout.get("says") or say_flyer(connection, run["event"], run["material"], run["language"])
    return Flyer(
        tuple(run["language"].split()), says["headline"], prefix_of(run["base_url"]), codes, lines=tuple(says["lines"]),
        when=says["when"], where=says["where"], contact=says["contact"], organiser=says["organiser"], paper=layout["paper"],
        up=layout["up"], copies_per_code=copies_per_code, copies=copies, mark=cast(Mark, run["sample"]), sponsor=says["sponsor"],
        look=whole_look(connection, says),
    )  # fmt: skip


def is_out_of_date(connection: sqlite3.Connection, run: Row) -> bool:
    """Tell whether the plan has changed since a run of flyers was planned, so that it would say something else now."""
    says = json.loads(run["layout"]).get("says")
    return says is not None and says != say_flyer(connection, run["event"], run["material"], run["language"])


def renew(connection: sqlite3.Connection, run: Row) -> None:
    """Let a run say what the plan says now, with the same codes.  Must run inside ``Store.write``."""
    layout = json.loads(run["layout"])
    before = layout.get("says") or {}
    layout["says"] = say_flyer(connection, run["event"], run["material"], run["language"])
    connection.execute("UPDATE print_run SET layout = ? WHERE id = ?", (json.dumps(layout, ensure_ascii=False), run["id"]))
    for name in ("picture", "logo"):
        forget_unshown(connection, before.get(name, ""))
    touch_plan(connection)
