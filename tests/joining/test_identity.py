"""Who a kiosk is: an id and a signing key that stand in no backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.backups import restore_backup, write_backup
from kiosk.config import load_config, make_instance_folder
from kiosk.joining.identity import BadSigningKey, SigningKeyMissing, is_signed, read_identity, renew_key, require_identity
from kiosk.storage import Store, open_store


def folder(tmp_path: Path, name: str) -> Path:
    make_instance_folder(tmp_path / name)
    return tmp_path / name


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return folder(tmp_path, "here")


@pytest.fixture
def store(instance: Path) -> Iterator[Store]:
    store = open_store(instance / "kiosk.db")
    yield store
    store.close()


def test_a_kiosk_keeps_the_id_and_the_key_of_its_first_use(instance: Path, store: Store) -> None:
    made = store.write(lambda connection: require_identity(instance, connection))
    again = store.write(lambda connection: require_identity(instance, connection))
    assert (again.kiosk, again.public_key) == (made.kiosk, made.public_key)
    assert is_signed(made.public_key, b"plan", again.sign(b"plan"))
    assert not is_signed(made.public_key, b"plot", again.sign(b"plan"))


def test_a_fingerprint_is_thirty_digits_that_change_with_the_key(instance: Path, store: Store) -> None:
    made = store.write(lambda connection: require_identity(instance, connection))
    renewed = store.write(lambda connection: renew_key(instance, connection))
    assert [len(group) for group in made.fingerprint.split(" ")] == [5] * 6
    assert made.fingerprint.replace(" ", "").isdigit()
    assert renewed.kiosk == made.kiosk
    assert renewed.fingerprint != made.fingerprint


def test_only_the_owner_may_read_the_key(instance: Path, store: Store) -> None:
    store.write(lambda connection: require_identity(instance, connection))
    assert (instance / "secrets" / "signing_key").stat().st_mode & 0o077 == 0


def test_no_backup_carries_the_key_and_a_restore_elsewhere_says_so(tmp_path: Path, instance: Path, store: Store) -> None:
    made = store.write(lambda connection: require_identity(instance, connection))
    secret = (instance / "secrets" / "signing_key").read_text().split()[1]
    write_backup(load_config(instance), tmp_path / "backup.db")
    content = (tmp_path / "backup.db").read_bytes()
    assert secret.encode() not in content
    assert bytes.fromhex(secret) not in content
    elsewhere = folder(tmp_path, "elsewhere")
    restore_backup(load_config(elsewhere), tmp_path / "backup.db")
    moved = open_store(elsewhere / "kiosk.db")
    with pytest.raises(SigningKeyMissing):
        moved.write(lambda connection: require_identity(elsewhere, connection))
    renewed = moved.write(lambda connection: renew_key(elsewhere, connection))
    assert renewed.kiosk == made.kiosk
    assert read_identity(elsewhere, moved.read()).public_key == renewed.public_key != made.public_key
    moved.close()


def test_a_damaged_key_is_named(instance: Path, store: Store) -> None:
    store.write(lambda connection: require_identity(instance, connection))
    (instance / "secrets" / "signing_key").write_text("nonsense")
    with pytest.raises(BadSigningKey):
        read_identity(instance, store.read())
