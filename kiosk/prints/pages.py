"""A print run as sheets: from its row, its codes and the plan's texts to printables."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, cast

from kiosk import campaigns, languages, records
from kiosk.errors import InvalidFields, NotFound, Refusal
from kiosk.notices import kept_notice
from kiosk.printed_codes import CodeKind, block_of
from kiosk.prints.runs import RunPlan, bundle_count, bundle_serials, get_run, plan_run, runs_of
from kiosk.prints.sheets import CONSULTATIONS
from kiosk.prints.texts import EventFacts, Row, prefix_of
from kiosk.records import variant_of
from kiosk.storage import Store
from printables import tally_sheet
from printables.booth_sign import BoothSign, BoothSigns
from printables.bundle_slip import Bundle, BundleSlips
from printables.checks import Mark
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import Document, Printable
from printables.errors import PrintError
from printables.flyer import Flyer
from printables.page import impose
from printables.sign_in_sheet import SignInSheet

Progress = Callable[[int, int], None]
PARTS = ("all", "flyers", "slips")


class CannotPrint(Refusal):
    """A text, a character or a size that no sheet can take; ``reason`` is the printable's own."""

    area = "printing.cannot"
    status = 422

    def __init__(self, error: PrintError) -> None:
        self.reason = error.reason
        super().__init__(**error.params)


def render_run(
    store: Store, run_id: str, file: BinaryIO, progress: Progress | None = None, first: int | None = None, last: int | None = None,
    part: str = "all",
) -> int:  # fmt: skip
    """Write a run's PDF and return its sheets.  ``first`` and ``last`` are copies of a run of flyers; see ``write_run``."""
    return write_run(store.read(), run_id, file, progress, first, last, part)


def plan_and_render(store: Store, plan: RunPlan, file: BinaryIO, progress: Progress | None = None) -> str:
    """Plan a run, write its PDF and return the run's id; nothing is planned that cannot be printed (CannotPrint)."""
    run = store.write(lambda connection: plan_printable(connection, plan))
    render_run(store, run, file, progress)
    return run


def write_run(
    connection: sqlite3.Connection, run_id: str, file: BinaryIO, progress: Progress | None = None, first: int | None = None,
    last: int | None = None, part: str = "all",
) -> int:  # fmt: skip
    """Write a run's PDF, always with the same codes, and return its sheets; NotFound, InvalidFields, CannotPrint.

    ``part``: flyers with their bundle slips (all), or either of them.
    """
    run = get_run(connection, run_id)
    printables = printables_of(connection, run, first, last, part)
    draw_all(printables, file, progress)
    return sum(printable.sheet_count for printable in printables)


def write_all_of(connection: sqlite3.Connection, event: str, kind: str, file: BinaryIO) -> None:
    """Write all of an event's booth signs, or all its sheets of another kind, into one PDF; NotFound when there are none."""
    runs = [state.row for state in runs_of(connection, event) if state.row["kind"] == kind]
    sheets = [sheet for run in runs for sheet in printables_of(connection, run)]
    if not sheets:
        raise NotFound()
    signs = [sheet for sheet in sheets if isinstance(sheet, BoothSigns)]
    draw_all(join_signs(signs) if signs else sheets, file)


