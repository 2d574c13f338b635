"""Lists and forms of the plan, one for every noun: look, add, change, put away, bring back."""

from __future__ import annotations

import sqlite3

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import clock, languages, records, week_presets
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.errors import InvalidFields, NotFound
from kiosk.groups import partner_groups
from kiosk.ids import is_id, new_id
from kiosk.joining.keepers import kept_among
from kiosk.plan import forms, imports, scope
from kiosk.plan.forms import FORMS, IDENTITY, Form, Record
from kiosk.plan.meanwhile import ChangedMeanwhile, change_unless_moved, marks_of
from kiosk.plan.scope import coordinated_organisations
from kiosk.privacy import personal_data
from kiosk.proposed_codes import next_code
from kiosk.records import Field
from kiosk.web.access import COORDINATOR, READING, current_account, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.plan_access import NOUNS, PLACES, blueprint, may, require_record, sees_names, title_of, trail, url_of
from kiosk.web.plan_kept import asks, facts_of, is_locked, kept, kept_page, line_of
from kiosk.web.plan_tabs import OF_SUMMARY, list_url, tabs_of
from kiosk.web.plan_words import has_names, say_choice, shown_value
from kiosk.web.refusals import field_sentences

PAGE_ROWS = 100
_MOST_CHOICES = 300
"""A list of people longer than this is no list to choose from: their code is typed instead."""
_COLUMNS = {
    "organisation": ("name", "code", "level", "phone"),
    "campaign": ("title", "code", "starts_on", "ends_on"),
    "directive": ("issuer", "title", "number"),
    "event": ("title", "code", "day", "place"),
    "booth": ("code", "name", "place", "opens", "closes"),
    "material": ("title", "code", "kind", "paper", "unit_cost"),
    "person": ("name", "code", "phone", "category", "team"),
    "shift": ("name", "booth", "duty", "starts", "ends", "code"),
    "roster": ("name", "code", "phone", "team"),
    "objective": ("text", "code", "indicator", "target", "actual"),
    "statement": ("text", "code", "kind"),
    "next_step": ("text", "code", "owner", "due", "done_on"),
    "topic": ("title", "code", "definition"),
    "equipment": ("item", "code", "count", "owned", "lender", "returned_on"),
    "media": ("title", "code", "kind", "producer", "minutes"),
    "post": ("title", "code", "channel", "day"),
    "project": ("title", "code", "place", "day", "starts", "ends", "needed"),
    "act": ("title", "code", "partner", "minutes", "performers", "delegates"),
    "co_organiser": ("name", "code", "organisation", "booth"),
}
_HINTED = {
    "topics", "outcome", "notice", "number", "self_reference", "line", "buttons", "colour", "theme", "slogans", "observance", "occasion", "capacity",
    "invited", "indicator", "actual", "owner", "event", "target_groups", "producer", "awareness", "partner", "delegates", "organisation",
    "registration_number",
}  # fmt: skip
_OF_A_GROUP = ("name code", "category members", "registration registration_number")
"""What is asked first of a partner group."""


@blueprint.get(f"/office/plan/<{NOUNS}:noun>/of/<parent_id>")
@staff(*READING)
def listing(noun: str, parent_id: str) -> ResponseReturnValue:
    """A parent's records of one noun, a hundred to a page."""
    form = FORMS[noun]
    parent = require_record(form.parent, parent_id, READING)
    archived = "archived" in request.args
    first = min(max(0, request.args.get("from", 0, int)), 1_000_000)
    connection = store().read()
    only = scope.visible_in(form, current_account())
    found = forms.read_records(connection, form, parent_id, archived=archived, most=PAGE_ROWS + 1, skip=first, only=only)
    names = sees_names(FORMS[form.parent], parent.row)
    writes = may(FORMS[form.parent], parent.row, COORDINATOR) or (form.owned and adds_events(parent.row))
    return page(
        "plan/list.html",
        form=form,
        parent=parent.row,
        rows=found[:PAGE_ROWS],
        columns=_columns(form, names),
        show=lambda record, name: shown_value(form, record, name),
        label=lambda name: t(f"plan.label.{noun}.{name}") if name != "name" or noun != "shift" else t("plan.label.shift.person"),
        url=lambda record: url_of(form, record.row),
        names=names or not has_names(form),
        writes=writes, imports=writes,
        archived=archived, away=kept_among(connection, noun, [record.row["id"] for record in found if record.row["archived_at"]]),
        first=first,
        count=forms.count_records(connection, form, parent_id, only),
        more=len(found) > PAGE_ROWS,
        page_rows=PAGE_ROWS,
        files=noun in imports.NOUNS,
        trail=trail(FORMS[form.parent], parent.row, t(f"plan.list.{noun}")),
        tabs=tabs_of(FORMS[form.parent], parent_id, "summary" if noun in OF_SUMMARY else noun),
        parent_title=title_of(FORMS[form.parent], parent.row),
    )


