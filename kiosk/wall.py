"""The wall: messages, hopes, improvements and wishes, left by residents, looked over by a person before anybody else reads them.

A note is counted by its fact; its words stand apart in ``identity`` and can be erased.  What was decided about it stands in
``wall_note``: waiting, public or hidden.  This module alone writes that table.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk import ledger
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.folding import fold
from kiosk.ids import new_id, new_secret, now_ms
from kiosk.privacy.notices import MOST_NAME, MOST_WORDS, holds_id_number, holds_phone_number, seen
from kiosk.privacy.personal_data import change_identity, keep_identity

SORTS = ("message", "hope", "improvement", "wish")
REASONS: Mapping[str, bool] = {"personal": True, "hurtful": True, "advert": False, "double": False, "test": False}
"""Why a note is hidden → whether it still counts as left: what was never meant as a note does not."""
_MOST_MARKS = 3
_NOTE = (
    "SELECT n.*, coalesce(i.note, '') AS words, coalesce(i.name, '') AS nickname, coalesce(w.stage, 'open') AS stage, coalesce(w.claim, '') AS claim,"
    " w.claimed_at, w.delivered_at, w.closed_at, coalesce(c.name, '') AS claimant, coalesce(t.owner, '') AS owner, coalesce(t.due, '') AS due,"
    " coalesce(t.reply, '') AS reply, coalesce(t.is_public, 0) AS reply_is_public, coalesce(t.done_on, '') AS done_on"
    " FROM wall_note n LEFT JOIN identity i ON i.subject = n.id LEFT JOIN wall_wish w ON w.note = n.id"
    " LEFT JOIN identity c ON c.subject = w.claim AND w.claim <> '' LEFT JOIN wall_task t ON t.note = n.id"
)

_STANDS = "NOT EXISTS (SELECT 1 FROM fact f JOIN uncounted u ON u.seq = f.seq WHERE f.id = n.fact)"
"""Whoever sent a note may have taken it back, or its phone's facts wait in quarantine."""


class HoldsNumber(Refusal):
    """The words hold a telephone or an identity card's number, so nobody else may read them yet."""

    reason = "holds_number"
    area = "wall"
    status = 409


class AlreadyKeyed(Refusal):
    """This printed card has led to a note already."""

    reason = "already_keyed"
    area = "wall"
    status = 409


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes on a note, as it may be kept."""

    words: str
    nickname: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """How a note came: ``method`` is self, volunteer or paper; ``run`` and ``card`` (its number) name a printed wish card."""

    device: str = "public"
    method: str = "self"
    booth: str = ""
    run: str = ""
    card: int = 0
    authority: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Keep:
    """What goes with the words into the erasable table."""

    notice_version: int | None = None
    erase_code: str = ""


_NOTHING_KEPT = Keep()


def clean_words(values: Mapping[str, str]) -> Words:
    """Return what was written, on one line and without what only disturbs it; InvalidFields where it is empty, too long, or holds
    a telephone or an identity card's number."""
    words, nickname = (plain_words(values.get(name, "")) for name in ("words", "nickname"))
    problems: dict[str, tuple[str, dict[str, object]]] = {}
    if not words:
        problems["words"] = ("errors.required", {})
    for name, said, longest in (("words", words, MOST_WORDS), ("nickname", nickname, MOST_NAME)):
        if len(said) > longest:
            problems[name] = ("errors.too_long", {"longest": longest})
        elif found := number_in(said):
            problems[name] = (f"wall.no_{found}", {})
    if problems:
        raise InvalidFields(problems)
    return Words(words, nickname)


def number_in(said: str) -> str:
    """Return which number a text holds that no wall shows: ``id_number``, ``phone``, or '' for none."""
    return "id_number" if holds_id_number(said) else "phone" if holds_phone_number(said) else ""


def plain_words(said: str) -> str:
    """Return a text without control characters, marks that nobody sees, and towers of accents; '' where nothing can be seen."""
    kept, marks = [], 0
    for letter in seen(said):
        category = unicodedata.category(letter)
        marks = marks + 1 if category == "Mn" else 0
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cs", "Co", "Cn") and marks <= _MOST_MARKS:
            kept.append(letter)
    return re.sub(r" {2,}", " ", "".join(kept)).strip()


def leave(
    connection: sqlite3.Connection, id: str, event: str, sort: str, words: Words, source: Source, *, at: int | None = None, keep: Keep = _NOTHING_KEPT
) -> int:
    """Put a note before whoever looks the wall's notes over, and return its number; the same one again changes nothing."""
    moment = now_ms() if at is None else at
    fact = ledger.make_fact(
        "note", id=id, device=source.device, at=moment, event=event, booth=source.booth, run=source.run, number=source.card,
        method=source.method, authority=source.authority, data=_data(sort),
    )  # fmt: skip
    if ledger.append(connection, [fact])[0].outcome == "recorded":
        keep_identity(
            connection, id, event=event, name=words.nickname, note=words.words, notice_version=keep.notice_version, erase_code=keep.erase_code
        )
        take_in(connection, id, event, sort, moment, language=source.language, card=card_of(source.run, source.card))
    return int(connection.execute("SELECT number FROM wall_note WHERE id = ?", (id,)).fetchone()["number"])


