"""A summary as it stands: composed from the records, with what somebody wrote into it; the same on the page, in a file and in a pack."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from kiosk import records
from kiosk.figures.provenance import Reader, parse
from kiosk.organisations import ORGANISATION
from kiosk.summary.compose import compose
from kiosk.summary.edits import Edit, Edited, apply_edits, basis_of, read_edits
from kiosk.summary.named import name_summary
from kiosk.summary.scope import Scope, part_of, scope_of_event
from kiosk.summary.voice import Voice
from printables.report import Report, Span


def read_draft(connection: sqlite3.Connection, scope: Scope, shape: str, language: str, now: int, *, rounded: bool = False) -> Edited:
    """Compose the summary of ``scope`` and put in what was written into it; ``now`` is ms UTC."""
    report = compose(connection, scope, shape, language, now, rounded=rounded)
    return with_edits(connection, report, edits_of(connection, scope, report, shape), now)


def edits_of(connection: sqlite3.Connection, scope: Scope, report: Report, shape: str) -> dict[str, Edit]:
    """Return what was written into the ``report`` of a scope; into a compendium also what each organisation wrote into its own summary."""
    own = read_edits(connection, name_summary(scope, shape, report.language))
    return _of_parts(connection, scope, report, shape) | own if scope.collected else own


def _of_parts(connection: sqlite3.Connection, scope: Scope, report: Report, shape: str) -> dict[str, Edit]:
    """Return the edits of the organisations' own summaries (of its only event, where it holds one), as blocks of the compendium.

    Whether such an edit is outdated is told on the organisation's own page.
    """
    written = {row[0] for row in connection.execute("SELECT DISTINCT organisation || event FROM summary_edit WHERE campaign = ? AND NOT collected", (scope.campaign,))} - {""}
    basis = {block.key: basis_of(block) for block in report.blocks}
    kept: dict[str, Edit] = {}
    for organisation in scope.parts if written else ():
        part, code = part_of(scope, connection, organisation), records.get(connection, ORGANISATION, organisation)["code"]
        of = [*(scope_of_event(connection, event) for event in part.events if len(part.events) == 1), part]
        for each in (each for one in of if {one.organisation, one.event} & written for each in read_edits(connection, name_summary(one, shape, report.language)).values()):
            block = f"{code}/{each.block}"
            kept[block] = replace(each, block=block, after=f"{code}/{each.after}" if each.after else "", basis=basis.get(block, ""))
    return kept


def with_edits(connection: sqlite3.Connection, report: Report, kept: Mapping[str, Edit], now: int) -> Edited:
    """Return the report as it was edited; figures that it no longer states itself are read anew.

    Where a figure's event, booth or material is no longer called so, its number stays as it was written, and is marked as typed.
    """
    stated = dict(report.figures())
    reader, voice = Reader(connection, now), Voice(report.language)
    gone = dict.fromkeys(span.figure for each in kept.values() for span in each.spans if span.figure and span.figure not in stated)
    known = {address: reader.has(parse(address)) for address in gone}
    say = {address: voice.alone(reader.value(parse(address))) for address in gone if known[address]}
    return apply_edits(report, {block: _typed(each, known) for block, each in kept.items()}, say)


def _typed(edit: Edit, known: Mapping[str, bool]) -> Edit:
    return replace(edit, spans=tuple(span if known.get(span.figure, True) else Span(span.text, typed=True) for span in edit.spans))
