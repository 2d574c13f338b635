"""Forms that plan something to print for an event: flyers, sign-in sheets, booth signs, tally sheets, records, cards."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk import campaigns, people, records
from kiosk.accounts import Account
from kiosk.errors import InvalidFields
from kiosk.ids import new_id
from kiosk.languages import LANGUAGES
from kiosk.prints import packs
from kiosk.prints import runs as print_runs
from kiosk.prints import sheets as print_sheets
from kiosk.prints.jobs import keep_pdf
from kiosk.prints.pages import CannotPrint, draw_all, plan_printable
from kiosk.prints.runs import LAYOUTS, USUAL_UP, LocalAddress, RunPlan, flyer_plan, reuse_or_plan
from kiosk.prints.sheets import Asked
from kiosk.web.access import COORDINATOR, PRINTING, require_event, staff
from kiosk.web.context import config, language, page, public_url, store, t
from kiosk.web.printing_blueprint import address_state, asked, blueprint, event_row, form_id, language_options, typed_number
from kiosk.web.refusals import field_sentences

KINDS = ("flyer", "sign_in", "booth_sign", "tally_sheet", "record", "cards")
PRINTED_MATERIALS = ("flyer", "tri_fold", "poster")


@blueprint.get("/office/print/<event>/new")
@staff(*PRINTING)
def new_run(event: str) -> ResponseReturnValue:
    """The form for one kind of sheet; the address is asked for first where nobody has said it."""
    who = require_event(event, PRINTING)
    if address_state() == "none" and "sample" not in request.args:
        flash(t("printing.address.first"), "info")
        return redirect(url_for("printing.address", event=event))
    kind = request.args.get("kind", "flyer")
    return _form(who, event, kind if kind in KINDS else "flyer", {})


@blueprint.post("/office/print/<event>/new")
@staff(*PRINTING)
def plan_new_run(event: str) -> ResponseReturnValue:
    """Plan what the form asks for; nothing is kept that cannot be printed."""
    kind = request.form.get("kind", "flyer")
    who = require_event(event, COORDINATOR if kind == "cards" else PRINTING)
    try:
        return _PLANNERS.get(kind, _plan_flyers)(who, event)
    except InvalidFields as refusal:
        errors = field_sentences(refusal)
    except LocalAddress as refusal:
        errors = {"local_confirmed": t(refusal.key, **refusal.values)}
    except CannotPrint as refusal:
        errors = {"material" if kind == "flyer" else "language": t(refusal.key, **refusal.values)}
    return _form(who, event, kind if kind in KINDS else "flyer", errors, 422)


def _plan_flyers(who: Account, event: str) -> Response:
    connection = store().read()
    paper, _, up = request.form.get("layout", "").partition("/")
    plan = flyer_plan(
        connection, event, request.form.get("material", ""), copies=typed_number("copies", 100),
        bundle_size=typed_number("bundle_size", print_runs.USUAL_BUNDLE), per_copy="per_copy" in request.form, paper=paper,
        up=int(up) if up in ("1", "2", "4") else 0, unit_cost=_money(), **asked(who),
    )  # fmt: skip
    return _keep(plan)


def _plan_sign_in(who: Account, event: str) -> Response:
    plan = print_sheets.sign_in_plan(
        store().read(), event, pages=typed_number("pages", 1, 1, print_runs.MOST_PAGES), columns=tuple(request.form.getlist("columns")),
        prefilled="prefilled" in request.form, retention_days=config().retention_days, asked=asked(who),
    )  # fmt: skip
    return _keep(plan)


def _plan_record(who: Account, event: str) -> Response:
    return _keep(print_sheets.record_plan(store().read(), event, asked=asked(who)))


def _plan_signs(who: Account, event: str) -> Response:
    paper = request.form.get("paper", "A4")
    plans = [print_sheets.booth_sign_plan(store().read(), booth, paper=paper, asked=_each(who)) for booth in _booths(event)]
    return _keep_several(event, plans)


def _plan_tally_sheets(who: Account, event: str) -> Response:
    return _keep_several(
        event, [print_sheets.tally_sheet_plan(store().read(), booth, asked=_each(who)) for booth in _booths(event)]
    )


def _make_cards(who: Account, event: str) -> ResponseReturnValue:
    """Cards hold secrets that are kept nowhere: they are made into a PDF at once, and their words are shown once."""
    wish = asked(who)
    mark = print_runs.mark_for(wish["base_url"], sample=wish["sample"], local_confirmed=wish["local_confirmed"])
    count = typed_number("cards", 4, 1, packs.MOST_CARDS)
    booths = _booths(event)
    cards = store().write(lambda c: [packs.offer_cards(c, event, booth, count, who.id) for booth in booths])
    base, spoken = public_url() or print_runs.FALLBACK_ADDRESS, wish.get("language", language())
    file = io.BytesIO()
    draw_all([packs.cards_printable(store().read(), event, each, base, spoken, mark) for each in cards], file)
    job = keep_pdf(config().instance, event, COORDINATOR, file.getvalue())
    return page("printing/cards.html", event=event_row(event), cards=cards, job=job, booths=booths_by_id(event))


_PLANNERS: dict[str, Callable[[Account, str], ResponseReturnValue]] = {
    "flyer": _plan_flyers, "sign_in": _plan_sign_in, "record": _plan_record, "booth_sign": _plan_signs,
    "tally_sheet": _plan_tally_sheets, "cards": _make_cards,
}  # fmt: skip


def _each(who: Account) -> Asked:
    """What the form says, for one of several runs: the form's id would make them one."""
    return {**asked(who), "id": ""}


