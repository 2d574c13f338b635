"""CPU of a poll that finds nothing new, and of one that finds something, as multiples of a hello world in the same run.

Bar: a poll that finds nothing new costs at most 1.2.  The page of event B is rendered whole, all tables on; Linux only.
Run: python -m tests.benchmarks.live
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from pathlib import Path

from kiosk.accounts import open_session
from tests.benchmarks.server import cpu_seconds, get, hello_server, measure
from tests.live import LiveServer
from tests.plan_fixtures import make_kiosk
from tests.tallies.street import play_event_b

BAR, ROUNDS, POLLS, PAGES = 1.2, 3, 3000, 30


def ask(connection: socket.socket, request: bytes) -> tuple[bytes, bytes]:
    """Send a request and return head and body; a 304 has no body and tells no length."""
    connection.sendall(request)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and not head.startswith(b"HTTP/1.1 304") and len(body) < lengths[0]:
        body += connection.recv(65_536)
    return head, body


def poll(server: LiveServer, path: str, cookie: str, times: int, *, remember: bool) -> tuple[float, float]:
    """Return (µs of CPU per request, share of answers that were 304)."""
    assert server.process is not None
    tag, unchanged = "", 0
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        before = cpu_seconds(server.process.pid)
        for _ in range(times):
            head, _body = ask(
                connection, get(path, f"Cookie: kiosk_staff={cookie}\r\n" + (f"If-None-Match: {tag}\r\n" if tag else ""))
            )
            unchanged += head.startswith(b"HTTP/1.1 304")
            if remember:
                tag = next(line.split(b": ")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"etag:")).decode()
        return (cpu_seconds(server.process.pid) - before) / times * 1e6, unchanged / times


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _app, store, ids = make_kiosk(folder)
        play_event_b(store, ids)
        cookie = store.write(lambda connection: open_session(connection, ids.accounts["coordinator"]))
        store.close()
        server, path = LiveServer(folder / "instance"), f"/office/tallies/event/{ids.event}"
        hello, quiet, page = 1e9, 1e9, 1e9
        server.start()
        try:
            with hello_server(folder) as (hello_pid, hello_port):
                for _ in range(ROUNDS):
                    hello = min(hello, measure(hello_pid, hello_port, [get("/")] * POLLS))
                    cost, unchanged = poll(server, path, cookie, POLLS, remember=True)
                    assert unchanged > 0.99, unchanged
                    quiet = min(quiet, cost)
                    page = min(page, poll(server, path, cookie, PAGES, remember=False)[0])
                    time.sleep(0.1)
        finally:
            server.stop()
        print(f"hello world: {hello:.0f} µs of CPU per request")
        print(
            f"poll, nothing new: {quiet:.0f} µs = {quiet / hello:.2f} × hello world (bar {BAR})  {'ok' if quiet <= BAR * hello else 'MISSED'}"
        )
        print(f"the whole page of event B: {page / 1000:.1f} ms")
        return int(quiet > BAR * hello)


if __name__ == "__main__":
    sys.exit(main())
