"""Event C's wall: 126 notes and 23 wishes as residents might have written them, every one invented (domain.md §8), and how they are hung.

Nothing here names a person or a number that exists; the figures are those of the reference week.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk import wall, wishes
from kiosk.campaigns import event_window
from kiosk.ids import now_ms
from kiosk.improvements import Task, set_task

_BY = "kiosk"
_MINUTE, _DAY = 60_000, 86_400_000

MESSAGES = (
    "遠親不如近鄰，近鄰就在樓道裡。", "社工讓社區更美好，您們也讓我更安心。", "謝謝每天把樓門口掃乾淨的人。", "今天的合唱唱到我心裡去了。",
    "住了二十年，第一次認識這麼多鄰居。", "願每一盞燈下都有人等您回家。", "老有所樂，說的就是今天的廣場。", "小朋友的朗誦真好聽，下次還來。",
    "一人伸一隻手，社區就暖起來了。", "鄰里一家親，有事喊一聲。", "謝謝幫我搬煤氣罐的年輕人。", "掃雪的時候有人替我掃了門前，記在心裡。",
    "愛心不分大小，做了就好。", "我是新搬來的，謝謝大家的笑臉。", "願楓景家園年年有楓葉，天天有笑聲。", "太極隊的師傅們，冬天也不停練，佩服！",
    "今天知道了什麼叫社會工作：就是把別人的事當回事。", "奶奶說，這裡的人都像自家人。", "奉獻、友愛、互助、進步，說得好，做得更好。", "給足球隊的孩子們加油！",
    "家和萬事興，鄰和樓道興。", "志願者辛苦了，喝口熱水再忙。", "社區的門總是開著，真好。", "把舊書留下，把快樂帶走。",
    "今天的扇子舞，像把春天提前請來了。", "我媽媽在舞蹈隊，我為她驕傲。", "一句「慢點走」，我記了一個冬天。", "謝謝教我用手機掛號的小姑娘。",
    "棋逢對手，鄰居變棋友。", "願出門在外的孩子，也遇到這樣的好鄰居。", "獨居不孤單，這裡常有人敲門。", "暖氣不熱那幾天，社區送來的電暖器最熱。",
    "小區不大，人情味不小。", "婦女組織的姐妹們，今天真精神！", "謝謝聽我嘮叨的社工。", "孩子第一次上台沒哭，謝謝台下的掌聲。",
    "願大家身體好，心情好，鄰居好。", "乒乓球桌邊，沒有生人。", "幫別人一把，自己也站得更直。", "下雪天送菜的人，比棉襖還暖。",
    "我是快遞員，謝謝大家總說一聲辛苦。", "今天台上是您，明天台上是我。", "六十歲學跳舞，一點都不晚。", "謝謝大家把輪椅抬上台階。",
    "我家門鎖壞了，是對門叔叔修好的。", "有社工在，心裡有底。", "春天到了，我們也動起來吧。", "爺爺說以前院裡的人也這樣好，現在又回來了。",
    "祝老年協會的爺爺奶奶健康長壽！", "不留名的好人，我替鄰居謝謝您。", "聽了一首老歌，想起年輕的時候。", "社區是我家，我也給家添塊磚。",
    "鑼鼓一響，整棟樓都下來了。", "一張小紙條，也能傳好心情。", "謝謝幫我們照看孩子放學的老師們。", "願每個人都被好好問候一次。",
    "志願服務隊的紅背心，看見就踏實。", "今天風大，人心熱。",
)  # fmt: skip
HOPES = (
    "希望每個月都有一次這樣的演出。", "希望早市邊上多幾張長椅，走累了能坐坐。", "盼望社區能辦一個手機班，慢慢教。", "希望冬天的樓道燈早一點亮。",
    "希望孩子放學後有個寫作業的地方。", "希望有人組織大家一起去看楓葉。", "想學剪紙，希望有老師。", "希望廣場舞的音樂晚上九點前停，大家都能睡好。",
    "盼著社區食堂早點開起來。", "希望殘疾人也能報名當志願者。", "希望合唱隊收我這個五音不全的。", "希望每棟樓都有一位樓長。",
    "希望院裡的老榆樹留著，那是我們的記號。", "希望能有義務量血壓的日子。", "盼望圖書角多些大字的書。", "希望下次表演能讓我們孩子班也上台。",
    "希望鄰居們見面都打聲招呼。", "希望有一塊地，讓大家種花。", "希望新來的住戶有人帶著認認路。", "希望下棋的地方能擋風。",
    "盼望兒子回來過年，也盼望社區過年再熱鬧一次。", "希望有人教我們怎樣防電話騙子。", "希望少兒教育園地週末也開門。", "希望太極隊早上帶帶初學的人。",
    "希望多講講低保和救助怎麼申請。", "希望電梯裡大家讓一讓推車的。", "盼望有個失物招領的小櫃子。", "希望老照片能辦一個展覽，看看從前的楓景。",
    "希望有人陪獨居的老人去醫院。", "希望垃圾分類講得明白些，我們願意做。", "盼望有一支社區樂隊，我會拉二胡。", "希望媽媽們也有一個說話的地方。",
    "希望球場週日讓給小孩踢一個鐘頭。", "希望活動的照片能發給大家看看。", "希望明年的這一天，我還能來看。", "希望外地來打工的，也能參加社區的活動。",
    "盼望冰化得早，路好走。", "希望多一些給年輕人的活動，我們晚上才下班。", "希望社工常來我們四號樓坐坐。", "希望能學急救，萬一用得上。",
    "希望大家都不必等到有困難了才認識社工。",
)  # fmt: skip
IMPROVEMENTS = (
    "三號樓樓道的燈壞了兩盞，晚上看不清台階。", "北門的坡太陡，推輪椅上不去，能不能加扶手？", "公告欄的字太小，請印大一點。", "廣場的音箱朝樓這邊，可以轉個方向。",
    "報名表可以多放幾張，今天兩次都領完了。", "電動車別停在消防通道，建議劃線。", "健身器材有一個螺絲鬆了，坐著會晃。", "活動時間可以錯開買菜的鐘點。",
    "建議在路口放一面反光鏡，出車看不見人。", "快遞堆在門廳，能不能裝個架子？", "雨天東門積水，繞半天才能出去。", "建議把活動預告提前三天貼出來。",
    "涼亭的座椅裂了，會勾衣服。", "請給聽不清的老人在前排留座。", "台階邊上刷一條黃線吧，眼睛不好的容易踩空。", "垃圾桶離單元門太近，夏天有味。",
    "志願者的工作可以按半小時排，上班的人也能來。", "建議把辦事要帶的材料寫成一張紙，省得跑兩趟。", "狗繩要牽好，建議立個牌子。", "二號樓的對講按鈕不響，報修過沒人來。",
    "演出時請留一條給救護車走的路。", "圖書角可以登記借書，現在總找不到。", "建議給孩子們的攤位也擋擋風。", "掃雪的工具放在一樓，大家都能拿。",
    "辦事窗口能不能中午留一個人？", "樓頂的積雪會掉下來，建議圍一下。", "熱水房的開放時間請貼在門上。",
)  # fmt: skip
WISHES = (
    "想要一副老花鏡，三百度，看報紙用。", "輪椅的輪胎沒氣了，想請人來打打氣。", "孩子想要一本兒童百科，舊的就好。", "家裡的收音機不響了，想請會修的人看看。",
    "想請人陪我去一次圖書館，路不熟。", "想要一根拐杖，能折起來的。", "奶奶八十歲生日，想拍一張全家福。", "想學會和外地的女兒視頻通話。",
    "窗縫漏風，想請人幫忙貼密封條。", "想要一把二手的二胡弓子。", "孫子想有一副羽毛球拍。", "想請人幫我寫一封信寄給老戰友。",
    "燈泡太高換不了，想請年輕人換兩個。", "想要幾盆好養的花，放在窗台上。", "想請人教我騎三輪車去買菜。", "書包的拉鍊壞了，想換一個舊書包。",
    "腿腳不便，想請人幫我把棉被曬一曬。", "想聽一次現場的馬頭琴。", "想要一個大字的日曆鐘。", "想借一張摺疊床，女兒回來住一週。",
    "想請人帶孩子踢一個下午的球。", "水龍頭滴水，想請人換個墊圈。", "想在走之前的這個春天，再去看一次河開。",
)  # fmt: skip
NICKNAMES = (
    "白楊", "小石頭", "春天", "紅圍巾", "小魚", "向日葵", "半夏", "燕子", "冬棗", "圓圓", "慢慢走", "青松", "晨練的人", "北門住戶", "街坊", "雲朵",
    "麥子", "石榴", "四月", "老街坊", "南風", "小雨", "豆豆", "山杏", "清早",
)  # fmt: skip
"""What every sixth writer calls themselves; most leave it out, and the wall shows the number alone."""
USUAL_TASK = ("社區工作站", "2017-04-20", "", "2017-04-18")
"""What became of the others: done without a reply on the wall."""
GROUPS = ("志願服務隊", "", "老年協會", "舞蹈隊", "", "社區婦女組織", "合唱隊", "", "足球隊")
"""Who took wishes on, in turn; '' for a neighbour without a name."""
DAYS = (1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 10, 12)
"""From the claim to the day on which each of the fifteen wishes was fulfilled."""
CLAIMED, CLOSED = 17, 11
REPLIES = {
    0: ("物業", "2017-03-29", "兩盞燈都換好了，晚上請慢走。", "2017-03-28"),
    1: ("社區居委會", "", "扶手已經量好尺寸，開春動工。", ""),
    2: ("社區工作站", "2017-03-31", "從這週起公告都用大字印。", "2017-03-27"),
    3: ("舞蹈隊", "2017-03-27", "音箱已經轉向廣場中間，謝謝提醒。", "2017-03-26"),
    4: ("社區工作站", "2017-04-05", "又印了五十張，服務台就有。", "2017-03-27"),
    5: ("物業", "2017-04-15", "消防通道已經劃線，車請停到西棚。", "2017-04-12"),
    6: ("物業", "2017-03-28", "螺絲已經擰緊，坐著穩了。", "2017-03-27"),
    8: ("社區居委會", "", "已經向交警隊報告，等答覆。", ""),
    10: ("物業", "2017-04-20", "排水口清通了，再積水請告訴我們。", "2017-04-18"),
    11: ("社區工作站", "2017-04-10", "以後的預告提前五天貼在每個單元。", "2017-04-01"),
    13: ("志願服務隊", "", "前兩排留給老人，志願者帶座。", "2017-03-26"),
    16: ("志願服務隊", "2017-04-08", "排班改成半小時一段，歡迎下班後來。", "2017-04-05"),
    17: ("社區工作站", "2017-04-08", "材料清單貼在窗口，也可以拿一張走。", "2017-04-06"),
    19: ("物業", "2017-04-05", "對講已經修好，按一下就響。", "2017-04-03"),
    25: ("物業", "2017-03-26", "已經圍上警戒帶，請繞行。", "2017-03-26"),
}
"""Improvement (by its place in the list) → who looks after it, due, what was answered, done on."""


PRACTICE = (
    ("message", "原來掃一掃就能說句話，真方便。", True),
    ("improvement", "攤位的牌子可以再大一點，遠處看不清。", True),
    ("wish", "想請一位鄰居教我把手機的字調大。", True),
    ("hope", "希望明年這面牆貼得更滿。", False),
)
"""On the practice event's wall: what it is, the words, and whether somebody has looked it over."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note: what it is, its words and nickname, how it came, and at which minute after the beginning; ``place`` is its place in its own list."""

    sort: str
    place: int
    words: str
    nickname: str
    method: str
    minute: float


