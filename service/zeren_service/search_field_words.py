"""What each field of a hit and of a suggestion means, with an example."""

from __future__ import annotations

from typing import Any, Final

RECORDS: Final[dict[str, str]] = {"Hit": "一条命中，附原文位置", "Suggestion": "一个可以问的问题"}
FIELDS: Final[dict[str, dict[str, tuple[str, Any]]]] = {
    "Hit": {
        "kind": ("task 任务、passage 任务之外的段落、document 文件", "task"),
        "id": ("任务或文件的编号；段落是文件编号和起点", "a79667f0c030299c.t25"),
        "title": ("任务、所在条目或文件的标题", "强化水污染防治"),
        "path": ("条目路径", "二/(五)/2"),
        "document": ("所在文件的编号", "a79667f0c030299c"),
        "document_title": ("所在文件的标题", "关于加快推进生态文明建设实施方案"),
        "snippet": ("最能说明命中的一段原文", "建成区黑臭水体全部消除"),
        "marks": ("词在 snippet 里的位置，左闭右开", [[3, 7]]),
        "start": ("snippet 在原文的起点（字符序号，从 0 起）", 6120),
        "end": ("snippet 在原文的终点（不含）", 6131),
        "score": ("相关程度，越大越靠前；只在同一次搜索里可比", 3.1),
    },
    "Suggestion": {
        "kind": ("department 问部门、topic 问某项任务、question 其他", "department"),
        "text": ("完整的问题", "经发局牵头哪些任务"),
    },
}
