"""What a record of the plan is shown as: its values in the words of the reader's language."""

from __future__ import annotations

from kiosk import records
from kiosk.plan import forms, imports
from kiosk.plan.forms import Form, Record
from kiosk.summary_texts import show_number
from kiosk.web.context import language, t


def say_choice(form: Form, name: str, value: object) -> str:
    """Return the words for a value of a closed set in the reader's language."""
    return imports.say_choice(form.field(name), str(value), language())


def has_names(form: Form) -> bool:
    """Tell whether a noun's records name people."""
    return form.name in ("person", "shift", "roster")


def shown_value(form: Form, record: Record, name: str) -> str:
    """Return a field's value as a list shows it."""
    if name == "name" and form.name == "shift":
        return t("plan.erased") if record.erased else record.row["name"] or record.values["person"]
    if name == "name" and record.erased:
        return t("plan.erased")
    field = form.field(name)
    if form.name == "directive" and name == "number":
        return show_number(records.variant_of(record.row, name, language()))
    if field.kind in ("group", "unit"):
        return _name_of(record, name)
    if form.name in ("act", "co_organiser") and name == form.names and not record.values[name]:
        return _name_of(record, "partner" if form.name == "act" else "organisation")
    if field.varies:
        return records.variant_of(record.row, name, language())
    if field.kind == "phone":
        return forms.show_value(record, name)
    return say_choice(form, name, record.values[name])


def _name_of(record: Record, reference: str) -> str:
    """What a group or an organisation that a record names is called in the reader's language."""
    name, variants = record.row[f"{reference}_name"], record.row[f"{reference}_variants"]
    return records.variant_of({"name": name, "variants": variants}, "name", language()) if name is not None else ""
