"""The search box of the office pages: what of the plan, and who, holds the words typed."""

from __future__ import annotations

import json

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import search
from kiosk.plan.forms import FORMS
from kiosk.search import Found
from kiosk.web.access import READING, current_account, staff
from kiosk.web.context import language, page, store
from kiosk.web.plan_access import PLACES, place_url

blueprint = Blueprint("search", __name__)
_LONGEST = 60


@blueprint.get("/office/search")
@staff(*READING)
def results() -> ResponseReturnValue:
    """What was found, by noun; each leads to its page."""
    typed = request.args.get("q", "").strip()[:100]
    found = search.find(store().read(), typed, current_account())
    return page("plan/search.html", searched=typed, found=found, title=_title, url=_url, most=search.MOST_EACH)


def _title(row: Found) -> str:
    variants: dict[str, dict[str, str]] = json.loads(row.variants)
    said = variants.get(FORMS[row.noun].names, {}).get(language()) or row.title
    return said if len(said) <= _LONGEST else said[:_LONGEST] + "…"


def _url(row: Found) -> str:
    if row.noun in PLACES:
        return place_url(row.noun, row.id)
    return url_for("plan.found", noun=row.noun, record_id=row.id)
