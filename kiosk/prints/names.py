"""What runs print, in a reader's language: read with one query for each kind of thing that is named, however many runs there are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kiosk import languages
from kiosk.prints.texts import Row
from kiosk.records import variant_of


class Names:
    """The names of ``runs``; booths and materials are read once."""

    def __init__(self, connection: sqlite3.Connection, runs: Sequence[Row], language: str) -> None:
        self.language = language
        self._materials = _read(connection, "material", (run["material"] for run in runs))
        self._booths = _read(connection, "booth", (run["booth"] for run in runs))

    def of(self, run: Row) -> str:
        """Return what a run prints: the material, or the kind of sheet and its booth."""
        kind = languages.text(self.language, f"printing.kind.{run['kind']}")
        if run["material"]:
            title = self._coded(self._materials[run["material"]], "title")
            return title if run["kind"] == "flyer" else f"{kind} {title}"
        return f"{kind} {self._coded(self._booths[run['booth']], 'name')}" if run["booth"] else kind

    def of_several(self, runs: Sequence[Row]) -> str:
        """Return what several runs of one kind print: the kind and the codes of their booths."""
        if len(runs) == 1:
            return self.of(runs[0])
        kind = languages.text(self.language, f"printing.kind.{runs[0]['kind']}")
        return " ".join([kind, *(self._booths[run["booth"]]["code"] for run in runs if run["booth"])])

    def _coded(self, row: sqlite3.Row, field: str) -> str:
        return f"{row['code']} {variant_of(row, field, self.language)}"


def _read(connection: sqlite3.Connection, table: str, ids: Iterable[str | None]) -> dict[str, sqlite3.Row]:
    wanted = json.dumps(sorted({id for id in ids if id}))
    rows = connection.execute(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (wanted,)).fetchall()
    return {row["id"]: row for row in rows}
