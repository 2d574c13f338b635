"""A network as on the street: a relay in front of the real server that loses requests before or after they were carried out."""

from __future__ import annotations

import http.client
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENTRIES = "/api/v1/entries"
Answer = tuple[int, list[tuple[str, str]], bytes]
_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "host"}


class BadNetwork:
    """The relay's port, how often it loses a batch of facts (half of them after the server has kept it), and what it saw."""

    def __init__(self, port: int, behind: int, losing: float, seed: int) -> None:
        self.port, self.behind, self.losing = port, behind, losing
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.under_way = self.most_at_once = self.lost_before = self.lost_after = self.carried = 0

    @property
    def url(self) -> str:
        """The address that phones use."""
        return f"http://127.0.0.1:{self.port}"


class _Relays(ThreadingHTTPServer):
    daemon_threads = True
    network: BadNetwork


class Relay(BaseHTTPRequestHandler):
    """One connection of a phone."""

    protocol_version = "HTTP/1.1"
    server: _Relays

    @property
    def network(self) -> BadNetwork:
        """What carries, and loses."""
        return self.server.network

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's output is its own."""

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != ENTRIES:
            self._answer(*self._carry(body))
            return
        network = self.network
        with network.lock:
            network.under_way += 1
            network.most_at_once = max(network.most_at_once, network.under_way)
            fate = network.chance.random()
        try:
            answer = self._lose_or_carry(body, fate)
        finally:
            with network.lock:
                network.under_way -= 1  # before the answer: whoever has it may send at once
        if answer is None:
            self.close_connection = True
        else:
            self._answer(*answer)

    def _lose_or_carry(self, body: bytes, fate: float) -> Answer | None:
        """Return the answer, None where the request or the answer is lost."""
        network = self.network
        if fate < network.losing / 2:
            network.lost_before += 1
            return None
        answer = self._carry(body)
        if fate < network.losing:
            network.lost_after += 1
            return None
        network.carried += 1
        return answer

    def _carry(self, body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.network.behind, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        connection.request(self.command, self.path, body or None, headers | {"Host": self.headers["Host"]})
        answer = connection.getresponse()
        said = answer.status, [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP_BY_HOP], answer.read()
        connection.close()
        return said

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def bad_network(behind: int, losing: float = 0.6, seed: int = 7) -> Iterator[BadNetwork]:
    """Relay to the server on port ``behind`` until the block ends."""
    server = _Relays(("127.0.0.1", 0), Relay)
    server.network = BadNetwork(server.server_address[1], behind, losing, seed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.network
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
