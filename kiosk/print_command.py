"""Printing from the command line: runs planned as the browser's form plans them, one PDF written, its codes read back."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from kiosk.config import Config
from kiosk.prints.areas import PLANS, plan_kind
from kiosk.prints.pages import expected_codes, keep_plans, write_runs
from kiosk.prints.verify import verify_pdf
from kiosk.prints.wishes import Asked, Wish
from kiosk.settings import read_setting
from kiosk.storage import Store
from kiosk.terminal import progress_bar, say

BY = "command line"
"""Who planned a run that no account did."""


def plan_runs(
    store: Store, config: Config, event: str, kind: str, fields: Sequence[str], language: str, *, sample: bool, local: bool
) -> list[str]:
    """Plan and keep an event's runs of one kind from ``FIELD=VALUE`` texts, and return them.

    NotFound, InvalidFields, NothingToPrint, AddressNeeded, LocalAddress, CannotPrint.
    """
    if kind not in PLANS:
        raise click.BadParameter(", ".join(PLANS), param_hint="--kind")
    said: dict[str, list[str]] = {}
    for name, _, value in (field.partition("=") for field in fields):
        said.setdefault(name, []).append(value)
    address = config.public_url or read_setting(store.read(), "public_url")
    asked: Asked = {"by": BY, "base_url": address, "sample": sample, "local_confirmed": local}
    wish = Wish({**asked, "language": language} if language else asked, said, config.retention_days)
    return store.write(lambda connection: keep_plans(connection, kind, plan_kind(connection, event, kind, wish)))


def write_pdf(
    connection: sqlite3.Connection, runs: Sequence[str], output: Path, first: int | None = None, last: int | None = None, *, verify: bool
) -> None:
    """Write runs into one file and say how many sheets it has; ``verify`` ends the process with 1 when a code is unread."""
    with progress_bar(say("command.drawing")) as move, output.open("wb") as file:
        sheets = write_runs(connection, runs, file, move, first, last)
    click.echo(say("command.printed", path=output, count=sheets))
    codes = [code for run in runs for code in expected_codes(connection, run, first, last)] if verify else []
    if codes:
        _read_back(output, codes)


def _read_back(pdf: Path, expected: Sequence[str]) -> None:
    with progress_bar(say("command.reading_back")) as move:
        unread = verify_pdf(pdf, expected, move)
    if unread:
        page, payload = unread[0].page, unread[0].payload
        where = say("command.on_page", page=page) if page else say("command.on_no_page")
        click.echo(say("command.codes_missing", count=len(unread), first=payload, where=where), err=True)
        sys.exit(1)
    click.echo(say("command.codes_read", count=len(set(expected))))
