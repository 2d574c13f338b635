"""A tip that a phone sealed: opened by the kiosk's keys alone, bound to its fact, and nobody's whatever became of the phone."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk import sync
from kiosk.devices import device_of_token, get_device, revoke_device
from kiosk.ids import new_id, now_ms
from kiosk.sealing import KeyRing
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk, pair

RING = KeyRing((b"\x07" * 32,))
TIP = {"help": ["daily"], "about": "other", "note": "三樓的余奶奶", "reach": "", "may_contact": True, "notice_version": 1, "erase_code": "A" * 26}


def seal(id: str, content: object, ring: KeyRing = RING) -> str:
    """What a phone makes (kiosk/static/app/box.js)."""
    mine = ec.generate_private_key(ec.SECP256R1())
    point = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    kiosk = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(ring.box["point"]))
    key = HKDF(SHA256(), 32, salt=None, info=b"box " + point).derive(mine.exchange(ec.ECDH(), kiosk))
    iv = os.urandom(12)
    text = AESGCM(key).encrypt(iv, json.dumps(content).encode().ljust(4096), id.encode())
    return base64.b64encode(b"\x01" + bytes.fromhex(ring.box["key"]) + point + iv + text).decode()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = make_street(*make_kiosk(tmp_path))
    yield made
    made.store.close()


def test_a_sealed_tip_is_one_whatever_became_of_the_phone_and_a_bad_box_is_none(street: Street) -> None:
    device = device_of_token(street.store.read(), pair(street.store, street.ids, "B1")[1])
    assert device is not None
    street.store.write(lambda c: revoke_device(c, device.id))
    sender = sync.Sender.from_device(get_device(street.store.read(), device.id), "en", lambda: RING.with_new_key())

    def tip(id: str, sealed: str) -> dict[str, object]:
        return {"id": id, "kind": "tip", "event": "B", "seen_at": now_ms(), "method": "volunteer", "private": {"sealed": sealed}}

    good, moved, foreign, no_tip = new_id(), new_id(), new_id(), new_id()
    items = [
        {"id": new_id(), "kind": "shift_in", "event": "B", "seen_at": now_ms()}, tip(good, seal(good, TIP)), tip(moved, seal(good, TIP)), tip(good, seal(good, TIP)),
        tip(foreign, seal(foreign, TIP, KeyRing((b"\x08" * 32,)))), tip(no_tip, seal(no_tip, {**TIP, "help": []})), tip(new_id(), "AAAA"), tip(new_id(), "not base64"),
    ]  # fmt: skip
    answers = street.store.write(lambda c: sync.record_batch(c, sender, items))
    assert [each["result"] for each in answers] == ["recorded", "recorded", "rejected", "duplicate", *["rejected"] * 4]
    assert [each["id"] for each in answers] == [each["id"] for each in items]
    assert {each.get("reason") for each in answers[4:]} == {"box_unreadable"}
    assert str(answers[1]["tip"]).startswith("W-")
    assert answers[3]["tip"] == answers[1]["tip"]
    [fact] = street.facts("referral")
    assert (fact["device"], fact["booth"], fact["flags"], fact["method"]) == ("public", "", "", "volunteer")
