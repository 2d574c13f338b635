"""Pages that refresh themselves: a poll that finds nothing new costs one statement and no page (architecture.md §3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec

from flask import make_response, request
from flask.typing import ResponseReturnValue

from kiosk.ids import new_secret, now_ms
from kiosk.storage import Store
from kiosk.web.context import store

Arguments = ParamSpec("Arguments")
_MARK = f"live-{new_secret(64)}-"
"""Another start of the server may render the same figures in another way, so a tag is worth nothing to it."""


class QuietPolls:
    """WSGI middleware: answers 304 while ledger, plan, decisions, reader, language and minute are those that a page was made from.

    In front of Flask, because routing, session and headers would cost three times as much as the answer.  A tag covers the
    reader's own cookies, so only who was given the page can name it, and a 304 tells nothing but that nothing has changed.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], store: Store) -> None:
        self.app = app
        self.store = store

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = environ.get("HTTP_IF_NONE_MATCH", "").removeprefix("W/").strip('"')
        if asked.startswith(_MARK) and environ["REQUEST_METHOD"] == "GET" and asked == _tag(self.store, environ):
            start_response("304 Not Modified", [("ETag", f'"{asked}"'), ("Cache-Control", "no-store")])
            return []
        return self.app(environ, start_response)


def live(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
    """Give a page the tag by which ``QuietPolls`` knows it again; stands above the access decorator."""

    @wraps(view)
    def tagged(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        tag = _tag(store(), request.environ)  # before the figures are read: what comes in between shows at the next poll
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200:
            response.set_etag(tag)
        return response

    return tagged


def _tag(store: Store, environ: dict[str, Any]) -> str:
    known = tuple(
        store.read()
        .execute(
            "SELECT (SELECT seq FROM ledger_position), (SELECT value FROM setting WHERE key = 'plan_version'),"
            " (SELECT value FROM setting WHERE key = 'wall_version'), (SELECT count(*) FROM decision), (SELECT count(*) + total(undone_at) FROM replacement),"
            " (SELECT count(*) FROM closing), (SELECT count(*) FROM explanation)"
        )
        .fetchone()
    )
    asked = [environ.get(name, "") for name in ("PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE")]
    said = repr((*known, now_ms() // 60_000, asked))
    return _MARK + hashlib.blake2b(said.encode(), digest_size=12, key=_MARK.encode()).hexdigest()
