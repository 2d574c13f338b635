"""Consultations at a booth: which topics a campaign asks about, what came of them; how many there were, and how many visits (domain.md §3)."""

from __future__ import annotations

import sqlite3

from kiosk.distribution import Item
from kiosk.languages import LANGUAGES
from kiosk.records import split_words, variant_of

OUTCOMES = ("answered", "booked", "referred")


def topics_of(connection: sqlite3.Connection, event: str, language: str = "") -> dict[str, str]:
    """Return the topics to choose from at an event → what each is called in ``language`` (see ``topics_at``)."""
    own = connection.execute("SELECT campaign, topics, variants FROM event WHERE id = ?", (event,)).fetchone()
    if own is None:
        return {}
    campaign = connection.execute("SELECT topics, variants FROM campaign WHERE id = ?", (own["campaign"],)).fetchone()
    return topics_at(campaign, own, language)


def topics_at(campaign: sqlite3.Row, event: sqlite3.Row, language: str) -> dict[str, str]:
    """Return a campaign's topics, then what an event plans beside them → what each is called in ``language``."""
    return say_topics(campaign, language) | say_topics(event, language)


def say_topics(row: sqlite3.Row, language: str) -> dict[str, str]:
    """Return a campaign's or an event's topics as it lists them → what each is called in ``language``: the text typed for it, else itself.

    A consultation is kept under the first, in whatever language it was tapped.
    """
    topics = split_words(row["topics"])
    said = split_words(variant_of(row, "topics", language))
    return dict(zip(topics, said if len(said) == len(topics) else topics))


def off_topic(connection: sqlite3.Connection, event: sqlite3.Row) -> list[tuple[str, int]]:
    """Return (topic, how often) of what was asked about at an event and is among the topics of neither campaign nor event, in no language.

    It counts all the same; a plan without any topic has none that something could be off.
    """
    campaign = connection.execute("SELECT topics, variants FROM campaign WHERE id = ?", (event["campaign"],)).fetchone()
    defined = connection.execute("SELECT title FROM topic WHERE campaign = ? AND archived_at IS NULL", (event["campaign"],)).fetchall()
    themes = {row["title"] for row in defined}
    for row in (campaign, event):
        themes |= {topic for language in LANGUAGES for topic in split_words(variant_of(row, "topics", language))} | set(split_words(row["topics"]))
    asked = connection.execute(
        "SELECT detail, sum(quantity) AS count FROM tally WHERE event = ? AND measure = 'consultations' AND detail <> ''"
        " GROUP BY detail HAVING count > 0 ORDER BY count DESC, detail",
        (event["id"],),
    ).fetchall()
    return [(row["detail"], row["count"]) for row in asked if row["detail"] not in themes] if themes else []


def consultation_item(id: str, event: str, *, booth: str, topic: str, outcome: str, same_person: bool) -> Item:
    """Return one consultation as it travels; ``same_person`` keeps it from counting as another person."""
    data: dict[str, object] = {"outcome": outcome}
    data |= {"topic": topic} if topic else {}
    data |= {"same_person": True} if same_person else {}
    data |= {"booth": booth} if booth else {}
    return {"id": id, "kind": "consultation", "event": event, "data": data}


def count_consultations(connection: sqlite3.Connection, event: str, booth: str) -> int:
    """Return how many consultations (人次) this booth has had."""
    row = connection.execute(
        "SELECT coalesce(sum(quantity), 0) FROM tally WHERE event = ? AND booth = ? AND measure = 'consultations'", (event, booth)
    ).fetchone()
    return int(row[0])


def count_visits(connection: sqlite3.Connection, event: str) -> int:
    """Return how many visits (人次) an event has had so far, at every booth and by every method."""
    row = connection.execute(
        "SELECT coalesce(sum(quantity), 0) FROM tally WHERE event = ? AND measure = 'visits' AND method <> 'estimate'", (event,)
    ).fetchone()
    return int(row[0])
