"""The coordinator's phones: pair them, see when each was last heard, and decide what waits for a decision."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk import clock, devices, ledger, phone_desk, queue_files
from kiosk.campaigns import BOOTH, EVENT, status_at
from kiosk.config import is_local_address
from kiosk.errors import NotFound
from kiosk.figures.live_event import LiveEvent
from kiosk.ids import new_id, now_ms
from kiosk.languages import say_list
from kiosk.privacy.personal_data import hash_secret
from kiosk.records import all_of, get, variant_of
from kiosk.replacements import PAPER, NoSuchTime, replace_phone, undo_replacement
from kiosk.screens import first_pin
from kiosk.sealing import require_keys
from kiosk.sheets import say_clock
from kiosk.sync import MAX_BYTES
from kiosk.web.access import COORDINATOR, current_account, require_event, staff
from kiosk.web.context import config, language, page, public_url, store, t
from kiosk.web.late import say_moment
from kiosk.web.staff_facts import checked_id
from printables import qr

blueprint = Blueprint("phones", __name__)
_SHOWN_REFUSALS = 10


@blueprint.get("/office/phones")
@staff(*COORDINATOR)
def home() -> ResponseReturnValue:
    """Choose the event."""
    connection, who = store().read(), current_account()
    rows = connection.execute(
        "SELECT e.*, (SELECT count(*) FROM device d WHERE d.event = e.id AND d.revoked_at IS NULL AND d.expires_at > ?) AS phones"
        " FROM event e WHERE e.archived_at IS NULL ORDER BY e.day DESC, e.starts",
        (now_ms(),),
    ).fetchall()
    mine = [(row, status_at(row, now_ms())) for row in rows if who.may(COORDINATOR, row["organisation"], row["id"])]
    return page("phones/home.html", events=mine, on_day=date.fromisoformat)


@blueprint.get("/office/phones/<event>")
@staff(*COORDINATOR)
def one(event: str) -> ResponseReturnValue:
    """One event's phones, and what waits."""
    require_event(event)
    booths = [(row["id"], f"{row['code']} {variant_of(row, 'name', language())}") for row in all_of(store().read(), BOOTH, event)]
    return page(
        "phones/event.html", 200, booth_choices=[*booths, ("", t("phones.pairing.any_booth"))],
        role_choices=[(role, t(f"phones.role.{role}")) for role in devices.DEVICE_ROLES],
        person_choices=[("", t("phones.pairing.anybody")), *_people(event)], **_now(event),
    )  # fmt: skip


@blueprint.get("/office/phones/<event>/now")
@staff(*COORDINATOR)
def now(event: str) -> ResponseReturnValue:
    """The part of the page that changes by itself; 304 while nothing has."""
    who = require_event(event)
    version = f"{phone_desk.desk_version(store().read(), event)}|{language()}|{who.id}|{now_ms() // 60_000}"
    etag = hashlib.sha256(version.encode()).hexdigest()[:20]
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = Response(render_template("phones/now.html", **_now(event)), mimetype="text/html")
    response.set_etag(etag)
    return response


@blueprint.post("/office/phones/<event>/pairing")
@staff(*COORDINATOR)
def show_pairing(event: str) -> ResponseReturnValue:
    """Make a one-time pairing and show it: a large code that the volunteer's phone scans."""
    who, form = require_event(event), request.form
    booth = form.get("booth", "")
    person = form.get("person", "")
    _require_among(booth, [row["id"] for row in all_of(store().read(), BOOTH, event)])
    _require_among(person, [id for id, _ in _people(event)])
    role = form.get("role", "volunteer")
    secret = store().write(
        lambda connection: devices.offer_pairing(
            connection, event, by=who.id, booth=booth or None, role=role, person=person or None
        )
    )
    pin = store().write(lambda connection: first_pin(connection, event)) if role == "kiosk" else ""
    address = public_url() or request.host_url.rstrip("/")
    link = f"{address}/P/{secret}".upper()
    return page(
        "phones/pairing.html", event=_event(event), booth=_booth(event, booth), role=role, person=dict(_people(event)).get(person, ""),
        fields={"booth": booth, "role": role, "person": person}, link=link, code=Markup(qr.svg(link, t("phones.pairing.title"))),  # noqa: S704 - our own drawing
        is_local=is_local_address(address), is_guess=not public_url(), minutes=devices.SHOWN_MS // 60_000,
        shown=hash_secret(secret).hex(), waits=True, number=None, pin=pin,
    )  # fmt: skip


@blueprint.get("/office/phones/<event>/pairing/<shown>")
@staff(*COORDINATOR)
def pairing_state(event: str, shown: str) -> ResponseReturnValue:
    """Whether the code on the screen still waits; the part of its page that changes by itself."""
    require_event(event)
    waits, number = phone_desk.paired_with(store().read(), event, shown)
    return page("phones/pairing_state.html", event=_event(event), shown=shown, waits=waits, number=number)


