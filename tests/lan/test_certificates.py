"""The event's certificates: what they may vouch for, for how long, and what a real TLS client makes of them."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from shutil import which

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.lan.certificates import Authority, Names, make_authority, read_authority, read_server, sign_for_server
from tests.lan.serving import trusting, write_pem

NOW = datetime.now(UTC).replace(microsecond=0)
OWN = Names((IPv4Address("192.168.137.1"), IPv4Address("10.42.0.1")), "laptop.local")
DAYS_5 = NOW + timedelta(days=5)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority(OWN, DAYS_5, NOW)


def leaf_of(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificates(pem)[0]


def usage(certificate: x509.Certificate) -> x509.KeyUsage:
    return certificate.extensions.get_extension_for_class(x509.KeyUsage).value


def try_name(authority: Authority, pem: bytes, name: str, folder: Path, trusted: bytes = b"") -> str:
    """A handshake between a real server with `pem` and a real client that trusts the authority: '' or why it refused."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(write_pem(folder, pem))
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            server.wrap_socket(there, server_side=True).close()
        except OSError:
            there.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with trusting(trusted or authority.der).wrap_socket(here, server_hostname=name):
            return ""
    except ssl.SSLCertVerificationError as refusal:
        return refusal.verify_message
    finally:
        here.close()
        thread.join()


@pytest.mark.parametrize("name", ["192.168.137.1", "10.42.0.1", "laptop.local"])
def test_a_client_that_trusts_the_authority_opens_every_name_of_this_computer(
    authority: Authority, name: str, tmp_path: Path
) -> None:
    assert try_name(authority, sign_for_server(authority, OWN, NOW), name, tmp_path) == ""


def test_a_client_that_does_not_trust_it_opens_nothing(authority: Authority, tmp_path: Path) -> None:
    another = make_authority(OWN, DAYS_5, NOW)
    assert try_name(authority, sign_for_server(authority, OWN, NOW), "laptop.local", tmp_path, another.der) != ""


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        (Names((), "bank.example"), "bank.example"),
        (Names((), "other.local"), "other.local"),
        (Names((IPv4Address("192.168.137.2"),), ""), "192.168.137.2"),
        (Names((IPv4Address("8.8.8.8"),), ""), "8.8.8.8"),
        (Names((IPv4Address("192.168.137.1"),), "bank.example"), "192.168.137.1"),
    ],
)
def test_a_name_outside_the_constraints_is_refused_even_with_the_right_key(
    authority: Authority, names: Names, asked: str, tmp_path: Path
) -> None:
    assert try_name(authority, sign_for_server(authority, names, NOW), asked, tmp_path) == "permitted subtree violation"


def test_openssl_says_the_same(authority: Authority, tmp_path: Path) -> None:
    if which("openssl") is None and os.environ.get("KIOSK_REQUIRE_BROWSER"):
        pytest.fail("openssl is required here and not installed")
    if which("openssl") is None:
        pytest.skip("openssl is not installed")
    root, issuer = tmp_path / "root.pem", tmp_path / "issuer.pem"
    root.write_bytes(ssl.DER_cert_to_PEM_cert(authority.der).encode())
    issuer.write_bytes(authority.to_pem())
    for names, answer in ((OWN, 0), (Names((), "bank.example"), 2)):
        leaf = write_pem(tmp_path, sign_for_server(authority, names, NOW))
        command = [
            "openssl",
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-CAfile",
            str(root),
            "-untrusted",
            str(issuer),
            str(leaf),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == answer, done.stdout + done.stderr


def test_both_parts_are_constrained_to_the_computers_own_names(authority: Authority) -> None:
    for part in (authority.root, authority.issuer):
        constraint = part.extensions.get_extension_for_class(x509.NameConstraints)
        assert constraint.critical
        assert constraint.value.excluded_subtrees is None
        said = sorted(str(each.value) for each in constraint.value.permitted_subtrees or [])
        assert said == ["10.42.0.1/32", "192.168.137.1/32", "laptop.local"]
    assert authority.names == OWN


def test_the_key_that_stays_is_not_the_one_that_phones_trust(authority: Authority) -> None:
    kept = read_authority(authority.to_pem())
    assert kept.key.public_key() == authority.issuer.public_key()
    assert kept.key.public_key() != authority.root.public_key()
    assert authority.to_pem().count(b"PRIVATE KEY-----") == 2  # one key: its first and its last line
    assert "key" not in repr(authority)


def test_each_part_may_do_its_own_work_only(authority: Authority) -> None:
    leaf = leaf_of(sign_for_server(authority, OWN, NOW))
    depths = [
        each.extensions.get_extension_for_class(x509.BasicConstraints).value for each in (authority.root, authority.issuer, leaf)
    ]
    assert [(depth.ca, depth.path_length) for depth in depths] == [(True, 1), (True, 0), (False, None)]
    assert usage(authority.root).key_cert_sign
    assert usage(authority.issuer).key_cert_sign
    assert not usage(leaf).key_cert_sign
    assert usage(leaf).digital_signature
    for each in (authority.issuer, leaf):
        assert list(each.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_nothing_outlasts_the_event_and_a_servers_part_fourteen_days(authority: Authority) -> None:
    assert authority.ends == authority.issuer.not_valid_after_utc == DAYS_5
    assert read_server(sign_for_server(authority, OWN, NOW))[1] == DAYS_5
    long = make_authority(OWN, NOW + timedelta(days=30), NOW)
    leaf = leaf_of(sign_for_server(long, OWN, NOW))
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == timedelta(days=14)


def test_a_phone_whose_clock_is_some_hours_behind_may_come_in(authority: Authority) -> None:
    for each in (authority.root, authority.issuer, leaf_of(sign_for_server(authority, OWN, NOW))):
        assert each.not_valid_before_utc == NOW - timedelta(days=1)


def test_its_label_says_where_and_the_last_day() -> None:
    long_name = Names(OWN.addresses, f"{'x' * 63}.local")
    assert (
        make_authority(OWN, datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC)).label
        == "Kiosk on laptop.local, until 2026-03-28"
    )
    assert make_authority(long_name, DAYS_5, NOW).names.host == long_name.host
