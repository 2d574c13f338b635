"""The reference week's show of the ten registered groups in each language; the names of their acts are invented."""

from __future__ import annotations

from dataclasses import dataclass

PERFORMERS = (12, 16, 18, 24, 11, 6, 8, 15, 9, 14)
MINUTES = (6, 8, 8, 10, 6, 5, 6, 7, 6, 8)


@dataclass(frozen=True)
class Show:
    """`acts` are (group, act) in the order of `PERFORMERS` and `MINUTES`."""

    title: str
    host: str
    when: str
    where: str
    acts: tuple[tuple[str, str], ...]


SHOWS = {
    "zh-Hant": Show(
        title="社會工作宣傳週文藝展演",
        host="楓景家園社區工作站",
        when="2017年3月25日（星期六）09:30–11:30",
        where="楓景家園社區廣場",
        acts=(
            ("社區婦女組織", "健身操《春風裡》"),
            ("舞蹈隊", "廣場舞《歡樂家園》"),
            ("太極隊", "二十四式太極拳"),
            ("合唱隊", "合唱《在希望的田野上》"),
            ("足球隊", "足球技巧展示"),
            ("棋牌隊", "象棋殘局趣味挑戰"),
            ("乒乓球隊", "乒乓球表演賽"),
            ("志願服務隊", "情景劇《鄰里之間》"),
            ("老年協會", "快板《社工來到咱身邊》"),
            ("少兒教育園地", "童聲朗誦《我愛我的社區》"),
        ),
    ),
    "zh-Hans": Show(
        title="社会工作宣传周文艺展演",
        host="枫景家园社区工作站",
        when="2017年3月25日（星期六）09:30–11:30",
        where="枫景家园社区广场",
        acts=(
            ("社区妇女组织", "健身操《春风里》"),
            ("舞蹈队", "广场舞《欢乐家园》"),
            ("太极队", "二十四式太极拳"),
            ("合唱队", "合唱《在希望的田野上》"),
            ("足球队", "足球技巧展示"),
            ("棋牌队", "象棋残局趣味挑战"),
            ("乒乓球队", "乒乓球表演赛"),
            ("志愿服务队", "情景剧《邻里之间》"),
            ("老年协会", "快板《社工来到咱身边》"),
            ("少儿教育园地", "童声朗诵《我爱我的社区》"),
        ),
    ),
    "en": Show(
        title="Social Work Week: the groups perform",
        host="Fengjing Homes community station",
        when="Saturday 25 March 2017, 09:30–11:30",
        where="Fengjing Homes, square",
        acts=(
            ("Women's group", "Exercises: Spring Breeze"),
            ("Dance group", "Square dance: Happy Homes"),
            ("Tai chi group", "Tai chi in 24 forms"),
            ("Choir", "In the Fields of Hope"),
            ("Football group", "Ball skills"),
            ("Chess and card group", "Chess endgame challenge"),
            ("Table tennis group", "Exhibition match"),
            ("Volunteers' group", "Sketch: Between Neighbours"),
            ("Older people's association", "Clapper talk: A Social Worker Came By"),
            ("Children's corner", "Recital: I Love My Community"),
        ),
    ),
}
