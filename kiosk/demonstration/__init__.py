"""The demonstration instance: the closed reference week beside a practice event dated today, in a folder of its own.

No demonstration fact ever shares a ledger with a real one: the folder carries a mark, and every page says demonstration data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk import clock
from kiosk.accounts import add_account, grant, set_password
from kiosk.config import DATABASE, load_config, make_instance_folder
from kiosk.demonstration.closings import close_week
from kiosk.demonstration.communities import make_week
from kiosk.demonstration.desk import Desk
from kiosk.demonstration.practice import bring_to_today, make_practice, offer_practice_phone, write_sample
from kiosk.demonstration.referrals import play_practice, play_stories
from kiosk.demonstration.rows import ZH
from kiosk.errors import SetupError
from kiosk.ids import new_secret
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import add_seal_key
from kiosk.records import add
from kiosk.sealing import KeyRing, require_keys
from kiosk.settings import read_setting, write_setting
from kiosk.storage import open_store

__all__ = ["Demonstration", "bring_to_today", "make_demonstration", "offer_practice_phone", "renew_passwords", "set_aside_old"]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made: the sign-in names with their passwords (empty when it was there already), and the sample flyer."""

    instance: Path
    passwords: dict[str, str]
    sample_flyer: Path


def set_aside_old(instance: Path) -> Path | None:
    """Move a demonstration whose database an earlier make of the kiosk left behind out of the way; return where it went, or None."""
    database = instance / DATABASE
    if not database.exists():
        return None
    try:
        open_store(database).close()
    except SetupError as problem:
        if problem.reason != "missing_triggers":
            raise
    else:
        return None
    aside = instance.with_name(f"{instance.name}-before-{clock.now():%Y%m%d-%H%M%S}")
    instance.rename(aside)
    return aside


def make_demonstration(instance: Path, base_url: str, say: Callable[[str], None] = lambda line: None) -> Demonstration:
    """Make the demonstration in ``instance``, or bring an existing one's practice event to today; its data stays."""
    make_instance_folder(instance, demonstration=True)
    config = load_config(instance)
    store = open_store(config.database)
    try:
        passwords: dict[str, str] = {}
        if not read_setting(store.read(), "demonstration_made"):
            passwords = {name: new_secret(60).lower() for name in ("coordinator", "printing", "case_worker", "admin")}
            say("WEEK2017")
            store.write(lambda connection: _make_all(connection, passwords, base_url, require_keys(instance)))
        bring_to_today(store)
        return Demonstration(instance, passwords, write_sample(store, instance))
    finally:
        store.close()


def _make_all(connection: sqlite3.Connection, passwords: dict[str, str], base_url: str, ring: KeyRing) -> None:
    add_seal_key(connection)
    county = add(connection, ORGANISATION, "", {**ZH, "code": "DEMO", "name": "社會工作示範區", "level": "county", "name@zh-Hans": "社会工作示范区",
                                                "name@en": "Social Work Demonstration Area"})  # fmt: skip
    accounts: dict[str, str] = {}
    for name, password in passwords.items():
        account = accounts[name] = add_account(connection, name, password)
        role = {"admin": "administrator"}.get(name, name)
        grant(connection, account, role, county, by=account)
    make_week(connection, county, base_url)
    make_practice(connection, county, base_url)
    for code, play in (("C", play_stories), ("PRACTICE", play_practice)):
        event = connection.execute("SELECT id FROM event WHERE code = ?", (code,)).fetchone()["id"]
        play(connection, ring, event, accounts["case_worker"], Desk(connection, event).id)
    week = connection.execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    close_week(connection, week, accounts["coordinator"])
    write_setting(connection, "demonstration_made", "1")


def renew_passwords(instance: Path) -> dict[str, str]:
    """Give the demonstration's accounts new random passwords and return them by sign-in name."""
    store = open_store(load_config(instance).database)
    try:
        accounts = store.read().execute("SELECT id, name FROM account").fetchall()
        passwords = {row["name"]: new_secret(60).lower() for row in accounts}
        for row in accounts:
            store.write(lambda connection, row=row: set_password(connection, row["id"], passwords[row["name"]]))  # type: ignore[misc]
        return passwords
    finally:
        store.close()
