"""`kiosk summary`: write the activity summary of an event, an organisation's part or a campaign into a file, as it stands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.opened import reading
from kiosk.commands.terminal import language, say, whole_file
from kiosk.errors import Refusal
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES

if TYPE_CHECKING:
    from kiosk.summary.files import Written

_FORMATS = ("docx", "pdf", "md", "txt")
_STDOUT = Path("-")
_SHAPES = ("narrative", "brief", "sections")


class FileThere(Refusal):
    """A file of this name is there already: somebody may have edited it, so that nothing writes over it unasked."""

    reason = "file_there"
    area = "summary.refused"
    status = 409


class NoFormat(Refusal):
    """Neither the file's name nor an option says what format it is to have."""

    reason = "no_format"
    area = "summary.refused"


class OtherFormat(Refusal):
    """The file's name says one format and the option another: whoever opens it would be told that it is broken."""

    reason = "other_format"
    area = "summary.refused"


@click.command(name="summary")
@click.option("--campaign", default="", help="The campaign's code; with --event, only to tell events of the same code apart.")
@click.option("--event", default="", help="One event: CODE or CAMPAIGN/CODE.")
@click.option("--organisation", default="", help="Only what this organisation (its code), and those below it, did in the campaign.")
@click.option("--compendium", is_flag=True, help="Every organisation's own summary in one document, instead of one consolidated text.")
@click.option("--shape", type=click.Choice(_SHAPES), default="narrative", show_default=True, help="One text, a page that reports upwards, or numbered sections with all tables.")
@click.option("--lang", "spoken", type=click.Choice(LANGUAGES), help="The summary's language (default: the terminal's).")
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="The file's format (default: by its name).")
@click.option("--round", "rounded", is_flag=True, help='Prose says "more than 2,000", never above the truth; tables stay exact.')
@click.option("--unedited", is_flag=True, help="From the records alone, without what was written into it in the browser.")
@click.option("--replace", is_flag=True, help="Write over a file of this name.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write; - for standard output.")
@click.pass_obj
def summary_command(
    instance: Path, campaign: str, event: str, organisation: str, compendium: bool, shape: str, spoken: str | None, format_: str | None, rounded: bool,
    unedited: bool, replace: bool, output: Path,
) -> None:  # fmt: skip
    """Write the activity summary: of an event, of an organisation's part of a campaign, or of a whole campaign."""
    kind = _format_of(output, format_)
    if output.is_file() and not replace:
        raise FileThere(path=output.name)
    how = {"shape": shape, "language": spoken or language()}
    written = _compose(instance, {"campaign": campaign, "event": event, "organisation": organisation}, compendium, kind, how, rounded=rounded, edited=not unedited)
    if output == _STDOUT:
        sys.stdout.buffer.write(written.content)
    else:
        with whole_file(output) as file:
            file.write(written.content)
    said = [say("summary.written", path=output, figures=written.figures)]
    said += [say("summary.edited", count=written.edited)] if written.edited else []
    click.echo("\n".join(said), err=output == _STDOUT or not output.is_file())
    for line in written.missing:
        click.echo(f"  {line}", err=True)


def _format_of(output: Path, wanted: str | None) -> str:
    named = output.suffix.removeprefix(".").lower()
    if wanted and named in _FORMATS and named != wanted:
        raise OtherFormat(path=output.name, format=wanted)
    if not wanted and named not in _FORMATS:
        raise NoFormat()
    return wanted or named


def _compose(instance: Path, named: dict[str, str], compendium: bool, kind: str, how: dict[str, str], *, rounded: bool, edited: bool) -> Written:
    from kiosk.summary.files import write_summary
    from kiosk.summary.scope import find_scope

    with reading(instance) as connection:
        scope = find_scope(connection, **named, collected=compendium)
        return write_summary(connection, scope, kind, now_ms(), shape=how["shape"], language=how["language"], rounded=rounded, edited=edited)
