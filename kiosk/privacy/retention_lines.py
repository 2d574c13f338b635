"""What the day's work did or would remove, as the command line says it: by kind and event, today and within thirty days; counts only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from kiosk.config import Config
from kiosk.daily import do_daily_work
from kiosk.languages import text
from kiosk.prints.deletion_certificates import say_line
from kiosk.privacy import retention
from kiosk.privacy.deletions import Line
from kiosk.storage import Store


def do_and_describe(config: Config, store: Store, language: str, *, again: bool) -> str:
    """Do the day's work and say what was done."""
    done = do_daily_work(config, store, again=again)
    if done is None:
        return text(language, "command.daily_done_already")
    return text(language, "command.daily_done", salts=done.salts, names=done.names, backup=done.backup.name if done.backup else "—")


def describe_due(connection: sqlite3.Connection, config: Config, language: str) -> str:
    """Return what a dry run says."""
    return "\n".join(_lines(connection, config, language))


def _lines(connection: sqlite3.Connection, config: Config, language: str) -> Iterator[str]:
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
