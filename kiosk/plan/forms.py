"""The plan as people type it: what a form shows and a file holds of each noun, read and written the same way by both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kiosk import people, records
from kiosk.accounts import Account
from kiosk.acts import ACT
from kiosk.campaigns import BOOTH, CAMPAIGN, DIRECTIVE, EVENT, MATERIAL
from kiosk.co_organisers import CO_ORGANISER
from kiosk.errors import InvalidFields, NotFound
from kiosk.features import preset_of
from kiosk.kept_order import next_place
from kiosk.looks import keep_look, look_of
from kiosk.organisations import ORGANISATION
from kiosk.plan.references import find_reference
from kiosk.posts import POST
from kiosk.prints.pictures import DESIGNS, PALETTES, problem_of_colour
from kiosk.privacy.personal_data import mask_phone
from kiosk.projects import PROJECT
from kiosk.proposed_codes import free_code
from kiosk.records import Field, Noun, Problem, Values
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC
from kiosk.venues import EQUIPMENT, MEDIA

_OF_EVENT = tuple(each for each in EVENT.fields if each.name != "status_reason")
"""What is typed of an event; why it is called off or moved is said together with that, on a page of its own."""
IDENTITY = ("name", "phone")
"""Fields of a person that stand in the erasable table."""
LOOK = ("design", "palette", "accent")
"""How a material's flyers look, as far as a file can say it: chosen on a page of its own, and no picture."""
_LOOK = (Field("design", choices=tuple(DESIGNS), default="plain"), Field("palette", choices=tuple(PALETTES), default="cinnabar"), Field("accent", longest=7))
_NAME = Field("name", required=True, longest=80)
_PHONE = Field("phone", "phone", longest=40)
_TEAM = Field("team", longest=80)
_PERSON_COLUMNS = "i.name AS name, i.phone AS phone, e.subject IS NOT NULL AS erased"
_PERSON_TABLES = "LEFT JOIN identity i ON i.subject = p.id LEFT JOIN erased e ON e.subject = p.id"


@dataclass(frozen=True, slots=True)
class Form:
    """One noun as typed.  ``parent`` is the noun that it stands under, ``column`` the column that says so; ``first`` are the
    rows of fields always in sight, the others stand under "more"; ``letters`` begin a proposed code; ``names`` is the field by which
    a record is called; ``apart`` are fields with a page of their own.  ``owned``: in one campaign each organisation has its own."""

    noun: Noun
    parent: str
    column: str
    fields: tuple[Field, ...]
    first: tuple[str, ...]
    letters: str
    select: str
    names: str = "title"
    apart: tuple[str, ...] = ()
    owned: bool = False

    @property
    def name(self) -> str:
        """The noun's name, as addresses and files say it."""
        return self.noun.table

    @property
    def as_typed(self) -> Noun:
        """The noun with the fields of forms and files, for checking them."""
        return Noun(self.noun.table, self.noun.parent, self.fields, check=self.noun.check)

    def field(self, name: str) -> Field:
        """Return the field called ``name``; KeyError when there is none."""
        return self.as_typed.field(name)


def _form(noun: Noun, parent: str, first: tuple[str, ...], letters: str, **more: object) -> Form:
    plain = {"column": noun.parent, "fields": noun.fields, "select": f"SELECT x.* FROM {noun.table} x"}
    return Form(noun=noun, parent=parent, first=first, letters=letters, **plain | more)  # type: ignore[arg-type]


def _owned(noun: Noun, first: tuple[str, ...], letters: str, **more: object) -> Form:
    """A noun of which each organisation has its own in one campaign, spoken of the whole week or of one event."""
    select = f"SELECT x.*, o.code AS organisation_code, e.code AS event_code FROM {noun.table} x JOIN organisation o ON o.id = x.organisation"
    return _form(noun, "campaign", first, letters, owned=True, select=f"{select} LEFT JOIN event e ON e.id = x.event", **more)


