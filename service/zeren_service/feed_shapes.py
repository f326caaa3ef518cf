"""The shapes of jobs, changes and webhooks, for the OpenAPI description."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_JOB = "7c9e6679f0c030299c0ab53ba26d43f6"
_DOCUMENT = "a79667f0c030299c"
_AT = "2026-11-25T09:30:00Z"


def _described(words: str) -> ConfigDict:
    return ConfigDict(json_schema_extra={"description": words})


class JobFileOut(BaseModel):
    """One file of a job."""

    model_config = _described("一份文件的进展")

    position: int = Field(description="次序，从 1 起", examples=[1])
    name: str | None = Field(description="文件名", examples=["方案.docx"])
    size: int = Field(description="字节数", examples=[20480])
    status: Literal["waiting", "running", "added", "known", "failed", "cancelled"] = Field(
        description="waiting 等待、running 正在读、added 新收、known 以前收过、failed 读不了、"
        "cancelled 已取消",
        examples=["added"],
    )
    document: str | None = Field(description="得到的文件编号", examples=[_DOCUMENT])
    href: str | None = Field(
        description="得到的文件的地址", examples=[f"/api/v1/documents/{_DOCUMENT}"]
    )
    code: str | None = Field(description="读不了的原因种类", examples=["encrypted"])
    detail: str | None = Field(
        description="读不了的原因和办法", examples=["文件设有打开密码，请取消密码后再上传。"]
    )


class JobOut(BaseModel):
    """A job."""

    model_config = _described("一次批量收文")

    id: str = Field(description="收文编号", examples=[_JOB])
    status: Literal["waiting", "running", "done", "cancelled"] = Field(
        description="waiting 等待、running 进行中、done 完成、cancelled 已取消",
        examples=["running"],
    )
    created: str = Field(description="提交时刻", examples=[_AT])
    started: str | None = Field(description="开始时刻", examples=[_AT])
    finished: str | None = Field(description="结束时刻", examples=[_AT])
    total: int = Field(description="文件数", examples=[12])
    done: int = Field(description="已有结果的文件数", examples=[5])
    added: int = Field(description="新收的份数", examples=[4])
    known: int = Field(description="以前收过的份数", examples=[1])
    failed: int = Field(description="读不了的份数", examples=[0])
    cancelled: int = Field(description="取消的份数", examples=[0])


class JobDetailOut(JobOut):
    """A job with its files."""

    model_config = _described("一次批量收文和每份文件的进展")

    files: list[JobFileOut] = Field(description="各份文件，按收到的次序")


class JobsOut(BaseModel):
    """A page of jobs."""

    model_config = _described("一页批量收文")

    items: list[JobOut] = Field(description="本页各次")
    total: int = Field(description="总次数", examples=[3])
    next: str | None = Field(description="下一页的翻页标记", examples=["YjlkZGVmY2ZbNTBd"])


class HeldOut(BaseModel):
    """How much of a document a department holds."""

    model_config = _described("一个部门在一份文件里的任务数")

    department: str = Field(description="部门编号", examples=["org-492fea24433b"])
    name: str = Field(description="部门全称", examples=["经济发展局"])
    kind: str = Field(description="类别：unit 单位、group 一类单位、person 个人", examples=["unit"])
    lead: int = Field(description="牵头任务数", examples=[21])
    responsible: int = Field(description="责任任务数", examples=[12])
    support: int = Field(description="配合任务数", examples=[3])
    supervise: int = Field(description="督导任务数", examples=[0])
    tasks: int = Field(description="任务总数", examples=[36])


class ChangeOut(BaseModel):
    """A change."""

    model_config = _described("一次变动")

    revision: int = Field(description="目录版本号，逐次变大；用作 since", examples=[7])
    at: str | None = Field(description="时刻；开始记录以前的变动为 null", examples=[_AT])
    kind: Literal["added", "removed", "superseded", "restored"] = Field(
        description="added 收入、removed 删除、superseded 被新版本取代、"
        "restored 新版本已删除、恢复为现行",
        examples=["added"],
    )
    document: str = Field(description="文件编号", examples=[_DOCUMENT])
    title: str = Field(description="文件标题", examples=["关于加快推进生态文明建设实施方案"])
    responsibilities: list[HeldOut] = Field(
        description="各部门在这份文件里的任务数；删除时是删除前的。"
        "后来又被删除的文件，收入那一条里为空，见删除那一条"
    )


class ChangesOut(BaseModel):
    """Changes since a revision."""

    model_config = _described("某个版本号以后的变动，从早到晚")

    items: list[ChangeOut] = Field(description="变动")
    total: int = Field(description="since 以后的变动总数", examples=[2])
    next: int | None = Field(
        description="还有更多时是接着取的 since，没有更多时为 null", examples=[9]
    )
    last: int = Field(description="读到的版本号：下次把它写作 since", examples=[9])


class WebhookIn(BaseModel):
    """An address to register."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"description": "要登记的推送地址"})

    url: str = Field(
        description="接收推送的地址，http 或 https",
        max_length=2000,
        examples=["https://oa.example.cn/zeren"],
    )
    since: int | None = Field(
        None,
        ge=0,
        le=2**31 - 1,
        description="推送这个版本号以后的变动；不写则从现在起",
        examples=[0],
    )


class WebhookOut(BaseModel):
    """A registered address."""

    model_config = _described("一个推送地址和推送的进展")

    id: str = Field(description="推送编号", examples=[_JOB])
    url: str = Field(description="接收推送的地址", examples=["https://oa.example.cn/zeren"])
    created: str = Field(description="登记时刻", examples=[_AT])
    sent: int = Field(description="对方已收下的版本号", examples=[7])
    failures: int = Field(description="最近连续失败的次数", examples=[0])
    next_try: str | None = Field(description="失败后下次再试的时刻", examples=[_AT])
    last_status: int | None = Field(description="对方上一次答复的状态码", examples=[204])
    last_error: str | None = Field(description="上一次失败的原因", examples=["连接不上"])


class NewWebhookOut(WebhookOut):
    """A new address with its secret."""

    model_config = _described("新登记的推送地址；密钥只在这里给出一次")

    secret: str = Field(
        description="签名密钥：用来核对 webhook-signature 头（HMAC-SHA256，Standard Webhooks）",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


class WebhooksOut(BaseModel):
    """All registered addresses."""

    model_config = _described("全部推送地址")

    items: list[WebhookOut] = Field(description="各个地址")
    total: int = Field(description="个数", examples=[1])
    next: None = Field(description="总是 null", examples=[None])
