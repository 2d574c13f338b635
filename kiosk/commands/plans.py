"""`kiosk plan-file` hands a campaign's plan on, `kiosk join` takes one in: the same as the pages do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.commands.opened import writing
from kiosk.commands.terminal import say, whole_file
from kiosk.storage import Store

if TYPE_CHECKING:
    from kiosk.joining.plan_file import Plan, Planned
    from kiosk.joining.plans import Coming, Difference

_MOST_TOLD = 40


@click.command("plan-file")
@click.argument("campaign")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write, for example plan.kiosk.zip.")
@click.pass_obj
def plan_file(instance: Path, campaign: str, output: Path) -> None:
    """Write the plan of CAMPAIGN as a signed file that other kiosks join; no people and no telephone numbers are in it."""
    from kiosk import code_paths
    from kiosk.joining.identity import require_identity
    from kiosk.joining.plan_file import write_plan_file

    with writing(instance) as store:
        found = code_paths.find_campaign(store.read(), campaign)
        identity = store.write(lambda connection: require_identity(instance, connection))
        with whole_file(output) as target:
            write_plan_file(store.read(), identity, found, target)
    click.echo(say("joining.file_written", path=output))
    click.echo(say("joining.fingerprint_line", fingerprint=identity.fingerprint))


@click.command("join")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "theirs", default="", help="Which organisation of the plan you are, by its code (default: as last time).")
@click.option("--ours", default="", help="Which organisation of this kiosk that is, by its code (default: the only one at the top).")
@click.option("--accept", default="", help="Let the kiosk in that signed: its number of 30 digits, as you were told by telephone.")
@click.option("--yes", is_flag=True, help="Join without asking, after the difference is shown.")
@click.pass_obj
def join(instance: Path, file: Path, theirs: str, ours: str, accept: str, yes: bool) -> None:
    """Join the plan in the signed FILE of another kiosk: the campaign comes with its ids, what is your own stays."""
    from kiosk.joining import plans
    from kiosk.joining.plan_file import read_plan
    from kiosk.joining.signed_file import open_signed_file

    with writing(instance) as store, file.open("rb") as source:
        plan = read_plan(open_signed_file(source, "plan"))
        own = _find_ours(store.read(), ours)
        _let_in(store, plan, own, accept)
        unit = _find_unit(store.read(), plan, theirs)
        coming = plans.compare_plan(store.read(), plan, unit, own)
        click.echo(say("joining.summary", new=len(coming.new), changed=len(coming.changed), away=len(coming.put_away), same=coming.same))
        _tell(coming)
        if coming.known_already and not coming.count:
            click.echo(say("joining.nothing_new"))
        elif coming.clashes or yes or click.confirm(say("joining.do_join")):
            done = store.write(lambda connection: plans.join_plan(connection, plan, unit, own, "command"))
            click.echo(say("joining.joined" if done.count else "joining.nothing_new", count=done.count))


def _tell(coming: Coming) -> None:
    """Say field by field what would be written over, what stays as it is here, and in what a record that stands in the way differs."""
    found = [("", planned, coming.differs[planned.id]) for planned in (*coming.changed, *coming.put_away, *coming.brought_back)]
    found += [(say("joining.stays"), planned, differs) for planned, differs in coming.stays]
    found += [("", clash.planned, clash.differs) for clash in coming.clashes]
    for mark, planned, differs in found[:_MOST_TOLD]:
        for each in differs:
            click.echo("  " + _line(planned, each) + (f" · {mark}" if mark else ""))
    if len(found) > _MOST_TOLD:
        click.echo("  " + say("joining.left_out", count=len(found) - _MOST_TOLD))


def _line(planned: Planned, each: Difference) -> str:
    base, _mark, spoken = each.name.partition("@")
    label = say(f"plan.label.{planned.noun.table}.{base}") + (f" · {say(f'common.language.{spoken}')}" if spoken else "")
    before, after = (" / ".join(text.splitlines()) or "–" for text in (each.here, each.planned))
    return f"{planned.values['code']} · {label}: {before} → {after}"


def _let_in(store: Store, plan: Plan, ours: str, accept: str) -> None:
    """Let the signer in when its number was given; whoever types another one is told which it is by the refusal that follows."""
    from kiosk.joining import known_kiosks
    from kiosk.joining.identity import fingerprint_of, is_same_number

    manifest = plan.manifest
    key = bytes.fromhex(manifest.public_key)
    if is_same_number(accept, fingerprint_of(manifest.kiosk, key)):
        name = manifest.organisation.name
        store.write(
            lambda connection: known_kiosks.admit(connection, "command", kiosk=manifest.kiosk, public_key=key, name=name, organisation=ours)
        )


def _find_ours(connection: sqlite3.Connection, code: str) -> str:
    from kiosk import code_paths
    from kiosk.joining.plans import NoSuchUnit

    if code:
        return code_paths.find_organisation(connection, code)
    tops = connection.execute("SELECT id FROM organisation WHERE parent IS NULL AND kind = 'unit' AND archived_at IS NULL").fetchall()
    if len(tops) != 1:
        raise NoSuchUnit()
    return str(tops[0]["id"])


def _find_unit(connection: sqlite3.Connection, plan: Plan, code: str) -> str:
    from kiosk.joining.known_kiosks import require_known
    from kiosk.joining.plans import NoSuchUnit, last_join

    require_known(connection, plan.manifest)
    last = last_join(connection, plan.campaign.id)
    if not code and last is not None:
        return str(last["theirs"])
    found = [unit.id for unit in plan.units if unit.code.upper() == code.upper()]
    if not found:
        raise NoSuchUnit()
    return found[0]
