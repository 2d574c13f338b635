"""The OpenAPI 3.1 document of the API, made from the models of its requests and answers."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kiosk.api.models import (
    Batch,
    BatchAnswer,
    HandOver,
    HandOverAnswer,
    PairAnswer,
    PairRequest,
    Place,
    Problem,
    Readiness,
    ReadinessAnswer,
    Roster,
    Snapshot,
    TakeOver,
    TakeOverAnswer,
)
from kiosk.api.plan import Plan
from kiosk.api.tallies import Tallies  # fmt: skip
from kiosk.sync import MAX_BYTES, MAX_ENTRIES

_MODELS: tuple[type[BaseModel], ...] = (
    Batch, BatchAnswer, PairRequest, PairAnswer, HandOver, HandOverAnswer, TakeOver, TakeOverAnswer, Place, Readiness, ReadinessAnswer,
    Plan, Snapshot, Roster, Tallies, Problem,
)  # fmt: skip
_RETRY = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}}
_PROBLEMS = {
    400: "The envelope could not be read.",
    401: "No phone holds this token.",
    403: "The pairing is over, or the card's four digits are missing or wrong.",
    404: "There is no such campaign or event in this phone's scope.",
    410: "The pairing secret was used, has expired, or was tried too often.",
    413: f"More than {MAX_ENTRIES} entries or {MAX_BYTES} bytes.",
    429: "Too many requests with this token.",
    503: "The disk is full or busy: nothing was recorded.",
}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of ``/api/v1``."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in _MODELS], by_alias=True, ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Outreach kiosk", "version": version("outreach-kiosk"), "description": "Facts in, plan and tallies out."},
        "servers": [{"url": "/api/v1"}],
        "security": [{"device": []}],
        "paths": _paths(),
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "device": {"type": "http", "scheme": "bearer", "description": "the token that POST /pair returned"}
            },
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/entries": {
            "post": _operation("sendEntries", "Hand in facts, once per id", BatchAnswer, (400, 401, 413, 429, 503), body=Batch)
        },
        "/pair": {
            "post": _operation(
                "pair",
                "Exchange a pairing secret for a device token",
                PairAnswer,
                (400, 403, 410, 413, 429, 503),
                body=PairRequest,
            )
            | {"security": [{}, {"device": []}]}
        },
        "/plan": {"get": _operation("readPlan", "Read the plan of the phone's event", Plan, (401, 403, 429), etag=True)},
        "/hand-over": {
            "post": _operation(
                "handOver", "Leave what this browser holds for the app", HandOverAnswer, (400, 401, 403, 413, 429, 503), body=HandOver
            )
        },
        "/take-over": {
            "post": _operation("takeOver", "Go on as the phone that shows the code", TakeOverAnswer, (400, 410, 413, 429), body=TakeOver)
            | {"security": [{}]}
        },
        "/place": {
            "post": _operation("tellPlace", "Say at which booth the phone works now", Place, (400, 401, 403, 404, 413, 429), body=Place)
        },
        "/readiness": {
            "post": _operation(
                "tellReadiness", "Say how ready the phone is and what it still holds", ReadinessAnswer, (400, 401, 413, 429, 503), body=Readiness
            )
        },
        "/snapshot": {
            "get": _operation(
                "readSnapshot", "Read the figures that a phone counts on from", Snapshot, (401, 403, 429), etag=True
            )
        },
        "/roster": {
            "get": _operation("readRoster", "Read who is expected and who has come", Roster, (401, 403, 429), etag=True)
            | {"parameters": [_query("known", "the version of the names that the phone holds"), _query("after", "the `seq` of its last answer")]}
        },
        "/tallies": {
            "get": _operation("readTallies", "Read the tallies of the phone's event", Tallies, (401, 403, 404, 429), etag=True)
            | {"parameters": [_query("campaign"), _query("event")]}
        },
        "/openapi.json": {"get": _operation("readDocument", "Read this document", None, (), etag=True) | {"security": []}},
    }


def _operation(
    name: str,
    summary: str,
    answer: type[BaseModel] | None,
    problems: tuple[int, ...],
    *,
    body: type[BaseModel] | None = None,
    etag: bool = False,
) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": {"description": "Done.", "content": _json(answer)}}
    if etag:
        responses["304"] = {"description": "Nothing has changed since the answer with this ETag."}
        responses["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
    for status in problems:
        responses[str(status)] = {"description": _PROBLEMS[status], "content": _json(Problem)}
        if status in (429, 503):
            responses[str(status)]["headers"] = _RETRY
    said: dict[str, Any] = {"operationId": name, "summary": summary, "responses": responses}
    if body is not None:
        said["requestBody"] = {"required": True, "content": _json(body)}
    return said


def _json(model: type[BaseModel] | None) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"} if model else {"type": "object"}
    return {"application/json": {"schema": schema}}


def _query(name: str, description: str = "id or human code") -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string", "maxLength": 200},
    }
