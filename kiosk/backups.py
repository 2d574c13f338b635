"""Backup and restore of an instance: one file that carries the ledger, the plan and the seal keys."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from kiosk.accounts import close_again, end_other_sessions, roles_that_hold, take_role_again
from kiosk.config import Config
from kiosk.devices import end_again, phones_that_record, use_up_again
from kiosk.errors import SetupError
from kiosk.event_photos import delete_erased, withdraw_again
from kiosk.ids import now_ms
from kiosk.leader_links import revoke_again
from kiosk.printed_codes import add_seal_key
from kiosk.privacy.erasures import erase_again
from kiosk.storage import open_store
from kiosk.storage.database import connect

_RE_APPLIED = ("erased", "event_photo", "seal_key")
_ENDED: Mapping[str, Callable[[sqlite3.Connection, Mapping[str, object]], None]] = {
    "account": close_again, "role_grant": take_role_again, "device": end_again, "pairing": use_up_again, "leader_link": revoke_again,
}  # fmt: skip
"""What opens something, and how it is ended in an earlier database where it has ended since."""
_KEPT_RECORDS = ("deletion", "deletion_check", "access_log", "reveal_log", "referral_look", "kiosk_decision")
"""What was deleted, who looked at whom and which kiosks were shut out: a restore may not take that off the record."""


def write_backup(config: Config, target: Path) -> int:
    """Write a whole, consistent copy of the database to ``target`` while the server may run; return its size in bytes.

    VACUUM INTO, never the stepped backup from a second connection, which restarts for ever under load.
    """
    if target.exists():
        raise SetupError("backup_exists", path=target.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(config.database)
    try:
        connection.execute("VACUUM INTO ?", [str(target)])
    finally:
        connection.close()
    target.chmod(0o600)
    return target.stat().st_size


def restore_backup(config: Config, source: Path) -> bool:
    """Put the database of a backup in the instance's place; the one that was there is kept beside it.

    Needs the instance's lock.  Whoever was erased since the backup stays erased, a photo that somebody did not want stays away,
    what was deleted and who looked stays on record, and codes printed since are sealed with a key that stays on the ring.
    Phones, leaders' links and roles that were revoked since stay revoked, and the passwords are those of today.
    The new file is made whole beside the old one before they change places.

    Returns whether the replaced database could tell all that: False where it was missing or broken, and ``what_holds`` is to be looked at.
    """
    _check_backup(source)
    before, new = config.database, config.instance / f"{config.database.stem}-restoring.db"
    _remove(new)
    connection = connect(source)
    try:
        connection.execute("VACUUM INTO ?", [str(new)])
    finally:
        connection.close()
    new.chmod(0o600)
    since = {table: _rows(before, table) for table in (*_RE_APPLIED, *_ENDED, *_KEPT_RECORDS, "staff_session")} if before.exists() else {}
    _reapply(new, since)
    if before.exists():
        _empty_log(before)
        _keep_beside(before, before.with_name(f"{before.stem}-before-restore-{now_ms()}.db"))
    new.replace(before)  # in one step: whenever the power goes, the old database or the new one is in its place
    return bool(since.get("account"))


def what_holds(config: Config) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """Return what opens something after a restore: (account, role), and (event's code, how many phones may record there)."""
    connection = connect(config.database, read_only=True)
    try:
        return roles_that_hold(connection), phones_that_record(connection)
    finally:
        connection.close()


def _reapply(path: Path, since: Mapping[str, list[dict[str, object]]]) -> None:
    store = open_store(path)

    def work(connection: sqlite3.Connection) -> None:
        for row in since.get("erased", ()):
            erase_again(connection, row)
        for row in since.get("event_photo", ()):
            withdraw_again(connection, row)
        delete_erased(connection)
        for table, end in _ENDED.items():
            for row in since.get(table, ()):
                end(connection, row)
        end_other_sessions(connection, (row["token_hash"] for row in since.get("staff_session", ())))
        for table in _KEPT_RECORDS:
            for row in since.get(table, ()):
                _add_row(connection, table, row)
        known = {row["secret"] for row in connection.execute("SELECT secret FROM seal_key").fetchall()}
        for row in since.get("seal_key", ()):
            if row["secret"] not in known:
                connection.execute("INSERT INTO seal_key (secret, made_at) VALUES (:secret, :made_at)", row)
        # codes printed between the backup and now are not in its blocks: new runs start with a new key, so that no serial is sealed twice
        add_seal_key(connection)

    store.write(work)
    store.checkpoint()
    store.close()


def _add_row(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    """Add a row of a record that only grows; one that is there already, or that belongs to none of these, is left out."""
    columns = ", ".join(row)
    of_one = " WHERE EXISTS (SELECT 1 FROM deletion WHERE id = :deletion)" if table == "deletion_check" else " WHERE true"
    values = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT {values}{of_one} ON CONFLICT DO NOTHING", row)


def _empty_log(path: Path) -> None:
    """Move what the write-ahead log holds into the file; one that is too damaged for that is kept as it is."""
    with suppress(sqlite3.DatabaseError, SetupError):
        connect(path).close()


def _keep_beside(path: Path, beside: Path) -> None:
    """Give a database a second name, or a copy where the disk knows no second names; its emptied log goes."""
    try:
        beside.hardlink_to(path)
    except OSError:
        shutil.copy2(path, beside)
    for name in (f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _check_backup(source: Path) -> None:
    if not source.is_file():
        raise SetupError("no_backup", path=source.name)
    try:
        connection = sqlite3.connect(f"file:{source.as_posix()}?mode=ro", uri=True)
        try:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise SetupError("bad_backup", path=source.name) from error
    if not sound or not {"entry", "seal_key", "code_block"} <= tables:
        raise SetupError("bad_backup", path=source.name)


def _rows(path: Path, table: str) -> list[dict[str, object]]:
    try:
        connection = connect(path, read_only=True)
    except SetupError:
        return []  # a broken database is one reason to restore
    try:
        return list(Database(connection).table(table).rows)
    except sqlite3.DatabaseError:
        return []
    finally:
        connection.close()
