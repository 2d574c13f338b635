"""The `kiosk` command: every act of the product without a browser; an error is one clear sentence and a non-zero exit."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import accounts, code_paths, languages, organisations, records
from kiosk.backups import restore_backup, what_holds, write_backup
from kiosk.commands.exports import export_command
from kiosk.commands.joining import make_identity, receive, report, signing_key
from kiosk.commands.opened import reading, writing
from kiosk.commands.plans import join, plan_file
from kiosk.commands.reconcile import reconcile
from kiosk.commands.referrals import referral_keys, say_missing
from kiosk.commands.summary import summary_command
from kiosk.commands.terminal import language, say, say_os_error
from kiosk.config import instance_folder, load_config, make_instance_folder
from kiosk.errors import InvalidFields, Refusal, SetupError
from kiosk.figures.listed import list_tallies
from kiosk.figures.measures import COSTS
from kiosk.figures.tallies import KEYS
from kiosk.ids import new_secret
from kiosk.instance_lock import instance_lock
from kiosk.printed_codes import add_seal_key
from kiosk.storage import Store, open_store

if TYPE_CHECKING:
    from kiosk.plan.imports import Difference


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--instance", type=click.Path(path_type=Path), help="The instance folder (default: KIOSK_INSTANCE, else ./instance).")
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
    password = _first_line(password_file) if password_file else new_secret(60).lower()
    make_instance_folder(instance)
    with writing(instance) as store:
        if store.read().execute("SELECT 1 FROM account").fetchone():
            click.echo(say("command.instance_there", path=instance))
            return
        store.write(lambda connection: _make_first(connection, name, organisation, password))
        make_identity(instance, store)
    click.echo(say("command.instance_made", path=instance))
    click.echo(say("command.sign_in_as", name=name))
    if password_file is None:
        click.echo(say("command.password_once", password=password))


def _first_line(path: Path) -> str:
    line = path.read_text(encoding="utf-8-sig").partition("\n")[0].strip()
    if not line:
        raise SetupError("no_password", path=path)
    return line


def _make_first(connection: sqlite3.Connection, name: str, organisation: str, password: str) -> None:
    add_seal_key(connection)
    named = {"name": organisation} if organisation else {"name": say("command.our_organisation")} | organisations.names_of_unnamed()
    root = records.add(connection, organisations.ORGANISATION, "", {"code": "1", "language": language()} | named)
    account = accounts.add_account(connection, name, password)
    accounts.grant(connection, account, "administrator", root, by=account)


@cli.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="The demonstration's own folder.")
@click.option("--serve", "serving", is_flag=True, help="Serve it at once.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--new-passwords", is_flag=True, help="Give the demonstration's accounts new passwords and show them.")
def demo(folder: Path, serving: bool, host: str, port: int, new_passwords: bool) -> None:
    """Make a demonstration in its own folder (kept when it is there already) and say how to look at it."""
    from kiosk import server
    from kiosk.demonstration import make_demonstration, offer_practice_phone, renew_passwords, set_aside_old

    instance, address = folder.resolve(), f"http://{host}:{port}"
    server.refuse_taken_port(host, port)
    aside = set_aside_old(instance)
    if aside is not None:
        click.echo(say("command.demo_set_aside", path=aside))
    instance.mkdir(parents=True, exist_ok=True)
    with instance_lock(instance):
        click.echo(say("command.demo_making"))
        made = make_demonstration(instance, address)
        passwords = made.passwords or (renew_passwords(instance) if new_passwords else {})
        secret = offer_practice_phone(instance)
    _introduce(address, secret, passwords, made.sample_flyer)
    if serving:
        server.serve(instance, host, port)


def _introduce(address: str, secret: str, passwords: dict[str, str], sample: Path) -> None:
    click.echo()
    for audience, path in (("public", "/"), ("volunteer", f"/P/{secret}"), ("printing", "/office/print"), ("coordinator", "/office/plan")):
        click.echo(f"  {say(f'command.audience.{audience}')}  {address}{path}")
    click.echo()
    for name, password in passwords.items():
        click.echo(f"  {say('command.sign_in_as', name=name)}  {say('command.password_once', password=password)}")
    if not passwords:
        click.echo(f"  {say('command.passwords_kept')}")
    click.echo(f"  {say('command.sample_flyer', path=sample)}\n  {say('command.demo_is_demo')}\n")


@cli.command()
@click.option("--host", default="", help="The address to listen on (default: 127.0.0.1; with --lan, every private address).")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--lan", is_flag=True, help="Serve phones over https on a local network without internet.")
@click.option("--install-port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="--lan: where phones fetch the certificate.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="--lan: the certificate's last day (default: the day after the next event).")
@click.option("--new-certificate", is_flag=True, help="--lan: make a new certificate; every phone has to install it again.")
@click.pass_obj
def serve(instance: Path, host: str, port: int, lan: bool, install_port: int, until: datetime | None, new_certificate: bool) -> None:
    """Serve the instance until stopped with Ctrl-C.

    The usual way is a host with a name on the internet and an ordinary certificate, behind a reverse proxy.

    --lan is for a laptop with a hotspot, where there is no internet.  It makes a certificate for the event, which every
    staff phone installs once from the first QR code, and opens the kiosk from the second.  The certificate is name-constrained:
    it can vouch for this computer's private addresses and its .local name, for no other website, and ends the day after the
    event.  Every code that is made meanwhile carries the local address.  Tested with Chromium on Linux; not seen on a device
    (iPhone, Android).
    """
    from kiosk import server

    if (until or new_certificate) and not lan:
        raise click.UsageError("--until and --new-certificate go with --lan.")
    if not lan:
        address = host or "127.0.0.1"
        server.serve(instance, address, port, lambda: click.echo(say("command.serving", address=f"http://{address}:{port}")))
        return
    from kiosk.lan import notice
    from kiosk.lan.serving import Wish

    wish = Wish("" if host == "0.0.0.0" else host, port, install_port, until.date() if until else None, new_certificate)  # noqa: S104
    ready = server.ready_lan(instance, wish)
    for line in notice.draw_codes(ready):
        click.secho(line, fg="bright_white", bg="black")
    for line in notice.describe(ready, language(), load_config(instance).zone):
        click.echo(line)
    server.serve_lan(instance, ready)


@cli.command()
@click.pass_obj
def check(instance: Path) -> None:
    """Print the instance's path, versions and the problems found; recount the tallies from the ledger."""
    from kiosk.checks import check_instance

    report = check_instance(load_config(instance))
    for name, value in report.facts.items():
        click.echo(f"  {languages.catalogue(language()).get(f'check.fact.{name}', name)}: {value}")
    for key, values in report.notes:
        click.echo(f"  · {say(key, **values)}")
    for key, values in report.problems:
        click.echo(f"  ✗ {say(key, **values)}", err=True)
    if report.problems:
        sys.exit(1)
    click.echo(f"  ✓ {say('check.all_well')}")


