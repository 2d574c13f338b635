"""What people type as their name and number, for the two readers of one set of rules: the server and a sign-in screen."""

from __future__ import annotations

VISITORS: tuple[tuple[str, str], ...] = (
    ("王小明", ""), ("王小明", "13800000001"), ("Anna", "+86 138 0000 0001"), ("  Anna ", " (0470) 000-000 "), ("", ""), ("   ", "123"),
    ("王", "１３８００００００１"), ("王", "12"), ("王", "not a number"), ("王", "1380000000123456789012345"), ("于" * 40, ""), ("于" * 41, ""),
    ("11010519491231002X", ""), ("110105 19491231 002x", ""), ("王 110105194912310021", ""), ("王", "110105491231002"), ("王", "110105 491231-002"),
    ("A123456789", ""), ("a 1 2 3 4 5 6 7 8 9", ""), ("A123456(7)", ""), ("AB123456(A)", ""), ("XA123456789", ""), ("王", "4921100001234"),
    ("1101051949123100212", ""), ("9110105194912310021", ""), ("王１１０１０５１９４９１２３１００２Ｘ", ""), ("Kid-2016.05.12", ""), ("王", "5\t5 5-5 5"),
    ("\u200b\u200d\u2060", ""), ("\u3164", "\u202e"), ("\u2800 \u115f", ""), ("\u202e", ""), ("\ufe0f\u0301", ""), ("\ue123", ""), ("王\u200b", "138\u200b00000001"), ("👨‍👩‍👧", ""), ("𠮷", ""), ("\U000e0041", ""),
)  # fmt: skip

NOTES: tuple[str, ...] = (
    "請打 13800001234", "１３８ ００００ １２３４", "一三八 零零零零 一二三四", "1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "1\u200f3\u200b800001234", "微信 88123 找我", "١٣٨٠٠٠٠١٢٣٤",
    "幺三八零零零零一二三四", "2017-03-25 開放", "1382017-03-25", "2017年3月25日 再見", "三社聯動，五社聯動", "七十八歲，住了三十年", "12 棟 3 單元 204 室", "鄰里一家親", "",
)  # fmt: skip
"""What people write on notes."""

NOTE_FORMS: tuple[tuple[str, str, str], ...] = (
    *(("hope", said, "") for said in NOTES), *(("wish", name, phone) for name, phone in VISITORS if not phone.count("\t")), ("", "鄰里一家親", ""), ("poem", "鄰里一家親", ""),
    ("message", "鄰里一家親", "微信 88123"), ("message", "110105194912310021", "A123456789"),
)  # fmt: skip
"""A note's sort, words and nickname, as they are typed."""

_ADULT = {"age": "18", "name": "王小明", "phone": "13800000001"}
_MINOR = {**_ADULT, "age": "14", "guardian": "王大明", "guardian_agrees": "on"}
REGISTRATIONS: tuple[dict[str, str], ...] = (
    *({**_ADULT, "name": name, "phone": phone} for name, phone in VISITORS), {}, {"age": "under"}, _ADULT, {**_ADULT, "age": "17"}, {**_ADULT, "age": "under"},
    {"age": "60", "name": "  ", "phone": ""}, _MINOR, {**_MINOR, "guardian": ""}, {**_MINOR, "guardian_agrees": ""}, {**_MINOR, "guardian": "110105194912310021"},
    {**_MINOR, "guardian": "于" * 41}, {**_MINOR, "guardian_phone": "not a number"}, {**_MINOR, "guardian_phone": "110105 19491231 002x"},
    {**_ADULT, "guardian": "110105194912310021"}, {**_MINOR, "phone": "12"}, {**_MINOR, "guardian": "\u3164"},
)  # fmt: skip
"""What somebody who registers as a volunteer types."""
