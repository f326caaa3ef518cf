"""Name of an organ or a title in, the place it begins with out: 三亚市人民政府办公室 → 三亚市."""

from __future__ import annotations

import re
from typing import Final

REGIONS: Final = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省"
    "|江西省|山东省|河南省|湖北省|湖南省|广东省|海南省|四川省|贵州省|云南省|陕西省|甘肃省|青海省|台湾省"
    "|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|新疆生产建设兵团"
    "|香港特别行政区|澳门特别行政区"
)
_REGION: Final = re.compile(REGIONS)
_LEAD: Final = re.compile(r"(?:中共|中国共产党)?")
_NATION: Final = re.compile(
    r"国务院|中共中央|全国人民代表大会|全国人大|国家[\u4e00-\u9fff]{2,12}[局委部]"
)
_KIND: Final = re.compile(
    r"""
    (?: 自治州 | 自治县 | 自治旗 | 地区 | 林区 | 特区
      | (?: 开发 | 新 | 示范 | 园 | 度假 | 保税 | 合作 | 试验 | 管理 | 名胜 | 生态 | 高新 | 经开 ) 区 | 自由贸易港
      | [市县区旗州盟] )
    (?! 域 | 块 | 间 | 划 | 位 )                          # 区域, 区间 are words
    """,
    re.VERBOSE,
)
_REACH: Final = 16  # characters; no place name is longer
_ZONES: Final = (
    "开发区|新区|示范区|园区|度假区|保税区|合作区|试验区|管理区|名胜区|生态区"
    "|高新区|经开区|自由贸易港"
)
_ZONE_KINDS: Final = frozenset(_ZONES.split("|"))
_ZONE_WORDS: Final = re.compile(
    r"""
    (?: 国家级? | 省级 | 高新 | 技术 | 产业 | 经济 | 工业 | 综合 | 改革 | 旅游 | 风景 | 现代 | 农业 | 创新
      | 文化 | 化工 | 自主 | 循环 | 临港 | 临空 | 空港 | 海洋 | 物流 | 深度 | 自由贸易 | 出口加工 )+ $
    """,
    re.VERBOSE,
)
# Words that no place name is made of; they stand before 市, 区, 县 in titles.
_WORDS: Final = re.compile(
    r"""
    关于 | 推[进动行广] | 加[快强大] | 进一步 | 深[化入] | 建设 | 提[升高] | 打造 | 实施 | 促进
    | 做好 | 完善 | 发展 | 开展 | 落实 | 贯彻 | 支持 | 优化 | 印发 | 统筹 | 领导 | 监督 | 管理 | 办公
    | 人民 | 政府 | 委员 | 服务 | 工作 | 部门 | 机关 | 单位 | 小组 | 街道 | 有关 | 重点 | 营商 | 环境
    | 生态文明 | 绿色 | 住房 | 城乡 | 市场 | 教育 | 财政 | 卫生 | ^[各我该以在等级] | ^本[地级]?$ | [的厅局处部]
    | 全[市省区县面] | ^省 | ^[城社小上都]$ | ^.{2,}[社小]$         # 本市, 社区; but 本溪市, 成都市, 聊城市
    | (?: 文明 | 卫生 | 智慧 | 海绵 | 森林 | 园林 | 宜居 | 模范 | 旅游 | 数字 | 低碳 | 健康 | 平安 | 国际 | 现代
        | 中小 | 特大 | 超大 | 枢纽 | 创新 | 生态 | 文化 | 中心 | 主 | 名 | 全 ) 城 $
    | 城市 | 更新 | ^委 | 示范 | 试点 | 先行 | 美丽 | 乡村 | 农村 | ^.{3,}和$ | ^和$ | 年$ | 贫困
    """,
    re.VERBOSE,
)
_UNCHAINED: Final = re.compile(r"^[新老古主大县]城$")  # 新城区 is a word, 西安市新城区 a place
_SHORTEST: Final = {"市": 2, "县": 1, "区": 2, "旗": 2, "州": 2, "盟": 2, "地区": 2}
_LONGEST: Final = {"市": 6, "县": 5, "区": 5, "旗": 6, "州": 5, "盟": 5, "地区": 4}
_MOST_LEVELS: Final = 3


def read_place(name: str) -> str | None:
    """Return the place that `name` (folded, without white space) begins with, as printed.

    >>> read_place("威海经济技术开发区管委会"), read_place("上饶市人民政府办公室")
    ('威海经济技术开发区', '上饶市')
    >>> read_place("海南省人力资源和社会保障厅"), read_place("管办文秘科")
    ('海南省', None)
    >>> read_place("国务院办公厅")
    '全国'
    """
    lead = _LEAD.match(name)
    start = lead.end() if lead else 0
    if _NATION.match(name):
        return "全国"
    region = _REGION.match(name, start)
    end = region.end() if region else start
    for _ in range(_MOST_LEVELS):
        longer = _one_level(name, end, chained=end > start)
        if longer == end:
            break
        end = longer
    return name[start:end] or None


def _one_level(name: str, start: int, *, chained: bool) -> int:
    """Return where the place name that begins at `start` ends; `start` if none begins there."""
    for kind in _KIND.finditer(name, start, start + _REACH):
        stem = name[start : kind.start()]
        if _is_place(stem, kind.group(), chained=chained):
            return kind.end()
        if _WORDS.search(stem):
            break
    return start


def _is_place(stem: str, kind: str, *, chained: bool) -> bool:
    if kind in _ZONE_KINDS:
        stem = _ZONE_WORDS.sub("", stem)
        return (chained and not stem) or (2 <= len(stem) <= 6 and not _WORDS.search(stem))
    shortest, longest = _SHORTEST.get(kind, 2), _LONGEST.get(kind, 10)
    if chained:
        longest = min(longest, 6)
    if not chained and kind in "市区" and _UNCHAINED.search(stem):
        return False
    return shortest <= len(stem) <= longest and _WORDS.search(stem) is None
