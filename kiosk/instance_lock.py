"""Who may write to an instance: one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kiosk.errors import SetupError

LOCK = "serving.lock"


@contextmanager
def instance_lock(instance: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the instance's lock; SetupError when another process writes there.  Never a lock on the database file itself."""
    lock = FileLock(instance / LOCK)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise SetupError("already_serving") from error
    except OSError as error:
        raise SetupError("cannot_write", path=str(instance)) from error
    try:
        yield
    finally:
        lock.release()
