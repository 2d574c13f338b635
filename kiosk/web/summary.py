"""The activity summary in the browser: read it with where each figure comes from, write into it, take it out, hand it in."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk import ledger, records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import InvalidFields, NotFound
from kiosk.features import has_feature
from kiosk.ids import new_id, now_ms
from kiosk.languages import LANGUAGES, say_day_and_time
from kiosk.organisations import ORGANISATION
from kiosk.summary import edits, versions
from kiosk.summary.compose import compose
from kiosk.summary.drafts import edits_of, read_draft, with_edits
from kiosk.summary.edits import Edited
from kiosk.summary.files import FORMATS, write_as
from kiosk.summary.frozen import from_json
from kiosk.summary.named import Named, name_summary
from kiosk.summary.photographs import finder_of
from kiosk.summary.scope import Scope, find_scope
from kiosk.summary.shapes import SHAPES
from kiosk.summary.supplement import write_supplement
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.staff_facts import checked_id
from kiosk.web.summary_view import SummaryView, change_lines, draw_charts, left_out, stood_in, tips_of
from printables.report import Block, Report

blueprint = Blueprint("summary", __name__)
_AFTER = "+"
"""Marks what was wrong in a paragraph that somebody would add after a block."""


@blueprint.context_processor
def names() -> dict[str, object]:
    """Give the templates of this area their way of saying a moment."""
    return {"say_moment": lambda at: say_day_and_time(language(), datetime.fromtimestamp(at / 1000, ZoneInfo(config().zone)))}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The summary that an address names, whether the reader may write into it, and the address's own parts."""

    scope: Scope
    named: Named
    may_write: bool
    address: dict[str, Any]

    def url(self, endpoint: str, **more: str) -> str:
        """Return the address of another act on the same summary."""
        return url_for(f"summary.{endpoint}", **(self.address | more))