@blueprint.route(f"/office/plan/<{NOUNS}:noun>/new/<parent_id>", methods=["GET", "POST"])
@staff(*COORDINATOR)
def add(noun: str, parent_id: str) -> ResponseReturnValue:
    """Add a record; the form carries its id, so that a double click adds one."""
    form = FORMS[noun]
    parent = require_parent(form, parent_id)
    heading = t("groups.register.add") if noun == "organisation" and request.values.get("kind") == "partner" else t(f"plan.add.{noun}")
    steps = trail(FORMS[form.parent], parent.row, heading)
    if request.method != "POST":
        return _form_page(form, parent_id, _proposed(form, parent.row), heading=heading, trail=steps, id=new_id())
    values, id = in_own_name(form, parent.row, _posted(form)), request.form.get("id", "")
    refuse_foreign_id(form, parent_id, id)
    try:
        added = store().write(lambda connection: _add(connection, form, parent_id, values, id))
    except InvalidFields as refusal:
        return _form_page(form, parent_id, values, refusal=refusal, heading=heading, trail=steps, id=id)
    flash(t("plan.added"), "good")
    return redirect(
        url_of(form, forms.read_record(store().read(), form, added).row) if noun in PLACES else list_url(form, parent_id)
    )


@blueprint.route(f"/office/plan/<{NOUNS}:noun>/<record_id>/edit", methods=["GET", "POST"])
@staff(*COORDINATOR)
def edit(noun: str, record_id: str) -> ResponseReturnValue:
    """Change a record; what was typed stays in the form when something is wrong."""
    form = FORMS[noun]
    record = require_record(noun, record_id)
    parent_id = record.row[form.column] or ""
    heading = t(f"plan.edit.{noun}")
    steps = trail(form, record.row, heading)
    keeper = kept(form, record)
    if request.method != "POST":
        shown = {name: forms.show_value(record, name) for name in record.values}
        return kept_page(form, record, keeper) if keeper and is_locked(form, keeper) else _form_page(form, parent_id, shown, heading=heading, trail=steps, record=record)
    values, marks = _posted(form), request.form.get("marks", "")
    if keeper:  # a field that was not there to be filled in is not emptied
        values = {name: value for name, value in values.items() if name in request.form or not keeper.keeps(name)}
    try:
        store().write(lambda connection: change_unless_moved(connection, form, record_id, values, marks, by=current_account()))
    except ChangedMeanwhile as refusal:  # read again: whoever saves now has seen what the colleague wrote
        record = require_record(noun, record_id)
        return _form_page(form, parent_id, values, refusal=refusal, heading=heading, trail=steps, record=record)
    except InvalidFields as refusal:
        return _form_page(form, parent_id, values, refusal=refusal, heading=heading, trail=steps, record=record, marks=marks)
    flash(t("plan.saved"), "good")
    return redirect(url_of(form, record.row) if noun in PLACES else list_url(form, parent_id))


