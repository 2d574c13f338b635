"""Everything that a small event needs on paper in one PDF: flyers, sign-in sheet, booth signs and cards to pair phones."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from typing import BinaryIO, cast

from kiosk import campaigns, records
from kiosk.devices import offer_pairing
from kiosk.prints.kinds import PAIRING, kind_of
from kiosk.prints.pages import CannotPrint, Progress, draw_all, printables_of
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import get_run, mark_for, plan_run, renew_run, reuse_or_plan
from kiosk.prints.street import booth_sign_plan, join_signs
from kiosk.prints.texts import EventFacts, prefix_of
from kiosk.prints.wishes import Asked
from kiosk.records import variant_of
from kiosk.storage import Store
from printables.checks import Mark
from printables.document import Printable
from printables.errors import PrintError
from printables.pairing_card import PairingCard, PairingCards

MOST_CARDS = kind_of(PAIRING).most


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards for the phones of one booth: their secrets are only on paper, their word only told."""

    booth: str
    word: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack holds: its runs, and each booth with the word that opens its cards."""

    runs: tuple[str, ...]
    cards: tuple[Cards, ...]
    sheets: int


def offer_cards(connection: sqlite3.Connection, event: str, booth: str, count: int, by: str) -> Cards:
    """Make ``count`` one-time pairings for a booth ('' for none) with one four-digit word.  Must run inside ``Store.write``."""
    word = f"{secrets.randbelow(10_000):04d}"
    made = tuple(offer_pairing(connection, event, by=by, booth=booth or None, word=word) for _ in range(min(count, MOST_CARDS)))
    return Cards(booth, word, made)


def cards_printable(
    connection: sqlite3.Connection, event: str, cards: Cards, base_url: str, language: str, mark: str = ""
) -> PairingCards:
    """Return a booth's pairing cards as sheets; CannotPrint."""
    facts = EventFacts(connection, {"event": event, "language": language})
    booth = records.get(connection, campaigns.BOOTH, cards.booth) if cards.booth else None
    name = f"{booth['code']} {variant_of(booth, 'name', facts.language)}" if booth else ""
    printed = tuple(PairingCard(secret) for secret in cards.secrets)
    try:
        return PairingCards(
            facts.languages,
            facts.title,
            name,
            facts.ends,
            prefix_of(base_url, "P"),
            printed,
            cast(Mark, mark),
        )
    except PrintError as error:
        raise CannotPrint(error) from error


def make_pack(
    store: Store, event: str, file: BinaryIO, *, by: str, base_url: str, language: str = "", sample: bool = False,
    local_confirmed: bool = False, retention_days: int = 90, progress: Progress | None = None,
) -> Pack:  # fmt: skip
    """Write an event's pack and return what it holds: its newest flyers, a sign-in sheet, every booth's sign, and a card each.

    Sheet and signs are planned where the event has none with this address; the cards are new each time.  AddressNeeded,
    LocalAddress, CannotPrint.
    """
    mark = mark_for(base_url, sample=sample, local_confirmed=local_confirmed)
    asked: Asked = {"by": by, "base_url": base_url, "sample": sample, "local_confirmed": local_confirmed}
    spoken = language or records.get(store.read(), campaigns.EVENT, event)["language"]

    def work(connection: sqlite3.Connection) -> tuple[list[str], list[Cards]]:
        runs = _plan_runs(connection, event, {**asked, "language": spoken}, mark, retention_days)
        booths = [booth["id"] for booth in records.all_of(connection, campaigns.BOOTH, event)]
        return runs, [offer_cards(connection, event, booth, 1, by) for booth in booths or [""]]

    runs, cards = store.write(work)
    printables = _printables(store.read(), event, runs, cards, get_run(store.read(), runs[0])["base_url"], spoken, mark)
    draw_all(printables, file, progress)
    return Pack(tuple(runs), tuple(cards), sum(printable.sheet_count for printable in printables))


def _plan_runs(connection: sqlite3.Connection, event: str, asked: Asked, mark: str, retention_days: int) -> list[str]:
    """Return the pack's runs: flyers if there are any, a sign-in sheet, a sign per booth."""
    runs = [run for run in (_newest(connection, event, kind, asked, mark) for kind in ("flyer", "sign_in")) if run]
    for run in runs:
        renew_run(connection, run)
    if not any(get_run(connection, run)["kind"] == "sign_in" for run in runs):
        runs.append(plan_run(connection, sign_in_plan(connection, event, retention_days=retention_days, asked=asked)))
    for booth in records.all_of(connection, campaigns.BOOTH, event):
        runs.append(reuse_or_plan(connection, booth_sign_plan(connection, booth["id"], asked=asked)))
    return runs


def _newest(connection: sqlite3.Connection, event: str, kind: str, asked: Asked, mark: str) -> str | None:
    row = connection.execute(
        "SELECT id FROM print_run WHERE event = ? AND kind = ? AND sample = ? AND (base_url = ? OR ? = '') AND archived_at IS NULL"
        " ORDER BY made_at DESC, code DESC LIMIT 1",
        (event, kind, mark, asked["base_url"], asked["base_url"]),
    ).fetchone()
    return str(row["id"]) if row else None


def _printables(
    connection: sqlite3.Connection, event: str, runs: list[str], cards: list[Cards], base_url: str, language: str, mark: str
) -> list[Printable]:
    sheets = [printable for run in runs for printable in printables_of(connection, get_run(connection, run))]
    return [*join_signs(sheets), *(cards_printable(connection, event, each, base_url, language, mark) for each in cards)]
