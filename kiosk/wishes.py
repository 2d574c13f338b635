"""What becomes of a wish: claimed by one neighbour or group, confirmed by a coordinator, delivered on a day, closed; or free again.

Each step is a fact with its time.  ``wall_wish`` is made again from them after each step, and this module alone writes it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kiosk import clock, ledger
from kiosk.errors import InvalidFields, Refusal
from kiosk.ids import now_ms
from kiosk.privacy.notices import MOST_NAME, MOST_PHONE, clean_personal
from kiosk.privacy.personal_data import forget, keep_identity
from kiosk.wall import Keep, number_in, touch_wall

AFTER: Mapping[str, str] = {"claim": "claimed", "verify": "confirmed", "release": "open", "deliver": "delivered", "close": "closed"}
"""A step → where the wish stands after it."""
FROM: Mapping[str, tuple[str, ...]] = {
    "claim": ("open",), "verify": ("claimed",), "release": ("claimed", "confirmed"), "deliver": ("claimed", "confirmed"), "close": ("delivered",),
}  # fmt: skip
_DAY_MS = 86_400_000


class AlreadyClaimed(Refusal):
    """Somebody else was faster, or the wish is fulfilled: nobody can claim it now."""

    reason = "already_claimed"
    area = "wall"
    status = 409


class WrongStep(Refusal):
    """The wish does not stand where this step begins: somebody has done it meanwhile."""

    reason = "wrong_step"
    area = "wall"
    status = 409


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who takes a wish on: what the wall calls them ('' for a neighbour), and the number by which the coordinator reaches them."""

    name: str = ""
    phone: str = ""


def clean_claimant(values: Mapping[str, str], *, reachable: bool) -> Claimant:
    """Return who claims; InvalidFields, also where a name holds a number, or nobody could be reached who has to be."""
    said = clean_personal(values, {"name": MOST_NAME, "phone": MOST_PHONE}, ("phone",) if reachable else ())
    if found := number_in(said["name"]):
        raise InvalidFields({"name": (f"wall.no_{found}", {})})
    return Claimant(said["name"], said["phone"])


def claim(
    connection: sqlite3.Connection, note: sqlite3.Row, id: str, claimant: Claimant, *, device: str = "public", at: int | None = None,
    keep: Keep = Keep(),  # noqa: B008 - frozen
) -> None:  # fmt: skip
    """Record that somebody takes a wish on; AlreadyClaimed.  The same form again changes nothing."""
    if connection.execute("SELECT 1 FROM fact WHERE id = ?", (id,)).fetchone():
        return
    if note["sort"] != "wish" or note["state"] != "public" or _stage(connection, note["id"]) != "open":
        raise AlreadyClaimed(number=note["number"])
    _record(connection, note, "claim", id, device, now_ms() if at is None else at)
    keep_identity(
        connection, id, event=note["event"], name=claimant.name, phone=claimant.phone, notice_version=keep.notice_version, erase_code=keep.erase_code
    )


def step(
    connection: sqlite3.Connection, note: sqlite3.Row, which: str, id: str, by: str, at: int | None = None, **more: int
) -> None:  # fmt: skip
    """Record one of the coordinator's steps (verify, release, close; ``deliver`` says the days); WrongStep.  Who let a wish go is forgotten at once."""
    if connection.execute("SELECT 1 FROM fact WHERE id = ?", (id,)).fetchone():
        return
    if _stage(connection, note["id"]) not in FROM[which]:
        raise WrongStep(number=note["number"])
    _record(connection, note, which, id, f"account:{by}", now_ms() if at is None else at, **more)
    if which == "release":
        forget(connection, note["claim"])


def deliver(connection: sqlite3.Connection, note: sqlite3.Row, id: str, by: str, day: str, zone: str) -> None:
    """Record that a wish was fulfilled on a ``day`` (ISO); InvalidFields for one to come or before the claim, WrongStep."""
    place = ZoneInfo(zone)
    claimed = _day_of(note["claimed_at"] or now_ms(), place)
    on = _read_day(day, claimed, _day_of(now_ms(), place))
    noon = int(datetime.combine(on, time(12), place).timestamp() * 1000)
    step(connection, note, "deliver", id, by, min(max(note["claimed_at"] or 0, noon), now_ms()), days=(on - claimed).days)


