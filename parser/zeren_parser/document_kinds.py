"""Which titles name a document (law, plan, notice, list …): a table of the words they end with."""

from __future__ import annotations

import re
from typing import Final

# A title ends with the kind of the document. What is no document ends otherwise: 《人民日报》.
_LAW: Final = (
    "宪法|法典|法|条例|规定|办法|细则|规则|规章|章程|准则|守则|解释|条约|公约"
    "|协定|议定书|宣言|声明|盟约|决定|决议|命令"
)
_PLAN: Final = (
    "规划|计划|方案|预案|纲要|大纲|要点|战略|议程|区划|总纲|路线图|施工图|分工"
    "|安排|部署|行动|任务书|蓝图"
)
_LETTER: Final = (
    "意见|通知|通报|通告|公告|报告|请示|批复|函|议案|建议|指示|会议纪要|纪要"
    "|备忘录|倡议书|倡议|公报|白皮书|绿皮书|协议|协议书"
)
_MEASURE: Final = (
    "措施|举措|政策|标准|规范|规程|导则|指南|指引|制度|机制|体系|要求|限额|限值"
    "|定额|指标|分类|暂行|规约|责任制|规范化"
)
_LIST: Final = "清单|目录|名录|名单|台账|一览表|分工表|任务表"
_KINDS: Final = "|".join((_LAW, _PLAN, _LETTER, _MEASURE, _LIST)).split("|")
_ENDING: Final = re.compile(
    rf"""
    (?: {"|".join(sorted(_KINDS, key=len, reverse=True))}
      | [一二三四五六七八九十百\d] 条 (?: 意见 | 措施 )?      # 招商引资优惠政策三十条
      | [\u4e00-\u9fff]{{4}} 20\d\d                            # 中国制造2025, 教育现代化2035
    )
    [>)〉'"’”]* $
    """,
    re.VERBOSE,
)
# 书法 is no law, a 承诺函 is a form to be filled in.
_NO_KIND: Final = re.compile(
    r"[书魔方做想用语兵看说佛手心疗技笔乘算剑枪]法$|(?:承诺|声明|申请|邀请|证明)函$"
)
_TAIL_BRACKET: Final = re.compile(r"\( [^()]{1,30} \) $", re.VERBOSE)  # (试行), (2014-2030年)


def names_document(title: str) -> bool:
    """Tell whether `title` (folded, without white space and 《》) names a document.

    >>> names_document("党政领导干部生态环境损害责任追究办法(试行)"), names_document("优化营商环境条例")
    (True, True)
    >>> names_document("人民日报"), names_document("红楼梦"), names_document("书法")
    (False, False, False)
    """
    while True:
        shorter = _TAIL_BRACKET.sub("", title)
        if shorter == title or not shorter:
            break
        title = shorter
    return _ENDING.search(title) is not None and _NO_KIND.search(title) is None
