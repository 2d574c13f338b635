"""A sample of the closing record: event B of the reference week, with what was missing and why."""

from __future__ import annotations

from dataclasses import dataclass

from printables.closing_record import Checked, ClosingRecord, Place
from printables.demo.week import Event
from printables.document import Printable

_AMOUNTS = (
    ("500", "476", "17", "4", "3"), ("300", "266", "31", "2", "1"), ("500", "464", "29", "4", "3"), ("250", "224", "23", "1", "2"),
    ("450", "412", "33", "4", "1"), ("250", "222", "25", "2", "1"),
)  # fmt: skip


@dataclass(frozen=True)
class _Said:
    labels: tuple[str, ...]
    sentence: str
    total: str
    figures: tuple[tuple[str, str], ...]
    checks: tuple[Checked, ...]
    closed: str
    basis: str


_SAID = {
    "zh-Hant": _Said(
        ("活動", "單位", "時間", "地點"), "領出 2,250 = 發放 2,064 + 退回 158 + 損毀 17 + 差 11", "合計", (("諮詢人次", "87"), ("掃碼次數", "131"), ("掃碼人數", "96")),
        (Checked("宣傳品去向", "少了 11 份。", "風大，個別散落；收攤時三處各清點兩遍，未再找到。"), Checked("手機回報", "各部手機均已回報。"), Checked("待處理", "沒有待處理的事項。")),
        "日結：王繼安，3月24日 17:30。", "以第 1,204 筆記錄為止的帳目為準，校驗碼 4f0c 19a2 7b3d 88e1",
    ),
    "zh-Hans": _Said(
        ("活动", "单位", "时间", "地点"), "领出 2,250 = 发放 2,064 + 退回 158 + 损毁 17 + 差 11", "合计", (("咨询人次", "87"), ("扫码次数", "131"), ("扫码人数", "96")),
        (Checked("宣传品去向", "少了 11 份。", "风大，个别散落；收摊时三处各清点两遍，未再找到。"), Checked("手机回报", "各部手机均已回报。"), Checked("待处理", "没有待处理的事项。")),
        "日结：王继安，3月24日 17:30。", "以第 1,204 条记录为止的账目为准，校验码 4f0c 19a2 7b3d 88e1",
    ),
    "en": _Said(
        ("Event", "Organiser", "Time", "Place"), "issued 2,250 = handed out 2,064 + returned 158 + spoiled 17 + difference 11", "Total",
        (("Consultations", "87"), ("Scans", "131"), ("People who scanned", "96")),
        (Checked("Copies", "11 copies are missing.", "Wind: a few blew away. All three booths counted twice at closing and found no more."),
         Checked("Phones", "Every phone has reported."), Checked("Inbox", "Nothing waits for a decision.")),
        "Closed by Wang Jian, 24 March 17:30.", "As of record 1,204 of the ledger, check 4f0c 19a2 7b3d 88e1",
    ),
}  # fmt: skip


def records(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    said = _SAID[languages[0]]
    facts = tuple(zip(said.labels, (event.title, event.organiser, event.when, event.where), strict=True))
    rows = tuple(
        Place(f"B{number // 2 + 1} {event.booths[number // 2]}", (event.leaflet, event.trifold)[number % 2], issued, "0", *rest)
        for number, (issued, *rest) in enumerate(_AMOUNTS)
    )
    total = Place(said.total, "", "2,250", "0", "2,064", "158", "17", "11")
    made = ClosingRecord(languages, "WEEK2017-B-1", facts, said.sentence, rows, total, said.figures, said.checks, said.closed, said.basis)
    return [("closing-record", made)]