@cli.command()
@click.option("--again", is_flag=True, help="Do it even if it was done today.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed today and within 30 days, in counts; remove nothing.")
@click.pass_obj
def daily(instance: Path, again: bool, dry_run: bool) -> None:
    """Do the day's work: drop old salts, remove names past their time, write a backup (a running server does it itself)."""
    from kiosk.privacy import retention_lines

    if dry_run:
        with reading(instance) as connection:
            click.echo(retention_lines.describe_due(connection, load_config(instance), language()))
        return
    with writing(instance) as store:
        click.echo(retention_lines.do_and_describe(load_config(instance), store, language(), again=again))


@cli.command(name="import")
@click.argument("what")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", default="", help="The parent's code: ORGANISATION for people, CAMPAIGN for events and materials, CAMPAIGN/EVENT else.")
@click.option("--yes", is_flag=True, help="Import without asking, after the difference is shown.")
@click.pass_obj
def import_command(instance: Path, what: str, file: Path, into: str, yes: bool) -> None:
    """Import WHAT (organisation, event, booth, material, directive, person, shift, roster, objective, statement, next_step, topic,
    equipment, media, post, act, co_organiser) from a CSV FILE by code; never deletes."""
    from kiosk.plan import imports

    if what not in imports.NOUNS:
        raise click.BadParameter(", ".join(imports.NOUNS), param_hint="WHAT")
    with writing(instance) as store:
        parent = code_paths.find_parent(store.read(), what, into)
        difference = imports.compare_file(store.read(), what, parent, file, by=None)
        for line in _describe(difference):
            click.echo(line, err=bool(difference.troubles))
        if difference.troubles:
            sys.exit(1)
        if (difference.new or difference.changed) and (yes or click.confirm(say("command.import_now"))):
            done = store.write(lambda connection: imports.import_file(connection, what, parent, file, by=None, compared=difference))
            click.echo(say("command.imported", count=len(done.new) + len(done.changed)))


