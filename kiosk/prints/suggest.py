"""What an event needs on paper, reckoned from its plan and from what was left last time, each with the reason in one line; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from kiosk.figures.rates import print_next_time
from kiosk.prints.kinds import KINDS, MOST_PAGES, PAIRING
from kiosk.prints.street import USUAL_BUNDLE, USUAL_COPIES
from printables.equipment_checklist import ROWS_PER_PAGE
from printables.sign_in_sheet import USUAL_COLUMNS, rows_on_page

RESERVE = Decimal("1.2")
ROWS = rows_on_page(USUAL_COLUMNS)
PHONES_PER_BOOTH = 2
LEAST_STREET_PAGES = 2
WALKED_BY = ("street", "online")
"""Kinds of event where visitors pass: hardly any of them signs a sheet."""
BUNDLED = tuple(kind.name for kind in KINDS.values() if kind.bundled)
SAT_THROUGH = ("talk", "screening", "show")
"""Kinds of event that visitors see to the end, and can judge."""
CARDS_TO_BEGIN = 40
CARDS_ON_A_SHEET = 8


@dataclass(frozen=True, slots=True)
class BoothNeed:
    """A booth, and how many different people work at it."""

    id: str
    code: str
    helpers: int = 0


@dataclass(frozen=True, slots=True)
class LastTime:
    """What became of a material when the organisation last had it out: handed out, and left in the store."""

    day: str
    handed_out: int
    left: int


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """A printed material of the campaign.  ``elsewhere``: others of the campaign print it, this organisation never did."""

    id: str
    code: str
    elsewhere: bool = False
    kind: str = "flyer"
    last: LastTime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the suggestion knows.  ``planned`` counts copies by (kind, material or booth, else '')."""

    kind: str
    buttons: frozenset[str] = frozenset()
    expected: int = 0
    invited: int = 0
    came: int = 0
    came_on: str = ""
    volunteers: int = 0
    booths: tuple[BoothNeed, ...] = ()
    materials: tuple[MaterialNeed, ...] = ()
    planned: Mapping[tuple[str, str], int] = field(default_factory=dict)
    things: int = 0
    """Lines of equipment in the plan."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the reckoning: a text's key under ``pile.why`` and its values; ``day`` is an ISO date."""

    key: str
    values: Mapping[str, object]


def because(key: str, /, **values: object) -> Reason:
    """Return a step of the reckoning."""
    return Reason(key, values)


@dataclass(frozen=True, slots=True)
class Need:
    """What is missing: ``copies`` of a kind for a material, for ``booths``, or for the event.

    ``ticked``: it belongs into the pile unless somebody says otherwise.  ``used``: the event has any use for it as planned.
    """

    kind: str
    copies: int
    reasons: tuple[Reason, ...]
    target: str = ""
    booths: tuple[str, ...] = ()
    ticked: bool = True
    used: bool = True


def suggest(situation: Situation) -> list[Need]:
    """Return what is not planned yet, in the order of printing; what is planned already leaves no line."""
    return [
        *_sign_in(situation), *_for_booths(situation, "booth_sign"), *_record(situation), *_for_booths(situation, "tally_sheet"),
        *_flyers(situation), *_for_visitors(situation, "wish_card", "wish" in situation.buttons),
        *_for_visitors(situation, "feedback_card", situation.kind in SAT_THROUGH), *_for_volunteers(situation, "pocket_card"),
        *_for_volunteers(situation, "badge"), *_equipment(situation), *_cards(situation),
    ]  # fmt: skip


