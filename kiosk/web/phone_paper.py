"""Paper that runs out on the spot: one more page of the sign-in sheet, as a PDF to print at the next printer or to share."""

from __future__ import annotations

import io
import json
import sqlite3

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import NotFound
from kiosk.prints import people as print_people
from kiosk.prints.pages import plan_printable, write_run
from kiosk.prints.runs import AddressNeeded, LocalAddress, get_run
from kiosk.prints.wishes import Asked
from kiosk.web.access import phone
from kiosk.web.context import config, public_url, store, t
from kiosk.web.phone_here import blueprint, form_id, here, phone_page, show_result

BY_PHONE = "device:"


@blueprint.get("/one-more-page")
@phone
def ask_one_more_page() -> ResponseReturnValue:
    """Say what the page will be, with one button."""
    return phone_page("phone/one_more_page.html")


@blueprint.post("/one-more-page")
@phone
def make_one_more_page() -> ResponseReturnValue:
    """Plan the page; sent twice it is one page."""
    place = here()
    event, days = place.device.event, config().retention_days
    asked: Asked = {"by": f"{BY_PHONE}{place.device.id}", "base_url": public_url(), "id": form_id()}
    try:
        run = store().write(
            lambda c: plan_printable(c, print_people.plan_one_more(c, event, asked=asked, retention_days=days))
        )
    except (AddressNeeded, LocalAddress):
        return show_result("bad", t("common.result.rejected"), t("phone.one_more.no_address"))
    return redirect(url_for("phone.show_added_page", run=run), 303)


@blueprint.get("/one-more-page/<run>")
@phone
def show_added_page(run: str) -> ResponseReturnValue:
    """Offer the page that was made."""
    row = _added(run)
    return phone_page("phone/one_more_page.html", run=row, number=_page_number(row))


@blueprint.get("/one-more-page/<run>.pdf")
@phone
def added_page_pdf(run: str) -> ResponseReturnValue:
    """The page: it names nobody, for an added page is never written into beforehand."""
    row = _added(run)
    file = io.BytesIO()
    write_run(store().read(), run, file)
    answer = make_response(file.getvalue())
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{here().event["code"]}-{row["code"]}.pdf"'
    return answer


def _added(run: str) -> sqlite3.Row:
    """Return a run that a phone of this event added; NotFound for any other, which might hold names."""
    row = get_run(store().read(), run)
    if row["event"] != here().device.event or not row["made_by"].startswith(BY_PHONE):
        raise NotFound()
    return row


def _page_number(run: sqlite3.Row) -> int:
    return int(json.loads(run["layout"]).get("first_page", 1))
