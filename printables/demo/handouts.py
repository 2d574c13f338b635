"""Samples of what residents, groups and volunteers take into the hand: slips and cards."""

from __future__ import annotations

from dataclasses import dataclass

from printables.demo.week import PREFIX, Event, sample_codes
from printables.document import Printable
from printables.group_card import GroupCard, GroupCards
from printables.numbered_slip import NumberedSlip
from printables.pocket_card import LAYOUTS, PocketCards
from printables.referral_slip import ReferralSlips
from printables.tip_slip import TipSlips
from printables.wish_card import WishCards


@dataclass(frozen=True)
class _Handout:
    topics: tuple[str, ...]
    contact: str
    coordinator: str
    groups: tuple[tuple[str, int, str, str, str], ...]
    """(name, delegates, act, slot, leader)"""


TRADITIONAL = _Handout(
    topics=("社會救助", "養老服務", "助殘服務", "兒童關愛", "就業幫扶", "心理支持", "其他"),
    contact="社區工作站 0470-000 0000",
    coordinator="協調員 余文德",
    groups=(
        ("舞蹈隊", 16, "扇子舞《春到社區》，8 分鐘", "第 2 個節目，09:20", "于秀雲"),
        ("合唱隊", 24, "《社區一家人》，10 分鐘", "第 4 個節目，09:40", "余文德"),
        ("棋牌隊", 6, "象棋表演賽，5 分鐘", "第 6 個節目，10:00", "關守義"),
        ("志願服務隊", 40, "", "", ""),
    ),
)
SIMPLIFIED = _Handout(
    topics=("社会救助", "养老服务", "助残服务", "儿童关爱", "就业帮扶", "心理支持", "其他"),
    contact="社区工作站 0470-000 0000",
    coordinator="协调员 余文德",
    groups=(
        ("舞蹈队", 16, "扇子舞《春到社区》，8 分钟", "第 2 个节目，09:20", "于秀云"),
        ("合唱队", 24, "《社区一家人》，10 分钟", "第 4 个节目，09:40", "余文德"),
        ("棋牌队", 6, "象棋表演赛，5 分钟", "第 6 个节目，10:00", "关守义"),
        ("志愿服务队", 40, "", "", ""),
    ),
)
ENGLISH = _Handout(
    topics=("Assistance", "Older people", "Disability", "Children", "Jobs", "Counselling", "Other"),
    contact="Work Station 0470-000 0000",
    coordinator="Yu Wende, coordinator",
    groups=(
        ("Dance team", 16, "Fan dance: Spring comes home, 8 min", "No. 2, 09:20", "Yu Xiuyun"),
        ("Choir", 24, "One community, one family, 10 min", "No. 4, 09:40", "Yu Wende"),
        ("Chess and cards", 6, "Exhibition match, 5 min", "No. 6, 10:00", "Guan Shouyi"),
        ("Volunteer team", 40, "", "", ""),
    ),
)
HANDOUTS = {"zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED, "en": ENGLISH}


def cards(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    own = HANDOUTS[languages[0]]
    groups = GroupCards(languages, event.title, PREFIX, _group_cards(own), mark="sample")
    printables: list[tuple[str, Printable]] = [("group-cards", groups)]
    for paper, count in (("A7", 8), ("A6", 4)):
        wishes = WishCards(languages, PREFIX, sample_codes("N", count), event.title, paper, mark="sample")
        printables.append((f"wish-cards-{paper}", wishes))
    for layout in LAYOUTS:
        pocket = PocketCards(languages, own.coordinator, "138 0000 0001", event.title, layout)
        printables.append((f"pocket-cards-{layout}", pocket))
    return printables


def _group_cards(own: _Handout) -> tuple[GroupCard, ...]:
    codes = sample_codes("G", len(own.groups))
    return tuple(GroupCard(group[0], code, *group[1:]) for group, code in zip(own.groups, codes, strict=True))


def slips(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    own = HANDOUTS[languages[0]]
    tips = [NumberedSlip(f"T-{number:03d}", code, f"{number}4D7H0Q2ZK5M8X1C6W3R9TBVNY") for number, code in enumerate(sample_codes("Q", 2), start=1)]
    referrals = [NumberedSlip(f"R-{number:03d}", code) for number, code in enumerate(sample_codes("R", 2), start=1)]
    tip = TipSlips(languages, event.title, PREFIX, tuple(tips), own.contact, mark="sample")
    referral = ReferralSlips(languages, event.title, PREFIX, tuple(referrals), own.topics, contact=own.contact, mark="sample")
    return [("tip-slips", tip), ("referral-slips", referral)]
