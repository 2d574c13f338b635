"""What becomes of an improvement that somebody suggested: a task with an owner, a day, and a reply that the wall may show."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import now_ms
from kiosk.wall import number_in, touch_wall

LONGEST = {"owner": 60, "reply": 200}


@dataclass(frozen=True, slots=True)
class Task:
    """Who looks after an improvement until when (ISO day or ''), what is answered, whether the wall shows it, and when it was done."""

    owner: str = ""
    due: str = ""
    reply: str = ""
    is_public: bool = False
    done_on: str = ""


def clean_task(values: Mapping[str, str]) -> Task:
    """Return a task as it may be kept; InvalidFields for what is too long, no day, a public reply that says nothing or holds a number."""
    said = {name: " ".join(values.get(name, "").split()) for name in ("owner", "due", "reply", "done_on")}
    problems: dict[str, tuple[str, dict[str, object]]] = {
        name: ("errors.too_long", {"longest": longest}) for name, longest in LONGEST.items() if len(said[name]) > longest
    }
    problems |= {name: ("wall.bad_day", {}) for name in ("due", "done_on") if said[name] and not _is_day(said[name])}
    public = bool(values.get("is_public"))
    if public and not said["reply"]:
        problems["reply"] = ("errors.required", {})
    elif found := number_in(said["reply"]):
        problems["reply"] = (f"wall.no_{found}", {})
    if problems:
        raise InvalidFields(problems)
    return Task(**said, is_public=public)


def set_task(connection: sqlite3.Connection, note: sqlite3.Row, task: Task) -> None:
    """Keep what becomes of an improvement; NotFound when the note is none."""
    if note["sort"] != "improvement":
        raise NotFound()
    connection.execute(
        "INSERT INTO wall_task VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (note) DO UPDATE SET owner = excluded.owner, due = excluded.due,"
        " reply = excluded.reply, is_public = excluded.is_public, done_on = excluded.done_on, changed_at = excluded.changed_at",
        (note["id"], task.owner, task.due, task.reply, int(task.is_public), task.done_on, now_ms()),
    )
    touch_wall(connection)


def improvements_open(connection: sqlite3.Connection, event: str) -> list[int]:
    """Return the numbers of the improvements that are not done: without an owner first, then by the day on which they are due."""
    rows = connection.execute(
        "SELECT n.number FROM wall_note n LEFT JOIN wall_task t ON t.note = n.id JOIN identity i ON i.subject = n.id AND i.note <> ''"
        " WHERE n.event = ? AND n.sort = 'improvement' AND n.state = 'public' AND coalesce(t.done_on, '') = ''"
        " ORDER BY coalesce(t.owner, '') <> '', coalesce(nullif(t.due, ''), '9'), n.number",
        (event,),
    ).fetchall()
    return [row["number"] for row in rows]


def _is_day(typed: str) -> bool:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True
