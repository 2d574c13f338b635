"""What every volunteer's page knows: this phone, its event and booth, the materials, and how an act is recorded and answered."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, sync
from kiosk.campaigns import BOOTH, EVENT, MATERIAL, status_at
from kiosk.devices import Device, touch_device
from kiosk.distribution import Bundle, Item, find_bundle, known_fact
from kiosk.errors import NotFound
from kiosk.ids import is_id, new_id, now_ms
from kiosk.languages import say_ago
from kiosk.ledger import MAX_QUANTITY
from kiosk.printed_codes import find_code_use
from kiosk.records import all_of, get, variant_of
from kiosk.web.context import device as asking_device
from kiosk.web.context import language, page, store, t

blueprint = Blueprint("phone", __name__, url_prefix="/phone")

MATERIAL_COOKIE = "kiosk_material"
BUNDLE_COOKIE = "kiosk_bundle"
_TOUCH_MS = 30_000
_COLOURS = 8
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]?([0-5]\d)\Z")
SHOWN_STATUSES = ("postponed", "moved", "cancelled", "ended")


@dataclass(frozen=True, slots=True)
class BoothMark:
    """A booth as pages show it: code, name in the reader's language, colour 1 to 8."""

    id: str
    code: str
    name: str
    colour: int


class Here:
    """Where this phone stands: everything is read once, when first asked for."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.event = get(store().read(), EVENT, device.event)

    @cached_property
    def booths(self) -> list[BoothMark]:
        """The event's booths in their order, each with a colour of its own."""
        return [
            BoothMark(row["id"], row["code"], variant_of(row, "name", language()), row["colour"] or place % _COLOURS + 1)
            for place, row in enumerate(all_of(store().read(), BOOTH, self.device.event))
        ]

    @cached_property
    def booth(self) -> BoothMark | None:
        """This phone's booth."""
        return next((booth for booth in self.booths if booth.id == self.device.booth), None)

    @cached_property
    def materials(self) -> dict[str, str]:
        """Material id → title in the reader's language, in the plan's order."""
        rows = all_of(store().read(), MATERIAL, self.event["campaign"])
        return {row["id"]: variant_of(row, "title", language()) for row in rows}

    @cached_property
    def bundle(self) -> Bundle | None:
        """The bundle that was scanned last, while it is not used up."""
        use = find_code_use(store().read(), request.cookies.get(BUNDLE_COOKIE, ""))
        if use is None or not use.bundle or use.event != self.device.event:
            return None
        bundle = find_bundle(store().read(), use)
        return bundle if bundle.rest else None

    @property
    def place(self) -> str:
        """This phone's booth as a place of the ledger; NotFound while it has none."""
        if self.booth is None:
            raise NotFound()
        return f"booth:{self.booth.id}"

    def material(self, id: str) -> str:
        """Return a material's title; NotFound when it is not of this campaign."""
        if id not in self.materials:
            raise NotFound()
        return self.materials[id]

    def booth_of(self, id: str) -> BoothMark:
        """Return a booth of this event; NotFound."""
        found = next((booth for booth in self.booths if booth.id == id), None)
        if found is None:
            raise NotFound()
        return found

    def clock(self, at: int) -> datetime:
        """Return an instant as the event's clock shows it."""
        return datetime.fromtimestamp(at / 1000, ZoneInfo(self.event["zone"]))

    @property
    def trouble(self) -> str:
        """The event's status where volunteers must know it (called off, moved, over), else ''."""
        status = status_at(self.event, now_ms())
        return status if status in SHOWN_STATUSES and self.event["status"] == status else ""


def here() -> Here:
    """Return where the asking phone stands."""
    if "here" not in g:
        g.here = Here(cast(Device, asking_device()))
    return cast(Here, g.here)


@blueprint.before_request
def remember_contact() -> None:
    """Note when a phone was last heard of, at most twice a minute, for the coordinator's list."""
    phone = asking_device()
    if phone is None or phone.state != "active":
        return
    if now_ms() - phone.last_seen_at > _TOUCH_MS:
        store().write(lambda connection: touch_device(connection, phone))


def phone_page(template: str, status: int = 200, **values: object) -> ResponseReturnValue:
    """Render a volunteer's page with the booth's band, the menu and the event's trouble."""
    place = here()
    links = (("phone.home", "home"), ("phone.show_more", "more"), ("phone.show_stock", "stock"), ("phone.show_booths", "booths"),
             ("phone.leave", "leave"))  # fmt: skip
    menu = [(url_for(endpoint), t(f"phone.menu.{name}"), request.endpoint == endpoint) for endpoint, name in links]
    return page(template, status, here=place, booth=place.booth, nav=menu, new_id=new_id, **values)