def wall_notes() -> list[Note]:
    """Return every note in the order in which they were left: the sorts come mixed, as people do."""
    lists = {"message": MESSAGES, "hope": HOPES, "improvement": IMPROVEMENTS, "wish": WISHES}
    total = sum(map(len, lists.values()))
    spread = sorted(((place + 0.5) / len(words), sort, place) for sort, words in lists.items() for place in range(len(words)))
    return [
        Note(sort, place, lists[sort][place], _nickname(index), "self" if index % 5 in (1, 3) else "paper", 6 + index * 108 / total)
        for index, (_, sort, place) in enumerate(spread)
    ]


def wish_steps(place: int) -> Iterator[tuple[str, int]]:
    """Yield the steps of a wish with the days since the event: of 23 wishes 17 were claimed, 15 fulfilled, 11 closed."""
    order = _order(place)
    if order >= CLAIMED:
        return
    claimed = order % 3
    yield "claim", claimed
    yield "verify", claimed + 1
    if order < len(DAYS):
        yield "deliver", claimed + DAYS[order]
    if order < CLOSED:
        yield "close", claimed + DAYS[order] + 1


def _order(place: int) -> int:
    """Return which wish was claimed first, second …: not simply those that were written first."""
    return place * 7 % len(WISHES)


def claimant(place: int) -> str:
    """Return what the wall calls whoever took this wish on."""
    return GROUPS[place % len(GROUPS)]


