"""One SQLite file with one writer: flat combining on the write side, a read-only connection per thread on the other."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from kiosk.errors import Busy, DiskFull, Refusal, SetupError

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]
Finish = Callable[[sqlite3.Connection], None]

_PAGE_CACHE_KIB = 16_384
_PAGES_BETWEEN_CHECKPOINTS = 4_000
"""16 MB of log: the pages that every batch touches are copied into the file a quarter as often as with SQLite's own 1,000."""
_BUSY_MS = 5_000
_PATIENCE_SECONDS = 0.002
"""How long a commit waits for company while callers come in a crowd; who comes alone is never delayed."""


class Connection(sqlite3.Connection):
    """A connection that may remember what it has read, by name, with the version of the plan for which it holds.

    The writer forgets it all when a transaction fails, so that it remembers nothing that was never committed.
    """

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.remembered: dict[Hashable, tuple[int, object]] = {}


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """Return a connection with the durability settings of architecture.md §3 (WAL, FULL: a commit is on disk); SetupError, DiskFull."""
    try:
        return _connect(path, read_only=read_only)
    except sqlite3.DatabaseError as error:
        raise _why_not_opened(error, path) from error


def _connect(path: Path, *, read_only: bool) -> Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512, factory=Connection)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    _switch_to_wal(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BETWEEN_CHECKPOINTS}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _why_not_opened(error: sqlite3.DatabaseError, path: Path) -> BaseException:
    """Return what is wrong with a database that cannot be opened, by its own name where people can do something about it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return SetupError("cannot_write", path=str(path.parent))
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return SetupError("broken_database", path=str(path))
    return _named(error)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turn a new database over to WAL, once; SQLite does not wait for another process that is doing the same, so this does."""
    until = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PATIENCE_SECONDS)
        else:
            return


@contextmanager
def one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Let every statement see the same state, also while others go on counting."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


class _Waiting(Generic[Result]):
    """One caller's work, standing in line until whoever holds the lock has committed it."""

    def __init__(self, work: Work[Result], finish: Finish | None) -> None:
        self.work = work
        self.finish = finish
        self.done = False
        self.result: Result | None = None
        self.error: BaseException | None = None


class Store:
    """The database of one instance.

    ``write(work)`` runs ``work(connection)`` inside a transaction and returns only when it is on disk.  Callers that
    come while another one commits are committed together with the next one in line (flat combining).  ``work`` may be
    run twice (a neighbour's error undoes the shared transaction), so it must touch nothing but the connection.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = connect(path)
        self._lock = threading.Lock()
        self._line: list[_Waiting[object]] = []
        self._line_lock = threading.Lock()
        self._crowded = False
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self.owes_checkpoint = False

    def read(self) -> sqlite3.Connection:
        """Return this thread's read-only connection; each statement sees the newest committed state."""
        connection = getattr(self._readers, "connection", None)
        if connection is None:
            connection = connect(self.path, read_only=True)
            self._readers.connection = connection
            with self._line_lock:
                self._open_readers.append(connection)
        return cast(sqlite3.Connection, connection)

    def write(self, work: Work[Result], finish: Finish | None = None) -> Result:
        """Run ``work`` in a durable transaction and return its result; DiskFull, Busy: nothing was written.

        ``finish`` runs at the end of the transaction, once for all callers that name the same one.
        """
        mine = _Waiting(work, finish)
        with self._line_lock:
            self._line.append(cast("_Waiting[object]", mine))
        while not mine.done:
            with self._lock:
                if not mine.done:
                    self._commit_line()
        if mine.error is not None:
            raise mine.error
        return cast(Result, mine.result)

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the file and truncate it, so that erased text is nowhere on disk.

        False, and ``owes_checkpoint``, when a long read (a print run) still needs the log: it is to be done again soon.
        """
        with self._lock:
            self.owes_checkpoint = bool(self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        return not self.owes_checkpoint

    def close(self) -> None:
        """Close every connection; the store is not usable afterwards."""
        with self._lock:
            for connection in (*self._open_readers, self._writer):
                connection.close()

    def _commit_line(self) -> None:
        if self._crowded or len(self._line) > 1:  # a moment's patience lets more of the crowd share one commit
            time.sleep(_PATIENCE_SECONDS)
        with self._line_lock:
            batch, self._line = self._line, []
        try:
            if not (len(batch) > 1 and self._run(batch)):
                for waiting in batch:  # alone from the start, or because one bad item must fail one caller only
                    self._run([waiting], keep_error=True)
        except BaseException as error:  # the connection itself is gone: nobody may wait for ever, or believe in a commit
            for waiting in batch:
                waiting.error = waiting.error or error
            raise
        finally:
            self._crowded = len(batch) > 1
            for waiting in batch:
                waiting.done = True

    def _run(self, batch: list[_Waiting[object]], *, keep_error: bool = False) -> bool:
        """Run ``batch`` as one transaction; return False, with nothing written, when any of it failed."""
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for waiting in batch:
                waiting.result = waiting.work(self._writer)
            for finish in dict.fromkeys(waiting.finish for waiting in batch):
                if finish is not None:
                    finish(self._writer)
            self._writer.execute("COMMIT")
        except BaseException as error:
            self._writer.remembered.clear()
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            if keep_error:
                batch[0].error = _named(error)
            return False
        return True


_NAMES: dict[int, type[Refusal]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR: DiskFull,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
}


def _named(error: BaseException) -> BaseException:
    """Return the product's own name for an error that people can do something about."""
    named = _NAMES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if not isinstance(error, sqlite3.OperationalError) or named is None:
        return error
    refusal = named()
    refusal.__cause__ = error
    return refusal
