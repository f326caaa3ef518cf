"""What the walk over names and roles found in, the conditions on tasks out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.query import ROLE_ORDER, ROLES_OF, Holding, Roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.binding import Actor, Binding


def roles_of(words: Sequence[str]) -> tuple[Roles, str]:
    """Return the roles that words of role cover together, and the word that stands for them."""
    if not words or any(ROLES_OF[word] is None for word in words):
        return None, "any"
    covered = {role for word in words for role in ROLES_OF[word] or ()}
    roles = tuple(role for role in ROLE_ORDER if role in covered)
    return roles, words[0] if len(set(words)) == 1 else "several"


def other_roles(found: Binding, words: Sequence[str]) -> Roles:
    """Return the roles asked for without those that 除了 leaves out."""
    asked, _ = roles_of(words)
    omitted = {role for word in found.omitted for role in ROLES_OF[word] or ROLE_ORDER}
    return tuple(role for role in asked or ROLE_ORDER if role not in omitted)


def holdings(found: Binding) -> tuple[tuple[Holding, ...], tuple[DepartmentRow, ...]]:
    """Return the conditions that the names set, and the names that the answer leaves out."""
    conditions: list[Holding] = []
    without: list[DepartmentRow] = []
    asked = found.asked
    flags = found.flags
    for actor in found.named:
        words = actor.words
        alone = "alone" in flags and not _only_as(actor)
        if actor.with_asked and asked is not None and not words:
            words = asked.words
        if actor.excepted and not actor.words and asked is not None:
            without.extend(actor.rows)
            continue
        roles, word = roles_of(words)
        several = len(actor.rows) > 1
        conditions.append(
            Holding(
                tuple(actor.rows),
                roles,
                word,
                every=actor.joint != "or" and "apart" not in flags,
                negative=actor.negative or actor.excepted,
                alone=alone,
                loose=several and actor.joint == "and" and not flags & {"together", "apart"},
            )
        )
        for barred in dict.fromkeys(actor.barred):
            roles, word = roles_of([barred])
            conditions.append(Holding(tuple(actor.rows), roles, word, every=False, negative=True))
        for beside in actor.besides:
            roles, word = roles_of([beside])
            conditions.append(Holding(tuple(actor.rows), roles, word))
        if "sole" in flags and not actor.negative:
            conditions.append(Holding(tuple(actor.rows), alone=True))
    return tuple(_twinned(c, found) for c in conditions), tuple(without)


def _only_as(actor: Actor) -> bool:
    """Tell whether 单独 goes with a role and not with the name: 甲局单独当责任单位（不牵头）."""
    return bool(actor.barred) and len(actor.rows) == 1 and actor.words != actor.barred


def _twinned(condition: Holding, found: Binding) -> Holding:
    return replace(condition, twins=tuple(found.twins[row.id] for row in condition.departments))
