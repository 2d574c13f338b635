"""Runs the one serving process of an instance: holds its lock, refuses a second one, ends with its parent."""

from __future__ import annotations

import errno
import gc
import logging
import multiprocessing
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from filelock import FileLock
from granian import Granian
from granian.constants import Interfaces, SSLProtocols

from kiosk.config import load_config
from kiosk.daily import do_daily_work
from kiosk.demonstration import bring_to_today
from kiosk.errors import SetupError
from kiosk.ids import now_ms
from kiosk.instance_lock import LOCK, instance_lock
from kiosk.storage import Store, open_store
from kiosk.web.context import Kiosk
from kiosk.web.public_base import write_held_scans

if TYPE_CHECKING:
    from kiosk.lan.serving import Lan, Wish

_BETWEEN_LOOKS = 600
_BETWEEN_WRITES = 30
_MOST_ENDS = 5
_SOON_SECONDS = 30
_THREADS = 16
"""Requests wait for one another's commit, which flat combining makes one: a few threads are enough."""


def serve(instance: Path, host: str, port: int, starting: Callable[[], None] = lambda: None) -> None:
    """Serve ``instance`` until told to stop; SetupError when it is served already or the port answers.

    ``starting`` is called when nothing stands in the way any more.
    """
    config = load_config(instance)
    with instance_lock(instance):  # the worker takes it for good; here it only tells the second server so at once
        refuse_taken_port(host, port)
        open_store(config.database).close()  # a database that cannot be used is said here, once
    starting()
    _run(instance, host, port)


def ready_lan(instance: Path, wish: Wish) -> Lan:
    """Return what ``serve_lan`` serves, its certificates made; SetupError, also when the instance is served already."""
    from kiosk.lan.serving import prepare_lan

    config = load_config(instance)
    with instance_lock(instance):
        store = open_store(config.database)
        try:
            lan = prepare_lan(config, store.read(), wish)
        finally:
            store.close()
        for port in (wish.port, wish.install_port):
            refuse_taken_port(lan.address, port)
    return lan


def serve_lan(instance: Path, lan: Lan) -> None:
    """Serve ``instance`` over TLS on the local network, and the page that phones install the certificate from.

    The address goes to the worker as PUBLIC_URL: before every other setting, and never written over one.
    """
    from kiosk.lan.install_page import start_install_page

    config, listen = load_config(instance), lan.wish.host or "0.0.0.0"  # noqa: S104 - phones reach it under every private address
    start_install_page(lan, listen, config.zone, config.default_language)
    os.environ |= {"PUBLIC_URL": lan.open_url, "KIOSK_INSTALL_URL": lan.install_url}
    _run(instance, listen, lan.wish.port, lan.certificate)


def _run(instance: Path, host: str, port: int, certificate: Path | None = None) -> None:
    os.environ["KIOSK_INSTANCE"] = str(instance)
    _serve_again_and_again(lambda: make_server("kiosk.server:worker_app", host, port, certificate).serve())


def _serve_again_and_again(run: Callable[[], None]) -> None:
    """Start anew when a worker died twice at once (granian gives up there); give up after five such ends in half a minute."""
    ends: deque[float] = deque(maxlen=_MOST_ENDS)
    while True:
        try:
            run()
            return
        except SystemExit:
            ends.append(time.monotonic())
            if len(ends) == _MOST_ENDS and ends[-1] - ends[0] < _SOON_SECONDS:
                raise


class Server(Protocol):
    """What runs until it is told to stop."""

    def serve(self) -> None:
        """Serve; SystemExit when it gave up."""


def _is_news(record: logging.LogRecord) -> bool:
    """Drop the one warning that is about our own choice of threads: it would be the last line that a newcomer reads."""
    return "Python threads" not in record.getMessage()


def make_server(factory: str, host: str, port: int, certificate: Path | None = None) -> Server:
    """Return the server, not yet running, for the application that ``factory`` (``module:function``) makes in its worker.

    ``certificate`` holds a chain and its key: then it speaks TLS alone.
    """
    logging.getLogger("_granian").addFilter(_is_news)
    server: Server = Granian(
        factory, factory=True, address=host, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=_THREADS,
        respawn_failed_workers=True, respawn_interval=0.3, log_level="warning", backpressure=256,  # type: ignore[arg-type]
        ssl_cert=certificate, ssl_key=certificate, ssl_protocol_min=SSLProtocols.tls12,
    )  # fmt: skip
    return server


def refuse_taken_port(host: str, port: int) -> None:
    """Raise SetupError when something answers on the port already, or nobody may listen there."""
    _refuse_unusable_address(host, port)
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise SetupError("port_taken", port=port)


def _refuse_unusable_address(host: str, port: int) -> None:
    with socket.socket() as probe:
        try:
            probe.bind((host, port))
        except PermissionError:
            raise SetupError("port_not_allowed", port=port) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # in use is said by who answers there; a port just left may be taken again
                raise SetupError("host_not_here", host=host) from None


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
    _write_held_scans(lambda: write_held_scans(app))
    settle_memory()
    return app


def settle_memory() -> None:
    """Spare requests the search for garbage among what was made before them."""
    gc.collect()
    gc.set_threshold(100_000, 20, 20)  # a batch of facts is hundreds of small objects, a page of a thousand communities fifty thousand; few are cycles
    gc.freeze()  # what the application is made of lives as long as it: no later collection need look through it


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
                if parts.store.owes_checkpoint:
                    parts.store.checkpoint()
                if parts.config.demonstration:
                    bring_to_today(parts.store)
            except Exception:
                logging.getLogger(__name__).exception("the day's work failed; it is tried again in ten minutes")
            time.sleep(_BETWEEN_LOOKS)

    threading.Thread(target=work, name="daily work", daemon=True).start()


def _write_held_scans(write: Callable[[], None]) -> None:
    def work() -> None:
        while True:
            time.sleep(_BETWEEN_WRITES)
            try:
                write()
            except Exception:
                logging.getLogger(__name__).exception("scans that were held back could not be written; they are kept for the next try")

    threading.Thread(target=work, name="held scans", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()  # returns when the main process is gone, however it went
        logging.getLogger(__name__).error("the main process is gone: this worker ends")
        os._exit(1)

    threading.Thread(target=wait, name="end with parent", daemon=True).start()
