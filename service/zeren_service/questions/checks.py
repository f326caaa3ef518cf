"""Words that would be passed over in silence in, a refusal out; and words that only set conditions."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from zeren_service.questions.binding import Binding
from zeren_service.questions.conditions import roles_of
from zeren_service.questions.query import ROLE_ORDER, Holding, Lack
from zeren_service.questions.refusals import half_understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.phrases import Phrase


def check_finish(phrases: Sequence[Phrase]) -> None:
    """Refuse 有哪些完成, which asks for progress; 要完成 and 什么时候完成 do not."""
    kinds = {phrase.kind for phrase in phrases}
    if kinds & {"date", "when", "limit", "value", "target"}:
        return
    last = phrases[-1]
    if last.kind == "finish" and last.text[0] not in "要须应需将计必":
        raise half_understood([last.text])


ASKS_WHEN: Final = re.compile(r"[什啥何几哪]|多久")
_TWO_THINGS: Final = (
    ("when", "who"),
    ("value", "who"),
    ("when", "task"),
    ("value", "task"),
    ("when", "rank"),
)


def check_one_thing(phrases: Sequence[Phrase]) -> None:
    """Refuse two questions in one: 由谁牵头，什么时候完成; a list has one kind of thing in it."""
    kinds = [p.kind for p in phrases if p.kind != "when" or ASKS_WHEN.search(p.text)]
    for asked, other in _TWO_THINGS:
        if asked not in kinds or other not in kinds:
            continue
        if other == "task" and ("which" not in kinds or _attributive(phrases)):
            continue
        raise half_understood(p.text for p in phrases if p.kind in {asked, other, "which"})


def _attributive(phrases: Sequence[Phrase]) -> bool:
    """Tell whether 哪些 goes with something else than tasks: 任务有哪些目标."""
    return any(
        p.kind == "which" and after.kind != "task" and before.kind != "task"
        for before, p, after in zip(phrases, phrases[1:], phrases[2:], strict=False)
    )


def check_whole(phrases: Sequence[Phrase], found: Binding, focus: str) -> None:
    """Refuse what names things and does not say what is asked of them.

    甲局 alone, 2018年 alone; 海绵城市有哪些, which asks for no tasks; 甲局归谁管, which asks who is
    above a unit and not who holds a task.
    """
    kinds = {phrase.kind for phrase in phrases}
    told = [phrase.text for phrase in phrases]
    if focus == "tasks" and (not kinds & _TELLING or kinds <= {"department", "yesno", "and", "or"}):
        raise half_understood(told)
    named = any("任务" in p.text for p in phrases if p.kind == "count")  # 总任务数 is whole
    if [p.kind for p in phrases] == ["role"] or (kinds in _FRAGMENTS and not named):
        raise half_understood(told)
    about = [p for p in phrases if p.kind == "topic" and not p.mention]
    loose = [p for p in about if p.value not in {"title", "quoted"}]
    counts = any(p.kind == "count" and "项" in p.text for p in phrases)
    told_of = kinds & (_TELLING - {"which", "count", "yesno"})
    if focus == "tasks" and loose and not told_of and not counts:
        raise half_understood(told)
    asked = found.asked
    if focus != "departments" or asked is None or about or "task" in kinds:
        return
    idle = [a for a in found.named if not (a.words or a.with_asked or a.excepted or a.negative)]
    if idle and set(asked.words) != {"support"} and "together" not in found.flags:
        raise half_understood(told)


# What is left of a question when all but these is gone: 几项, 什么时候, 甲局没有, 哪些没有.
_FRAGMENTS: Final = (
    {"count"},
    {"when"},
    {"which", "not"},
    {"department", "not"},
)
_TELLING: Final = frozenset(
    {"task", "role", "post", "what", "which", "count", "yesno", "not", "finish", "mention", "limit"}
    | {"absent", "open", "target", "section"}
)


def check_flags(phrases: Sequence[Phrase], found: Binding, conditions: tuple[Holding, ...]) -> None:
    """Refuse a 没有 without its object, 单独 where no name goes with it, and 既…又… of the one that is asked for."""
    if "dangling" in found.flags:
        raise half_understood(
            p.text for p in phrases if p.kind in {"not", "except", "only", "absent", "post"}
        )
    for before, phrase in pairwise(phrases):
        if before.kind == phrase.kind == "not":
            raise half_understood([before.text + phrase.text])  # 不是没有, 没有不参与
    if "union" in found.flags or sum(p.kind == "count" for p in phrases) > 1:
        raise half_understood(p.text for p in phrases if p.kind in {"and", "or", "count"})
    if "alone" in found.flags and not any(not c.negative for c in conditions):
        raise half_understood(p.text for p in phrases if p.kind in {"alone", "only"})
    if any(c.alone and not c.every and len(c.departments) > 1 for c in conditions):
        # 甲局或乙局单独牵头: a task that both lead is led by neither alone
        raise half_understood(p.text for p in phrases if p.kind in {"alone", "only", "or", "apart"})
    if {"except", "nobody"} <= {p.kind for p in phrases}:
        raise half_understood(p.text for p in phrases if p.kind in {"except", "nobody"})
    if any(actor.joint == "or" and actor.barred for actor in found.actors):
        raise half_understood(p.text for p in phrases if p.kind in {"not", "but"})
    both = [p.text for p in phrases if p.kind == "and" and p.text in {"既", "又"}]
    if both and found.asked is not None and len(set(found.asked.words)) > 1:
        raise half_understood(both)


def find_barred(phrases: Sequence[Phrase], found: Binding, focus: str) -> tuple[str, ...]:
    """Return the roles that the departments asked for must not hold: 哪些部门没有牵头."""
    asked = found.asked
    if asked is None or not asked.barred:
        return ()
    roles, _ = roles_of(asked.barred)
    if focus != "departments":
        raise half_understood(p.text for p in phrases if p.kind == "not")
    return roles or ROLE_ORDER


def shares(found: Binding, conditions: tuple[Holding, ...]) -> bool:
    """Tell whether 共同 joins one name with others that are not named: 甲共同牵头的任务."""
    named = [c for c in conditions if not c.negative]
    return (
        "together" in found.flags
        and found.asked is None
        and len(named) == 1
        and len(named[0].departments) == 1
    )


def take_owned(phrases: list[Phrase]) -> tuple[list[Phrase], list[Lack]]:
    """Take out 有量化目标的 before 任务, which is a condition and not what is asked for."""
    kept: list[Phrase] = []
    lacks: list[Lack] = []
    for index, phrase in enumerate(phrases):
        after = phrases[index + 1].kind if index + 1 < len(phrases) else ""
        before = phrases[index - 1].kind if index else ""
        has = phrase.has_before and before not in {"not", "only"}
        ends = (index + 1 == len(phrases) and before == "which") or after == "task"
        counted = after == "count" and before == "task"  # 任务中有量化目标的有几项
        owned = phrase.kind in {"target", "limit"} or (
            phrase.kind == "post" and not any(p.kind in {"department", "who"} for p in phrases)
        )
        asked_before = any(p.kind in {"which", "count"} for p in phrases[:index])
        task_near = after == "task" or (before == "task" and asked_before)
        if owned and has and (counted or (task_near and (ends or before == "task"))):
            what = {"target": "target", "limit": "deadline"}.get(phrase.kind, phrase.value)
            lacks.append(Lack(what, present=True))
            continue
        kept.append(phrase)
    return kept, lacks
