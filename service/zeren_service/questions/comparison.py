"""Phrases in, the departments that are set against each other out: 甲局和乙局谁牵头的任务多."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.binding import Binding
from zeren_service.questions.conditions import roles_of
from zeren_service.questions.refusals import half_understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.phrases import Phrase
    from zeren_service.questions.query import Query


def compare(query: Query, phrases: Sequence[Phrase], found: Binding) -> Query:
    """Return the ranking among the named departments, where two or more are compared."""
    word = next((p for p in phrases if p.kind == "compare"), None)
    named = [actor for actor in found.named if not actor.negative and not actor.excepted]
    waiting = [actor for actor in named if not actor.words and len(actor.rows) > 1]
    ranked = query.rank is not None and found.asked is not None and waiting
    if word is None and not ranked:
        return query
    rows: tuple[DepartmentRow, ...] = tuple(
        row for actor in (named if word is not None else waiting) for row in actor.rows
    )
    if len(rows) < 2 or found.flags & {"together", "alone"}:
        raise half_understood(p.text for p in phrases if p.kind in {"compare", "rank"})
    words = {w for actor in found.actors for w in actor.words}
    if len(words) > 1 or any(actor.barred or actor.besides for actor in found.actors):
        raise half_understood(p.text for p in phrases if p.kind in {"role", "post"})
    roles, role_word = roles_of(sorted(words))
    orders = [p.value for p in phrases if p.kind in {"compare", "rank"} and p.value != "order"]
    return replace(
        query,
        focus="ranking",
        holdings=tuple(h for h in query.holdings if not set(h.departments) & set(rows)),
        among=rows,
        rank=orders[0] if orders else "order",
        roles=roles,
        role_word=role_word,
        counted=False,
        many=0,
        yesno=False,
    )
