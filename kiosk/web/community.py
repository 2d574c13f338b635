"""Where an event's features are looked after: the way to their pages, and one page over all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue

from kiosk.accounts import Account
from kiosk.features import features_of
from kiosk.web.access import current_account, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import words

blueprint = Blueprint("community", __name__)
blueprint.context_processor(words)
PAGES: dict[str, tuple[str, str]] = {"feedback": ("feedback.one", "face"), "photos": ("event_photos.one", "camera"), "volunteers": ("volunteers.home", "people"), "referrals": ("referrals.one", "arrow")}
"""Feature → the endpoint of its page for one event (its part is called ``event``), and its icon."""


@blueprint.get("/office/community")
@staff()
def home() -> ResponseReturnValue:
    """Every event with something to look after, the latest first, and the ways there."""
    who = current_account()
    found = [(event, links) for event in _events(store().read()) if (links := feature_links(event, who))]
    return page("community/home.html", found=found)


def feature_links(event: sqlite3.Row, who: Account) -> list[tuple[str, str, str]]:
    """Return (address, word, icon) for each feature of an event that has a page which ``who`` may open."""
    return [
        (url_for(PAGES[feature][0], event=event["id"]), t(f"plan.choice.features.{feature}"), PAGES[feature][1])
        for feature in features_of(event)
        if feature in PAGES and who.may(_roles(PAGES[feature][0]), event["organisation"], event["id"])
    ]


def has_any(who: Account) -> bool:
    """Tell whether there is anything to look after that ``who`` may open: else the page is not in the navigation."""
    roles = {feature: held for feature, (endpoint, _icon) in PAGES.items() if who.has(*(held := _roles(endpoint)))}
    if not roles:
        return False
    events = store().read().execute("SELECT id, organisation, features FROM event WHERE features <> '' AND archived_at IS NULL")
    return any(who.may(roles[feature], event["organisation"], event["id"]) for event in events for feature in features_of(event) if feature in roles)


home.opens = has_any  # type: ignore[attr-defined]


def _roles(endpoint: str) -> tuple[str, ...]:
    return tuple(getattr(current_app.view_functions[endpoint], "access", ("", ()))[1])


def _events(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    sql = "SELECT * FROM event WHERE features <> '' AND archived_at IS NULL ORDER BY day DESC, starts DESC, code"
    yield from connection.execute(sql)
