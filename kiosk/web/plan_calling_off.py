"""Which steps an event's page offers, where another kiosk reports it too, and whether that kiosk has yet to learn what was said."""

from __future__ import annotations

import sqlite3

from kiosk import campaigns
from kiosk.ids import now_ms
from kiosk.joining.keepers import CALLED_OFF, Kept, kept_of
from kiosk.joining.origins import Origins
from kiosk.web.context import language, store

LEARNED = ("postpone", "cancel", "resume")
"""The steps that reach a community by the next plan file."""
_ON = ("postpone", "move", "cancel", "end")
_OVER = ("end", "postpone", "cancel")


def steps_of(event: sqlite3.Row) -> tuple[str, ...]:
    """Return what may be said here of how an event stands; of one that a community reports only what a district says before it is over."""
    state, found = campaigns.status_at(event, now_ms()), kept_of(store().read(), "event", event)
    steps: tuple[str, ...] = _ON if state in ("planned", "open", "moved") else ()
    if event["status"] in ("postponed", "cancelled", "ended", "moved"):
        steps = (*steps, "resume")
    elif state == "ended":
        steps = _OVER
    if found is None or not found.keeps("status"):
        return steps
    return tuple(each for each in steps if may_call_off(found, event) and (each in ("postpone", "cancel") or (each == "resume" and event["status"] in CALLED_OFF)))


def may_call_off(found: Kept, event: sqlite3.Row) -> bool:
    """Tell whether an event that another kiosk reports was planned here, and is not over."""
    return found.told is not None and campaigns.status_at(event, now_ms()) != "ended"


def learner_of(event: sqlite3.Row) -> str:
    """Return the name of the kiosk that learns by the next plan file how an event stands that was planned here, '' where there is none."""
    found, source = kept_of(store().read(), "event", event), Origins(store().read(), event["campaign"], now_ms()).of_event(event)
    return "" if source.state == "here" or (found is not None and found.told is None) else source.name(language())


def has_to_learn(event: sqlite3.Row) -> bool:
    """Tell whether something was said of how an event stands that its kiosk may not know yet."""
    source = Origins(store().read(), event["campaign"], now_ms()).of_event(event)
    return event["status"] in CALLED_OFF or (event["status"] == "planned" and (event["status_at"] or 0) > source.made_at)
