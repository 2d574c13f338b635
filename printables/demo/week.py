"""The reference week's street event in each language, as samples tell it; every code is invented."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
PAIR_PREFIX = "HTTPS://KIOSK.EXAMPLE/P/"
LANGUAGES = (("zh-Hant",), ("zh-Hans",), ("en",), ("zh-Hant", "en"))


@dataclass(frozen=True)
class Event:
    title: str
    organiser: str
    headline: str
    lines: tuple[str, ...]
    when: str
    where: str
    contact: str
    date: str
    booths: tuple[str, str, str]
    leaflet: str
    trifold: str
    until: str
    room: str
    volunteers: tuple[str, ...]


TRADITIONAL = Event(
    title="社會工作宣傳週街頭活動",
    organiser="鄂倫春自治旗民政局",
    headline="社工讓社區更美好",
    lines=(
        "社工是什麼？能幫您做什麼？",
        "歡迎到攤位了解社會救助、志願服務、養老助殘等政策，社工現場解答，資料免費取閱。",
    ),
    when="3月24日（星期五）09:00–11:30",
    where="康寧社區門口、市場路口、廣場",
    contact="活動當天到任一攤位詢問，工作人員當面為您登記",
    date="2017年3月24日（星期五）",
    booths=("社區門口", "市場路口", "廣場"),
    leaflet="A5 單張：什麼是社工",
    trifold="三折頁：社會救助政策",
    until="3月24日 12:00",
    room="康寧社區活動教室",
    volunteers=("余大同", "于梅", "范文靜", "歐陽曉東", "陳喆", "包金花", "孟和", "白音那", "烏日娜"),
)
SIMPLIFIED = Event(
    title="社会工作宣传周街头活动",
    organiser="鄂伦春自治旗民政局",
    headline="社工让社区更美好",
    lines=(
        "社工是什么？能帮您做什么？",
        "欢迎到摊位了解社会救助、志愿服务、养老助残等政策，社工现场解答，资料免费取阅。",
    ),
    when="3月24日（星期五）09:00–11:30",
    where="康宁社区门口、市场路口、广场",
    contact="活动当天到任一摊位询问，工作人员当面为您登记",
    date="2017年3月24日（星期五）",
    booths=("社区门口", "市场路口", "广场"),
    leaflet="A5 单张：什么是社工",
    trifold="三折页：社会救助政策",
    until="3月24日 12:00",
    room="康宁社区活动教室",
    volunteers=("余大同", "于梅", "范文静", "欧阳晓东", "陈喆", "包金花", "孟和", "白音那", "乌日娜"),
)
ENGLISH = Event(
    title="Social Work Week: street event",
    organiser="Oroqen Banner Civil Affairs Bureau",
    headline="Social workers make communities better",
    lines=(
        "What is a social worker, and what can one do for you?",
        "Ask at a booth about social assistance, volunteering, and care for older or disabled people. Leaflets are free.",
    ),
    when="Friday 24 March, 09:00–11:30",
    where="Kangning Community: gate, market corner, square",
    contact="Ask at any booth on the day: the staff will sign you in.",
    date="Friday 24 March 2017",
    booths=("Community gate", "Market corner", "Square"),
    leaflet="A5 leaflet: what is social work?",
    trifold="Tri-fold: social assistance policy",
    until="24 March, 12:00",
    room="Kangning Community, activity room",
    volunteers=(
        "Yu Datong",
        "Yu Mei",
        "Fan Wenjing",
        "Ouyang Xiaodong",
        "Chen Zhe",
        "Bao Jinhua",
        "Menghe",
        "Baiyin Na",
        "Wurina",
    ),
)
EVENTS = {"zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED, "en": ENGLISH}


def sample_codes(kind: str, count: int) -> tuple[str, ...]:
    """Codes of the right shape whose check character is not computed: no kiosk would accept them."""
    return tuple(f"{kind}AMPLE{number:04d}" for number in range(1, count + 1))
