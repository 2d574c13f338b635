"""Handing the roster to phones that sign people in: the names once while they are the same, who has come since the last time."""

from __future__ import annotations

import gzip
import hashlib
import threading
from pathlib import Path

from flask import Response, request
from pydantic_core import to_json

from kiosk import ledger, records
from kiosk.devices import Device
from kiosk.privacy.access_log import log_look
from kiosk.roster import erasures_so_far, list_arrivals, list_people, require_roster
from kiosk.storage import Store
from kiosk.storage.database import one_state

_MOST_DRAWN = 16
_WORTH_SQUEEZING = 20_000
_DRAWING = threading.Lock()
_drawn: dict[tuple[Path, str], tuple[str, str, bytes]] = {}


def say_roster(store: Store, device: Device) -> Response:
    """Return the answer for this phone, which says what it holds: ``known`` names, arrivals as of ``after``; RosterNotYours, RosterOver.

    Names are made once for all phones of the event.  Their version is made from them: another change of the plan sends nobody
    twenty thousand names again.
    """
    connection = store.read()
    until = require_roster(connection, device)
    with one_state(connection):
        position = ledger.position(connection)
        version, people = _people(store, device.event)
        tag = f"{version}.{position}"
        if request.if_none_match.contains(tag):
            return _tagged(Response(status=304), tag)
        after = request.args.get("after", 0, type=int)
        since = after if 0 < after <= position and request.args.get("known") == version else 0
        said = {"version": version, "seq": position, "since": since, "until": until}
        arrivals = to_json(list_arrivals(connection, device.event, since))
    names = b"null" if request.args.get("known") == version else people
    if names is people:
        store.write(lambda c: log_look(c, f"phone:{device.id}", "roster", event=device.event))
    text = to_json(said)[:-1] + b',"arrivals":' + arrivals + b',"names":' + names + b"}"
    return _tagged(_squeezed(text), tag)


def _people(store: Store, event: str) -> tuple[str, bytes]:
    connection = store.read()
    state = f"{records.plan_version(connection)}.{erasures_so_far(connection)}"
    with _DRAWING:
        drawn = _drawn.get((store.path, event))
        if drawn is None or drawn[0] != state:
            if len(_drawn) >= _MOST_DRAWN:
                _drawn.clear()
            people = to_json(list_people(connection, event))
            _drawn[store.path, event] = drawn = (state, hashlib.sha256(people).hexdigest()[:20], people)
    return drawn[1:]


def _squeezed(text: bytes) -> Response:
    if len(text) < _WORTH_SQUEEZING or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(text, mimetype="application/json")
    return Response(gzip.compress(text, 5, mtime=0), mimetype="application/json", headers={"Content-Encoding": "gzip"})


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Encoding"
    return response
