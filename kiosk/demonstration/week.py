"""The reference week as data: the published facts of 2017 with invented figures that add up (domain.md §8); pure.

``street_acts`` unrolls event B's table into single facts: who did what at which booth and minute.  The demonstration plays them
into its ledger; the tests play them through paired phones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

BUNDLE = 50
BOOTHS = {"B1": "社區門口", "B2": "市場路口", "B3": "廣場"}
PRINTED = {"B-A5": 1500, "B-TRI": 800}
# booth → material → (issued, handed out, returned, spoiled, unaccounted)
STREET = {
    "B1": {"B-A5": (500, 476, 17, 4, 3), "B-TRI": (300, 266, 31, 2, 1)},
    "B2": {"B-A5": (500, 464, 29, 4, 3), "B-TRI": (250, 224, 23, 1, 2)},
    "B3": {"B-A5": (450, 412, 33, 4, 1), "B-TRI": (250, 222, 25, 2, 1)},
}
# minutes after 09:00 at which the three bands begin and end, and what each booth handed out in them
BANDS = ((0, 60), (60, 120), (120, 150))
BY_BAND = {"B1": (251, 332, 159), "B2": (240, 305, 143), "B3": (211, 294, 129)}
# booth → (scans, unique responders, actions)
RESPONSES = {"B1": (52, 38, 17), "B2": (46, 34, 14), "B3": (33, 24, 10)}
TOPICS = {"低保": 31, "臨時救助": 19, "志願服務": 14, "社工資格": 12, "養老助殘": 11}
OUTCOMES = {"answered": 74, "booked": 9, "referred": 4}
CONSULTATIONS, CONSULTED_PERSONS = 87, 79
# booth → the phones (and their volunteers V01 … V24) that hand out there, and the one that consults
HANDING_OUT = {"B1": range(1, 8), "B2": range(8, 15), "B3": range(15, 21)}
CONSULTING = {"B1": 21, "B2": 22, "B3": 23}
LEAD = 24
_SIZES = (1, 5, 2, 3, 1, 5, 4, 1, 10, 2, 1, 5)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that one phone's volunteer did, ``minute`` minutes after 09:00; ``bundle`` counts within the material's run."""

    phone: int
    minute: float
    booth: str
    kind: str
    source: str = ""
    target: str = ""
    material: str = ""
    bundle: int = 0
    quantity: int = 1
    why: str = ""
    topic: str = ""
    outcome: str = ""
    same_person: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """One public scan of a flyer: who (a number within the booth), which bundle, when, and what was done on the landing page."""

    booth: str
    responder: int
    material: str
    bundle: int
    minute: float
    action: str = ""


def volunteer(phone: int) -> str:
    """Return the human code of the volunteer who carries this phone."""
    return f"V{phone:02d}"


def first_bundle(booth: str, material: str) -> int:
    """Return the number of the booth's first bundle within the material's run."""
    before = 0
    for name, materials in STREET.items():
        if name == booth:
            break
        before += materials[material][0] // BUNDLE
    return before + 1


def street_acts() -> list[Act]:
    """Return every act of event B, in the order of the day."""
    acts: list[Act] = []
    for booth, materials in STREET.items():
        bands = _bands_by_material(booth)
        for place, material in enumerate(materials):
            acts += _booth_material(booth, material, bands[material], place)
    acts += _consultations()
    return sorted(acts, key=lambda act: act.minute)


