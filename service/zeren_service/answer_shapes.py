"""The shape of an answer to a question, for the OpenAPI description."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def _described(words: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"description": words})


class ReadingOut(BaseModel):
    """How a question was understood."""

    model_config = _described("问题是怎样理解的")

    intent: str = Field(description="问的是什么", examples=["tasks"])
    departments: list[str] = Field(description="部门全称", examples=[["经济发展局"]])
    roles: list[str] = Field(description="职责", examples=[["lead"]])
    filters: dict[str, Any] = Field(description="其他条件", examples=[{"due_before": "2020"}])


class AnswerItemOut(BaseModel):
    """One thing of an answer's list."""

    model_config = _described("答案中的一条，附原文出处")

    id: str = Field(description="编号", examples=["a79667f0c030299c.t1"])
    label: str = Field(description="名称", examples=["大力推进主体功能区建设"])
    path: str | None = Field(None, description="条目路径", examples=["二/(一)/1"])
    document: str | None = Field(None, description="文件编号", examples=["a79667f0c030299c"])
    quote: str = Field(description="原文引句", examples=["大力推进主体功能区建设"])
    start: int = Field(description="引句在原文的起点", examples=[1476])
    end: int = Field(description="引句在原文的终点（不含）", examples=[1487])
    reason: str | None = Field(
        None, description="没有计入的原因（只在 excluded 中有）", examples=["没有写明时限"]
    )


class AnswerOut(BaseModel):
    """The answer to a question."""

    model_config = _described("对一个问题的答复；听不懂时 kind 为 refusal，answer 说明原因")

    question: str = Field(description="问题", examples=["经发局牵头哪些任务？"])
    reading: ReadingOut = Field(description="问题是怎样理解的")
    kind: Literal["tasks", "departments", "people", "targets", "count", "documents", "refusal"] = (
        Field(description="答案的种类", examples=["tasks"])
    )
    items: list[AnswerItemOut] = Field(description="完整的清单；带 limit 提问时是其中一页")
    total: int = Field(description="整个清单的条数", examples=[21])
    answer: str = Field(description="一句话的答复", examples=["经济发展局牵头的任务共21项。"])
    sparql: str | None = Field(
        description="得到同一清单的 SPARQL；没有简单写法时为 null",
        examples=["SELECT ?task WHERE { … }"],
    )
    excluded: list[AnswerItemOut] = Field(
        description="看过而没有计入的，各有原因；分页时只在第一页"
    )
    next: str | None = Field(
        None,
        description="下一页的 cursor，没有下一页时为 null；只在带 limit 或 cursor 提问时出现",
        examples=["MTJhYjM0NTZbMTAwXQ"],
    )
    number: float | None = Field(
        None,
        description="由清单算出的数：多几项、占百分之几、平均几项；没有问到时不出现",
        examples=[38.2],
    )
