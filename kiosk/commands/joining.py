"""Kiosks that work together: `kiosk signing-key` for comparing by telephone, `kiosk report` hands figures in, `kiosk receive` takes them in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from kiosk.commands.opened import writing
from kiosk.commands.terminal import say, whole_file
from kiosk.config import load_config
from kiosk.ids import now_ms
from kiosk.instance_lock import instance_lock
from kiosk.storage import Store, open_store


@click.command("signing-key")
@click.option("--new", is_flag=True, help="Make a new key, because the old one is lost: the kiosks you work with must accept it.")
@click.pass_obj
def signing_key(instance: Path, new: bool) -> None:
    """Print the number by which other kiosks recognise this one, for comparing by telephone."""
    from kiosk.joining.identity import renew_key, require_identity

    config = load_config(instance)
    with instance_lock(instance):
        store = open_store(config.database)
        try:
            take = renew_key if new else require_identity
            identity = store.write(lambda connection: take(config.instance, connection))
        finally:
            store.close()
    click.echo(say("joining.fingerprint_line", fingerprint=identity.fingerprint))
    if new:
        click.echo(say("joining.key_renewed"))


def make_identity(instance: Path, store: Store) -> None:
    """Give a new kiosk its id and its signing key."""
    from kiosk.joining.identity import require_identity

    store.write(lambda connection: require_identity(instance, connection))


@click.command()
@click.argument("campaign")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@click.pass_obj
def report(instance: Path, campaign: str, output: Path) -> None:
    """Write the signed file with this kiosk's figures of a joined campaign; names and telephone numbers stay here."""
    from kiosk.code_paths import find_campaign
    from kiosk.joining.identity import require_identity
    from kiosk.joining.report import keep_made, write_report

    with writing(instance) as store:
        identity = store.write(lambda connection: require_identity(instance, connection))
        with whole_file(output) as file:
            made = write_report(store.read(), identity, find_campaign(store.read(), campaign), file, now=now_ms())
        digest = hashlib.sha256(output.read_bytes()).hexdigest()
        store.write(lambda connection: keep_made(connection, made, digest, "command"))
    click.echo(say("reports.written", path=output, count=made.facts))
    click.echo(say("reports.stays"))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--accept", default="", help="Let the kiosk in that signed: its number of 30 digits, as you were told by telephone.")
@click.pass_obj
def receive(instance: Path, file: Path, accept: str) -> None:
    """Take in the signed file of another kiosk that was let in; the same file twice changes nothing."""
    from kiosk.joining.identity import is_same_number
    from kiosk.joining.receive import introduce, receive_report
    from kiosk.joining.reports import describe

    with writing(instance) as store, file.open("rb") as source:
        if accept and is_same_number(accept, (signer := introduce(store.read(), source)).fingerprint):
            store.write(lambda connection: signer.admit(connection, "command"))
        outcome = receive_report(store, source, "command")
    for line in describe(outcome, say):
        click.echo(line)
