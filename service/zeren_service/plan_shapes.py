"""The shape of `documents/{id}/plan`, for the OpenAPI description: what `zeren parse` prints."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

_START = Field(description="原文起点（字符序号，从 0 起）", examples=[1474])
_END = Field(description="原文终点（不含）", examples=[1798])
_ROLES: Final = "职责：lead 牵头、responsible 责任、support 配合、supervise 督导"


def _described(words: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"description": words})


class SourceOut(BaseModel):
    """The file a plan was read from."""

    model_config = _described("来源文件")

    name: str | None = Field(description="文件名", examples=["方案.txt"])
    media_type: str = Field(description="文件类型，由内容判定", examples=["text/plain"])
    sha256: str = Field(description="文件内容的 SHA-256", examples=["a79667f0" + "0" * 56])
    encoding: str | None = Field(description="文字编码", examples=["utf-8"])


class PlanDocumentOut(BaseModel):
    """What a plan says of itself."""

    model_config = _described("文件自身的信息")

    id: str = Field(description="文件编号", examples=["a79667f0c030299c"])
    title: str = Field(description="标题", examples=["关于加快推进生态文明建设实施方案"])
    number: str | None = Field(description="发文字号", examples=["威经管发〔2017〕12号"])
    index_no: str | None = Field(description="索引号", examples=["0032452dx/2017-6949"])
    issuer: str | None = Field(description="发布单位", examples=["管委办公室"])
    jurisdiction: str | None = Field(description="辖区", examples=["威海经济技术开发区"])
    published: str | None = Field(description="公开日期", examples=["2017-12-28"])
    source: SourceOut = Field(description="来源文件")


class SectionOut(BaseModel):
    """A numbered item of the outline."""

    model_config = _described("一个条目")

    id: str = Field(description="条目编号", examples=["a79667f0c030299c.s1"])
    path: str = Field(description="条目路径", examples=["二/(一)/1"])
    level: int = Field(description="层级，从 1 起", examples=[1])
    number: str = Field(description="印出的序号", examples=["一"])
    title: str = Field(description="标题", examples=["总体要求"])
    start: int = _START
    end: int = _END


class PlanAssignmentOut(BaseModel):
    """A department in a role of a task."""

    model_config = _described("一个部门在一项任务中的职责")

    department: str = Field(description="部门名称，照原文", examples=["经发局"])
    organisation: str = Field(
        description="本解析结果内的单位编号", examples=["a79667f0c030299c.o1"]
    )
    role: str = Field(description=_ROLES, examples=["lead"])
    order: int = Field(description="在任务中的次序，从 1 起", examples=[1])
    clause: str = Field(description="依据的责任条款编号", examples=["a79667f0c030299c.c1"])
    group: bool = Field(description="是否一类单位，如“各镇”", examples=[False])
    start: int = _START
    end: int = _END


class PlanDeadlineOut(BaseModel):
    """A deadline phrase."""

    model_config = _described("一个完成时限")

    date: str = Field(description="日期，与原文一样详细", examples=["2018-06"])
    text: str = Field(description="原文", examples=["2018年6月底前"])
    start: int = _START
    end: int = _END


class PlanTaskOut(BaseModel):
    """A task."""

    model_config = _described("一项任务")

    id: str = Field(description="任务编号", examples=["a79667f0c030299c.t1"])
    path: str = Field(description="条目路径", examples=["二/(一)/1"])
    title: str = Field(description="任务名称：条目的第一句", examples=["大力推进主体功能区建设"])
    text: str = Field(description="任务原文", examples=["1.大力推进主体功能区建设。…"])
    assignments: list[PlanAssignmentOut] = Field(description="职责分派，按原文次序")
    open_ended: bool = Field(description="原文有“等”：可能还有未列出的部门", examples=[False])
    deadlines: list[PlanDeadlineOut] = Field(description="完成时限")
    targets: list[str] = Field(description="目标编号", examples=[["a79667f0c030299c.g1"]])
    start: int = _START
    end: int = _END


class ClauseOut(BaseModel):
    """A responsibility clause."""

    model_config = _described("一条责任条款")

    id: str = Field(description="条款编号", examples=["a79667f0c030299c.c1"])
    text: str = Field(description="条款文字，去掉了空白", examples=["(牵头单位:经发局)"])
    form: str = Field(description="读出它的规则", examples=["labelled"])
    repairs: list[str] = Field(description="读时补正了什么", examples=[["missing-colon"]])
    start: int = _START
    end: int = _END


class EvidenceOut(BaseModel):
    """A place in the text."""

    model_config = _described("原文中的一处")

    start: int = _START
    end: int = _END


class OrganisationOut(BaseModel):
    """A unit, a group of units or a person."""

    model_config = _described("一个单位、一类单位或个人")

    id: str = Field(description="本解析结果内的单位编号", examples=["a79667f0c030299c.o1"])
    name: str = Field(description="全称", examples=["经济发展局"])
    kind: str = Field(description="类别：unit 单位、group 一类单位、person 个人", examples=["unit"])
    aliases: list[str] = Field(description="其他名称", examples=[["经发局"]])
    members: list[str] = Field(description="一类单位的成员编号", examples=[[]])
    evidence: list[EvidenceOut] = Field(description="名称在原文出现的各处")


class PlanTargetOut(BaseModel):
    """A measurable aim."""

    model_config = _described("一个量化目标")

    id: str = Field(description="目标编号", examples=["a79667f0c030299c.g1"])
    task: str | None = Field(description="所属任务编号", examples=["a79667f0c030299c.t1"])
    section: str | None = Field(description="所属条目编号", examples=["a79667f0c030299c.s3"])
    indicator: str = Field(description="指标", examples=["城镇污水处理率"])
    comparator: str = Field(
        description="比较：>=、<=、>、<、=、range、increase、decrease、complete", examples=[">="]
    )
    value: float | list[float] | None = Field(
        description="数值，区间为 [低, 高]，只要求完成的为 null", examples=[95]
    )
    unit: str | None = Field(description="单位，照原文", examples=["%"])
    baseline_year: int | None = Field(description="基期年份", examples=[2015])
    deadline: str | None = Field(description="时限", examples=["2018"])
    start: int = _START
    end: int = _END


class PlanCitationOut(BaseModel):
    """A cited document."""

    model_config = _described("一份引用文件")

    title: str = Field(description="文件名称", examples=["关于加快推进生态文明建设的意见"])
    number: str | None = Field(description="发文字号", examples=["中发〔2015〕12号"])
    self: bool = Field(description="是否提到本文件自己", examples=[False])
    start: int = _START
    end: int = _END


class PlanPostOut(BaseModel):
    """An office of a member."""

    model_config = _described("一个职务")

    organisation: str | None = Field(description="单位，照原文", examples=["工委"])
    title: str = Field(description="职务", examples=["书记"])


class MemberOut(BaseModel):
    """A member of the leading group."""

    model_config = _described("领导小组的一名成员")

    role: str = Field(description="在领导小组中的身份", examples=["组长"])
    person: str = Field(description="姓名", examples=["张三"])
    posts: list[PlanPostOut] = Field(description="职务")
    start: int = _START
    end: int = _END


class RosterOut(BaseModel):
    """The leading group."""

    model_config = _described("领导小组")

    name: str = Field(description="名称", examples=["生态文明建设工作领导小组"])
    office_at: str | None = Field(description="办公室设在哪里", examples=["环保分局"])
    office_head: str | None = Field(description="办公室主任", examples=["张三"])
    members: list[MemberOut] = Field(description="成员，按原文次序")


class PlanDiagnosticOut(BaseModel):
    """Something a careful clerk would flag."""

    model_config = _described("一处值得人工核对的地方")

    code: str = Field(description="种类", examples=["missing-colon"])
    severity: str = Field(description="程度：error、warning、info", examples=["warning"])
    message: str = Field(description="说明", examples=["“牵头单位”后漏写冒号"])
    start: int = _START
    end: int = _END


class PlanOut(BaseModel):
    """Everything the parser read."""

    model_config = _described("完整的解析结果；每一条都有原文位置")

    document: PlanDocumentOut = Field(description="文件自身的信息")
    text: str = Field(
        description="规范文本；所有 start、end 是它的字符序号", examples=["一、总体要求…"]
    )
    sections: list[SectionOut] = Field(description="条目")
    tasks: list[PlanTaskOut] = Field(description="任务")
    clauses: list[ClauseOut] = Field(description="责任条款")
    organisations: list[OrganisationOut] = Field(description="单位")
    targets: list[PlanTargetOut] = Field(description="量化目标")
    citations: list[PlanCitationOut] = Field(description="引用文件")
    roster: RosterOut | None = Field(description="领导小组；没有时为 null")
    diagnostics: list[PlanDiagnosticOut] = Field(description="校核提示")
