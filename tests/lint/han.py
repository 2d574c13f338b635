"""Characters that betray a text of the wrong Chinese script, and slips that machine conversion makes.

The pairs are written by hand from common official and everyday words, simplified first. RIGHT_IN_BOTH are
characters that some word of either script needs: 里 in a place's name, 后, 只, 台, 余, 于 and 范 in a name.
"""

from __future__ import annotations

import re

PAIRS = """
个個 们們 这這 来來 时時 会會 说說 对對 过過 还還 为為 学學 开開 见見 经經 头頭 问問 动動 长長 进進 现現 关關
点點 业業 务務 员員 区區 县縣 乡鄉 镇鎮 场場 处處 门門 间間 国國 华華 汉漢 语語 简簡 体體 书書 报報 纸紙 张張
条條 块塊 册冊 单單 签簽 码碼 扫掃 发發 传傳 领領 换換 数數 总總 计計 统統 记記 录錄 录録 证證 号號 称稱 项項
级級 组組 织織 团團 队隊 协協 党黨 办辦 厅廳 厂廠 广廣 产產 农農 医醫 药藥 护護 养養 残殘 妇婦 儿兒 亲親 爱愛
请請 谢謝 谁誰 让讓 认認 识識 许許 设設 访訪 评評 词詞 试試 话話 该該 详詳 误誤 读讀 课課 调調 谈談 谓謂 谱譜
变變 边邊 远遠 连連 运運 选選 适適 逻邏 达達 迁遷 迟遲 递遞 邮郵 郑鄭 邓鄧 阳陽 阴陰 阶階 际際 陆陸 陈陳 险險
随隨 隐隱 难難 离離 双雙 电電 雾霧 静靜 韩韓 页頁 顶頂 顺順 须須 预預 频頻 题題 颜顏 额額 风風 飞飛 饭飯 馆館
马馬 驻駐 驱驅 验驗 骑騎 鱼魚 鸟鳥 鸡雞 麦麥 黄黃 齐齊 龄齡 龙龍 两兩 严嚴 丧喪 丰豐 临臨 义義 乌烏 乐樂 乔喬
习習 买買 乱亂 争爭 亏虧 亚亞 亿億 仅僅 从從 仓倉 仪儀 价價 众眾 优優 伙夥 伞傘 伟偉 伤傷 伦倫 侧側 债債 倾傾
偿償 储儲 兑兌 兰蘭 兴興 写寫 军軍 决決 况況 冻凍 净淨 减減 凑湊 凤鳳 击擊 创創 别別 删刪 刚剛 则則 剧劇 劝勸
励勵 劳勞 势勢 卖賣 卫衛 厉厲 压壓 参參 叶葉 听聽 启啟 吗嗎 响響 哑啞 唤喚 啸嘯 喷噴 嘱囑 园園 围圍 图圖 圆圓
圣聖 坏壞 坚堅 坛壇 坝壩 坟墳 垒壘 垫墊 墙牆 声聲 壳殼 备備 复複 够夠 夹夾 奋奮 奖獎 妈媽 娱娛 孙孫 宁寧 实實
审審 宪憲 宽寬 宾賓 寝寢 导導 寿壽 将將 尔爾 尘塵 尝嘗 层層 届屆 属屬 岁歲 岂豈 岗崗 岛島 峡峽 币幣 师師 带帶
帐帳 帮幫 并並 庄莊 庆慶 库庫 应應 庙廟 废廢 异異 弃棄 弯彎 弹彈 强強 归歸 当當 彻徹 径徑 忆憶 忧憂 怀懷 态態
怜憐 恳懇 悬懸 惊驚 惨慘 惯慣 愿願 戏戲 战戰 户戶 扑撲 执執 扩擴 扬揚 扰擾 抚撫 抢搶 担擔 拟擬 拥擁 择擇 挂掛
挥揮 损損 据據 掷擲 携攜 摄攝 摆擺 撑撐 敌敵 斋齋 断斷 无無 旧舊 旷曠 显顯 晒曬 晓曉 暂暫 术術 机機 杀殺 杂雜
权權 杨楊 极極 构構 枪槍 柜櫃 标標 栋棟 栏欄 树樹 样樣 桥橋 检檢 楼樓 横橫 欢歡 欧歐 毕畢 毙斃 气氣 汇匯 汤湯
沟溝 没沒 沪滬 泪淚 泽澤 洁潔 浅淺 测測 济濟 浓濃 涂塗 涌湧 润潤 涨漲 渐漸 温溫 湾灣 湿濕 满滿 滚滾 滞滯 滤濾
灭滅 灯燈 灵靈 灾災 炉爐 炼煉 烂爛 烟煙 烦煩 烧燒 热熱 爷爺 牵牽 犹猶 狱獄 独獨 猎獵 猫貓 玛瑪 环環 玺璽 画畫
畅暢 疗療 痒癢 盐鹽 监監 盖蓋 盘盤 睁睜 础礎 确確 礼禮 祸禍 种種 积積 税稅 稳穩 穷窮 窃竊 竞競 笔筆 筑築 筛篩
类類 粮糧 紧緊 纠糾 红紅 约約 纪紀 纯純 纲綱 纳納 纵縱 纷紛 纹紋 线線 练練 细細 终終 绍紹 结結 绕繞 绘繪 给給
络絡 绝絕 继繼 绩績 绪緒 续續 绳繩 维維 绿綠 编編 缘緣 缝縫 缩縮 缴繳 网網 罗羅 罚罰 职職 联聯 聪聰 肃肅 肤膚
胁脅 胜勝 脉脈 脏髒 脑腦 脚腳 腊臘 舰艦 艰艱 艺藝 节節 芦蘆 苏蘇 范範 荐薦 荣榮 莱萊 获獲 营營 萧蕭 蓝藍 虑慮
虽雖 蚀蝕 补補 装裝 规規 觅覓 视視 览覽 觉覺 触觸 订訂 讨討 训訓 议議 讯訊 讲講 论論 诉訴 诊診 译譯 诚誠 诗詩
询詢 诺諾 谊誼 谅諒 谋謀 谨謹 负負 贡貢 财財 责責 败敗 账賬 货貨 质質 购購 贯貫 贴貼 贵貴 贷貸 费費 贺賀 资資
赏賞 赔賠 赖賴 赛賽 赞贊 赠贈 赢贏 赵趙 趋趨 跃躍 践踐 踪蹤 车車 轨軌 转轉 轮輪 软軟 轻輕 载載 较較 辅輔 辆輛
辈輩 输輸 辞辭 释釋 鉴鑑 针針 钉釘 钟鐘 钢鋼 钥鑰 钱錢 铁鐵 铃鈴 铅鉛 银銀 链鏈 销銷 锁鎖 错錯 键鍵 锻鍛 闭閉
闲閒 闷悶 闹鬧 闻聞 阅閱 阔闊 邻鄰 隶隸 雇僱 寻尋 顾顧 顿頓 颁頒 饮飲 饰飾 饱飽 骗騙 驾駕 鲜鮮 鸣鳴 鸿鴻 么麼
与與 专專 东東 丢丟 举舉 亩畝 仑侖 摊攤 闸閘 钮鈕 滨濱 缔締 荧螢 拦攔 阵陣 冯馮 卢盧 吕呂 宫宮 尧堯 弥彌 摇搖
沦淪 灿燦 玮瑋 琐瑣 瑶瑤 矫矯 矿礦 砖磚 祷禱 绒絨 绣繡 罢罷 脸臉 衬襯 谎謊 谐諧 谣謠 贞貞 赋賦 轿轎 逊遜 钻鑽
陕陝 韵韻 颈頸 饼餅 骂罵 鲁魯 鹏鵬 锋鋒 闽閩 颤顫 馈饋 筹籌 侦偵 纽紐 铺鋪 锅鍋 馒饅 驿驛 鲍鮑 凭憑 几幾 刘劉
吴吳 呜嗚 咨諮 嘘噓 夺奪 宝寶 尽盡 岭嶺 帅帥 恶惡 惩懲 拨撥 挤擠 捡撿 掳擄 杰傑 枣棗 桩樁 档檔 梦夢 毁毀 泼潑
浏瀏 溃潰 状狀 猪豬 痴癡 篮籃 纤纖 绑綁 绸綢 缓緩 胆膽 荡蕩 虚虛 蚁蟻 袜襪 誊謄 贸貿 跷蹺 轰轟 辽遼 违違 遗遺
锦錦 镜鏡 闪閃 闯闖 阁閣 颗顆 饥飢 驳駁 鹤鶴 龟龜 余餘 里裡 面麵 后後 系係 只隻 干幹 台臺 制製 志誌
"""
RIGHT_IN_BOTH = frozenset(
    "里后干只台系几著乾余于范面制志谷斗丑云才冲伙咨着致邀复征借占松胡姜丰朱杰岩升霉采迹周向舍注游布群峰线瞭藉徵隻誌製麵係臺幹赞并雇"
)

