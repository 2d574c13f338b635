"""A backup from before: who was erased stays erased, a photo that was withdrawn stays away, and what was put on record stays there."""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import accounts, referrals
from kiosk.backups import restore_backup, write_backup
from kiosk.campaigns import EVENT
from kiosk.cli import cli
from kiosk.config import load_config
from kiosk.devices import offer_pairing, redeem_pairing, revoke_device
from kiosk.errors import Refusal
from kiosk.event_photos import photos_of
from kiosk.ids import new_id
from kiosk.privacy.access_log import log_look
from kiosk.privacy.deletions import deletions_of
from kiosk.privacy.erasures import erase_for_good
from kiosk.records import change
from kiosk.sealing import key_path, name_of, read_keys
from kiosk.storage import open_store
from tests.access_walk import sign_in
from tests.accounts.test_erasures import NAME, PHONE
from tests.accounts.test_privacy import come_with_notice
from tests.plan.test_event_photos import photo_of
from tests.plan_fixtures import make_kiosk, pair
from tests.referrals.conftest import ANSWERS, hidden


def test_a_restore_brings_back_nothing_that_somebody_took_back(tmp_path: Path) -> None:
    app, store, ids = made = make_kiosk(tmp_path)
    instance, backup = Path(app.instance_path), tmp_path / "backup.db"
    store.write(lambda connection: change(connection, EVENT, ids.event, {"features": "referrals photos"}))
    office, public, photos = sign_in(app, store, ids.accounts["coordinator"]), app.test_client(), f"/office/photos/{ids.event}"
    person = come_with_notice(made)
    tip = f"/e/{ids.event}/tip?lang=en"
    answer = public.post(tip, data={**ANSWERS, "form": hidden(public.get(tip).text, "form")}).text
    for colour in ("teal", "orange", "navy"):
        office.post(photos, data={"id": new_id(), "picture": [(io.BytesIO(photo_of(colour)), "a.jpg")], "consent": "agreed"})
    gone, refused, kept = (row["id"] for row in photos_of(store.read(), ids.event))
    write_backup(load_config(instance), backup)

    erase_for_good(store, instance, [person], ids.accounts["coordinator"])
    public.post(f"/erase/{re.findall(r'/erase/([0-9A-Z]{26})', answer)[0]}")
    assert office.post(f"{photos}/{gone}/delete").status_code == 303
    office.post(f"{photos}/{refused}", data={"caption": "", "consent": "refused"})
    store.write(lambda connection: log_look(connection, f"account:{ids.accounts['coordinator']}", "search", quantity=1))
    certified = deletions_of(store.read(), [ids.organisation])
    assert len(certified) == 2
    store.close()

    restore_backup(load_config(instance), backup)
    again = open_store(instance / "kiosk.db")
    assert {row["id"]: row["consent"] for row in photos_of(again.read(), ids.event)} == {refused: "refused", kept: "agreed"}
    assert again.read().execute("SELECT count(*) FROM picture").fetchone()[0] == 2
    content = (instance / "kiosk.db").read_bytes()
    assert not any(word.encode() in content for word in (NAME, PHONE))
    case = again.read().execute("SELECT id FROM referral_case").fetchone()["id"]
    assert referrals.read_told(again.read(), read_keys(instance), case) is None
    assert deletions_of(again.read(), [ids.organisation]) == certified, "the certificates hold, and their numbers are not given twice"
    assert again.read().execute("SELECT count(*) FROM access_log WHERE kind = 'search'").fetchone()[0] == 1
    again.close()


def test_a_restore_without_the_key_says_that_its_tips_cannot_be_read(tmp_path: Path) -> None:
    app, store, ids = make_kiosk(tmp_path)
    instance, backup = Path(app.instance_path), tmp_path / "backup.db"
    store.write(lambda connection: change(connection, EVENT, ids.event, {"features": "referrals"}))
    public, tip = app.test_client(), f"/e/{ids.event}/tip?lang=en"
    public.post(tip, data={**ANSWERS, "form": hidden(public.get(tip).text, "form")})
    write_backup(load_config(instance), backup)
    store.close()

    def restore() -> str:
        return CliRunner().invoke(cli, ["--instance", str(instance), "restore", str(backup)], env={"LANG": "en_US.UTF-8"}).output

    name = name_of(read_keys(instance).keys[0])
    assert name not in restore(), "the key is here"
    key_path(instance).unlink()
    said = restore()
    assert "referral-keys load" in said
    assert name in said


def test_what_was_revoked_after_the_backup_stays_revoked(tmp_path: Path) -> None:
    app, store, ids = make_kiosk(tmp_path)
    instance, backup = Path(app.instance_path), tmp_path / "backup.db"
    phone, _secret = pair(store, ids)
    invitation = store.write(lambda c: offer_pairing(c, ids.event, by="test"))
    worker = ids.accounts["printing"]
    session = store.write(lambda c: accounts.open_session(c, worker))
    write_backup(load_config(instance), backup)
    who = accounts.Account(ids.accounts["administrator"], "", "", (accounts.Grant("administrator", frozenset({ids.root, ids.organisation, ids.sister}), None),))
    [held] = accounts.roles_of(store.read(), worker)

    def revoke(connection: sqlite3.Connection) -> None:
        revoke_device(connection, phone.id)
        redeem_pairing(connection, invitation, name="")
        accounts.revoke_grant(connection, who, held["id"])
        accounts.set_password(connection, worker, "a new and long password")

    store.write(revoke)
    store.close()
    assert restore_backup(load_config(instance), backup)
    again = open_store(instance / "kiosk.db")
    connection = again.read()
    assert connection.execute("SELECT revoked_at IS NOT NULL FROM device WHERE id = ?", (phone.id,)).fetchone()[0]
    with pytest.raises(Refusal):
        again.write(lambda c: redeem_pairing(c, invitation, name=""))
    assert accounts.roles_of(connection, worker) == []
    assert accounts.has_password(connection, worker, "a new and long password")
    assert accounts.account_of_session(connection, session) is None, "a new password ended the sign-ins"
    again.close()


def test_where_nobody_knows_what_was_revoked_a_restore_says_which_roles_and_phones_hold(tmp_path: Path) -> None:
    app, store, ids = make_kiosk(tmp_path)
    instance, backup = Path(app.instance_path), tmp_path / "backup.db"
    pair(store, ids)
    store.write(lambda c: accounts.open_session(c, ids.accounts["printing"]))
    write_backup(load_config(instance), backup)
    store.close()

    def restore() -> str:
        return CliRunner().invoke(cli, ["--instance", str(instance), "restore", str(backup)], env={"LANG": "en_US.UTF-8"}).output

    assert "could not be read" not in restore()
    (instance / "kiosk.db").write_bytes(b"torn" * 5000)
    said = restore()
    assert "could not be read" in said
    assert "(printing" in said.lower()
    again = open_store(instance / "kiosk.db")
    assert again.read().execute("SELECT count(*) FROM staff_session").fetchone()[0] == 0
    again.close()
