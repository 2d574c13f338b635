"""What another kiosk is called, in each language: as the organisation here for which it reports, or, where its plan was joined, as it calls itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from kiosk.languages import LANGUAGES, Named
from kiosk.settings import read_setting, write_setting

DECIDED = "SELECT d.*, o.name AS usual, o.variants FROM kiosk_decision d JOIN organisation o ON o.id = d.organisation"
"""Every decision, with the name of the organisation here for which the kiosk was let in."""


def name_of(connection: sqlite3.Connection, kiosk: str) -> Named:
    """Return what a kiosk is called here, '' where nothing was decided about it."""
    row = connection.execute(f"{DECIDED} WHERE d.kiosk = ? ORDER BY d.rowid DESC LIMIT 1", (kiosk,)).fetchone()
    return called(connection, row) if row is not None else Named("")


def called(connection: sqlite3.Connection, decided: sqlite3.Row) -> Named:
    """Return what a kiosk is called about which something was decided (a row with the organisation's ``usual`` name and ``variants``)."""
    if connection.execute("SELECT 1 FROM plan_join WHERE kiosk = ? LIMIT 1", (decided["kiosk"],)).fetchone() is not None:
        return Named(decided["name"], json.loads(read_setting(connection, _key(decided["kiosk"]), "{}")))
    texts = json.loads(decided["variants"]).get("name", {})
    return Named(decided["name"], {language: texts.get(language) or decided["usual"] for language in LANGUAGES})


def keep_name(connection: sqlite3.Connection, kiosk: str, texts: Mapping[str, str]) -> None:
    """Remember how a kiosk whose plan is joined calls itself in further languages: of its organisation there is no record here."""
    write_setting(connection, _key(kiosk), json.dumps(dict(texts), ensure_ascii=False, sort_keys=True))


def _key(kiosk: str) -> str:
    return f"kiosk_name:{kiosk}"
