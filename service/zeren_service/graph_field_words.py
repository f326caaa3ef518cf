"""What each field of a measure or a comparison means, with an example."""

from __future__ import annotations

from typing import Any, Final

RECORDS: Final[dict[str, str]] = {
    "DepartmentLoad": "一个部门的负担",
    "Coordination": "一个部门牵头协调的多少",
    "Meeting": "应同开一会的一组部门",
    "PlanGroup": "成组的方案",
    "TaskRef": "一项任务和它在自己文件里的位置",
    "Change": "一处变化",
    "TaskChange": "一项任务的变化",
    "PlanDiff": "两份文件之间的责任变化",
    "Counterpart": "下级的一项对应任务",
    "Link": "上级的一项任务和下级的对应任务",
    "TargetLink": "上级的一个目标和下级的同一指标",
    "Cascade": "上级任务在下级方案里的分解",
    "OpenQuestion": "可能是一个、也可能是两个的单位",
    "Decision": "关于两个部门的一个决定",
}
_DEPARTMENT: Final = ("部门编号", "org-492fea24433b")
_NAME: Final = ("部门全称", "经济发展局")
_LEAD: Final = ("牵头任务数", 21)
_TASK: Final = "a79667f0c030299c.t25"
_START: Final = ("原文起点（字符序号，从 0 起）", 1474)
_END: Final = ("原文终点（不含）", 1798)

FIELDS: Final[dict[str, dict[str, tuple[str, Any]]]] = {
    "DepartmentLoad": {
        "department": _DEPARTMENT,
        "name": _NAME,
        "tasks": ("承担的任务数", 55),
        "lead": _LEAD,
        "responsible": ("责任任务数", 34),
        "support": ("配合任务数", 0),
        "supervise": ("督导任务数", 0),
        "with_deadline": ("其中有完成时限的任务数", 13),
        "targets": ("这些任务的目标数", 24),
    },
    "Coordination": {
        "department": _DEPARTMENT,
        "name": _NAME,
        "lead": _LEAD,
        "partners": ("牵头时召集的不同部门数", 18),
        "joins": ("召集次数：一个部门在一项任务里算一次", 64),
        "led_by": ("召集过它的牵头部门数", 11),
        "joined": ("被召集次数", 53),
    },
    "Meeting": {
        "departments": ("各部门的编号", ["org-492fea24433b"]),
        "names": ("各部门的全称", ["经济发展局"]),
        "tasks": ("其中至少两个部门共同承担的任务编号", [_TASK]),
        "inside": ("其中只涉及这些部门的任务数", 34),
    },
    "PlanGroup": {
        "documents": ("各文件的编号", ["a79667f0c030299c"]),
        "titles": ("各文件的标题", ["关于加快推进生态文明建设实施方案"]),
        "shared": ("其中两份以上引用的文件", ["关于加快推进生态文明建设的意见"]),
    },
    "TaskRef": {
        "id": ("任务编号", _TASK),
        "path": ("条目路径", "二/(五)/2"),
        "title": ("任务名称", "强化水污染防治"),
        "start": _START,
        "end": _END,
    },
    "Change": {
        "kind": (
            (
                "变化：added 新增、removed 取消、moved 移动、renumbered 编号改变、retitled 改标题、"
                "reworded 改文字、lead-changed 换牵头单位、joined 新参加、left 退出、"
                "role-changed 职责改变、deadline-changed 改时限、"
                "target-added、target-removed、target-changed 目标增、减、改"
            ),
            "lead-changed",
        ),
        "old": ("原来的内容", "经济发展局"),
        "new": ("现在的内容", "财政局"),
    },
    "TaskChange": {
        "old": ("原任务，新增的为 null", None),
        "new": ("新任务，取消的为 null", None),
        "likeness": ("相似度，0 到 1", 0.93),
        "changes": ("各处变化", None),
    },
    "PlanDiff": {
        "old": ("旧文件", None),
        "new": ("新文件", None),
        "counts": ("各种变化的数目", {"lead-changed": 1}),
        "unchanged": ("没有变化的任务数", 66),
        "items": ("有变化的任务，按新文件的次序", None),
        "targets": ("不属于任何任务的目标的变化", None),
    },
    "Counterpart": {
        "task": ("下级任务", None),
        "likeness": ("相似度，0 到 1", 0.41),
        "cited": ("双方都引用的文件", ["威海市水污染防治行动计划"]),
    },
    "Link": {"task": ("上级任务", None), "counterparts": ("下级对应任务，最像的在前", None)},
    "TargetLink": {
        "verdict": (
            (
                "weaker 低于上级、equal 一致、stronger 高于上级、later 时限晚于上级、"
                "share 总量指标、incomparable 写法不同、missing 下级没有"
            ),
            "weaker",
        ),
        "indicator": ("指标", "城镇污水处理率"),
        "higher": ("上级原文", "城镇污水处理率达到95%以上"),
        "lower": ("下级原文", "城镇污水处理率达到90%以上"),
        "start": _START,
        "end": _END,
        "lower_start": ("下级原文起点", 812),
        "lower_end": ("下级原文终点（不含）", 826),
    },
    "OpenQuestion": {
        "kind": (
            (
                "proven-alias 证明过的简称、near-variant 写法相近、ambiguous-name 一名多指、"
                "no-jurisdiction 未写辖区"
            ),
            "near-variant",
        ),
        "jurisdiction": ("辖区", "威海经济技术开发区"),
        "departments": ("各部门的编号", ["org-492fea24433b", "org-0d8e1b1f4a33"]),
        "names": ("各部门的全称", ["经发局", "经济发展局"]),
        "reason": ("说明", "“经发局”与“经济发展局”写法相近，请确认是不是同一个单位"),
        "suggestion": ("可作的决定：merge、split、link", "merge"),
    },
    "Decision": {
        "num": ("号", 1),
        "kind": ("merge 归并、split 拆分、link 沿革", "merge"),
        "subject": ("部门编号", "org-0d8e1b1f4a33"),
        "object": ("归到、拆出或改组为的部门编号", "org-492fea24433b"),
        "subject_name": ("部门全称", "经发局"),
        "object_name": ("归到、拆出或改组为的部门全称", "经济发展局"),
        "jurisdiction": ("后一个部门的辖区", "威海经济技术开发区"),
        "documents": ("拆分所指的文件编号", []),
        "who": ("谁决定的", "张三"),
        "why": ("为什么", "三定方案"),
        "at": ("何时（世界时）", "2026-11-25T01:00:00Z"),
        "revision": ("决定或撤销时的目录版本号", 12),
        "undone_by": ("谁撤销的；没有撤销为 null", "李四"),
        "undone_why": ("为什么撤销", "查错了"),
        "undone_at": ("何时撤销", "2026-11-25T02:00:00Z"),
    },
    "Cascade": {
        "higher": ("上级文件", None),
        "lower": ("下级文件", None),
        "cites": ("下级文件是否引用了上级文件", True),
        "links": ("上级各项任务和下级的对应任务", None),
        "missing": ("下级没有对应的上级任务数", 3),
        "extra": ("上级没有对应的下级任务", None),
        "targets": ("上级各个目标在下级的情况", None),
    },
}
