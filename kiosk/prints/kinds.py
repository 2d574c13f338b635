"""Every kind of paper that the kiosk prints, in one table: its code, what is counted, whether it comes back, where it stands in the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.errors import NotFound
from kiosk.ledger import MAX_QUANTITY
from kiosk.printed_codes import TEST_KINDS, CodeKind
from printables.booth_sign import BoothSigns
from printables.copies import Copies
from printables.feedback_card import FeedbackCards
from printables.flyer import Flyer
from printables.group_card import GroupCards
from printables.layout import LaidOut, TwoSided
from printables.pocket_card import PocketCards
from printables.poster import Poster
from printables.programme import Programme
from printables.referral_slip import ReferralSlips
from printables.room_poster import RoomPoster
from printables.sign_in_slip import SignInSlips
from printables.tip_slip import TipSlips
from printables.tri_fold import TriFold
from printables.volunteer_badge import VolunteerBadges
from printables.wish_card import WishCards

Group = Literal["hand_out", "fill_in", "hang_up", "team"]
GROUPS: tuple[Group, ...] = ("hand_out", "fill_in", "hang_up", "team")
LONGEST_CONTACT = 40
MOST_PAGES, MOST_CARDS, MOST_EQUIPMENT_PAGES, MOST_SLIPS, MOST_BADGES = 200, 1600, 10, 1200, 600


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of run, or of paper that is made at once and kept as no run (``letter`` is '').

    ``codes``: on each copy or page one of each of these.  ``of``: what one run belongs to; a run of each chosen booth is made.
    ``stands_for``: whose id a scanned code leads to.  ``materials``: the kinds of material that it may print.
    """

    name: str
    letter: str
    """What the run's human code begins with, before its number."""
    group: Group
    icon: str
    codes: tuple[CodeKind, ...] = ()
    counts: Literal["copies", "pages", "cards", "people"] = "copies"
    most: int = MOST_PAGES
    of: Literal["event", "material", "booth"] = "event"
    stands_for: Literal["run", "material", "booth"] = "run"
    materials: tuple[str, ...] = ()
    bundled: bool = False
    """Tied into bundles, each with a slip; the code is the bundle's, or each copy's own."""
    keyed: bool = False
    """Its pages are filled in by hand and keyed in afterwards."""
    shared: bool = False
    """Its copies are all alike: they bear one code."""
    in_parts: bool = False
    """Some of its copies can be printed again without the others."""
    notice: bool = False
    """The privacy notice stands on it, in the version that holds when it is planned."""
    piece: type[LaidOut] | None = None
    """What its copies are drawn as, where they may lie on paper in several ways: a print shop then prints them too."""

    @property
    def slots(self) -> int:
        """On how many places of a part-used sheet it may begin, 1 for none to choose from: a run of copies fills whole sheets."""
        return self.piece.most_up if self.piece and not issubclass(self.piece, Copies) else 1

    @property
    def turns(self) -> bool:
        """Whether it may have a back, so that somebody may have to say over which edge the printer turns a sheet."""
        return self.piece is not None and issubclass(self.piece, TwoSided)


_TABLE = (
    Kind("flyer", "R", "hand_out", "bundle", ("bundle", "slip"), most=MAX_QUANTITY, of="material", stands_for="material",
         materials=("flyer", "tri_fold"), bundled=True, in_parts=True, piece=Flyer),
    Kind("tri_fold", "F", "hand_out", "tri-fold", ("bundle", "slip"), most=MAX_QUANTITY, of="material", stands_for="material",
         materials=("tri_fold",), bundled=True, in_parts=True, piece=TriFold),
    Kind("programme", "G", "hand_out", "clock", ("programme",), most=MOST_CARDS, shared=True, piece=Programme),
    Kind("sign_in", "S", "fill_in", "person", ("sheet",), "pages", keyed=True, notice=True),
    Kind("sign_in_slip", "SL", "fill_in", "torn", ("sheet",), most=MOST_SLIPS, keyed=True, in_parts=True, notice=True, piece=SignInSlips),
    Kind("registration", "V", "fill_in", "form", ("registration",), "pages", keyed=True, notice=True),
    Kind("wish_card", "N", "fill_in", "wish", ("wish",), "cards", most=MOST_CARDS, in_parts=True, piece=WishCards),
    Kind("feedback_card", "Y", "fill_in", "face", ("feedback",), "cards", most=MOST_CARDS, in_parts=True, piece=FeedbackCards),
    Kind("tip_slip", "L", "fill_in", "speech", ("tip",), most=MOST_CARDS, in_parts=True, piece=TipSlips),
    Kind("referral_slip", "Z", "fill_in", "arrow", ("referral",), most=MOST_CARDS, in_parts=True, piece=ReferralSlips),
    Kind("tally_sheet", "T", "fill_in", "method-count", ("tally_sheet",), "pages", of="booth", keyed=True),
    Kind("record", "D", "fill_in", "method-paper", ("record",), "pages", keyed=True),
    Kind("booth_sign", "P", "hang_up", "pin", ("booth", "booth_staff"), "pages", of="booth", stands_for="booth", piece=BoothSigns),
    Kind("poster", "A", "hang_up", "poster", ("poster",), of="material", stands_for="material", materials=("poster",), in_parts=True, piece=Poster),
    Kind("group_board", "H", "hang_up", "people", counts="pages", most=1),
    Kind("room_poster", "W", "hang_up", "arrow", counts="pages", piece=RoomPoster),
    Kind("badge", "B", "team", "badge", ("badge",), "people", most=MOST_BADGES, in_parts=True, piece=VolunteerBadges),
    Kind("group_card", "C", "team", "people", ("group",), "cards", in_parts=True, piece=GroupCards),
    Kind("equipment", "E", "team", "list", counts="pages", most=MOST_EQUIPMENT_PAGES),
    Kind("pocket_card", "K", "team", "info", counts="cards", most=MOST_PAGES * 8, piece=PocketCards),
    Kind("test_page", "Q", "team", "printer", TEST_KINDS, "pages"),
    Kind("cards", "", "team", "phone", counts="cards", most=60, of="booth"),
)  # fmt: skip
KINDS = {kind.name: kind for kind in _TABLE}
PAIRING = "cards"
"""Cards hold secrets that are kept nowhere: they are made at once, and no run is kept."""


def kind_of(name: str) -> Kind:
    """Return a kind by its name; NotFound."""
    if name not in KINDS:
        raise NotFound()
    return KINDS[name]
