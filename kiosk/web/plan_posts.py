"""A campaign's posts with how often they were read, and flyers made from them."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, posts
from kiosk.campaigns import MATERIAL
from kiosk.errors import InvalidFields
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.plan import forms, scope
from kiosk.plan.forms import FORMS
from kiosk.post_flyers import make_flyer
from kiosk.records import variant_fields
from kiosk.web import community
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import config, page, store, t
from kiosk.web.plan_access import blueprint, may, require_record, trail
from kiosk.web.plan_records import adds_events, refuse_foreign_id
from kiosk.web.plan_tabs import tabs_of
from kiosk.web.refusals import field_sentences

community.PAGES["posts"] = ("plan.event_posts", "speech")


@blueprint.get("/office/plan/event/<event>/posts")
@staff(*READING)
def event_posts(event: str) -> ResponseReturnValue:
    """Lead from an event to its campaign's posts."""
    return redirect(url_for("plan.campaign_posts", campaign_id=require_record("event", event, READING).row["campaign"]))


@blueprint.get("/office/plan/campaign/<campaign_id>/posts")
@staff(*READING)
def campaign_posts(campaign_id: str) -> ResponseReturnValue:
    """Every post with its latest reading, and the sum."""
    campaign = require_record("campaign", campaign_id, READING).row
    form, connection = FORMS["post"], store().read()
    found = forms.read_records(connection, form, campaign_id, only=scope.visible_in(form, current_account()))
    readings = posts.latest_readings(connection, [record.row["id"] for record in found])
    return page(
        "plan/posts.html", row=campaign, found=[(record, may(form, record.row, COORDINATOR)) for record in found], readings=readings,
        total=sum(reading.reads for reading in readings.values()), adds=adds_events(campaign) and not campaign["archived_at"], new_id=new_id,
        makes=may(FORMS["campaign"], campaign, COORDINATOR), trail=trail(FORMS["campaign"], campaign, t("plan.list.post")),
        tabs=tabs_of(FORMS["campaign"], campaign_id, "post"),
    )  # fmt: skip


@blueprint.route("/office/plan/post/<post_id>/readings", methods=["GET", "POST"])
@staff(*COORDINATOR)
def readings(post_id: str) -> ResponseReturnValue:
    """Write down how often a post was read by a day; what was written down before stays."""
    row = require_record("post", post_id).row
    if request.method != "POST":
        return _readings_page(post_id, {"read_on": _today()}, {})
    further = [name for name, _field, _language in variant_fields(posts.READING)]
    values = {name: request.form.get(name, "") for name in ("reads", "shares", "read_on", "source", *further)}
    try:
        store().write(lambda connection: posts.add_reading(connection, post_id, values, id=request.form.get("id", ""), today=_today()))
    except InvalidFields as refusal:
        return _readings_page(post_id, values, field_sentences(refusal))
    flash(t("week.post.kept"), "good")
    return redirect(url_for("plan.campaign_posts", campaign_id=row["campaign"]))


@blueprint.post("/office/plan/post/<post_id>/flyer")
@staff(*COORDINATOR)
def post_flyer(post_id: str) -> ResponseReturnValue:
    """Make a flyer that begins with the post's words, and open its form; who may not change the campaign's materials may not."""
    row, id = require_record("post", post_id).row, request.form.get("id", "")
    require_record("campaign", row["campaign"])
    refuse_foreign_id(FORMS[MATERIAL.table], row["campaign"], id)
    made = store().write(lambda connection: make_flyer(connection, post_id, id=id))
    flash(t("week.post.flyer_made"), "good")
    return redirect(url_for("plan.edit", noun="material", record_id=made))


def _readings_page(post_id: str, values: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    record = require_record("post", post_id)
    back = url_for("plan.campaign_posts", campaign_id=record.row["campaign"])
    steps = trail(FORMS["post"], record.row, t("week.post.reading"))
    return page(
        "plan/readings.html", 422 if errors else 200, row=record.row, values=values, errors=errors, id=request.form.get("id") or new_id(),
        known=posts.readings_of(store().read(), post_id), back=back, trail=steps, reading=posts.READING, form=FORMS["post"],
        other_languages=[each for each in LANGUAGES if each != record.row["language"]],
    )  # fmt: skip


def _today() -> str:
    return clock.today(config().zone).isoformat()
