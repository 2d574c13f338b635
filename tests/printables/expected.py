"""What the codes of a printable have to say, worked out from what it was made of."""

from __future__ import annotations

from printables.booth_sign import BoothSigns
from printables.bundle_slip import BundleSlips
from printables.closing_record import ClosingRecord
from printables.deletion_certificate import DeletionCertificate
from printables.distribution_record import DistributionRecord
from printables.document import Printable
from printables.equipment_checklist import EquipmentChecklist
from printables.feedback_card import FeedbackCards
from printables.flyer import Flyer
from printables.group_board import GroupBoard
from printables.group_card import GroupCards
from printables.pairing_card import PairingCards
from printables.pile_contents import PileContents
from printables.pocket_card import PocketCards
from printables.poster import Poster
from printables.programme import Programme
from printables.referral_slip import ReferralSlips
from printables.registration_sheet import RegistrationSheet
from printables.room_poster import RoomPoster
from printables.service_proof import ServiceProof
from printables.sign_in_sheet import SignInSheet
from printables.sign_in_slip import SignInSlips
from printables.tally_sheet import TallySheet
from printables.test_page import TestPage
from printables.tip_slip import TipSlips
from printables.tri_fold import TriFold
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
        case Flyer() | TriFold():
            return [*_codes_of_copies(printable), *(_codes_of(printable.covers) if printable.covers else ())]
        case BundleSlips():
            return [bundle.code for bundle in printable.bundles]
        case PairingCards():
            return [card.token for card in printable.cards]
        case BoothSigns():
            return [code for sign in printable.signs for code in (sign.public_code, sign.staff_code)]
        case SignInSlips() | TipSlips() | ReferralSlips():
            return [slip.code for slip in printable.slips]
        case Programme():
            return [printable.code] * printable.pieces
        case ServiceProof():
            return [printable.code]
        case VolunteerBadges():
            return [badge.code for badge in printable.badges]
        case GroupCards():
            return [card.code for card in printable.cards]
        case ClosingRecord() | DeletionCertificate() | EquipmentChecklist() | GroupBoard() | PileContents() | PocketCards() | RoomPoster():
            return []
    raise AssertionError(f"{type(printable).__name__} is new here: say what its codes are")


def _codes_of_copies(run: Flyer | TriFold) -> list[str]:
    """A flyer's back carries the code once more, a tri-fold's inside does not."""
    first, last = run.serials or (1, run.total)
    times = 2 if isinstance(run, Flyer) and run.two_sided else 1
    return [run.codes[copy // run.copies_per_code] for copy in range(first - 1, last)] * times


def _secrets_of(printable: Printable) -> list[str]:
    """What a code with an address of its own says, whole."""
    match printable:
        case SignInSlips():
            return [printable.erase_prefix + slip.erase_code for slip in printable.slips]
    return []
