"""What an event can have beside its plan, paper, phones and counts: switches, set by a preset for its kind; pure.

Who switches none on sees only Plan, Print, Scan and Tally.  A feature is one word here, its page is named in
``web/community.py``, and its words are ``plan.choice.features`` and ``features.line`` in the catalogues.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from kiosk.errors import NotFound


class SwitchedOff(NotFound):
    """A volunteer's phone still shows what a coordinator has switched off for the event."""

    reason = "switched_off"
    area = "features"


FEATURES = ("feedback", "media", "posts", "photos", "volunteers", "wall", "projects", "programme", "referrals")
"""In the order in which they are shown."""

PRESETS: Mapping[str, tuple[str, ...]] = {
    "launch": ("photos",),
    "talk": ("feedback", "media", "photos"),
    "screening": ("feedback", "media", "photos"),
    "show": ("photos", "volunteers", "wall", "programme"),
    "drive": ("photos", "volunteers", "wall", "projects", "referrals"),
    "online": ("posts",),
}
"""What an event of a kind has until somebody chooses; kinds that are not named have nothing more."""


def preset_of(kind: str) -> str:
    """Return what a new event of this kind has, as the column keeps it."""
    return " ".join(PRESETS.get(kind, ()))


def features_of(event: sqlite3.Row) -> tuple[str, ...]:
    """Return what is switched on for an event, in order."""
    on = str(event["features"]).split()
    return tuple(feature for feature in FEATURES if feature in on)


def has_feature(event: sqlite3.Row, feature: str) -> bool:
    """Tell whether a feature is switched on for an event."""
    return feature in features_of(event)