def take_in(connection: sqlite3.Connection, id: str, event: str, sort: str, at: int, *, language: str = "", card: str = "") -> None:
    """Number a note whose fact is in the ledger already, and let it wait to be looked over."""
    connection.execute(
        "INSERT INTO wall_note (id, event, number, sort, fact, language, card, left_at)"
        " SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?1, ?4, ?5, ?6 FROM wall_note WHERE event = ?2 ON CONFLICT (id) DO NOTHING",
        (id, event, sort, language, card, at),
    )
    touch_wall(connection)


def card_of(run: str, number: int) -> str:
    """Return what a printed wish card is known by, '' for none."""
    return f"{run}/{number}" if run and number else ""


def notes_of_card(connection: sqlite3.Connection, card: str) -> list[sqlite3.Row]:
    """Return the notes that this printed card has led to already."""
    return connection.execute(f"{_NOTE} WHERE n.card = ? AND n.card <> '' ORDER BY n.number", (card,)).fetchall()


def refuse_keyed(connection: sqlite3.Connection, id: str, card: str) -> None:
    """Let a card through that no other note than ``id`` came from; AlreadyKeyed."""
    others = [note["number"] for note in notes_of_card(connection, card) if note["id"] != id]
    if others:
        raise AlreadyKeyed(number=others[0])


def get_note(connection: sqlite3.Connection, event: str, number: int) -> sqlite3.Row:
    """Return an event's note with its words, and what became of it as a wish or an improvement; NotFound."""
    row: sqlite3.Row | None = connection.execute(f"{_NOTE} WHERE n.event = ? AND n.number = ?", (event, number)).fetchone()
    if row is None:
        raise NotFound()
    return row


def get_notes(connection: sqlite3.Connection, event: str, numbers: Sequence[int]) -> list[sqlite3.Row]:
    """Return an event's notes with these numbers, in this order."""
    return connection.execute(
        f"{_NOTE} JOIN json_each(?2) wanted ON wanted.value = n.number WHERE n.event = ?1 ORDER BY wanted.key", (event, json.dumps(list(numbers)))
    ).fetchall()


def notes_waiting(connection: sqlite3.Connection, event: str, most: int = 50) -> list[sqlite3.Row]:
    """Return what nobody has looked over yet, the oldest first."""
    return connection.execute(f"{_NOTE} WHERE n.event = ? AND n.state = 'waiting' AND i.note <> '' AND {_STANDS} ORDER BY n.number LIMIT ?", (event, most)).fetchall()


def public_notes(connection: sqlite3.Connection, event: str, sort: str = "", most: int = 600, skip: int = 0) -> list[sqlite3.Row]:
    """Return what stands on the wall, the newest first."""
    return connection.execute(
        f"{_NOTE} WHERE n.event = ?1 AND n.state = 'public' AND i.note <> '' AND {_STANDS} AND ?2 IN ('', n.sort)"
        " ORDER BY n.public_at DESC, n.number DESC LIMIT ?3 OFFSET ?4",
        (event, sort, most, skip),
    ).fetchall()


def all_notes(
    connection: sqlite3.Connection, event: str, sort: str = "", state: str = "", said: str = "", most: int = 100, skip: int = 0
) -> list[sqlite3.Row]:
    """Return an event's notes of a sort and a state by number, those that hold what was ``said`` in either script, or have that number."""
    rows = connection.execute(
        f"{_NOTE} WHERE n.event = ?1 AND ?2 IN ('', n.sort) AND ?3 IN ('', n.state) ORDER BY n.number LIMIT ?4 OFFSET ?5",
        (event, sort, state, *((-1, 0) if said else (most, skip))),
    ).fetchall()
    wanted = fold(said)
    return [row for row in rows if said == str(row["number"]) or wanted in fold(row["words"])][skip : skip + most] if said else rows


def count_notes(connection: sqlite3.Connection, event: str) -> dict[tuple[str, str], int]:
    """Return (sort, state) → how many notes there are whose words are still kept."""
    rows = connection.execute(
        "SELECT n.sort, n.state, count(*) FROM wall_note n JOIN identity i ON i.subject = n.id AND i.note <> ''"
        f" WHERE n.event = ? AND {_STANDS} GROUP BY 1, 2",
        (event,),
    ).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