_ALL = (
    _form(ORGANISATION, "organisation", ("name code", "level phone"), "U", column="parent", names="name"),
    _form(CAMPAIGN, "organisation", ("title code", "theme", "starts_on ends_on", "contact"), "W", column="organisation"),
    _form(DIRECTIVE, "campaign", ("issuer", "title", "number"), "D", names="issuer"),
    _form(EVENT, "campaign", ("title code", "place", "day starts ends", "line", "buttons"), "E",
          fields=(*_OF_EVENT, Field("organisation", "organisation")), apart=("features",), owned=True,
          select="SELECT x.*, o.code AS organisation_code FROM event x JOIN organisation o ON o.id = x.organisation"),
    _form(BOOTH, "event", ("name code", "place", "colour"), "B", names="name"),
    _form(MATERIAL, "campaign", ("title code", "headline", "body", "kind paper"), "M", fields=(*MATERIAL.fields, *_LOOK),
          apart=("derived_from", *LOOK),
          select="SELECT x.*, p.code AS derived_from_code, coalesce(l.design, 'plain') AS design, coalesce(l.palette, 'cinnabar') AS palette,"
                 " coalesce(l.accent, '') AS accent FROM material x LEFT JOIN flyer_look l ON l.material = x.id"
                 " LEFT JOIN post p ON p.id = x.derived_from"),
    _form(POST, "campaign", ("title code", "channel day", "url", "topics target_groups"), "P", owned=True,
          select="SELECT x.*, o.code AS organisation_code FROM post x JOIN organisation o ON o.id = x.organisation"),
    _form(TOPIC, "campaign", ("title code", "definition"), "T"),
    _owned(OBJECTIVE, ("text code", "indicator", "target actual", "event"), "O", names="text"),
    _owned(STATEMENT, ("kind", "text", "event"), "S", names="text"),
    _owned(NEXT_STEP, ("text", "owner due", "event"), "N", names="text"),
    _form(EQUIPMENT, "event", ("item code", "count owned", "lender"), "Q", names="item"),
    _form(MEDIA, "event", ("title code", "kind minutes", "producer office", "synopsis"), "F"),
    _form(PROJECT, "event", ("title code", "place", "day starts ends", "needed"), "J"),
    _form(ACT, "event", ("partner code", "title", "minutes performers delegates", "leader"), "N",
          select="SELECT x.*, g.code AS partner_code, g.name AS partner_name, g.variants AS partner_variants"
                 " FROM act x LEFT JOIN organisation g ON g.id = x.partner"),
    _form(CO_ORGANISER, "event", ("organisation code", "name", "booth"), "J", names="name",
          select="SELECT x.*, o.code AS organisation_code, o.name AS organisation_name, o.variants AS organisation_variants, b.code AS booth_code"
                 " FROM co_organiser x LEFT JOIN organisation o ON o.id = x.organisation LEFT JOIN booth b ON b.id = x.booth"),
    _form(people.PERSON, "organisation", ("name code", "phone category"), "V", names="name",
          fields=(people.PERSON.fields[0], _NAME, _PHONE, *people.PERSON.fields[1:]),
          select=f"SELECT x.*, {_PERSON_COLUMNS}, p.id AS subject FROM person x JOIN person p ON p.id = x.id {_PERSON_TABLES}"),
    _form(people.SHIFT, "event", ("person booth", "duty", "starts ends"), "S", names="name",
          select=f"SELECT x.*, p.code AS person_code, p.category, {_PERSON_COLUMNS}, p.id AS subject, b.code AS booth_code"
                 f" FROM shift x JOIN person p ON p.id = x.person {_PERSON_TABLES} LEFT JOIN booth b ON b.id = x.booth"),
    _form(people.ROSTER, "event", ("name code", "phone team"), "R", names="name",
          fields=(people.ROSTER.fields[0], Field("name", longest=80), _PHONE, _TEAM, Field("person", "person")),
          select=f"SELECT x.*, p.code AS person_code, p.team, {_PERSON_COLUMNS}, p.id AS subject"
                 f" FROM roster x JOIN person p ON p.id = x.person {_PERSON_TABLES}"),
)  # fmt: skip
FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}