_TOKENS = PAIRS.split()
SIMPLIFIED_ONLY = frozenset(token[0] for token in _TOKENS) - RIGHT_IN_BOTH - {token[1] for token in _TOKENS}
TRADITIONAL_ONLY = frozenset(token[1] for token in _TOKENS) - RIGHT_IN_BOTH - {token[0] for token in _TOKENS}

# What conversion programs write in a zh-Hant text, and words that are not this product's neutral wording.
CONVERSION_SLIPS = re.compile(
    "社群|支援|視訊|檔案精神|2000於|於份|範先生|餘先生|於先生|係統|聯係|曆史|日歷|復印|復製|重復|迴復|批準|制作|"
    "控製|限製|製度|方麵|頁麵|麵向|裏麵|界麵|誌願|國傢|頭發|乾部|隻能|隻有|咨詢|公裡|志工|義工"
)

# What the mainland does not say, and what the neutral zh-Hant wording does not: the words of the other place in the right characters.
OTHER_WORDING = {
    "zh-Hans": re.compile("纸本|联络|回报|档案|网路|资讯|列印|萤幕|滑鼠|软体|硬体|透过|储存|登入|登出|行事历|试算表|随身碟|第一笔|这笔"),
    "zh-Hant": re.compile("賬|支手機|軟件|硬件|打印|視頻|文檔|鼠標|默認|服務器|網絡|信息|數據|文件夾|導入|導出|屏幕|鏈接|用戶|質量|短信|郵箱"),
}


def find_wrong_script(language: str, text: str) -> str:
    """The characters of `text` that this script does not have."""
    refused = {"zh-Hant": SIMPLIFIED_ONLY, "zh-Hans": TRADITIONAL_ONLY}.get(language, frozenset())
    return "".join(character for character in text if character in refused)
