"""Erasing somebody on request: whose data these are, what belongs to the same person, and that nothing of it stays on disk."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kiosk.devices import forget_name_of
from kiosk.errors import NotFound
from kiosk.folding import fold
from kiosk.people import same_persons
from kiosk.prints.folder import prints_folder, purge_prints
from kiosk.privacy.deletions import Cause, Deleting, check_deleted
from kiosk.privacy.pending_checks import drop_words, keep_words, pending_checks
from kiosk.privacy.personal_data import erase, forget, hash_secret
from kiosk.records import touch_plan
from kiosk.sheet_photos import forget_signers
from kiosk.storage import Store

Result = TypeVar("Result")
MOST_FOUND = 50
_BY = "account:"
_EVENT_OF = (
    "SELECT coalesce((SELECT event FROM identity WHERE subject = ?1), (SELECT event FROM participant WHERE id = ?1),"
    " (SELECT event FROM entry WHERE person = ?1 AND person <> '' LIMIT 1), (SELECT event FROM entry WHERE id = ?1),"
    " (SELECT event FROM device WHERE id = ?1), '')"
)
_MY_EVENT = "(x.organisation IN (SELECT value FROM json_each(:organisations)) OR x.id IN (SELECT value FROM json_each(:events)))"
_SEARCH = (
    "SELECT i.subject FROM identity i LEFT JOIN person p ON p.id = i.subject LEFT JOIN event x ON x.id = i.event AND p.id IS NULL"
    " WHERE (instr(i.search_name, :name) OR (:end <> '' AND i.phone <> ''"
    " AND (substr(i.phone, -length(:end)) = :end OR (i.phone = i.phone_end AND i.phone = :short))))"
    f" AND (p.organisation IN (SELECT value FROM json_each(:organisations)) OR {_MY_EVENT})"
    " ORDER BY i.made_at DESC, i.subject LIMIT :most"
)
_NAMED_PHONES = (
    f"SELECT d.id, d.name FROM device d JOIN event x ON x.id = d.event WHERE d.name <> '' AND {_MY_EVENT} ORDER BY d.id DESC"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whose data may be erased: a person of the plan (``organisation``), or a visitor, a writer or a phone at an ``event``.

    ``number`` is a visitor's running number, ``code`` a person's; ``note`` tells whether something was written beside the name.
    """

    id: str
    organisation: str = ""
    event: str = ""
    code: str = ""
    number: int = 0
    came: bool = False
    name: str = ""
    phone: str = ""
    note: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure on record: when (ms), by which account, and the random id; whose it was is known to nobody any more."""

    id: str
    at: int
    by: str
    event: str


def find_subject(connection: sqlite3.Connection, id: str) -> Subject:
    """Return whose data are kept (or were erased) under a random id; NotFound."""
    row = connection.execute(
        "SELECT p.organisation, p.code, t.number, coalesce(nullif(i.name, ''), d.name) AS name, i.phone, coalesce(i.note, '') <> ''"
        " OR EXISTS (SELECT 1 FROM fact f JOIN identity n ON n.subject = f.id WHERE f.person = w.id AND f.person <> '' AND n.note <> '') AS note,"
        " i.subject IS NOT NULL OR d.id IS NOT NULL AS kept, e.subject IS NOT NULL AS erased,"
        " EXISTS (SELECT 1 FROM fact WHERE person = w.id AND person <> '') AS came"
        " FROM (SELECT ? AS id) w LEFT JOIN person p ON p.id = w.id LEFT JOIN participant t ON t.id = w.id"
        " LEFT JOIN identity i ON i.subject = w.id LEFT JOIN erased e ON e.subject = w.id"
        " LEFT JOIN device d ON d.id = w.id AND d.name <> ''",
        (id,),
    ).fetchone()
    event = "" if row["code"] else str(connection.execute(_EVENT_OF, (id,)).fetchone()[0])
    if not row["code"] and not (event and (row["kept"] or row["erased"])):
        raise NotFound()
    return Subject(
        id, row["organisation"] or "", event, row["code"] or "", row["number"] or 0, bool(row["came"]), row["name"] or "",
        row["phone"] or "", bool(row["note"]), bool(row["erased"]),
    )  # fmt: skip


def search_subjects(
    connection: sqlite3.Connection, typed: str, organisations: Iterable[str], events: Iterable[str]
) -> list[Subject]:
    """Return whose name holds ``typed``, or whose telephone number ends in it: people of these organisations, and whoever left
    something personal at their events or at these ``events``; at most fifty, the newest first."""
    digits = re.sub(r"[\s()+-]", "", typed)
    end = digits if digits.isdecimal() and len(digits) >= 4 else ""
    name = fold(typed)
    if not name:
        return []
    values = {"name": name, "end": end, "short": end[-4:], "organisations": json.dumps(sorted(organisations)),
              "events": json.dumps(sorted(events)), "most": MOST_FOUND}  # fmt: skip
    rows = connection.execute(_SEARCH, values).fetchall()
    phones = [row["id"] for row in connection.execute(_NAMED_PHONES, values).fetchall() if name in fold(row["name"])]
    return [find_subject(connection, id) for id in [*(row["subject"] for row in rows), *phones][:MOST_FOUND]]


def same_as(connection: sqlite3.Connection, id: str) -> list[Subject]:
    """Return the subject and everybody who was confirmed to be the same person, at other events too; NotFound."""
    found = [find_subject(connection, id)]
    for other in same_persons(connection, id)[1:]:
        try:
            found.append(find_subject(connection, other))
        except NotFound:
            continue  # confirmed once, and nothing that names anybody is kept under it
    return found


def erase_on_request(connection: sqlite3.Connection, ids: Iterable[str], by: str) -> None:
    """Erase these subjects, who asked for it; on record stay the account ``by``, the time and the random ids.

    Follow with ``clear_traces``.
    """
    for id in ids:
        erase(connection, id, f"{_BY}{by}")
        forget_name_of(connection, id)
    touch_plan(connection)


def held_by_code(connection: sqlite3.Connection, erase_code: str) -> list[str]:
    """Return who holds this erase code, and whatever was confirmed to be of the same person; nobody when it is nobody's (any more)."""
    row = connection.execute("SELECT subject FROM identity WHERE erase_hash = ?", (hash_secret(erase_code),)).fetchone()
    return same_persons(connection, row["subject"]) if row else []


