"""The schema and its migrations: applied once, in order, with a backup before and the triggers compared after."""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib import resources
from pathlib import Path

from sqlite_utils import Database, Migrations

from kiosk.errors import SetupError
from kiosk.ids import now_ms
from kiosk.storage.database import Store, connect

MIGRATIONS = Migrations("kiosk")
MINIMUM_SQLITE = (3, 51, 3)
"""Older ones have the WAL-reset bug; with one writer that is the only checkpointer its precondition does not arise."""


def read_sql(name: str) -> str:
    """Return the text of ``storage/sql/NAME.sql``."""
    return (resources.files("kiosk.storage") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run each statement of ``script`` inside the transaction that is open (``executescript`` would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.strip() and sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


@MIGRATIONS()
def m001_plan_ledger_tallies(db: Database) -> None:
    """The first released schema."""
    for name in ("plan", "ledger", "tallies"):
        run_script(db.conn, read_sql(name))


@MIGRATIONS()
def m002_phones(db: Database) -> None:
    """What phones say of themselves, what replaces a phone, and what was decided about the inbox's cases."""
    run_script(db.conn, read_sql("phones"))


@MIGRATIONS()
def m003_flyer_looks(db: Database) -> None:
    """How flyers look: designs, colours, pictures and logos."""
    run_script(db.conn, read_sql("looks"))


@MIGRATIONS()
def m004_printer_tests(db: Database) -> None:
    """Which codes of a printed test page a phone could open."""
    run_script(db.conn, read_sql("printer_tests"))


@MIGRATIONS()
def m005_features(db: Database) -> None:
    """What an event has beside paper, phones and counts."""
    run_script(db.conn, read_sql("features"))


@MIGRATIONS()
def m006_volunteers(db: Database) -> None:
    """Volunteers who register, and proofs of what they did."""
    run_script(db.conn, read_sql("volunteers"))


@MIGRATIONS()
def m007_wall(db: Database) -> None:
    """Notes and wishes on the wall, and what becomes of them."""
    run_script(db.conn, read_sql("wall"))


@MIGRATIONS()
def m008_week(db: Database) -> None:
    """What a campaign stands for and its summary quotes, what an event needs, and what was posted."""
    run_script(db.conn, read_sql("week"))


@MIGRATIONS()
def m009_groups(db: Database) -> None:
    """Partner groups, running orders, leaders' links and co-organisers."""
    run_script(db.conn, read_sql("groups"))


@MIGRATIONS()
def m010_referrals(db: Database) -> None:
    """Tips that somebody is in difficulty, sealed, and what happened to them."""
    run_script(db.conn, read_sql("referrals"))


@MIGRATIONS()
def m011_feedback(db: Database) -> None:
    """What an event asks about awareness before and after."""
    run_script(db.conn, read_sql("feedback"))


@MIGRATIONS()
def m012_event_photos(db: Database) -> None:
    """Photos of events."""
    run_script(db.conn, read_sql("event_photos"))


@MIGRATIONS()
def m013_privacy(db: Database) -> None:
    """What was deleted, whether any of it is left, and who looked at personal data."""
    run_script(db.conn, read_sql("privacy"))


@MIGRATIONS()
def m014_closings(db: Database) -> None:
    """When an event's books were closed with which figures, and why something did not add up."""
    run_script(db.conn, read_sql("closings"))


@MIGRATIONS()
def m015_summaries(db: Database) -> None:
    """What people wrote into summaries, and summaries as they were handed in."""
    run_script(db.conn, read_sql("summaries"))


@MIGRATIONS()
def m016_joining(db: Database) -> None:
    """Kiosks that work together: who is known, whose plan was joined, who keeps what of it."""
    run_script(db.conn, read_sql("joining"))


@MIGRATIONS()
def m017_wanted_tasks(db: Database) -> None:
    """What volunteers would like to help with."""
    run_script(db.conn, read_sql("wanted_tasks"))


@MIGRATIONS()
def m018_event_totals(db: Database) -> None:
    """Totals per event, so that a page about many communities is read as fast however much was recorded."""
    run_script(db.conn, read_sql("event_totals"))


@MIGRATIONS()
def m019_other_kiosks(db: Database) -> None:
    """What other kiosks reported, and when this one last did."""
    run_script(db.conn, read_sql("other_kiosks"))


@MIGRATIONS()
def m020_reading_variants(db: Database) -> None:
    """What the source of a post's reading is called in further languages."""
    run_script(db.conn, read_sql("reading_variants"))


def open_store(path: Path) -> Store:
    """Return the store at ``path``, made or brought to this version's schema first; SetupError when it is newer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(path)
    try:
        _migrate(connection, path)
    finally:
        connection.close()
    return Store(path)


def refuse_other_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Raise SetupError where a database that is only read was made by another version: it is not brought to this one's schema by looking."""
    known, applied = _known_and_applied(Database(connection))
    if applied != known:
        raise SetupError("newer_database" if applied - known else "older_database", path=path.name)


def _known_and_applied(db: Database) -> tuple[set[str], set[str]]:
    return {migration.name for migration in MIGRATIONS._migrations}, {migration.name for migration in MIGRATIONS.applied(db)}


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    db = Database(connection)
    known, applied = _known_and_applied(db)
    if applied - known:
        raise SetupError("newer_database", path=path.name)
    if applied != known:
        _apply(connection, db, path, before=bool(applied))
    if missing := missing_triggers(connection):
        raise SetupError("missing_triggers", names=", ".join(missing))


def _apply(connection: sqlite3.Connection, db: Database, path: Path, *, before: bool) -> None:
    """Apply what is pending, after a backup of what is there."""
    if before:
        backup = path.with_name(f"{path.stem}-before-{len(MIGRATIONS._migrations)}-{now_ms()}.db")
        connection.execute("VACUUM INTO ?", [str(backup)])
    connection.execute("BEGIN IMMEDIATE")  # two processes that apply at once: the second one waits, then finds nothing to do
    try:
        MIGRATIONS.apply(db)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@cache
def expected_triggers() -> dict[str, str]:
    """Return name → text of every trigger of a fresh database of this version; it is the same as long as this process lives."""
    with sqlite3.connect(":memory:") as connection:
        db = Database(connection)
        MIGRATIONS.apply(db)
        found = _triggers(connection)
    connection.close()
    return found


def missing_triggers(connection: sqlite3.Connection) -> list[str]:
    """Return the names of triggers that are absent or differ from a fresh database's (a transform drops them silently)."""
    present = _triggers(connection)
    return sorted(name for name, text in expected_triggers().items() if present.get(name) != text)


def _triggers(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    return {row[0]: row[1] for row in rows}
