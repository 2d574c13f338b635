"""Which kiosks are known: let in with a key, refused with another, shut out by a decision that stays on record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import records
from kiosk.errors import NotFound
from kiosk.ids import new_id
from kiosk.joining import known_kiosks
from kiosk.joining.identity import Identity
from kiosk.joining.known_kiosks import OtherKey, OwnFile, RevokedSigner, UnknownSigner
from kiosk.joining.signed_file import FORMAT, Manifest, Sender
from kiosk.organisations import ORGANISATION
from kiosk.settings import write_setting
from kiosk.storage import Store, open_store

KIOSK = Identity(new_id(), Ed25519PrivateKey.generate())


def said_by(identity: Identity) -> Manifest:
    return Manifest(
        format=FORMAT, version=1, purpose="plan", kiosk=identity.kiosk, public_key=identity.public_key.hex(), made_at=1, ledger_position=0,
        organisation=Sender(id=new_id(), code="Q", name="區民政局"), plan_version=0, about={}, parts=(),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "kiosk.db")
    yield store
    store.close()


@pytest.fixture
def ours(store: Store) -> str:
    return store.write(lambda connection: records.add(connection, ORGANISATION, "", {"code": "1", "name": "匯賢里社區"}))


def admit(store: Store, ours: str, identity: Identity) -> None:
    named = {"kiosk": identity.kiosk, "public_key": identity.public_key, "name": "區民政局", "organisation": ours}
    store.write(lambda connection: known_kiosks.admit(connection, "command", **named))


def count(store: Store) -> int:
    return int(store.read().execute("SELECT count(*) FROM kiosk_decision").fetchone()[0])


def test_a_kiosk_is_unknown_until_somebody_lets_it_in(store: Store, ours: str) -> None:
    with pytest.raises(UnknownSigner) as caught:
        known_kiosks.require_known(store.read(), said_by(KIOSK))
    assert caught.value.values == {"name": "區民政局", "fingerprint": KIOSK.fingerprint}
    admit(store, ours, KIOSK)
    admit(store, ours, KIOSK)
    assert known_kiosks.require_known(store.read(), said_by(KIOSK)).organisation == ours
    assert count(store) == 1


def test_another_key_is_refused_until_somebody_compared_it(store: Store, ours: str) -> None:
    admit(store, ours, KIOSK)
    renewed = Identity(KIOSK.kiosk, Ed25519PrivateKey.generate())
    with pytest.raises(OtherKey):
        known_kiosks.require_known(store.read(), said_by(renewed))
    admit(store, ours, renewed)
    assert known_kiosks.require_known(store.read(), said_by(renewed)).fingerprint == renewed.fingerprint
    with pytest.raises(OtherKey):
        known_kiosks.require_known(store.read(), said_by(KIOSK))


def test_a_kiosk_that_was_shut_out_is_refused_and_may_be_let_in_again(store: Store, ours: str) -> None:
    admit(store, ours, KIOSK)
    store.write(lambda connection: known_kiosks.revoke(connection, "command", KIOSK.kiosk))
    with pytest.raises(RevokedSigner):
        known_kiosks.require_known(store.read(), said_by(KIOSK))
    assert [known.revoked for known in known_kiosks.list_known(store.read())] == [True]
    admit(store, ours, KIOSK)
    assert not known_kiosks.require_known(store.read(), said_by(KIOSK)).revoked
    assert count(store) == 3


def test_a_kiosk_does_not_take_its_own_file(store: Store) -> None:
    store.write(lambda connection: write_setting(connection, "kiosk_id", KIOSK.kiosk))
    with pytest.raises(OwnFile):
        known_kiosks.require_known(store.read(), said_by(KIOSK))


def test_nobody_shuts_out_whom_nobody_knows(store: Store) -> None:
    with pytest.raises(NotFound):
        store.write(lambda connection: known_kiosks.revoke(connection, "command", new_id()))


@pytest.mark.parametrize("sql", ["UPDATE kiosk_decision SET decision = 'admitted'", "DELETE FROM kiosk_decision"])
def test_a_decision_stays_as_it_was_made(store: Store, ours: str, sql: str) -> None:
    admit(store, ours, KIOSK)
    with pytest.raises(sqlite3.IntegrityError):
        store.write(lambda connection: connection.execute(sql))
