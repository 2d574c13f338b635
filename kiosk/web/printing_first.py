"""Five minutes: one page asks four things, one button makes everything that a small event needs, in one PDF."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import campaigns, languages, looks, organisations, records
from kiosk.accounts import Account
from kiosk.config import is_local_address
from kiosk.devices import offer_pairing
from kiosk.errors import InvalidFields, NotAllowed
from kiosk.first_event import USUAL_COPIES, USUAL_PAPER, FirstEvent, make_first_event
from kiosk.ids import new_id
from kiosk.prints import packs
from kiosk.prints.jobs import Job, keep_pdf
from kiosk.prints.preview import Draft
from kiosk.prints.runs import LocalAddress
from kiosk.prints.texts import prefix_of, say_when
from kiosk.web import previews
from kiosk.web.access import COORDINATOR, current_account, require_event, require_organisation, staff
from kiosk.web.context import config, language, page, public_url, store, t
from kiosk.web.printing_address import may_set_address, read_address, save_address
from kiosk.web.printing_blueprint import blueprint, event_row, form_id, typed_number
from kiosk.web.printing_plans import booths_by_id
from kiosk.web.refusals import field_sentences
from printables.qr import svg


@blueprint.get("/office/new")
@staff(*COORDINATOR)
def five_minutes() -> ResponseReturnValue:
    """The page: title, place, date, one line; a flyer beside it that follows what is typed."""
    return _form({})


@blueprint.post("/office/new")
@staff(*COORDINATOR)
def make_event() -> ResponseReturnValue:
    """Make everything and show the one PDF, the live page and the code that pairs a phone; sent twice, it is one event."""
    if request.form.get("act") == "preview":
        return _form({})
    try:
        wish, address = _read_wish()
        store().write(lambda connection: _make(connection, wish, address, request.form.get("host", "").strip()))
    except InvalidFields as refusal:
        return _form(field_sentences(refusal), 422)
    except LocalAddress as refusal:
        return _form({"local_confirmed": t(refusal.key, **refusal.values)}, 422)
    return _show_made(wish.id)


@blueprint.post("/office/new/preview")
@staff(*COORDINATOR)
def preview_first() -> ResponseReturnValue:
    """The flyer as the form has it now, as a PNG; else what to change."""
    return previews.show(_draft).answer


@blueprint.post("/office/print/<event>/pack")
@staff(*COORDINATOR)
def make_pack(event: str) -> ResponseReturnValue:
    """Make an event's pack again, with the same codes and new pairing cards."""
    require_event(event, COORDINATOR)
    return _show_made(event)


def _make(connection: sqlite3.Connection, wish: FirstEvent, address: str, host: str) -> None:
    if address:
        save_address(connection, address)
    if host and organisations.is_unnamed(records.get(connection, organisations.ORGANISATION, wish.organisation)["name"]):
        organisations.name_organisation(connection, wish.organisation, host)
    make_first_event(connection, wish)


def _read_wish() -> tuple[FirstEvent, str]:
    """Return the event as asked for, and the address if it was typed here; InvalidFields."""
    who = current_account()
    organisation = request.form.get("organisation") or _organisations(who)[0]["id"]
    require_organisation(organisation, COORDINATOR)
    campaign = request.form.get("campaign", "")
    if campaign:
        require_organisation(records.get(store().read(), campaigns.CAMPAIGN, campaign)["organisation"], COORDINATOR)
    event = form_id() or new_id()
    if store().read().execute("SELECT 1 FROM event WHERE id = ?", (event,)).fetchone():
        require_event(event, COORDINATOR)
    address = "" if public_url() or not may_set_address() else _typed_address()
    typed = {name: request.form.get(name, "").strip() for name in ("title", "place", "day", "line", "starts", "ends", "contact")}
    return FirstEvent(
        id=event, organisation=organisation, by=who.id, base_url=public_url() or address, campaign=campaign,
        language=_language(), zone=config().zone, copies=typed_number("copies", USUAL_COPIES, 1, 2000),
        local_confirmed="local_confirmed" in request.form, retention_days=config().retention_days, **typed,
    ), address  # fmt: skip


def _typed_address() -> str:
    return read_address(request.form.get("address", ""))


def _language() -> str:
    wanted = request.form.get("language", "")
    return wanted if wanted in ("zh-Hans", "zh-Hant", "en") else language()


