"""Consultations at a booth: which topics a campaign asks about, what came of them; how many there were, and how many visits (domain.md §3)."""

from __future__ import annotations

import sqlite3

from kiosk.distribution import Item
from kiosk.records import split_words, variant_of

OUTCOMES = ("answered", "booked", "referred")


def topics_of(connection: sqlite3.Connection, event: str, language: str = "") -> dict[str, str]:
    """Return the topics to choose from at an event → what each is called in ``language`` (see ``say_topics``)."""
    row = connection.execute(
        "SELECT c.topics, c.variants FROM campaign c JOIN event e ON e.campaign = c.id WHERE e.id = ?", (event,)
    ).fetchone()
    return say_topics(row, language) if row else {}


def say_topics(campaign: sqlite3.Row, language: str) -> dict[str, str]:
    """Return a campaign's topics as it lists them → what each is called in ``language``: the text typed for it, else itself.

    A consultation is kept under the first, in whatever language it was tapped.
    """
    topics = split_words(campaign["topics"])
    said = split_words(variant_of(campaign, "topics", language))
    return dict(zip(topics, said if len(said) == len(topics) else topics))


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
