"""What another kiosk keeps: a page of facts in place of a form, and what was typed all the same, so that it is not lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import languages, records
from kiosk.joining.keepers import Kept, KeptElsewhere, kept_of
from kiosk.joining.kept_aside import words_before
from kiosk.plan import forms
from kiosk.plan.forms import FORMS, Form, Record
from kiosk.records import Field
from kiosk.web.context import config, language, page, say_moment, store, t
from kiosk.web.plan_access import PLACES, blueprint, title_of, trail, url_of
from kiosk.web.plan_tabs import list_url
from kiosk.web.plan_words import say_choice, shown_value
from kiosk.web.refusals import answer_refusal

_NO_WORDS = ("csrf_token", "marks", "preset", "id", "token")
"""What a form carries beside what somebody typed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as it stands: its label, its text, and the texts in further languages as (language, text)."""

    label: str
    text: str
    others: tuple[tuple[str, str], ...] = ()


def kept(form: Form, record: Record | None) -> Kept | None:
    """Return who keeps a record elsewhere, or part of it; None for one of this kiosk's own."""
    return kept_of(store().read(), form.name, record.row) if record is not None else None


def is_locked(form: Form, found: Kept | None) -> bool:
    """Tell whether nothing of a record's form is this kiosk's own; whose it is, or of which event, is no text of its own."""
    return found is not None and not any(asks(found, field) for field in _fields(form))


def asks(found: Kept | None, field: Field) -> bool:
    """Tell whether a form asks for a field: not for what is kept elsewhere, nor where a record that was planned elsewhere belongs."""
    return found is None or not (found.keeps(field.name) or (found.by == "plan" and field.kind in records.REFERENCES))


def require_own(noun: str, record: Record, name: str) -> None:
    """Raise KeptElsewhere where another kiosk keeps this field of the record."""
    found = kept(FORMS[noun], record)
    if found is not None and found.keeps(name):
        raise found.refusal(noun, record.row["id"])


def line_of(found: Kept) -> str:
    """Return who keeps a record and as of when, in a few words."""
    return t(f"joining.by_{'told' if found.told is not None else found.by}", name=found.name, time=say_moment(found.as_of))


def facts_of(form: Form, record: Record, found: Kept) -> list[Fact]:
    """Return what another kiosk keeps of a record, without what is empty; of what it tells beside a plan not what is as usual either."""
    usual = ("", "0", config().zone)
    named = [field for field in _fields(form) if found.keeps(field.name) and record.values[field.name] not in usual]
    named = [field for field in named if found.told is None or record.values[field.name] != field.default]
    return [_fact(form, record, field) for field in named]


def words_before_of(form: Form, record: Record) -> list[tuple[str, list[Fact]]]:
    """Return what stood in a record before another kiosk's reports said otherwise: (when, words), the latest first."""
    found = words_before(store().read(), record.row["id"])
    return [(say_moment(each.at), [Fact(_label(form, name), words) for name, words in each.words.items()]) for each in found]


def kept_page(form: Form, record: Record, found: Kept) -> ResponseReturnValue:
    """The record as facts; after a form that was sent all the same it says so, with every word that was typed."""
    posted = request.method == "POST"
    typed = _typed(form, record) if posted else []
    sentence = t(f"joining.{'kept' if found.by == 'plan' else 'told'}_{'elsewhere' if posted else 'whole'}", name=found.name)
    back = url_of(form, record.row) if form.name in PLACES else list_url(form, record.row[form.column])
    return page(
        "plan/kept.html", 409 if posted else 200, form=form, record=record, kept=found, posted=posted, line=line_of(found), sentence=sentence, typed=typed,
        facts=facts_of(form, record, found), title=title_of(form, record.row), trail=trail(form, record.row, t(f"plan.noun.{form.name}")), back=back,
        look=url_for("plan.look", material_id=record.row["id"]) if form.name == "material" and record.row["kind"] in ("flyer", "tri_fold", "poster") else "",
    )  # fmt: skip


@blueprint.app_errorhandler(KeptElsewhere)
def show_kept(refusal: KeptElsewhere) -> ResponseReturnValue:
    """Answer a form about what another kiosk keeps with that record's page."""
    form = FORMS.get(refusal.noun)
    if form is None or g.get("audience") != "office":
        return answer_refusal(refusal)
    record = forms.read_record(store().read(), form, refusal.id)
    found = kept(form, record)
    return kept_page(form, record, found) if found is not None else answer_refusal(refusal)


def _fields(form: Form) -> list[Field]:
    """The fields that say something of the record itself."""
    return [field for field in form.fields if field.name not in (*form.apart, "position", "language") and field.kind != "organisation"]


def _fact(form: Form, record: Record, field: Field) -> Fact:
    value = _said(form, record, field)
    texts = [(record.values.get("language", ""), record.values[field.name])] if field.varies else []
    texts += [(each, record.values.get(f"{field.name}@{each}", "")) for each in languages.LANGUAGES if field.varies]
    shown = records.variant_of(record.row, field.name, language()) if field.varies else ""
    return Fact(t(f"plan.label.{form.name}.{field.name}"), value, tuple((each, text) for each, text in texts if text and text != shown))


def _said(form: Form, record: Record, field: Field) -> str:
    """Return a value in the reader's words: days written out, lists with their mark between."""
    value = record.values[field.name]
    if field.kind == "date":
        return languages.say_date(language(), date.fromisoformat(value))
    if field.kind == "words":
        kept = value if field.choices or not field.varies else records.variant_of(record.row, field.name, language())
        return languages.say_list(language(), [say_choice(form, field.name, each) if field.choices else each for each in records.split_words(kept)])
    return value if field.kind in records.REFERENCES and field.kind not in ("group", "unit") else shown_value(form, record, field.name)


def _typed(form: Form, record: Record) -> list[Fact]:
    """What the form said otherwise than the record."""
    found = []
    for name, values in request.form.lists():
        text = "\n".join(each for each in values if each.strip())
        if name not in _NO_WORDS and text and " ".join(text.split()) != " ".join(record.values.get(name, "").split()):
            found.append(Fact(_label(form, name), text))
    return found


def _label(form: Form, name: str) -> str:
    """What a field of a form is called: a record's, or that of saying how an event stands."""
    base, _mark, spoken = name.partition("@")
    for key in (f"plan.label.{form.name}.{base}", f"plan.status.{base.removeprefix('status_')}"):
        if key in languages.catalogue(language()):
            return t(key) + (f" · {t(f'common.language.{spoken}')}" if spoken in languages.LANGUAGES else "")
    return ""
