"""What CAMPAIGN/EVENT/RUN names, as the command line writes it by human codes; where it names nothing, what there is instead."""

from __future__ import annotations

import sqlite3

from kiosk.errors import Refusal

_SHOWN = 12


class UnknownCode(Refusal):
    """Nothing has this code; ``known`` are those that there are."""

    reason = "unknown_code"
    status = 404


_ORGANISATIONS = "SELECT id, code AS path FROM organisation ORDER BY parent IS NOT NULL, position, code"
_CAMPAIGNS = "SELECT id, code AS path FROM campaign ORDER BY starts_on DESC, code"
_EVENTS = "SELECT e.id, c.code || '/' || e.code AS path FROM event e JOIN campaign c ON c.id = e.campaign ORDER BY e.day DESC, e.starts, e.code"
_RUNS = (
    "SELECT r.id, c.code || '/' || e.code || '/' || r.code AS path FROM print_run r JOIN event e ON e.id = r.event"
    " JOIN campaign c ON c.id = e.campaign ORDER BY r.made_at DESC, r.code"
)
_PARENTS = {"organisation": _ORGANISATIONS, "person": _ORGANISATIONS, "booth": _EVENTS, "shift": _EVENTS, "roster": _EVENTS, "equipment": _EVENTS, "media": _EVENTS, "project": _EVENTS,
            "act": _EVENTS, "co_organiser": _EVENTS}  # fmt: skip


def find_parent(connection: sqlite3.Connection, noun: str, path: str) -> str:
    """Return the id of the record that ``noun``'s records belong to; '' names the first organisation.  UnknownCode."""
    if noun == "organisation" and not path:
        return str(connection.execute(_ORGANISATIONS).fetchone()["id"])
    return _find(connection, _PARENTS.get(noun, _CAMPAIGNS), path)


def find_event(connection: sqlite3.Connection, path: str, campaign: str = "") -> str:
    """Return an event's id: CAMPAIGN/EVENT, or a code alone where only one event has it (of the ``campaign``, if one is named).  UnknownCode."""
    if "/" in path or campaign:
        return _find(connection, _EVENTS, path if "/" in path else f"{campaign}/{path}")
    alone = connection.execute("SELECT id FROM event WHERE code = ? COLLATE NOCASE AND archived_at IS NULL LIMIT 2", (path,)).fetchall()
    return str(alone[0]["id"]) if len(alone) == 1 else _find(connection, _EVENTS, path)


def find_campaign(connection: sqlite3.Connection, path: str) -> str:
    """Return a campaign's id; UnknownCode."""
    return _find(connection, _CAMPAIGNS, path)


def find_organisation(connection: sqlite3.Connection, path: str) -> str:
    """Return an organisation's id; UnknownCode."""
    return _find(connection, _ORGANISATIONS, path)


def find_run(connection: sqlite3.Connection, path: str) -> str:
    """Return a print run's id; UnknownCode."""
    return _find(connection, _RUNS, path)


def refuse_unknown(connection: sqlite3.Connection, campaign: str | None, event: str | None) -> None:
    """Raise UnknownCode for a campaign (code or id) or an event (code or id, of that campaign or of any) that is not there."""
    of = _find(connection, _CAMPAIGNS, campaign) if campaign is not None else None
    found = [row for row in connection.execute("SELECT id, code AS path, campaign FROM event ORDER BY day DESC, code") if of in (None, row["campaign"])]
    if event is not None and event not in {name for row in found for name in (row["id"], row["path"])}:
        raise _unknown(event, found)


def _find(connection: sqlite3.Connection, query: str, path: str) -> str:
    rows = connection.execute(query).fetchall()
    for row in rows:
        if path in (row["id"], row["path"]) or path.upper() == row["path"].upper():
            return str(row["id"])
    raise _unknown(path, rows)


def _unknown(path: str, rows: list[sqlite3.Row]) -> UnknownCode:
    known = list(dict.fromkeys(row["path"] for row in rows))
    return UnknownCode(code=path, known=" · ".join([*known[:_SHOWN], *(["…"] if len(known) > _SHOWN else [])]) or "—")
