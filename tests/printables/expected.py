"""What the codes of a printable have to say, worked out from what it was made of."""

from __future__ import annotations

from printables.booth_sign import BoothSigns
from printables.bundle_slip import BundleSlips
from printables.distribution_record import DistributionRecord
from printables.document import Printable
from printables.equipment_checklist import EquipmentChecklist
from printables.feedback_card import FeedbackCards
from printables.flyer import Flyer
from printables.group_board import GroupBoard
from printables.group_card import GroupCards
from printables.page import impose
from printables.pairing_card import PairingCards
from printables.pile_contents import PileContents
from printables.pocket_card import PocketCards
from printables.poster import Poster
from printables.programme import Programme
from printables.referral_slip import ReferralSlips
from printables.registration_sheet import RegistrationSheet
from printables.room_poster import RoomPoster
from printables.sign_in_sheet import SignInSheet
from printables.sign_in_slip import SignInSlips
from printables.tally_sheet import TallySheet
from printables.test_page import TestPage
from printables.tip_slip import TipSlips
from printables.volunteer_badge import VolunteerBadges
from printables.wish_card import WishCards


def payloads_of(printable: Printable) -> list[str]:
    """Every symbol's payload, as often as it is printed, sorted."""
    prefix = getattr(printable, "prefix", "")
    return sorted([*(prefix + code for code in _codes_of(printable)), *_secrets_of(printable)])


def _codes_of(printable: Printable) -> list[str]:
    match printable:
        case SignInSheet() | TallySheet() | DistributionRecord() | RegistrationSheet():
            return list(printable.codes)
        case FeedbackCards() | Poster() | TestPage() | WishCards():
            return list(printable.codes)
        case Flyer():
            return [printable.codes[copy // printable.copies_per_code] for copy in range(printable.total)]
        case BundleSlips():
            return [bundle.code for bundle in printable.bundles]
        case PairingCards():
            return [card.token for card in printable.cards]
        case BoothSigns():
            return [code for sign in printable.signs for code in (sign.public_code, sign.staff_code)]
        case SignInSlips() | TipSlips() | ReferralSlips():
            return [slip.code for slip in printable.slips]
        case Programme():
            return [printable.code] * impose(printable.paper).up
        case VolunteerBadges():
            return [badge.code for badge in printable.badges]
        case GroupCards():
            return [card.code for card in printable.cards]
        case EquipmentChecklist() | GroupBoard() | PileContents() | PocketCards() | RoomPoster():
            return []
    raise AssertionError(f"{type(printable).__name__} is new here: say what its codes are")


def _secrets_of(printable: Printable) -> list[str]:
    """What a code with an address of its own says, whole."""
    match printable:
        case SignInSlips():
            return [printable.erase_prefix + slip.erase_code for slip in printable.slips]
    return []
