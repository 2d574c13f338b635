"""`kiosk referral-keys`: keep, bring back and change the keys that open sealed tips; no backup carries them."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.commands.opened import reading
from kiosk.commands.terminal import say
from kiosk.config import Config, load_config, write_secret
from kiosk.errors import SetupError
from kiosk.instance_lock import instance_lock
from kiosk.storage import open_store

_GROUP = 8


@click.group("referral-keys")
def referral_keys() -> None:
    """Keep a copy of the keys of sealed tips apart from every backup, bring it back, or change the key."""


@referral_keys.command()
@click.pass_obj
def show(instance: Path) -> None:
    """Print the keys in groups, with what to do with the paper: print it, and lock it away."""
    for number, key in enumerate(_keys_text(instance), start=1):
        groups = [key[at : at + _GROUP] for at in range(0, len(key), _GROUP)]
        click.echo(f"  {number}  {' '.join(groups[:4])}\n     {' '.join(groups[4:])}")
    click.echo(say("command.referral_keys.paper"))


@referral_keys.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.pass_obj
def save(instance: Path, target: Path) -> None:
    """Write a copy of the keys to the file TARGET: not beside a backup."""
    if target.exists():
        raise SetupError("backup_exists", path=target.name)
    write_secret(target, "".join(f"{key}\n" for key in _keys_text(instance)).encode())
    click.echo(say("command.referral_keys.saved", path=target))


@referral_keys.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def load(instance: Path, source: Path) -> None:
    """Add the keys in the file SOURCE (saved, or typed from paper) to those of this instance."""
    from kiosk.sealing import keep_keys, parse_keys, read_keys

    config = load_config(instance)
    keep_keys(config.instance, read_keys(config.instance).joined_with(parse_keys(source.read_text(encoding="utf-8", errors="replace"))))
    click.echo(say("command.referral_keys.loaded"))
    say_missing(config)


@referral_keys.command()
@click.pass_obj
def rotate(instance: Path) -> None:
    """Make a new key and seal every tip with it; older keys stay, for backups made before.  The server must be stopped."""
    from kiosk.referrals import seal_again
    from kiosk.sealing import keep_keys, read_keys

    config = load_config(instance)
    with instance_lock(instance):
        ring = read_keys(config.instance).with_new_key()
        keep_keys(config.instance, ring)
        store = open_store(config.database)
        try:
            count = store.write(lambda connection: seal_again(connection, ring))
            store.checkpoint()
        finally:
            store.close()
    click.echo(say("command.referral_keys.rotated", count=count))


def say_missing(config: Config) -> None:
    """Say which keys are missing on this computer, and that everything else goes on."""
    from kiosk.referrals import missing_keys
    from kiosk.sealing import read_keys

    with reading(config.instance) as connection:
        names, cases = missing_keys(connection, read_keys(config.instance))
    if names:
        click.echo(say("check.referral_keys", names=" ".join(names), count=cases), err=True)


def _keys_text(instance: Path) -> list[str]:
    """Return the keys as they are printed; SetupError where there is none yet."""
    from kiosk.sealing import read_keys

    keys = read_keys(load_config(instance).instance).to_text().split()
    if not keys:
        raise SetupError("no_referral_keys")
    return keys
