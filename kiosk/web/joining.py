"""Working together with other kiosks: who we are, whom we know, plans that we hand on and plans that we join."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import records
from kiosk.accounts import Account
from kiosk.campaigns import CAMPAIGN
from kiosk.errors import NotAllowed, NotFound, Refusal
from kiosk.joining import known_kiosks, plans
from kiosk.joining.identity import BadSigningKey, SigningKeyMissing, fingerprint_of, has_identity, read_identity, require_identity
from kiosk.joining.known_kiosks import TO_ADMIT
from kiosk.joining.plan_file import Plan, read_plan, write_plan_file
from kiosk.joining.signed_file import open_signed_file
from kiosk.organisations import ORGANISATION, subtree
from kiosk.plan.scope import COORDINATOR, visible_campaigns
from kiosk.web.access import current_account, staff
from kiosk.web.context import config, language, page, say_moment, store, t
from kiosk.web.joining_preview import clashes_of, parts_of
from kiosk.web.waiting import Waiting

blueprint = Blueprint("joining", __name__)
ADMITTING = ("coordinator", "district")
"""Who lets other kiosks in for the organisations that are theirs."""
HANDING_ON = ("district",)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A plan that somebody looked at, and for which of the own organisations."""

    account: str
    plan: Plan
    ours: str


_waiting: Waiting[_Looked] = Waiting()


@blueprint.get("/office/plan/kiosks")
@staff(*ADMITTING)
def home() -> ResponseReturnValue:
    """This kiosk, the ones that it knows, what it hands on and what it has joined."""
    _require_whole(current_account())
    return _home_page()


@blueprint.post("/office/plan/kiosks")
@staff(*COORDINATOR)
def look() -> ResponseReturnValue:
    """Look at a plan file: who signed it, and what would come."""
    ours = _require_ours(request.form.get("ours", ""))
    chosen = request.files.get("file")
    if not chosen or not chosen.filename:
        return _home_page(t("plan.problem.file_missing"))
    try:
        plan = read_plan(open_signed_file(chosen.stream, "plan"))
        return _look_page(plan, ours)
    except Refusal as refusal:
        return _home_page(t(refusal.key, **refusal.values))


@blueprint.post("/office/plan/kiosks/admit")
@staff(*ADMITTING)
def admit() -> ResponseReturnValue:
    """Let the kiosk in that signed the plan that was looked at, with the key that somebody compared."""
    looked = _take()
    if looked is None:
        return _home_page(t("joining.gone"))
    manifest, who = looked.plan.manifest, current_account()
    _require_ours(looked.ours)
    named = {"kiosk": manifest.kiosk, "public_key": bytes.fromhex(manifest.public_key), "name": manifest.organisation.name, "organisation": looked.ours}
    store().write(lambda connection: known_kiosks.admit(connection, who.id, **named))  # type: ignore[arg-type]
    return _shown(looked)


@blueprint.post("/office/plan/kiosks/compare")
@staff(*COORDINATOR)
def compare() -> ResponseReturnValue:
    """Show what would come once more, for another organisation of the plan."""
    looked = _take()
    return _home_page(t("joining.gone")) if looked is None else _shown(looked)


@blueprint.post("/office/plan/kiosks/join")
@staff(*COORDINATOR)
def join() -> ResponseReturnValue:
    """Take in the plan that was looked at: all of it, or nothing."""
    looked = _take()
    if looked is None:
        return _home_page(t("joining.gone"))
    theirs, by = request.form.get("theirs", ""), current_account().id
    _require_ours(looked.ours)
    try:
        done = store().write(lambda connection: plans.join_plan(connection, looked.plan, theirs, looked.ours, by))
    except Refusal as refusal:
        return _home_page(t(refusal.key, **refusal.values))
    flash(t("joining.joined" if done.count else "joining.nothing_new", count=done.count), "good")
    return redirect(url_for("plan.campaign", campaign_id=looked.plan.campaign.id))


@blueprint.post("/office/plan/kiosks/revoke")
@staff(*ADMITTING)
def revoke() -> ResponseReturnValue:
    """Take nothing more from a kiosk."""
    who, kiosk = current_account(), request.form.get("kiosk", "")
    known = known_kiosks.find_known(store().read(), kiosk)
    if known is None or known.organisation not in who.organisations(ADMITTING):
        raise NotFound()
    store().write(lambda connection: known_kiosks.revoke(connection, who.id, kiosk))
    flash(t("joining.revoked", name=known.name), "good")
    return redirect(url_for("joining.home"))