def street_scans() -> list[Scan]:
    """Return every public scan of event B: repeats come from the first responders of each booth, actions evenly over the morning."""
    scans: list[Scan] = []
    for booth, (total, unique, actions) in RESPONSES.items():
        for index in range(total):
            material = ("B-A5", "B-TRI")[index % 2]
            bundle = first_bundle(booth, material) + index % (STREET[booth][material][0] // BUNDLE)
            acts = (index + 1) * actions // total > index * actions // total
            action = ("ask", "follow", "volunteer")[index % 3] if acts else ""
            scans.append(Scan(booth, index % unique, material, bundle, 5 + index * 140 / total, action))
    return scans


def _bands_by_material(booth: str) -> dict[str, tuple[int, ...]]:
    """Split what the booth handed out per band between its materials, so that both margins of the table hold."""
    first, second = STREET[booth]
    total = sum(BY_BAND[booth])
    shares = [round(STREET[booth][first][1] * amount / total) for amount in BY_BAND[booth]]
    shares[-1] = STREET[booth][first][1] - sum(shares[:-1])
    return {first: tuple(shares), second: tuple(amount - share for amount, share in zip(BY_BAND[booth], shares))}


def _booth_material(booth: str, material: str, bands: tuple[int, ...], place: int) -> Iterator[Act]:
    issued, _handed, returned, spoiled, _missing = STREET[booth][material]
    start = first_bundle(booth, material)
    phones = list(HANDING_OUT[booth])
    carriers = phones[: len(phones) // 2 + 1] if place == 0 else phones[len(phones) // 2 + 1 :]
    bundles = range(start, start + issued // BUNDLE)
    carrier = {bundle: carriers[index % len(carriers)] for index, bundle in enumerate(bundles)}
    for index, bundle in enumerate(bundles):
        yield Act(LEAD, -25 + index / 2, booth, "issue", "store", f"booth:{booth}", material, bundle, BUNDLE)
        person = f"person:{volunteer(carrier[bundle])}"
        yield Act(carrier[bundle], -10 + index / 4, booth, "transfer", f"booth:{booth}", person, material, bundle, BUNDLE)
    for minute, bundle, quantity in _hand_outs(bundles, bands):
        person = f"person:{volunteer(carrier[bundle])}"
        yield Act(carrier[bundle], minute, booth, "hand_out", person, "public", material, bundle, quantity)
    last = bundles[-1]
    holder = f"person:{volunteer(carrier[last])}"
    for number in range(spoiled):
        yield Act(carrier[last], 60 + 15 * number, booth, "spoil", holder, "waste", material, last, 1, why="wet")
    yield Act(carrier[last], 151, booth, "transfer", holder, f"booth:{booth}", material, last, returned)
    yield Act(LEAD, 160, booth, "return", f"booth:{booth}", "store", material, last, returned)


def _hand_outs(bundles: range, bands: tuple[int, ...]) -> Iterator[tuple[float, int, int]]:
    """Yield (minute, bundle, quantity): bundles emptied one after the other, no act across a bundle's or a band's end."""
    sizes = cycle(_SIZES)
    bundle, left_in_bundle = bundles[0], BUNDLE
    for (begins, ends), amount in zip(BANDS, bands):
        left, gone = amount, 0
        while left:
            if not left_in_bundle:
                bundle, left_in_bundle = bundle + 1, BUNDLE
            quantity = min(next(sizes), left, left_in_bundle)
            yield begins + (ends - begins) * (gone + 0.5) / amount, bundle, quantity
            left, gone, left_in_bundle = left - quantity, gone + quantity, left_in_bundle - quantity


def _consultations() -> Iterator[Act]:
    topics = [topic for topic, count in TOPICS.items() for _ in range(count)]
    outcomes = [outcome for outcome, count in OUTCOMES.items() for _ in range(count)]
    again = CONSULTATIONS - CONSULTED_PERSONS
    for index, (topic, outcome) in enumerate(zip(topics, outcomes)):
        booth = list(BOOTHS)[index % 3]
        yield Act(
            CONSULTING[booth], 3 + index * 145 / CONSULTATIONS, booth, "consultation",
            topic=topic, outcome=outcome, same_person=index % 10 == 9 and index // 10 < again,
        )  # fmt: skip

NAMES = {
    "A1": ("活動教室門口", "活动教室门口", "Classroom door"),
    "A2": ("活動教室門口", "活动教室门口", "Classroom door"),
    "B1": ("社區門口", "社区门口", "Community gate"),
    "B2": ("市場路口", "市场路口", "Market corner"),
    "B3": ("廣場", "广场", "Square"),
    "C1": ("舞台旁", "舞台旁", "Beside the stage"),
    "A-TRI": ("三社聯動知識", "三社联动知识", "How the three work together"),
    "B-A5": ("什麼是社會工作", "什么是社会工作", "What is social work?"),
    "B-TRI": ("社會救助政策", "社会救助政策", "Social assistance policy"),
    "C-FLY": ("加入志願服務", "加入志愿服务", "Become a volunteer"),
    "P1": ("左邊的桌子", "左边的桌子", "Left table"),
    "P2": ("右邊的桌子", "右边的桌子", "Right table"),
    "P-FLY": ("練習宣傳單", "练习宣传单", "Practice flyer"),
}
"""What booths and materials are called, in the order of a title's languages."""

TEXTS = {
    "A-TRI": (
        "社區是平台：居民的事在社區商量，服務在社區落地。\n社會組織是載體：文藝隊、互助會、志願服務隊，把有共同需要的人聚在一起。\n"
        "社會工作者是支撐：用專業方法了解需要、聯繫資源、陪伴成長。\n三者聯動：社區發現需要，社會組織承接項目，社工提供專業服務，志願者一起出力。\n"
        "您可以說出需要，加入一支隊伍，或者登記成為志願者。",
        "社区是平台：居民的事在社区商量，服务在社区落地。\n社会组织是载体：文艺队、互助会、志愿服务队，把有共同需要的人聚在一起。\n"
        "社会工作者是支撑：用专业方法了解需要、联系资源、陪伴成长。\n三者联动：社区发现需要，社会组织承接项目，社工提供专业服务，志愿者一起出力。\n"
        "您可以说出需要，加入一支队伍，或者登记成为志愿者。",
        "The community is the place: residents talk matters over here, and here help arrives.\n"
        "Groups carry it: dance teams, mutual aid, volunteers bring together people who need the same.\n"
        "Social workers support it: they find out what is needed, bring in resources and stay beside people.\n"
        "Together: the community sees a need, a group takes on the project, a social worker guides it, volunteers lend a hand.\n"
        "Tell us what you need, join a group, or register as a volunteer.",
    ),
    "B-TRI": (
        "最低生活保障：家庭收入低於當地標準的，可以提出申請。\n特困人員供養：沒有勞動能力和生活來源的老年人、殘疾人、未成年人，由政府供養。\n"
        "臨時救助：遇到火災、車禍、重病等突發困難，可以申請一次性救助。\n醫療救助：低保對象和特困人員看病，按規定減免費用。\n"
        "申請時請帶身份證件和收入證明，到所在社區填表；行動不便的，工作人員上門辦理。",
        "最低生活保障：家庭收入低于当地标准的，可以提出申请。\n特困人员供养：没有劳动能力和生活来源的老年人、残疾人、未成年人，由政府供养。\n"
        "临时救助：遇到火灾、车祸、重病等突发困难，可以申请一次性救助。\n医疗救助：低保对象和特困人员看病，按规定减免费用。\n"
        "申请时请带身份证件和收入证明，到所在社区填表；行动不便的，工作人员上门办理。",
        "Minimum living allowance: families whose income is below the local line may apply.\n"
        "Support for those in special hardship: older people, people with disabilities and minors without means are supported by the government.\n"
        "Temporary assistance: after a fire, an accident or a grave illness, help can be given once.\n"
        "Medical assistance: those who receive an allowance pay less when they are ill.\n"
        "Bring your identity card and proof of income to your community office. Staff come to those who cannot.",
    ),
}
"""What the tri-folds say (invented), in the order of a title's languages."""