@dataclass(frozen=True, slots=True)
class Made:
    """What the page shows when all is made."""

    job: Job
    pack: packs.Pack
    pairing: str
    """The address of a one-time pairing, for the code on the screen."""
    site: str
    """The address under which the codes open, to be tried from a phone before all is printed."""


def _show_made(event: str) -> ResponseReturnValue:
    row = event_row(event)
    made = _make_pdf(event)
    return page(
        "printing/made.html", event=row, made=made, qr=svg(made.pairing, t("printing.first.pair")), booths=booths_by_id(event),
        live_url=_live_url(event), site=made.site, site_qr=svg(f"{made.site.upper()}/", made.site), local=is_local_address(made.site),
    )  # fmt: skip


def _make_pdf(event: str) -> Made:
    who, instance = current_account(), config().instance
    newest = store().read().execute(
        "SELECT base_url, sample FROM print_run WHERE event = ? AND kind = 'flyer' AND archived_at IS NULL ORDER BY made_at DESC LIMIT 1", (event,)
    ).fetchone()  # fmt: skip
    base = public_url() or (newest["base_url"] if newest else "")
    confirmed = "local_confirmed" in request.form or (newest is not None and newest["sample"] == "local")
    file = io.BytesIO()
    pack = packs.make_pack(
        store(), event, file, by=who.id, base_url=base, local_confirmed=confirmed, retention_days=config().retention_days
    )
    booth = next(iter(booths_by_id(event)), None)
    secret = store().write(lambda connection: offer_pairing(connection, event, by=who.id, booth=booth))
    return Made(keep_pdf(instance, event, COORDINATOR, file.getvalue()), pack, prefix_of(base, "P") + secret, base)


def _live_url(event: str) -> str:
    """Return the event's live page where there is one."""
    for rule in current_app.url_map.iter_rules("tallies.event") if "tallies.event" in current_app.view_functions else ():
        return url_for("tallies.event", **dict.fromkeys(rule.arguments, event))  # type: ignore[arg-type]
    return ""


def _organisations(who: Account) -> list[sqlite3.Row]:
    mine = who.organisations(COORDINATOR)
    found = [row for row in records.all_of(store().read(), organisations.ORGANISATION) if row["id"] in mine]
    if not found:
        raise NotAllowed()
    return found


def _form(errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    who = current_account()
    mine = _organisations(who)
    ids = {row["id"] for row in mine}
    weeks = [row for row in records.all_of(store().read(), campaigns.CAMPAIGN) if row["organisation"] in ids]
    host = _owner()
    known = public_url()
    return page(
        "printing/five_minutes.html", status, errors=errors, typed=request.form, id=request.form.get("id") or new_id(), mine=mine,
        weeks=weeks, host="" if organisations.is_unnamed(host["name"]) else host["name"], known=known, local=bool(known) and is_local_address(known),
        may_set=may_set_address(), usual_copies=USUAL_COPIES, spoken=_language(),
        shown=previews.show(_draft),
    )  # fmt: skip


def _draft() -> Draft:
    """Return the flyer as it stands in the form, with the fields' names where nothing is typed yet."""
    typed = {name: request.form.get(name, "").strip() for name in ("title", "line", "place", "contact")}
    owner, spoken = _owner(), _language()
    host = "" if organisations.is_unnamed(owner["name"]) else records.variant_of(owner, "name", spoken)
    says = {
        "headline": typed["title"] or t("printing.first.event_title"), "lines": (typed["line"] or t("printing.first.text")).splitlines(),
        "when": _say_when(spoken), "where": typed["place"], "organiser": host or request.form.get("host", "").strip(),
        "contact": typed["contact"] or owner["phone"] or languages.text(spoken, "printing.come_along"),
    }  # fmt: skip
    logo = looks.logo_of(store().read(), owner["id"])
    return Draft(says, spoken, USUAL_PAPER, looks.KeptLook(), logo=looks.picture_content(store().read(), logo)[0] if logo else b"")


def _owner() -> sqlite3.Row:
    """Return the organisation that is chosen in the form, else the first that there is to choose."""
    mine = _organisations(current_account())
    return next((row for row in mine if row["id"] == request.form.get("organisation")), mine[0])


def _say_when(spoken: str) -> str:
    """Return day and hours as sheets say them, '' until both are typed."""
    day, starts, ends = (request.form.get(name) or usual for name, usual in (("day", ""), ("starts", "09:00"), ("ends", "17:00")))
    try:
        return say_when(spoken, day, starts, ends)
    except ValueError:
        return ""
