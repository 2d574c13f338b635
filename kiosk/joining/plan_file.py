"""A campaign's plan as a district hands it to its kiosks: written from the plan here, read with every value checked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from kiosk import records
from kiosk.campaigns import BOOTH, CAMPAIGN, DIRECTIVE, EVENT, MATERIAL
from kiosk.errors import InvalidFields, Refusal
from kiosk.ids import is_id, now_ms
from kiosk.joining.identity import Identity
from kiosk.joining.keepers import CALLED_OFF, LOCAL, brought_by_reports, carried_variants
from kiosk.joining.signed_file import Manifest, NotASignedFile, Sender, SignedFile, write_signed_file
from kiosk.languages import Named
from kiosk.organisations import ORGANISATION, subtree
from kiosk.records import Field, Noun
from kiosk.storage.database import one_state
from kiosk.summary_texts import OBJECTIVE, STATEMENT, TOPIC

CARRIED: Mapping[str, Noun] = {noun.table: noun for noun in (CAMPAIGN, DIRECTIVE, TOPIC, OBJECTIVE, STATEMENT, MATERIAL, EVENT, BOOTH)}
"""What a plan is made of, parents before what stands under them; no people, no telephone numbers."""
HANDED_ON = ("background", "aims", "significance")
"""Kinds of statements that hold for every community; effects and problems each one sees for itself."""
_CALLED_OFF = "called_off.jsonl"
_REASON = Noun("event", "", (EVENT.field("status_reason"),))
_ORGANISATION_FIELDS = ("code", "name", "level", "language")
_MOST_RECORDS = 20_000
_KEYS = {"noun", "id", "parent", "holder", "archived", "values", "variants"}


class BadRecord(Refusal):
    """A record of the file holds what a plan cannot hold."""

    area = "joining"
    reason = "bad_record"
    status = 422


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation of the plan, which a kiosk may say it is."""

    id: str
    code: str
    name: str
    variants: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Planned:
    """One record of a plan: its values as typed, and for an event the organisation that holds it."""

    noun: Noun
    id: str
    parent: str
    holder: str
    archived: bool
    values: Mapping[str, str]
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What a district said last of an event's being off, or on again: status, when (ms UTC), and why (``status_reason``, ``status_reason@en``)."""

    status: str
    at: int
    texts: Mapping[str, str]

    @property
    def columns(self) -> dict[str, object]:
        """How it stands in an event."""
        return {"status": self.status, "status_at": self.at}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it was read: its organisations, and its records with the campaign first."""

    manifest: Manifest
    digest: str
    units: tuple[Unit, ...]
    records: tuple[Planned, ...]

    @property
    def name(self) -> Named:
        """What the organisation calls itself that made the plan, in each language."""
        maker = self.manifest.organisation
        return Named(maker.name, next((unit.variants.get("name", {}) for unit in self.units if unit.id == maker.id), {}))

    @property
    def campaign(self) -> Planned:
        """The campaign itself."""
        return self.records[0]


def carried_fields(noun: Noun) -> list[Field]:
    """Return the fields that go with a record; what names other records, and what is each kiosk's own, stays."""
    return [each for each in noun.fields if each.kind not in records.REFERENCES and each.name not in LOCAL.get(noun.table, ())]


def write_plan_file(connection: sqlite3.Connection, identity: Identity, campaign: str, target: BinaryIO) -> Manifest:
    """Write a campaign's plan, signed; NotFound."""
    with one_state(connection):
        row = records.get(connection, CAMPAIGN, campaign)
        holder = records.get(connection, ORGANISATION, row["organisation"])
        planned = list(_records(connection, row))
        said = list(_words(connection, row["id"], {each["id"] for each in planned}))
        parts: dict[str, object] = {"organisations.jsonl": list(_units(connection, holder["id"])), "records.jsonl": planned, _CALLED_OFF: said}
        position = connection.execute("SELECT seq FROM ledger_position").fetchone()
        version = records.plan_version(connection)
    sender = Sender(id=holder["id"], code=holder["code"], name=holder["name"])
    return write_signed_file(
        target, identity, "plan", sender, parts, made_at=now_ms(), ledger_position=position[0] if position else 0, plan_version=version,
        about={"campaign": campaign, "code": row["code"], "title": row["title"]},
    )  # fmt: skip


def read_plan(file: SignedFile) -> Plan:
    """Return the plan of a file; NotASignedFile, BadRecord."""
    units = tuple(_read_unit(said) for said in file.read_lines("organisations.jsonl"))
    planned: list[Planned] = []
    for said in file.read_lines("records.jsonl"):
        planned.append(_read_planned(said))
        if len(planned) > _MOST_RECORDS:
            raise NotASignedFile()
    if not planned or planned[0].noun is not CAMPAIGN or planned[0].id != file.manifest.about.get("campaign"):
        raise NotASignedFile()
    _refuse_strangers(planned)
    words = _read_words(file)
    planned = [replace(each, word=words.get(each.id)) if each.noun is EVENT else each for each in planned]
    return Plan(file.manifest, file.digest, units, tuple(planned))


def _units(connection: sqlite3.Connection, top: str) -> Iterator[dict[str, object]]:
    below = subtree(connection, top)
    for row in records.all_of(connection, ORGANISATION):
        if row["id"] in below and row["kind"] == "unit":
            variants = {name: texts for name, texts in carried_variants("organisation", row["variants"]).items() if name == "name"}
            yield {"id": row["id"], "parent": row["parent"] if row["id"] != top else None, "variants": variants} | {
                name: row[name] for name in _ORGANISATION_FIELDS
            }