def _both(rule: str, **options: object) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Route a view for an event's summary and for a campaign's, under one name."""

    def mark(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        for of in ("event", "campaign"):
            blueprint.add_url_rule(f"/office/tallies/{of}/<{of}>/summary{rule}", view_func=view, **options)  # type: ignore[arg-type]
        return view

    return mark


@_both("")
@staff(*READING)
def show(event: str = "", campaign: str = "") -> ResponseReturnValue:
    """Read the summary; ``?shape=``, ``?text=`` (its language), ``?of=`` (one organisation's) and ``?collected=1`` (the compendium) choose."""
    return _show(_chosen(event, campaign, READING))


@_both("/edit", methods=["POST"])
@staff(*COORDINATOR)
def edit(event: str = "", campaign: str = "") -> ResponseReturnValue:
    """Keep what somebody wrote in place of a block, take it back, or add a paragraph after one."""
    chosen, form = _chosen(event, campaign, COORDINATOR), request.form
    id, block, by = checked_id(form.get("id", "")), form.get("block", ""), f"account:{current_account().id}"
    try:
        if form.get("back"):
            store().write(lambda connection: edits.take_back(connection, chosen.named, block, by=by, id=id))
        else:
            _write(chosen, block, form.get("after", ""), form.get("text", ""), by, id, form.get("seen"), form.get("stood", ""))
    except InvalidFields as refusal:
        problem, values = refusal.fields["text"]
        said = t(problem, **({"save": t("summaries.save")} if problem == "summaries.meanwhile" else {}), **values)
        return _show(chosen, 422, wrong={block or f"{_AFTER}{form.get('after', '')}": (form.get("text", ""), said, form.get("stood", ""))})
    flash(t("plan.saved"), "good")
    kept = form.get("back") or form.get("text", "").strip()
    return redirect(chosen.url("show", _anchor=f"block-{block or form.get('after', '')}" if kept else "left-out"))


def _write(chosen: _Chosen, block: str, after: str, text: str, by: str, id: str, seen: str | None, stood: str) -> None:
    generated = _generate(chosen)
    there = {each.key: each for each in generated.blocks}
    own = block.startswith(edits.OWN) or bool(after)
    if (not own and block not in there) or (after and after not in there):
        raise NotFound()
    key = block or f"{edits.OWN}{id}"
    if own and not after:
        kept = edits.read_edits(store().read(), chosen.named)
        if key not in kept:
            raise NotFound()
        after = kept[key].after
    base: Block | None = None if own else there[block]
    store().write(lambda connection: edits.write_edit(connection, chosen.named, base, text, by=by, id=id, block=key, after=after, seen=seen, stood=stood))


@_both("/hand-in", methods=["POST"])
@staff(*COORDINATOR)
def hand_in(event: str = "", campaign: str = "") -> ResponseReturnValue:
    """Freeze the summary as it stands."""
    chosen, id = _chosen(event, campaign, COORDINATOR), checked_id(request.form.get("id", ""))
    seq = ledger.position(store().read())
    report, by = _edited(chosen, store().read()).report, f"account:{current_account().id}"

    def freeze(connection: sqlite3.Connection) -> versions.Version:
        """Freeze what was composed; composed anew where facts came in meanwhile, so that its words and its place in the ledger agree."""
        whole = report if ledger.position(connection) == seq else _edited(chosen, connection).report
        return versions.hand_in(connection, chosen.named, whole, by=by, id=id, now=now_ms())

    version = store().write(freeze)
    flash(t("summaries.handed_in", number=version.number), "good")
    return redirect(chosen.url("show", _anchor="versions"))


@_both("/file.<written>")
@staff(*READING)
def take_out(written: str, event: str = "", campaign: str = "") -> ResponseReturnValue:
    """The summary as it stands, as a file."""
    chosen = _chosen(event, campaign, READING)
    return _send(chosen, _edited(chosen, store().read()).report, written)


@_both("/version/<summary_version>.<written>")
@staff(*READING)
def take_version(summary_version: str, written: str, event: str = "", campaign: str = "") -> ResponseReturnValue:
    """A version as it was handed in, as a file."""
    chosen = _chosen(event, campaign, READING)
    version = versions.get_version(store().read(), summary_version)
    if version.named != chosen.named:
        raise NotFound()
    return _send(chosen, from_json(version.report, finder_of(store().read(), chosen.scope)), written, f"-v{version.number}", version.at)


@_both("/version/<summary_version>/supplement.<written>")
@staff(*READING)
def take_supplement(summary_version: str, written: str, event: str = "", campaign: str = "") -> ResponseReturnValue:
    """What has changed since a version was handed in, as a file; NotFound where nothing has."""
    chosen, now = _chosen(event, campaign, READING), now_ms()
    version = versions.get_version(store().read(), summary_version)
    changes = versions.changes_since(store().read(), version, now) if version.named == chosen.named else []
    if not changes:
        raise NotFound()
    report = write_supplement(store().read(), version, changes, now, config().zone)
    return _send(chosen, report, written, f"-v{version.number}-supplement", now)


@_both("/picture/<path:block>.jpg")
@staff(*READING)
def picture(block: str, event: str = "", campaign: str = "") -> ResponseReturnValue:
    """A photo of the summary, as long as it may be shown."""
    chosen = _chosen(event, campaign, READING)
    jpeg = finder_of(store().read(), chosen.scope)(block)
    if jpeg is None:
        raise NotFound()
    return send_file(io.BytesIO(jpeg), "image/jpeg")


def _show(chosen: _Chosen, status: int = 200, wrong: dict[str, tuple[str, str, str]] | None = None) -> ResponseReturnValue:
    generated, kept, now = _generate(chosen), edits.read_edits(store().read(), chosen.named), now_ms()
    edited = with_edits(store().read(), generated, edits_of(store().read(), chosen.scope, generated, chosen.named.shape), now)
    handed_in = versions.versions_of(store().read(), chosen.named)
    changes = versions.changes_since(store().read(), handed_in[0], now) if handed_in else []
    tips = tips_of(store().read(), edited.report, now)
    view = SummaryView(
        report=edited.report, edited=edited, tips=tips, charts=draw_charts(edited.report, tips), versions=handed_in, changes=change_lines(store().read(), handed_in[0], changes) if handed_in else [],
        has_small=any(change.is_small for change in changes), shapes=list(SHAPES), languages=LANGUAGES, formats=list(FORMATS), left_out=left_out(generated, kept), seen={block: each.id for block, each in kept.items()},
        stood=stood_in(edited.report, generated),
    )  # fmt: skip
    return page("summary/show.html", status, view=view, chosen=chosen, title=_title(chosen), parts=_parts(chosen), photo_pages=_photo_pages(chosen), clock_is_behind=ledger.clock_is_behind(store().read()), wrong=wrong or {}, new_id=new_id)


def _chosen(event: str, campaign: str, roles: tuple[str, ...]) -> _Chosen:
    """Return what the address names, all of whose events the reader may see (or write of); NotFound."""
    of, collected = request.values.get("of", ""), bool(request.values.get("collected")) and not event
    shape, said = request.values.get("shape", "narrative"), request.values.get("text", language())
    if shape not in SHAPES or said not in LANGUAGES:
        raise NotFound()
    if campaign and not of and not _sees_all(campaign, roles):
        of, collected = _own_part(campaign, roles), False
    scope = find_scope(store().read(), campaign=campaign, event=event, organisation=of, collected=collected)
    if not set(scope.events) <= _visible(scope.campaign, roles):
        raise NotFound()
    address = {"event": event} if event else {"campaign": campaign}
    address |= {name: value for name, value in (("shape", shape), ("text", said), ("of", of), ("collected", "1" if collected else "")) if value}
    return _Chosen(scope, name_summary(scope, shape, said), set(scope.events) <= _visible(scope.campaign, COORDINATOR), address)


def _visible(campaign: str, roles: tuple[str, ...]) -> set[str]:
    """Return the campaign's events that the reader may see in one of these roles."""
    rows = store().read().execute("SELECT id, organisation FROM event WHERE campaign = ?", (campaign,)).fetchall()
    return {row["id"] for row in rows if current_account().may(roles, row["organisation"], row["id"])}


def _sees_all(campaign: str, roles: tuple[str, ...]) -> bool:
    return set(find_scope(store().read(), campaign=campaign).events) <= _visible(campaign, roles)


def _own_part(campaign: str, roles: tuple[str, ...]) -> str:
    """Return the code of the first organisation all of whose events in the campaign the reader may see; NotFound."""
    own = _own_parts(campaign, roles)
    if not own:
        raise NotFound()
    return str(own[0]["code"])


def _own_parts(campaign: str, roles: tuple[str, ...]) -> list[sqlite3.Row]:
    """Return the organisations all of whose events in the campaign the reader may see, in the order in which they are told."""
    whole, visible = find_scope(store().read(), campaign=campaign), _visible(campaign, roles)
    sql = "SELECT o.*, e.id AS event FROM event e JOIN organisation o ON o.id = e.organisation WHERE e.campaign = ?"
    rows = [row for row in store().read().execute(sql, (campaign,)).fetchall() if row["event"] in whole.events]
    hidden = {row["id"] for row in rows if row["event"] not in visible}
    found = {row["id"]: row for row in rows if row["id"] not in hidden}
    return [found[id] for id in whole.parts if id in found]


def _generate(chosen: _Chosen) -> Report:
    return compose(store().read(), chosen.scope, chosen.named.shape, chosen.named.language, now_ms())


def _edited(chosen: _Chosen, connection: sqlite3.Connection) -> Edited:
    return read_draft(connection, chosen.scope, chosen.named.shape, chosen.named.language, now_ms())


def _send(chosen: _Chosen, report: Report, written: str, more: str = "", at: int = 0) -> ResponseReturnValue:
    if written not in FORMATS:
        raise NotFound()
    made_at = datetime.fromtimestamp((at or now_ms()) / 1000, ZoneInfo(config().zone)).replace(tzinfo=None, microsecond=0)
    content, media_type = write_as(report, written, made_at)
    name = f"{'-'.join(_codes(store().read(), chosen.scope))}-{chosen.named.shape}-{chosen.named.language}{more}.{written}"
    return send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=name)


