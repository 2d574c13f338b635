"""Does an event's day add up?  One list of checks, each green, open or explained, and closing the books once nothing is open (domain.md §3)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kiosk.books import closings
from kiosk.books.closings import Closing, Explanation
from kiosk.books.since_closing import SinceClosing, since_closing
from kiosk.errors import NotFound, Refusal
from kiosk.figures.breakdown import places_of
from kiosk.figures.holdings import BundleHeld
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.persons import count_persons
from kiosk.figures.tallies import KEYS, Figures
from kiosk.ids import now_ms
from kiosk.inbox.cases import Case
from kiosk.sheets import ONE_BY_ONE, SheetProgress, progress_of
from kiosk.storage import Store
from kiosk.storage.database import one_state

State = Literal["green", "open", "explained", "note"]
CHECKS = ("over", "difference", "bundles", "phones", "quarantine", "inbox", "paper", "shifts", "store", "dead")
"""What is looked at, in the order of the page; ``store`` and ``dead`` are only told."""


class StillOpen(Refusal):
    """Something is open that nobody has explained; nothing was closed."""

    reason = "still_open"
    area = "desk"
    status = 409


class ChangedMeanwhile(Refusal):
    """What the form showed is no longer so: new facts, or somebody else's decision; nothing was closed or explained."""

    reason = "changed_meanwhile"
    area = "desk"
    status = 409


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be all right.  ``value`` is how many there are, ``basis`` a digest of which; ``case`` names its sentence.

    ``page`` names where it is put right; what cannot be explained away (``fixed``) waits.
    """

    key: str
    state: State
    case: str
    value: int = 0
    basis: str = ""
    said: Mapping[str, object] = field(default_factory=dict)
    page: str = ""
    fixed: bool = False
    explanation: Explanation | None = None


class Desk:
    """An event's reconciliation as it stands now; reads only."""

    def __init__(self, connection: sqlite3.Connection, event: str, now: int) -> None:
        self.event = LiveEvent(connection, event, now)
        self.seq: int = connection.execute("SELECT seq FROM ledger_position").fetchone()["seq"]
        self.places = places_of(self.event.week, event)
        self.paper: list[SheetProgress] = progress_of(connection, event)
        self.explanations = closings.explanations_of(connection, event)
        self.closing: Closing | None = closings.closings_of(connection, [event]).get(event)
        self.since: SinceClosing | None = since_closing(connection, self.event.row, self.closing, self.event.whole) if self.closing else None
        self.persons = count_persons(connection, [event])
        together = closed_events(connection, self.event.row)
        self.together: dict[str, object] = {"events": together, "persons": count_persons(connection, together)}

    @cached_property
    def differences(self) -> dict[tuple[str, str], int]:
        """Return (booth, material) → what is missing, or below zero too much, where that can be measured and is not nothing."""
        return {place: figures.unaccounted for place, figures in self.places.items() if figures.unaccounted}

    @cached_property
    def outstanding(self) -> list[BundleHeld]:
        """The bundles of which something is left by the books, where the books do not add up: the oldest first."""
        places = {place for place, difference in self.differences.items() if difference > 0}
        held = [one for one in self.event.bundles if one.left and not one.elsewhere and (one.booth, one.material) in places]
        return sorted(held, key=lambda one: (one.since, one.run_code, one.number))

    @cached_property
    def dead(self) -> list[BundleHeld]:
        """The bundles that were handed out, at least in part, and that nobody ever scanned."""
        heard = {(cell.key[1], cell.key[2]) for cell in self.event.week.cells if cell.responses}
        gone = [one for one in self.event.bundles if one.sums["handed_out"] and not one.elsewhere]
        return [one for one in gone if (one.run, one.number) not in heard]

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every check that concerns this event."""
        cases = self.event.inbox.open
        held = [case for case in cases if case.kind == "quarantined"]
        made = [
            self._over(), self._difference(), self._bundles(), self._phones(), self._cases("quarantine", held),
            self._cases("inbox", [case for case in cases if case.kind != "quarantined"]), self._paper(), self._shifts(), self._store(), self._dead(),
        ]  # fmt: skip
        return tuple(check for check in made if check is not None)

    @property
    def open(self) -> list[Check]:
        """What keeps the books from being closed."""
        return [check for check in self.checks if check.state == "open"]

    def find(self, key: str, basis: str) -> Check:
        """Return the check that a form names, as it showed it; NotFound, ChangedMeanwhile."""
        check = next((one for one in self.checks if one.key == key), None)
        if check is None and key not in CHECKS:
            raise NotFound()
        if check is None or check.basis != basis or check.fixed or check.state not in ("open", "explained"):
            raise ChangedMeanwhile()
        return check

    def freeze(self) -> dict[str, object]:
        """Return what a closing keeps: every figure, each place's movements, the persons, and what was explained."""
        whole = self.event.whole
        return {
            "figures": {key: getattr(whole, key) for key in KEYS if key != "persons"} | {"persons": self.persons},
            "transferred": whole.transferred, "unmeasured": whole.unmeasured, "never_issued": whole.never_issued, "in_store": whole.in_store,
            "persons": self.persons, "together": self.together,
            "places": [[*place, *_moved(figures)] for place, figures in self.places.items()],
            "checks": [
                {"key": one.key, "state": one.state, "case": one.case, "value": one.value, "said": dict(one.said),
                 "explanation": one.explanation.id if one.explanation else ""}
                for one in self.checks
            ],
        }  # fmt: skip

    @cached_property
    def mark(self) -> str:
        """A short text that is the same while the same movements and checks are shown: scans, which go on for weeks, are not in it."""
        checks = [(one.key, one.state, one.basis, one.explanation.id if one.explanation else "") for one in self.checks]
        return _digest([checks, [[*place, *_moved(figures)] for place, figures in self.places.items()]])

    def _judge(self, key: str, named: object, value: int, *, case: str = "", page: str = "", **said: object) -> Check:
        """Return a check that is green when there is nothing, explained while its explanation is about just this, else open."""
        if not value:
            return Check(key, "green", f"{key}.none", page=page, said=said)
        basis = _digest(named)
        kept = self.explanations.get(key)
        holds = kept is not None and kept.basis == basis
        return Check(key, "explained" if holds else "open", case or f"{key}.some", value, basis, {"count": value} | said, page, False, kept if holds else None)

    def _over(self) -> Check | None:
        if self.event.is_over:
            return None
        return Check("over", "open", "over.some", page="plan", fixed=True)

    def _difference(self) -> Check | None:
        whole, found = self.event.whole, self.differences
        if not self.places:
            return None
        if not found:
            case = "difference.unmeasured" if whole.unaccounted is None else "difference.partly" if whole.unmeasured else "difference.none"
            return Check("difference", "green", case, page="difference", said={"count": whole.unmeasured})
        if not self.event.is_over and min(found.values()) > 0:  # in somebody's hands, and no finding yet
            return Check("difference", "note", "difference.in_hand", sum(found.values()), said={"count": sum(found.values())}, page="difference")
        total, most = sum(found.values()), sum(abs(one) for one in found.values())
        case = "difference.missing" if total == most else "difference.over" if total == -most else "difference.both"
        missing, over = sum(one for one in found.values() if one > 0), -sum(one for one in found.values() if one < 0)
        value = total if total == most else most
        return self._judge("difference", [[*place, one] for place, one in found.items()], value, case=case, page="difference", missing=missing, over=over)

    def _bundles(self) -> Check | None:
        """Bundles that are not settled are where the difference is: they are explained together with it."""
        if not self.event.bundles:
            return None
        difference = self._difference()
        if not self.outstanding or difference is None:
            return Check("bundles", "green", "bundles.none", page="bundles")
        case = "bundles.explained" if difference.state == "explained" else "bundles.some"
        count = len(self.outstanding)
        return Check("bundles", difference.state, case, count, difference.basis, {"count": count}, "bundles", fixed=True)

    def _phones(self) -> Check | None:
        late = self.event.late
        if not any(phone.row for phone in self.event.phones):
            return None
        return self._judge("phones", [[one.id, one.last_heard, one.waiting] for one in late], len(late), page="phones")

    def _cases(self, key: str, cases: Sequence[Case]) -> Check:
        count = sum(case.count for case in cases) if key == "quarantine" else len(cases)
        return self._judge(key, sorted(case.key for case in cases), count, page="inbox")

    def _paper(self) -> Check | None:
        due = [one for one in self.paper if one.sheet.kind not in ONE_BY_ONE]
        if not due:
            return None
        missing = [[one.sheet.run, *one.missing] for one in due if one.missing]
        pages, keyed = sum(one.sheet.pages for one in due), sum(len(one.keyed) for one in due)
        return self._judge("paper", missing, sum(len(one) - 1 for one in missing), page="paper", keyed=keyed, pages=pages)

    def _shifts(self) -> Check | None:
        if not self.event.duty.worked:
            return None
        still = sorted(span.person for span in self.event.duty.on_duty())
        return self._judge("shifts", still, len(still), page="shifts")

    def _store(self) -> Check | None:
        whole = self.event.whole
        if whole.never_issued is None or not whole.printed:
            return None
        return Check("store", "note", "store.some", whole.in_store or 0, said={"never": whole.never_issued, "store": whole.in_store, "printed": whole.printed})

    def _dead(self) -> Check | None:
        if not any(one.sums["handed_out"] for one in self.event.bundles):
            return None
        if not self.event.whole.responses:
            return Check("dead", "note", "dead.all", len(self.dead), said={"count": len(self.dead)}, page="dead")
        return Check("dead", "note", "dead.some" if self.dead else "dead.none", len(self.dead), said={"count": len(self.dead)}, page="dead")


