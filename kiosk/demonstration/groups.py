"""The groups of the reference week: C's ten on stage and B's yangko team (domain.md §8); titles, leaders and numbers on file are invented."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.acts import ACT
from kiosk.campaigns import EVENT
from kiosk.demonstration.rows import ZH, in_three
from kiosk.groups import LEADER
from kiosk.organisations import ORGANISATION
from kiosk.people import add_person
from kiosk.records import add, change, get

_Three = tuple[str, str, str]
_PHONE = 13800000200


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its name and its act in three languages, how many perform for how long, how late they went on, and who leads it."""

    name: _Three
    act: _Three
    performers: int
    minutes: int
    late: int
    members: int
    category: _Three
    leader: str


_ART, _SPORT, _SERVICE = ("文藝", "文艺", "arts"), ("體育", "体育", "sports"), ("公益服務", "公益服务", "service")
ON_STAGE = (
    Group(("社區婦女組織", "社区妇女组织", "Community women's group"), ("旗袍秀《社區春色》", "旗袍秀《社区春色》", "Qipao show: Spring in the Community"), 12, 6, 0, 26, _ART, "于秀蘭"),
    Group(("舞蹈隊", "舞蹈队", "Dance team"), ("扇子舞《茉莉花》", "扇子舞《茉莉花》", "Fan dance: Jasmine Flower"), 16, 8, 1, 32, _ART, "范玉梅"),
    Group(("太極隊", "太极队", "Tai chi team"), ("二十四式太極拳", "二十四式太极拳", "Tai chi in twenty-four forms"), 18, 8, 1, 40, _SPORT, "余建國"),
    Group(("合唱隊", "合唱队", "Choir"), ("合唱《愛的奉獻》", "合唱《爱的奉献》", "Choir: The Gift of Love"), 24, 10, 0, 36, _ART, "陳淑珍"),
    Group(("足球隊", "足球队", "Football team"), ("花式顛球", "花式颠球", "Ball juggling"), 11, 6, 2, 22, _SPORT, "李志強"),
    Group(("棋牌隊", "棋牌队", "Chess and cards team"), ("快板《棋逢對手》", "快板《棋逢对手》", "Clapper talk: A Worthy Opponent"), 6, 5, 3, 18, _ART, "王福生"),
    Group(("乒乓球隊", "乒乓球队", "Table tennis team"), ("乒乓球對打表演", "乒乓球对打表演", "Table tennis display"), 8, 6, 2, 20, _SPORT, "趙立新"),
    Group(("志願服務隊", "志愿服务队", "Volunteer team"), ("情景劇《敲敲鄰居的門》", "情景剧《敲敲邻居的门》", "Sketch: Knocking at the Neighbour's Door"), 15, 7, 2, 60, _SERVICE, "孫麗華"),
    Group(("老年協會", "老年协会", "Older people's association"), ("詩朗誦《夕陽紅》", "诗朗诵《夕阳红》", "Recitation: Evening Glow"), 9, 6, 1, 120, _SERVICE, "周德明"),
    Group(("少兒教育園地", "少儿教育园地", "Children's learning garden"), ("兒童歌舞《讓愛住我家》", "儿童歌舞《让爱住我家》", "Children's song and dance: Love Lives Here"), 14, 8, 1, 45, _SERVICE, "吳曉燕"),
)  # fmt: skip
"""Community C's ten registered groups in their order: 133 people, 70 minutes."""
INVITED = (
    Group(("秧歌隊", "秧歌队", "Yangko team"), ("秧歌《喜迎春》", "秧歌《喜迎春》", "Yangko: Welcoming Spring"), 16, 20, 5, 16, _ART, "鄭桂芳"),
)  # fmt: skip
"""Community B's invited team."""


def put_on_stage(connection: sqlite3.Connection, record: Callable[..., None], event: str, groups: tuple[Group, ...]) -> None:
    """Register an event's groups, put their acts in order, and let all of them come and perform; ``record`` writes one fact at a minute."""
    row = get(connection, EVENT, event)
    change(connection, EVENT, event, {"features": f"{row['features']} programme"})
    minute = 0
    for number, group in enumerate(groups, start=1):
        partner = _register(connection, row["organisation"], f"{row['code']}-G{number}", number, group)
        values = {"code": f"N{number}", "minutes": str(group.minutes), "performers": str(group.performers), "position": str(number)}
        act = add(connection, ACT, event, {**ZH, **values, **in_three("title", group.act)}, partner=partner)
        record("group_in", -40 + 2 * number, quantity=group.performers, method="volunteer", group=partner, act=act, leader=True)
        record("act_on", minute + group.late, act=act)
        minute += group.minutes


def _register(connection: sqlite3.Connection, organisation: str, code: str, number: int, group: Group) -> str:
    values = {
        **ZH, "code": code, "kind": "partner", "level": "group", "members": str(group.members), "registration": "filed", "position": str(number),
        "registration_number": f"社團備〔2016〕{number:02d}號", **in_three("name", group.name), **in_three("category", group.category),
    }  # fmt: skip
    partner = add(connection, ORGANISATION, "", values, parent=organisation)
    phone = _PHONE + number + (0 if group in ON_STAGE else len(ON_STAGE))
    add_person(connection, partner, {"code": "L1", "category": LEADER}, name=group.leader, phone=str(phone))
    return partner
