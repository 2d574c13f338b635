"""Paper for those who come and those who help, planned and made: the sign-in sheet."""

from __future__ import annotations

import json
import sqlite3

from kiosk import languages, people, records
from kiosk.errors import InvalidFields, Refusal
from kiosk.notices import kept_notice
from kiosk.prints.kinds import MOST_PAGES
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.texts import EventFacts
from kiosk.prints.wishes import Asked, Wish
from printables.document import Printable
from printables.sign_in_sheet import USUAL_COLUMNS, WEIGHTS, SignInSheet, pages_needed, rows_on_page

USUAL_PAGES = 2
MOST_ADDED = 50
"""Pages that may be added to one sheet: a phone in a pocket must not print for ever."""
COLUMNS = (*USUAL_COLUMNS, *(column for column in WEIGHTS if column not in USUAL_COLUMNS))


class MostAdded(Refusal):
    """So many pages were added to one sign-in sheet that something must be wrong."""

    reason = "most_added"
    area = "printing"
    status = 409


def plan_sign_in(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies (pages), columns, prefilled."""
    return [sign_in_plan(
        connection, event, pages=wish.number("copies", USUAL_PAGES, MOST_PAGES), columns=wish.many("columns", USUAL_COLUMNS),
        prefilled=wish.ticked("prefilled"), retention_days=wish.retention_days, asked=wish.asked,
    )]  # fmt: skip


def sign_in_plan(
    connection: sqlite3.Connection, event: str, *, pages: int = 1, columns: tuple[str, ...] = USUAL_COLUMNS, prefilled: bool = False,
    retention_days: int = 90, asked: Asked,
) -> RunPlan:  # fmt: skip
    """Return the plan of a sign-in sheet; ``prefilled`` writes the roster into its rows and adds the pages that it takes.

    Columns, rows and whose names stand in them are frozen: the sheet is keyed back as it was printed.  InvalidFields.
    """
    if not columns or set(columns) - set(COLUMNS) or "name" not in columns:
        raise InvalidFields({"columns": ("printing.name_column_needed", {})})
    columns = tuple(column for column in COLUMNS if column in columns)
    invited = [row["person"] for row in records.all_of(connection, people.ROSTER, event)] if prefilled else []
    pages = max(pages, pages_needed(columns, len(invited)))
    layout = {"columns": list(columns), "rows_per_page": rows_on_page(columns), "people": invited, "retention_days": retention_days}
    return pages_plan(event, "sign_in", pages, layout, asked)


def plan_one_more(connection: sqlite3.Connection, event: str, *, asked: Asked, retention_days: int = 90) -> RunPlan:
    """Return the plan of a page that goes on where the event's newest sign-in sheet ends, in its columns and its numbering.

    Where none was printed it is the first one.  MostAdded.
    """
    printed = connection.execute(
        "SELECT * FROM print_run WHERE event = ? AND kind = 'sign_in' AND sample <> 'sample' AND archived_at IS NULL ORDER BY made_at DESC, id DESC",
        (event,),
    ).fetchall()
    layouts = {row["id"]: json.loads(row["layout"]) for row in printed}
    begun = next((row for row in printed if not layouts[row["id"]].get("continues")), None)
    if begun is None:
        return sign_in_plan(connection, event, retention_days=retention_days, asked=asked)
    added = sum(row["copies"] for row in printed if layouts[row["id"]].get("continues") == begun["id"])
    if added >= MOST_ADDED:
        raise MostAdded(most=MOST_ADDED)
    layout = layouts[begun["id"]] | {"people": [], "continues": begun["id"], "first_page": begun["copies"] + added + 1}
    same: Asked = {**asked, "language": begun["language"], "base_url": begun["base_url"], "local_confirmed": begun["sample"] == "local"}
    return pages_plan(event, "sign_in", 1, layout, same)


def make_sign_in(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    facts, layout = EventFacts(connection, part.run), part.layout
    rows = tuple(_roster_row(connection, person) for person in layout.get("people", ()))
    return [SignInSheet(
        facts.languages, facts.title, part.prefix, codes_of(connection, part, "sheet"), facts.when, facts.place, facts.host,
        tuple(layout["columns"]), rows, _notice(connection, facts, layout), layout.get("retention_days", 90),
        layout.get("first_page", 1), part.mark,
    )]  # fmt: skip


def _notice(connection: sqlite3.Connection, facts: EventFacts, layout: dict[str, int]) -> str:
    """Return the privacy notice in the version that held when the run was planned: the same words as on the forms."""
    kept = kept_notice(connection, layout.get("notice", 0), facts.language)
    return f"{kept.body} {languages.text(facts.language, 'public.notice_version', version=kept.version)}" if kept else facts.notice


def _roster_row(connection: sqlite3.Connection, person: str) -> dict[str, str]:
    """Return what the row of an invited person says beforehand; nothing for somebody whose name was erased since."""
    row = connection.execute(
        "SELECT i.name, i.phone_end, p.team FROM person p LEFT JOIN identity i ON i.subject = p.id WHERE p.id = ?", (person,)
    ).fetchone()
    return {"name": row["name"] or "", "unit": row["team"], "phone4": row["phone_end"] or ""} if row else {}


PLANS: dict[str, Planner] = {"sign_in": plan_sign_in}
MAKERS: dict[str, Maker] = {"sign_in": make_sign_in}
