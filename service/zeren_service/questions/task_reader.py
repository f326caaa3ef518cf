"""Phrases about tasks and departments in, the query out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.binding import Binding, bind
from zeren_service.questions.checks import (
    check_finish,
    check_flags,
    check_one_thing,
    check_whole,
    find_barred,
    shares,
    take_owned,
)
from zeren_service.questions.comparison import compare
from zeren_service.questions.conditions import holdings, other_roles, roles_of
from zeren_service.questions.dates import Window
from zeren_service.questions.focus import (
    by_targets,
    find_focus,
    implied_roles,
    ranks_tasks,
    settle_roles,
)
from zeren_service.questions.normal import normal
from zeren_service.questions.places import number
from zeren_service.questions.query import Holding, Query, Topic
from zeren_service.questions.refusals import half_understood, unknown_department
from zeren_service.questions.screening import looks_like_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.phrases import Phrase

_MEASURED: Final = re.compile(
    r"(?:公顷|亩|元|亿|万|米|吨|公里|百分点|%|[台所座场次辆套处株支])(?:以上|以下|以内|左右)?$|成$|百分之几"
)
_COUNTED_IN: Final = re.compile(r"(?:几|多少)(?P<measure>[^以左之]+?)(?:以上|以下|以内|左右)?$")
_OF_TASKS: Final = frozenset({"tasks", "ranking", "departments"})
# Words that every plan is full of: alone they name nothing that a task is about.
_VAGUE: Final = re.compile(
    r"方案|计划|文件|制定|编制|出台|问题|情况|要求|内容|达到|提高|完成|落实|实施|保障|领导|作用|方法|标准"
    r"|重点|任务|工作|实际|现状"
)
_NUMBER: Final = re.compile(r"[0-9]+|[一二两三四五六七八九十]+")


def read_tasks(phrases: list[Phrase], document: str | None) -> Query:
    """Return what is asked of tasks, or of the departments, dates and targets of tasks."""
    phrases, lacks = take_owned(phrases)
    kinds = [phrase.kind for phrase in phrases]
    check_finish(phrases)
    check_one_thing(phrases)
    found = bind(phrases)
    conditions, without = holdings(found)
    check_flags(phrases, found, conditions)
    lacks = list(dict.fromkeys([*lacks, *found.lacks]))
    asked = found.asked
    counts = _counts(phrases, found)
    focus = find_focus(kinds, counts, found, lacking=bool(lacks))
    if ranks_tasks(phrases):
        focus = "task_ranking"
    elif found.loose_roles:
        focus = settle_roles(found, phrases, focus, lacks)
    if {"rank", "top"} & set(kinds) and not focus.endswith("ranking"):
        raise half_understood(p.text for p in phrases if p.kind in {"rank", "top", "count"})
    if (
        focus == "ranking"
        and asked is None
        and found.named
        and not {"each", "compare"} & set(kinds)
    ):
        raise half_understood(p.text for p in phrases if p.kind in {"rank", "top"})
    if not lacks and set(kinds) == {"task", "yesno"}:
        raise half_understood(p.text for p in phrases)
    check_whole(phrases, found, focus)
    words = asked.words if asked is not None else [p.value for p in found.loose_roles]
    roles, word = roles_of(words)
    if asked is not None and not asked.words and focus in {"departments", "ranking"}:
        roles, word = implied_roles(found)
    if found.omitted and asked is not None and focus == "departments":
        roles, word = other_roles(found, asked.words), "several"  # 除了牵头单位还有谁
    helpers = asked is not None and asked.words == ["support"]
    conditions = _led(conditions) if helpers else conditions
    shared = shares(found, conditions)
    if focus == "targets" and "task" not in kinds:
        # 没有写完成时间的目标: the target itself has no date
        lacks = [replace(k, what="date") if k.what == "deadline" else k for k in lacks]
    top, rank = _order(phrases)
    query = Query(
        focus,
        conditions,
        _topics(phrases, focus, named=conditions != ()),
        document=document,
        lacks=tuple(lacks),
        many=_many(phrases) if found.flags & {"many", "exact"} else 2 * shared,
        exact="exact" in found.flags,
        roles=conditions[0].roles if shared else roles,
        barred=find_barred(phrases, found, focus),
        role_word=word,
        helpers=helpers,
        without=without,
        rank=rank,
        measure=_measure(phrases),
        rank_by="target" if by_targets(phrases) else "",
        top=top,
        counted=bool(counts),
        yesno=_asks_whether(phrases, found, focus),
    )
    return _placed(compare(query, phrases, found), phrases)


def _asks_whether(phrases: Sequence[Phrase], found: Binding, focus: str) -> bool:
    """Tell whether 是 or 有 is asked: of tasks, and of units by 有没有写明牵头单位 alone."""
    if any(phrase.kind == "which" for phrase in phrases):
        return False
    if focus == "departments":
        told = any(p.kind == "yesno" and p.text.startswith(("有没有", "有无")) for p in phrases)
        return told and found.asked is None and all(p.kind == "post" for p in found.loose_roles)
    said = any(phrase.kind == "yesno" for phrase in phrases)
    return focus == "tasks" and (said or "yesno" in found.flags)


def _many(phrases: Sequence[Phrase]) -> int:
    """Return how many units a task must have at least: 三个以上 is 3, 超过三个 is 4."""
    said = next((p.text for p in phrases if p.kind in {"many", "exact"}), "")
    printed = _NUMBER.search(said)
    least = number(printed.group().replace("两", "二")) if printed is not None else 2
    return least + 1 if said.startswith(("不止", "超过", "多于")) else least


def _counts(phrases: Sequence[Phrase], found: Binding) -> set[str]:
    """Return what is to be counted."""
    counts = {p.value for p in phrases if p.kind == "count"}
    if counts & {"person", "document"}:
        raise half_understood(p.text for p in phrases if p.kind == "count")
    kinds = {phrase.kind for phrase in phrases}
    measured = any(p.kind == "value" and _MEASURED.search(p.text) for p in phrases)
    if (
        "value" in kinds
        and not measured
        and ("task" in kinds or (found.named and "topic" not in kinds))
    ):
        counts.add("task")  # 牵头任务有多少
    return counts


def _measure(phrases: Sequence[Phrase]) -> str:
    """Return the measure word behind 多少 or 几: 座 of 多少座, 公里 of 几公里以上."""
    found = (_COUNTED_IN.search(p.text) for p in phrases if p.kind == "value" and p.value)
    return next((match["measure"] for match in found if match is not None), "")


def _led(conditions: tuple[Holding, ...]) -> tuple[Holding, ...]:
    """Read 谁配合甲 as asked of the tasks that 甲 leads."""
    if len(conditions) != 1 or conditions[0].word != "any" or conditions[0].negative:
        return conditions
    return (replace(conditions[0], roles=("lead",), word="lead"),)


def _placed(query: Query, phrases: Sequence[Phrase]) -> Query:
    """Add the date and the part of the document that the question names, one of each."""
    dates = _dates(phrases)
    places = [p.token.numbers for p in phrases if p.kind == "section"]
    homes = [normal(p.value) for p in phrases if p.kind == "place"]
    if max(len(dates), len(places), len(homes)) > 1:
        raise half_understood(p.text for p in phrases if p.kind in {"date", "section", "place"})
    return replace(
        query,
        window=dates[0] if dates else None,
        place=places[0] if places else (),
        place_words=next((p.text for p in phrases if p.kind == "section"), ""),
        part=next((p.token.value for p in phrases if p.kind == "section"), ""),
        jurisdiction=homes[0] if homes else None,
    )


def _dates(phrases: Sequence[Phrase]) -> list[Window]:
    """Return the one window that all dates leave open; dates joined by 和 stay several."""
    found = [p.token.window for p in phrases if p.kind == "date" and p.token.window is not None]
    joined = any(
        before.kind == after.kind == "date" and link.kind in {"and", "or"}
        for before, link, after in zip(phrases, phrases[1:], phrases[2:], strict=False)
    )
    if len(found) < 2 or joined:
        return found
    after = max((w.after for w in found if w.after is not None), default=None)
    before = min((w.before for w in found if w.before is not None), default=None)
    text = "、".join(w.text for w in found)
    if after is None:
        return [Window(None, before, text, f"截至{before}")]
    return [Window(after, before, text, f"{after}起" if before is None else f"{after}至{before}")]


def _order(phrases: Sequence[Phrase]) -> tuple[int | None, str | None]:
    """Return how many are wanted, and in which order."""
    top = next((p for p in phrases if p.kind == "top"), None)
    found = _NUMBER.search(top.text) if top is not None else None
    limit = number(found.group().replace("两", "二")) if found is not None else None
    rank = next((p.value for p in phrases if p.kind == "rank"), None)
    if rank is None and any(p.kind == "each" for p in phrases):
        rank = "order"
    return limit, rank or ("most" if limit is not None else None)


def _topics(phrases: Sequence[Phrase], focus: str, *, named: bool) -> tuple[Topic, ...]:
    found: list[Topic] = []
    for index, phrase in enumerate(phrases):
        if phrase.kind != "topic":
            continue
        before = [p.kind for p in phrases[:index]]
        after = [p.kind for p in phrases[index + 1 :]]
        # 任务有没有重复的, 任务总量: what is said of tasks behind them is no topic of theirs
        predicate = "task" in before and "task" not in after and phrase.value != "quoted"
        if predicate and not phrase.mention and focus in {*_OF_TASKS, "deadlines"}:
            raise half_understood([phrase.text])
        quoted = phrase.value == "quoted" or phrase.mention
        if not named and not quoted and focus == "tasks" and looks_like_unit(phrase.text):
            raise unknown_department(phrase.text, ())
        beside = before[-1:] == ["department"] and not phrase.linked and after[:1] != ["task"]
        if beside and focus == "tasks" and not quoted and not phrase.placed:
            raise half_understood([phrase.text])  # 甲局优先完成哪些任务
        if _VAGUE.fullmatch(phrase.text) and not quoted:
            raise half_understood([phrase.text])
        found.append(Topic(phrase.pieces, phrase.mention))
    return tuple(found)