def booths_by_id(event: str) -> dict[str, sqlite3.Row]:
    """Return the event's booths by id."""
    return {row["id"]: row for row in records.all_of(store().read(), campaigns.BOOTH, event)}


def _keep(plan: RunPlan) -> Response:
    if not plan.sample and address_state() == "none":
        return redirect(url_for("printing.address", event=plan.event), 303)
    run = store().write(lambda connection: plan_printable(connection, plan))
    return redirect(url_for("printing.run_page", run=run), 303)


def _keep_several(event: str, plans: list[RunPlan]) -> Response:
    store().write(lambda connection: [plan_printable(connection, plan, reuse_or_plan) for plan in plans])
    flash(t("printing.plan.made", count=len(plans)), "good")
    return redirect(url_for("printing.event_runs", event=event), 303)


def _booths(event: str) -> list[str]:
    known = booths_by_id(event)
    chosen = [booth for booth in request.form.getlist("booths") if booth in known]
    if not chosen:
        raise InvalidFields({"booths": ("printing.booth_needed", {})})
    return chosen


def _money() -> str:
    return str(
        records.clean_values(campaigns.MATERIAL, {"unit_cost": request.form.get("unit_cost", "")}, partial=True)["unit_cost"]
    )


def _form(who: Account, event: str, kind: str, errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    row, connection = event_row(event), store().read()
    materials = [
        each for each in records.all_of(connection, campaigns.MATERIAL, row["campaign"]) if each["kind"] in PRINTED_MATERIALS
    ]
    chosen = next(
        (each for each in materials if each["id"] == request.values.get("material")), materials[0] if materials else None
    )
    kinds = [each for each in KINDS if each != "cards" or who.may(COORDINATOR, row["organisation"], event)]
    return page(
        "printing/new.html", status, event=row, kind=kind, kinds=kinds, errors=errors, typed=request.form, id=form_id() or new_id(),
        materials=materials, chosen=chosen, layouts=_layouts(), usual=_usual_layout(chosen), booths=list(booths_by_id(event).values()),
        language_options=language_options(), spoken=_spoken(row, chosen), columns=print_sheets.COLUMNS, usual_columns=print_sheets.USUAL_COLUMNS,
        address=address_state(), sample="sample" in request.values or address_state() == "none",
        invited=len(records.all_of(connection, people.ROSTER, event)),
    )  # fmt: skip


def _spoken(event: sqlite3.Row, material: sqlite3.Row | None) -> str:
    wanted = request.form.get("language") or (material or event)["language"]
    return str(wanted if wanted in LANGUAGES or " " in wanted else event["language"])


def _layouts() -> list[tuple[str, str]]:
    return [(f"{paper}/{up}", t(f"printing.layout.{paper}-{up}")) for paper, ups in LAYOUTS.items() for up in ups]


def _usual_layout(material: sqlite3.Row | None) -> str:
    paper = material["paper"] if material is not None and material["paper"] in LAYOUTS else "A4" if material is not None else "A6"
    return f"{paper}/{USUAL_UP[paper]}"