@blueprint.post("/office/plan/campaign/<campaign>/plan-file")
@staff(*HANDING_ON)
def hand_on(campaign: str) -> ResponseReturnValue:
    """A campaign's plan as a signed file; a first one gives this kiosk its key."""
    row, who = records.get(store().read(), CAMPAIGN, campaign), current_account()
    if not who.may(HANDING_ON, row["organisation"]):
        raise NotFound() if not who.may(ADMITTING, row["organisation"]) else NotAllowed()
    identity = store().write(lambda connection: require_identity(config().instance, connection))
    target = io.BytesIO()
    write_plan_file(store().read(), identity, campaign, target)
    response = Response(target.getvalue(), mimetype="application/zip")
    safe = "".join(letter for letter in row["code"] if letter.isascii() and (letter.isalnum() or letter in "-_"))
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{safe or "campaign"}.kiosk.zip"'
    return response


def _require_whole(who: Account) -> set[str]:
    """Return the organisations that are the account's as a whole; a deputy of one event has none and is NotAllowed."""
    held = who.organisations(ADMITTING)
    if not held:
        raise NotAllowed()
    return held


def _require_ours(ours: str) -> str:
    if ours not in _require_whole(current_account()):
        raise NotFound()
    return ours


def _take() -> _Looked | None:
    looked = _waiting.take(request.form.get("token", ""))
    return looked if looked is not None and looked.account == current_account().id else None


def _shown(looked: _Looked) -> ResponseReturnValue:
    try:
        return _look_page(looked.plan, looked.ours)
    except Refusal as refusal:
        return _home_page(t(refusal.key, **refusal.values))


def _look_page(plan: Plan, ours: str) -> ResponseReturnValue:
    manifest, connection = plan.manifest, store().read()
    token = _waiting.keep(_Looked(current_account().id, plan, ours))
    shown: dict[str, object] = {"plan": plan, "name": plan.name.said_in(language()), "token": token, "ours": records.get(connection, ORGANISATION, ours)}
    shown["fingerprint"] = fingerprint_of(manifest.kiosk, bytes.fromhex(manifest.public_key))
    last = plans.last_join(connection, plan.campaign.id)
    theirs = request.form.get("theirs", "") or (last["theirs"] if last is not None else "")
    try:
        known = known_kiosks.require_known(connection, manifest)
    except TO_ADMIT as refusal:
        said = t(refusal.key, **refusal.values | ({"name": plan.name} if isinstance(refusal, known_kiosks.UnknownSigner) else {}))
        return page("joining/admit.html", 200, sentence=said, action=url_for("joining.admit"), back=url_for("joining.home"), **shown)
    coming = plans.compare_plan(connection, plan, theirs, ours) if theirs else None
    units = [("", ""), *((unit.id, f"{unit.variants.get('name', {}).get(language(), unit.name)} · {unit.code}") for unit in plan.units)]
    return page(
        "joining/look.html", 200, known=known, theirs=theirs, coming=coming, units=units, parts=parts_of(coming) if coming else [],
        clashes=clashes_of(coming) if coming else [], say_moment=say_moment, **shown,
    )  # fmt: skip


def _home_page(refused: str = "") -> ResponseReturnValue:
    who, connection = current_account(), store().read()
    held = _require_whole(who)
    own = [row for row in records.all_of(connection, ORGANISATION) if row["id"] in who.organisations(COORDINATOR) and row["kind"] == "unit"]
    known = [each for each in known_kiosks.list_known(connection) if each.organisation in held]
    joined = [row for row in plans.list_joins(connection) if row["ours"] in held]
    hands_on = [row for row in visible_campaigns(connection, who) if who.may(HANDING_ON, row["organisation"])]
    below = {id for row in hands_on for id in subtree(connection, row["organisation"]) - {row["organisation"]}} & _units(connection)
    fingerprint, problem = _own_fingerprint(connection)
    return page(
        "joining/home.html", 422 if refused else 200, refused=refused, below=below, tops=_tops(own), say_moment=say_moment, known=known, joined=joined, hands_on=hands_on,
        keepers={each.kiosk: each.name for each in known_kiosks.list_known(connection)}, fingerprint=fingerprint, problem=problem, own_options=[(row["id"], f"{records.variant_of(row, 'name', language())} · {row['code']}") for row in _tops(own)],
    )  # fmt: skip


def _units(connection: sqlite3.Connection) -> set[str]:
    return {row["id"] for row in records.all_of(connection, ORGANISATION) if row["kind"] == "unit"}


def _tops(own: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """The organisations that stand under none of the account's own: the first one of them is the kiosk's."""
    held = {row["id"] for row in own}
    return [row for row in own if row["parent"] not in held]


def _own_fingerprint(connection: sqlite3.Connection) -> tuple[str, str]:
    """Return this kiosk's number, or what is wrong with its key; neither where it has none yet."""
    if not has_identity(connection):
        return "", ""
    try:
        return read_identity(config().instance, connection).fingerprint, ""
    except (SigningKeyMissing, BadSigningKey) as refusal:
        return "", t(refusal.key, **refusal.values)
