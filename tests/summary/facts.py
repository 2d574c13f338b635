"""Every figure and text fact of the reference week (domain.md §8): in which shapes it stands, as Chinese offices say it, and in English.

n, b and s are the narrative, the brief and the sections; what stands in sections alone is a row of a table.
"""

from __future__ import annotations

_WEEK = """
    ns | 2017年3月20日至26日 | 26 March 2017
    ns | 全國社會工作宣傳週 | national Social Work Publicity Week
    ns | 主題由民政部確定為 | was set by the Ministry of Civil Affairs
    b | 民政部確定的 | set by the Ministry of Civil Affairs
    nbs | 社工讓社區更美好 | Social work makes communities better
    nbs | 第十一個國際社工日 | 11th World Social Work Day
    nbs | 民政部辦公廳、內蒙古自治區民政廳 | General Office of the Ministry of Civil Affairs and the Civil Affairs Department of Inner Mongolia
    nbs | 關於開展全國社會工作宣傳週活動的通知 | Notice on holding the national Social Work Publicity Week
    nbs | 民電〔2017〕29號、內民政社工〔2017〕1號 | Min Dian 〔2017〕 No. 29 and Nei Min Zheng She Gong 〔2017〕 No. 1
"""

_A = """
    nbs | 我社區 | our community
    nbs | 匯賢里社區居委會 | Huixianli Community Committee
    nbs | 工作人員8人 | 8 staff members
    ns | 3月20日（星期一）上午9時 | Monday 20 March, 09:00
    ns | 3月21日（星期二）下午2時30分至4時 | Tuesday 21 March, 14:30–16:00
    ns | 活動教室（可容納60人） | seats 60 people
    nbs | 圖文講座 | Illustrated talk
    ns | 是指社區、社會組織和專業社會工作者 | the community, social organisations and professional social workers
    nbs | 社區工作人員結合圖文 | community staff explained
    nbs | 三者的關係 | relate to one another
    nbs | 性質和意義 | what social work is and why it matters
    nbs | 扶貧濟困 | its part in relieving poverty
    ns | 46人次，其中紙本簽到31人次、手機簽到15人次 | 46 visits: 31 signed in on paper and 15 by phone
    nbs | 有了更多了解 | better understanding
    nbs | 願意配合和支持 | gladly support
    ns | 3月23日（星期四）下午2時30分至3時30分 | Thursday 23 March, 14:30–15:30
    nbs | 社區居委會主任王繼安製作 | made by 王繼安, Director of the Huixianli Community Committee
    nbs | 《愛崗敬業練就多面手 為民解憂最美社區人》 | All-round through devotion: the community's finest help people in need
    nbs | 自備的投影機、筆記型電腦、音箱2個、銀幕 | Our own equipment was used: projector, laptop, loudspeakers (2) and screen
    nbs | 防盜門卡住了，門鈴響個不停 | security door jams and its buzzer will not stop
    nbs | 找來工具，把門修好 | find tools and fix it
    nbs | 日常巡查中發現 | on their daily rounds
    ns | 52人次，其中紙本簽到34人次、手機簽到18人次 | 52 visits: 34 signed in on paper and 18 by phone
    nbs | 98人次 | 98 visits
    nbs | 69人，其餘29人次 | 69 people took part
    nbs | 三折頁80份，發放60份 | 80 copies of the tri-fold
    nbs | 退回18份，損毀2份 | 18 had been returned and 2 had been spoiled
    nbs | 差額無法核算 | any difference is not measurable
    s | 活動教室門口 80 60 18 2 無法核算 | Classroom door 80 60 18 2 not measurable
    nbs | 38人作出評價，其中36人表示滿意 | 38 people gave feedback, and 36 said they were satisfied
    nbs | 稱讚工作人員 | praised the staff
    nbs | 更加信任 | trusted the community more
    nbs | 社會的基本單元 | the basic unit of society
    nbs | 繼續舉辦社會工作講座 | further talks on social work
    nbs | 日常巡查中發現的問題逐一登記 | every problem found on the daily rounds
"""

