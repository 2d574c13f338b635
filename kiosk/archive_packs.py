"""What an office files away of an event, in one ZIP: plan, materials, equipment, sheets, figures, summary, closing, and a manifest with hashes.

Nobody is named in it: sheets and badges with people's names are left out, and the manifest says which.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk import ledger, records
from kiosk.archive_contents import NAMES_PEOPLE, write_contents
from kiosk.books.closings import closings_of
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import Refusal
from kiosk.exports.formats import make_file
from kiosk.plan import imports
from kiosk.prints.closing_records import closing_pdf
from kiosk.prints.kinds import KINDS
from kiosk.prints.pages import write_run
from kiosk.prints.runs import runs_of
from kiosk.summary.drafts import read_draft
from kiosk.summary.files import NoGlyphs, write_as
from kiosk.summary.frozen import from_json
from kiosk.summary.photographs import finder_of
from kiosk.summary.scope import scope_of_event
from kiosk.summary.versions import latest_of_event

_SAME_DAY = (1980, 1, 1, 0, 0, 0)
_PLAN = ("booth", "media", "act", "co_organiser", "project")
_FOLDERS = ("plan", "materials", "equipment", "sheets", "figures", "summary", "closing")
_SECRET = ("badge", "group_card", "sign_in_slip", "referral_slip", "tip_slip", "test_page")
"""Kinds of paper that name people, or open what is theirs."""
SHAPE = "sections"
"""How a summary is told that nobody has handed in yet: with all its tables."""

SUMS = "SHA256SUMS.txt"
"""The hashes once more, for ``sha256sum -c``."""


@dataclass
class _Pack:
    """The files of a pack by name, and what was left out of it and why."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def make_pack(connection: sqlite3.Connection, event: str, *, language: str, now: int, public_url: str, demonstration: bool) -> bytes:
    """Return an event's pack; the same records and time give the same bytes.  ``now`` is ms UTC; NotFound."""
    row = records.get(connection, EVENT, event)
    pack = _Pack()
    _add_plan(pack, connection, row, language)
    _add_prints(pack, connection, row)
    _add_figures(pack, connection, row, language, now, public_url)
    _add_summary(pack, connection, row, language, now)
    _add_closing(pack, connection, row, language, demonstration)
    _number_folders(pack)
    title = records.variant_of(row, "title", language)
    pack.files["contents.txt"] = write_contents(title, list(pack.files), pack.left_out, language)
    sums = "".join(f"{each['sha256']}  {each['name']}\n" for each in _listed(pack)).encode()
    pack.files["manifest.json"] = _manifest(pack, connection, row, now)
    pack.files[SUMS] = sums
    return _zip(pack.files)


def pack_name(connection: sqlite3.Connection, event: str) -> str:
    """Return the name of an event's pack: human codes alone."""
    row = records.get(connection, EVENT, event)
    return f"{records.get(connection, CAMPAIGN, row['campaign'])['code']}-{row['code']}-archive.zip"


def _add_plan(pack: _Pack, connection: sqlite3.Connection, event: sqlite3.Row, language: str) -> None:
    for noun in _PLAN:
        if connection.execute(f"SELECT 1 FROM {noun} WHERE event = ? LIMIT 1", (event["id"],)).fetchone():
            pack.files[f"plan/{noun}.csv"] = imports.export_file(connection, noun, event["id"], language, names=False)
    if connection.execute("SELECT 1 FROM equipment WHERE event = ? LIMIT 1", (event["id"],)).fetchone():
        pack.files["equipment/equipment.csv"] = imports.export_file(connection, "equipment", event["id"], language, names=False)


def _add_prints(pack: _Pack, connection: sqlite3.Connection, event: sqlite3.Row) -> None:
    """One copy of what was handed out or hung up, whole sheets of what was filled in; archived or unprintable runs are named."""
    for state in runs_of(connection, event["id"]):
        run = state.row
        folder = {"fill_in": "sheets", "team": "equipment"}.get(KINDS[run["kind"]].group, "materials")
        name = f"{folder}/{run['code']}-{run['kind']}.pdf"
        if run["kind"] in _SECRET or json.loads(run["layout"]).get("people"):
            pack.left_out[name] = NAMES_PEOPLE
            continue
        target, one = io.BytesIO(), 1 if KINDS[run["kind"]].in_parts else None
        try:
            write_run(connection, run["id"], target, first=one, last=one)
        except Refusal as refusal:
            pack.left_out[name] = refusal.reason
        else:
            pack.files[name] = target.getvalue()


def _add_figures(pack: _Pack, connection: sqlite3.Connection, event: sqlite3.Row, language: str, now: int, public_url: str) -> None:
    def taken_out(written: str) -> bytes:
        return make_file(
            connection, written, event["campaign"], language=language, now=now, public_url=public_url, only={event["id"]}, event=event["id"]
        ).content

    with zipfile.ZipFile(io.BytesIO(taken_out("zip"))) as packed:
        pack.files |= {f"figures/{name}": packed.read(name) for name in packed.namelist()}
    pack.files["figures/figures.json"] = taken_out("json")


def _add_summary(pack: _Pack, connection: sqlite3.Connection, event: sqlite3.Row, language: str, now: int) -> None:
    """The version that was handed in last, else the summary as it stands."""
    version = latest_of_event(connection, event["id"])
    scope = scope_of_event(connection, event["id"])
    report = from_json(version.report, finder_of(connection, scope)) if version else read_draft(connection, scope, SHAPE, language, now).report
    at = datetime.fromtimestamp((version.at if version else now) / 1000, ZoneInfo(event["zone"])).replace(tzinfo=None, microsecond=0)
    name = f"handed-in-{version.number}" if version else "draft"
    for written in ("docx", "pdf"):
        try:
            pack.files[f"summary/{name}.{written}"] = write_as(report, written, at)[0]
        except NoGlyphs as refusal:
            pack.left_out[f"summary/{name}.{written}"] = refusal.reason


def _add_closing(pack: _Pack, connection: sqlite3.Connection, event: sqlite3.Row, language: str, demonstration: bool) -> None:
    closing = closings_of(connection, [event["id"]]).get(event["id"])
    if closing is not None:
        content, name = closing_pdf(connection, closing, language, demonstration=demonstration)
        pack.files[f"closing/{name}"] = content


def _number_folders(pack: _Pack) -> None:
    """Number the folders that there are in the order in which an office files them, so that none seems to be missing."""
    there = {name.split("/")[0] for name in pack.files}
    numbers = {folder: f"{number}-{folder}" for number, folder in enumerate((folder for folder in _FOLDERS if folder in there), start=1)}

    def numbered(name: str) -> str:
        folder, file = name.split("/")
        return f"{numbers.get(folder, folder)}/{file}"

    pack.files = {numbered(name): content for name, content in pack.files.items()}
    pack.left_out = {numbered(name): why for name, why in pack.left_out.items()}


def _manifest(pack: _Pack, connection: sqlite3.Connection, event: sqlite3.Row, now: int) -> bytes:
    said = {
        "campaign": records.get(connection, CAMPAIGN, event["campaign"])["code"],
        "event": event["code"],
        "made_at": datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="seconds"),
        "ledger_position": ledger.position(connection),
        "files": list(_listed(pack)),
        "left_out": [{"name": name, "why": why} for name, why in sorted(pack.left_out.items())],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _listed(pack: _Pack) -> Iterator[dict[str, object]]:
    for name, content in sorted(pack.files.items()):
        yield {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _SAME_DAY), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
