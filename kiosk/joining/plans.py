"""Joining another kiosk's plan: what would come is shown first, then all of it comes in one transaction, or nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import NotFound, Refusal
from kiosk.features import preset_of
from kiosk.ids import new_id, now_ms
from kiosk.joining.keepers import CALLED_OFF, keeper_of, mark_kept, own_fields, said_by_district, stands_over
from kiosk.joining.kiosk_names import keep_name
from kiosk.joining.known_kiosks import KnownKiosk, require_known
from kiosk.joining.plan_file import Plan, Planned
from kiosk.organisations import ORGANISATION, subtree
from kiosk.summary_texts import OBJECTIVE, STATEMENT

_DAY_MS = 86_400_000
_MOST_NAMED = 10


class _JoinRefusal(Refusal):
    area = "joining"
    status = 409


class OlderPlan(_JoinRefusal):
    """A newer file of this campaign was joined already."""

    reason = "older_plan"


class FromTheFuture(_JoinRefusal):
    """The file was made later than now: one of the two clocks is wrong, and every later file would seem older."""

    reason = "from_the_future"


class NotTheirRecord(_JoinRefusal):
    """The file speaks of a record that its signer did not bring here."""

    reason = "not_their_record"


class CodesTaken(_JoinRefusal):
    """Records of this kiosk have codes that the plan needs."""

    reason = "codes_taken"


class NoSuchUnit(_JoinRefusal):
    """The organisation is not one of the plan, or not one of those for which the signer may speak here."""

    reason = "no_such_unit"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field (``title``, ``title@en``) that a record here has otherwise than the plan: as it is here, and as it is planned."""

    name: str
    here: str
    planned: str


Differences = tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A record of this kiosk whose code the plan needs for another one, and in what the two differ."""

    planned: Planned
    row: sqlite3.Row
    differs: Differences


@dataclass
class Coming:
    """What joining would do.  ``differs``: record → the fields that the plan would write over; ``stays``: record → those that are this
    kiosk's own by now and stay as they are here."""

    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    put_away: list[Planned] = field(default_factory=list)
    brought_back: list[Planned] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    differs: dict[str, Differences] = field(default_factory=dict)
    stays: list[tuple[Planned, Differences]] = field(default_factory=list)
    same: int = 0
    known_already: bool = False
    """Exactly this file was joined as exactly this organisation before."""

    @property
    def count(self) -> int:
        """How many records would change."""
        return len(self.new) + len(self.changed) + len(self.put_away) + len(self.brought_back)


def last_join(connection: sqlite3.Connection, campaign: str) -> sqlite3.Row | None:
    """Return how a campaign was joined last, None for one of this kiosk's own: `theirs` is the organisation in the other kiosk's plan that `ours` is here."""
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT * FROM plan_join WHERE campaign = ? ORDER BY rowid DESC LIMIT 1", (campaign,)
    ).fetchone()


