"""Taking one's name and number back with the erase code: the person goes, the count stays.

Whoever has the code can erase, so it is kept out of every log of ours and out of what a browser tells on (``Referrer-Policy``).
"""

from __future__ import annotations

import re

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.codes import clean
from kiosk.privacy.access_log import HOLDER, log_look
from kiosk.privacy.deletions import home_of
from kiosk.privacy.disclosures import disclose
from kiosk.privacy.erasures import erase_by_code, held_by_code
from kiosk.privacy.notices import knows_erase_code
from kiosk.web.access import public
from kiosk.web.context import config, store
from kiosk.web.disclosure_view import say_hours, say_notices, say_records
from kiosk.web.public_base import answer, blueprint, client_network, gates, take_post, untold

ERASE_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}\Z")


@blueprint.get("/erase")
@public
def erase_form() -> ResponseReturnValue:
    """Ask for the erase code."""
    return answer("public/erase.html", known=None)


@blueprint.get("/E/<code>", strict_slashes=False)
@public
def erase_stub(code: str) -> ResponseReturnValue:
    """Show the page of the code on a slip's stub, as somebody scans it."""
    return erase_person(code)


@blueprint.post("/erase")
@public
def find_erase_code() -> ResponseReturnValue:
    """Take a typed erase code to its page."""
    take_post()
    code = clean(request.form.get("code", "")[:80])
    return redirect(url_for("public.erase_person", code=code) if code else url_for("public.erase_form"), 303)


@blueprint.get("/erase/<code>")
@public
def erase_person(code: str) -> ResponseReturnValue:
    """Say what would be erased; a GET erases nothing and names nobody."""
    typed = clean(code[:80])
    known = knows_erase_code(store().read(), typed)
    if not known:
        gates().wrong_codes.take(client_network())
    return untold(answer("public/erase.html", 200 if known else 404, known=known, code=typed))


@blueprint.post("/erase/<code>/held")
@public
def show_held(code: str) -> ResponseReturnValue:
    """Show what is kept under the code, before it is erased; the look is on record.  A POST: a link alone exposes nothing."""
    take_post()
    typed, connection = clean(code[:80]), store().read()
    ids = held_by_code(connection, typed)
    if not ids:
        gates().wrong_codes.take(client_network())
        return untold(answer("public/erase.html", 404, known=False, code=typed))
    organisation, event = home_of(connection, ids[0])
    store().write(lambda c: log_look(c, HOLDER, "disclosure", organisation=organisation, event=event, quantity=1))
    held = disclose(connection, ids)
    return untold(answer("public/held.html", code=typed, records=say_records(held, masked=True), hours=say_hours(held), notices=say_notices(held)))


@blueprint.post("/erase/<code>")
@public
def erase_now(code: str) -> ResponseReturnValue:
    """Erase what names the person, also from the write-ahead log and from PDFs on disk."""
    take_post()
    typed = clean(code[:80])
    if not erase_by_code(store(), config().instance, typed):
        gates().wrong_codes.take(client_network())
        return untold(answer("public/erase.html", 404, known=False, code=typed))
    return untold(answer("public/erased.html"))
