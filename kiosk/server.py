"""Runs the one serving process of an instance: holds its lock, refuses a second one, ends with its parent."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from granian import Granian
from granian.constants import Interfaces

from kiosk.config import load_config
from kiosk.daily import do_daily_work
from kiosk.errors import SetupError
from kiosk.ids import now_ms
from kiosk.storage import Store
from kiosk.web.context import Kiosk

LOCK = "serving.lock"
_HOUR = 3600
_THREADS = 4
"""Requests wait for one another's commit, which flat combining makes one: a few threads are enough."""


@contextmanager
def instance_lock(instance: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the instance's lock; SetupError when another process writes there.  Never a lock on the database file itself."""
    lock = FileLock(instance / LOCK)
    try:
        with lock.acquire(timeout=wait_seconds):
            yield
    except Timeout as error:
        raise SetupError("already_serving") from error


def serve(instance: Path, host: str, port: int) -> None:
    """Serve ``instance`` until told to stop; SetupError when it is served already or the port answers."""
    load_config(instance)
    with instance_lock(instance):  # the worker takes it for good; here it only tells the second server so at once
        refuse_taken_port(host, port)
    os.environ["KIOSK_INSTANCE"] = str(instance)
    make_server("kiosk.server:worker_app", host, port).serve()


def make_server(factory: str, host: str, port: int) -> Granian:
    """Return the server, not yet running, for the application that ``factory`` (``module:function``) makes in its worker."""
    return Granian(
        factory, factory=True, address=host, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=_THREADS,
        respawn_failed_workers=True, log_level="warning", backpressure=256,  # type: ignore[arg-type]
    )  # fmt: skip


def refuse_taken_port(host: str, port: int) -> None:
    """Raise SetupError when something answers on the port already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise SetupError("port_taken", port=port)


def worker_app() -> Callable[..., Any]:
    """Return the application inside the serving process, which holds the lock and dies with the process that started it."""
    from kiosk import create_app

    _end_with_parent()
    instance = Path(os.environ["KIOSK_INSTANCE"])
    lock = FileLock(instance / LOCK)
    lock.acquire(timeout=10)
    app = create_app(instance)
    app.extensions["serving_lock"] = lock
    parts: Kiosk = app.extensions["kiosk"]
    warn_of_wrong_clock(parts.store)
    _work_daily(parts)
    return app


def warn_of_wrong_clock(store: Store) -> bool:
    """Log a warning when this computer's clock is behind the last fact that it received; return whether it is."""
    last = store.read().execute("SELECT received_at FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    behind = last is not None and last["received_at"] > now_ms()
    if behind:
        logging.getLogger(__name__).warning("this computer's clock is behind the last record that it received: set it before the event")
    return behind


def _work_daily(parts: Kiosk) -> None:
    def work() -> None:
        while True:
            try:
                do_daily_work(parts.config, parts.store)
            except Exception:
                logging.getLogger(__name__).exception("the day's work failed; it is tried again in an hour")
            time.sleep(_HOUR)

    threading.Thread(target=work, name="daily work", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()  # returns when the main process is gone, however it went
        logging.getLogger(__name__).error("the main process is gone: this worker ends")
        os._exit(1)

    threading.Thread(target=wait, name="end with parent", daemon=True).start()
