"""The real server on a local network of its own: TLS on the loopback address, and what a client that trusts its authority sees."""

from __future__ import annotations

import os
import socket
import ssl
import urllib.request
from pathlib import Path

from kiosk.lan.certificates import Authority, read_authority
from tests.live import LiveServer, find_free_port

UNTRUSTING = ssl.create_default_context()
UNTRUSTING.check_hostname, UNTRUSTING.verify_mode = False, ssl.CERT_NONE


class LanServer(LiveServer):
    """`kiosk serve --lan` on the loopback address."""

    def __init__(self, instance: Path, extra_environment: dict[str, str] | None = None) -> None:
        super().__init__(instance, extra_environment)
        self.install_port = find_free_port()
        self.url, self.install_url = f"https://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.install_port}"
        self.arguments = ("--lan", "--install-port", str(self.install_port))
        self.context = UNTRUSTING

    @property
    def authority(self) -> Authority:
        """What it signs with: a test may sign for other names."""
        return read_authority((self.instance / "secrets" / "lan" / "authority.pem").read_bytes())

    def fetch_certificate(self) -> bytes:
        """Return what a phone fetches."""
        with urllib.request.urlopen(f"{self.install_url}/kiosk.crt", timeout=5) as answer:
            return bytes(answer.read())


def trusting(certificate: bytes) -> ssl.SSLContext:
    """Return a client that trusts one authority, fetched as phones fetch it, and nothing else."""
    return ssl.create_default_context(cadata=certificate)


def shake_hands(client: ssl.SSLContext, port: int, name: str) -> None:
    """A whole TLS handshake with the loopback address under ``name``; ssl.SSLCertVerificationError."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain, client.wrap_socket(plain, server_hostname=name):
        pass


def write_pem(folder: Path, pem: bytes) -> Path:
    """Keep a chain with its key in a file, which is how a server takes it."""
    path = folder / f"{os.urandom(4).hex()}.pem"
    path.write_bytes(pem)
    return path
