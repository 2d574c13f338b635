"""Printing from the command line: runs planned as the browser's form plans them, one PDF written, its codes read back."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from kiosk import campaigns, records
from kiosk.commands.terminal import language, progress_bar, say, whole_file
from kiosk.config import Config
from kiosk.errors import Refusal, SetupError
from kiosk.ids import new_id
from kiosk.instance_lock import instance_lock
from kiosk.prints.areas import PLANS, plan_kind
from kiosk.prints.kinds import kind_of
from kiosk.prints.pages import expected_codes, keep_plans, write_runs
from kiosk.prints.piles import Line, Pile
from kiosk.prints.proofs import INSTALL, Proof, can_verify, prove, say_proof
from kiosk.prints.queue import Order, plan_order, read_queue
from kiosk.prints.runs import get_run
from kiosk.prints.verdicts import keep_reads, reads_of_pile, reads_of_runs
from kiosk.prints.wishes import Asked, Wish
from kiosk.settings import read_setting
from kiosk.storage import Store

BY = "command line"
"""Who planned a run that no account did."""
Keep = Callable[[Store, Mapping[str, bool]], None]
"""Keeps with each run whether all its codes were read."""


class UnknownField(Refusal):
    """What was given with ``--with`` is not asked for this kind of paper: a misspelt wish must not print something else."""

    reason = "unknown_field"
    area = "command"


class PrintedWhole(Refusal):
    """No part of this run was made to be printed alone: ``--first`` and ``--last`` would silently print all of it."""

    reason = "printed_whole"
    area = "command"


def refuse_unwritable(output: Path) -> None:
    """Try the place before anything is planned for it; OSError."""
    with whole_file(output):
        pass


def plan_runs(
    store: Store, config: Config, event: str, kind: str, fields: Sequence[str], spoken: str, *, sample: bool, local: bool
) -> list[str]:
    """Plan and keep an event's runs of one kind from ``FIELD=VALUE`` texts, and return them.

    NotFound, InvalidFields, UnknownField, NothingToPrint, AddressNeeded, LocalAddress, CannotPrint.
    """
    if kind not in PLANS:
        raise click.BadParameter(", ".join(PLANS), param_hint="--kind")
    said: dict[str, list[str]] = {}
    for name, _, value in (field.partition("=") for field in fields):
        said.setdefault(name, []).append(value)
    asked: Asked = {"by": BY, "base_url": _address(store, config), "sample": sample, "local_confirmed": local}
    wish = Wish({**asked, "language": spoken} if spoken else asked, said, config.retention_days)
    return store.write(lambda connection: _keep(connection, event, kind, wish))


def _keep(connection: sqlite3.Connection, event: str, kind: str, wish: Wish) -> list[str]:
    plans = plan_kind(connection, event, kind, wish)
    unheard = sorted(set(wish.said) - wish.heard)
    if unheard:
        raise UnknownField(names=", ".join(unheard), kind=kind, known=", ".join(sorted(wish.heard)))
    return keep_plans(connection, kind, plans)


def write_pdf(
    store: Store, runs: Sequence[str], output: Path, first: int | None = None, last: int | None = None, *, keep: Keep | None
) -> None:
    """Write runs into one file and say how many sheets it has; with ``keep`` read it back and keep what was found."""
    connection = store.read()
    if (first or last) and not all(kind_of(get_run(connection, run)["kind"]).in_parts for run in runs):
        raise PrintedWhole()
    with progress_bar(say("command.drawing")) as move, whole_file(output) as file:
        sheets = write_runs(connection, runs, file, move, first, last)
    click.echo(say("command.printed", path=output, count=sheets))
    if keep:
        codes = {run: expected_codes(connection, run, first, last) for run in runs}
        proof = _prove(output, [code for each in codes.values() for code in each])
        if proof.codes and not (first or last):  # a part says nothing of the others
            keep(store, reads_of_runs(proof, codes))
        _say(proof)


def _prove(pdf: Path, expected: Sequence[str]) -> Proof:
    if expected and not can_verify():
        click.echo(say("pile.proof.no_extra", command=INSTALL), err=True)
        sys.exit(1)
    with progress_bar(say("command.reading_back")) as move:
        return prove(pdf, expected, move) if expected else Proof(0, 0)


def _say(proof: Proof, lines: Sequence[Line] = ()) -> None:
    """Say what the queue in the browser says, in the same words; the process ends with 1 when a code is unread."""
    for sentence in say_proof(language(), proof, lines):
        click.echo(sentence, err=bool(proof.failed))
    if proof.failed:
        sys.exit(1)


def keep_beside_server(instance: Path, store: Store, reads: Mapping[str, bool]) -> None:
    """Keep what was read back, or say that it was not: while a server runs, nobody else writes."""
    try:
        with instance_lock(instance):
            keep_reads(store, reads)
    except SetupError:
        click.echo(say("command.not_kept"), err=True)


def plan_everything(store: Store, config: Config, event: str, *, sample: bool = False, local: bool) -> tuple[str, ...]:
    """Plan all that the queue ticks by itself, pairing cards left out, and return it with what is planned and not printed.

    Cards are the coordinator's: their words are told, not written to a terminal.  AddressNeeded, LocalAddress, CannotPrint.
    """
    queue = read_queue(store.read(), event, language(), cards=False)
    ticked = [line for line in queue.lines if line.ticked]
    runs = tuple(line.state.row["id"] for line in ticked if line.state)
    copies = {line.key: line.copies for line in ticked if line.need}
    asked: Asked = {"by": BY, "base_url": _address(store, config), "sample": sample, "local_confirmed": local}
    order = Order(event, new_id(), asked, runs, copies, retention_days=config.retention_days)
    return store.write(lambda connection: plan_order(connection, order))


def write_pile(store: Store, event: str, runs: Sequence[str], output: Path, *, verify: bool) -> None:
    """Write everything into one file in printing order, with its list on top; ``verify`` reads it back and keeps what was found."""
    if not runs:
        click.echo(say("pile.none_due"))
        return
    connection = store.read()
    spoken = records.get(connection, campaigns.EVENT, event)["language"]
    with progress_bar(say("command.drawing")) as move, whole_file(output) as file:
        pile = Pile(connection, event, runs, spoken)
        sheets = pile.write(file, move)
    click.echo(say("command.printed", path=output, count=sheets))
    if verify:
        proof = _prove(output, pile.expected_codes())
        if proof.codes:
            keep_reads(store, reads_of_pile(proof, pile.lines))
        _say(proof, pile.lines)


def _address(store: Store, config: Config) -> str:
    return config.public_url or read_setting(store.read(), "public_url")
