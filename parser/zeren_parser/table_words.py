"""The words that head the columns of a table of tasks, and what column each of them heads.

All on folded text without white space. The labels of departments come from the vocabulary of clauses;
the other words were collected from 任务分解表, 责任清单 and 工作台账 of offices of all levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from zeren_parser.model import Role
from zeren_parser.vocabulary import (
    FIRST_LEADS,
    LABEL_PERSON_NOUNS,
    LABEL_UNIT_NOUNS,
    LABEL_WORDS,
    ROLE_OF_LABEL,
    alternation,
)


class Kind(Enum):
    """What a column holds (列的用途)."""

    NUMBER = auto()  # 序号
    GROUPING = auto()  # 类别：几行共有的大类
    TASK = auto()  # 重点任务
    DETAIL = auto()  # 主要内容、具体措施
    DEPARTMENT = auto()  # 牵头单位、责任单位
    DUE = auto()  # 完成时限
    CONTACT = auto()  # 联系人、电话、备注、启动时间：与任务本身无关
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds (列): `role` and `person` for departments only.

    `first_leads` tells that the head says 排第一位的为牵头单位, `lead_mark` is the sign of which it
    says that it marks the lead (带★为牵头单位), `mixed` that persons stand beside the units.
    """

    kind: Kind
    role: Role | None = None
    person: bool = False
    first_leads: bool = False
    lead_mark: str | None = None
    mixed: bool = False


NUMBER_HEADS: Final = (
    "序号", "编号", "任务编号", "任务序号", "项目序号", "项目编号", "工作序号", "条目", "序", "No.", "NO", "NO.", "顺序号",
)  # fmt: skip
GROUPING_HEADS: Final = (
    "类别", "类型", "分类", "任务类别", "工作类别", "任务分类", "工作分类", "领域", "重点领域", "所属领域", "板块", "大类",
    "专项", "方面", "维度", "一级指标", "一级任务", "任务领域", "工作领域", "任务板块", "工作方面", "总体要求", "阶段", "工作阶段",
)  # fmt: skip
# A head may be longer than the word that it ends with: 2023年全市「重点工作」
TASK_HEADS: Final = (
    "任务", "重点任务", "工作任务", "主要任务", "任务名称", "任务事项", "具体任务", "目标任务", "任务目标", "重点工作", "重点工作任务",
    "工作事项", "改革事项", "改革举措", "改革任务", "改革内容", "创新举措", "工作项目", "工作名称", "工作要点", "重点事项", "重点项目", "项目名称",
    "项目", "事项", "事项名称", "举措", "措施", "政策措施", "政策举措", "指标", "指标名称", "二级指标", "三级指标", "指标内容", "问题",
    "整改任务", "整改事项", "整改问题", "反馈问题", "问题清单", "存在问题", "提案", "建议", "试点任务", "任务清单", "任务措施", "任务分解",
    "工作安排", "重要举措", "任务要求", "工程名称", "重大工程", "工作", "督查事项", "督办事项", "承诺事项", "实事项目", "主要工作",
)  # fmt: skip
DETAIL_HEADS: Final = (
    "内容", "主要内容", "工作内容", "任务内容", "具体内容", "重点内容", "建设内容", "实施内容", "工作措施", "具体措施", "主要措施", "主要举措",
    "工作举措", "具体举措", "推进措施", "整改措施", "落实措施", "保障措施", "工作要求", "工作目标", "年度目标", "目标", "目标要求", "具体工作",
    "具体要求", "量化目标", "预期目标", "主要目标", "细化措施", "任务描述", "工作标准", "工作任务及要求", "推进举措", "实施路径", "任务分工内容",
)  # fmt: skip
DUE_HEADS: Final = (
    "完成时限", "完成时间", "完成期限", "时限要求", "时间要求", "时间节点", "时间安排", "时限", "时间", "整改时限", "办结时限", "进度安排",
    "实施时间", "完成日期", "时间进度", "计划完成时间", "推进时限", "工作时限", "任务时限", "截止时间", "截止日期", "办理时限", "落实时限",
    "完成年限", "完成时间节点", "工作进度", "期限", "完成节点", "整改期限", "进度要求", "推进时间",
)  # fmt: skip
CONTACT_HEADS: Final = (
    "姓名", "联系人", "联系电话", "电话", "手机", "手机号码", "联系方式", "办公电话", "职务", "备注", "单位及职务", "联络员",
)  # fmt: skip
# When a task began, or was handed over: 启动时间 is no time by which it is due
START_HEADS: Final = (
    "启动时间", "开始时间", "开工时间", "起始时间", "交办时间", "启动日期", "开始日期", "开工日期", "立项时间", "填报时间", "报送时间",
    "更新时间", "反馈时间", "接收时间", "发现时间", "受理时间",
)  # fmt: skip
# Heads of a list of powers or services, whose 承办机构 hold no task of the plan
POWER_HEADS: Final = (
    "设定依据", "实施依据", "法律依据", "法定依据", "职权名称", "职权类型", "职权类别", "权力名称", "权力类型", "权力类别", "权力事项",
    "追责情形", "追责依据", "办理条件", "受理条件", "收费标准",
)  # fmt: skip
# Heads of columns whose cells name departments, though the words are no label of a clause.
_DIVISION_HEADS: Final = (
    "责任分工", "任务分工", "职责分工", "工作分工", "部门分工", "分工", "分工单位", "责任主体", "负责主体", "落实主体", "实施主体",
    "责任落实", "责任清单", "分工部门", "责任",
)  # fmt: skip