def _codes(connection: sqlite3.Connection, scope: Scope) -> list[str]:
    of = (EVENT, scope.event) if scope.event else (ORGANISATION, scope.organisation) if scope.organisation else None
    return [records.get(connection, CAMPAIGN, scope.campaign)["code"], *([records.get(connection, *of)["code"]] if of else [])]


def _title(chosen: _Chosen) -> list[tuple[str | None, str]]:
    """Return the way here."""
    connection, scope = store().read(), chosen.scope
    campaign = records.variant_of(records.get(connection, CAMPAIGN, scope.campaign), "title", language())
    trail: list[tuple[str | None, str]] = [(url_for("tallies.home"), t("tallies.title")), (url_for("tallies.campaign", campaign=scope.campaign), campaign)]
    if scope.event:
        trail.append((url_for("tallies.event", event=scope.event), records.variant_of(records.get(connection, EVENT, scope.event), "title", language())))
    return [*trail, (None, t("summaries.title"))]


def _photo_pages(chosen: _Chosen) -> list[tuple[str, str]]:
    """Return where the photos of the events are that keep some: (address, name)."""
    rows = store().read().execute("SELECT * FROM event WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(chosen.scope.events),)).fetchall() if chosen.may_write else []
    return [(url_for("event_photos.one", event=row["id"]), records.variant_of(row, "title", language())) for row in rows if has_feature(row, "photos")]


def _parts(chosen: _Chosen) -> list[tuple[str, str, bool]]:
    """Return what else of the campaign a summary can be of, where it has several organisations: (address, name, whether it is this one)."""
    if chosen.scope.event:
        return []
    campaign, own = chosen.scope.campaign, _own_parts(chosen.scope.campaign, READING)
    if len(own) < 2:
        return []
    kept: dict[str, Any] = {"campaign": campaign, "shape": chosen.named.shape, "text": chosen.named.language}
    said = []
    if _sees_all(campaign, READING):
        said.append((url_for("summary.show", **kept), t("summaries.whole"), not chosen.scope.organisation and not chosen.scope.collected))
        said.append((url_for("summary.show", **kept, collected="1"), t("summaries.compendium"), chosen.scope.collected))
    for row in own:
        said.append((url_for("summary.show", **kept, of=row["code"]), records.variant_of(row, "name", language()), chosen.scope.organisation == row["id"]))
    return said
