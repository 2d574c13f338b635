"""A flyer shown beside its form: as an answer to a script that asks while one types, or inside the page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from kiosk.errors import InvalidFields
from kiosk.prints.pages import CannotPrint
from kiosk.prints.preview import Draft, draw_preview
from kiosk.prints.runs import FALLBACK_ADDRESS
from kiosk.web.context import public_url
from kiosk.web.refusals import field_sentences, sentence_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A flyer as a PNG, or what keeps it from being printed; ``nearest`` is the colour to take where it is the colour."""

    png: bytes = b""
    problem: str = ""
    nearest: str = ""

    @property
    def url(self) -> str:
        """The picture inside its own address, '' for none."""
        return data_url(self.png, "image/png") if self.png else ""

    @property
    def answer(self) -> ResponseReturnValue:
        """What a script is told."""
        if self.png:
            return Response(self.png, mimetype="image/png")
        return jsonify(message=self.problem, nearest=self.nearest), 422


def show(make: Callable[[], Draft]) -> Shown:
    """Draw a flyer; what is wrong with it is part of the answer."""
    try:
        return Shown(draw(make()))
    except InvalidFields as refusal:
        return Shown(problem=" ".join(field_sentences(refusal).values()))
    except CannotPrint as refusal:
        return Shown(problem=sentence_of(refusal), nearest=str(refusal.values.get("nearest", "")))


def draw(draft: Draft) -> bytes:
    """Return a flyer as a PNG; CannotPrint."""
    return draw_preview(draft, public_url() or FALLBACK_ADDRESS)


def data_url(content: bytes, media: str) -> str:
    """Return a picture as an address that holds it."""
    return f"data:{media};base64,{base64.b64encode(content).decode()}"
