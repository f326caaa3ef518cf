"""The shapes of the wire, for the OpenAPI description: rows are the catalogue's own records."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from zeren_graph.records import (
    CitationRow,
    DepartmentRow,
    DiagnosticRow,
    DocumentRow,
    PersonRow,
    TargetRow,
    TaskRow,
)

_TOTAL = Field(description="符合条件的总条数")
_NEXT = Field(description="下一页的翻页标记，最后一页为 null；Link 头里有下一页的完整地址")


def _described(words: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"description": words})


class DocumentsOut(BaseModel):
    """A page of documents."""

    model_config = _described("一页文件")

    items: list[DocumentRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class TasksOut(BaseModel):
    """A page of tasks."""

    model_config = _described("一页任务")

    items: list[TaskRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class DepartmentsOut(BaseModel):
    """A page of departments."""

    model_config = _described("一页部门")

    items: list[DepartmentRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class PeopleOut(BaseModel):
    """A page of members of leading groups."""

    model_config = _described("一页领导小组成员")

    items: list[PersonRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class TargetsOut(BaseModel):
    """A page of targets."""

    model_config = _described("一页目标")

    items: list[TargetRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class CitationsOut(BaseModel):
    """A page of cited documents."""

    model_config = _described("一页引用文件")

    items: list[CitationRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class DiagnosticsOut(BaseModel):
    """All lint notes of a document."""

    model_config = _described("一份文件的全部校核提示")

    items: list[DiagnosticRow]
    total: int = _TOTAL
    next: str | None = _NEXT


class ProblemOut(BaseModel):
    """What an error answers (RFC 9457)."""

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"description": "出错时的答复（RFC 9457）"}
    )

    type: str = Field(description="错误种类", examples=["urn:zeren:problem:unknown-department"])
    title: str = Field(description="错误种类的中文名称", examples=["没有这个部门"])
    status: int = Field(description="HTTP 状态码", examples=[404])
    detail: str = Field(description="出了什么事、该怎么办", examples=["没有名为“财务局”的部门。"])
    instance: str = Field(description="出错的地址", examples=["/api/v1/departments/财务局"])


class AskIn(BaseModel):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "description": "一个问题",
            "examples": [{"question": "经发局牵头哪些任务？"}],
        },
    )

    question: str = Field(min_length=1, description="用中文提的问题")
    document: str | None = Field(None, max_length=64, description="只在这份文件里找")


class NodeOut(BaseModel):
    """A department of the network."""

    model_config = _described("网络中的一个部门")

    id: str = Field(description="部门编号")
    name: str = Field(description="部门全称")


class EdgeOut(BaseModel):
    """A department that leads tasks, and one that joins in them."""

    model_config = _described("一个牵头部门和一个参加的部门")

    source: str = Field(description="牵头部门的编号")
    target: str = Field(description="参加部门的编号")
    weight: int = Field(description="任务数")
    responsible: int = Field(description="其中参加部门负责任的任务数")
    support: int = Field(description="其中参加部门配合的任务数")
    supervise: int = Field(description="其中参加部门督导的任务数")


class NetworkOut(BaseModel):
    """Departments, joined where they share a task."""

    model_config = _described("部门协作网络：边从牵头部门指向参加的部门")

    nodes: list[NodeOut]
    edges: list[EdgeOut]


PROBLEM: Final[dict[str, Any]] = {
    "description": "出错：RFC 9457 problem+json，`detail` 是中文说明",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    },
}

# What each field of a row means: the records carry no words of their own.
FIELDS: Final[dict[str, dict[str, str]]] = {
    "DocumentRow": {
        "id": "文件编号：来源文件 SHA-256 的前 16 位",
        "title": "标题",
        "number": "发文字号",
        "index_no": "索引号",
        "issuer": "发布单位",
        "jurisdiction": "辖区",
        "published": "公开日期",
        "name": "来源文件名",
        "media_type": "来源文件类型",
        "sha256": "来源文件的 SHA-256",
        "encoding": "来源文件的编码",
        "tasks": "任务数",
        "departments": "部门数",
        "diagnostics": "校核提示数",
        "revision": "收入时的目录版本号",
    },
    "TaskRow": {
        "id": "任务编号",
        "document": "所在文件的编号",
        "document_title": "所在文件的标题",
        "path": "条目路径，如 二/(四)/1",
        "title": "任务名称：条目的第一句",
        "text": "任务原文",
        "heading": "类别：上级标题",
        "assignments": "职责分派，按原文顺序",
        "open_ended": "原文有“等”：可能还有未列出的部门",
        "deadlines": "完成时限",
        "targets": "目标编号",
        "start": "原文起点（字符序号，从 0 起）",
        "end": "原文终点（不含）",
    },
    "AssignmentRow": {
        "department": "部门名称，照原文",
        "organisation": "部门编号",
        "name": "部门全称",
        "role": "职责：lead 牵头、responsible 责任、support 配合、supervise 督导",
        "order": "在任务中的次序，从 1 起",
        "group": "是否一类单位，如“各镇”",
        "clause": "依据的责任条款编号",
        "start": "名称在原文的起点",
        "end": "名称在原文的终点（不含）",
    },
    "DepartmentRow": {
        "id": "部门编号；不同辖区的同名部门编号不同",
        "name": "全称",
        "kind": "类别：unit 单位、group 一类单位、person 个人",
        "jurisdiction": "辖区",
        "aliases": "其他名称",
        "members": "一类单位的成员编号",
        "lead": "牵头任务数",
        "responsible": "责任任务数",
        "support": "配合任务数",
        "supervise": "督导任务数",
        "tasks": "任务总数",
    },
    "TargetRow": {
        "indicator": "指标",
        "comparator": "比较：>=、<=、>、<、=、range、increase、decrease、complete",
        "value": "数值，区间为 [低, 高]，只要求完成的为 null",
        "unit": "单位，照原文",
        "baseline_year": "基期年份",
        "deadline": "时限",
        "text": "原文",
    },
}


def explain_fields(schema: dict[str, Any]) -> None:
    """Put the Chinese meaning of each field into the OpenAPI `schema`."""
    schemas = schema.get("components", {}).get("schemas", {})
    for record, fields in FIELDS.items():
        properties = schemas.get(record, {}).get("properties", {})
        for name, words in fields.items():
            if name in properties:
                properties[name].setdefault("description", words)