@blueprint.post(f"/office/plan/<{NOUNS}:noun>/<record_id>/archive")
@staff(*COORDINATOR)
def archive(noun: str, record_id: str) -> ResponseReturnValue:
    """Put a record away; nothing is deleted."""
    return _put_away(noun, record_id, back=False)


@blueprint.post(f"/office/plan/<{NOUNS}:noun>/<record_id>/bring-back")
@staff(*COORDINATOR)
def bring_back(noun: str, record_id: str) -> ResponseReturnValue:
    """Bring back a record that was put away."""
    return _put_away(noun, record_id, back=True)


@blueprint.post("/office/plan/person/<person_id>/reveal")
@staff(*COORDINATOR)
def reveal(person_id: str) -> ResponseReturnValue:
    """Show a person's full telephone number once; that it was shown is on record."""
    record = require_record("person", person_id)
    who = current_account()
    why = t("plan.why.one", code=record.row["code"])
    numbers = store().write(lambda connection: personal_data.reveal_phones(connection, [person_id], by=who.id, why=why))
    steps = trail(FORMS["person"], record.row, t("plan.full_number"))
    return page("plan/revealed.html", record=record, number=numbers.get(person_id, ""), trail=steps)


@blueprint.get(f"/office/plan/<{NOUNS}:noun>/<record_id>/found")
@staff(*READING)
def found(noun: str, record_id: str) -> ResponseReturnValue:
    """Lead from the search box to what was found: its form for who may change it, else the list that it stands in."""
    form = FORMS[noun]
    record = require_record(noun, record_id, READING)
    if may(form, record.row, COORDINATOR) or noun in PLACES:
        return redirect(url_of(form, record.row))
    return redirect(list_url(form, record.row[form.column]))


def _add(connection: sqlite3.Connection, form: Form, parent_id: str, values: dict[str, str], id: str) -> str:
    """Add the record of a form; a campaign begun from a well-known one gets that one's terms too, once."""
    known = connection.execute(f"SELECT 1 FROM {form.name} WHERE id = ?", (id,)).fetchone()
    added = forms.add_record(connection, form, parent_id, values, by=current_account(), id=id)
    if form.name == "campaign" and not known:
        week_presets.add_terms(connection, request.form.get("preset", ""), added, values.get("language", ""))
    return added


def _put_away(noun: str, record_id: str, *, back: bool) -> ResponseReturnValue:
    form = FORMS[noun]
    record = require_record(noun, record_id)
    store().write(lambda connection: records.archive(connection, form.noun, record_id, back=back))
    flash(t("plan.brought_back") if back else t("plan.put_away_done"), "good")
    if noun in PLACES and back:
        return redirect(url_of(form, record.row))
    parent = record.row[form.column] or ""
    return redirect(url_for("plan.home") if noun in ("campaign", "event") else list_url(form, parent))


def adds_events(campaign: sqlite3.Row) -> bool:
    """Tell whether the account may add an event: to its own campaign, or in its own name to one in which it takes part already."""
    own = scope.own_organisation_in(store().read(), current_account(), campaign["id"])
    return may(FORMS["campaign"], campaign, COORDINATOR) or own is not None


def adds_texts(campaign: sqlite3.Row) -> bool:
    """Tell whether the account may add texts for the summary: whoever may add events, and a deputy to its own event."""
    return adds_events(campaign) or scope.deputy_event_in(store().read(), current_account(), campaign["id"]) is not None


def require_parent(form: Form, parent_id: str) -> Record:
    """Return the record under which the account may add one: a campaign's owner everywhere, who takes part in its own name."""
    if form.owned:
        campaign = require_record("campaign", parent_id, READING)
        if adds_texts(campaign.row) if form.name in OF_SUMMARY else adds_events(campaign.row):
            return campaign
    return require_record(form.parent, parent_id)