def count_sheets(
    connection: sqlite3.Connection, run: Row, first: int | None = None, last: int | None = None, part: str = "all"
) -> int:
    """Return how many sheets ``write_run`` would draw, without drawing."""
    if run["kind"] != "flyer":
        return int(run["copies"])
    start, stop = _serials(run, first, last)
    layout = json.loads(run["layout"])
    flyers = impose(layout["paper"], layout["up"]).sheets_for(stop - start + 1) if part != "slips" else 0
    return flyers + (-(-len(_bundles(run, start, stop)) // 4) if part != "flyers" else 0)


def plan_printable(
    connection: sqlite3.Connection, plan: RunPlan, keep: Callable[[sqlite3.Connection, RunPlan], str] = plan_run
) -> str:
    """Keep a planned run and draw its first copy, so that inside ``Store.write`` nothing stays that cannot be printed (CannotPrint)."""
    run = keep(connection, plan)
    draw_all(printables_of(connection, get_run(connection, run), 1, 1), io.BytesIO())
    return run


def draw_all(printables: Sequence[Printable], file: BinaryIO, progress: Progress | None = None) -> None:
    """Draw printables one after another into one PDF, with progress in sheets; CannotPrint, with nothing written."""
    total = sum(printable.sheet_count for printable in printables)
    done = 0

    def tell(sheets: int, _: int) -> None:
        if progress:
            progress(done + sheets, total)

    try:
        document = Document(file, printables[0].document_title, printables[0].languages)
        for printable in printables:
            document.speak(printable.languages)
            printable.draw(document, tell)
            done += printable.sheet_count
    except PrintError as error:
        raise CannotPrint(error) from error
    document.save()


def expected_codes(connection: sqlite3.Connection, run_id: str, first: int | None = None, last: int | None = None) -> list[str]:
    """Return what the codes of a run's PDF say, each once: HTTPS://HOST/F/CODE."""
    run = get_run(connection, run_id)
    kinds = [
        row[0] for row in connection.execute("SELECT kind FROM code_block WHERE run = ? ORDER BY first", (run_id,)).fetchall()
    ]
    prefix = prefix_of(run["base_url"])
    found: list[str] = []
    for kind in kinds:
        start, stop = _numbers(run, kind, first, last)
        found += [prefix + code for code in _codes(connection, run_id, kind, start, stop)]
    return found


def printables_of(
    connection: sqlite3.Connection, run: Row, first: int | None = None, last: int | None = None, part: str = "all"
) -> list[Printable]:
    """Return the printables of a run; NotFound, InvalidFields, CannotPrint."""
    if part not in PARTS:
        raise NotFound()
    try:
        if run["kind"] == "flyer":
            return list(_flyers_and_slips(connection, run, *_serials(run, first, last), part))
        return [_MAKERS[run["kind"]](connection, run)]
    except PrintError as error:
        raise CannotPrint(error) from error


def _serials(run: Row, first: int | None, last: int | None) -> tuple[int, int]:
    start, stop = first or 1, last or run["copies"]
    if not 1 <= start <= stop <= run["copies"]:
        raise InvalidFields({"last": ("printing.between", {"least": 1, "most": run["copies"]})})
    return start, stop


def _numbers(run: Row, kind: str, first: int | None, last: int | None) -> tuple[int, int | None]:
    """Return which numbers of a block the copies ``first`` … ``last`` take."""
    if run["kind"] != "flyer":
        return 1, None
    start, stop = _serials(run, first, last)
    return (start, stop) if kind == "copy" else (_bundle_of(run, start), _bundle_of(run, stop))


def _bundle_of(run: Row, serial: int) -> int:
    return int((serial - 1) // run["bundle_size"] + 1)


def _codes(connection: sqlite3.Connection, run: str, kind: str, start: int = 1, stop: int | None = None) -> tuple[str, ...]:
    block = block_of(connection, run, cast(CodeKind, kind))
    return tuple(block.codes(start, stop)) if block else ()


def _flyers_and_slips(connection: sqlite3.Connection, run: Row, start: int, stop: int, part: str) -> Iterator[Printable]:
    if part != "slips":
        yield _flyer(connection, run, *_codes_of_copies(connection, run, start, stop), copies=stop - start + 1)
    if part != "flyers":
        yield _slips(connection, run, start, stop)


def _codes_of_copies(connection: sqlite3.Connection, run: Row, start: int, stop: int) -> tuple[Sequence[str], int]:
    """Return (codes, copies that carry each) of the copies ``start`` … ``stop``."""
    if run["per_copy"]:
        return _codes(connection, run["id"], "copy", start, stop), 1
    codes = _codes(connection, run["id"], "bundle", _bundle_of(run, start), _bundle_of(run, stop))
    size = run["bundle_size"]
    if (start - 1) % size == 0:
        return codes, size
    skipped = _bundle_of(run, start)
    return [codes[_bundle_of(run, serial) - skipped] for serial in range(start, stop + 1)], 1


def _flyer(connection: sqlite3.Connection, run: Row, codes: Sequence[str], each: int, copies: int | None = None) -> Flyer:
    material = records.get(connection, campaigns.MATERIAL, run["material"])
    facts = EventFacts(connection, run)
    layout = json.loads(run["layout"])
    headline, *others = facts.said(lambda said: variant_of(material, "headline", said) or variant_of(material, "title", said))
    text = facts.said(lambda said: variant_of(material, "body", said) or variant_of(facts.event, "line", said))
    return Flyer(
        facts.languages, headline, prefix_of(run["base_url"]), codes, lines=(*others, *"\n".join(text).splitlines()),
        when=facts.when, where=facts.place, contact=facts.contact, organiser=facts.host, paper=layout["paper"], up=layout["up"],
        copies_per_code=each, copies=copies, mark=_mark(run),
    )  # fmt: skip


def _slips(connection: sqlite3.Connection, run: Row, start: int, stop: int) -> BundleSlips:
    material = records.get(connection, campaigns.MATERIAL, run["material"])
    facts = EventFacts(connection, run)
    numbers = _bundles(run, start, stop)
    codes = _codes(connection, run["id"], "slip", numbers[0], numbers[-1])
    serials = [bundle_serials(cast(sqlite3.Row, run), number) for number in numbers]
    bundles = tuple(
        Bundle(number, code, last - first + 1, first, last)
        for number, code, (first, last) in zip(numbers, codes, serials, strict=True)
    )
    name = f"{material['code']} {variant_of(material, 'title', facts.language)}"
    total = bundle_count(cast(sqlite3.Row, run))
    return BundleSlips(
        facts.languages,
        f"{facts.event['code']}-{run['code']}",
        name,
        prefix_of(run["base_url"]),
        bundles,
        facts.title,
        total,
        _mark(run),
    )


def _bundles(run: Row, start: int, stop: int) -> range:
    return range(_bundle_of(run, start), _bundle_of(run, stop) + 1)


def _booth_sign(connection: sqlite3.Connection, run: Row) -> BoothSigns:
    booth = records.get(connection, campaigns.BOOTH, run["booth"])
    facts = EventFacts(connection, run)
    [public], [staff] = _codes(connection, run["id"], "booth"), _codes(connection, run["id"], "booth_staff")
    sign = BoothSign(booth["code"], variant_of(booth, "name", facts.language), public, staff)
    paper = json.loads(run["layout"]).get("paper", "A4")
    return BoothSigns(
        facts.languages, facts.title, prefix_of(run["base_url"]), (sign,), facts.when, facts.host, paper, _mark(run)
    )


def join_signs(signs: Sequence[BoothSigns]) -> list[BoothSigns]:
    """Return signs of one event and paper as one printable, so that A5 signs share their sheets."""
    joined: dict[tuple[object, ...], BoothSigns] = {}
    for sign in signs:
        key = (sign.languages, sign.prefix, sign.paper, sign.mark)
        joined[key] = replace(joined[key], signs=joined[key].signs + sign.signs) if key in joined else sign
    return list(joined.values())


def _sign_in(connection: sqlite3.Connection, run: Row) -> SignInSheet:
    facts = EventFacts(connection, run)
    layout = json.loads(run["layout"])
    rows = tuple(_roster_row(connection, person) for person in layout.get("people", ()))
    kept = kept_notice(connection, layout.get("notice", 0), facts.language)
    version = languages.text(facts.language, "public.notice_version", version=kept.version) if kept else ""
    notice = f"{kept.body} {version}" if kept else facts.notice
    return SignInSheet(
        facts.languages, facts.title, prefix_of(run["base_url"]), _codes(connection, run["id"], "sheet"), facts.when, facts.place,
        facts.host, tuple(layout["columns"]), rows, notice, layout.get("retention_days", 90), mark=_mark(run),
    )  # fmt: skip


def _roster_row(connection: sqlite3.Connection, person: str) -> dict[str, str]:
    """Return what the row of an invited person says beforehand; nothing for somebody whose name was erased since."""
    row = connection.execute(
        "SELECT i.name, i.phone_end, p.team FROM person p LEFT JOIN identity i ON i.subject = p.id WHERE p.id = ?", (person,)
    ).fetchone()
    return {"name": row["name"] or "", "unit": row["team"], "phone4": row["phone_end"] or ""} if row else {}


def _tally_sheet(connection: sqlite3.Connection, run: Row) -> tally_sheet.TallySheet:
    facts = EventFacts(connection, run)
    booth = records.get(connection, campaigns.BOOTH, run["booth"])
    layout = json.loads(run["layout"])
    names = tuple(_item_name(connection, facts, item) for item in layout["items"])
    return tally_sheet.TallySheet(
        facts.languages, facts.title, prefix_of(run["base_url"]), _codes(connection, run["id"], "tally_sheet"), tuple(layout["hours"]),
        names, f"{booth['code']} {variant_of(booth, 'name', facts.language)}", facts.when, facts.place, _mark(run),
    )  # fmt: skip


def _item_name(connection: sqlite3.Connection, facts: EventFacts, item: str) -> str:
    if item == CONSULTATIONS:
        return "\n".join(facts.said(lambda language: languages.text(language, "printing.consultations")))
    row = records.get(connection, campaigns.MATERIAL, item)
    return f"{row['code']}\n{variant_of(row, 'title', facts.language)}"


def _record(connection: sqlite3.Connection, run: Row) -> DistributionRecord:
    facts = EventFacts(connection, run)
    rows = []
    for cell in json.loads(run["layout"])["rows"]:
        booth, material = (
            records.get(connection, campaigns.BOOTH, cell["booth"]),
            records.get(connection, campaigns.MATERIAL, cell["material"]),
        )
        holder = f"{booth['code']} {variant_of(booth, 'name', facts.language)}"
        rows.append(DistributionRow(item=f"{material['code']} {variant_of(material, 'title', facts.language)}", holder=holder))
    return DistributionRecord(
        facts.languages, facts.title, prefix_of(run["base_url"]), _codes(connection, run["id"], "record"), tuple(rows), facts.title,
        facts.when, facts.host, _mark(run),
    )  # fmt: skip


def _mark(run: Row) -> Mark:
    return cast(Mark, run["sample"])


_MAKERS: dict[str, Callable[[sqlite3.Connection, Row], Printable]] = {
    "booth_sign": _booth_sign, "sign_in": _sign_in, "tally_sheet": _tally_sheet, "record": _record,
}  # fmt: skip