def hang_wall(connection: sqlite3.Connection, event: sqlite3.Row, new_id: Callable[[int], str]) -> None:
    """Leave every note on the event's wall, looked over and public, and take wishes and improvements as far as they went."""
    start = event_window(event).starts
    for note in wall_notes():
        at = start + round(note.minute * _MINUTE)
        source = wall.Source("public" if note.method == "self" else _BY, note.method, language="zh-Hant")
        number = wall.leave(connection, new_id(at), event["id"], note.sort, wall.Words(note.words, note.nickname), source, at=at)
        wall.show(connection, wall.get_note(connection, event["id"], number), _BY, at + 4 * _MINUTE)
        if note.sort == "wish":
            _fulfil(connection, event["id"], number, note.place, at, new_id)
        elif note.sort == "improvement":
            owner, due, reply, done_on = REPLIES.get(note.place, USUAL_TASK)
            set_task(connection, wall.get_note(connection, event["id"], number), Task(owner, due, reply, bool(reply), done_on))


def hang_practice(connection: sqlite3.Connection, event: str, new_id: Callable[[int], str]) -> None:
    """Give the practice event a wall to try: a wish to take on, an improvement to answer, and a note that waits to be looked over."""
    for place, (sort, words, is_public) in enumerate(PRACTICE):
        at = now_ms() - (len(PRACTICE) - place) * 10 * _MINUTE
        number = wall.leave(connection, new_id(at), event, sort, wall.Words(words), wall.Source(language="zh-Hant"), at=at)
        if is_public:
            wall.show(connection, wall.get_note(connection, event, number), _BY, at + 4 * _MINUTE)


def _fulfil(connection: sqlite3.Connection, event: str, number: int, place: int, left: int, new_id: Callable[[int], str]) -> None:
    for which, days in wish_steps(place):
        at = left + days * _DAY + 30 * _MINUTE
        note = wall.get_note(connection, event, number)
        if which == "claim":
            wishes.claim(connection, note, new_id(at), wishes.Claimant(claimant(place)), device="public", at=at)
        elif which == "deliver":
            wishes.step(connection, note, which, new_id(at), _BY, at, days=DAYS[_order(place)])
        else:
            wishes.step(connection, note, which, new_id(at), _BY, at)


def _nickname(index: int) -> str:
    return NICKNAMES[index // 6] if index % 6 == 2 else ""
