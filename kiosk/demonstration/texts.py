"""What the reference week's summaries say beside their figures, as records: published facts in our own words (domain.md §8)."""

from __future__ import annotations

import sqlite3

from kiosk import records
from kiosk.campaigns import CAMPAIGN, DIRECTIVE, EVENT, MATERIAL
from kiosk.demonstration.rows import ZH, in_three
from kiosk.features import features_of
from kiosk.ids import new_id
from kiosk.posts import POST, add_reading
from kiosk.proposed_codes import next_code
from kiosk.records import Noun
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC
from kiosk.venues import EQUIPMENT, MEDIA

Texts = tuple[str, str, str]
"""In traditional Chinese, in simplified Chinese, in English."""

SLOGANS: Texts = (
    "以人為本、助人自助\n民政為民、民政愛民\n奉獻、友愛、互助、進步",
    "以人为本、助人自助\n民政为民、民政爱民\n奉献、友爱、互助、进步",
    "People first: help them to help themselves\nCivil affairs serve the people and care for them\nDedication, friendship, mutual help, progress",
)
NOTICE: Texts = ("關於開展全國社會工作宣傳週活動的通知", "关于开展全国社会工作宣传周活动的通知", "Notice on holding the national Social Work Publicity Week")
DIRECTIVES: tuple[tuple[Texts, str, Texts], ...] = (
    (("民政部辦公廳", "民政部办公厅", "General Office of the Ministry of Civil Affairs"), "ministry", ("民電【2017】29號", "民电【2017】29号", "Min Dian [2017] No. 29")),
    (("內蒙古自治區民政廳", "内蒙古自治区民政厅", "Civil Affairs Department of Inner Mongolia"), "region", ("內民政社工【2017】1號", "内民政社工【2017】1号", "Nei Min Zheng She Gong [2017] No. 1")),
)
THREE: tuple[Texts, Texts] = (
    ("三社聯動", "三社联动", "three-partner cooperation"),
    (
        "社區、社會組織和專業社會工作者互相配合：社區是平台，社會組織是載體，專業社會工作者是支撐。",
        "社区、社会组织和专业社会工作者互相配合：社区是平台，社会组织是载体，专业社会工作者是支撑。",
        "The community, social organisations and professional social workers work hand in hand, with the community as the platform, social organisations"
        " as the vehicle and social workers as the professional support.",
    ),
)
# organisation, event or '' → kind, text
STATEMENTS: tuple[tuple[str, str, str, Texts], ...] = (
    ("DEMO", "", "background", (
        "2017年3月20日至26日是全國社會工作宣傳週，主題由民政部確定為「社工讓社區更美好」。",
        "2017年3月20日至26日是全国社会工作宣传周，主题由民政部确定为“社工让社区更美好”。",
        "The national Social Work Publicity Week took place from 20 to 26 March 2017; its theme, “Social work makes communities better”, was set by the Ministry of"
        " Civil Affairs.")),
    ("A", "A1", "effects", (
        "居民對三社聯動和社會工作有了更多了解，表示願意配合和支持社區工作。",
        "居民对三社联动和社会工作有了更多了解，表示愿意配合和支持社区工作。",
        "Residents came away with a better understanding of three-partner cooperation and of social work, and said that they would gladly support"
        " the community's work.")),
    ("A", "A2", "effects", (
        "觀看影片後，居民紛紛稱讚工作人員，對社區更加信任。", "观看影片后，居民纷纷称赞工作人员，对社区更加信任。",
        "After the screening, residents praised the staff and said that they trusted the community more.")),
    ("A", "", "significance", (
        "社區是社會的基本單元，把居民身邊的小事辦好，社會就多一分和諧。", "社区是社会的基本单元，把居民身边的小事办好，社会就多一分和谐。",
        "The community is the basic unit of society: when the small matters on residents' doorsteps are dealt with well, society is the better for it.")),
    ("B", "B", "aims", (
        "弘揚社會工作精神，傳播社會工作知識，展示社會工作者的風采。", "弘扬社会工作精神，传播社会工作知识，展示社会工作者的风采。",
        "To foster the spirit of social work, to spread knowledge of it, and to show what social workers do.")),
    ("B", "B", "effects", (
        "居民對社會工作的知曉度有所提高，宣傳覆蓋面進一步擴大；普法宣傳更加深入，工作作風更加貼近群眾。",
        "居民对社会工作的知晓度有所提高，宣传覆盖面进一步扩大；普法宣传更加深入，工作作风更加贴近群众。",
        "More residents now know about social work, and the campaign reached further than before; knowledge of the law has deepened, and staff work"
        " more closely with residents.")),
    ("C", "C", "aims", (
        "踐行「民政為民、民政愛民」的宗旨，動員更多居民加入志願服務。",
        "践行“民政为民、民政爱民”的宗旨，动员更多居民加入志愿服务。",
        "To live up to the motto “civil affairs serve the people and care for them”, and to encourage more residents to volunteer.")),
    ("C", "C", "effects", (
        "活動弘揚了「奉獻、友愛、互助、進步」的志願精神；居民把寄語、希望和改進建議寫下來，貼上心願牆。",
        "活动弘扬了“奉献、友爱、互助、进步”的志愿精神；居民把寄语、希望和改进建议写下来，贴上心愿墙。",
        "The event fostered the spirit of dedication, friendship, mutual help and progress; residents wrote down their messages, hopes and"
        " suggestions and posted them on the wall.")),
)  # fmt: skip
OUTCOMES: dict[str, Texts] = {
    "A1": (
        "社區工作人員結合圖文，講解了社區、社會組織和專業社會工作者三者的關係，介紹了社會工作的性質和意義，以及它在扶貧濟困中的作用。",
        "社区工作人员结合图文，讲解了社区、社会组织和专业社会工作者三者的关系，介绍了社会工作的性质和意义，以及它在扶贫济困中的作用。",
        "Using pictures and plain words, community staff explained how the community, social organisations and professional social workers"
        " relate to one another, what social work is and why it matters, and its part in relieving poverty.",
    ),
    "A2": (
        "影片取材於社區的日常工作，那扇卡住的防盜門就是工作人員在日常巡查中發現的。",
        "影片取材于社区的日常工作，那扇卡住的防盗门就是工作人员在日常巡查中发现的。",
        "The film is drawn from everyday work: it was on their daily rounds that staff came across the jammed security door.",
    ),
    "B": (
        "工作人員向過往居民發放宣傳單，對居民提出的問題耐心講解，並邀請秧歌隊到場表演。",
        "工作人员向过往居民发放宣传单，对居民提出的问题耐心讲解，并邀请秧歌队到场表演。",
        "Staff handed flyers to passers-by and patiently answered residents' questions, and an invited yangko team performed.",
    ),
    "C": (
        "社區工作站工作人員向居民介紹了服務項目和公益工作的價值，引導大家主動發現身邊有困難的鄰居。",
        "社区工作站工作人员向居民介绍了服务项目和公益工作的价值，引导大家主动发现身边有困难的邻居。",
        "Staff of the community station introduced the service projects and the value of work for the public good, and encouraged residents to look"
        " out for neighbours in difficulty themselves.",
    ),
}
# organisation, event, text, indicator, target, typed result
OBJECTIVES: tuple[tuple[str, str, Texts, str, int, str], ...] = (
    ("A", "", ("講座和放映參加80人次以上", "讲座和放映参加80人次以上", "At least 80 visits to the talk and the screening"), "visits", 80, ""),
    ("B", "B", ("發放宣傳單2000份以上", "发放宣传单2000份以上", "Hand out at least 2,000 flyers"), "handed_out", 2000, ""),
    ("C", "", ("推文閱讀1000次以上", "推文阅读1000次以上", "At least 1,000 reads of the posts"), "reads", 1000, ""),
    ("C", "C", ("新增志願者30名以上", "新增志愿者30名以上", "At least 30 new volunteers"), "new_volunteers", 30, ""),
)
COMMITTEE: Texts = ("社區居委會", "社区居委会", "Community committee")
STATION: Texts = ("社區工作站", "社区工作站", "Community station")
# organisation, event, text, owner, due, done on
NEXT_STEPS: tuple[tuple[str, str, Texts, Texts, str, str], ...] = (
    ("A", "", ("繼續舉辦社會工作講座，講解居民關心的政策", "继续举办社会工作讲座，讲解居民关心的政策", "Hold further talks on social work and the policies that residents ask about"),
     COMMITTEE, "2017-06-30", ""),
    ("A", "", ("把日常巡查中發現的問題逐一登記，及時處理", "把日常巡查中发现的问题逐一登记，及时处理", "Record every problem found on the daily rounds and deal with it promptly"),
     COMMITTEE, "2017-04-30", "2017-04-28"),
    ("C", "C", ("按服務項目安排新登記的志願者", "按服务项目安排新登记的志愿者", "Assign the newly registered volunteers to the service projects"), STATION, "2017-04-30", "2017-04-21"),
    ("C", "C", ("逐條答覆心願牆上的改進建議", "逐条答复心愿墙上的改进建议", "Answer each suggestion on the wall"), STATION, "2017-05-31", ""),
)  # fmt: skip
EQUIPMENT_OF_A2: tuple[tuple[Texts, int], ...] = (
    (("投影機", "投影仪", "Projector"), 1), (("筆記型電腦", "笔记本电脑", "Laptop"), 1), (("音箱", "音箱", "Loudspeakers"), 2), (("銀幕", "幕布", "Screen"), 1),
)  # fmt: skip
FILM = {
    "title": ("愛崗敬業練就多面手 為民解憂最美社區人", "爱岗敬业练就多面手 为民解忧最美社区人", "All-round through devotion: the community's finest help people in need"),
    "office": ("匯賢里社區居委會主任", "汇贤里社区居委会主任", "Director of the Huixianli Community Committee"),
    "synopsis": (
        "一棟樓的防盜門卡住了，門鈴響個不停。社區工作人員找來工具，把門修好。", "一栋楼的防盗门卡住了，门铃响个不停。社区工作人员找来工具，把门修好。",
        "A building's security door jams and its buzzer will not stop. Community staff find tools and fix it.",
    ),
}
PRODUCER = "王繼安"
# title, topics, target groups, day of March, reads
POSTS: tuple[tuple[Texts, Texts, Texts, int, int], ...] = (
    (("以人為本、助人自助：走近社區社會工作", "以人为本、助人自助：走近社区社会工作", "People first: meet social work in the community"),
     ("社區社會工作", "社区社会工作", "community social work,"), ("居民", "居民", "residents"), 20, 412),
    (("志願服務，從身邊做起", "志愿服务，从身边做起", "Volunteering begins next door"),
     ("志願服務", "志愿服务", "volunteering"), ("居民", "居民", "residents"), 21, 355),
    (("老年社會工作：讓晚年更安心", "老年社会工作：让晚年更安心", "Social work for older people"),
     ("老年社會工作", "老年社会工作", "social work for older people,"), ("老年人", "老年人", "older people,"), 22, 298),
    (("婦女兒童和殘疾人社會工作", "妇女儿童和残疾人社会工作", "Social work for women, children and people with disabilities"),
     ("婦女兒童社會工作 殘疾人社會工作", "妇女儿童社会工作 残疾人社会工作", "social work for women and children, social work for people with disabilities"),
     ("婦女 兒童 殘疾人", "妇女 儿童 残疾人", "women, children, people with disabilities"), 23, 361),
)  # fmt: skip
CHANNEL: Texts = ("楓景家園社區公眾號", "枫景家园社区公众号", "Fengjing Jiayuan's official account")
SEEN_IN: Texts = ("公眾號後台", "公众号后台", "Official account's own statistics")
TOPICS_OF_B: Texts = ("社會救助 養老助殘", "社会救助 养老助残", "social assistance, care for older and disabled people")
ROOM: Texts = ("活動教室", "活动教室", "Activity room")
INVITED_TO_B: Texts = ("秧歌隊", "秧歌队", "Yangko team")
INVITED_TO_C: Texts = (
    "社區婦女組織\n舞蹈隊\n太極隊\n合唱隊\n足球隊\n棋牌隊\n乒乓球隊\n志願服務隊\n老年協會\n少兒教育園地",
    "社区妇女组织\n舞蹈队\n太极队\n合唱队\n足球队\n棋牌队\n乒乓球队\n志愿服务队\n老年协会\n少儿教育园地",
    "Community women's group\nDance team\nTai chi team\nChoir\nFootball team\nChess and cards team\nTable tennis team\nVolunteer team\n"
    "Older people's association\nChildren's learning garden",
)


