"""`kiosk export`: a campaign or an event as Excel, CSV, JSON, SQLite or a calendar, without anybody's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.code_paths import find_campaign, find_event
from kiosk.commands.opened import reading
from kiosk.commands.terminal import language, say, whole_file
from kiosk.config import load_config
from kiosk.errors import SetupError
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES

FORMATS = ("xlsx", "zip", "json", "sqlite", "ics")
ARCHIVE = "archive"


@click.command("export")
@click.option("--campaign", default="", help="The campaign's code.")
@click.option("--event", default="", help="One event: CODE or CAMPAIGN/CODE; with --campaign where several campaigns have such a code.")
@click.option("--format", "written", type=click.Choice([*FORMATS, ARCHIVE]), required=True, help="Excel, CSV files in a ZIP, JSON, SQLite, a calendar; of an event also all that is filed away, in a ZIP.")
@click.option("--lang", "wanted", type=click.Choice(LANGUAGES), help="The language of headings and texts (default: the terminal's).")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), required=True, help="The file to write; one that is there is not replaced.")
@click.pass_obj
def export_command(instance: Path, campaign: str, event: str, written: str, wanted: str | None, target: Path) -> None:
    """Write a campaign's plan and figures to a file for other programs; nobody's name is in it."""
    from kiosk.exports.formats import make_file

    if not event and (not campaign or written == ARCHIVE):
        raise click.UsageError(say("exports.one_of"))
    if target.exists():
        raise SetupError("backup_exists", path=target.name)
    config = load_config(instance)
    with reading(instance) as connection:
        chosen = find_event(connection, event, campaign) if event else ""
        of = records.get(connection, EVENT, chosen)["campaign"] if chosen else find_campaign(connection, campaign)
        said: Any = {"language": wanted or language(), "now": now_ms(), "public_url": config.public_url}
        if written == ARCHIVE:
            from kiosk.archive_packs import make_pack

            content = make_pack(connection, chosen, demonstration=config.demonstration, **said)
        else:
            content = make_file(connection, written, of, event=chosen, **said).content
    with whole_file(target) as file:
        file.write(content)
    click.echo(say("exports.written", path=target))