def share_out(copies: int, weights: Sequence[int]) -> list[int]:
    """Return ``copies`` divided by weight, with nothing lost: the first places take what is left over."""
    parts = [max(1, weight) for weight in weights]
    shares = [copies * part // sum(parts) for part in parts]
    for place in range(copies - sum(shares)):
        shares[place] += 1
    return shares


def _visitors(situation: Situation) -> tuple[int, tuple[Reason, ...]]:
    """Return how many to be ready for: those expected, invited or seen last time, and a fifth more; 0 where nothing is known."""
    known = (("expected", situation.expected), ("invited", situation.invited), ("came", situation.came))
    key, count = next(((key, count) for key, count in known if count), ("", 0))
    wanted = _ceiling(count * RESERVE)
    more = {"day": situation.came_on} if key == "came" else {}
    return wanted, (because(key, count=count, wanted=wanted, **more),) if count else ()


def _sign_in(situation: Situation) -> Iterator[Need]:
    """Pages by visitors; on a street, where people walk by, a page for each booth."""
    used = situation.kind != "online" and ("sign_in" in situation.buttons or bool(situation.invited))
    wanted, reasons = _visitors(situation)
    planned = situation.planned.get(("sign_in", ""), 0)
    if situation.kind in WALKED_BY or not wanted:
        pages = max(LEAST_STREET_PAGES, len(situation.booths))
        reasons = (because("street_pages" if situation.kind in WALKED_BY else "usual_pages", pages=pages),)
    else:
        pages = min(MOST_PAGES, -(-wanted // ROWS))
        reasons = (*reasons, because("rows", rows=ROWS, pages=pages))
    yield from _missing("sign_in", pages, planned, reasons, used=used)


def _flyers(situation: Situation) -> Iterator[Need]:
    """By visitors, else by what was handed out last time; less what is left of it, in whole bundles."""
    for material in situation.materials:
        wanted, reasons = _visitors(situation)
        if not wanted:
            wanted, reasons = _without_visitors(material.last)
        left = material.last.left if material.last else 0
        if material.last and left > 0:
            wanted = max(0, wanted - left)
            reasons = (*reasons, because("left", count=left, day=material.last.day, rest=wanted))
        copies = -(-wanted // USUAL_BUNDLE) * USUAL_BUNDLE
        if copies != wanted:
            reasons = (*reasons, because("bundles", size=USUAL_BUNDLE, copies=copies))
        planned = sum(situation.planned.get((kind, material.id), 0) for kind in BUNDLED)
        yield from _missing(material.kind, copies, planned, reasons, target=material.id, used=not material.elsewhere)


def _without_visitors(last: LastTime | None) -> tuple[int, tuple[Reason, ...]]:
    if last is None or not last.handed_out:
        return USUAL_COPIES, (because("usual_copies", copies=USUAL_COPIES),)
    wanted = print_next_time(last.handed_out, ran_out_after=None, planned_hours=Decimal(0), bundle_size=1)
    return wanted, (because("handed", count=last.handed_out, day=last.day, wanted=wanted),)


def _for_visitors(situation: Situation, kind: str, used: bool) -> Iterator[Need]:
    """A card for every visitor, in whole sheets; some to begin with where people walk by, or nobody knows how many come."""
    wanted, reasons = _visitors(situation)
    if situation.kind in WALKED_BY or not wanted:
        wanted, reasons = CARDS_TO_BEGIN, (because("to_begin", copies=CARDS_TO_BEGIN),)
    copies = -(-wanted // CARDS_ON_A_SHEET) * CARDS_ON_A_SHEET
    yield from _missing(kind, copies, situation.planned.get((kind, ""), 0), reasons, used=used and kind in KINDS)


def _missing(
    kind: str, wanted: int, planned: int, reasons: tuple[Reason, ...], *, target: str = "", used: bool = True
) -> Iterator[Need]:
    """Yield what ``planned`` leaves open.  Who has planned some has thought about it: the rest is shown, not ticked."""
    missing = wanted - planned
    if missing > 0 or not planned:
        said = (*reasons, because("planned", count=planned, rest=missing)) if planned else reasons
        yield Need(kind, max(0, missing), said, target, ticked=used and not planned and missing > 0, used=used)


def _for_booths(situation: Situation, kind: str) -> Iterator[Need]:
    """One for each booth that has none; a tally sheet needs something to count."""
    open_booths = [booth for booth in situation.booths if not situation.planned.get((kind, booth.id))]
    if open_booths and (kind != "tally_sheet" or situation.materials):
        codes = " ".join(booth.code for booth in open_booths)
        ids = tuple(booth.id for booth in open_booths)
        yield Need(kind, len(ids), (because("each_booth", count=len(ids), codes=codes),), booths=ids)


def _record(situation: Situation) -> Iterator[Need]:
    if situation.booths and situation.materials and not situation.planned.get(("record", "")):
        yield Need("record", 1, (because("record"),))


def _equipment(situation: Situation) -> Iterator[Need]:
    """A checklist of what the plan lists, on as many pages as that takes."""
    if situation.things and not situation.planned.get(("equipment", "")):
        yield Need("equipment", -(-situation.things // ROWS_PER_PAGE), (because("things", count=situation.things),))


def _for_volunteers(situation: Situation, kind: str) -> Iterator[Need]:
    """One for everybody on shift."""
    if situation.volunteers and kind in KINDS:
        reasons = (because("on_shift", count=situation.volunteers),)
        yield from _missing(kind, situation.volunteers, situation.planned.get((kind, ""), 0), reasons)


def _cards(situation: Situation) -> Iterator[Need]:
    """A card for each phone: everybody on shift brings one; with an empty roster, two for each booth."""
    places = max(1, len(situation.booths))
    wanted = situation.volunteers or PHONES_PER_BOOTH * places
    key = "phones" if situation.volunteers else "usual_phones"
    ids = tuple(booth.id for booth in situation.booths)
    for need in _missing(PAIRING, wanted, situation.planned.get((PAIRING, ""), 0), (because(key, count=wanted),)):
        yield Need(need.kind, need.copies, need.reasons, booths=ids, ticked=need.ticked, used=situation.kind != "online")


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
