"""Sample printables of the reference week; every code is invented and every sheet says SAMPLE."""

from __future__ import annotations

from collections.abc import Iterator

from printables.demo import closing, handouts, people, runs, street, venue
from printables.demo.week import EVENTS, LANGUAGES
from printables.document import Printable


def samples() -> Iterator[tuple[str, Printable]]:
    """(file name without ending, printable) for every printable, language and size."""
    for languages in LANGUAGES:
        suffix = "+".join(languages)
        event = EVENTS[languages[0]]
        for paper in ("A4", "A5", "A6"):
            yield f"flyer-{paper}-{suffix}", street.flyer(languages, event, paper)
        for name, printable in (
            *street.designed(languages, event),
            *runs.flyers(languages, event),
            *street.sheets(languages, event),
            *street.cards(languages, event),
            *handouts.slips(languages, event),
            *handouts.cards(languages, event),
            *venue.walls(languages, event),
            *people.papers(languages, event),
            *closing.records(languages, event),
        ):
            yield f"{name}-{suffix}", printable
