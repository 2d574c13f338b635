"""What the sample tri-fold says of social assistance in each language; law in outline, no advice for a case."""

from __future__ import annotations

from dataclasses import dataclass

from printables.demo.week import PREFIX, Event, sample_codes
from printables.tri_fold import Panel, TriFold


@dataclass(frozen=True)
class _Fold:
    headline: str
    lines: tuple[str, ...]
    flap: Panel
    panels: tuple[Panel, ...]


TRADITIONAL = _Fold(
    headline="生活有難處，\n政策來幫忙",
    lines=("社會救助政策一看就懂", "怎樣申請，找誰辦理"),
    flap=Panel(
        (
            "諮詢不收費，也不必先填表。",
            "說到哪裡都可以停下；您說的事只用來幫您，未經同意不告訴別人。",
            "行動不便的，社工可以上門。",
        ),
        "放心來問",
    ),
    panels=(
        Panel(
            (
                "最低生活保障：家庭人均收入低於當地標準，財產狀況符合規定的家庭。",
                "特困人員供養：無勞動能力、無生活來源，又沒有人贍養、撫養、扶養的老年人、殘疾人和未成年人。",
                "臨時救助：遇上火災、交通事故、突發重病等，基本生活暫時有困難的家庭。",
            ),
            "有哪些救助",
        ),
        Panel(
            (
                "一、向戶籍所在地的街道辦事處或鄉鎮人民政府書面申請；自己有困難的，可以請社區居委會代為提出。",
                "二、工作人員入戶調查、訪問鄰里，核實家庭的收入和財產。",
                "三、結果在社區公布。不符合條件的，會說明理由。",
            ),
            "怎樣申請",
        ),
        Panel(
            (
                "看懂政策：哪一項適合您，要準備哪些材料。",
                "陪您辦理：填表、約時間、到窗口。",
                "繼續關心：申請之後，生活上還有難處，隨時來談。",
            ),
            "社工能幫您什麼",
        ),
    ),
)
SIMPLIFIED = _Fold(
    headline="生活有难处，\n政策来帮忙",
    lines=("社会救助政策一看就懂", "怎样申请，找谁办理"),
    flap=Panel(
        (
            "咨询不收费，也不必先填表。",
            "说到哪里都可以停下；您说的事只用来帮您，未经同意不告诉别人。",
            "行动不便的，社工可以上门。",
        ),
        "放心来问",
    ),
    panels=(
        Panel(
            (
                "最低生活保障：家庭人均收入低于当地标准，财产状况符合规定的家庭。",
                "特困人员供养：无劳动能力、无生活来源，又没有人赡养、抚养、扶养的老年人、残疾人和未成年人。",
                "临时救助：遇上火灾、交通事故、突发重病等，基本生活暂时有困难的家庭。",
            ),
            "有哪些救助",
        ),
        Panel(
            (
                "一、向户籍所在地的街道办事处或乡镇人民政府书面申请；自己有困难的，可以请社区居委会代为提出。",
                "二、工作人员入户调查、访问邻里，核实家庭的收入和财产。",
                "三、结果在社区公布。不符合条件的，会说明理由。",
            ),
            "怎样申请",
        ),
        Panel(
            (
                "看懂政策：哪一项适合您，要准备哪些材料。",
                "陪您办理：填表、约时间、到窗口。",
                "继续关心：申请之后，生活上还有难处，随时来谈。",
            ),
            "社工能帮您什么",
        ),
    ),
)
ENGLISH = _Fold(
    headline="Hard times?\nHelp is there",
    lines=("Social assistance made plain:", "what there is, and how to apply"),
    flap=Panel(
        (
            "Asking costs nothing, and there is no form to fill in first.",
            "Stop wherever you like. What you say is used to help you; nobody else is told unless you agree.",
            "If you cannot come, a social worker can come to you.",
        ),
        "Just ask",
    ),
    panels=(
        Panel(
            (
                "Minimum living allowance: for households whose income per person is below the local line.",
                "Support for people in extreme hardship: older people, disabled people and children who cannot work, "
                "have no income and nobody to support them.",
                "Temporary assistance: after a fire, an accident or a sudden illness.",
            ),
            "What there is",
        ),
        Panel(
            (
                "1. Apply in writing to the sub-district or township where you are registered. "
                "Your residents' committee can do it for you.",
                "2. Staff visit you and ask neighbours, to check income and property.",
                "3. The result is posted in the community. A refusal comes with its reasons.",
            ),
            "How to apply",
        ),
        Panel(
            (
                "Make sense of it: which help fits you, and which papers you need.",
                "Go with you: forms, appointments, the counter.",
                "Stay in touch: if things are still hard afterwards, come back any time.",
            ),
            "What we can do",
        ),
    ),
)
FOLDS = {"zh-Hant": TRADITIONAL, "zh-Hans": SIMPLIFIED, "en": ENGLISH}


def tri_fold(languages: tuple[str, ...], event: Event) -> TriFold:
    own = FOLDS[languages[0]]
    return TriFold(
        languages,
        own.headline,
        PREFIX,
        sample_codes("F", 2),
        own.panels,
        own.flap,
        own.lines,
        event.when,
        event.where,
        event.contact,
        event.organiser,
        mark="sample",
    )