Condition = tuple[str, Mapping[str, object]]
"""A condition in SQL on the record, called ``x``, with its values by name."""
EVERY: Condition = ("1", {})


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the plan with its values as typed, variants (``title@en``) among them."""

    row: sqlite3.Row
    values: dict[str, str]

    @property
    def erased(self) -> bool:
        """Whether the person in it was erased: there is no name any more, and none is taken back."""
        return "erased" in self.row.keys() and bool(self.row["erased"])  # noqa: SIM118 - iterating a Row gives its values


def read_record(connection: sqlite3.Connection, form: Form, id: str) -> Record:
    """Return the record with this id; NotFound."""
    row = connection.execute(f"{form.select} WHERE x.id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound()
    return _record(form, row)


def read_records(
    connection: sqlite3.Connection, form: Form, parent: str, *, archived: bool = False, most: int = -1, skip: int = 0,
    only: Condition = EVERY,
) -> list[Record]:
    """Return a parent's records in their order, in one statement; archived ones only when asked for, ``only`` those of a condition on ``x``."""
    hidden = "" if archived else " AND x.archived_at IS NULL"
    first = "x.day, x.starts, " if form.name == "event" else "x.position, " if _has(form.noun, "position") else ""
    sql = f"{form.select} WHERE x.{form.column} = :parent AND {only[0]}{hidden} ORDER BY {first}length(x.code), x.code LIMIT :most OFFSET :skip"
    values = {**only[1], "parent": parent, "most": most, "skip": skip}
    return [_record(form, row) for row in connection.execute(sql, values).fetchall()]


def count_records(connection: sqlite3.Connection, form: Form, parent: str, only: Condition = EVERY) -> int:
    """Return how many records a parent has, without archived ones."""
    sql = f"SELECT count(*) FROM {form.name} x WHERE x.{form.column} = :parent AND {only[0]} AND x.archived_at IS NULL"
    return int(connection.execute(sql, {**only[1], "parent": parent}).fetchone()[0])


def add_record(
    connection: sqlite3.Connection, form: Form, parent: str, values: Values, *, by: Account | None = None, id: str = ""
) -> str:
    """Add a record as typed under ``parent`` and return its id; InvalidFields names everything wrong.

    ``by`` limits which organisation may be named (None: the command line, any).  The same ``id`` twice adds one record.
    """
    if id and connection.execute(f"SELECT 1 FROM {form.name} WHERE id = ?", (id,)).fetchone():
        return id
    return add_checked(connection, form, parent, check_values(connection, form, parent, values, by=by), id=id)


def add_checked(connection: sqlite3.Connection, form: Form, parent: str, checked: dict[str, str], *, id: str = "") -> str:
    """Add a record of values that ``check_values`` returned and return its id; InvalidFields when the code is taken by now."""
    given: dict[str, object] = {"id": id} if id else {}
    if form.column != form.noun.parent:
        given[form.column] = parent
    return _ADDERS.get(form.name, _add_plain)(connection, form, parent, dict(checked), given)


def change_record(connection: sqlite3.Connection, form: Form, id: str, values: Values, *, by: Account | None = None) -> None:
    """Change what is given of a record, as typed; NotFound, InvalidFields."""
    before = read_record(connection, form, id)
    change_checked(connection, form, id, check_values(connection, form, before.row[form.column], values, before=before, by=by))


def change_checked(connection: sqlite3.Connection, form: Form, id: str, checked: dict[str, str]) -> None:
    """Change a record by values that ``check_values`` returned; NotFound, InvalidFields."""
    before, checked = read_record(connection, form, id), dict(checked)
    if form.name in ("person", "roster"):
        person = before.row["subject"]
        known = {name: checked.pop(name) for name in IDENTITY if name in checked}
        team = {name: checked[name] for name in ("team",) if form.name == "roster" and name in checked}
        people.change_person(connection, person, team, name=known.get("name"), phone=known.get("phone"))
    if form.name == "material":
        _keep_look(connection, id, checked)
    columns = _reference_columns(checked) if form.name == "event" else {}
    if form.owned and form.name != "event":
        _settle_owner(connection, checked)
    own = {name: value for name, value in checked.items() if name.partition("@")[0] in records.field_names(form.noun.fields)}
    records.change(connection, form.noun, id, own, **columns)