def record(build: Callable[[sqlite3.Connection], Sequence[Item]], id: str) -> list[dict[str, object]]:
    """Record what ``build`` returns, in one transaction, seen now unless it says otherwise; answer each fact.

    When the form's ``id`` stands in the ledger already its first time is kept, so that the same form is the same content.
    """
    sender = sync.Sender.from_device(here().device, language())

    def work(connection: sqlite3.Connection) -> list[dict[str, object]]:
        before = known_fact(connection, id)
        seen = before["seen_at"] if before else now_ms()
        return sync.record_batch(connection, sender, [{"seen_at": seen, **item} for item in build(connection)])

    return store().write(work)


def record_once(build: Callable[[sqlite3.Connection], Sequence[Item]], id: str) -> list[dict[str, object]]:
    """Like ``record`` for acts that are made from what stands now: a form that was recorded before is not built again."""
    device = here().device.id

    def once(connection: sqlite3.Connection) -> Sequence[Item]:
        return [] if was_sent(connection, id, device) else build(connection)

    return record(once, id) or [{"id": id, "result": "duplicate"}]


def was_sent(connection: sqlite3.Connection, id: str, device: str) -> bool:
    """Tell whether this phone's form is in the ledger already."""
    known = known_fact(connection, id)
    return known is not None and known["device"] == device


def form_id() -> str:
    """Return the id that was made when the form was rendered; NotFound for anything else: the server invents none."""
    id = request.form.get("id", "")
    if not is_id(id):
        raise NotFound()
    return id


def read_quantity(raw: str, *, least: int = 1) -> int | None:
    """Return a typed count of copies or people, ``least`` … 100,000; None for anything else."""
    digits = raw.strip().replace(",", "").replace("，", "")
    if not digits.isdecimal() or len(digits) > 7:
        return None
    return int(digits) if least <= int(digits) <= MAX_QUANTITY else None


def read_since(raw: str, zone: str, last: int = 0) -> int | None:
    """Return the last moment (ms) when the event's clock showed ``raw`` (HH:MM); None when that is no time.

    Where the phone's ``last`` fact is of a day that is over, the last such moment before it: the day after, ten o'clock means
    yesterday's.
    """
    found = _TIME.match(raw.strip())
    if found is None:
        return None
    now = clock.now(zone)
    worked = datetime.fromtimestamp(last / 1000, now.tzinfo)
    now = worked if last and worked.date() < now.date() else now
    moment = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return int((moment if moment <= now else moment - timedelta(days=1)).timestamp() * 1000)


def result_page(
    results: Sequence[dict[str, object]], line: str, back: str = "", *, warn: str = "", erase_code: str = ""
) -> ResponseReturnValue:
    """Answer an act with the whole screen: recorded, recorded before, or not and why."""
    refused = next((one for one in results if one["result"] in ("conflict", "rejected")), None)
    outcome = (
        str(refused["result"]) if refused else "recorded" if any(r["result"] == "recorded" for r in results) else "duplicate"
    )
    tone = {"recorded": "warn" if warn else "good", "duplicate": "warn"}.get(outcome, "bad")
    said = {"recorded": f"{line} {warn}".strip(), "duplicate": t("phone.result.counts_once")}.get(outcome)
    return show_result(tone, t(f"common.result.{outcome}"), said or str((refused or {}).get("message", "")), back, erase_code)


def show_result(tone: str, word: str, line: str, back: str = "", erase_code: str = "") -> ResponseReturnValue:
    """Show one word and one line on the whole screen, then go back; with an erase code to be read out it stays until it is tapped."""
    result = {"tone": tone, "word": word, "line": line, "back_url": back or url_for("phone.home"), "erase_code": erase_code}
    return page("base_phone_result.html", result=result, seconds=2 if tone == "good" else 5)


def say_fact(fact: sqlite3.Row) -> str:
    """Return what a fact says, in a few words: "handed out 10"."""
    return t(f"phone.fact.{fact['kind']}", count=fact["quantity"])


def say_when(fact: sqlite3.Row) -> str:
    """Return how long ago a fact was recorded."""
    return say_ago(language(), (now_ms() - fact["received_at"]) / 1000)
