"""One place turns a refusal into an answer: a page for people, JSON for machines, in the reader's language."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from flask import Flask, Response, g, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from kiosk import languages
from kiosk.errors import DiskFull, InvalidFields, Refusal, TooMany
from kiosk.web.context import language, t

_DRAWN = frozenset((400, 401, 403, 404, 405, 413, 429, 500, 503))


def field_sentences(refusal: InvalidFields) -> dict[str, str]:
    """Return field → sentence in the reader's language, for a form."""
    return {name: t(key, **_named(values)) for name, (key, values) in refusal.fields.items()}


def _named(values: Mapping[str, object]) -> dict[str, object]:
    """Say a printable's field by its word in the reader's language, where there is one."""
    field = f"printing.field.{values.get('field')}"
    return dict(values) | ({"field": t(field)} if field in languages.catalogue(language()) else {})


def sentence_of(refusal: Refusal) -> str:
    """Return a refusal's sentence in the reader's language; of a text without room, the text's own name if it has one here."""
    named = _named(refusal.values)
    known = named.get("field") != refusal.values.get("field")
    return t(f"{refusal.key}_in" if known and refusal.reason == "text_too_long" else refusal.key, **named)


def answer_refusal(refusal: Refusal) -> Response:
    """Return the page, or for a machine the JSON, that says what will not be done."""
    sentence = " ".join(field_sentences(refusal).values()) if isinstance(refusal, InvalidFields) else sentence_of(refusal)
    response = _answer(refusal.status, sentence, refusal.reason)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.values.get("seconds", 60))
    if refusal.status == 503:
        response.headers["Retry-After"] = "30"
    return response


def add_refusals(app: Flask) -> None:
    """Answer every refusal and every HTTP error the same way."""

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> ResponseReturnValue:
        return answer_refusal(refusal)

    @app.errorhandler(CSRFError)
    def refuse_old_form(error: CSRFError) -> ResponseReturnValue:
        return _answer(400, t("errors.old_form"), "old_form")

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and error.code < 400:
            return error.get_response()  # a redirect for a closing slash
        return _answer(error.code or 500, None, f"http_{error.code}")

    @app.errorhandler(Exception)
    def admit_fault(error: Exception) -> ResponseReturnValue:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):  # a PDF or an upload found no room
            return answer_refusal(DiskFull())
        app.logger.exception("a request failed")
        return _answer(500, None, "http_500")


def _answer(status: int, sentence: str | None, reason: str) -> Response:
    drawn = status if status in _DRAWN else 400 if status < 500 else 500
    if g.get("audience") == "api":
        said = sentence or t(f"common.error.{drawn}.line")
        response = jsonify({"reason": reason, "message": said})
    else:
        response = Response(render_template("errors/error.html", status=drawn, sentence=sentence), mimetype="text/html")
    response.status_code = status
    return response
