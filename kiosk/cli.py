"""The `kiosk` command: every act of the product without a browser; an error is one clear sentence and a non-zero exit."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import click

from kiosk import accounts, languages, organisations, records
from kiosk.config import instance_folder, load_config, make_instance_folder
from kiosk.errors import InvalidFields, Refusal
from kiosk.ids import new_secret
from kiosk.printed_codes import add_seal_key
from kiosk.storage import open_store


def _language() -> str:
    return languages.choose(os.environ.get("LANG", "").split(".")[0].replace("_", "-"), os.environ.get("KIOSK_LANGUAGE"), "en")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--instance", type=click.Path(path_type=Path), help="The instance folder (default: KIOSK_INSTANCE, else ./instance)."
)
@click.version_option(package_name="outreach-kiosk")
@click.pass_context
def cli(context: click.Context, instance: Path | None) -> None:
    """Print QR-coded flyers and sign-in sheets, count them on the street, hand in figures that add up."""
    context.obj = instance_folder(instance)


@cli.command()
@click.option("--name", default="admin", show_default=True, help="The first administrator's sign-in name.")
@click.option("--organisation", default="", help="The name of your organisation.")
@click.option("--password-file", type=click.Path(path_type=Path), help="Read the password from the first line of a file.")
@click.pass_obj
def init(instance: Path, name: str, organisation: str, password_file: Path | None) -> None:
    """Make an instance: its folder, keys, database and first administrator."""
    make_instance_folder(instance)
    store = open_store(load_config(instance).database)
    password = password_file.read_text(encoding="utf-8").splitlines()[0] if password_file else new_secret(60)
    if store.read().execute("SELECT 1 FROM account").fetchone():
        click.echo(f"{instance} is an instance already; nothing was changed.")
        return

    def work(connection: sqlite3.Connection) -> None:
        add_seal_key(connection)
        root = records.add(
            connection, organisations.ORGANISATION, "", {"code": "1", "name": organisation or "—", "language": _language()}
        )
        account = accounts.add_account(connection, name, password)
        accounts.grant(connection, account, "administrator", root, by=account)

    store.write(work)
    store.close()
    click.echo(f"Made the instance {instance}.")
    click.echo(f"Sign in as: {name}")
    if password_file is None:
        click.echo(f"Password (shown once): {password}")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.pass_obj
def serve(instance: Path, host: str, port: int) -> None:
    """Serve the instance until stopped with Ctrl-C."""
    from kiosk import server

    server.serve(instance, host, port)


def main() -> None:
    """Run the command line; a refusal becomes one sentence on standard error and exit code 1."""
    try:
        cli(prog_name="kiosk")
    except Refusal as refusal:
        language = _language()
        fields = refusal.fields.items() if isinstance(refusal, InvalidFields) else ()
        sentences = [f"{name}: {languages.text(language, key, **values)}" for name, (key, values) in fields]
        click.echo(" ".join(sentences) or languages.text(language, refusal.key, **refusal.values), err=True)
        sys.exit(1)
