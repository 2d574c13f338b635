"""What is held about one person, for that person to read: everything under their random ids, and nothing of anybody else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from kiosk.campaigns import EVENT
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES
from kiosk.organisations import ORGANISATION
from kiosk.privacy.deletions import home_of
from kiosk.privacy.notices import kept_notice
from kiosk.privacy.personal_data import guardian_of
from kiosk.records import get, variant_of
from kiosk.service_hours import served_by

Json = dict[str, object]
_FACTS = (
    "SELECT e.id, e.kind, e.at, e.method, coalesce(b.code, '') AS booth, coalesce(b.name, '') AS booth_name, coalesce(x.code, '') AS event,"
    " json_extract(e.data, '$.which') AS which, EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq) AS taken_back,"
    " coalesce(i.note, '') AS note FROM entry e LEFT JOIN booth b ON b.id = e.booth LEFT JOIN event x ON x.id = e.event"
    " LEFT JOIN identity i ON i.subject = e.id AND i.subject <> ?1"
    " WHERE e.id = ?1 OR e.seq IN (SELECT seq FROM fact WHERE person = ?1 AND person <> '') ORDER BY e.at, e.id"
)
_SHIFTS = (
    "SELECT x.code AS event, x.day, coalesce(b.name, '') AS booth, s.duty, s.starts, s.ends FROM shift s JOIN event x ON x.id = s.event"
    " LEFT JOIN booth b ON b.id = s.booth WHERE s.person = ? AND s.archived_at IS NULL ORDER BY x.day, s.starts"
)


def disclose(connection: sqlite3.Connection, ids: Sequence[str]) -> Json:
    """Return everything held under these ids, who were confirmed to be one person, as it goes into a file: times are ISO 8601 in UTC."""
    records = [_record(connection, id) for id in ids]
    return {
        "made_at": _time(now_ms()), "records": records, "service_hours": _hours(connection, ids),
        "notices": [_notice(connection, version) for version in sorted(_versions(connection, ids))],
    }  # fmt: skip


def _record(connection: sqlite3.Connection, id: str) -> Json:
    identity = connection.execute("SELECT name, phone, note, notice_version, made_at FROM identity WHERE subject = ?", (id,)).fetchone()
    person = connection.execute("SELECT code, category, team FROM person WHERE id = ?", (id,)).fetchone()
    visitor = connection.execute("SELECT number FROM participant WHERE id = ?", (id,)).fetchone()
    organisation, event = home_of(connection, id)
    return {
        "id": id, "organisation": get(connection, ORGANISATION, organisation)["name"] if organisation else "", "event": _event(connection, event),
        "code": person["code"] if person else "", "category": person["category"] if person else "", "team": person["team"] if person else "",
        "number": visitor["number"] if visitor else None, "name": identity["name"] if identity else "", "phone": identity["phone"] if identity else "",
        "note": identity["note"] if identity else "", "left_at": _time(identity["made_at"]) if identity else "",
        "notice_version": identity["notice_version"] if identity else None, "facts": [_fact(row) for row in connection.execute(_FACTS, (id,))],
        "shifts": [dict(row) for row in connection.execute(_SHIFTS, (id,))], "expected_at": _codes(connection, id), "registration": _registration(connection, id),
        "proofs": _proofs(connection, id), "phones": _phones(connection, id), "earlier_wordings": _wordings(connection, id),
        "looks_at_the_number": _reveals(connection, id), "erased_at": _erased(connection, id),
    }  # fmt: skip


def _fact(row: sqlite3.Row) -> Json:
    return {
        "at": _time(row["at"]), "kind": row["kind"], "which": row["which"] or "", "event": row["event"], "booth": row["booth_name"] or row["booth"],
        "method": row["method"], "taken_back": bool(row["taken_back"]), "note": row["note"],
    }  # fmt: skip


def _event(connection: sqlite3.Connection, id: str) -> Json | None:
    row = get(connection, EVENT, id) if id else None
    return {"code": row["code"], "title": {said: variant_of(row, "title", said) for said in LANGUAGES}, "day": row["day"]} if row else None


def _codes(connection: sqlite3.Connection, id: str) -> list[str]:
    rows = connection.execute("SELECT x.code FROM roster r JOIN event x ON x.id = r.event WHERE r.person = ? AND r.archived_at IS NULL", (id,))
    return [row["code"] for row in rows]


def _registration(connection: sqlite3.Connection, id: str) -> Json | None:
    row = connection.execute("SELECT age, skills, tasks, free, guardian FROM volunteer WHERE person = ?", (id,)).fetchone()
    if row is None:
        return None
    agreed = bool(row["guardian"]) and row["guardian"] == guardian_of(id)
    return {"age": row["age"], "skills": row["skills"].split(), "tasks": row["tasks"].split(), "free": row["free"].split(), "guardian_agreed": agreed}


def _proofs(connection: sqlite3.Connection, id: str) -> list[Json]:
    rows = connection.execute("SELECT code, made_at FROM service_proof WHERE person = ? ORDER BY made_at", (id,))
    return [{"code": row["code"], "made_at": _time(row["made_at"])} for row in rows]


def _phones(connection: sqlite3.Connection, id: str) -> list[Json]:
    rows = connection.execute("SELECT number, name FROM device WHERE (person = ?1 OR id = ?1) AND name <> '' ORDER BY number", (id,))
    return [dict(row) for row in rows]


def _wordings(connection: sqlite3.Connection, id: str) -> list[str]:
    rows = connection.execute("SELECT words FROM wall_wording WHERE note = ? ORDER BY version", (id,))
    return [row["words"] for row in rows]


def _reveals(connection: sqlite3.Connection, id: str) -> list[Json]:
    rows = connection.execute("SELECT at, why FROM reveal_log WHERE subject = ? ORDER BY at", (id,))
    return [{"at": _time(row["at"]), "why": row["why"]} for row in rows]


def _erased(connection: sqlite3.Connection, id: str) -> str:
    row = connection.execute("SELECT at FROM erased WHERE subject = ?", (id,)).fetchone()
    return _time(row["at"]) if row else ""


def _hours(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Json]:
    served = served_by(connection, ids[0]) if ids else []
    return [{"event": each.event["code"], "day": each.event["day"], "hours": f"{each.hours}"} for each in served]


def _versions(connection: sqlite3.Connection, ids: Sequence[str]) -> set[int]:
    rows = connection.execute(
        "SELECT notice_version FROM identity WHERE notice_version > 0 AND (subject IN (SELECT value FROM json_each(?1))"
        " OR subject IN (SELECT id FROM fact WHERE person <> '' AND person IN (SELECT value FROM json_each(?1))))",
        (json.dumps(list(ids)),),
    ).fetchall()
    return {row["notice_version"] for row in rows}


def _notice(connection: sqlite3.Connection, version: int) -> Json:
    said = {language: notice.body for language in LANGUAGES if (notice := kept_notice(connection, version, language))}
    return {"version": version, "texts": said}


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