_PREFIX: Final = r"(?:主要|具体|省级|市级|县级|区级|市直|县直|区直|省直|各级|第一|全市|全县|全区|我市|我县|我区|本市|省|市|县|区|州|对口)?"
_LABEL: Final = re.compile(
    rf"{_PREFIX}(?P<word>{alternation(tuple(word for word, _ in LABEL_WORDS))})"
    rf"(?:(?P<unit>{alternation(LABEL_UNIT_NOUNS)})|(?P<person>{alternation(LABEL_PERSON_NOUNS)}))?"
)
# The end of a longer head: 整改「责任单位」, 市政府「责任领导」, 州级「责任主体」
_LABEL_LAST: Final = re.compile(
    rf"[一-龥]{{1,6}}(?P<word>{alternation(tuple(word for word, _ in LABEL_WORDS))})"
    rf"(?:(?P<unit>{alternation(LABEL_UNIT_NOUNS)})|(?P<person>{alternation(LABEL_PERSON_NOUNS)}))"
)
_DIVISION: Final = re.compile(rf"{_PREFIX}(?:{alternation(_DIVISION_HEADS)})(?:单位|部门)?")
_AND: Final = re.compile(r"[、/,]|及|和|(?<!参)与|或")
_BRACKET: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LEAD_MARK: Final = re.compile(
    r"(?P<mark>[★☆▲△●○◆■※*])”?(?:号|标[注记识]|符号)?的?(?:者|单位|部门)?[,:]?(?:为|是|表示|系)(?:该项|本项)?(?:任务)?牵头"
)
_LONGEST_HEAD: Final = 24
_ENDING: Final = {
    kind: re.compile(rf"(?:{alternation(words)})$")
    for kind, words in (
        (Kind.DUE, DUE_HEADS),
        (Kind.DETAIL, DETAIL_HEADS),
        (Kind.TASK, TASK_HEADS),
        (Kind.GROUPING, GROUPING_HEADS),
    )
}


def read_head(head: str, *, below: bool = False) -> Column | None:
    """Return what the column under `head` holds, None where the word is not known.

    `below` tells that the head stands under a wider one: there 牵头 alone is a label, too.

    >>> read_head("牵头单位").role, read_head("2023年重点工作任务").kind, read_head("姓名职务")
    (<Role.LEAD: 'lead'>, <Kind.TASK: 3>, None)
    >>> read_head("责任单位(列第一位的为牵头单位)").first_leads
    True
    """
    if not 0 < len(head) <= _LONGEST_HEAD + 20:
        return None
    if head in NUMBER_HEADS:
        return Column(Kind.NUMBER)
    if head in CONTACT_HEADS or head.endswith(START_HEADS):
        return Column(Kind.CONTACT)
    core = _BRACKET.sub("", head) or head
    department = _department(core, below=below)
    if department is not None:
        first_leads = FIRST_LEADS.search(head) is not None
        return replace(department, first_leads=first_leads, lead_mark=find_lead_mark(head))
    if len(core) > _LONGEST_HEAD or "。" in core:
        return None
    for kind, ending in _ENDING.items():
        if ending.search(core):
            return Column(kind)
    return None


def find_lead_mark(text: str) -> str | None:
    """Return the sign that marks leading units, as `text` declares it.

    >>> find_lead_mark("(带★为牵头单位)"), find_lead_mark("★标注者为牵头单位"), find_lead_mark("责任单位")
    ('★', '★', None)
    """
    declared = _LEAD_MARK.search(text)
    return declared["mark"] if declared else None


def _department(core: str, *, below: bool) -> Column | None:
    """Read 牵头单位, 责任单位及配合单位, 责任分工; two different roles in one head make responsible."""
    roles: list[Role] = []
    persons: list[bool] = []
    for part in _AND.split(core):
        label = _LABEL.fullmatch(part) or _LABEL_LAST.fullmatch(part)
        if label and (label["unit"] or label["person"] or below or label["word"] != core):
            roles.append(ROLE_OF_LABEL[label["word"]])
            persons.append(bool(label["person"]))
        elif _DIVISION.fullmatch(part) or (roles and part in LABEL_UNIT_NOUNS):
            roles.append(Role.RESPONSIBLE)
            persons.append(False)
        elif roles and part in LABEL_PERSON_NOUNS:
            persons.append(True)
        else:
            return None
    if not roles:
        return None
    role = roles[0] if len(set(roles)) == 1 else Role.RESPONSIBLE
    mixed = any(persons) and not all(persons)
    return Column(Kind.DEPARTMENT, role, all(persons), mixed=mixed)
