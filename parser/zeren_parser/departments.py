"""The standard departments of government: which words name the same one, and how its name ends.

General knowledge, written by hand from the structure of Chinese government since 2008. It holds no
unit of any one place: a row says that 发展和改革, 发展改革 and 发改 are the same business, and that its
department is a 委 at the level of the State Council, of a province and of a city, while in a county
it may be a 局 or a 委 (``?``: not sure, so nothing is completed from it).

Columns: the stems, fullest first; the ending at the State Council, in a province, in a city, in a
county. ``-`` means that the level has no department of its own name.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Department(NamedTuple):
    """One standard department (标准部门): its stems, fullest first, and its ending by level."""

    stems: tuple[str, ...]
    state: str
    province: str
    city: str
    county: str

    def ending(self, level: str) -> str | None:
        """Return the ending of its name at `level` (国, 省, 市 …), or None where it is not sure."""
        column = {"国": self.state, "省": self.province, "市": self.city, "州": self.city}
        ending = column.get(level, self.county)
        return ending if ending not in ("?", "-") else None


_TABLE: Final = """
发展和改革 发展改革 发改                                   委 委 委 ?
教育                                                       部 厅 局 局
科学技术 科技                                              部 厅 局 局
工业和信息化 工业信息化 工信                               部 厅 局 局
经济和信息化 经济信息化 经信                               - 厅 局 局
科技和工业信息化 科技工业信息化 科工信                     - 厅 局 局
公安                                                       部 厅 局 局
国家安全                                                   部 厅 局 局
民政                                                       部 厅 局 局
司法                                                       部 厅 局 局
财政                                                       部 厅 局 局
人力资源和社会保障 人力资源社会保障 人社                   部 厅 局 局
自然资源                                                   部 厅 局 局
自然资源和规划 自然资源规划 资规 自规                      - 厅 局 局
规划和自然资源 规划自然资源 规划资源 规自                  - 厅 局 局
国土资源 国土                                              部 厅 局 局
城乡规划 规划                                              - ? 局 局
生态环境                                                   部 厅 局 局
环境保护 环保                                              部 厅 局 局
住房和城乡建设 住房城乡建设 住建                           部 厅 局 局
住房和城乡建设管理 住房城乡建设管理                        - 厅 局 局
城乡建设 建设                                              部 厅 ? 局
城市管理 城管                                              - ? 局 局
城市管理综合执法 城市管理和综合执法 城管执法               - ? 局 局
城市管理行政执法                                           - ? 局 局
综合行政执法 行政执法                                      - ? 局 局
交通运输 交运 交通                                         部 厅 局 局
水利                                                       部 厅 局 局
水务                                                       - 厅 局 局
农业农村                                                   部 厅 局 局
农业                                                       部 厅 局 局
畜牧兽医 畜牧                                              - 局 局 局
海洋与渔业 海洋和渔业 海洋渔业                             - ? 局 局
海洋                                                       局 局 局 局
林业和草原 林业草原 林草                                   局 局 局 局
林业                                                       局 ? 局 局
商务                                                       部 厅 局 局
文化和旅游 文化旅游 文旅                                   部 厅 局 局
文化广电和旅游 文化广电旅游 文广旅                         - 厅 局 局
文化广电新闻出版旅游 文广新旅                              - 厅 局 局
文化广电新闻出版 文广新                                    - 厅 局 局
文化广播影视 文化广电 文广                                 - 厅 局 局
文化体育和旅游 文化体育旅游 文体旅                         - 厅 局 局
文化                                                       部 厅 局 局
旅游 旅游发展                                              局 ? 局 局
卫生健康 卫健                                              委 委 委 ?
卫生和计划生育 卫生计生 卫计                               委 委 委 ?
退役军人事务 退役军人                                      部 厅 局 局
应急管理 应急                                              部 厅 局 局
安全生产监督管理 安全监管 安监                             总局 局 局 局
审计                                                       署 厅 局 局
外事                                                       部 办 办 办
国有资产监督管理 国资监管 国资                             委 委 委 ?
市场监督管理 市场监管 市监                                 总局 局 局 局
食品药品监督管理 食品药品监管 食药监                       总局 局 局 局
工商行政管理 工商                                          总局 局 局 局
质量技术监督 质监                                          总局 局 局 局
药品监督管理 药品监管 药监                                 局 局 局 局
知识产权                                                   局 局 局 局
统计                                                       局 局 局 局
医疗保障 医保                                              局 局 局 局
信访                                                       局 局 局 局
机关事务管理 机关事务                                      局 局 局 局
体育                                                       总局 局 局 局
教育和体育 教育体育 教体                                   - ? 局 局
广播电视 广电                                              总局 局 局 局
新闻出版广电                                               总局 局 局 局
粮食和物资储备 粮食物资储备 粮食和储备 粮储                局 局 局 局
粮食                                                       局 局 局 局
能源                                                       局 局 局 局
数据                                                       局 局 局 局
大数据管理 大数据                                          - ? 局 局
大数据发展管理 大数据发展                                  - ? 局 局
政务服务管理 政务服务                                      - ? 局 局
政务服务和数据管理 政务服务数据管理 政数                   - 局 局 局
行政审批服务 行政审批 审批服务                             - ? 局 局
地方金融监督管理 地方金融监管 金融监管                     - 局 局 局
金融工作 金融                                              - 办 办 办
金融发展                                                   - 局 局 局
乡村振兴                                                   局 局 局 局
扶贫开发 扶贫                                              办 办 办 办
人民防空 人防                                              办 办 办 办
国防动员 国动                                              办 办 办 办
民族和宗教事务 民族宗教事务 民族宗教 民宗                  - 委 局 局
营商环境建设 营商环境                                      - 局 局 局
公共资源交易管理 公共资源交易                              - ? ? ?
住房公积金管理 公积金管理 住房公积金 公积金                - ? ? ?
招商                                                       - 局 局 局
投资促进                                                   - 局 局 局
园林绿化 园林                                              - ? 局 局
环境卫生管理 环境卫生 环卫                                 - ? ? ?
政府研究 研究                                              室 室 室 室
税务                                                       总局 局 局 局
气象                                                       局 局 局 局
地震                                                       局 局 局 局
邮政管理 邮政                                              局 局 局 局
通信管理                                                   - 局 局 -
消防救援                                                   局 总队 支队 大队
档案                                                       局 局 局 局
"""
DEPARTMENTS: Final = tuple(
    Department(tuple(words[:-4]), *words[-4:])
    for words in (line.split() for line in _TABLE.strip().splitlines())
)
# Words that no rule of stem and ending gives: the whole short name, then stem and ending meant.
SHORT_FORMS: Final = {
    "教委": "教育委", "科委": "科学技术委", "建委": "城乡建设委", "经信委": "经济和信息化委",
    "工信委": "工业和信息化委", "农委": "农业委", "农业农村委": "农业农村委", "交委": "交通运输委",
    "交通委": "交通运输委", "商委": "商务委", "民委": "民族和宗教事务委", "外办": "外事办",
    "编办": "机构编制委员会办公室", "编委办": "机构编制委员会办公室", "机构编制办": "机构编制委员会办公室",
    "网信办": "网络安全和信息化委员会办公室", "文明办": "精神文明建设指导委员会办公室",
    "纪委": "纪律检查委员会", "监委": "监察委员会", "纪委监委": "纪律检查委员会监察委员会",
    "政法委": "政法委员会", "统战部": "统一战线工作部", "老干局": "老干部局", "老干部局": "老干部局",
    "妇联": "妇女联合会", "残联": "残疾人联合会", "工商联": "工商业联合会", "科协": "科学技术协会",
    "文联": "文学艺术界联合会", "侨联": "归国华侨联合会", "社科联": "社会科学界联合会", "工会": "总工会",
    "贸促会": "国际贸易促进委员会", "供销社": "供销合作社联合社", "供销合作社": "供销合作社联合社",
    "供销联社": "供销合作社联合社", "供销合作总社": "供销合作社联合社", "中院": "中级人民法院",
    "中级法院": "中级人民法院", "高院": "高级人民法院", "高级法院": "高级人民法院", "法院": "人民法院",
    "检察院": "人民检察院", "国管局": "机关事务管理局", "审改办": "行政审批制度改革领导小组办公室",
    "工改办": "工程建设项目审批制度改革领导小组办公室", "营商办": "优化营商环境工作领导小组办公室",
    "银保监会": "银行保险监督管理委员会", "证监会": "证券监督管理委员会",
    "政府办": "政府办公室", "府办": "政府办公室",
}  # fmt: skip
# Two endings of one kind of unit; the fuller comes first.
ENDINGS: Final = (
    ("委员会", "委"), ("办公室", "办"), ("办公厅",), ("管理委员会", "管委会"), ("总局",), ("分局",), ("局",),
    ("厅",), ("部",), ("署",), ("处",), ("科",), ("室",), ("中心",), ("站",), ("总队",), ("支队",), ("大队",),
)  # fmt: skip
