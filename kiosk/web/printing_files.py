"""PDFs on their way to the reader: small ones at once, big ones through a child process with a page that tells how far it is."""

from __future__ import annotations

import io
import sqlite3

from flask import Response, jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import NotFound
from kiosk.prints.jobs import SMALL_SHEETS, Job, find_job, pdf_of, start_job
from kiosk.prints.kinds import kind_of
from kiosk.prints.pages import count_sheets, write_all_of, write_run
from kiosk.prints.pile_jams import lines_of
from kiosk.prints.proofs import Proof, say_proof
from kiosk.prints.runs import bundle_serials, get_run
from kiosk.web.access import PRINTING, require_event, staff
from kiosk.web.context import config, language, page, store, t
from kiosk.web.printing_blueprint import blueprint, event_row, typed_number


@blueprint.get("/office/print/run/<run>.pdf")
@staff(*PRINTING)
def run_pdf(run: str) -> ResponseReturnValue:
    """A run's PDF, or that of a part of it: ``first`` and ``last`` copy, or one ``bundle``; always with the same codes.

    ``first_slot`` is where a part-used sheet begins.
    """
    connection = store().read()
    row = get_run(connection, run)
    require_event(row["event"], PRINTING)
    part = request.args.get("part", "all")
    (first, last), slot = _copies(row), typed_number("first_slot", 0, 1, kind_of(row["kind"]).slots)
    if count_sheets(connection, row, first, last, part, slot) > SMALL_SHEETS:
        job = start_job(config().instance, connection, run, PRINTING, first, last, part, slot)
        return redirect(url_for("printing.job_page", job=job.id), 303)
    file = io.BytesIO()
    write_run(connection, run, file, None, first, last, part, slot)
    return send_pdf(file.getvalue(), f"{event_row(row['event'])['code']}-{row['code']}")


@blueprint.get("/office/print/<event>/<kind>.pdf")
@staff(*PRINTING)
def event_pdf(event: str, kind: str) -> ResponseReturnValue:
    """All that an event has of a kind of which every booth has its own, in one PDF."""
    require_event(event, PRINTING)
    if kind_of(kind).of != "booth":
        raise NotFound()
    file = io.BytesIO()
    write_all_of(store().read(), event, kind, file)
    return send_pdf(file.getvalue(), f"{event_row(event)['code']}-{kind}")


@blueprint.get("/office/print/job/<job>")
@staff(*PRINTING)
def job_page(job: str) -> ResponseReturnValue:
    """How far a PDF is; the page looks again by itself, with or without JavaScript."""
    found = own_job(job)
    problem = t(found.problem, **found.values) if found.problem else ""
    return page("printing/job.html", job=found, event=event_row(found.event), problem=problem, proof=proof_sentences(found))


@blueprint.get("/office/print/job/<job>.json")
@staff(*PRINTING)
def job_state(job: str) -> ResponseReturnValue:
    """How far a PDF is, for the page's script."""
    found = own_job(job)
    return jsonify(state=found.state, stage=found.stage, done=found.done, total=found.total)


@blueprint.get("/office/print/job/<job>.pdf")
@staff(*PRINTING)
def job_pdf(job: str) -> ResponseReturnValue:
    """The finished PDF."""
    found = own_job(job)
    return send_file(pdf_of(config().instance, found), "application/pdf", as_attachment=not _shown(), download_name=_name(found))


def send_pdf(pdf: bytes, name: str) -> Response:
    """Answer with a PDF to be kept under ``name``, a run's code without anything personal, or shown by the browser."""
    return send_file(io.BytesIO(pdf), "application/pdf", as_attachment=not _shown(), download_name=f"{name}.pdf")


def proof_sentences(job: Job) -> tuple[str, ...]:
    """Return what is told about the codes that were read back; nothing when they were not."""
    return tuple(say_proof(language(), Proof.kept(job.proof), lines_of(job))) if job.proof else ()


def _shown() -> bool:
    """Whether the browser is asked to show the PDF, rather than to keep it."""
    return "show" in request.args


def own_job(job: str) -> Job:
    """Return a job of one of the reader's events; NotFound, NotAllowed."""
    found = find_job(config().instance, job)
    require_event(found.event, found.roles)
    return found


def _name(job: Job) -> str:
    code = event_row(job.event)["code"]
    return f"{code}-{get_run(store().read(), job.run)['code']}.pdf" if job.run else f"{code}.pdf"


def _copies(run: sqlite3.Row) -> tuple[int | None, int | None]:
    if not kind_of(run["kind"]).in_parts:
        return None, None
    bundle = typed_number("bundle", 0)
    if bundle:
        return bundle_serials(run, bundle)
    return typed_number("first", 1), typed_number("last", run["copies"])
