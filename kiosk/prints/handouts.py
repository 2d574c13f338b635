"""Paper that residents and volunteers take into the hand, planned and made: wish and feedback cards, tip and referral slips, pocket cards."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace

from kiosk import campaigns, records
from kiosk.errors import InvalidFields
from kiosk.printed_codes import CodeUse, block_of, find_code_use
from kiosk.prints.kinds import LONGEST_CONTACT, kind_of
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import Maker, Planner, pages_plan
from kiosk.prints.runs import RunPlan
from kiosk.prints.sheet_words import words_on
from kiosk.prints.wishes import Wish
from printables.document import Printable
from printables.feedback_card import FeedbackCards
from printables.numbered_slip import NumberedSlip
from printables.pocket_card import LAYOUTS, PocketCards
from printables.referral_slip import MOST_TOPICS, ReferralSlips
from printables.tip_slip import TipSlips
from printables.wish_card import LAYOUTS as WISH_PAPERS
from printables.wish_card import WishCards

USUAL_POCKET_CARDS, USUAL_CARDS, USUAL_SLIPS = 8, 40, 20
LONGEST_PHONE, LONGEST_QUESTION, LONGEST_TOPIC = 24, 60, 20
_TIP = "T"
_SLIP_NUMBER = re.compile(rf"(?:{_TIP}-?)?0*([1-9][0-9]{{0,4}})")


def plan_wish_cards(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, paper (A7, eight on a sheet; A6, four)."""
    paper = wish.one_of("paper", WISH_PAPERS, next(iter(WISH_PAPERS)))
    return [pages_plan(event, "wish_card", _cards(connection, event, "wish_card", wish), {"paper": paper}, wish.asked)]


