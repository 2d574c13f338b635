"""`kiosk reconcile`: does an event's, or every event's day add up, said line by line; exit code 1 while something is open."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kiosk.commands.opened import reading
from kiosk.commands.terminal import language


@click.command()
@click.option("--campaign", help="Every event of this campaign (code or id).")
@click.option("--event", help="Only this event (code or id).")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
@click.pass_obj
def reconcile(instance: Path, campaign: str | None, event: str | None, as_json: bool) -> None:
    """Check whether the books of events add up: what is missing, not keyed, not reported or undecided, and what to do about it.

    Exits 1 while something is open that nobody has explained.
    """
    from kiosk import code_paths
    from kiosk.books.reconciliation import look
    from kiosk.books.reconciliation_lines import as_object, describe

    with reading(instance) as connection:
        code_paths.refuse_unknown(connection, campaign, event)
        rows = connection.execute(
            "SELECT e.id FROM event e JOIN campaign c ON c.id = e.campaign WHERE coalesce(?1, c.code) IN (c.id, c.code)"
            " AND coalesce(?2, e.code) IN (e.id, e.code) AND e.archived_at IS NULL ORDER BY e.day, e.starts, e.code",
            (campaign, event),
        ).fetchall()
        desks = [look(connection, row["id"]) for row in rows]
    if as_json:
        click.echo(json.dumps([as_object(desk) for desk in desks], ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join("\n".join(describe(desk, language())) for desk in desks))
    if any(desk.open for desk in desks):
        sys.exit(1)
