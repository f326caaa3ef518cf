"""The filters of tasks, as parameters of the address: what combines is declared in one place."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import AfterValidator

from zeren_graph.records import TaskFilter
from zeren_service.context import ContextDep
from zeren_service.lookup import document_id, find_department
from zeren_service.parameters import DueAfter, DueBefore, RoleName, Search, Superseded, said

TaskSort = Annotated[
    Literal["position", "-position", "due", "-due", "title", "-title"],
    Query(description="次序：原文 position、时限 due、名称 title；前面加 - 为倒序"),
]
Roles = Annotated[
    list[RoleName] | None,
    Query(
        description="职责：lead 牵头、responsible 责任、support 配合、supervise 督导；可重复，有其一即可",
        examples=[["lead"]],
    ),
]
Departments = Annotated[
    list[Annotated[str, AfterValidator(said)]] | None,
    Query(description="部门的编号、全称或简称；可重复，见 match", examples=[["经发局"]]),
]
Match = Annotated[
    Literal["all", "any"],
    Query(description="写了几个部门时：all 要求每个部门都有职责，any 有一个即可"),
]
Documents = Annotated[
    list[Annotated[str, AfterValidator(said)]] | None,
    Query(
        description="只看这些文件：文件编号，或编号的前 6 位以上；可重复",
        examples=[["a79667f0c030299c"]],
    ),
]
Sections = Annotated[
    list[Annotated[str, AfterValidator(said)]] | None,
    Query(
        description="只看这些条目和它们下面的任务：条目路径；可重复，有其一即可",
        examples=[["二/(一)"]],
    ),
]
Person = Annotated[
    str | None,
    Query(
        description="责任人姓名：本人，或他任职的单位承担的任务", max_length=50, examples=["张三"]
    ),
    AfterValidator(said),
]
HasLead = Annotated[bool | None, Query(description="true 只看有牵头单位的，false 只看没有的")]
HasDeadline = Annotated[bool | None, Query(description="true 只看有时限的，false 只看没有的")]
HasTarget = Annotated[bool | None, Query(description="true 只看有量化目标的，false 只看没有的")]
OpenEnded = Annotated[
    bool | None, Query(description="true 只看原文部门名单以“等”结尾的，false 只看其余的")
]
DepartmentKind = Annotated[
    Literal["unit", "group", "person"] | None,
    Query(description="承担者的类别：unit 单位、group 一类单位、person 个人"),
]


async def _conditions(
    role: Roles = None,
    section: Sections = None,
    person: Person = None,
    due_before: DueBefore = None,
    due_after: DueAfter = None,
    has_lead: HasLead = None,
    has_deadline: HasDeadline = None,
    has_target: HasTarget = None,
    open_ended: OpenEnded = None,
    kind: DepartmentKind = None,
    q: Search = None,
    superseded: Superseded = False,
) -> TaskFilter:
    return TaskFilter(
        role=tuple(dict.fromkeys(role)) if role else None,
        sections=tuple(section or ()),
        person=person,
        due_before=due_before,
        due_after=due_after,
        has_lead=has_lead,
        has_deadline=has_deadline,
        has_target=has_target,
        open_ended=open_ended,
        kind=kind,
        q=q,
        superseded=superseded,
    )


Conditions = Annotated[TaskFilter, Depends(_conditions)]


def documents_of(context: ContextDep, documents: list[str] | None) -> tuple[str, ...]:
    """Return the full ids of the documents asked for."""
    return tuple(document_id(context.catalogue, one) or "" for one in documents or ())


def departments_of(
    context: ContextDep, departments: list[str] | None, documents: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the ids of the departments asked for; one document, if there is one, says who is who."""
    only = documents[0] if len(documents) == 1 else None
    return tuple(
        find_department(context.catalogue, name, document=only).id for name in departments or ()
    )
