"""Clauses and outline in, owners out: which item each clause belongs to.

A clause belongs to the innermost item that holds it; where that item is nothing but a label
(4.责任单位:甲局), to the item above. A bracket in a paragraph of its own behind the
last item of a section closes the whole section where no item of the section has a clause of its own::

    (一)优化环境            the section's task is (一)
    1.精简材料。
    2.压缩时限。
    (牵头单位:甲局)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from zeren_parser.clause_forms import ReadClause
from zeren_parser.outline import Item, innermost_item
from zeren_parser.outline_numbers import ordinal
from zeren_parser.view import View
from zeren_parser.vocabulary import SCOPE


def find_owners(view: View, items: list[Item], clauses: list[ReadClause]) -> list[int | None]:
    """Return the index of the item that each of `clauses` belongs to, None outside of all items."""
    item_starts = [item.start for item in items]
    owners = [
        _of_label(items, innermost_item(items, item_starts, clause.start), clause)
        for clause in clauses
    ]
    siblings = _Siblings.of(items)
    owners = [
        _of_scope(view, siblings, owner, clause)
        for owner, clause in zip(owners, clauses, strict=True)
    ]
    starts = [clause.start for clause in clauses]
    own = [_is_own_paragraph(view, clause) for clause in clauses]
    per_item = Counter(
        items[owner].parent
        for owner in {o for o, alone in zip(owners, own, strict=True) if alone and o is not None}
    )
    if any(count > 1 for parent, count in per_item.items() if parent is not None):
        return owners  # this plan closes every item with a paragraph of its own
    return [
        _closed(siblings, owner, starts) if alone and owner is not None else owner
        for owner, alone in zip(owners, own, strict=True)
    ]


def _of_label(items: list[Item], owner: int | None, clause: ReadClause) -> int | None:
    """Return the parent of an item that is nothing but a label: (一)甲事 above 4.责任单位:甲局."""
    if owner is None or clause.form != "label-line" or items[owner].body != clause.start:
        return owner
    parent = items[owner].parent
    return owner if parent is None else parent


def _of_scope(view: View, siblings: _Siblings, owner: int | None, clause: ReadClause) -> int | None:
    """Return the parent of the last of the items that a clause says it is about: (以上3项由甲局牵头)."""
    if owner is None or siblings.items[owner].parent is None:
        return owner
    scope = SCOPE.match(view.text, clause.start + (view.text[clause.start] in "(["))
    if scope is None:
        return owner
    parent = siblings.items[owner].parent
    group = siblings.children[parent]
    count = ordinal(scope["count"]) if scope["count"] else len(group)
    return parent if group[-1] == owner and count == len(group) > 1 else owner


def _is_own_paragraph(view: View, clause: ReadClause) -> bool:
    """Tell whether a bracket clause fills its paragraph."""
    before = view.text[clause.start - 1] if clause.start else "\n"
    behind = view.text[clause.end : clause.end + 2]
    return before == "\n" and view.text[clause.start] in "([" and behind[:1] in ("\n", "。")


@dataclass(frozen=True, slots=True)
class _Siblings:
    """The items of an outline with the children of each (同级条目)."""

    items: list[Item]
    children: dict[int | None, list[int]]

    @classmethod
    def of(cls, items: list[Item]) -> _Siblings:
        children: dict[int | None, list[int]] = {}
        for index, item in enumerate(items):
            children.setdefault(item.parent, []).append(index)
        return cls(items, children)


def _closed(siblings: _Siblings, owner: int, starts: list[int]) -> int:
    """Return the outermost section that a clause behind its last item `owner` closes."""
    items = siblings.items
    while (parent := items[owner].parent) is not None:
        group = siblings.children[parent]
        first = items[group[0]].start
        # The one clause among the siblings is the one that closes them.
        held = bisect_right(starts, items[parent].end) - bisect_left(starts, first)
        if group[-1] != owner or len(group) < 2 or held != 1:
            break
        owner = parent
    return owner
