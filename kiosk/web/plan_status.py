"""How an event stands, changed in two taps from a phone: one for the new status, one to confirm it with a reason."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import campaigns, records
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES, text
from kiosk.plan.forms import FORMS, Record
from kiosk.records import variant_fields
from kiosk.web.access import COORDINATOR, staff
from kiosk.web.context import page, store, t
from kiosk.web.plan_access import blueprint, require_record, title_of, trail
from kiosk.web.plan_calling_off import LEARNED, learner_of, steps_of
from kiosk.web.plan_kept import kept
from kiosk.web.refusals import field_sentences

STEPS = {"postpone": "postponed", "move": "moved", "cancel": "cancelled", "end": "ended", "resume": "planned"}
"""What a coordinator does → the status that it sets; "planned" leaves the rest to the clock."""
_TYPED = {"move": ("status_reason", "place"), "end": ("status_reason", "outcome")}
"""Which texts may be typed in further languages along with a status."""


@blueprint.route("/office/plan/event/<event_id>/status/<any(postpone, move, cancel, end, resume):step>", methods=["GET", "POST"])
@staff(*COORDINATOR)
def status(event_id: str, step: str) -> ResponseReturnValue:
    """Say that an event is postponed, moved, cancelled, over, or on again; public pages and phones read it live."""
    form = FORMS["event"]
    record = require_record("event", event_id)
    _require_step(record, step)
    values = {name: request.form.get(name, record.row[name]) for name in ("place", "day", "outcome")}
    values |= {"reason": request.form.get("reason", ""), **_variants(record, step)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _set_status(event_id, step, values)
        except InvalidFields as refusal:
            errors = field_sentences(refusal)
        else:
            state = campaigns.status_at(records.get(store().read(), campaigns.EVENT, event_id), now_ms())
            flash(t("plan.status.said", status=t(f"common.status.{state}")), "good")
            return redirect(url_for("plan.event", event_id=event_id))
    heading = t(f"plan.status.{step}")
    return page(
        "plan/status.html", 422 if errors else 200, record=record, row=record.row, step=step, values=values, errors=errors,
        heading=heading, trail=trail(form, record.row, heading), title=title_of(form, record.row), form=form, event=campaigns.EVENT,
        other_languages=[each for each in LANGUAGES if each != record.row["language"]], learner=learner_of(record.row) if step in LEARNED else "",
    )  # fmt: skip


def _require_step(record: Record, step: str) -> None:
    """Raise ToldElsewhere or KeptElsewhere where another kiosk says this of the event, before anything is typed."""
    found = kept(FORMS["event"], record)
    if found is not None and found.keeps("status") and step not in steps_of(record.row):
        raise found.refusal("event", record.row["id"])


def _variants(record: Record, step: str) -> dict[str, str]:
    """Return what is said in further languages: as typed now, before that only what goes on being true."""
    names = [name for name, field, _ in variant_fields(campaigns.EVENT) if field.name in _TYPED.get(step, ("status_reason",))]
    kept = {name: record.values.get(name, "") for name in names if name.startswith("outcome@")}
    return {name: request.form.get(name, kept.get(name, "")) for name in names}


def _set_status(event_id: str, step: str, values: dict[str, str]) -> None:
    if step not in STEPS:
        raise NotFound()
    before = records.get(store().read(), campaigns.EVENT, event_id)
    place = values["place"].strip() if step == "move" and values["place"].strip() != before["place"] else ""
    day = values["day"] if step in ("postpone", "resume") and values["day"] != before["day"] else ""
    if step == "move" and not place:
        raise InvalidFields({"place": ("plan.status.same_place", {})})
    outcome = {"outcome": values["outcome"]} if step == "end" else {}
    variants = {name: said for name, said in values.items() if "@" in name}
    reason = values["reason"]
    if step == "postpone" and not day:
        reason, variants = _without_new_day(reason, variants, before["language"])
    store().write(
        lambda connection: campaigns.set_status(
            connection, event_id, STEPS[step], reason, place=place, day=day, variants=variants, **outcome
        )
    )


def _without_new_day(reason: str, variants: dict[str, str], spoken: str) -> tuple[str, dict[str, str]]:
    """Say in each language in which the reason is typed that the new day is not known yet: the page goes on showing the old one."""
    said = {f"status_reason@{each}": variants.get(f"status_reason@{each}", "") for each in LANGUAGES if each != spoken}
    open_days = {name: _with_open_day(words, name.partition("@")[2]) for name, words in said.items() if words.strip() or not reason.strip()}
    return _with_open_day(reason, spoken), variants | open_days


def _with_open_day(reason: str, language: str) -> str:
    open_day = text(language, "plan.status.open_day")
    if open_day in reason or not reason.strip():
        return reason.strip() or open_day
    return text(language, "plan.status.reason_and_open_day", reason=reason.strip().rstrip("。.；;"), open_day=open_day)