def closed_events(connection: sqlite3.Connection, event: sqlite3.Row) -> list[str]:
    """Return this event and every other of its campaign whose books are closed: the persons of just these are frozen together."""
    rows = connection.execute("SELECT id FROM event WHERE campaign = ?", (event["campaign"],)).fetchall()
    return sorted({event["id"], *closings.closings_of(connection, [row["id"] for row in rows])})


def look(connection: sqlite3.Connection, event: str) -> Desk:
    """Return an event's desk as of one moment, also while phones go on counting; NotFound."""
    with one_state(connection):
        return Desk(connection, event, now_ms())


def close_day(store: Store, event: str, *, shown: str, by: str, id: str) -> Closing:
    """Close an event's books with what the form showed (its ``mark``); StillOpen, ChangedMeanwhile, ClosedMeanwhile.

    What phones send between the look and the closing counts as sent since: nothing waits, and nothing is refused.
    The same ``id`` again changes nothing.
    """
    desk = look(store.read(), event)
    if desk.closing is None or desk.closing.id != id:
        if desk.open and desk.closing is None:
            raise StillOpen(count=len(desk.open))
        if desk.closing is None and desk.mark != shown:
            raise ChangedMeanwhile()
        store.write(lambda connection: closings.close_books(connection, event, desk.freeze(), seq=desk.seq, by=by, id=id))
    return closings.get_closing(store.read(), event, id)


def _moved(figures: Figures) -> tuple[int | None, ...]:
    return (figures.issued, figures.transferred, figures.handed_out, figures.returned, figures.spoiled, figures.unaccounted)


def _digest(said: object) -> str:
    return hashlib.blake2b(json.dumps(said, ensure_ascii=False, sort_keys=True).encode(), digest_size=12).hexdigest()
