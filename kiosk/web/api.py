"""The JSON API under /api/v1: paired phones hand in facts and read plan and tallies (protocol.md)."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, Response, request
from flask.sansio.blueprints import BlueprintSetupState
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from kiosk import ledger, records
from kiosk.api import models, openapi
from kiosk.campaigns import BOOTH, EVENT
from kiosk.devices import (
    Device,
    Told,
    WordNeeded,
    WrongWord,
    check_word,
    device_of_token,
    is_news,
    look_at_pairing,
    move_device,
    note_told,
    redeem_pairing,
    renew_token,
)
from kiosk.errors import NotFound, Refusal, SignInNeeded
from kiosk.figures.listed import list_tallies
from kiosk.ids import now_ms
from kiosk.snapshots import snapshot_version, take_snapshot
from kiosk.sync import MAX_BYTES, MAX_ENTRIES, read_entries
from kiosk.web.api_entries import QuickEntries, hand_in
from kiosk.web.api_handover import Handovers
from kiosk.web.api_reading import require_notice, scope_of
from kiosk.web.api_roster import say_roster
from kiosk.web.api_screen import plan_for
from kiosk.web.context import config, kiosk, store
from kiosk.web.security import RateLimit

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
View = Callable[[], Response]
Model = TypeVar("Model", bound=BaseModel)

_READING = RateLimit(300, 60)
"""Plans and tallies per phone, never per address."""
_HANDOVERS = Handovers()
_MOST_DRAWN = 64
_DRAWING = threading.Lock()
_drawn: dict[str, tuple[str, bytes]] = {}


class MalformedEnvelope(Refusal):
    """The request's body is not the JSON object that the document describes; nothing in it was read."""

    reason = "malformed_envelope"
    area = "api"
    status = 400


class TooLarge(Refusal):
    """More entries or bytes than one request may carry; send them in several."""

    reason = "too_large"
    area = "api"
    status = 413


class PairingOver(Refusal):
    """The phone's pairing has expired or was revoked: it may hand in facts and nothing else."""

    reason = "pairing_over"
    area = "api"
    status = 403


def api(view: View) -> View:
    """Mark a route as the API's: it checks the bearer token itself, and answers in JSON."""
    view.access = ("api", ())  # type: ignore[attr-defined]
    return view


@blueprint.record_once
def take_short_way(setup: BlueprintSetupState) -> None:
    """Put the short way for batches in front of the app."""
    app = cast(Flask, setup.app)
    app.wsgi_app = QuickEntries(app.wsgi_app, app.extensions["kiosk"])  # type: ignore[method-assign]


@blueprint.post("/entries")
@api
def send_entries() -> Response:
    """Record a batch of facts and answer each item."""
    _phone()
    entries = read_entries(_entries(_body()))
    return _say(hand_in(kiosk(), _token(), entries, request.headers.get("Accept-Language", "")))


@blueprint.post("/pair")
@api
def pair() -> Response:
    """Exchange a one-time pairing secret for a device token; a phone that sends its old token stays the same phone."""
    wanted = _envelope(models.PairRequest)
    secret = wanted.token.rstrip("/").rpartition("/")[2]
    offered = look_at_pairing(store().read(), secret)
    if offered.needs_word:
        if not wanted.word:
            raise WordNeeded()
        if not store().write(lambda connection: check_word(connection, secret, wanted.word)):
            raise WrongWord()
    known = device_of_token(store().read(), _token()) if _token() else None
    device, token = store().write(lambda connection: redeem_pairing(connection, secret, name=wanted.name, known=known))
    return _say({"device_token": token, "scope": scope_of(device), "plan": _plan(device), "server_time": now_ms()})


@blueprint.post("/hand-over")
@api
def hand_over() -> Response:
    """Keep what this browser holds of the phone for the app on its home screen, and answer with six digits that open it once."""
    phone = _active_phone()
    code, expires_at = _HANDOVERS.offer(phone.id, _envelope(models.HandOver).luggage.model_dump())
    return _say({"code": code, "expires_at": expires_at})


@blueprint.post("/take-over")
@api
def take_over() -> Response:
    """Make this the phone that showed the six digits: its pairing under a new secret, and what it held."""
    device_id, luggage = _HANDOVERS.take(_envelope(models.TakeOver).code)
    device, token = store().write(lambda connection: renew_token(connection, device_id))
    said = {"device_token": token, "scope": scope_of(device), "plan": _plan(device), "server_time": now_ms()}
    return _say(said | {"luggage": luggage})


@blueprint.post("/place")
@api
def tell_place() -> Response:
    """Note at which booth the phone works now, for the coordinator's list; its facts name their booth themselves."""
    phone = _active_phone()
    wanted, connection = _envelope(models.Place), store().read()
    known = {row["id"] for row in records.all_of(connection, BOOTH, phone.event)}
    if wanted.booth is not None and wanted.booth not in known:
        raise NotFound()
    store().write(lambda writer: move_device(writer, phone.id, wanted.booth))
    return _say({"booth": wanted.booth})