def erase_for_good(store: Store, instance: Path, ids: list[str], by: str) -> None:
    """Erase these subjects on request of the account ``by`` from everywhere, put it on record and look whether anything is left."""
    _erase(store, instance, lambda _: ids, "request", by)


def erase_with(store: Store, instance: Path, id: str, by: str, work: Callable[[sqlite3.Connection], object]) -> None:
    """Do ``work``, which erases this subject among other things, with the same record and the same look afterwards."""

    def erase_one(connection: sqlite3.Connection, deleting: Deleting) -> None:
        deleting.note(connection, "person", id)
        work(connection)

    delete_for_good(store, instance, "request", erase_one, by)


def erase_by_code(store: Store, instance: Path, erase_code: str) -> bool:
    """Erase whoever holds this erase code likewise; False when nobody holds it (any more)."""
    return bool(_erase(store, instance, lambda connection: held_by_code(connection, erase_code), "erase_code"))


def erase_own(store: Store, instance: Path, subject: str) -> None:
    """Erase a volunteer from their own page likewise, under every number that was confirmed to be theirs."""
    _erase(store, instance, lambda connection: same_persons(connection, subject), "own_page")


def _erase(store: Store, instance: Path, whom: Callable[[sqlite3.Connection], list[str]], cause: Cause, by: str = "") -> list[str]:
    def work(connection: sqlite3.Connection, deleting: Deleting) -> list[str]:
        ids = whom(connection)
        for id in ids:
            deleting.note(connection, "person", id)
        if cause == "request":
            erase_on_request(connection, ids, by)
        else:
            for id in ids:
                erase(connection, id, cause)
        return ids

    return delete_for_good(store, instance, cause, work, by)


def delete_for_good(store: Store, instance: Path, cause: Cause, work: Callable[[sqlite3.Connection, Deleting], Result], by: str = "") -> Result:
    """Do ``work``, which notes what it deletes, put that on record in the same transaction, and look whether anything is left.

    A process that ends after the transaction leaves the look to ``finish_checks``.
    """

    def record(connection: sqlite3.Connection) -> tuple[Result, list[str], set[str]]:
        deleting = Deleting()  # made here: a transaction that is tried again counts from the beginning
        result = work(connection, deleting)
        records = deleting.keep(connection, cause, by)
        keep_words(instance, records, deleting.words)
        return result, records, deleting.words

    result, records, words = store.write(record)
    if records or cause != "retention":  # a day on which nothing was due leaves the finished PDFs alone
        clear_traces(store, instance)
        check_deleted(store, records, words)
        drop_words(instance, records)
    return result


def finish_checks(store: Store, instance: Path) -> None:
    """Look for the words of deletions whose process ended before it could look."""
    for pending in pending_checks(store.read(), instance):
        clear_traces(store, instance)
        check_deleted(store, pending.records, pending.words)


def erase_again(connection: sqlite3.Connection, row: dict[str, object]) -> None:
    """Erase what an earlier database holds of somebody who was erased since; ``row`` is the row of ``erased``."""
    forget(connection, str(row["subject"]))
    forget_name_of(connection, str(row["subject"]))
    connection.execute("INSERT INTO erased VALUES (:subject, :at, :why) ON CONFLICT DO NOTHING", row)


def clear_traces(store: Store, instance: Path) -> None:
    """Remove from disk what may still show a name after an erasure: finished PDFs, photos of sheets, the write-ahead log."""
    purge_prints(prints_folder(instance), -1)
    forget_signers(store.read(), instance)
    store.checkpoint()


def erasures_on_record(
    connection: sqlite3.Connection, organisations: Iterable[str], events: Iterable[str], most: int = 100
) -> list[Erasure]:
    """Return the last erasures on request, newest first, of people and events of these organisations and at these events."""
    rows = connection.execute(
        "SELECT e.subject, e.at, a.name AS account, coalesce(x.id, '') AS event FROM erased e JOIN account a ON e.why = ?1 || a.id"
        " LEFT JOIN person p ON p.id = e.subject LEFT JOIN event x ON x.id = coalesce("
        "  (SELECT event FROM participant WHERE id = e.subject), (SELECT event FROM entry WHERE person = e.subject AND person <> '' LIMIT 1),"
        "  (SELECT event FROM entry WHERE id = e.subject)) AND p.id IS NULL"
        " WHERE coalesce(p.organisation, x.organisation) IN (SELECT value FROM json_each(?2)) OR x.id IN (SELECT value FROM json_each(?3))"
        " ORDER BY e.at DESC, e.subject LIMIT ?4",
        (_BY, json.dumps(sorted(organisations)), json.dumps(sorted(events)), most),
    ).fetchall()
    return [Erasure(row["subject"], row["at"], row["account"], row["event"]) for row in rows]
