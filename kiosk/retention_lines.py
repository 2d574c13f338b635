"""What the day's work would remove, as the command line says it: by kind and event, today and within thirty days; counts only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kiosk import retention
from kiosk.config import Config
from kiosk.deletions import Line
from kiosk.languages import text
from kiosk.prints.deletion_certificates import say_line


def describe_due(connection: sqlite3.Connection, config: Config, language: str) -> Iterator[str]:
    """Return the lines of a dry run."""
    if config.demonstration:
        yield text(language, "privacy.retention.exempt")
    due = retention.due_by_rule(connection, config)
    for each in due:
        yield _line(connection, language, Line(each.rule.key, each.event, each.today), each.soon)
    for line in retention.kept_photos_due(connection, config):
        yield _line(connection, language, line, 0)
    if not due and not config.demonstration:
        yield text(language, "privacy.retention.none", days=retention.AHEAD_DAYS)
    for kept in retention.housekeeping(connection, config):
        yield f"{text(language, f'privacy.what.{kept.key}')}: {text(language, 'privacy.retention.today')} {kept.today}"


def _line(connection: sqlite3.Connection, language: str, line: Line, soon: int) -> str:
    what, where = say_line(connection, line, language)
    today, later = text(language, "privacy.retention.today"), text(language, "privacy.retention.soon", days=retention.AHEAD_DAYS)
    return f"{what} · {where}: {today} {line.count}, {later} {soon}"
