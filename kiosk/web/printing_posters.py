"""Where a poster hangs: whoever hung it scans its code and says so, and its scans are read under that name."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import NotFound
from kiosk.printed_codes import find_code_use
from kiosk.prints.posters import hang_up
from kiosk.web.access import PRINTING, require_event, staff
from kiosk.web.context import store, t
from kiosk.web.printing_blueprint import blueprint


@blueprint.post("/office/print/code/<code>/place")
@staff(*PRINTING)
def poster_place(code: str) -> ResponseReturnValue:
    """Note where the poster of this code hangs."""
    use = find_code_use(store().read(), code)
    if use is None or use.kind != "poster":
        raise NotFound()
    require_event(use.event, PRINTING)
    store().write(lambda connection: hang_up(connection, use, request.form.get("place", "")))
    flash(t("printing.poster.saved"), "good")
    return redirect(url_for("printing.code", code=use.code), 303)
