"""A flyer as it would be printed, as a picture: what a coordinator sees beside the form while typing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk import campaigns, records
from kiosk.ids import now_ms
from kiosk.looks import KeptLook
from kiosk.prints.first_page import picture_first_page
from kiosk.prints.flyers import words_of
from kiosk.prints.pages import CannotPrint
from kiosk.prints.sheet_words import Says
from kiosk.prints.street import FLYER_PAPERS
from kiosk.prints.texts import EventFacts, Row, prefix_of
from printables.document import to_bytes
from printables.errors import PrintError
from printables.flyer import Flyer
from printables.look import Look

WIDTH_PIXELS = 840
SAMPLE_CODE = "SAMPLE0000"


@dataclass(frozen=True, slots=True)
class Draft:
    """A flyer as it stands in a form: its words as a run keeps them; pictures are whole files, b'' for none."""

    says: Says
    language: str
    paper: str
    look: KeptLook
    picture: bytes = b""
    logo: bytes = b""


def draw_preview(draft: Draft, base_url: str) -> bytes:
    """Return the flyer as a PNG, marked as a sample; CannotPrint with what to change."""
    look = draft.look
    try:
        flyer = Flyer(
            tuple(draft.language.split()), prefix=prefix_of(base_url), codes=(SAMPLE_CODE,), up=1, mark="sample", sponsor=look.sponsor,
            paper=draft.paper if draft.paper in FLYER_PAPERS else "A4", **draft.says | {"lines": tuple(draft.says["lines"])},
            look=Look(look.design, look.palette, look.accent, draft.picture, look.focus, draft.logo),
        )  # fmt: skip
        pdf = to_bytes(flyer)
    except PrintError as error:
        raise CannotPrint(error) from error
    return picture_first_page(pdf, WIDTH_PIXELS)


def words_for(connection: sqlite3.Connection, material: Row, language: str) -> Says:
    """Return a material's words for the campaign's next event; of a campaign without events, what it says itself."""
    event = next_event_of(connection, material["campaign"])
    if event is not None:
        return words_of(material, EventFacts(connection, {"event": event["id"], "language": language}))
    said = language.split()[0]
    headline = records.variant_of(material, "headline", said) or records.variant_of(material, "title", said)
    return {"headline": headline, "lines": records.variant_of(material, "body", said).splitlines()}


def next_event_of(connection: sqlite3.Connection, campaign: str) -> sqlite3.Row | None:
    """Return the campaign's next event, else its last one, else None."""
    events = sorted(records.all_of(connection, campaigns.EVENT, campaign), key=lambda row: (row["day"], row["starts"]))
    coming = [row for row in events if campaigns.event_window(row).ends > now_ms()]
    return next(iter(coming), events[-1] if events else None)