_B = """
    nbs | 我旗 | our banner
    nbs | 鄂倫春自治旗民政局 | Oroqen Banner Civil Affairs Bureau
    nbs | 弘揚社會工作精神 | foster the spirit of social work
    nbs | 傳播社會工作知識 | spread knowledge of it
    nbs | 展示社會工作者的風采 | show what social workers do
    nbs | 康寧社區 | Kangning Community
    nbs | 3月24日（星期五）上午9時至11時30分 | Friday 24 March
    nbs | 社區門口、市場路口、廣場等3個宣傳點 | 3 booths: Community gate, Market corner and Square
    nbs | 發放宣傳單 | handed flyers to passers-by
    nbs | 邀請秧歌隊 | an invited yangko team
    nbs | 秧歌隊16名演員 | with 16 performers
    nbs | 耐心講解 | patiently answered
    nbs | 24人 | 24 people
    nbs | 機關幹部9人、工作人員6人、志願者9人 | 9 officials, 6 staff members and 9 volunteers
    nbs | 有20人 | 20 of them handed out
    nbs | 印製宣傳品2300份，領出2250份，發放2064份 | 2,300 copies of the publicity materials were printed, 2,250 issued and 2,064 handed out
    nbs | 宣傳單1352份 | 1,352 of the flyer
    nbs | 三折頁712份 | 712 of the tri-fold
    nbs | 退回158份，損毀17份，尚有11份去向不明 | 158 had been returned, 17 had been spoiled and 11 were unaccounted for
    nbs | 50份未領出 | A further 50 were never issued
    ns | 社區門口 800 742 48 6 4 | Community gate 800 742 48 6 4
    ns | 市場路口 750 688 52 5 5 | Market corner 750 688 52 5 5
    ns | 廣場 700 634 58 6 2 | Square 700 634 58 6 2
    ns | 合計 2250 2064 158 17 11 | Total 2,250 2,064 158 17 11
    ns | 宣傳單 1450 1352 79 12 7 | 1,450 1,352 79 12 7
    ns | 三折頁 800 712 79 5 4 | 800 712 79 5 4
    s | 社區門口·什麼是社會工作 500 476 17 4 3 | Community gate, What is social work? 500 476 17 4 3
    s | 社區門口·社會救助政策 300 266 31 2 1 | Community gate, Social assistance policy 300 266 31 2 1
    s | 市場路口·什麼是社會工作 500 464 29 4 3 | Market corner, What is social work? 500 464 29 4 3
    s | 市場路口·社會救助政策 250 224 23 1 2 | Market corner, Social assistance policy 250 224 23 1 2
    s | 廣場·什麼是社會工作 450 412 33 4 1 | Square, What is social work? 450 412 33 4 1
    s | 廣場·社會救助政策 250 222 25 2 1 | Square, Social assistance policy 250 222 25 2 1
    s | 社區門口 251 332 159 | Community gate 251 332 159
    s | 市場路口 240 305 143 | Market corner 240 305 143
    s | 廣場 211 294 129 | Square 211 294 129
    s | 合計 702 931 431 | Total 702 931 431
    s | 《什麼是社會工作》宣傳單 1500 0.12 180 | 1,500 0.12 180
    s | 《社會救助政策》三折頁 800 0.45 360 | 800 0.45 360
    s | 合計 2300 540 | Total 2,300 540
    s | 社區門口 52 38 17 | Community gate 52 38 17
    s | 市場路口 46 34 14 | Market corner 46 34 14
    s | 廣場 33 24 10 | Square 33 24 10
    nbs | 二維碼131次，掃碼的共96人，隨後提問、關注或登記41人次 | scanned 131 times, by 96 people; on 41 occasions
    nbs | 諮詢87人次（共79人） | 87 consultations with 79 people
    nbs | 低保31人次、臨時救助19人次、志願服務14人次、社工資格12人次、養老助殘11人次 | 31 on living allowance, 19 on emergency relief, 14 on volunteering, 12 on social work
    nbs | 當場答覆74人次，預約辦理或轉介13人次 | 74 answered at once and 13 booked or referred
    nbs | 轉介少於5人 | fewer than 5 of them referred
    bs | 費用540元，折合每發放一份0.26元、每位掃碼者5.63元、每人次諮詢6.21元 | ¥0.26 per copy handed out, ¥5.63 per person who scanned and ¥6.21 per consultation
    nbs | 知曉度有所提高 | now know about social work
    nbs | 宣傳覆蓋面 | reached further
    nbs | 普法宣傳 | knowledge of the law
    nbs | 工作作風 | work more closely with residents
"""

