"""The tabs over a campaign's, an event's or an organisation's parts, and where a list of each noun is looked at."""

from __future__ import annotations

from flask import url_for

from kiosk.features import has_feature
from kiosk.plan.forms import Form
from kiosk.records import get
from kiosk.web.context import store, t
from kiosk.web.plan_access import place_url

_TABS = {
    "organisation": ("person", "organisation", "groups"),
    "campaign": ("material", "directive", "summary"),
    "event": ("booth", "counting", "shift", "roster"),
}
OF_SUMMARY = ("objective", "statement", "next_step", "topic")
"""Nouns that are looked at together on the page for the summary."""


def tabs_of(form: Form, id: str, current: str) -> list[tuple[str, str, bool]]:
    """Return the tabs over a campaign's, an event's or an organisation's parts."""
    overview = (place_url(form.name, id), t("plan.list.overview"), current == "overview")
    partner = form.name == "organisation" and get(store().read(), form.noun, id)["kind"] == "partner"
    nouns = ("person",) if partner else (*_TABS[form.name], *_switched_on(form, id))
    return [overview, *((_tab_url(noun, id), t(f"plan.list.{noun}"), noun == current) for noun in nouns)]


def _switched_on(form: Form, id: str) -> tuple[str, ...]:
    """Return the further tabs that the features of an event, or of any event of a campaign, bring."""
    if form.name == "organisation":
        return ()
    column, feature, tab = ("id", "media", "venue") if form.name == "event" else ("campaign", "posts", "post")
    rows = store().read().execute(f"SELECT * FROM event WHERE {column} = ? AND archived_at IS NULL", (id,)).fetchall()
    return (tab,) if any(has_feature(row, feature) for row in rows) else ()


def _tab_url(noun: str, id: str) -> str:
    own: dict[str, str] = {
        "counting": url_for("plan.counting", event_id=id), "summary": url_for("plan.for_summary", campaign_id=id),
        "groups": url_for("plan.groups", organisation_id=id), "venue": url_for("plan.venue", event=id), "post": url_for("plan.campaign_posts", campaign_id=id),
    }  # fmt: skip
    return own[noun] if noun in own else url_for("plan.listing", noun=noun, parent_id=id)


def list_url(form: Form, parent_id: str) -> str:
    """Return where a parent's records of one noun are looked at."""
    if not parent_id:
        return url_for("plan.organisations")
    if form.name in OF_SUMMARY:
        return url_for("plan.for_summary", campaign_id=parent_id) + f"#{form.name}"
    if form.name == "project":
        return url_for("projects.one", event=parent_id)
    if form.name == "act":
        return url_for("programme.one", event=parent_id)
    if form.name in ("equipment", "media", "post"):
        return _tab_url("post" if form.name == "post" else "venue", parent_id)
    return url_for("plan.listing", noun=form.name, parent_id=parent_id)
