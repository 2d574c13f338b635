"""A street made of ids alone: facts for the ledger without a plan, and its tally tables read back for comparison."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk import ledger
from kiosk.ledger import Answer, Fact
from kiosk.storage import Store, open_store
from tests.ledger.oracle import Key, Sums

NINE = 1_490_317_200_000  # 2017-03-24 09:00 in Shanghai
QUARTER = 900_000


@cache
def empty_database() -> bytes:
    """A database that was made once: a copy of it is quicker than making another."""
    with TemporaryDirectory() as folder:
        open_store(Path(folder) / "empty.db").close()
        return (Path(folder) / "empty.db").read_bytes()


def new_store(folder: Path) -> Store:
    folder.mkdir(exist_ok=True)
    (folder / "kiosk.db").write_bytes(empty_database())
    return Store(folder / "kiosk.db")


def numbered_id(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012d}"


def make_fact(serial: int, kind: str, /, **columns: object) -> Fact:
    """The fact with this number; a minute per number after nine, on phone P1 at event E, unless told."""
    at = columns.pop("at", NINE + serial * 60_000)
    values = {
        "event": "E",
        "device": "P1",
        "seen_at": at,
        "at": at,
        "received_at": at,
        "hash": serial.to_bytes(16, "big"),
    } | columns
    return Fact(id=numbered_id(serial), kind=kind, **values)  # type: ignore[arg-type]


def make_void(serial: int, named: int, /, **columns: object) -> Fact:
    return make_fact(serial, "void", names=numbered_id(named), **columns)


def make_release(serial: int, named: int, /, **columns: object) -> Fact:
    values = {"device": "account:A", "authority": 1} | columns
    return make_fact(serial, "release", names=numbered_id(named), **values)


def send(store: Store, *facts: Fact) -> list[Answer]:
    """One batch in one transaction."""
    return store.write(lambda connection: ledger.append(connection, facts))


def send_all(store: Store, batches: Sequence[Sequence[Fact]]) -> None:
    """Several batches in several transactions."""
    for batch in batches:
        send(store, *batch)


def read_sums(connection: sqlite3.Connection) -> Sums:
    """The tally tables in the shape of the oracle's sums."""
    sums = Sums()
    for *key, quantity, entries in connection.execute("SELECT * FROM tally WHERE quantity <> 0 OR entries <> 0").fetchall():
        sums.tally[tuple(key)], sums.entries[tuple(key)] = quantity, entries
    read_counts(connection, "bundle_tally", 4, sums.bundle)
    read_counts(connection, "device_tally", 4, sums.device)
    read_counts(connection, "response_tally", 7, sums.response)
    id_of = dict(connection.execute("SELECT seq, id FROM entry").fetchall()) | {0: ""}
    for event, participant, seq in connection.execute("SELECT * FROM visit WHERE seq > 0").fetchall():
        sums.visits[event, participant] = id_of[seq]
    for event, run, page, rows, total in connection.execute(
        "SELECT * FROM sheet_page WHERE typed_rows <> 0 OR total_seq <> 0"
    ).fetchall():
        sums.pages[event, run, page] = (rows, id_of[total])
    sums.places = {tuple(row) for row in connection.execute("SELECT * FROM bundle_place").fetchall()}
    for mark, *cell in connection.execute("SELECT mark, event, run, bundle, booth, bucket FROM responder").fetchall():
        sums.responders.setdefault(mark, set()).add(tuple(cell))
    return sums


def read_counts(connection: sqlite3.Connection, table: str, keys: int, into: dict[Key, int]) -> None:
    for row in connection.execute(f"SELECT * FROM {table}").fetchall():
        if row[keys]:
            into[tuple(row)[:keys]] = row[keys]