@blueprint.post("/office/phones/<event>/approve")
@staff(*COORDINATOR)
def approve(event: str) -> ResponseReturnValue:
    """Let a printed card's phone in with one tap."""
    require_event(event)
    asked = phone_desk.require_asking(store().read(), event, request.form.get("card", ""))
    store().write(lambda connection: devices.approve_pairing(connection, asked))
    return _done(event, t("phones.asking.approved"))


@blueprint.post("/office/phones/<event>/<device>/revoke")
@staff(*COORDINATOR)
def revoke(event: str, device: str) -> ResponseReturnValue:
    """End a phone's pairing; what it still sends is kept apart."""
    require_event(event)
    phone = phone_desk.require_phone(store().read(), event, device)
    store().write(lambda connection: devices.revoke_device(connection, phone))
    return _done(event, t("phones.revoked"))


@blueprint.post("/office/phones/<event>/<device>/move")
@staff(*COORDINATOR)
def move(event: str, device: str) -> ResponseReturnValue:
    """Give a phone another booth; what it has counted stays where it was counted."""
    require_event(event)
    phone, booth = phone_desk.require_phone(store().read(), event, device), request.form.get("booth", "")
    if not booth:
        raise NotFound()
    _require_among(booth, [row["id"] for row in all_of(store().read(), BOOTH, event)])
    store().write(lambda connection: devices.move_device(connection, phone, booth))
    return _done(event, t("phones.moved"))


@blueprint.post("/office/phones/<event>/<device>/replace")
@staff(*COORDINATOR)
def replace(event: str, device: str) -> ResponseReturnValue:
    """Say that another phone, or paper, counts in a phone's place from a time on."""
    who, form = require_event(event), request.form
    phone, id = phone_desk.require_phone(store().read(), event, device), checked_id(form.get("id", ""))
    row, heir, clock = _event(event), form.get("heir", PAPER), form.get("from", "")
    try:
        store().write(lambda connection: replace_phone(connection, row, phone, heir, clock, by=f"account:{who.id}", id=id))
    except NoSuchTime as refusal:
        return _done(event, t(refusal.key, **refusal.values), "warn")
    return _done(event, t("phones.replace.done"))


@blueprint.post("/office/phones/<event>/<device>/put-back")
@staff(*COORDINATOR)
def put_back(event: str, device: str) -> ResponseReturnValue:
    """Take back that a phone was replaced."""
    require_event(event)
    phone_desk.require_phone(store().read(), event, device)
    store().write(lambda connection: undo_replacement(connection, event, request.form.get("replacement", "")))
    return _done(event, t("phones.replace.undone"))


@blueprint.post("/office/phones/<event>/queue")
@staff(*COORDINATOR)
def take_queue(event: str) -> ResponseReturnValue:
    """Take in the file of a phone that cannot send by itself: the same facts, once per id."""
    require_event(event)
    file = request.files.get("file")
    queues, elsewhere = queue_files.read_queue(store().read(), event, file.read(MAX_BYTES * 8) if file else b"")
    taken = store().write(
        lambda connection: queue_files.take_queues(connection, queues, language(), lambda: require_keys(config().instance)), finish=ledger.count_entries
    )
    for _, sentence in taken.refused[:_SHOWN_REFUSALS]:
        flash(sentence, "warn")
    if elsewhere:
        flash(t("phones.queue.elsewhere", count=elsewhere), "warn")
    numbers = say_list(language(), [t("phones.number", number=queue.phone.number) for queue in queues])
    return _done(event, t("phones.queue.taken", phones=numbers, recorded=taken.recorded, known=taken.known))


def _require_among(wanted: str, known: list[str]) -> None:
    if wanted and wanted not in known:
        raise NotFound()


def _done(event: str, sentence: str, tone: str = "good") -> ResponseReturnValue:
    flash(sentence, tone)
    return redirect(url_for("phones.one", event=event))


def _event(event: str) -> sqlite3.Row:
    return get(store().read(), EVENT, event)


def _booth(event: str, booth: str) -> sqlite3.Row | None:
    return next((row for row in all_of(store().read(), BOOTH, event) if row["id"] == booth), None)


def _people(event: str) -> list[tuple[str, str]]:
    """Return the event's people on shift, as (id, name or code) for a choice."""
    rows = store().read().execute(
        "SELECT DISTINCT p.id, coalesce(nullif(i.name, ''), p.code) AS name FROM shift s JOIN person p ON p.id = s.person"
        " LEFT JOIN identity i ON i.subject = p.id WHERE s.event = ? AND s.archived_at IS NULL ORDER BY p.position, p.code",
        (event,),
    )  # fmt: skip
    return [(row["id"], row["name"]) for row in rows.fetchall()]


def _now(event: str) -> dict[str, object]:
    connection, row = store().read(), _event(event)
    phones = phone_desk.phones_of(connection, event)
    today = clock.today(row["zone"]).isoformat()
    return {
        "event": row, "phones": phones, "expected": [phone for phone in phones if phone.counts],
        "booths": all_of(connection, BOOTH, event), "asking": phone_desk.asking(connection, event), "new_id": new_id,
        "waits": len(LiveEvent(connection, event, now_ms()).inbox.open), "at": lambda moment: say_moment(row, moment, today),
        "clock": lambda moment: say_clock(row, moment),
    }  # fmt: skip
