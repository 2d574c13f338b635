"""`kiosk signing-key`: the number that other kiosks compare, and a new key where the old one is lost."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.terminal import say
from kiosk.config import load_config
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
