"""Paper for those who come and those who help, planned and made: sign-in sheets and slips, registration sheets, badges."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from kiosk import campaigns, languages, people, records
from kiosk.errors import InvalidFields, Refusal
from kiosk.printed_codes import block_of
from kiosk.prints.kept_words import VERDICT
from kiosk.prints.kinds import LONGEST_CONTACT, MOST_PAGES, kind_of
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, NothingToPrint, Payloads, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.sheet_words import SheetWords, words_on
from kiosk.prints.texts import EventFacts, prefix_of
from kiosk.prints.wishes import Asked, Wish
from kiosk.privacy.notices import kept_notice
from printables.document import Printable
from printables.page import CARD, USUAL_UP
from printables.registration_sheet import RegistrationSheet
from printables.sign_in_sheet import MOST_PORTRAIT_COLUMNS, USUAL_COLUMNS, WEIGHTS, SignInSheet, pages_needed, rows_on_page
from printables.sign_in_slip import USUAL_FIELDS as SLIP_FIELDS
from printables.sign_in_slip import SignInSlip, SignInSlips
from printables.volunteer_badge import Badge, BadgeBack, VolunteerBadges
from printables.words import Words

TURNS = ("auto", "portrait", "landscape")
MOST_ADDED = 50
"""Pages that may be added to one sheet: a phone in a pocket must not print for ever."""
USUAL_PAGES, USUAL_SLIPS, USUAL_REGISTRATIONS = 2, 40, 10
BADGES_ON_A_SHEET = USUAL_UP[CARD.name]
BADGE_GROUPS = ("shift", "registered", "roster", "volunteer")
_WHOSE = {
    "shift": "JOIN shift x ON x.person = p.id AND x.event = :event AND x.archived_at IS NULL WHERE p.archived_at IS NULL",
    "registered": "JOIN volunteer x ON x.person = p.id AND x.event = :event WHERE p.archived_at IS NULL"
    " AND p.id NOT IN (SELECT participant FROM same_person WHERE undone_at IS NULL)",
    "roster": "JOIN roster x ON x.person = p.id AND x.event = :event AND x.archived_at IS NULL WHERE p.archived_at IS NULL",
    "volunteer": "WHERE p.category = 'volunteer' AND p.archived_at IS NULL"
    " AND p.organisation = (SELECT organisation FROM event WHERE id = :event)",
}
COLUMNS = (*USUAL_COLUMNS, *(column for column in WEIGHTS if column not in USUAL_COLUMNS))


class MostAdded(Refusal):
    """So many pages were added to one sign-in sheet that something must be wrong."""

    reason = "most_added"
    area = "printing"
    status = 409


def plan_sign_in(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies (pages), columns, turn (auto: as the columns need; portrait, landscape), prefilled."""
    turn = wish.one_of("turn", TURNS, TURNS[0])
    return [sign_in_plan(
        connection, event, pages=wish.number("copies", USUAL_PAGES, MOST_PAGES), columns=wish.many("columns", USUAL_COLUMNS),
        prefilled=wish.ticked("prefilled"), turn=turn, retention_days=wish.retention_days, asked=wish.asked,
    )]  # fmt: skip


def sign_in_plan(
    connection: sqlite3.Connection, event: str, *, pages: int = 1, columns: tuple[str, ...] = USUAL_COLUMNS, prefilled: bool = False,
    turn: str = "auto", retention_days: int = 90, asked: Asked,
) -> RunPlan:  # fmt: skip
    """Return the plan of a sign-in sheet; ``prefilled`` writes the roster into its rows and adds the pages that it takes.

    Columns, rows and whose names stand in them are frozen: the sheet is keyed back as it was printed.  InvalidFields.
    """
    if not columns or set(columns) - set(COLUMNS) or "name" not in columns:
        raise InvalidFields({"columns": ("printing.name_column_needed", {})})
    columns = tuple(column for column in COLUMNS if column in columns)
    if turn == "portrait" and len(columns) > MOST_PORTRAIT_COLUMNS:
        raise InvalidFields({"turn": ("printing.too_many_columns", {"most": MOST_PORTRAIT_COLUMNS})})
    landscape = turn == "landscape"
    invited = [row["person"] for row in records.all_of(connection, people.ROSTER, event)] if prefilled else []
    pages = max(pages, pages_needed(columns, len(invited), landscape))
    layout = {"columns": list(columns), "rows_per_page": rows_on_page(columns, landscape), "landscape": landscape, "people": invited,
              "retention_days": retention_days}  # fmt: skip
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
    same_way = {name: value for name, value in layouts[begun["id"]].items() if name not in ("says", VERDICT)}
    layout = same_way | {"people": [], "continues": begun["id"], "first_page": begun["copies"] + added + 1}
    same: Asked = {**asked, "language": begun["language"], "base_url": begun["base_url"], "local_confirmed": begun["sample"] == "local"}
    return pages_plan(event, "sign_in", 1, layout, same)


