"""The copies of the database that a migration and a restore leave beside it: a way back for a month, then gone, for they hold names."""

from __future__ import annotations

import re
from pathlib import Path

KEPT_DAYS = 30
_MADE_AT = re.compile(r"-before-[a-z0-9]+-(\d{13})\.db\Z")
_DAY_MS = 86_400_000


def old_copies(database: Path, at_ms: int) -> list[Path]:
    """Return the copies of ``database`` that are more than thirty days old at an instant (ms UTC), by what their names say."""
    copies = sorted(database.parent.glob(f"{database.stem}-before-*.db"))
    return [path for path in copies if (found := _MADE_AT.search(path.name)) and int(found[1]) < at_ms - KEPT_DAYS * _DAY_MS]


def drop_old_copies(database: Path, at_ms: int) -> int:
    """Delete the copies that are more than thirty days old; return how many."""
    found = old_copies(database, at_ms)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