def in_own_name(form: Form, parent: sqlite3.Row, values: dict[str, str]) -> dict[str, str]:
    """What is added to somebody else's campaign is one's own, unless another organisation that one looks after is named; what a
    deputy adds speaks of the deputy's event."""
    if not form.owned or values.get("organisation", "").strip() or may(FORMS["campaign"], parent, COORDINATOR):
        return values
    own = scope.own_organisation_in(store().read(), current_account(), parent["id"])
    if own is None and form.name in OF_SUMMARY and not values.get("event", "").strip():
        return values | {"event": scope.deputy_event_in(store().read(), current_account(), parent["id"]) or ""}
    return values | {"organisation": own or ""}


def refuse_foreign_id(form: Form, parent_id: str, id: str) -> None:
    """Raise NotFound unless the id in the form is a new one, or that of the record which the same form added before; no other's."""
    if not is_id(id):
        raise NotFound()
    row = store().read().execute(f"SELECT {form.column} FROM {form.name} WHERE id = ?", (id,)).fetchone()
    if row is not None and row[0] != parent_id:
        raise NotFound()


def _columns(form: Form, names: bool) -> list[str]:
    return [name for name in _COLUMNS[form.name] if names or name not in IDENTITY or not has_names(form)]


def _posted(form: Form) -> dict[str, str]:
    """The fields of a form as posted; tick boxes arrive as several values of one name."""
    names = imports.columns_of(form)
    many = {field.name for field in form.fields if field.kind == "words" and field.choices} - set(form.apart)
    values = {name: request.form[name] for name in names if name in request.form and name not in many and name not in form.apart}
    return values | {name: " ".join(request.form.getlist(name)) for name in many}


def _proposed(form: Form, parent: sqlite3.Row) -> dict[str, str]:
    """What a new record's form holds before anything is typed: a free code, and what its parent already says."""
    connection = store().read()
    values = {field.name: field.default for field in form.fields}
    values |= {name: request.args[name] for name in values if name in request.args}
    values["code"] = next_code(connection, form.noun, parent["id"] if form.noun.parent else "", _letters(form, parent))
    if "language" in values:
        values["language"] = language() if form.name == "campaign" else parent["language"]
    preset = request.args.get("preset", "")
    if form.name == "campaign" and preset in week_presets.WEEK_PRESETS:
        today = clock.today(config().zone)
        values |= week_presets.fill_campaign(preset, week_presets.next_year_of(preset, today), language())
    if form.name == "event":
        values |= {"day": parent["starts_on"], "zone": config().zone, "contact": parent["contact"]}
    if form.name == "shift":
        values |= {"starts": parent["starts"], "ends": parent["ends"]}
    return values


def _letters(form: Form, parent: sqlite3.Row) -> str:
    """Return what a proposed code begins with: a further booth's like its sisters', so that A2 stands beside A1."""
    sisters = records.all_of(store().read(), form.noun, parent["id"]) if form.name == "booth" else []
    stem = sisters[0]["code"].rstrip("0123456789") if sisters else ""
    if form.name == "organisation" and request.args.get("kind") == "partner":
        return "G"
    return stem if stem and stem != sisters[0]["code"] else form.letters


def _form_page(
    form: Form, parent_id: str, values: dict[str, str], *, heading: str, trail: object, refusal: InvalidFields | None = None,
    record: Record | None = None, id: str = "", marks: str = "",
) -> ResponseReturnValue:  # fmt: skip
    errors = field_sentences(refusal) if refusal else {}
    keeper = kept(form, record)
    asked = [field.name for field in form.fields if asks(keeper, field)]
    first = [[form.field(name) for name in row.split() if name in asked] for row in (_OF_A_GROUP if _is_group(form, values, record) else form.first)]
    seen = {field.name for row in first for field in row}
    rest = [field for field in form.fields if field.name in asked and field.name not in seen and not _is_settled(form, field, record)]
    said = values.get("language") or (record.values.get("language", "") if record else "")
    return page(
        "plan/form.html", 422 if errors else 200, form=form, values=values, errors=errors, heading=heading, trail=trail,
        first=first, rest=rest, record=record, hinted=_HINTED, kept=keeper,
        facts=facts_of(form, record, keeper) if record and keeper else [], line=line_of(keeper) if keeper else "",
        hidden={"marks": marks or marks_of(record)} if record else {"id": id, "preset": _preset()},
        opened=bool(_preset()) or any(error.partition("@")[0] in {field.name for field in rest} for error in errors),
        options=lambda field: _options(form, field, parent_id), add_people=_add_people(form, parent_id),
        other_languages=[each for each in languages.LANGUAGES if each != said],
        presets=list(week_presets.WEEK_PRESETS) if form.name == "campaign" and record is None else [], preset=_preset(), source=_source(record),
        back=list_url(form, parent_id) if form.name not in PLACES else url_of(form, record.row) if record else url_for("plan.home"),
    )  # fmt: skip


