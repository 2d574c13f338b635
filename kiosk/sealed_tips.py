"""A tip that a phone sealed for the kiosk while it had no network: opened here, and kept as one from any form; it names no phone."""

from __future__ import annotations

import json
import sqlite3

from kiosk.distribution import known_fact
from kiosk.entries import Entry
from kiosk.errors import InvalidFields, Refusal
from kiosk.privacy.notices import clean_personal
from kiosk.referrals import ABOUT, HELP, LONGEST, Tip, case_of, take_tip
from kiosk.sealing import KeyRing


class BoxUnreadable(Refusal):
    """What a phone sealed cannot be opened with the keys that are here, or holds no tip."""

    reason = "box_unreadable"
    area = "sync"
    status = 422


class IdReused(Refusal):
    """The id stands for something else already."""

    reason = "id_reused_with_other_content"
    area = "sync"
    status = 409


def receive_tip(connection: sqlite3.Connection, ring: KeyRing, event: str, entry: Entry, at: int) -> dict[str, object]:
    """Keep a sealed tip, seen ``at`` (ms UTC), and return its result; the same again is the same.  BoxUnreadable, IdReused."""
    id, known = entry["id"], known_fact(connection, entry["id"])
    case = connection.execute("SELECT number FROM referral_case WHERE id = ?", (case_of(id),)).fetchone()
    if known is not None and case is None:
        raise IdReused()
    number = case["number"] if case else take_tip(connection, ring, _open(ring, event, entry), at)
    seq = connection.execute("SELECT seq FROM entry WHERE id = ?", (id,)).fetchone()["seq"]
    return {"id": id, "result": "duplicate" if case else "recorded", "seq": seq, "tip": number}


def _open(ring: KeyRing, event: str, entry: Entry) -> Tip:
    """Return the tip in the box, by the rules of its form."""
    text = ring.open_box((entry.get("private") or {}).get("sealed", ""), entry["id"])
    try:
        said = json.loads(text or "")
        texts = clean_personal({name: str(said.get(name, "")) for name in ("note", "reach")}, {name: LONGEST[name] for name in ("note", "reach")})
        chosen = tuple(each for each in HELP if each in said["help"])
        if not chosen or said["about"] not in ABOUT or not isinstance(said["may_contact"], bool):
            raise BoxUnreadable()
        version, code = int(said["notice_version"]), str(said["erase_code"])
    except (ValueError, KeyError, TypeError, AttributeError, InvalidFields) as error:
        raise BoxUnreadable() from error
    return Tip(entry["id"], event, chosen, said["about"], said["may_contact"], texts["note"], texts["reach"], "volunteer", version, code)
