"""Phrases and what binds them in, the one thing that is asked for out: tasks, who, when, how much."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from zeren_service.questions.binding import Binding
from zeren_service.questions.conditions import roles_of
from zeren_service.questions.query import Lack, Roles
from zeren_service.questions.refusals import half_understood, unknown_department

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.phrases import Phrase


_COUNTED: Final = frozenset({"post", "target"})  # of these a task has more or fewer


def ranks_tasks(phrases: Sequence[Phrase]) -> bool:
    """Tell whether tasks are ranked by their units or targets: 哪项任务牵头单位最多."""
    kinds = {phrase.kind for phrase in phrases}
    if by_targets(phrases) and ("task" not in kinds or kinds & {"who", "each"}):
        raise half_understood(p.text for p in phrases if p.kind in {"target", "rank", "top"})
    if "task" not in kinds:
        return False
    return any(
        phrase.kind in {"rank", "top"}
        and index > 0
        and (phrases[index - 1].kind in _COUNTED or phrases[index - 1].token.kind == "unit")
        for index, phrase in enumerate(phrases)
    )


def by_targets(phrases: Sequence[Phrase]) -> bool:
    """Tell whether 最多 is said of targets: 量化目标最多的任务."""
    return any(
        before.kind == "target" and phrase.kind in {"rank", "top"}
        for before, phrase in pairwise(phrases)
    )


def find_focus(kinds: list[str], counts: set[str], found: Binding, *, lacking: bool) -> str:
    """Return what is asked for, by the strongest word of question."""
    lacked = {lack.what for lack in found.lacks}
    if {"rank", "top", "each", "compare"} & set(kinds):
        return "ranking"
    # 时限是2019年的任务 names the date, and does not ask for it
    dated = "date" in kinds and {"which", "task", "count", "who"} & set(kinds)
    if "when" in kinds or ("limit" in kinds and "deadline" not in lacked and not dated):
        return "deadlines"
    if "target" in counts or ("target" in kinds and "target" not in lacked):
        return "targets"
    if "value" in kinds and "task" not in counts:
        return "targets"
    if found.asked is not None or "unit" in counts:
        return "departments"
    if counts == {""} and not {"task", "role", "post", "department"} & set(kinds):
        return "unknown"  # 海绵城市有多少个
    if lacking or {"which", "task", "what", "yesno"} & set(kinds) or counts & {"task", ""}:
        return "tasks"
    if found.named or {"topic", "section", "date"} & set(kinds):
        return "tasks"
    return "departments" if found.loose_roles else "unknown"


def settle_roles(found: Binding, phrases: Sequence[Phrase], focus: str, lacks: list[Lack]) -> str:
    """Settle a word of role that no name goes with."""
    topics = [p for p in phrases if p.kind == "topic"]
    posts = [p for p in found.loose_roles if p.kind == "post"]
    asks_tasks = any(p.kind in {"which", "task", "what"} for p in phrases)
    if focus == "ranking" and posts and len(posts) == len(found.loose_roles) and not asks_tasks:
        return focus  # 排名前五的牵头单位
    asks_whether = focus == "tasks" and any(p.kind == "yesno" for p in phrases)
    if asks_whether and found.flags & {"many", "exact"}:
        return focus  # 绿化是不是一家牵头
    if focus == "departments" or (focus == "tasks" and topics and not asks_tasks):
        return "departments"
    if found.flags & {"many", "exact"} and asks_tasks:
        return focus
    if posts and len(posts) == len(found.loose_roles) and not found.named and not lacks:
        return "departments"
    if topics and focus in {"tasks", "deadlines", "targets"}:
        # 某某牵头哪些任务: what stands before the verb was meant as a name.
        raise unknown_department(topics[0].text, ())
    if focus in {"tasks", "ranking"}:
        # 涉及甲局的牵头任务: what 涉及 says is said by the name already
        told = [p for p in found.loose_roles if p.value != "any" or not found.named]
        lacks.extend(Lack(phrase.value, present=True) for phrase in told)
        return focus
    raise half_understood(p.text for p in found.loose_roles)


def implied_roles(found: Binding) -> tuple[Roles, str]:
    """Return the role of the one asked for, where only the other side has a word of role.

    甲配合谁: the one that is asked for leads.
    """
    shared = [word for a in found.named if a.with_asked for word in a.words]
    if shared:
        return roles_of(shared)
    words = [word for actor in found.named for word in actor.words]
    if words and set(words) <= {"support"}:
        return ("lead",), "lead"
    return None, "any"
