"""The reference week split over three kiosks and their district: each holds only its own community's part, as if it had happened there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from kiosk import ledger
from kiosk.joining.identity import Identity, require_identity
from kiosk.joining.keepers import TOLD
from kiosk.joining.known_kiosks import admit
from kiosk.joining.report import write_report
from kiosk.storage import Store, open_store

NOW = 1_490_600_000_000


@dataclass
class Kiosk:
    """One kiosk: its folder, its store, and who it is."""

    folder: Path
    store: Store
    identity: Identity

    def report(self, campaign: str, now: int = NOW) -> bytes:
        target = BytesIO()
        write_report(self.store.read(), self.identity, campaign, target, now=now)
        return target.getvalue()


def split(whole: Path, folder: Path, code: str | None) -> Kiosk:
    """Make the kiosk of community ``code``, or (None) the district's, which knows the week's plan and nothing that happened."""
    (folder / "secrets").mkdir(parents=True)
    store = open_store(folder / "kiosk.sqlite")
    store.write(lambda connection: None)
    db = sqlite3.connect(folder / "kiosk.sqlite", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("ATTACH ? AS whole", (str(whole),))
    campaign = db.execute("SELECT id FROM whole.campaign WHERE code = 'WEEK2017'").fetchone()["id"]
    own = db.execute("SELECT id FROM whole.organisation WHERE code = ?", (code or "DEMO",)).fetchone()["id"]
    events = "(SELECT id FROM whole.event WHERE campaign = :campaign AND organisation = :own)"
    db.execute("BEGIN IMMEDIATE")
    for table in [row["name"] for row in db.execute("SELECT name FROM whole.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]:
        where = _where(db, table, events)
        if where:
            columns = ", ".join(f'"{row["name"]}"' for row in db.execute(f"PRAGMA whole.table_info({table})"))
            db.execute(f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM whole.{table} WHERE {where}", {"campaign": campaign, "own": own})
    _plan_events(db, campaign, own, district=code is None)
    db.execute("COMMIT")
    db.execute("BEGIN IMMEDIATE")
    columns = "p.kind, p.event, p.device, p.authority, p.source, p.target, p.booth, p.to_booth, p.material, p.run, p.bundle, p.method"
    facts = db.execute(
        "SELECT f.id, f.seen_at, f.at, f.received_at, f.hash, f.number, f.person, f.quantity, f.names, f.offset, f.held, f.flags, f.data,"
        f" {columns} FROM whole.fact f JOIN whole.pattern p ON p.id = f.pattern WHERE p.event IN {events} ORDER BY f.seq",
        {"campaign": campaign, "own": own},
    ).fetchall()
    ledger.append(db, [ledger.Fact(**dict(row)) for row in facts])
    db.execute("COMMIT")
    db.close()
    identity = store.write(lambda connection: require_identity(folder, connection))
    if code:
        store.write(lambda connection: connection.execute(
            "INSERT INTO plan_join VALUES (?, 'district', ?, ?, ?, 1, 'digest', 'kiosk', 1)", (identity.kiosk, campaign, own, own)))  # fmt: skip
    return Kiosk(folder, store, identity)


PLANNED = "code IN ('A1', 'A2', 'B', 'C')"
"""The district planned these events; A0 is the community's own idea."""


def _plan_events(db: sqlite3.Connection, campaign: str, own: str, *, district: bool) -> None:
    """The district knows the events that it planned and nothing of what was said of them; each community joined its plan."""
    where = f"FROM whole.event WHERE campaign = ? AND {PLANNED}"
    if not district:
        db.execute(f"INSERT INTO kept_elsewhere SELECT 'event', id, 'district', 1 {where} AND organisation = ?", (campaign, own))
        return
    columns = [row["name"] for row in db.execute("PRAGMA whole.table_info(event)")]
    blank = dict.fromkeys(TOLD, "''") | {"expected": "0", "capacity": "0", "sign_in_margin": "120", "status": "'planned'", "status_at": "NULL"}
    blank["place"] = "CASE WHEN status_at IS NULL THEN place ELSE '廣場' END"  # it was moved
    db.execute(f"INSERT INTO event ({', '.join(columns)}) SELECT {', '.join(blank.get(name, name) for name in columns)} {where}", (campaign,))
    local = ", ".join(f"'$.{name}'" for name in ("outcome", "invited", "awareness"))
    db.execute(f"UPDATE event SET variants = json_remove(variants, {local})")


_DERIVED = ("tally", "event_total", "event_response", "event_overlap", "bundle_tally", "device_tally", "bundle_place", "response_tally", "responder", "overlap", "visit", "sheet_page", "uncounted",
            "fact", "pattern", "ledger_position", "count_group", "count_change", "measure_rule", "_sqlite_migrations", "search_key")  # fmt: skip
_CAMPAIGNS = ("campaign", "directive", "topic", "account", "role_grant", "notice", "seal_key")


def _where(db: sqlite3.Connection, table: str, events: str) -> str:
    """Return which rows of a table a kiosk holds, '' for none."""
    columns = {row["name"] for row in db.execute(f"PRAGMA whole.table_info({table})")}
    if table in _DERIVED:
        return ""
    if table == "setting":
        return "key NOT LIKE 'kiosk_%'"
    if table in _CAMPAIGNS:
        return "1"
    if table == "organisation":
        return "code = 'DEMO' OR kind = 'unit' OR parent = :own"
    if table == "event":
        return f"id IN {events}"
    if table == "material":
        return "campaign = :campaign AND code LIKE (SELECT code FROM whole.organisation WHERE id = :own) || '-%'"
    if table == "post_reading":
        return "post IN (SELECT id FROM whole.post WHERE organisation = :own)"
    if table == "same_person":
        return f"participant IN (SELECT participant FROM whole.visit WHERE event IN {events}) OR participant IN (SELECT person FROM whole.volunteer WHERE event IN {events})"
    if "campaign" in columns and "organisation" in columns:
        return "campaign = :campaign AND organisation = :own"
    if "event" in columns:
        return f"event IN {events}"
    if table == "person":
        return f"organisation = :own OR id IN (SELECT person FROM whole.shift WHERE event IN {events})"
    if table == "referral_note":
        return f"of_case IN (SELECT id FROM whole.referral_case WHERE event IN {events})"
    return ""


def let_in(district: Kiosk, kiosk: Kiosk, code: str) -> None:
    """Let a kiosk in for its community."""
    own = district.store.read().execute("SELECT id FROM organisation WHERE code = ?", (code,)).fetchone()["id"]
    district.store.write(
        lambda connection: admit(connection, "account", kiosk=kiosk.identity.kiosk, public_key=kiosk.identity.public_key, name=code, organisation=own)
    )
