"""The real server as a child process on a fresh instance: started, killed and restarted as in life."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from werkzeug.serving import make_server

from kiosk import create_app
from kiosk.cli import cli

START_SECONDS = 60
STOP_SECONDS = 20
ADMIN_NAME = "admin"
ADMIN_PASSWORD = "correct horse battery staple"
# The installed command beside this Python, not PATH's: it may belong to another environment.
KIOSK = str(Path(sys.executable).with_name("kiosk.exe" if os.name == "nt" else "kiosk"))


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def kiosk_environment(instance: Path) -> dict[str, str]:
    return os.environ | {"KIOSK_INSTANCE": str(instance), "PYTHONUTF8": "1"}


def run_kiosk(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One `kiosk` command on an instance; where it fails the test fails, with what it printed."""
    done = subprocess.run(
        [KIOSK, *arguments],
        env=kiosk_environment(instance),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"kiosk {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
    return done


class Address(Protocol):
    """Where a kiosk is served, however it is served."""

    url: str
    port: int


@dataclass
class Near:
    """Where an app of this process is served."""

    url: str

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


class LiveServer:
    """`kiosk serve` on a port of the loopback address and an instance folder of its own."""

    def __init__(self, instance: Path, extra_environment: dict[str, str] | None = None) -> None:
        self.instance = instance
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = instance.parent / f"{instance.name}.log"
        self.environment = kiosk_environment(instance) | (extra_environment or {})
        self.process: subprocess.Popen[bytes] | None = None
        self.arguments: tuple[str, ...] = ()
        self.context: ssl.SSLContext | None = None

    def start(self) -> None:
        """Start and wait until it answers; a server that ends instead fails the test with its log."""
        command = [KIOSK, "serve", "--port", str(self.port), "--host", "127.0.0.1", *self.arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"kiosk serve did not start:\n{self.read_log()}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether an HTTP answer comes back, of whatever status."""
        try:
            urllib.request.urlopen(self.url, timeout=2, context=self.context).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End it as an operator would, and by force where it does not listen."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill9()
        self.process = None

    def kill9(self) -> None:
        """kill -9 of the main process alone: what it leaves behind has to end by itself."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        """The same instance on the same port again, however the last server ended."""
        self.stop()
        self.wait_until_silent()
        self.start()

    def wait_until_silent(self) -> None:
        """Until the port is silent: a worker may outlive its killed main process by two seconds."""
        deadline = time.monotonic() + STOP_SECONDS
        while self.answers():
            assert time.monotonic() < deadline, f"Port {self.port} still answers:\n{self.read_log()}"
            time.sleep(0.05)

    def read_log(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


@contextmanager
def serve_new_instance(folder: Path, extra_environment: dict[str, str] | None = None) -> Iterator[LiveServer]:
    """`kiosk init` in `folder/instance`, then `kiosk serve` until the block ends.

    The first administrator signs in with ADMIN_NAME and ADMIN_PASSWORD. A module whose tests only read can
    share one server through a fixture of its own with `tmp_path_factory`.
    """
    password = folder / "password.txt"
    password.write_text(f"{ADMIN_PASSWORD}\n", encoding="utf-8")
    server = LiveServer(folder / "instance", extra_environment)
    run_kiosk(server.instance, "init", "--name", ADMIN_NAME, "--password-file", str(password))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def serve_app(app: Flask) -> Iterator[str]:
    """The address of an app served by this process: up at once, for what browsers are shown rather than how it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))  # seconds between looks for its end
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def serve_new_app(folder: Path) -> Iterator[Near]:
    """What `serve_new_instance` gives, served by this process: a fresh instance and its first administrator."""
    password = folder / "password.txt"
    password.write_text(f"{ADMIN_PASSWORD}\n", encoding="utf-8")
    command = ["--instance", str(folder / "instance"), "init", "--name", ADMIN_NAME, "--password-file", str(password)]
    cli.main(command, standalone_mode=False)
    app = create_app(folder / "instance")
    with serve_app(app) as url:
        yield Near(url)
    app.extensions["kiosk"].store.close()
