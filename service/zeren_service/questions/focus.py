"""Phrases and what binds them in, the one thing that is asked for out: tasks, who, when, how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren_service.questions.binding import Binding, roles_of
from zeren_service.questions.query import Lack, Roles
from zeren_service.questions.refusals import half_understood, unknown_department

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_service.questions.phrases import Phrase


def ranks_tasks(phrases: Sequence[Phrase]) -> bool:
    """Tell whether tasks are ranked by their units: 哪项任务牵头单位最多."""
    if not any(phrase.kind == "task" for phrase in phrases):
        return False
    return any(
        phrase.kind in {"rank", "top"}
        and index > 0
        and (phrases[index - 1].kind == "post" or phrases[index - 1].token.kind == "unit")
        for index, phrase in enumerate(phrases)
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
        lacks.extend(Lack(phrase.value, present=True) for phrase in found.loose_roles)
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