def _describe(difference: Difference) -> Iterator[str]:
    from kiosk.plan.forms import IDENTITY

    for trouble in difference.troubles:
        where = _label(difference.noun, trouble.column)
        key = "command.trouble" if where else "command.trouble_line"
        yield say(key, line=trouble.line, column=where, sentence=trouble.say(language()))
    for line in difference.new:
        yield f"+ {line.code}"
    for line in difference.changed:
        shown = {name: value for name, value in line.values.items() if name not in IDENTITY}  # a terminal's text ends up in logs
        changes = [f"{_label(difference.noun, name)}: {line.before[name]} → {value}" for name, value in shown.items() if name in line.before]
        yield f"~ {line.code}  {languages.say_list(language(), changes)}"
    yield say("command.difference", new=len(difference.new), changed=len(difference.changed), unchanged=difference.unchanged)


def _label(noun: str, name: str) -> str:
    """A column's words; what is no field of the noun is shown as the file has it."""
    from kiosk.plan import forms, imports

    form = forms.FORMS[noun]
    return imports.label(form, name, language()) if name in imports.columns_of(form) else name


@cli.command(name="print")
@click.argument("what")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@click.option("--first", type=click.IntRange(1), help="First copy to print.")
@click.option("--last", type=click.IntRange(1), help="Last copy to print.")
@click.option("--verify", is_flag=True, help="Render the PDF and read every code back (needs the extra 'verify').")
@click.option("--all", "everything", is_flag=True, help="Plan all that the event WHAT still needs on paper, and print everything as one pile.")
@click.option("--kind", default="", help="Plan runs of this kind for the event WHAT and print them (flyer, sign_in, poster …).")
@click.option("--copies", type=int, help="--kind: how many (default: what the plan suggests).")
@click.option("--language", default="", help="--kind: one language, or two with a space between (default: the plan's).")
@click.option("--with", "fields", multiple=True, metavar="FIELD=VALUE", help="--kind: a further field of the form, as often as needed.")
@click.option("--sample", is_flag=True, help="--kind, --all: a sample, which says so.")
@click.option("--local", is_flag=True, help="--kind, --all: print although only this network reaches the address.")
@click.pass_obj
def print_command(
    instance: Path, what: str, output: Path, first: int | None, last: int | None, verify: bool, everything: bool, kind: str,
    copies: int | None, language: str, fields: tuple[str, ...], sample: bool, local: bool,
) -> None:  # fmt: skip
    """Write the PDF of the run WHAT (CAMPAIGN/EVENT/RUN by code, or its id): always the same codes.

    With --kind or --all, WHAT is an event (CAMPAIGN/EVENT): its runs are planned first, as the pages in the browser do it.
    """
    from kiosk.commands import printing as printing
    from kiosk.prints.verdicts import keep_reads

    _refuse_mixed(part=bool(first or last), kind=bool(kind), everything=everything, wish=bool(copies is not None or language or fields), sample=sample)
    printing.refuse_unwritable(output)
    if everything:
        with writing(instance) as store:
            event = code_paths.find_event(store.read(), what)
            due = printing.plan_everything(store, load_config(instance), event, sample=sample, local=local)
            printing.write_pile(store, event, due, output, verify=verify)
        return
    if not kind:
        with _opened(instance) as store:
            keep = partial(printing.keep_beside_server, instance) if verify else None
            printing.write_pdf(store, [code_paths.find_run(store.read(), what)], output, first, last, keep=keep)
        return
    said = ([f"copies={copies}"] if copies is not None else []) + list(fields)
    with writing(instance) as store:
        event = code_paths.find_event(store.read(), what)
        runs = printing.plan_runs(store, load_config(instance), event, kind, said, language, sample=sample, local=local)
        printing.write_pdf(store, runs, output, keep=keep_reads if verify else None)


