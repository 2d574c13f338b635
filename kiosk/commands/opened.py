"""The one place where a command opens an instance's database: to read, which is always allowed, or to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.config import load_config
from kiosk.instance_lock import instance_lock
from kiosk.storage import Store, open_store
from kiosk.storage.database import connect
from kiosk.storage.schema import refuse_other_schema


@contextmanager
def writing(instance: Path) -> Iterator[Store]:
    """Open the instance to write: it must not be served at the same time."""
    config = load_config(instance)
    with instance_lock(instance):
        store = open_store(config.database)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def reading(instance: Path) -> Iterator[sqlite3.Connection]:
    """Open the instance to read, which is always allowed."""
    config = load_config(instance)
    if not config.database.exists():
        open_store(config.database).close()
    connection = connect(config.database, read_only=True)
    try:
        refuse_other_schema(connection, config.database)
        yield connection
    finally:
        connection.close()