def _records(connection: sqlite3.Connection, campaign: sqlite3.Row) -> Iterator[dict[str, object]]:
    yield _said(CAMPAIGN, campaign)
    for noun in (DIRECTIVE, TOPIC, OBJECTIVE, STATEMENT, MATERIAL, EVENT):
        brought = brought_by_reports(connection, noun.table)
        for row in records.all_of(connection, noun, campaign["id"], archived=True):
            if row["id"] not in brought and _goes(noun, row, campaign["organisation"]):
                yield _said(noun, row)
                if noun is EVENT:
                    yield from (_said(BOOTH, booth) for booth in records.all_of(connection, BOOTH, row["id"], archived=True))


def _words(connection: sqlite3.Connection, campaign: str, planned: set[object]) -> Iterator[dict[str, object]]:
    """What was said of the events' being off, or on again; a kiosk of an older version leaves this part of the file unread."""
    for row in records.all_of(connection, EVENT, campaign):
        if row["id"] in planned and row["status_at"] is not None and row["status"] in (*CALLED_OFF, "planned"):
            texts = {"status_reason": row["status_reason"]} | _variants({"status_reason": json.loads(row["variants"]).get("status_reason", {})})
            yield {"id": row["id"], "status": row["status"], "at": row["status_at"], "texts": texts}


def _read_words(file: SignedFile) -> dict[str, Word]:
    if _CALLED_OFF not in {part.name for part in file.manifest.parts}:
        return {}
    return {said["id"]: _read_word(said, file.manifest.made_at) for said in file.read_lines(_CALLED_OFF) if isinstance(said, dict) and is_id(said.get("id"))}


def _read_word(said: dict[str, Any], made_at: int) -> Word:
    texts = _texts(said.get("texts"))
    if said.get("status") not in (*CALLED_OFF, "planned") or type(said.get("at")) is not int or {name.partition("@")[0] for name in texts} != {"status_reason"}:
        raise NotASignedFile()
    _clean(_REASON, texts)
    return Word(said["status"], max(0, min(said["at"], made_at)), texts)


def _goes(noun: Noun, row: sqlite3.Row, holder: str) -> bool:
    """Texts are the whole week's, not one event's; events are those planned for somebody else."""
    if noun is EVENT:
        return bool(row["organisation"] != holder)
    if noun in (OBJECTIVE, STATEMENT):
        return row["event"] is None and row["organisation"] == holder and (noun is OBJECTIVE or row["kind"] in HANDED_ON)
    return True


def _said(noun: Noun, row: sqlite3.Row) -> dict[str, object]:
    varies = any(each.varies for each in noun.fields)
    return {
        "noun": noun.table, "id": row["id"], "parent": row[noun.parent] if noun.parent else "", "archived": row["archived_at"] is not None,
        "holder": row["organisation"] if noun is EVENT else "", "values": {each.name: str(row[each.name]) for each in carried_fields(noun)},
        "variants": carried_variants(noun.table, row["variants"]) if varies else {},
    }  # fmt: skip


def _read_unit(said: Any) -> Unit:
    if not isinstance(said, dict) or not is_id(said.get("id")):
        raise NotASignedFile()
    cleaned = _clean(ORGANISATION, _texts({name: said.get(name) for name in _ORGANISATION_FIELDS}) | _variants(said.get("variants")))
    return Unit(said["id"], cleaned["code"], cleaned["name"], said["variants"])


def _read_planned(said: Any) -> Planned:
    if not isinstance(said, dict) or set(said) != _KEYS or not isinstance(said["archived"], bool):
        raise NotASignedFile()
    noun = CARRIED.get(said["noun"]) if isinstance(said["noun"], str) else None
    if noun is None or not is_id(said["id"]) or not all(said[key] == "" or is_id(said[key]) for key in ("parent", "holder")):
        raise NotASignedFile()
    values = _texts(said["values"]) | _variants(said["variants"])
    if {name.partition("@")[0] for name in values} - {each.name for each in carried_fields(noun)}:
        raise BadRecord(code=values.get("code", "")[:24])
    _clean(noun, values)
    return Planned(noun, said["id"], said["parent"], said["holder"], said["archived"], values)


def _clean(noun: Noun, values: dict[str, str]) -> dict[str, str]:
    """Check values as a form would; a text that no form takes does not come in by a file either.  BadRecord."""
    try:
        return {name: str(value) for name, value in records.clean_row(noun, values).items()}
    except InvalidFields:
        raise BadRecord(code=values.get("code", "")[:24]) from None


def _texts(said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise NotASignedFile()
    return dict(said)


def _variants(said: Any) -> dict[str, str]:
    if not isinstance(said, dict):
        raise NotASignedFile()
    return {f"{name}@{language}": text for name, texts in said.items() for language, text in _texts(texts).items()}


def _refuse_strangers(planned: list[Planned]) -> None:
    """Every record is there once and stands under one that came before it: nothing is hung into somebody else's campaign."""
    seen: dict[str, Noun] = {}
    codes: set[tuple[Noun, str, str]] = set()
    for each in planned:
        code = (each.noun, each.parent, each.values.get("code", "").strip().upper())
        if code in codes:
            raise BadRecord(code=each.values["code"][:24])
        codes.add(code)
        parent = seen.get(each.parent)
        wanted = None if each.noun is CAMPAIGN else EVENT if each.noun is BOOTH else CAMPAIGN
        if each.id in seen or parent is not wanted or (each.noun is CAMPAIGN and seen) or (each.noun is EVENT) != bool(each.holder):
            raise NotASignedFile()
        seen[each.id] = each.noun