@blueprint.post("/readiness")
@api
def tell_readiness() -> Response:
    """Note how ready the phone is and how many facts it still holds; also from a phone whose pairing has ended."""
    phone = _phone()
    _READING.take(phone.id)
    told = Told(**_envelope(models.Readiness).model_dump())
    if is_news(store().read(), phone.id, told):
        store().write(lambda connection: note_told(connection, phone.id, told))
    return _say({"device": phone.state})


@blueprint.get("/plan")
@api
def read_plan() -> Response:
    """Answer the plan of the phone's event."""
    return _say_tagged(_plan(_active_phone()))


@blueprint.get("/snapshot")
@api
def read_snapshot() -> Response:
    """Answer the figures of the phone's event, to count on from without a network."""
    phone = _active_phone()
    connection = store().read()
    version = snapshot_version(connection, phone.event)
    if request.if_none_match.contains(version):
        return _with_tag(Response(status=304), version)
    return _with_tag(Response(_snapshot_text(phone.event, version), mimetype="application/json"), version)


@blueprint.get("/roster")
@api
def read_roster() -> Response:
    """Answer who is expected and who has come, to phones that sign people in, until the event is over."""
    return say_roster(store(), _active_phone())


@blueprint.get("/tallies")
@api
def read_tallies() -> Response:
    """Answer the tallies of the phone's event; another campaign or event is not found."""
    phone = _active_phone()
    connection = store().read()
    event = records.get(connection, EVENT, phone.event)
    campaign = connection.execute("SELECT id, code FROM campaign WHERE id = ?", (event["campaign"],)).fetchone()
    if request.args.get("event") not in (None, event["id"], event["code"]):
        raise NotFound()
    if request.args.get("campaign") not in (None, campaign["id"], campaign["code"]):
        raise NotFound()
    version = f"{ledger.position(connection)}.{records.plan_version(connection)}.{event['id']}"
    return _say_if_new(version, lambda: {"tallies": list_tallies(connection, event["campaign"], event["id"])})


@blueprint.get("/openapi.json")
@api
def read_document() -> Response:
    """Answer the OpenAPI document."""
    return _say_tagged(openapi.document())


def _plan(phone: Device) -> dict[str, object]:
    days = config().retention_days
    require_notice(store(), phone.event, days)
    return plan_for(store().read(), phone, days)


def _snapshot_text(event: str, version: str) -> bytes:
    """Return the snapshot as JSON, made once for all phones of the event that ask after the same fact."""
    place = f"{store().path} {event}"
    with _DRAWING:
        drawn = _drawn.get(place)
        if drawn is None or drawn[0] != version:
            if len(_drawn) >= _MOST_DRAWN:
                _drawn.clear()
            _drawn[place] = drawn = (version, to_json(take_snapshot(store().read(), event)))
    return drawn[1]


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _phone() -> Device:
    token = _token()
    phone = device_of_token(store().read(), token) if token else None
    if phone is None:
        raise SignInNeeded()
    return phone


def _active_phone() -> Device:
    phone = _phone()
    _READING.take(phone.id)
    if phone.state != "active":
        raise PairingOver()
    return phone


def _body() -> Any:
    """Return the request's JSON; TooLarge, MalformedEnvelope.

    The quick reader refuses lone surrogates, which a phone can make by cutting a name in two: the slow one lets them
    through, and only the item that holds one is rejected.
    """
    if (request.content_length or 0) > MAX_BYTES:
        raise TooLarge()
    raw = request.get_data(cache=False)
    if len(raw) > MAX_BYTES:
        raise TooLarge()
    try:
        return from_json(raw)
    except ValueError:
        try:
            return json.loads(raw.decode())
        except (ValueError, RecursionError) as error:
            raise MalformedEnvelope() from error


def _envelope(model: type[Model]) -> Model:
    """Return the request's JSON as this model; TooLarge, MalformedEnvelope."""
    try:
        return model.model_validate(_body())
    except ValidationError as error:
        raise MalformedEnvelope() from error


def _entries(envelope: Any) -> list[object]:
    entries = envelope.get("entries") if isinstance(envelope, dict) else None
    if not isinstance(entries, list) or not set(envelope) <= {"sent_at", "entries"}:
        raise MalformedEnvelope()
    if len(entries) > MAX_ENTRIES:
        raise TooLarge()
    return entries


def _say(answer: object) -> Response:
    return Response(json.dumps(answer), mimetype="application/json")  # escaped: an id that is echoed may hold half a letter


def _say_tagged(answer: object) -> Response:
    text = to_json(answer)
    return _with_tag(Response(text, mimetype="application/json"), hashlib.sha256(text).hexdigest()[:20])


def _say_if_new(version: str, make: Callable[[], object]) -> Response:
    if request.if_none_match.contains(version):
        return _with_tag(Response(status=304), version)
    return _with_tag(_say(make()), version)


def _with_tag(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
