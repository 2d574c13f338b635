"""The schema: made once even by two processes at a time, its triggers compared, a newer one refused."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.errors import SetupError
from kiosk.figures.listed import list_tallies
from kiosk.recount import recount
from kiosk.storage import open_store
from kiosk.storage.database import connect
from kiosk.storage.schema import MIGRATIONS, expected_triggers, missing_triggers, refuse_other_schema

ROOT = Path(__file__).parents[2]
OPEN = "import sys; from pathlib import Path; from kiosk.storage import open_store; open_store(Path(sys.argv[1])).close()"


def test_a_new_database_waits_while_another_process_turns_it_over_to_wal(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other, ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN IMMEDIATE")
        opening = pool.submit(connect, path)
        assert not wait([opening], timeout=0.3).done
        other.execute("ROLLBACK")
        with closing(opening.result(timeout=60)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize("attempt", range(3))
def test_two_processes_that_open_a_new_database_at_once_both_find_it_whole(attempt: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "kiosk.db")]
    children = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [child.communicate()[1] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], said
    store = open_store(tmp_path / "kiosk.db")
    assert missing_triggers(store.read()) == []
    assert store.read().execute("SELECT count(*) FROM measure_rule").fetchone()[0] > 0
    store.close()


def test_opening_again_changes_nothing_and_makes_no_backup(tmp_path: Path) -> None:
    open_store(tmp_path / "kiosk.db").close()
    before = (tmp_path / "kiosk.db").read_bytes()
    open_store(tmp_path / "kiosk.db").close()
    assert (tmp_path / "kiosk.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "before" in path.name] == []


def test_a_transform_that_drops_triggers_is_noticed(tmp_path: Path) -> None:
    open_store(tmp_path / "kiosk.db").close()
    connection = connect(tmp_path / "kiosk.db")
    connection.execute("PRAGMA foreign_keys = OFF")
    Database(connection).table("ledger_position").transform(types={"seq": int})
    assert missing_triggers(connection) == ["count_entries"]
    connection.close()


def test_a_changed_trigger_is_noticed(tmp_path: Path) -> None:
    open_store(tmp_path / "kiosk.db").close()
    connection = connect(tmp_path / "kiosk.db")
    connection.execute("DROP TRIGGER fact_is_append_only_delete")
    connection.execute("CREATE TRIGGER fact_is_append_only_delete BEFORE DELETE ON fact BEGIN SELECT 1; END")
    assert missing_triggers(connection) == ["fact_is_append_only_delete"]
    connection.close()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path / "kiosk.db").close()
    connection = sqlite3.connect(tmp_path / "kiosk.db")
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kiosk', 'm999_from_the_future', '')"
    )
    connection.commit()
    connection.close()
    with pytest.raises(SetupError) as refused:
        open_store(tmp_path / "kiosk.db")
    assert refused.value.reason == "newer_database"


def test_the_triggers_of_this_version_are_known_by_name() -> None:
    assert {"count_entries", "fact_is_append_only_update", "fact_is_append_only_delete"} <= set(expected_triggers())


def test_a_connection_is_durable_and_checks_keys(tmp_path: Path) -> None:
    connection = connect(tmp_path / "new.db")
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    connection.close()


@pytest.mark.parametrize("released", sorted((Path(__file__).parent / "schemas").glob("*.db.gz")), ids=lambda path: path.name)
def test_a_database_of_every_released_schema_is_brought_forward(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    path.write_bytes(gzip.decompress(released.read_bytes()))
    store = open_store(path)
    try:
        connection = store.read()
        assert recount(connection) == []
        assert connection.execute("SELECT count(*) FROM entry").fetchone()[0] >= 8
        event = connection.execute("SELECT id FROM event WHERE code = 'B'").fetchone()[0]
        assert {row["handed_out"] for row in list_tallies(connection, event=event) if row["scope"] == "event"} == {13}
        assert connection.execute("SELECT name FROM identity").fetchone()[0] == "王阿姨"
    finally:
        store.close()


def test_looking_at_an_older_database_says_so_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "schemas" / "1.db.gz").read_bytes()))
    with closing(connect(path, read_only=True)) as connection:
        for _ in range(2):
            with pytest.raises(SetupError, match="older_database"):
                refuse_other_schema(connection, path)
        assert len(list(MIGRATIONS.applied(Database(connection)))) == 1


def test_the_newest_schema_is_released() -> None:
    """Its SQL may no longer change: what comes next is a migration (python -m tests.storage.make_schema)."""
    newest = Path(__file__).parent / "schemas" / f"{len(MIGRATIONS._migrations)}.db.gz"
    assert newest.exists()