def make_sign_in(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words, layout = words_on(connection, part), part.layout
    rows = tuple(_roster_row(connection, person) for person in layout.get("people", ()))
    return [SignInSheet(
        words.languages, words.title, part.prefix, codes_of(connection, part, "sheet"), words.when, words.place, words.host,
        tuple(layout["columns"]), rows, _notice(connection, part), layout.get("retention_days", 90),
        layout.get("first_page", 1), part.mark, layout.get("landscape", False),
    )]  # fmt: skip


def plan_sign_in_slips(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies (slips), up (6 or 4 on a sheet).

    A slip is keyed in as a page of one row; its columns and the notice on it are frozen.
    """
    up = int(wish.one_of("up", [str(up) for up in SLIP_FIELDS], "6"))
    layout = {"up": up, "columns": list(SLIP_FIELDS[up]), "rows_per_page": 1, "people": [], "retention_days": wish.retention_days}
    copies = wish.number("copies", _usual_slips(connection, event), kind_of("sign_in_slip").most)
    return [pages_plan(event, "sign_in_slip", copies, layout, wish.asked)]


def _usual_slips(connection: sqlite3.Connection, event: str) -> int:
    """Return a fifth more than are expected, in whole sheets of six."""
    expected = records.get(connection, campaigns.EVENT, event)["expected"] or USUAL_SLIPS
    return min(-(-expected // 5) * 6, kind_of("sign_in_slip").most)


def make_sign_in_slips(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Each slip has an erase code on its stub, derived from its own: a reprint bears the same.  There is room for the day, not the hours."""
    words, layout = words_on(connection, part), part.layout
    numbers = range(part.first, part.last + 1)
    codes = zip(numbers, codes_of(connection, part, "sheet"), _erase_codes(connection, part), strict=True)
    return [SignInSlips(
        words.languages, words.title, part.prefix, prefix_of(part.run["base_url"], "E"), tuple(SignInSlip(*each) for each in codes),
        words.day, words.place, words.host, tuple(layout["columns"]), _short_notice(words, layout), layout["retention_days"],
        layout["up"], part.mark,
    )]  # fmt: skip


def _short_notice(words: SheetWords, layout: dict[str, int]) -> str:
    """Return what a slip has room for, and which version of the whole notice it stands for: that is on every form and sheet."""
    short = Words(words.languages)("sign_in_slip.notice", days=layout["retention_days"]).strip()
    return f"{short} {languages.text(words.language, 'public.notice_version', version=layout['notice'])}"


def _erase_codes(connection: sqlite3.Connection, part: Part) -> list[str]:
    block = block_of(connection, part.id, "sheet")
    return [block.erase_code(number) for number in range(part.first, part.last + 1)] if block else []


def payloads_of_slips(connection: sqlite3.Connection, part: Part) -> list[str]:
    """Each slip's code, and its stub's."""
    slips = [part.prefix + code for code in codes_of(connection, part, "sheet")]
    return slips + [prefix_of(part.run["base_url"], "E") + code for code in _erase_codes(connection, part)]


def plan_registration(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies (pages, one person each)."""
    copies = wish.number("copies", USUAL_REGISTRATIONS, kind_of("registration").most)
    return [pages_plan(event, "registration", copies, {"retention_days": wish.retention_days}, wish.asked)]


def make_registration(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words, layout = words_on(connection, part), part.layout
    kept = kept_notice(connection, layout["notice"], words.language)
    return [RegistrationSheet(
        words.languages, words.title, part.prefix, codes_of(connection, part, "registration"), words.host, words.phone,
        notice=kept.body if kept else "", notice_version=layout["notice"], retention_days=layout["retention_days"], mark=part.mark,
    )]  # fmt: skip


class _Badge(NamedTuple):
    """A badge with all it says; no name: whose it was is known to nobody any more."""

    name: str
    number: str
    code: str
    team: str


def plan_badges(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: whom (shift, roster, volunteer), single (one a page, for a card printer), back (whom to call, on the other side), contact.

    Only random ids are frozen; names are read when badges are printed.  NothingToPrint.
    """
    groups = badge_groups(connection, event)
    if not groups:
        raise NothingToPrint("people")
    chosen = groups.get(wish.one_of("whom", BADGE_GROUPS, next(iter(groups))))
    if not chosen:
        raise InvalidFields({"whom": ("printing.nobody_there", {})})
    up = 1 if wish.ticked("single") else BADGES_ON_A_SHEET
    layout: dict[str, object] = {"people": chosen, "up": up}
    if wish.ticked("back"):
        layout |= {"back": True, "contact": wish.words("contact", LONGEST_CONTACT)}
    return [pages_plan(event, "badge", len(chosen), layout, wish.asked)]


def badge_groups(connection: sqlite3.Connection, event: str) -> dict[str, list[str]]:
    """Return whose badges can be printed for an event: the groups that have anybody with a name, the narrowest first."""
    return {whom: found for whom in BADGE_GROUPS if (found := _people(connection, event, whom))}


def _people(connection: sqlite3.Connection, event: str, whom: str) -> list[str]:
    """Return the ids of those who have a name: on a shift, on the event's list, or all volunteers of its organisation."""
    query = f"SELECT DISTINCT p.id FROM person p JOIN identity i ON i.subject = p.id AND i.name <> '' {_WHOSE[whom]} ORDER BY p.position, p.code"
    return [str(row["id"]) for row in connection.execute(query, {"event": event}).fetchall()]


def make_badges(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Whoever was erased since has no badge any more; NothingToPrint when all were."""
    words, layout = words_on(connection, part), part.layout
    badges = tuple(Badge(*badge) for badge in _badges(connection, part) if badge.name)
    if not badges:
        raise NothingToPrint("people")
    back = BadgeBack(words.host or words.title, words.place, layout["contact"] or words.phone) if layout.get("back") else None
    return [VolunteerBadges(
        words.languages, words.title, part.prefix, badges, words.host, words.ends, part.mark, layout["up"], back,
    )]  # fmt: skip


def _badges(connection: sqlite3.Connection, part: Part) -> list[_Badge]:
    people = part.layout["people"][part.first - 1 : part.last]
    codes = codes_of(connection, part, "badge")
    return [_badge(connection, part.run["event"], person, code) for person, code in zip(people, codes, strict=True)]


def _badge(connection: sqlite3.Connection, event: str, person: str, code: str) -> _Badge:
    row = connection.execute(
        "SELECT p.code, p.team, coalesce(i.name, '') AS name, coalesce(b.code || ' ' || b.name, '') AS booth FROM person p"
        " LEFT JOIN identity i ON i.subject = p.id LEFT JOIN shift s ON s.person = p.id AND s.event = ? AND s.archived_at IS NULL"
        " LEFT JOIN booth b ON b.id = s.booth WHERE p.id = ? ORDER BY s.starts, s.code LIMIT 1",
        (event, person),
    ).fetchone()
    return _Badge(row["name"], row["code"], code, row["team"] or row["booth"]) if row else _Badge("", "", code, "")


def payloads_of_badges(connection: sqlite3.Connection, part: Part) -> list[str]:
    """The codes of those who still have a name."""
    return [part.prefix + badge.code for badge in _badges(connection, part) if badge.name]


def _notice(connection: sqlite3.Connection, part: Part) -> str:
    """Return the privacy notice in the version that held when the run was planned, once in each of the sheet's languages."""
    facts = EventFacts(connection, part.run)
    bodies = facts.said(lambda spoken: _notice_in(connection, part, spoken))
    if len(bodies) < 2:
        return "".join(bodies)
    return "\n".join((" " if spoken == "en" else "").join(body.splitlines()) for spoken, body in zip(facts.languages, bodies, strict=True))


def _notice_in(connection: sqlite3.Connection, part: Part, spoken: str) -> str:
    """Return the notice in the same words as on the forms."""
    kept = kept_notice(connection, part.layout.get("notice", 0), spoken)
    if kept is None:
        return EventFacts(connection, part.run, spoken).notice
    return f"{kept.body} {languages.text(spoken, 'public.notice_version', version=kept.version)}"


def _roster_row(connection: sqlite3.Connection, person: str) -> dict[str, str]:
    """Return what the row of an invited person says beforehand; nothing for somebody whose name was erased since."""
    row = connection.execute(
        "SELECT i.name, i.phone_end, p.team FROM person p LEFT JOIN identity i ON i.subject = p.id WHERE p.id = ?", (person,)
    ).fetchone()
    return {"name": row["name"] or "", "unit": row["team"], "phone4": row["phone_end"] or ""} if row else {}


PLANS: dict[str, Planner] = {
    "sign_in": plan_sign_in, "sign_in_slip": plan_sign_in_slips, "registration": plan_registration, "badge": plan_badges,
}  # fmt: skip
MAKERS: dict[str, Maker] = {
    "sign_in": make_sign_in, "sign_in_slip": make_sign_in_slips, "registration": make_registration, "badge": make_badges,
}  # fmt: skip
PAYLOADS: dict[str, Payloads] = {"sign_in_slip": payloads_of_slips, "badge": payloads_of_badges}