def make_wish_cards(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words = words_on(connection, part)
    return [WishCards(words.languages, part.prefix, codes_of(connection, part, "wish"), words.title, part.layout["paper"], part.mark)]


def plan_feedback_cards(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, question (what the five faces answer; by default whether the event satisfied)."""
    layout = {"question": wish.words("question", LONGEST_QUESTION)}
    return [pages_plan(event, "feedback_card", _cards(connection, event, "feedback_card", wish), layout, wish.asked)]


def make_feedback_cards(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words, codes = words_on(connection, part), codes_of(connection, part, "feedback")
    return [FeedbackCards(words.languages, words.title, part.prefix, codes, words.when, part.layout["question"], part.mark)]


def _cards(connection: sqlite3.Connection, event: str, kind: str, wish: Wish) -> int:
    """Return how many cards are asked for, by default one for each who is expected, in whole sheets."""
    expected = records.get(connection, campaigns.EVENT, event)["expected"] or USUAL_CARDS
    most = kind_of(kind).most
    return wish.number("copies", min(-(-expected // 8) * 8, most), most)


def plan_tip_slips(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, contact (whom to ask what became of it; by default the event's)."""
    layout = {"contact": wish.words("contact", LONGEST_CONTACT)}
    return [pages_plan(event, "tip_slip", wish.number("copies", USUAL_SLIPS, kind_of("tip_slip").most), layout, wish.asked)]


def make_tip_slips(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Each slip has an erase code on its stub, derived from its own: a reprint bears the same."""
    words, block = words_on(connection, part), block_of(connection, part.id, "tip")
    slips = _numbered(connection, part, _TIP)
    if block:
        slips = tuple(replace(slip, erase_code=block.erase_code(number)) for number, slip in enumerate(slips, start=part.first))
    contact = part.layout["contact"] or words.contact
    return [TipSlips(words.languages, words.title, part.prefix, slips, contact, part.mark)]


def plan_referral_slips(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, topics (a line each; by default the campaign's), agency (where all slips go to the same place), contact."""
    topics = [line.strip() for line in wish.text("topics").splitlines() if line.strip()]
    if len(topics) > MOST_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in topics):
        raise InvalidFields({"topics": ("printing.lines.topics", {"most": MOST_TOPICS, "longest": LONGEST_TOPIC})})
    layout = {"topics": topics, "agency": wish.words("agency", LONGEST_CONTACT), "contact": wish.words("contact", LONGEST_CONTACT)}
    return [pages_plan(event, "referral_slip", wish.number("copies", USUAL_SLIPS, kind_of("referral_slip").most), layout, wish.asked)]


def make_referral_slips(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words, layout = words_on(connection, part), part.layout
    topics = layout["topics"] or words.more["topics"]
    return [ReferralSlips(
        words.languages, words.title, part.prefix, _numbered(connection, part, "R"), tuple(topics), layout["agency"],
        layout["contact"] or words.contact, part.mark,
    )]  # fmt: skip


def _numbered(connection: sqlite3.Connection, part: Part, letter: str) -> tuple[NumberedSlip, ...]:
    """Return the slips with their numbers, which go on from one run of the event to the next: nobody holds the number of another."""
    codes = codes_of(connection, part, part.kind.codes[0])
    first = _made_before(connection, part.id, part.mark) + part.first
    return tuple(NumberedSlip(f"{letter}-{number:03d}", code) for number, code in enumerate(codes, start=first))


def number_of_slip(connection: sqlite3.Connection, use: CodeUse) -> str:
    """Return the number that is printed on the tip slip with this code."""
    run = connection.execute("SELECT sample FROM print_run WHERE id = ?", (use.run,)).fetchone()
    return f"{_TIP}-{_made_before(connection, use.run, run['sample']) + use.number:03d}"


def erase_code_of_slip(connection: sqlite3.Connection, use: CodeUse) -> str:
    """Return the erase code on the stub of the tip slip with this code, '' where its run printed none."""
    block = block_of(connection, use.run, "tip")
    return block.erase_code(use.number) if block else ""


def find_tip_slip(connection: sqlite3.Connection, event: str, number: str) -> CodeUse | None:
    """Return the tip slip of an event that bears this number (T-012, or 012); None for anything else."""
    found = _SLIP_NUMBER.fullmatch(number.strip().upper())
    left = int(found[1]) if found else 0
    rows = connection.execute(
        "SELECT b.run, b.last - b.first + 1 AS slips FROM code_block b JOIN print_run r ON r.id = b.run"
        " WHERE b.event = ? AND b.kind = 'tip' AND r.sample <> 'sample' ORDER BY b.first",
        (event,),
    ).fetchall()
    for row in rows:
        block = block_of(connection, row["run"], "tip")
        if block and 0 < left <= row["slips"]:
            return find_code_use(connection, next(iter(block.codes(left, left))))
        left -= row["slips"]
    return None


def _made_before(connection: sqlite3.Connection, run: str, mark: str) -> int:
    """Return how many slips of this kind earlier runs of the event have; samples are counted among themselves."""
    row = connection.execute(
        "SELECT coalesce(sum(b.last - b.first + 1), 0) FROM code_block b JOIN print_run r ON r.id = b.run JOIN code_block own ON own.run = ?1"
        " AND own.kind = b.kind WHERE b.event = own.event AND b.first < own.first AND (r.sample = 'sample') = (?2 = 'sample')",
        (run, mark),
    ).fetchone()
    return int(row[0])


def plan_pocket_cards(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: copies, layout (fold, duplex), contact and phone; what is left empty is written on the card by hand."""
    cards = wish.number("copies", USUAL_POCKET_CARDS, kind_of("pocket_card").most)
    layout = {"layout": wish.one_of("layout", LAYOUTS, "fold"), "contact": wish.words("contact", LONGEST_CONTACT),
              "phone": wish.words("phone", LONGEST_PHONE)}  # fmt: skip
    return [pages_plan(event, "pocket_card", cards, layout, wish.asked)]


def make_pocket_cards(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """The cards are all alike."""
    words, layout = words_on(connection, part), part.layout
    return [PocketCards(words.languages, layout["contact"], layout["phone"], words.title, layout["layout"], part.copies)]


PLANS: dict[str, Planner] = {
    "wish_card": plan_wish_cards, "feedback_card": plan_feedback_cards, "tip_slip": plan_tip_slips,
    "referral_slip": plan_referral_slips, "pocket_card": plan_pocket_cards,
}  # fmt: skip
MAKERS: dict[str, Maker] = {
    "wish_card": make_wish_cards, "feedback_card": make_feedback_cards, "tip_slip": make_tip_slips,
    "referral_slip": make_referral_slips, "pocket_card": make_pocket_cards,
}  # fmt: skip