def show(connection: sqlite3.Connection, note: sqlite3.Row, by: str, at: int | None = None) -> None:
    """Let a note stand on the wall for everybody; HoldsNumber while its words hold a number."""
    if number_in(f"{note['words']} | {note['nickname']}"):
        raise HoldsNumber()
    moment = now_ms() if at is None else at
    _decide(connection, note, "public", "", by, moment)
    connection.execute("UPDATE wall_note SET public_at = coalesce(public_at, ?) WHERE id = ?", (moment, note["id"]))
    _count_as(connection, note, note["sort"], by)


def hide(connection: sqlite3.Connection, note: sqlite3.Row, why: str, by: str) -> None:
    """Keep a note off the wall for one of ``REASONS``; NotFound."""
    if why not in REASONS:
        raise NotFound()
    _decide(connection, note, "hidden", why, by, now_ms())
    _count_as(connection, note, note["sort"] if REASONS[why] else "", by)


def set_sort(connection: sqlite3.Connection, note: sqlite3.Row, sort: str, by: str) -> None:
    """Say what a note really is; a wish that somebody has claimed stays one.  NotFound."""
    if sort not in SORTS or note["stage"] != "open":
        raise NotFound()
    connection.execute("UPDATE wall_note SET sort = ? WHERE id = ?", (sort, note["id"]))
    if note["fact"]:
        _count_as(connection, note, sort, by)
    touch_wall(connection)


def edit(connection: sqlite3.Connection, note: sqlite3.Row, words: Words, by: str) -> None:
    """Change a note's wording and keep the one before; an erased note stays erased."""
    if not note["words"] or (words.words, words.nickname) == (note["words"], note["nickname"]):
        return
    connection.execute(
        "INSERT INTO wall_wording SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4 FROM wall_wording WHERE note = ?1",
        (note["id"], note["words"], by, now_ms()),
    )
    change_identity(connection, note["id"], name=words.nickname, note=words.words)
    touch_wall(connection)


def wordings_of(connection: sqlite3.Connection, note: str) -> list[sqlite3.Row]:
    """Return a note's earlier wordings, the newest first."""
    return connection.execute("SELECT * FROM wall_wording WHERE note = ? ORDER BY version DESC", (note,)).fetchall()


def _decide(connection: sqlite3.Connection, note: sqlite3.Row, state: str, why: str, by: str, at: int) -> None:
    connection.execute("UPDATE wall_note SET state = ?, why = ?, decided_by = ?, decided_at = ? WHERE id = ?", (state, why, by, at, note["id"]))
    touch_wall(connection)


def _count_as(connection: sqlite3.Connection, note: sqlite3.Row, sort: str, by: str) -> None:
    """Let a note count as one of a sort ('' for not at all): the fact that says otherwise is taken back, a new one takes its place."""
    old = connection.execute("SELECT * FROM entry WHERE id = ?", (note["fact"] or note["id"],)).fetchone()
    if note["fact"] and json.loads(old["data"])["sort"] == sort:
        return
    more = {name: old[name] for name in ("event", "booth", "run", "number", "method")}
    facts = []
    if note["fact"]:
        facts.append(ledger.make_fact("void", id=new_id(), device=f"account:{by}", authority=1, event=old["event"], names=old["id"]))
    if sort:
        facts.append(ledger.make_fact("note", id=new_id(), device=f"account:{by}", authority=1, at=old["at"], data=_data(sort), **more))
    if facts:
        ledger.append(connection, facts)
    connection.execute("UPDATE wall_note SET fact = ? WHERE id = ?", (facts[-1].id if sort else "", note["id"]))


def _data(sort: str) -> str:
    return json.dumps({"sort": sort}, separators=(",", ":"))


def touch_wall(connection: sqlite3.Connection) -> None:
    """Move the wall's version on, so that the pages that show it see the change."""
    connection.execute("UPDATE setting SET value = CAST(value AS INTEGER) + 1 WHERE key = 'wall_version'")


def link_of(connection: sqlite3.Connection, event: str) -> sqlite3.Row | None:
    """Return the secret address of an event's large screen with its languages; None while there is none."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM wall_link WHERE event = ?", (event,)).fetchone()
    return row


def find_link(connection: sqlite3.Connection, secret: str) -> sqlite3.Row:
    """Return whose wall a secret address shows; NotFound."""
    row: sqlite3.Row | None = connection.execute("SELECT * FROM wall_link WHERE secret = ?", (secret.upper()[:26],)).fetchone()
    if row is None:
        raise NotFound()
    return row


def keep_link(connection: sqlite3.Connection, event: str, languages: str, *, anew: bool = False) -> None:
    """Choose the languages of the large screen; ``anew`` gives it another address, and the one before shows nothing any more."""
    known = link_of(connection, event)
    secret = known["secret"] if known and not anew else new_secret(128)
    connection.execute(
        "INSERT INTO wall_link VALUES (?, ?, ?, ?) ON CONFLICT (event) DO UPDATE SET secret = excluded.secret, languages = excluded.languages",
        (event, secret, languages, now_ms()),
    )
    touch_wall(connection)