def add_texts(connection: sqlite3.Connection, campaign: str) -> None:
    """Add what the summaries state to the reference week, whose organisations and events are there already."""
    records.change(connection, CAMPAIGN, campaign, {"scope": "nation", "observance": "world_social_work_day", **in_three("slogans", SLOGANS)})
    for place, (issuer, level, number) in enumerate(DIRECTIVES, start=1):
        values = {**ZH, "code": str(place), "level": level, **in_three("number", number), **in_three("issuer", issuer), **in_three("title", NOTICE)}
        records.add(connection, DIRECTIVE, campaign, values)
    term = {**ZH, "code": "T1", **in_three("title", THREE[0]), **in_three("definition", THREE[1])}
    records.add(connection, TOPIC, campaign, term)
    week = _Week(connection, campaign)
    for organisation, event, kind, text in STATEMENTS:
        week.add(STATEMENT, organisation, event, {"kind": kind, **in_three("text", text)})
    for organisation, event, text, indicator, target, actual in OBJECTIVES:
        values = {"indicator": indicator, "target": str(target), "actual": actual}
        week.add(OBJECTIVE, organisation, event, values | in_three("text", text))
    for organisation, event, text, owner, due, done_on in NEXT_STEPS:
        week.add(NEXT_STEP, organisation, event, {"due": due, "done_on": done_on, **in_three("text", text), **in_three("owner", owner)})
    _furnish_events(connection, week)
    _add_posts(connection, campaign, week)