def _refuse_mixed(*, part: bool, kind: bool, everything: bool, wish: bool, sample: bool) -> None:
    """Refuse an option that would be silently without effect; UsageError."""
    if (part and (kind or everything)) or (everything and kind) or (wish and not kind) or (sample and not (kind or everything)):
        raise click.UsageError("--first and --last belong to a run; --copies, --language and --with to --kind, --sample to --kind or --all; --all stands alone.")


@contextmanager
def _opened(instance: Path) -> Iterator[Store]:
    store = open_store(load_config(instance).database)
    try:
        yield store
    finally:
        store.close()


@cli.command(name="tallies")
@click.option("--campaign", help="Only this campaign (code or id).")
@click.option("--event", help="Only this event (code or id).")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
@click.pass_obj
def tallies_command(instance: Path, campaign: str | None, event: str | None, as_json: bool) -> None:
    """Print what was printed, issued, handed out, returned, and who responded and came; a dash where it cannot be measured."""
    with reading(instance) as connection:
        code_paths.refuse_unknown(connection, campaign, event)
        listed = list_tallies(connection, campaign, event)
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    click.echo("\t".join(("scope", "code", "parent", *KEYS, *COSTS)))
    for row in listed:
        click.echo("\t".join("—" if row[key] is None else str(row[key]) for key in ("scope", "code", "parent", *KEYS, *COSTS)))


@cli.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.pass_obj
def backup(instance: Path, target: Path) -> None:
    """Write a whole copy of the database to TARGET, also while the server runs.  It carries the keys of all printed codes."""
    size = write_backup(load_config(instance), target)
    click.echo(say("command.backup_written", path=target, size=f"{size / 1_048_576:.1f}"))


@cli.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.pass_obj
def restore(instance: Path, source: Path) -> None:
    """Put the backup SOURCE in place of the instance's database (which is kept beside it); the server must be stopped."""
    make_instance_folder(instance)
    with instance_lock(instance):
        knew = restore_backup(load_config(instance), source)
    click.echo(say("command.restored", path=source))
    if not knew:
        click.echo(_say_what_holds(instance), err=True)
    say_missing(load_config(instance))


def _say_what_holds(instance: Path) -> str:
    """Say in one sentence which roles and phones a restored database lets in, since nobody knows what was taken back after the backup."""
    roles, phones = what_holds(load_config(instance))
    listed = [say("command.role_of", name=name, role=say(f"accounts.role.{role}")) for name, role in roles]
    of_events = [say("command.phones_of", event=event, count=count) for event, count in phones] or [say("command.no_phones")]
    return say("command.restored_blind", roles=languages.say_list(language(), listed), phones=languages.say_list(language(), of_events))


@cli.command()
@click.argument("name")
@click.pass_obj
def password(instance: Path, name: str) -> None:
    """Give the account NAME a new random password, shown once, and end its sign-ins."""
    new = new_secret(60).lower()
    with writing(instance) as store:
        row = store.read().execute("SELECT id FROM account WHERE name = ? COLLATE NOCASE", (name,)).fetchone()
        if row is None:
            raise SetupError("no_account", name=name)
        store.write(lambda connection: accounts.set_password(connection, row["id"], new))
    click.echo(say("command.password_once", password=new))


for command in (export_command, join, plan_file, receive, reconcile, referral_keys, report, signing_key, summary_command):
    cli.add_command(command)


def main() -> None:
    """Run the command line; a refusal becomes one sentence on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may stand on another code page
    try:
        cli(prog_name="kiosk")
    except Refusal as refusal:
        fields = refusal.fields.items() if isinstance(refusal, InvalidFields) else ()
        sentences = [f"{name}: {say(key, **values)}" for name, (key, values) in fields]
        click.echo(" ".join(sentences) or say(refusal.key, **refusal.values), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(say_os_error(error), err=True)
        sys.exit(1)
