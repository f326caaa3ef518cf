"""The words of the target grammar, and the small questions that tables answer.

What stands here is vocabulary of the language of plans; `targets` holds the grammar.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from zeren_parser.model import Comparator


class Relation(Enum):
    """How the word in front of a value binds it (数值前的关系词)."""

    LEAST = auto()  # 不低于、提高到
    MOST = auto()  # 不超过、控制在、压缩至
    MORE = auto()  # 突破、超过
    LESS = auto()  # 低于
    REACH = auto()  # 达到、实现
    HOLD = auto()  # 保持、为
    UP = auto()  # 提高、增长
    DOWN = auto()  # 降低、缩短
    RULE = auto()  # 不得低于、不能超过：是规定；有时限才是目标
    NONE = auto()  # 下达、成为：是别的词，不是目标


def _table(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _each(stems: str, tails: str) -> str:
    return " ".join(stem + tail for stem in stems.split() for tail in tails.split())


_UP: Final = "提高 提升 增加 增长 上升 扩大 增 升 上调"
_DOWN: Final = "降低 下降 减少 压减 压缩 缩短 缩减 削减 精简 压降 下调 调减 缩小 减 降 压"
_WORDS: Final = {
    Relation.LEAST: "不低于 不少于 不小于 不短于 至少 至少达到 至少达 最低达到 "
    + _each(f"{_UP} 发展 壮大 扩展 拓展 恢复 扩充 扩容", "到 至"),
    Relation.MOST: "不超过 不高于 不大于 不多于 不超 控制在 控制到 限制在 限定在 控制为 "
    + _each(_DOWN, "到 至 为"),
    Relation.MORE: "突破 超过 超 大于 高于 多于 超出",
    Relation.LESS: "低于 小于 少于",
    Relation.REACH: "达到 达 达至 实现 达成",
    Relation.HOLD: "保持 保持在 稳定在 维持在 维持 为 均为",
    Relation.UP: "提高 提升 增加 增长 上升 扩大 新增 净增 增设 扩增 上浮",
    Relation.DOWN: "降低 下降 减少 压减 压缩 缩短 缩减 削减 精简 压降 下调 调减",
    Relation.RULE: "不得低于 不得少于 不得高于 不得超过 不得多于 不能低于 不能超过 不可超过 不应低于 不应超过",
    Relation.NONE: "下达 到达 传达 表达 送达 直达 抵达 作为 成为 视为 分为 因为 行为 认为 列为 设为 "
    "按不低于 按不高于 按不超过 每提高 每增加 每增长 每降低 每下降 每减少 每新增 每超过",
}
RELATIONS: Final = {word: relation for relation, words in _WORDS.items() for word in words.split()}
_LONGEST: Final = max(map(len, RELATIONS))
_NEARLY: Final = ("约", "近", "在", "共", "各")  # 达到近90%

COMPARATORS: Final = {
    Relation.LEAST: Comparator.AT_LEAST,
    Relation.MOST: Comparator.AT_MOST,
    Relation.MORE: Comparator.MORE,
    Relation.LESS: Comparator.LESS,
    Relation.UP: Comparator.INCREASE,
    Relation.DOWN: Comparator.DECREASE,
}


def relation_before(text: str, start: int, end: int) -> tuple[Relation, int] | None:
    """Return the relation word that ends at `end`, and where it begins; None where there is none.

    >>> relation_before("覆盖率提高到", 0, 6)
    (<Relation.LEAST: 1>, 3)
    """
    while (
        end > start
        and text[end - 1] in _NEARLY
        and text[start:end]
        and text[end - 2 : end] not in RELATIONS
    ):
        if text[max(start, end - 3) : end] in RELATIONS:
            break
        end -= 1
    for length in range(min(_LONGEST, end - start), 0, -1):
        relation = RELATIONS.get(text[end - length : end])
        if relation is not None:
            return relation, end - length
    return None


_MOVED: Final = re.compile(
    r"(?P<up>提高|提升|增加|扩大|扩充|拓展)|压减|压缩|缩短|缩减|降低|减少|精简|压降|下调|调减|缩小"
)


def moved_to(text: str, start: int, end: int) -> tuple[Relation, int] | None:
    """Read 压减申报次数至3次: the verb stands in front of what is moved; `end` is where 至 stands.

    >>> moved_to("压减申报次数至3次", 0, 6)
    (<Relation.MOST: 2>, 6)
    """
    verbs = list(_MOVED.finditer(text, max(start, end - 30), end))
    if not verbs or end - verbs[-1].end() < 2:
        return None
    return (Relation.LEAST if verbs[-1]["up"] else Relation.MOST), end


def ruled(word: str, *, dated: bool) -> Relation:
    """Return what a `word` such as 不得少于 means: an aim only where a date governs it.

    >>> ruled("不得少于", dated=True), ruled("不得少于", dated=False)
    (<Relation.LEAST: 1>, <Relation.NONE: 10>)
    """
    if not dated:
        return Relation.NONE
    return Relation.LEAST if word.endswith(("低于", "少于")) else Relation.MOST


# 达到城市建成区面积的25%: the relation, then what the share is taken of.
SHARE_OF: Final = re.compile(
    r"(?P<word>达到|不低于|不少于|不超过|不高于|控制在|超过|达(?!标)|占(?!地(?!区|方)|比|补)"
    r"|(?:压缩|压减|缩短|缩减|降低|降|提高|提升)[至到]) [^,、]{1,20} $",
    re.VERBOSE,
)

# Verbs that make things one can count. `SURE` ones state an aim by themselves; the others state it
# only with a date, a bound (以上) or a word of will (力争, 每年).
_SURE: Final = _table(
    """
    新增 新建 新改建 改扩建 新设 增设 净增 培育 打造 建成 建设 创建 建立 引进 引育 培养 完成
    建有 配备 改造 修复 治理 培训 招募 招录 招聘 入库 发放 转化 孵化 签约 制修订 制定 修订 整治
    吸纳 帮扶 增加 压减 减少 削减 压缩 化解
    """
)
_UNSURE: Final = _table(
    """
    推出 推广应用 推广 发布 遴选 评选 选树 认定 实施 组织 举办 开展 支持 推动 设立 组建 形成
    选派 开发 布局 发展 扩大 募集 落地 上线 淘汰 关停 拆除 覆盖 服务 返还 投入 评定 申报 接入
    归集 选育 储备 发行 实现 惠及 降低 面向 带动 掌握 拥有 具备
    """
)
SURE: Final = frozenset(_SURE)
# These state an aim also without date where they count many.
TELLING: Final = frozenset(
    _table(
        "实施 组织 举办 开展 推出 推广 推广应用 遴选 评选 选树 认定 组建 开发 招募 选派 上线 淘汰 关停 拆除 面向 带动"
    )
)
VERBS_OF_ACTION: Final = (*_SURE, *_UNSURE)
MAKING: Final = frozenset(("培育", "形成", "打造", "建成", "建设", "创建"))
GROWING: Final = ("新增", "净增", "增设", "增加")
SHRINKING: Final = ("压减", "减少", "削减", "压缩", "化解", "降低")
DONE: Final = ("实现了", "达到了", "完成了")
ACTION: Final = re.compile(
    "|".join(sorted({*_SURE, *_UNSURE}, key=len, reverse=True)).replace("上线", "上线(?!下)")
)
REGION: Final = re.compile(r"全[省市区县国州盟旗年]|各地|我[省市区县]")
WILL: Final = re.compile(
    r"每年|每[百千万]|全年|年内|力争|争取|确保|计划|力求|努力|至少|每个?[县市区镇乡村]|各县|各区"
)

# 清单式的数量：六个领域、三个方面，不是目标。
LISTED: Final = re.compile(
    r"(?:重点)?(?:领域|方面|环节|阶段|步骤|部分|类别|维度|原则|层面|百分|工作日|自然日|月|学期|五年|小时)"
)

# A share or a bare count without relation word is measured by a noun of this kind: 开标率100%.
RATE: Final = ("率", "比例", "比重", "占比", "满意度", "知晓度", "覆盖面", "贡献度", "饱和度")

# With a date these measure by themselves: 到2025年,旅游总收入100亿元.
SIZE: Final = _table("收入 产值 增加值 总额 规模 面积 数量 总量 保有量 产量 里程 容量 人数")

# Sentences that grant, tax, fine or admit: their numbers are amounts and conditions.
GRANT: Final = re.compile(
    r"""
    给予 | 奖补 | 奖励 | 奖金 | 贴息 | 资助 | 罚款 | 税率 | 征收率 | 预征 | 减按 | 减征 | 免征 | 抵减 | 抵扣 | 计取
  | 补贴标准 | 补助标准 | 补贴资金按 | 保证金 | 注册资本
  | [利费]率(?! [降下控压不稳保] ) | 最高[0-9不额]  | 一次性(?:补|奖|给) | 授予 | 每[亩人户只头位名]补[贴助]
  | 可享受 | 按[^,;]{1,16}的比例
    """,
    re.VERBOSE,
)
CONDITION: Final = re.compile(
    r"当(?![年地前天日期月])|凡|若(?!干)|如(?![期])|每(?:[增超满提]|季度?最)|按(?!期|时|计划|规划|国家|照国家|照省|职责)|对于"
)
PAST: Final = re.compile(r"已|目前|现有|(?<![比较与同])[去上]年|截至|截止|累计实现|曾|过去|以来")

# What may stand before the indicator in its clause and is no part of it.
_MEASURES: Final = (
    "性|化|区|用地|面积|率|量|额|度|数|规模|总|水平|比例|合格|人[数次]|力|者|成果|单位|型|商"
    "|项目|资金|投资|工作量|中心|指数|成本|速|幅|标准"
)
MEASURE: Final = re.compile(_MEASURES)
# 基本实现, 重点培育, but 基本农田, 重点企业: these lead in only where one of these verbs follows.
_LED: Final = "完成|建成|实现|消除|形成|建立|达到|覆盖|提高|提升|推进|推动|推广|加强|培育|打造|建设|发展|支持|开展"
# A character that leads in by itself, and what follows it where it begins another word.
_SINGLE: Final = {
    "再": "生就制教贷融", "还": "田款贷林湿原建", "要": "素害点件闻", "将": "军", "需": "求要", "均": "衡价等",
    "应": "急用届对收税诉答变", "就": "业地诊医读学近餐", "并": "网轨购联行发", "共": "享同有建管性治青产",
    "使": "用命者馆", "的": "士", "也": "门", "且": "末", "和": "谐平美解睦", "及": "时格早", "与": "会时",
}  # fmt: skip
_ADVERBS: Final = _table(
    """
    力争 争取 确保 努力 计划(?!生育) 力求 预计 推动(?!力) 促进 实现(?!率|程度|值) 达到 其中 同时
    保证(?!金) 并且 以及 逐步 不断 进一步 持续 加快 积极 大力 深入 着力 切实 稳步 显著 大幅 明显 全年
    有效(?!发明|专利|利用|性|期|率|供给|灌溉) 每年 当年 今年 年内 累计 率先 严格 分别 鼓励 滚动 使得
    继续(?!教育) 稳定(?!就业|性|率|耕) 引导(?!基金) 带动(?!率|力) 扎实
    组织(?!部|率|化|机构|体系|领导|结构|建设|覆盖)
    """
)
_VERBS: Final = _table(
    """
    提高 提升 推进 加强 扩大 完成 建成 新增 新建 培育 打造 建设 发展 引进 强化 改善 优化 增加
    降低 压缩 压减 缩短 减少 实施 开展 抓好 做好 支持 保持 落实 制定 推广 健全 完善 深化 规范
    """
)
_MARKS: Final = (
    r"[—\-•●■◆▪*·]+ | [一二三四五六七八九十]+是 | [0-9]{1,2}[.、] (?! [0-9] )"
    r"| [(][0-9一二三四五六七八九十]{1,3}[)] | [①-⑳] | 、 | [和及与] (?! [谐平美解睦时格早会] )"
)
MARKS: Final = re.compile(rf"(?: {_MARKS} )*", re.VERBOSE)
LEAD: Final = re.compile(
    rf"""
    (?: {_MARKS}
      | {"|".join(_ADVERBS)}
      | (?: 全面 | 基本 | 重点 | 统筹 ) (?= {_LED} )
      | {"|".join(f"{word}(?![{others}])" for word, others in _SINGLE.items())}
      | (?: {"|".join(_VERBS)} ) (?! {_MEASURES} | $ )
    )*
    """,
    re.VERBOSE,
)
TAIL: Final = re.compile(
    r"""
    (?: 同比 | 环比 | 年均 | 平均 | 总体 | 稳定 | 保持 | 继续 | 基本 | 全部 | 力争 | 争取 | 确保 | 分别 | 累计 | 逐年
      | 逐步 | 达到 | 至少 | 有望 | 原则上 | 不断 | 进一步 | 每年 | 全年 | 年内 | 相比 | 实现 | 必须 | 全面 | 整体
      | 普遍 | (?<! [平人户] ) 均 | (?<! [首成] ) 都 | 也 | 将 | (?<! [需主纪重摘] ) 要 | (?<! [行作] ) 为
      | (?<! [响供反效适对感] ) 应 | 再 | 的 | 到 | (?<! [许认] ) 可 | 各 | 不 | (?<! [接附就] ) 近
      | (?<! [合节预签集] ) 约
    )+ $
    """,
    re.VERBOSE,
)
TERM: Final = re.compile(r"[0-9一二三四五六七八九十两]{1,3}年(?:内|左右)?")
# 由原来的10个工作日压缩至3个工作日: where it starts from is no part of what is measured.
FROM: Final = re.compile(
    r"(?:[由从](?:原来?|先前|目前|现在|现有|现行)?的?[0-9][^,;。]{0,12}|[较比与同](?:上年|去年)(?:同期|相比)?)$"
)
BASELINE: Final = re.compile(
    r"(?:[较比](?P<year>[0-9]{4})年|[与同以在](?P<base>[0-9]{4})年(?=相比|为基|的?基|末?相比|水平|底?的?基))"
)

# Whole and finished: 全部消除, 全面完成, 基本建成; 完成 needs an object.
_FINISHED: Final = _table(
    """
    完成 建成 消除 实现 覆盖 划定 清理 上线 接入 纳入 达标 达到 入库 淘汰 关停 取缔 退出 拆除
    整改 建立 开通 配备 办结 清零 搬迁 治理 解决 脱贫 出列 销号 执行 公开 启用 投产 开工 竣工
    安装 改造 取消 关闭 推行 落地 化解 清除 实行 使用 配齐 依托 进驻 入驻 迁移 到位 完工 公示
    """
)
_FINISHED_WORDS: Final = "|".join(_FINISHED)
COMPLETION: Final = re.compile(
    rf"""
    全覆盖 (?= [,;。、:!?\n] | $ )                 # 全覆盖监管, 全覆盖的基础上 are attributes
  | 全部 (?: {_FINISHED_WORDS} )
  | 全面 (?: 完成 | 建成 | 消除 | 实现 | 覆盖 (?! [^,;。\n]{{1,20}} 的 ) | 划定 | 清理 | 淘汰 | 取缔 | 关停 | 清除 | 整改 )
  | 基本 (?: 完成 | 建成 | 消除 | 实现 | 覆盖 | 划定 | 清理 | 淘汰 )
  | 完成 (?! 情况 | 时限 | 时间 | 期限 | 率 | 后 | 度 | 的 | 时 | 了 | 任务 | 好 | 及 | 或 | 并 | 之 | 质量 | 对 | [0-9]{{1,3}} % )
    """,
    re.VERBOSE,
)
# 逐步实现全覆盖 states a direction; undated it is no aim that can be checked.
HEDGE: Final = re.compile(r"逐步|基本|探索|加快|不断|稳步|力求|鼓励|支持|引导")
# 基本建成…体系, 建立…机制: when they are finished cannot be told.
VAGUE: Final = re.compile(r"(?:体系|机制|格局|环境|制度|局面|模式|现代化|目标|转变|提升|突破)$")
# These take as their object what is finished: 县城基本淘汰燃煤锅炉 is about 燃煤锅炉.
TAKES_OBJECT: Final = re.compile(
    r"(?:全面|基本)(?:完成|建成|消除|划定|清理|淘汰|取缔|关停|清除|整改)"
)
# After an object of this kind the verb closes the indicator: 70%以上村庄实现冬季清洁供暖.
STATE: Final = re.compile(
    r"实现|达到|得到|(?<!交)通(?=硬化|客|水|电|网|车|邮|气)|完成|建成|纳入|实行|使用|接入|开展|配备|建立|覆盖|通过|用于|采用|安装|进入|拥有|具备|享受|无害化|全覆盖"
)
# Verbs that may close the indicator: 科技型中小企业评价入库10500家.
CLOSING: Final = frozenset(
    _table("完成 入库 上线 签约 开工 投产 落地 招募 招录 竣工 挂牌 出动 接入 返还 投入 发放")
)
GENERIC: Final = frozenset(_table("活动 方案 工作 项目 任务 计划 服务 体系 平台 中心"))
# The word that states the will within a clause: 义务教育阶段确保美育课程课时总量不低于…
INNER_WILL: Final = re.compile(r"(?:要|应|须|将)?(?:确保|保证|力争|争取)")
COUNTED_TIME: Final = ("时间", "时限", "时长", "用时", "周期", "耗时", "期限", "天数")
