"""A proof of service on paper: one page for one volunteer, made whenever it is asked for; every word of it is on record."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from kiosk import records
from kiosk.languages import say_date
from kiosk.organisations import ORGANISATION
from kiosk.people import PERSON, name_of
from kiosk.prints.pages import CannotPrint
from kiosk.prints.texts import prefix_of
from kiosk.records import variant_of
from kiosk.service_hours import Proof, Served
from printables.document import to_bytes
from printables.errors import PrintError
from printables.service_proof import MOST_ROWS, Service, ServiceProof


def proof_pdf(connection: sqlite3.Connection, proof: Proof, language: str, base_url: str, zone: str) -> bytes:
    """Return a proof's PDF in one language; CannotPrint when a name has no letters to print it with."""
    organisation = records.get(connection, ORGANISATION, proof.organisation)
    shown = proof.served if len(proof.served) <= MOST_ROWS else proof.served[-(MOST_ROWS - 1) :]
    earlier = proof.served[: -len(shown)] if len(shown) < len(proof.served) else ()
    issued = datetime.fromtimestamp(proof.made_at / 1000, ZoneInfo(zone)).date()
    try:
        return to_bytes(ServiceProof(
            (language,), name_of(connection, proof.person), str(records.get(connection, PERSON, proof.person)["code"]),
            variant_of(organisation, "name", language), tuple(_service(each, language) for each in shown), f"{proof.hours}", prefix_of(base_url),
            proof.code, urlsplit(base_url).netloc, _day(language, issued), f"{_hours(earlier)}" if earlier else "", len(earlier),
        ))  # fmt: skip
    except PrintError as problem:
        raise CannotPrint(problem) from problem


def _service(served: Served, language: str) -> Service:
    event = served.event
    return Service(_day(language, date.fromisoformat(event["day"])), variant_of(event, "title", language), f"{served.hours}")


def _day(language: str, day: date) -> str:
    return say_date(language, day).partition("（")[0]


def _hours(served: tuple[Served, ...]) -> Decimal:
    return sum((each.hours for each in served), Decimal(0))
