"""Words that would be passed over in silence in, a refusal out; and words that only set conditions."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from zeren_service.questions.binding import Binding, roles_of
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


_ASKS_WHEN: Final = re.compile(r"[什啥何几哪]|多久")
_TWO_THINGS: Final = (("when", "who"), ("value", "who"), ("when", "task"), ("value", "task"))


def check_one_thing(phrases: Sequence[Phrase]) -> None:
    """Refuse two questions in one: 由谁牵头，什么时候完成; a list has one kind of thing in it."""
    kinds = [p.kind for p in phrases if p.kind != "when" or _ASKS_WHEN.search(p.text)]
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


def check_flags(phrases: Sequence[Phrase], found: Binding, conditions: tuple[Holding, ...]) -> None:
    """Refuse a 没有 without its object, 单独 where no name goes with it, and 既…又… of the one that is asked for."""
    if "dangling" in found.flags:
        raise half_understood(
            p.text for p in phrases if p.kind in {"not", "except", "only", "absent"}
        )
    for before, phrase in pairwise(phrases):
        if before.kind == phrase.kind == "not":
            raise half_understood([before.text + phrase.text])  # 不是没有, 没有不参与
    if "union" in found.flags or sum(p.kind == "count" for p in phrases) > 1:
        raise half_understood(p.text for p in phrases if p.kind in {"and", "or", "count"})
    if "alone" in found.flags and not any(not c.negative for c in conditions):
        raise half_understood(p.text for p in phrases if p.kind in {"alone", "only"})
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
        owned = phrase.kind in {"target", "limit"} or (
            phrase.kind == "post" and not any(p.kind in {"department", "who"} for p in phrases)
        )
        asked_before = any(p.kind == "which" for p in phrases[:index])
        task_near = after == "task" or (before == "task" and asked_before)
        if owned and has and task_near and (ends or before == "task"):
            what = {"target": "target", "limit": "deadline"}.get(phrase.kind, phrase.value)
            lacks.append(Lack(what, present=True))
            continue
        kept.append(phrase)
    return kept, lacks
