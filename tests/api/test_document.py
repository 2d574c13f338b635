"""The OpenAPI document is the truth: many made-up requests per operation, no 5xx, every answer as the document says."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi_checks
from schemathesis.specs.openapi.schemas import OpenApiSchema

from kiosk.web import api as web_api
from kiosk.web import api_entries
from kiosk.web.security import RateLimit
from tests.api.conftest import Api, hand_out
from tests.api.test_reading import offer

OPERATIONS = [
    ("/entries", "POST"), ("/pair", "POST"), ("/place", "POST"), ("/readiness", "POST"), ("/hand-over", "POST"), ("/take-over", "POST"),
    ("/plan", "GET"), ("/snapshot", "GET"), ("/roster", "GET"), ("/tallies", "GET"), ("/openapi.json", "GET"),
]  # fmt: skip
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]


@pytest.fixture
def schema(api: Api, monkeypatch: pytest.MonkeyPatch) -> OpenApiSchema:
    """The document as a client reads it from the app, which has something to tell."""
    for module, name in ((api_entries, "_SENDING"), (web_api, "_READING")):
        monkeypatch.setattr(module, name, RateLimit(1_000_000, 1))
    api.send(hand_out(), hand_out(kind="issue", **{"from": "store", "to": "booth:B1"}))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.app)


def walk(schema: OpenApiSchema, api: Api, path: str, method: str, examples: int) -> None:
    """Send made-up requests to one operation: as the document allows, and spoiled on purpose."""
    operation = schema[path][method]
    cases = st.one_of(operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE))

    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, token=st.sampled_from((api.token, api.token, api.token, "nobody")), at_home=st.booleans())
    def ask(case: schemathesis.Case, token: str, at_home: bool) -> None:
        if at_home:
            name_event(case.body)
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})

    ask()


def name_event(body: object) -> None:
    """Let facts be of the phone's own event, so that many are recorded."""
    entries = body.get("entries") if isinstance(body, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and "event" in entry:
            entry["event"] = "B"


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_matches_the_document(path: str, method: str, schema: OpenApiSchema, api: Api) -> None:
    walk(schema, api, path, method, 10)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_hundreds_of_answers_match_the_document(path: str, method: str, schema: OpenApiSchema, api: Api) -> None:
    walk(schema, api, path, method, 300)


def test_the_document_names_every_route_of_the_api(schema: OpenApiSchema, api: Api) -> None:
    routes = {
        (rule.rule.removeprefix("/api/v1"), method)
        for rule in api.app.url_map.iter_rules() if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }  # fmt: skip
    assert routes == set(OPERATIONS)
    assert {(path, method.upper()) for path, item in schema.raw_schema["paths"].items() for method in item} == routes
    assert schema.raw_schema["openapi"].startswith("3.1")


def test_a_real_pairing_and_its_plan_match_the_document(schema: OpenApiSchema, api: Api) -> None:
    case = schema["/pair"]["POST"].Case(body={"token": offer(api), "name": "小於"})
    assert case.call_and_validate(checks=CHECKS).status_code == 200
