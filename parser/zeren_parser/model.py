"""The types that flow through the parser: frozen records, one for each stage.

Offsets count characters (Python ``str`` indices) of the canonical text, half open.
Records do nothing; the functions of the sibling modules read text or records and return records.
The place of a fact (`span`) takes no part in equality: what it says is compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of the canonical text (文本区间).

    >>> Span(1, 3).of("牵头单位")
    '头单'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]


class Role(StrEnum):
    """What a unit owes to a task (职责角色)."""

    LEAD = "lead"  # 牵头、主办、主责
    RESPONSIBLE = "responsible"  # 责任、负责、承办、落实
    SUPPORT = "support"  # 配合、协办、协助、参加、参与
    SUPERVISE = "supervise"  # 督导、监督、指导


class Kind(StrEnum):
    """What sort of actor an organisation is (主体类别)."""

    UNIT = "unit"  # 一个单位：经发局
    GROUP = "group"  # 一类单位：各镇、街道
    PERSON = "person"  # 一个人：牵头市领导某某


class Severity(StrEnum):
    """How much a diagnostic matters to the clerk (严重程度)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Comparator(StrEnum):
    """How a target compares the measured value with the wanted one (比较关系)."""

    AT_LEAST = ">="  # 达到…以上、不低于
    AT_MOST = "<="  # 控制在…以内、不超过
    MORE = ">"  # 突破、超过
    LESS = "<"  # 低于
    EQUAL = "="  # 达到100%、为、保持
    RANGE = "range"  # 40%-45%
    INCREASE = "increase"  # 提高10个百分点
    DECREASE = "decrease"  # 较2015年降低6%
    COMPLETE = "complete"  # 全部完成，无数值


@dataclass(frozen=True, slots=True)
class Source:
    """The file a plan was read from (来源文件)."""

    name: str | None
    media_type: str
    sha256: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """What the document says of itself (文件信息). `published` is ISO 8601, as exact as printed."""

    id: str
    title: str
    number: str | None  # 发文字号：鲁发〔2016〕11号
    index_no: str | None  # 索引号
    issuer: str | None  # 发布单位
    jurisdiction: str | None  # 辖区：威海经济技术开发区
    published: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch that belongs to the page and not to the plan (页面杂项): menu, foot, page number."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered item or heading of the outline (条目), with all that stands below it.

    `path` joins the printed numbers: ``二/(四)/1``. `level` is 1 for the outermost.
    `number` is the number as printed without 、 or ``.``; `title` the first sentence without it.
    """

    id: str
    path: str
    level: int
    number: str
    title: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """A responsibility clause (责任分工条款), usually the bracket that closes a task.

    `form` names the rule that read it, `repairs` the slips that were mended.
    """

    id: str
    text: str
    form: str
    repairs: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One department holding one role in one task (职责分派).

    `department` is the name as printed, `organisation` the id of the resolved unit,
    `order` counts the departments of the task from 1 as printed, `clause` is the id of the proof.
    """

    department: str
    organisation: str
    role: Role
    order: int
    clause: str
    group: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something must be done (完成时限).

    `date` is ISO 8601 and as exact as printed: ``2020``, ``2018-06``, ``2019-02-28``.
    `text` is the phrase: 到2020年, 2017年底前.
    """

    date: str
    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """The smallest piece of text with a responsibility clause of its own (任务).

    `path` is that of its section, with ``#2``, ``#3`` for later tasks of the same item.
    `open_ended` tells that the clause says 等 or 等部门: others may be meant.
    """

    id: str
    path: str
    title: str
    text: str
    section: str | None
    assignments: tuple[Assignment, ...]
    open_ended: bool
    deadlines: tuple[Deadline, ...]
    targets: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Target:
    """A measurable aim (目标): indicator, comparator, value, unit, by when, against which year.

    `value` is a number, a pair (low, high) for a range, or None for `complete` without a count
    (建成区黑臭水体全部消除; but 11台锅炉全部完成改造 has 11).
    `task` and `section` are ids, or None where the target stands outside of one.
    """

    id: str
    task: str | None
    section: str | None
    indicator: str
    comparator: Comparator
    value: float | int | tuple[float | int, float | int] | None
    unit: str | None
    baseline_year: int | None
    deadline: str | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the plan names (引用文件). `self` marks a mention of the plan itself."""

    title: str
    number: str | None
    self: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A unit, a class of units or a person that acts in the plan (责任主体).

    `aliases` are the other names printed for it, `evidence` the places that prove name and aliases,
    `members` the ids of the units of a group that the document itself proves.
    """

    id: str
    name: str
    kind: Kind
    aliases: tuple[str, ...]
    members: tuple[str, ...]
    evidence: tuple[Span, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Post:
    """An office that a person holds (职务): 财政局 / 局长. `organisation` is as printed."""

    organisation: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the leading group (领导小组成员). `person` is without inner spaces."""

    role: str
    person: str
    posts: tuple[Post, ...]
    note: str | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Roster:
    """The leading group (领导小组名单), where its office is and who heads it."""

    name: str
    office_at: str | None
    office_head: str | None
    members: tuple[Member, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something a careful clerk would flag (校核提示), with a Chinese sentence."""

    code: str
    severity: Severity
    message: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the parser read in one document (工作方案). Tuples are in text order."""

    document: Document
    text: str
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    clauses: tuple[Clause, ...]
    organisations: tuple[Organisation, ...]
    targets: tuple[Target, ...]
    citations: tuple[Citation, ...]
    roster: Roster | None
    diagnostics: tuple[Diagnostic, ...]
    furniture: tuple[Furniture, ...]