def check_values(
    connection: sqlite3.Connection,
    form: Form,
    parent: str,
    values: Values,
    *,
    before: Record | None = None,
    by: Account | None = None,
) -> dict[str, str]:
    """Return the values to store: cleaned, codes of other records replaced by their ids; InvalidFields names everything wrong."""
    values = dict(values) if before is None else _without_kept(before, values)
    problems: dict[str, Problem] = {}
    try:
        cleaned = records.clean_row(form.as_typed, values, before.row if before else None)
        values |= {name: str(cleaned[name]) for name in IDENTITY if name in cleaned}
    except InvalidFields as refusal:
        problems |= refusal.fields
    taken = records.find_by_code(connection, form.noun, parent, values.get("code", "").strip())
    if taken is not None and (before is None or taken["id"] != before.row["id"]):
        problems.setdefault("code", ("errors.code_taken", {"code": taken["code"]}))
    for field in form.fields:
        code = values.get(field.name, "").strip()
        if field.kind in records.REFERENCES and code and field.name not in problems:
            stays = before is not None and before.values[field.name].upper() == code.upper()
            found = find_reference(connection, field.kind, parent, code, by=None if stays else by)
            if found is None:
                problems[field.name] = (f"plan.problem.no_such_{field.kind}", {"code": code})
            values[field.name] = found or ""
    if form.name == "material":
        problems |= problem_of_colour(values.get("accent", "").strip())
    if form.name == "roster":
        problems = _roster_problems(connection, parent, values, before) | problems
    if problems:
        raise InvalidFields(problems)
    return values


def show_value(record: Record, name: str) -> str:
    """Return a field's value as screens show it: a person's telephone number masked, an organisation's own in full."""
    masked = name == "phone" and "subject" in record.row.keys()  # noqa: SIM118 - iterating a Row gives its values
    return mask_phone(record.values[name]) if masked else record.values[name]


def _record(form: Form, row: sqlite3.Row) -> Record:
    values = {field.name: _typed(row, field) for field in form.fields}
    variants: dict[str, dict[str, str]] = json.loads(row["variants"]) if any(field.varies for field in form.fields) else {}
    values |= {f"{name}@{language}": text for name, texts in variants.items() for language, text in texts.items()}
    return Record(row, values)


def _typed(row: sqlite3.Row, field: Field) -> str:
    value = row[f"{field.name}_code"] if field.kind in records.REFERENCES else row[field.name]
    return "" if value is None else str(value)


def _has(noun: Noun, name: str) -> bool:
    return name in records.field_names(noun.fields)


def _without_kept(before: Record, values: Values) -> dict[str, str]:
    """Without what stays as it is: names of somebody erased, and a number that comes back masked as it was shown."""
    masked = {"phone": mask_phone(before.values["phone"])} if "subject" in before.row.keys() and "phone" in before.values else {}  # noqa: SIM118
    kept = {name: value for name, value in values.items() if not (before.erased and name in IDENTITY)}
    return {name: value for name, value in kept.items() if not value or masked.get(name) != value.strip()}


def _roster_problems(connection: sqlite3.Connection, event: str, values: Values, before: Record | None) -> dict[str, Problem]:
    """Somebody on a roster has a name or is a person of the plan, stands on it once, and stays who it is."""
    person = values.get("person")
    if before is not None:
        return {"person": ("plan.problem.roster_person_stays", {})} if person and person != before.row["subject"] else {}
    if not person:
        return {} if values.get("name", "").strip() else {"name": ("errors.required", {})}
    row = connection.execute("SELECT 1 FROM roster WHERE event = ? AND person = ?", (event, person)).fetchone()
    return {"person": ("plan.problem.already_on_roster", {})} if row is not None else {}