def list_joins(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return every joined campaign with its latest join, the latest campaign first."""
    return connection.execute(
        "SELECT j.*, c.code, c.title, c.variants, c.starts_on, o.name AS ours_name, o.variants AS ours_variants FROM plan_join j"
        " JOIN campaign c ON c.id = j.campaign JOIN organisation o ON o.id = j.ours"
        " WHERE j.rowid IN (SELECT max(rowid) FROM plan_join GROUP BY campaign) ORDER BY c.starts_on DESC, c.code"
    ).fetchall()


def compare_plan(connection: sqlite3.Connection, plan: Plan, theirs: str, ours: str) -> Coming:
    """Return what joining a plan as ``theirs``, which is ``ours`` here, would do; every refusal of ``join_plan`` but CodesTaken."""
    known = require_known(connection, plan.manifest)
    _refuse_stranger(connection, plan, known, theirs, ours)
    last = last_join(connection, plan.campaign.id)
    _refuse_time(plan, last)
    coming, strangers = Coming(), list[str]()
    known_ids = {each.id for each in plan.records}
    for planned in _for(plan, theirs):
        row = _find(connection, planned)
        if row is not None and not _is_from(connection, plan, planned, row):
            strangers.append(planned.values["code"])
        elif row is not None or not planned.archived:
            _find_clash(connection, planned, known_ids, coming)
            _sort_in(planned, row, coming)
    if strangers:
        raise NotTheirRecord(code=" ".join(strangers[:_MOST_NAMED]))
    coming.known_already = last is not None and (last["digest"], last["theirs"], last["ours"]) == (plan.digest, theirs, ours)
    return coming


def join_plan(connection: sqlite3.Connection, plan: Plan, theirs: str, ours: str, by: str) -> Coming:
    """Take a plan in and return what was done; the same file twice changes nothing.  CodesTaken and what ``compare_plan`` refuses."""
    coming = compare_plan(connection, plan, theirs, ours)
    if coming.clashes:
        raise CodesTaken(codes=" ".join(clash.row["code"] for clash in coming.clashes[:_MOST_NAMED]))
    if coming.known_already and not coming.count:
        return coming
    kiosk = plan.manifest.kiosk
    followed = [*coming.changed, *coming.brought_back, *coming.put_away]
    for planned in followed:  # two records of the plan may have changed codes with each other
        connection.execute(f"UPDATE {planned.noun.table} SET code = id WHERE id = ?", (planned.id,))
    for planned in followed:
        _follow(connection, planned)
    for planned in coming.new:
        _add(connection, planned, ours)
        mark_kept(connection, planned.noun.table, planned.id, kiosk)
    keep_name(connection, kiosk, plan.name.forms)
    connection.execute(
        "INSERT INTO plan_join VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (new_id(), kiosk, plan.campaign.id, theirs, ours, plan.manifest.made_at, plan.digest, by, now_ms()),
    )
    return coming


def _refuse_stranger(connection: sqlite3.Connection, plan: Plan, known: KnownKiosk, theirs: str, ours: str) -> None:
    records.get(connection, ORGANISATION, ours)
    if theirs not in {unit.id for unit in plan.units} or ours not in subtree(connection, known.organisation):
        raise NoSuchUnit()


def _refuse_time(plan: Plan, last: sqlite3.Row | None) -> None:
    if plan.manifest.made_at > now_ms() + _DAY_MS:
        raise FromTheFuture()
    if last is not None and plan.manifest.made_at < last["made_at"]:
        raise OlderPlan(name=plan.manifest.organisation.name)


def _for(plan: Plan, theirs: str) -> list[Planned]:
    """The records for one organisation: of the planned events only its own, with their booths."""
    others = {each.id for each in plan.records if each.noun is EVENT and each.holder != theirs}
    return [each for each in plan.records if not {each.id, each.parent} & others]


def _find(connection: sqlite3.Connection, planned: Planned) -> sqlite3.Row | None:
    try:
        return records.get(connection, planned.noun, planned.id)
    except NotFound:
        return None


def _is_from(connection: sqlite3.Connection, plan: Plan, planned: Planned, row: sqlite3.Row) -> bool:
    """Tell whether a record that is here came from the plan's signer, and stands where it did."""
    noun = planned.noun
    return keeper_of(connection, noun.table, planned.id) == plan.manifest.kiosk and (not noun.parent or row[noun.parent] == planned.parent)


def _find_clash(connection: sqlite3.Connection, planned: Planned, known_ids: set[str], coming: Coming) -> None:
    taken = records.find_by_code(connection, planned.noun, planned.parent, planned.values["code"])
    if taken is not None and taken["id"] not in known_ids:
        coming.clashes.append(Clash(planned, taken, _differences(taken, _columns(planned, taken, planned.values))))


def _sort_in(planned: Planned, row: sqlite3.Row | None, coming: Coming) -> None:
    if row is None:
        coming.new.append(planned)
        return
    theirs, ours = _split(planned, row)
    coming.differs[planned.id] = _differences(row, _word(planned, row) | _columns(planned, row, theirs))
    if stays := _differences(row, _columns(planned, row, ours)):
        coming.stays.append((planned, stays))
    if planned.archived and row["archived_at"] is None:
        coming.put_away.append(planned)
    elif not planned.archived and row["archived_at"] is not None:
        coming.brought_back.append(planned)
    elif coming.differs[planned.id]:
        coming.changed.append(planned)
    else:
        coming.same += 1


def _split(planned: Planned, row: sqlite3.Row) -> tuple[dict[str, str], dict[str, str]]:
    """Return the plan's values for what it governs, and for what is this kiosk's own by now."""
    own, said, parts = own_fields(planned.noun.table, row), dict(planned.values), (dict[str, str](), dict[str, str]())
    if planned.word is not None and stands_over(planned.word.columns, row):
        own -= said_by_district(planned.word.status)
        said |= planned.word.texts
    for name, value in said.items():
        parts[name.partition("@")[0] in own][name] = value
    return parts


def _word(planned: Planned, row: sqlite3.Row) -> dict[str, object]:
    """Return how an event stands by the plan, where that was said later than what was said here."""
    return planned.word.columns if planned.word is not None and stands_over(planned.word.columns, row) else {}


def _columns(planned: Planned, row: sqlite3.Row, values: Mapping[str, str]) -> dict[str, object]:
    """Return the columns that these values of the plan would change: texts in further languages that the plan no longer has go."""
    emptied = {name: "" for name, each, _ in records.variant_fields(planned.noun) if each.name in values}
    cleaned = records.clean_row(planned.noun, emptied | dict(values), row) if values else {}
    return {name: value for name, value in cleaned.items() if str(value) != str(row[name])}


def _differences(row: sqlite3.Row, columns: Mapping[str, object]) -> Differences:
    """Return field by field what columns would change; each text in a further language is one."""
    changed = {name: str(value) for name, value in columns.items() if name not in ("variants", "status_at") and str(row[name]) != str(value)}
    found = [Difference(name, str(row[name]), value) for name, value in changed.items()]
    if "variants" in columns:
        before, after = _texts(row["variants"]), _texts(str(columns["variants"]))
        found += [Difference(name, before.get(name, ""), after.get(name, "")) for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    return tuple(found)


def _texts(variants: str) -> dict[str, str]:
    return {f"{name}@{language}": text for name, texts in json.loads(variants).items() for language, text in texts.items()}


def _follow(connection: sqlite3.Connection, planned: Planned) -> None:
    row = records.get(connection, planned.noun, planned.id)
    put_away = (row["archived_at"] or now_ms()) if planned.archived else None
    theirs = _split(planned, row)[0]
    records.follow(connection, planned.noun, dict(row) | _columns(planned, row, theirs) | _word(planned, row) | {"archived_at": put_away})


def _add(connection: sqlite3.Connection, planned: Planned, ours: str) -> None:
    """Add a record under the id that it has everywhere; it belongs to the organisation that joins, as every right of the staff hangs there."""
    values, columns = dict(planned.values), dict[str, object](id=planned.id)
    if planned.noun in (OBJECTIVE, STATEMENT):
        values["organisation"] = ours
    elif planned.noun in (CAMPAIGN, EVENT):
        columns["organisation"] = ours
    if planned.noun is EVENT:
        values["features"] = preset_of(values["kind"])
    if planned.word is not None and planned.word.status in CALLED_OFF:
        values |= planned.word.texts
        columns |= planned.word.columns
    records.add(connection, planned.noun, planned.parent, values, **columns)
