"""Community C's nine tips of the reference week and two to practise with: invented, neutral, and played step by step (domain.md §8)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.campaigns import EVENT, event_window
from kiosk.ids import derive_id, now_ms
from kiosk.records import change, get
from kiosk.referrals import Done, Tip, case_of, record_step, take_tip
from kiosk.sealing import KeyRing

_MINUTE, _DAY = 60_000, 86_400_000
_HOME = (("contacted", 2, ""), ("consented", 3, ""))


@dataclass(frozen=True, slots=True)
class Story:
    """One tip: how it came and when (minutes after the event's start), what was told, and the steps as (step, days after, service or remark)."""

    minute: int
    method: str
    help: tuple[str, ...]
    note: str
    reach: str
    steps: tuple[tuple[str, int, str], ...]
    about: str = "other"


def _referred(service: str) -> tuple[tuple[str, int, str], ...]:
    return (*_HOME, ("referred", 5, service), ("accepted", 10, ""), ("closed", 20, ""))


_VISITED = (*_HOME, ("visited", 6, "志願者已經上門探望。"), ("closed", 12, "以後每兩週探望一次。"))
STORIES = (
    Story(12, "self", ("company", "errands"), "老人一個人住，上下樓不方便，買菜要等人幫忙。", "三號樓，白天常在樓下曬太陽。", _referred("elderly")),
    Story(20, "self", ("money",), "家裡最近收入減少，不知道怎樣申請補助。", "晚上七點以後在家。", _referred("assistance"), "self"),
    Story(31, "volunteer", ("children",), "放學後孩子常常沒有人接，自己在院子裡等。", "五號樓，可以問樓長。", _referred("family")),
    Story(44, "volunteer", ("work",), "想找離家近的工作，好照顧老人。", "活動室，每週三下午。", _referred("employment"), "self"),
    Story(52, "volunteer", ("company",), "鄰居很少出門，想有人說說話。", "一號樓二單元。", _VISITED),
    Story(63, "paper", ("daily",), "行動不便，取藥和交費要人代辦。", "二號樓一樓。", _referred("disability")),
    Story(70, "paper", ("housing",), "廚房漏水，找不到人修。", "四號樓三單元。", _referred("community")),
    Story(85, "paper", ("company", "daily"), "兩位老人住在一起，重活做不了。", "六號樓，敲門聲要大一些。", _VISITED),
    Story(96, "self", ("errands",), "看起來常為辦事發愁。", "晚飯後在廣場。", (("contacted", 2, ""), ("refused", 2, "目前不需要幫助，留下了社區的電話。"), ("closed", 3, ""))),
)  # fmt: skip
PRACTICE = (
    Story(0, "self", ("company",), "練習用的線索：鄰居想有人陪著散步。", "您的桌前。", ()),
    Story(5, "volunteer", ("errands",), "練習用的線索：要有人代取一次包裹。", "您的桌前。", (("contacted", 0, ""),), "self"),
)


def play_stories(connection: sqlite3.Connection, ring: KeyRing, event: str, worker: str, new_id: Callable[[int], str]) -> None:
    """Switch referrals on at the reference week's event and play its tips."""
    _play(connection, ring, event, worker, new_id, STORIES, event_window(get(connection, EVENT, event)).starts)


def play_practice(connection: sqlite3.Connection, ring: KeyRing, event: str, worker: str, new_id: Callable[[int], str]) -> None:
    """Switch referrals on at the practice event, with two tips of an hour ago to go on with."""
    _play(connection, ring, event, worker, new_id, PRACTICE, now_ms() - 60 * _MINUTE)


def _play(
    connection: sqlite3.Connection, ring: KeyRing, event: str, worker: str, new_id: Callable[[int], str], stories: tuple[Story, ...], start: int
) -> None:  # fmt: skip
    features = get(connection, EVENT, event)["features"]
    change(connection, EVENT, event, {"features": f"{features} referrals".strip()})
    for number, story in enumerate(stories, start=1):
        at = start + story.minute * _MINUTE
        id = derive_id(new_id(at), "tip")
        slip = f"T-{number:03d}" if story.method == "paper" else ""
        take_tip(connection, ring, Tip(id, event, story.help, story.about, True, story.note, story.reach, story.method, number=slip), at)
        for step, days, said in story.steps:
            moment = at + days * _DAY + len(step) * _MINUTE
            note = {"service" if step == "referred" else "remark": said}
            record_step(connection, ring, case_of(id), Done(derive_id(new_id(moment), step), step, worker, note), moment)