def _reference_columns(values: dict[str, str]) -> dict[str, object]:
    organisation = values.pop("organisation", "")
    return {"organisation": organisation} if organisation else {}


def _add_plain(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    return records.add(connection, form.noun, parent, values, **given)


def _add_event(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    organisation = _reference_columns(values).get("organisation") or records.get(connection, CAMPAIGN, parent)["organisation"]
    values.setdefault("features", preset_of(values.get("kind") or EVENT.field("kind").default))
    return records.add(connection, EVENT, parent, values, organisation=organisation, **given)


def _add_material(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    look = {name: values.pop(name) for name in LOOK if name in values}
    id = records.add(connection, MATERIAL, parent, values, **given)
    _keep_look(connection, id, look)
    return id


def _keep_look(connection: sqlite3.Connection, material: str, values: Mapping[str, str]) -> None:
    """Keep what is said of a material's look, beside its picture and whatever else was chosen."""
    before = look_of(connection, material)
    look = replace(before, **{name: said.strip() for name, said in values.items() if name in LOOK and (said.strip() or name == "accent")})
    if look != before:
        keep_look(connection, material, look)


def _add_owned(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    values["organisation"] = values.get("organisation", "") or records.get(connection, CAMPAIGN, parent)["organisation"]
    _settle_owner(connection, values)
    return records.add(connection, form.noun, parent, values, **given)


def _settle_owner(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    """What speaks of an event belongs to who holds it; what names nobody stays whose it is."""
    if values.get("event"):
        values["organisation"] = records.get(connection, EVENT, values["event"])["organisation"]
    elif not values.get("organisation"):
        values.pop("organisation", None)


def _add_booth(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    """A booth without a colour gets the next of the eight: on every screen it is told apart by it."""
    if values.get("colour", "").strip() in ("", "0"):
        values["colour"] = str(count_records(connection, form, parent) % 8 + 1)
    return records.add(connection, BOOTH, parent, values, **given)


def _add_last(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    """What is kept in an order comes last where nobody names its place."""
    if values.get("position", "").strip() in ("", "0"):
        values["position"] = str(next_place(connection, form.noun, form.column, parent))
    return records.add(connection, form.noun, parent, values, **given)


def _add_organisation(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    """A further partner group stands last on the register."""
    add = _add_last if values.get("kind") == "partner" else _add_plain
    return add(connection, form, parent, values, given)


def _add_person(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    name, phone = values.pop("name"), values.pop("phone", "")
    return people.add_person(connection, parent, values, name=name, phone=phone, **given)


def _add_roster(connection: sqlite3.Connection, form: Form, parent: str, values: dict[str, str], given: dict[str, object]) -> str:
    """Somebody invited: a person of the plan already, named by code, or a new one with a code of its own."""
    person = values.get("person")
    name, phone, team = values.pop("name", ""), values.pop("phone", ""), values.pop("team", "")
    if person:
        known = {"team": team} if team else {}
        people.change_person(connection, person, known, name=name or None, phone=phone or None)
    else:
        event = records.get(connection, EVENT, parent)
        code = free_code(
            connection, people.PERSON, event["organisation"], f"{event['code']}-{values['code'].strip()}"[:20]
        )
        invited = {"code": code, "category": "invited", "team": team}
        person = people.add_person(connection, event["organisation"], invited, name=name, phone=phone)
    return records.add(connection, people.ROSTER, parent, {"code": values["code"], "person": person}, **given)


_Adder = Callable[[sqlite3.Connection, Form, str, dict[str, str], dict[str, object]], str]
_ADDERS: dict[str, _Adder] = {
    "event": _add_event, "booth": _add_booth, "material": _add_material, "person": _add_person, "roster": _add_roster, "objective": _add_owned, "statement": _add_owned,
    "next_step": _add_owned, "post": _add_owned, "act": _add_last, "organisation": _add_organisation,
}  # fmt: skip
