"""Two pieces of text with nothing but white space between them in, told whether they are two names."""

from __future__ import annotations

import re
from typing import Final

from zeren_parser.names import looks_like_organisation

# Endings behind which a name is surely whole; behind others (住房城乡|建设局, 市委|组织部) it is so
# only where the next one begins with a level of government.
_WHOLE: Final = re.compile(
    r"(?:局|厅|办|院|署|处|室|科|股|中心|公司|集团|街道|镇|大学|银行|[支分]行|总队|支队|大队|委员会|管委会|部门|单位|海关"
    r"|政府|[联协]会|工会|妇联|[^省市县区州旗共]委|[省市县区州委][^省市县区州委]{1,4}部)$"
)
_GOES_ON: Final = re.compile(r"等|(?:有关|相关)?成员单位|[、,;)\]]")  # behind a name, not a name
_BEGINS: Final = re.compile(r"[省市县区州旗各镇乡国]")
# The second half of a word that the width of a column broke: 发展和改革委|员会, 办|公室
_SECOND_HALF: Final = re.compile(
    r"员会|公室|公厅|事处|合社|合会|理局|理委|务局|察院|学会|疗保"
    r"|(?:[支分]行|[支总大中]队|[支分]局|分?公司|委员会|管委会|办公室|办事处|中心|政府|街道|集团)(?:[、,;。]|$)"
)


# 市生态环境局|金沙分局, 人民银行|商州市分行: a branch behind the name of its house
_BRANCHES: Final = tuple(
    (re.compile(f"{house}$"), re.compile(rf"^[^省、,;]{{2,5}}{branch}(?:[、,;。]|$)"))
    for house, branch in (
        ("银行", "(?:[支分]行|中心支行)"), ("局", "[支分]局"), ("公司", "(?:分公司|支公司|供电公司)"), ("院", "分院"), ("校", "分校"),
        ("(?:委|部|总局|署)", "司"),
    )
)  # fmt: skip


def are_two_names(left: str, right: str) -> bool:
    """Tell whether white space between `left` and `right` separates names.

    >>> are_two_names("市财政局", "市审计局"), are_two_names("市住房城乡", "建设局")
    (True, False)
    """
    if len(right) < 2 or not (looks_like_organisation(left) and looks_like_organisation(right)):
        return False
    if _SECOND_HALF.match(right) or _GOES_ON.match(right):
        return False
    if any(house.search(left) and branch.match(right) for house, branch in _BRANCHES):
        return False
    # 科技信息部|财务部 of a company; 农业农村部|办公厅 is one
    both_parts = left.endswith("部") and right.endswith("部") and min(len(left), len(right)) > 2
    return both_parts or bool(_WHOLE.search(left)) or bool(_BEGINS.match(right))