class _Week:
    """The ids of the reference week's organisations and events by their codes, and the running codes of its texts."""

    def __init__(self, connection: sqlite3.Connection, campaign: str) -> None:
        self.connection, self.campaign = connection, campaign
        self.organisations = {row["code"]: row["id"] for row in connection.execute("SELECT id, code FROM organisation").fetchall()}
        self.events = {row["code"]: row for row in records.all_of(connection, EVENT, campaign)}

    def add(self, noun: Noun, organisation: str, event: str, values: dict[str, str]) -> str:
        """Add one record of an organisation, about one of its events or about none."""
        code = next_code(self.connection, noun, self.campaign, noun.table[0].upper())
        about = {"event": self.events[event]["id"]} if event else {}
        own = {**ZH, "code": code, "organisation": self.organisations[organisation], **about}
        return records.add(self.connection, noun, self.campaign, own | values)

    def change(self, event: str, values: dict[str, str], feature: str) -> None:
        """Change an event, with one feature more."""
        row = self.events[event]
        records.change(self.connection, EVENT, row["id"], {**values, "features": " ".join((*features_of(row), feature))})


def _furnish_events(connection: sqlite3.Connection, week: _Week) -> None:
    """The room of 60 seats, the film with what showed it, the topics and groups of the street and of the stage."""
    for event in ("A1", "A2"):
        week.change(event, {"capacity": "60", **in_three("room", ROOM), **in_three("outcome", OUTCOMES[event])}, "media")
    week.change("B", in_three("topics", TOPICS_OF_B) | in_three("invited", INVITED_TO_B) | in_three("outcome", OUTCOMES["B"]), "media")
    week.change("C", in_three("invited", INVITED_TO_C) | in_three("outcome", OUTCOMES["C"]), "posts")
    screening = week.events["A2"]["id"]
    film = {**ZH, "code": "F1", "producer": PRODUCER}
    for field, texts in FILM.items():
        film |= in_three(field, texts)
    records.add(connection, MEDIA, screening, film)
    for number, (item, count) in enumerate(EQUIPMENT_OF_A2, start=1):
        values = {**ZH, "code": f"Q{number}", "count": str(count), "returned_on": "2017-03-23", **in_three("item", item)}
        records.add(connection, EQUIPMENT, screening, values)


def _add_posts(connection: sqlite3.Connection, campaign: str, week: _Week) -> None:
    """The four posts as they had been read when the week was over; the flyer on volunteering was made from the second."""
    for title, topics, groups, day, reads in POSTS:
        values = {"day": f"2017-03-{day}", **in_three("title", title), **in_three("channel", CHANNEL)}
        post = week.add(POST, "C", "", values | in_three("topics", topics) | in_three("target_groups", groups))
        seen = {"reads": str(reads), "read_on": "2017-03-26", **in_three("source", SEEN_IN)}
        add_reading(connection, post, seen, id=new_id(), today="2017-03-26")
    second = records.find_by_code(connection, POST, campaign, "P2")
    flyer = records.find_by_code(connection, MATERIAL, campaign, "C-FLY")
    if second is not None and flyer is not None:
        records.change(connection, MATERIAL, flyer["id"], {"derived_from": second["id"]})