def undo(connection: sqlite3.Connection, note: sqlite3.Row, id: str, by: str) -> None:
    """Take the last step of a wish back, because it was a slip; WrongStep when there is none, or none that can be taken back."""
    steps = steps_of(connection, note)
    if connection.execute("SELECT 1 FROM fact WHERE id = ?", (id,)).fetchone():
        return
    if not steps or json.loads(steps[-1]["data"])["step"] == "release":
        raise WrongStep(number=note["number"])
    last = steps[-1]
    ledger.append(connection, [ledger.make_fact("void", id=id, device=f"account:{by}", authority=1, event=note["event"], names=last["id"])])
    if json.loads(last["data"])["step"] == "claim":
        forget(connection, last["id"])
    rebuild(connection, note)


def steps_of(connection: sqlite3.Connection, note: sqlite3.Row) -> list[sqlite3.Row]:
    """Return the steps of a wish that stand, in the order in which they were taken."""
    return connection.execute(
        "SELECT * FROM standing WHERE kind = 'wish' AND event = ? AND json_extract(data, '$.note') = ? ORDER BY seq", (note["event"], note["id"])
    ).fetchall()


def rebuild(connection: sqlite3.Connection, note: sqlite3.Row) -> None:
    """Make a wish's row from its facts."""
    stage, claim, times = "open", "", dict.fromkeys(("claim", "deliver", "close"))
    for fact in steps_of(connection, note):
        which = json.loads(fact["data"])["step"]
        stage = AFTER[which]
        if which == "claim":
            claim, times = fact["id"], {"claim": fact["at"], "deliver": None, "close": None}
        elif which == "release":
            claim, times = "", dict.fromkeys(times)
        elif which in times:
            times[which] = fact["at"]
    connection.execute(
        "INSERT INTO wall_wish VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (note) DO UPDATE SET stage = excluded.stage, claim = excluded.claim,"
        " claimed_at = excluded.claimed_at, delivered_at = excluded.delivered_at, closed_at = excluded.closed_at",
        (note["id"], stage, claim, *times.values()),
    )
    touch_wall(connection)


def wishes_in_hand(connection: sqlite3.Connection, event: str) -> list[int]:
    """Return the numbers of the wishes that wait for a coordinator's next step, the longest waiting first."""
    rows = connection.execute(
        "SELECT n.number FROM wall_wish w JOIN wall_note n ON n.id = w.note WHERE n.event = ? AND w.stage IN ('claimed', 'confirmed', 'delivered')"
        " ORDER BY coalesce(w.delivered_at, w.claimed_at), n.number",
        (event,),
    ).fetchall()
    return [row["number"] for row in rows]


def contacts_past(connection: sqlite3.Connection, days: int) -> list[str]:
    """Return the claims whose wish was closed more than ``days`` ago: nobody needs to reach the claimant any more."""
    last = now_ms() - days * _DAY_MS
    rows = connection.execute(
        "SELECT w.claim FROM wall_wish w JOIN identity i ON i.subject = w.claim WHERE w.claim <> '' AND w.closed_at < ?", (last,)
    ).fetchall()
    return [row["claim"] for row in rows]


def words_past(connection: sqlite3.Connection, days: int) -> list[str]:
    """Return the notes whose words are due to go: ``days`` after the event, and after the last step of a wish."""
    last = now_ms() - days * _DAY_MS
    last_day = clock.moment(last).date().isoformat()
    rows = connection.execute(
        "SELECT n.id FROM wall_note n JOIN identity i ON i.subject = n.id JOIN event e ON e.id = n.event LEFT JOIN wall_wish w ON w.note = n.id"
        " WHERE e.day < ? AND n.left_at < ? AND coalesce(w.closed_at, w.delivered_at, w.claimed_at, 0) < ?",
        (last_day, last, last),
    ).fetchall()
    return [row["id"] for row in rows]


def _stage(connection: sqlite3.Connection, note: str) -> str:
    row = connection.execute("SELECT stage FROM wall_wish WHERE note = ?", (note,)).fetchone()
    return str(row["stage"]) if row else "open"


def _record(connection: sqlite3.Connection, note: sqlite3.Row, which: str, id: str, device: str, at: int, **more: object) -> None:
    data = json.dumps({"step": which, "note": note["id"], **more}, separators=(",", ":"), sort_keys=True)
    authority = int(device.startswith("account:"))
    fact = ledger.make_fact("wish", id=id, device=device, authority=authority, at=at, event=note["event"], method="count" if authority else "self", data=data)
    ledger.append(connection, [fact])
    rebuild(connection, note)


def _day_of(moment: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment / 1000, zone).date()


def _read_day(typed: str, first: date, last: date) -> date:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise InvalidFields({"day": ("wall.bad_day", {})}) from None
    if not first <= found <= last:
        raise InvalidFields({"day": ("wall.bad_day", {})})
    return found
