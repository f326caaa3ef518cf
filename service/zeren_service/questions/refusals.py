"""Why a question is not answered, said in Chinese, with what can be asked instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_service.questions.answer import Answer, Reading
from zeren_service.questions.lexicon import full_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.answer import FilterValue

_OFFERS: Final = (
    "可以问：某部门牵头（负责、配合、参与）哪些任务，某项任务由谁牵头，什么时候完成，"
    "量化目标是多少，领导小组成员有谁，引用了哪些文件"
)
_SHOWN: Final = 6
_OUT: Final = {
    "progress": "文件只写要做什么，没有写进展和完成情况",
    "money": "文件不含可核对的预算、花费数据",
    "reason": "这里只回答文件里写明的分工、时限、目标和人员，不解释原因、做法，也不作评价",
    "clock": "要写明年份，例如“2018年底前”，或者同时给出今天的日期",
    "predict": "文件只写要求，不能预测将来做不做得到",
    "command": "这里只回答文件里写了什么，不修改、不假设、不代办",
    "duration": "文件只写到哪天完成，不写要多长时间",
    "structure": "文件只写任务分工，不写机构之间的隶属",
    "judge": "文件没有给任务排轻重缓急，只能按数量排名",
}


class NotUnderstood(Exception):
    """The question is not answered; `code` says why in short, the message in Chinese in full."""

    def __init__(self, code: str, message: str, **filters: FilterValue) -> None:
        super().__init__(message)
        self.code = code
        self.filters = filters


def refuse(question: str, reason: NotUnderstood, words: tuple[str, ...] = ()) -> Answer:
    """Return the refusal of `question`; a search for `words`, which the plans have, is offered."""
    filters = {"reason": reason.code, **reason.filters}
    offer = ""
    if words:
        filters["search"] = " ".join(words)
        offer = f"也可以在原文里搜索“{filters['search']}”。"
    reading = Reading("refusal", filters=filters)
    return Answer(question, reading, "refusal", (), 0, f"{reason}。{_OFFERS}。{offer}")


def empty_question() -> NotUnderstood:
    """Nothing was asked."""
    return NotUnderstood("empty", "没有收到问题")


def too_long(limit: int) -> NotUnderstood:
    """More was asked than one question holds."""
    return NotUnderstood("too-long", f"问题超过{limit}个字，请一次只问一件事")


def bad_date(printed: str) -> NotUnderstood:
    """The date that 今年 is counted from is no date."""
    return NotUnderstood("bad-date", f"“{printed}”不是日期，今天的日期请写成 2018-06-30 的样子")


def unknown_document() -> NotUnderstood:
    """The document is not in the catalogue."""
    return NotUnderstood("unknown-document", "库里没有这份文件")


def nothing_ingested() -> NotUnderstood:
    """There is no document at all."""
    return NotUnderstood("no-documents", "库里还没有文件，请先导入方案")


def unknown_words(words: Iterable[str]) -> NotUnderstood:
    """Words that neither the grammar nor any plan knows; answering the rest would mislead."""
    named = tuple(dict.fromkeys(words))
    listed = "、".join(f"“{word}”" for word in named)
    return NotUnderstood(
        "unknown-words",
        f"没有看懂{listed}：这不是已知的部门、人员，文件的任务和目标里也没有提到；为免答非所问，这个问题不作答",
        unknown=named,
    )


def unknown_department(name: str, near: Iterable[DepartmentRow]) -> NotUnderstood:
    """A name that looks like a unit and is none of the catalogue, with those it may have meant."""
    candidates = tuple(dict.fromkeys(row.name for row in near))
    if candidates:
        listed = "、".join(f"“{c}”" for c in candidates)
        return NotUnderstood(
            "did-you-mean",
            f"没有名为“{name}”的部门，您要问的是不是{listed}",
            unknown=(name,),
            candidates=candidates,
        )
    return NotUnderstood(
        "unknown-department", f"文件的分工里没有名为“{name}”的部门", unknown=(name,)
    )


def ambiguous_department(name: str, rows: Iterable[DepartmentRow]) -> NotUnderstood:
    """A name that several departments share."""
    candidates = tuple(dict.fromkeys(full_name(row) for row in rows))
    listed = "、".join(f"“{c}”" for c in candidates)
    return NotUnderstood(
        "ambiguous-department",
        f"“{name}”有{len(candidates)}个：{listed}，请写明是哪一个，或指定文件",
        unknown=(name,),
        candidates=candidates,
    )


def ambiguous_person(name: str, persons: Iterable[str]) -> NotUnderstood:
    """A familiar name that several members share; tasks are given to units, not to persons."""
    candidates = tuple(persons)
    listed = "、".join(f"“{c}”" for c in candidates)
    return NotUnderstood(
        "ambiguous-person",
        f"“{name}”可能是{listed}，请写全姓名；任务按部门分工，问任务请写部门",
        unknown=(name,),
        candidates=candidates,
    )


def out_of_scope(word: str, value: str) -> NotUnderstood:
    """A thing that no plan tells."""
    return NotUnderstood("out-of-scope", f"“{word}”答不了：{_OUT[value]}", unknown=(word,))


def half_understood(words: Iterable[str]) -> NotUnderstood:
    """Every word is known but not what they ask together."""
    named = tuple(dict.fromkeys(words))
    listed = "、".join(f"“{word}”" for word in named)
    return NotUnderstood(
        "half-understood",
        f"没有看懂{listed}在问句里的意思，请换一种问法，一次只问一件事",
        unknown=named,
    )


def no_context(word: str) -> NotUnderstood:
    """The question goes on from one that was not passed along."""
    return NotUnderstood(
        "no-context",
        f"“{word}”承接上一个问题，这里没有上文；请把问题说完整，或把上一个问题一起传来",
        unknown=(word,),
    )


def several_tasks(word: str, titles: Iterable[str]) -> NotUnderstood:
    """One task is pointed at, and there are several."""
    named = tuple(dict.fromkeys(titles))
    listed = "、".join(f"“{title}”" for title in named[:_SHOWN])
    more = "等" if len(named) > _SHOWN else ""
    return NotUnderstood(
        "several-tasks",
        f"“{word}”不知指哪一项：这样的任务有{len(named)}项（{listed}{more}），请写明任务名称",
        unknown=(word,),
        candidates=named,
    )


def no_such_topic(words: Iterable[str], among: str = "") -> NotUnderstood:
    """Each word is somewhere in the plans, but no task (of those `among`) has them all."""
    named = tuple(dict.fromkeys(words))
    listed = "、".join(f"“{word}”" for word in named)
    return NotUnderstood(
        "no-such-topic",
        f"没有哪项{among + '的' if among else ''}任务{'同时' if len(named) > 1 else ''}写到{listed}",
        unknown=named,
    )


def not_stated(what: str) -> NotUnderstood:
    """The plans do not say it."""
    return NotUnderstood("not-stated", what)
