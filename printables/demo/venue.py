"""Samples for the room and its walls: posters, the way to the room, the groups' board, the equipment."""

from __future__ import annotations

from dataclasses import dataclass

from printables.demo.week import PREFIX, Event, sample_codes
from printables.document import Printable
from printables.equipment_checklist import Equipment, EquipmentChecklist
from printables.group_board import GroupBoard, RegisteredGroup
from printables.pile_contents import PileContents, PileItem
from printables.poster import Poster
from printables.room_poster import RoomPoster
from printables.test_page import TestPage
from printables.words import words_of

DIRECTIONS = ("left", "right", "ahead")


@dataclass(frozen=True)
class _Venue:
    equipment: tuple[Equipment, ...]
    groups: tuple[RegisteredGroup, ...]
    slogan: str
    station: str
    talk: str
    room: str
    time: str


TRADITIONAL = _Venue(
    equipment=(
        Equipment("投影機", "1", True),
        Equipment("筆記型電腦", "1", True),
        Equipment("音箱", "2", True),
        Equipment("銀幕", "1", True),
        Equipment("摺疊桌", "6", False, "社區活動中心"),
        Equipment("帳篷（3 m × 3 m）", "3", False, "街道辦事處"),
        Equipment("橫幅", "4", True),
    ),
    groups=tuple(
        RegisteredGroup(name, category, leader, f"社備 2016-{number:03d}")
        for number, (name, category, leader) in enumerate(
            (
                ("社區婦女組織", "互助", "包玉蘭"),
                ("舞蹈隊", "文藝", "于秀雲"),
                ("太極隊", "體育", "范長青"),
                ("合唱隊", "文藝", "余文德"),
                ("足球隊", "體育", "孟和"),
                ("棋牌隊", "文體", "關守義"),
                ("乒乓球隊", "體育", "何立新"),
                ("志願服務隊", "公益", "白雪梅"),
                ("老年協會", "互助", "吳國棟"),
                ("少兒教育園地", "教育", "莫春燕"),
            ),
            start=1,
        )
    ),
    slogan="社工讓\n社區更美好",
    station="社區工作站",
    talk="「三社聯動」講座",
    room="二樓活動教室",
    time="3月21日（星期二）14:30–16:00",
)
SIMPLIFIED = _Venue(
    equipment=(
        Equipment("投影仪", "1", True),
        Equipment("笔记本电脑", "1", True),
        Equipment("音箱", "2", True),
        Equipment("幕布", "1", True),
        Equipment("折叠桌", "6", False, "社区活动中心"),
        Equipment("帐篷（3 m × 3 m）", "3", False, "街道办事处"),
        Equipment("横幅", "4", True),
    ),
    groups=tuple(
        RegisteredGroup(name, category, leader, f"社备 2016-{number:03d}")
        for number, (name, category, leader) in enumerate(
            (
                ("社区妇女组织", "互助", "包玉兰"),
                ("舞蹈队", "文艺", "于秀云"),
                ("太极队", "体育", "范长青"),
                ("合唱队", "文艺", "余文德"),
                ("足球队", "体育", "孟和"),
                ("棋牌队", "文体", "关守义"),
                ("乒乓球队", "体育", "何立新"),
                ("志愿服务队", "公益", "白雪梅"),
                ("老年协会", "互助", "吴国栋"),
                ("少儿教育园地", "教育", "莫春燕"),
            ),
            start=1,
        )
    ),
    slogan="社工让\n社区更美好",
    station="社区工作站",
    talk="“三社联动”讲座",
    room="二楼活动教室",
    time="3月21日（星期二）14:30–16:00",
)
ENGLISH = _Venue(
    equipment=(
        Equipment("Projector", "1", True),
        Equipment("Laptop", "1", True),
        Equipment("Loudspeakers", "2", True),
        Equipment("Screen", "1", True),
        Equipment("Folding tables", "6", False, "Community centre"),
        Equipment("Tents, 3 m × 3 m", "3", False, "Sub-district office"),
        Equipment("Banners", "4", True),
    ),
    groups=tuple(
        RegisteredGroup(name, category, leader, f"C-2016-{number:03d}")
        for number, (name, category, leader) in enumerate(
            (
                ("Women's group", "Mutual aid", "Bao Yulan"),
                ("Dance team", "Arts", "Yu Xiuyun"),
                ("Tai chi team", "Sports", "Fan Changqing"),
                ("Choir", "Arts", "Yu Wende"),
                ("Football team", "Sports", "Menghe"),
                ("Chess and cards", "Leisure", "Guan Shouyi"),
                ("Table tennis team", "Sports", "He Lixin"),
                ("Volunteer team", "Service", "Bai Xuemei"),
                ("Seniors' association", "Mutual aid", "Wu Guodong"),
                ("Children's garden", "Education", "Mo Chunyan"),
            ),
            start=1,
        )
    ),
    slogan="Social workers make communities better",
    station="Community Work Station",
    talk="Talk: how community, groups and social workers join hands",
    room="Activity Room, first floor",
    time="Tuesday 21 March, 14:30–16:00",
)
VENUES = {"zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED, "en": ENGLISH}


def walls(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    venue = VENUES[languages[0]]
    printables: list[tuple[str, Printable]] = [(f"poster-{paper}", _poster(languages, event, paper)) for paper in ("A3", "A4")]
    printables.append(("equipment-checklist", _equipment(languages, event)))
    test_page = TestPage(languages, PREFIX, sample_codes("Y", 3), event.organiser, "sample")
    printables.append(("test-page", test_page))
    printables.append(("pile-contents", _pile(languages, event)))
    for paper in ("A4", "A3"):
        board = GroupBoard(languages, venue.groups, venue.station, event.date, paper=paper)
        way = RoomPoster(languages, venue.talk, venue.room, DIRECTIONS, venue.time, event.organiser, paper)
        printables += [(f"group-board-{paper}", board), (f"room-poster-{paper}", way)]
    return printables


def _poster(languages: tuple[str, ...], event: Event, paper: str) -> Poster:
    return Poster(
        languages,
        VENUES[languages[0]].slogan,
        PREFIX,
        sample_codes("P", 1),
        lines=event.lines,
        when=event.when,
        where=event.where,
        contact=event.contact,
        organiser=event.organiser,
        paper=paper,
        mark="sample",
    )


def _equipment(languages: tuple[str, ...], event: Event) -> EquipmentChecklist:
    rows = VENUES[languages[0]].equipment
    return EquipmentChecklist(languages, event.title, rows, event.date, event.room, event.organiser)


def _pile(languages: tuple[str, ...], event: Event) -> PileContents:
    """What the street event of the reference week needs on paper."""
    names = {key: words_of(languages[0])[f"{key}.title"] for key in ("sign_in", "tally", "distribution", "pocket")}
    booths = [
        PileItem("A4", f"{words_of(languages[0])['booth.booth']} B{number} {name}", f"P{number}", 1, 1)
        for number, name in enumerate(event.booths, start=1)
    ]
    items = (
        PileItem("A4", names["sign_in"], "S1", 4, 4),
        *booths,
        PileItem("A4-landscape", names["tally"], "T1", 3, 3),
        PileItem("A4-landscape", names["distribution"], "D1", 1, 1),
        PileItem("A4-landscape", event.leaflet, "R1", 1500, 758),
        PileItem("A3", event.headline, "W1", 2, 2),
        PileItem("labels", names["pocket"], "K1", 20, 2),
    )
    return PileContents(languages, event.title, items, event.date, event.where, event.organiser)