_C = """
    nbs | 我社區 | our community
    nbs | 民政為民、民政愛民 | civil affairs serve the people and care for them
    nbs | 社區工作站工作人員 | Staff of the community station
    nbs | 3月25日（星期六）上午9時30分至11時30分 | Saturday 25 March
    nbs | 楓景家園社區 | Fengjing Jiayuan Community
    nbs | 工作人員6人、志願者12人 | 6 staff members and 12 volunteers
    nbs | 3月20日至23日，在楓景家園社區公眾號發布推文4篇 | 4 posts appeared on Fengjing Jiayuan's official account
    nbs | 以人為本、助人自助 | People first
    nbs | 社區社會工作、志願服務、老年社會工作、婦女兒童社會工作、殘疾人社會工作 | social work for women and children and social work for people with disabilities
    nbs | 累計閱讀1426次 | read 1,426 times
    s | 走近社區社會工作》 412 | meet social work in the community” 412
    s | 從身邊做起》 355 | Volunteering begins next door” 355
    s | 讓晚年更安心》 298 | Social work for older people” 298
    s | 婦女兒童和殘疾人社會工作》 361 | women, children and people with disabilities” 361
    nbs | 宣傳單600份，發放538份 | 600 copies of the flyer
    nbs | 退回52份，損毀6份，尚有4份去向不明 | 52 had been returned, 6 had been spoiled and 4 were unaccounted for
    nbs | 214人次，其中紙本簽到130人次、手機簽到84人次 | 214 visits: 130 signed in on paper and 84 by phone
    nbs | 約300人 | About 300 people
    nbs | 社區婦女組織、舞蹈隊、太極隊、合唱隊、足球隊、棋牌隊、乒乓球隊、志願服務隊、老年協會、少兒教育園地等10支隊伍 | Community women's group, Dance team, Tai chi team, Choir, Football team
    nbs | 登記備案 | All of them are registered
    nbs | 負責人和代表都到場 | their leaders and representatives were present
    nbs | 133名演員共表演節目10個，歷時70分鐘 | 133 performers presented 10 acts in 70 minutes
    s | 12 6 | Spring in the Community 12 6
    s | 《茉莉花》 16 8 | Jasmine Flower 16 8
    s | 太極拳 18 8 | Tai chi in twenty-four forms 18 8
    s | 《愛的奉獻》 24 10 | The Gift of Love 24 10
    s | 11 6 | Ball juggling 11 6
    s | 6 5 | A Worthy Opponent 6 5
    s | 8 6 | Table tennis display 8 6
    s | 15 7 | Knocking at the Neighbour's Door 15 7
    s | 《夕陽紅》 9 6 | Evening Glow 9 6
    s | 14 8 | Love Lives Here 14 8
    s | 合計 133 70 | Total 133 70
    nbs | 登記37人次，核對後新增志願者36名 | 37 volunteer registrations; once these were checked, they came to 36 new volunteers
    nbs | 14至17歲的5名，均經監護人同意 | 5 of them aged 14–17 with a guardian's consent
    nbs | 留言126條，其中寄語58條、希望41條、改進建議27條 | 126 notes on the wall: 58 messages, 41 hopes and 27 suggestions
    nbs | 微心願23個，其中已認領17個，已實現15個 | 23 wishes, of which 17 have been taken on and 15 have been fulfilled
    nbs | 線索9條，已聯絡9人 | 9 neighbours in difficulty: 9 were contacted
    nbs | 上門探訪少於5人 | fewer than 5 were visited by volunteers
    nbs | 不予公布 | no figure is given for those who accepted help and those referred
    nbs | 引導大家主動發現身邊有困難的鄰居 | look out for neighbours in difficulty
    nbs | 服務項目和公益工作的價值 | the service projects and the value of work for the public good
    nbs | 奉獻、友愛、互助、進步 | dedication, friendship, mutual help and progress
    nbs | 把寄語、希望和改進建議寫下來，貼上心願牆 | messages, hopes and suggestions and posted them on the wall
"""

_WHOLE = """
    nbs | 印製宣傳品2980份，領出2930份，發放2662份 | 2,980 copies of the publicity materials were printed, 2,930 issued and 2,662 handed out
    nbs | 退回228份，損毀25份，尚有15份去向不明 | 228 had been returned, 25 had been spoiled and 15 were unaccounted for
    nbs | 50份未領出 | A further 50 were never issued
    nbs | 諮詢87人次 | 87 consultations
    nbs | 312人次 | 312 visits
    nbs | 新增志願者36名 | 36 new volunteers
    nbs | 轉介10人 | 10 people were referred
    nbs | 微心願23個，其中已認領17個，已實現15個 | 23 wishes, of which 17 have been taken on and 15 have been fulfilled
    nbs | 3個單位 | 3 organisations
    nbs | 5場活動 | 5 events
    nbs | 1426次 | read 1,426 times
    ns | 合計 2980 2930 2662 228 25 15 | Total 2,980 2,930 2,662 228 25 15
"""

_LEAD = """
    nbs | 本彙編收錄 | This compendium holds the summaries of 3 organisations
    nbs | 【1】匯賢里社區居委會 | 【1】 Social Work Publicity Week: summary by Huixianli Community Committee
    nbs | 【2】鄂倫春自治旗民政局 | 【2】 Social Work Publicity Week: summary by Oroqen Banner Civil Affairs Bureau
    nbs | 【3】楓景家園社區 | 【3】 Social Work Publicity Week: summary by Fengjing Jiayuan Community
    ns | 2017年3月20日至26日是全國社會工作宣傳週 | 26 March 2017
"""


def _read(lines: str) -> list[tuple[str, str, str]]:
    return [(shapes, chinese, english) for line in lines.splitlines() if line.strip() for shapes, chinese, english in [map(str.strip, line.split(" | "))]]


FACTS = {"A": _read(_WEEK + _A), "B": _read(_WEEK + _B), "C": _read(_WEEK + _C), "whole": _read(_WEEK + _WHOLE), "compendium": _read(_LEAD + _WEEK + _A + _B + _C)}
