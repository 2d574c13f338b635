"""Texts of the plan with the variants that were typed beside them."""

from __future__ import annotations

import json
import sqlite3

from kiosk.consultations import say_topics
from kiosk.languages import LANGUAGES
from kiosk.records import split_words
from kiosk.summary.records import Text


def text_of(row: sqlite3.Row, noun: str, field: str) -> Text:
    """Return a field of a plan record with its variants."""
    variants: dict[str, dict[str, str]] = json.loads(row["variants"])
    return Text(str(row[field]), row["language"], variants.get(field, {}), f"{noun}.{field}", row["code"])


def topics_of_week(campaign: sqlite3.Row, event: sqlite3.Row) -> dict[str, Text]:
    """Return each topic that somebody may have asked about, as it was tapped → what it is called in each language."""
    found: dict[str, Text] = {}
    for noun, row in (("campaign", campaign), ("event", event)):
        typed = json.loads(row["variants"]).get("topics", {})
        said = {language: say_topics(row, language) for language in LANGUAGES if language in typed}
        for topic in split_words(row["topics"]):
            variants = {language: names[topic] for language, names in said.items()}
            found[topic] = Text(topic, row["language"], variants, f"{noun}.topics", row["code"])
    return found
