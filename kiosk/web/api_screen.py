"""What only a sign-in screen is given with its plan: its large code, the form's rules, the PIN's hash and the presence codes ahead."""

from __future__ import annotations

import sqlite3

from flask import request

from kiosk import presence
from kiosk.campaigns import EVENT, sign_in_window
from kiosk.devices import Device
from kiosk.features import has_feature
from kiosk.privacy.notices import personal_rules
from kiosk.records import get
from kiosk.screens import pin_hash, screen_path
from kiosk.sealing import require_keys
from kiosk.web.api_reading import Json, plan_of
from kiosk.web.context import config, public_url
from printables import qr


def plan_for(connection: sqlite3.Connection, phone: Device, retention_days: int) -> Json:
    """Return the plan of a phone's event, as ``plan_of``, and whether it is a demonstration's; with what a screen needs where the phone is one."""
    seals = has_feature(get(connection, EVENT, phone.event), "referrals")  # no key is made where no tip is taken
    plan = plan_of(connection, phone.event, retention_days, require_keys(config().instance) if seals else None) | {"demonstration": config().demonstration}
    return plan | {"screen": _screen(connection, phone)} if phone.role == "kiosk" else plan


def _screen(connection: sqlite3.Connection, phone: Device) -> Json:
    event = get(connection, EVENT, phone.event)
    window = sign_in_window(event)
    address = f"{public_url() or request.host_url.rstrip('/')}{screen_path(phone.id)}".upper()
    signs_in = "sign_in" in str(event["buttons"]).split()
    return {
        "address": address, "qr": qr.svg(address) if signs_in else "", "opens_at": window.starts, "closes_at": window.ends,
        "wall": has_feature(event, "wall"), "pin": pin_hash(connection, phone.event), "rules": personal_rules(), "presence": _codes(connection, phone.event, window.starts, window.ends),
    }  # fmt: skip


def _codes(connection: sqlite3.Connection, event: str, first_ms: int, last_ms: int) -> Json | None:
    secret = presence.presence_secret(connection, event)
    if not secret:
        return None
    first, codes = presence.codes_between(secret, first_ms, last_ms)
    return {"first": first, "every": presence.PERIOD_MS, "codes": codes}
