"""Every code on every sample, rendered at 150 dpi, is read back by two independent decoders."""

from __future__ import annotations

import pytest

from printables.booth_sign import BoothSigns
from printables.bundle_slip import BundleSlips
from printables.demo import samples
from printables.distribution_record import DistributionRecord
from printables.document import Printable, to_bytes
from printables.equipment_checklist import EquipmentChecklist
from printables.feedback_card import FeedbackCards
from printables.flyer import Flyer
from printables.group_board import GroupBoard
from printables.group_card import GroupCards
from printables.page import impose
from printables.pairing_card import PairingCards
from printables.pocket_card import PocketCards
from printables.poster import Poster
from printables.programme import Programme
from printables.referral_slip import ReferralSlips
from printables.registration_sheet import RegistrationSheet
from printables.room_poster import RoomPoster
from printables.sign_in_sheet import SignInSheet
from printables.sign_in_slip import SignInSlips
from printables.tally_sheet import TallySheet
from printables.tip_slip import TipSlips
from printables.volunteer_badge import VolunteerBadges
from printables.wish_card import WishCards
from tests.printables.reading import blank_characters, fonts_of, read_codes

SAMPLES = dict(samples())


def codes_of(printable: Printable) -> list[str]:
    match printable:
        case Flyer() | SignInSheet() | TallySheet() | DistributionRecord() | RegistrationSheet():
            return list(printable.codes)
        case BundleSlips():
            return [bundle.code for bundle in printable.bundles]
        case PairingCards():
            return [card.token for card in printable.cards]
        case BoothSigns():
            return [code for sign in printable.signs for code in (sign.public_code, sign.staff_code)]
        case SignInSlips():
            return [slip.code for slip in printable.slips]
        case Programme():
            return [printable.code] * impose(printable.paper).up
        case VolunteerBadges():
            return [badge.code for badge in printable.badges]
        case FeedbackCards() | Poster() | WishCards():
            return list(printable.codes)
        case TipSlips() | ReferralSlips():
            return [slip.code for slip in printable.slips]
        case GroupCards():
            return [card.code for card in printable.cards]
        case EquipmentChecklist() | GroupBoard() | PocketCards() | RoomPoster():
            return []
    raise AssertionError(printable)


def secrets_of(printable: Printable) -> list[str]:
    """What a code with an address of its own says, whole."""
    match printable:
        case SignInSlips():
            return [printable.erase_prefix + slip.erase_code for slip in printable.slips]
    return []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_code_of_a_sample_is_read_back(name: str) -> None:
    printable = SAMPLES[name]
    prefix = getattr(printable, "prefix", "")
    read = [text for page in read_codes(to_bytes(printable)) for text in page]
    assert sorted(read) == sorted([*(prefix + code for code in codes_of(printable)), *secrets_of(printable)])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_embeds_its_faces_and_shows_every_character(name: str) -> None:
    pdf = to_bytes(SAMPLES[name])
    fonts = list(fonts_of(pdf))
    assert fonts
    assert all(embedded and "+NotoSans" in face for face, embedded in fonts)
    assert blank_characters(pdf) == []


@pytest.mark.parametrize("qr_mm", [20.0, 25.0])
def test_codes_of_a_whole_run_are_read_at_the_least_size(qr_mm: float) -> None:
    codes = tuple(f"7K3Q{number:06d}" for number in range(40))
    run = Flyer(("zh-Hans",), "社工让社区更美好", "HTTPS://KIOSK.EXAMPLE/F/", codes, qr_mm=qr_mm)
    pages = read_codes(to_bytes(run))
    assert [len(page) for page in pages] == [4] * 10
    assert sorted(text for page in pages for text in page) == [run.prefix + code for code in codes]


def test_cut_piles_laid_on_one_another_are_in_order() -> None:
    codes = tuple(f"7K3Q{number:06d}" for number in range(12))
    pages = read_codes(to_bytes(Flyer(("en",), "Social workers", "HTTPS://KIOSK.EXAMPLE/F/", codes)))
    piles = [[page[slot] for page in pages] for slot in range(4)]
    assert [text[-10:] for pile in piles for text in pile] == list(codes)
