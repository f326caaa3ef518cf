"""The shapes of the wire, for the OpenAPI description: rows are the catalogue's own records."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from zeren_graph.identities import Decision
from zeren_graph.network_measures import Coordination, DepartmentLoad, Meeting, PlanGroup
from zeren_graph.open_questions import OpenQuestion
from zeren_graph.records import (
    CitationRow,
    DepartmentRow,
    DiagnosticRow,
    DocumentRow,
    PersonRow,
    TargetRow,
    TaskRow,
)

_TOTAL = Field(description="符合条件的总条数", examples=[68])
_NEXT = Field(
    description="下一页的翻页标记，最后一页为 null；Link 头里有下一页的完整地址",
    examples=["YjlkZGVmY2ZbNTBd"],
)


def _described(words: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"description": words})


class DocumentsOut(BaseModel):
    """A page of documents."""

    model_config = _described("一页文件")

    items: list[DocumentRow] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class TasksOut(BaseModel):
    """A page of tasks."""

    model_config = _described("一页任务")

    items: list[TaskRow] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class DepartmentsOut(BaseModel):
    """A page of departments."""

    model_config = _described("一页部门")

    items: list[DepartmentRow] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class PeopleOut(BaseModel):
    """A page of members of leading groups."""

    model_config = _described("一页领导小组成员")

    items: list[PersonRow] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class TargetsOut(BaseModel):
    """A page of targets."""

    model_config = _described("一页目标")

    items: list[TargetRow] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class CitationsOut(BaseModel):
    """A page of cited documents."""

    model_config = _described("一页引用文件")

    items: list[CitationRow] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class DiagnosticsOut(BaseModel):
    """All lint notes of a document."""

    model_config = _described("一份文件的全部校核提示")

    items: list[DiagnosticRow] = Field(description="本页各条")
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

    question: str = Field(
        min_length=1, description="用中文提的问题", examples=["经发局牵头哪些任务？"]
    )
    document: str | None = Field(
        None,
        max_length=64,
        description="只在这份文件里找：文件编号，或编号的前 6 位以上",
        examples=["a79667f0c030299c"],
    )

    after: str | None = Field(
        None,
        min_length=1,
        max_length=500,
        description="上一个问题。追问（如“那它配合的呢”）要带上；上一问也是追问时，带它的 reading.filters.read_as",
        examples=["经发局牵头哪些任务？"],
    )
    today: date | None = Field(
        None,
        description="今天的日期；问到“今年”“已经过期”时要带上",
        examples=["2018-06-30"],
    )
    limit: int | None = Field(
        None, ge=1, le=1000, description="清单这一页最多几条；不写就给全部", examples=[100]
    )
    cursor: str | None = Field(
        None,
        max_length=1000,
        description="上一页答复里的 next；其余各项要与上一页相同",
        examples=["MTJhYjM0NTZbMTAwXQ"],
    )


class HealthOut(BaseModel):
    """The process is alive."""

    model_config = _described("进程在运行")

    status: str = Field(description="总是 ok", examples=["ok"])


class ReadyOut(BaseModel):
    """The service is ready."""

    model_config = _described("可以使用")

    status: str = Field(description="总是 ok", examples=["ok"])
    revision: int = Field(description="目录版本号，数据每变动一次加一", examples=[7])
    stores: dict[str, str] = Field(
        description="两个库各自的状况，都是 ok", examples=[{"catalogue": "ok", "graph": "ok"}]
    )


class NodeOut(BaseModel):
    """A department of the network."""

    model_config = _described("网络中的一个部门")

    id: str = Field(description="部门编号", examples=["org-492fea24433b"])
    name: str = Field(description="部门全称", examples=["经济发展局"])


class EdgeOut(BaseModel):
    """A department that leads tasks, and one that joins in them."""

    model_config = _described("一个牵头部门和一个参加的部门")

    source: str = Field(description="牵头部门的编号", examples=["org-492fea24433b"])
    target: str = Field(description="参加部门的编号", examples=["org-0d8e1b1f4a33"])
    weight: int = Field(description="任务数", examples=[9])
    responsible: int = Field(description="其中参加部门负责任的任务数", examples=[6])
    support: int = Field(description="其中参加部门配合的任务数", examples=[3])
    supervise: int = Field(description="其中参加部门督导的任务数", examples=[0])


class NetworkOut(BaseModel):
    """Departments, joined where they share a task."""

    model_config = _described("部门协作网络：边从牵头部门指向参加的部门")

    nodes: list[NodeOut] = Field(description="部门")
    edges: list[EdgeOut] = Field(description="协作关系")


_WHO = Field(min_length=1, max_length=100, description="谁决定的", examples=["张三"])
_WHY = Field(min_length=1, max_length=1000, description="为什么", examples=["三定方案"])


class DecisionIn(BaseModel):
    """A decision on who is who."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"description": "关于两个部门的一个决定"}
    )

    kind: Literal["merge", "split", "link"] = Field(
        description="merge 归并、split 拆分、link 沿革", examples=["merge"]
    )
    subject: str = Field(
        min_length=1, max_length=200, description="部门编号、全称或简称", examples=["经发局"]
    )
    object: str | None = Field(
        None, max_length=200, description="归到或改组为哪个部门", examples=["经济发展局"]
    )
    documents: list[Annotated[str, Field(max_length=64)]] = Field(
        default=[], max_length=10_000, description="拆分：哪些文件里的是另一个单位", examples=[[]]
    )
    name: str | None = Field(
        None, max_length=200, description="拆分：拆出的单位叫什么", examples=["高新区管委"]
    )
    who: str = _WHO
    why: str = _WHY


class UndoIn(BaseModel):
    """Who takes a decision back, and why."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"description": "谁撤销、为什么"})

    who: str = _WHO
    why: str = _WHY


class OpenQuestionsOut(BaseModel):
    """What a person has to decide about departments."""

    model_config = _described("待定的单位")

    items: list[OpenQuestion] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class DecisionsOut(BaseModel):
    """What persons have decided about departments."""

    model_config = _described("单位归并决定")

    items: list[Decision] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class AnyNetworkOut(BaseModel):
    """Nodes and edges with what is known of each."""

    model_config = _described("网络：点和边，各带属性")

    nodes: list[dict[str, Any]] = Field(
        description="点：id、label 等",
        examples=[[{"id": "org-492fea24433b", "label": "经济发展局"}]],
    )
    edges: list[dict[str, Any]] = Field(
        description="边：source、target 等",
        examples=[[{"source": "org-492fea24433b", "target": "a79667f0c030299c.t1"}]],
    )


class LoadsOut(BaseModel):
    """The load of each department."""

    model_config = _described("各部门的负担")

    items: list[DepartmentLoad] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class CoordinationsOut(BaseModel):
    """Who brings most others together."""

    model_config = _described("各部门牵头协调的多少")

    items: list[Coordination] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class MeetingsOut(BaseModel):
    """Departments that must be in one meeting."""

    model_config = _described("应同开一会的部门")

    items: list[Meeting] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


class PlanGroupsOut(BaseModel):
    """Plans that hang together."""

    model_config = _described("成组的方案")

    items: list[PlanGroup] = Field(description="本页各条")
    total: int = _TOTAL
    next: str | None = _NEXT


PROBLEM: Final[dict[str, Any]] = {
    "description": "出错：RFC 9457 problem+json，`detail` 是中文说明",
    "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    },
}