def _preset() -> str:
    """Return the well-known campaign from which a form was begun, or ''."""
    chosen = request.form.get("preset") or request.args.get("preset", "")
    return chosen if chosen in week_presets.WEEK_PRESETS else ""


def _source(record: Record | None) -> sqlite3.Row | None:
    """Return the post that a material was made from, if any."""
    derived = record.row["derived_from"] if record is not None and "derived_from" in record.values else None
    return records.get(store().read(), FORMS["post"].noun, derived) if derived else None


def _is_group(form: Form, values: dict[str, str], record: Record | None) -> bool:
    return form.name == "organisation" and (values.get("kind") or (record.values["kind"] if record else "")) == "partner"


def _add_people(form: Form, event: str) -> str:
    """Return where people are added when a shift has nobody to name yet, else ''."""
    if form.name != "shift":
        return ""
    organisation = records.get(store().read(), EVENT, event)["organisation"]
    known = forms.read_records(store().read(), FORMS["person"], organisation, most=1)
    return "" if known else url_for("plan.add", noun="person", parent_id=organisation)


def _is_settled(form: Form, field: Field, record: Record | None) -> bool:
    """Nothing to choose here: it has a page of its own, is the only organisation there is, or says who an entry of the roster is."""
    if field.kind == "organisation":
        return len(coordinated_organisations(store().read(), current_account())) < 2
    return field.name in form.apart or (form.name == "roster" and field.name == "person" and record is not None)


def _options(form: Form, field: Field, parent_id: str) -> list[tuple[str, str]]:
    """What there is to choose from; an empty list means that the value is typed."""
    connection = store().read()
    empty = ("", t("plan.not_chosen"))
    if field.choices:
        chosen = [(choice, say_choice(form, field.name, choice)) for choice in field.choices]
        return chosen if field.kind == "words" or field.default else [empty, *chosen]
    if field.kind == "event":
        events = scope.visible_events(connection, current_account(), campaign=parent_id)
        return [empty, *((row["code"], f"{row['code']} {title_of(FORMS['event'], row)}") for row in events)]
    if field.kind == "group":
        groups = partner_groups(connection, records.get(connection, EVENT, parent_id)["organisation"])
        return [empty, *((row["code"], f"{row['code']} {title_of(FORMS['organisation'], row)}") for row in groups)]
    if field.kind == "booth":
        rows = records.all_of(connection, FORMS["booth"].noun, parent_id)
        return [empty, *((row["code"], f"{row['code']} {title_of(FORMS['booth'], row)}") for row in rows)]
    if field.kind == "organisation":
        own = records.get(connection, CAMPAIGN, parent_id)["organisation"]
        rows = coordinated_organisations(connection, current_account())
        known = [(row["code"], title_of(FORMS["organisation"], row)) for row in sorted(rows, key=lambda row: row["id"] != own)]
        return known if own in {row["id"] for row in rows} else [("", t("plan.own_organisation")), *known]
    if field.kind == "person":
        organisation = records.get(connection, EVENT, parent_id)["organisation"]
        people = forms.read_records(connection, FORMS["person"], organisation, most=_MOST_CHOICES + 1)
        known = [(record.values["code"], f"{record.values['code']} {record.values['name']}") for record in people]
        return [empty, *known] if len(people) <= _MOST_CHOICES else []
    return []
