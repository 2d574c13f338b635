"""What `kiosk check` looks at: the parts and their versions, the files, the database, and the tallies counted once more."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import dataclass, field
from importlib.metadata import version

from kiosk import clock, frontend, ledger, records
from kiosk.books.closings import broken_closings
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.config import SECRETS, Config, is_local_address
from kiosk.errors import Refusal, SetupError
from kiosk.ids import now_ms
from kiosk.joining.identity import KEY_FILE as SIGNING_KEY
from kiosk.joining.identity import has_identity, read_identity
from kiosk.joining.origins import Origins
from kiosk.joining.report import list_due, list_untold
from kiosk.lan.serving import last_day, read_known, read_served
from kiosk.recount import recount
from kiosk.referrals import missing_keys
from kiosk.sealing import KEY_FILE, read_keys
from kiosk.settings import read_setting
from kiosk.storage.database import connect
from kiosk.storage.schema import MINIMUM_SQLITE, missing_triggers
from kiosk.summary.versions import broken_versions

_MOST_NAMES = 8
_PACKAGES = ("flask", "granian", "sqlite-utils", "reportlab", "qrcode", "pydantic")


@dataclass
class Report:
    """Facts about the instance, and what is wrong with it: ``problems`` need somebody, ``notes`` do not stop anything."""

    facts: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    problems: list[tuple[str, dict[str, object]]] = field(default_factory=list)


def check_instance(config: Config) -> Report:
    """Look the instance over; reads only."""
    report = Report()
    report.facts["instance"] = str(config.instance)
    report.facts["python"] = sys.version.split()[0]
    report.facts["sqlite"] = sqlite3.sqlite_version
    report.facts |= {name: version(name) for name in ("outreach-kiosk", *_PACKAGES)}
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        report.notes.append(("check.old_sqlite", {"found": sqlite3.sqlite_version, "wanted": ".".join(map(str, MINIMUM_SQLITE))}))
    if missing := frontend.missing_files():
        report.problems.append(("check.no_front_end", {"names": ", ".join(path.name for path in missing)}))
    if config.database.exists():
        _check_database(config, report)
    else:
        report.problems.append(("check.no_database", {}))
    _check_lan(config, report)
    _check_files(config, report)
    return report


def _check_database(config: Config, report: Report) -> None:
    connection = connect(config.database, read_only=True)
    try:
        if (sound := connection.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            report.problems.append(("check.damaged", {"said": sound}))
            return
        report.facts["entries"] = str(connection.execute("SELECT seq FROM ledger_position").fetchone()[0])
        if names := missing_triggers(connection):
            report.problems.append(("errors.missing_triggers", {"names": ", ".join(names)}))
        report.problems += [("check.recount", {"what": line}) for line in recount(connection)]
        report.problems += [("check.closing", {"id": id}) for id in broken_closings(connection)]
        report.problems += [("check.summary", {"id": id}) for id in broken_versions(connection)]
        _check_keys(config, connection, report)
        _check_signing_key(config, connection, report)
        _check_reports(connection, report)
        if ledger.clock_is_behind(connection):
            report.problems.append(("check.clock_behind", {}))
        address = config.public_url or read_setting(connection, "public_url")
        if not address:
            report.notes.append(("check.no_address", {}))
        elif is_local_address(address):
            report.notes.append(("check.local_address", {"address": address}))
    finally:
        connection.close()


def _check_keys(config: Config, connection: sqlite3.Connection, report: Report) -> None:
    """Say which keys of sealed tips are missing; what they sealed cannot be read, everything else goes on."""
    try:
        names, cases = missing_keys(connection, read_keys(config.instance))
    except SetupError as error:
        report.problems.append((error.key, error.values))
        return
    if names:
        report.problems.append(("check.referral_keys", {"names": " ".join(names), "count": cases}))


def _check_signing_key(config: Config, connection: sqlite3.Connection, report: Report) -> None:
    """Say by which number others know this kiosk, or why it can sign nothing; what a district knows must be the same number."""
    if not has_identity(connection):
        return
    try:
        report.facts["signing_key"] = read_identity(config.instance, connection).fingerprint
    except Refusal as refusal:
        report.problems.append((refusal.key, refusal.values))
        return
    except OSError as error:
        report.problems.append(("check.signing_key_unreadable", {"path": f"{SECRETS}/{SIGNING_KEY}", "said": error.strerror or str(error)}))
        return
    if untold := list_untold(connection):
        report.notes.append(("check.signing_key_new", {"codes": ", ".join(untold)}))


def _check_reports(connection: sqlite3.Connection, report: Report) -> None:
    """Say of each campaign that has begun which kiosks owe a report, and of which of our own events the district knows nothing yet."""
    now = now_ms()
    for campaign in records.all_of(connection, CAMPAIGN):
        if campaign["starts_on"] > clock.moment(now, "UTC").date().isoformat():
            continue
        owing = Origins(connection, campaign["id"], now).owing(records.all_of(connection, EVENT, campaign["id"]))
        if owing:
            names = [each.known.name for each in owing]
            report.notes.append(("check.reports_owed", {"code": campaign["code"], "count": len(names), "names": ", ".join(names[:_MOST_NAMES])}))
        if due := list_due(connection, campaign["id"], now):
            report.notes.append(("check.report_due", {"code": campaign["code"], "events": ", ".join(event["code"] for event in due)}))


def _check_lan(config: Config, report: Report) -> None:
    """Say which certificate for phones without internet there is and when it ends; none is needed."""
    try:
        authority, served = read_known(config), read_served(config)
    except SetupError as error:
        report.problems.append((error.key, error.values))
        return
    if authority is None:
        return
    if authority.ends <= clock.now():
        report.notes.append(("check.lan_ended", {"label": authority.label}))
        return
    names, zone = ", ".join(authority.names.as_strings()), config.zone
    ends = {"ends": last_day(authority.ends, zone), "server_ends": last_day(served[1], zone) if served else "—"}
    report.notes.append(("check.lan", {"label": authority.label, "names": names, **ends}))


def _check_files(config: Config, report: Report) -> None:
    """Others must not read the instance (systems without owner bits show every mode as open and are passed over)."""
    if sys.platform == "win32":
        return
    kept = config.instance / SECRETS
    for path in (config.instance, kept, kept / "secret_key", kept / KEY_FILE, kept / SIGNING_KEY, *sorted(kept.glob("lan/*"))):
        if path.exists() and path.stat().st_mode & 0o077:
            report.problems.append(("check.open_file", {"path": str(path)}))
