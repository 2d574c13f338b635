"""Pages that refresh themselves: a poll that finds nothing new costs one statement and no page (architecture.md §3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from kiosk.ids import new_secret, now_ms
from kiosk.web.context import LANGUAGE_COOKIE, STAFF_COOKIE, store

Arguments = ParamSpec("Arguments")
_STARTED = new_secret(64)
"""Another start of the server may render the same figures in another way."""


def live(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
    """Answer 304 while ledger, plan, reader, language and minute are the ones that the reader's page was made from.

    Stands above the access decorator: the tag covers the reader's own sign-in secret, so only who was given the page can name it,
    and a 304 tells nothing but that nothing has changed.
    """

    @wraps(view)
    def tagged(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        tag = _tag()
        if request.if_none_match.contains(tag):
            return Response(status=304, headers={"ETag": f'"{tag}"'})
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200:
            response.set_etag(tag)
        return response

    return tagged


def _tag() -> str:
    position, plan = store().read().execute(
        "SELECT (SELECT seq FROM ledger_position), (SELECT value FROM setting WHERE key = 'plan_version')"
    ).fetchone()
    reader = (request.cookies.get(STAFF_COOKIE), request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language"))
    known = repr((_STARTED, position, plan, now_ms() // 60_000, request.full_path, request.host, reader))
    return hashlib.blake2b(known.encode(), digest_size=12).hexdigest()
