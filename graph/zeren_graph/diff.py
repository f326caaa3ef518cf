"""Two documents in, what has changed in who does what out (责任变化).

Tasks are paired by their words: equal headings first of all, then the likeness of heading and
body. What has no partner was added or removed; each pair tells what became of its place, words,
departments, deadlines and targets.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from zeren_graph.comparison import SameUnits, TaskRef, to_ref
from zeren_graph.holders import ROLES
from zeren_graph.identity import search_key
from zeren_graph.records import DocumentRow
from zeren_graph.similarity import likenesses, pair_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zeren_graph.comparison import Side
    from zeren_graph.records import TargetRow, TaskRow

_LEAST: Final = 0.4  # below it two tasks are two tasks
_LEAST_TARGET: Final = 0.5
_SAME_PATH: Final = 0.02  # of two equally alike the one in the same place
_CONTEXT: Final = 8  # characters around a changed phrase


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed (变化). `kind` is one of `KINDS`; None where a side says nothing."""

    kind: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What became of one task (任务变化); `old` is None for a new task, `new` for one that is gone."""

    old: TaskRef | None
    new: TaskRef | None
    likeness: float | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """What changed from one document to another (责任变化). `unchanged` counts the other tasks."""

    old: DocumentRow
    new: DocumentRow
    counts: dict[str, int]
    unchanged: int
    items: tuple[TaskChange, ...]
    targets: tuple[Change, ...]  # of targets that belong to no task


KINDS: Final = {
    "added": "新增任务",
    "removed": "取消任务",
    "moved": "移动位置",
    "renumbered": "编号改变",
    "retitled": "改标题",
    "reworded": "改文字",
    "lead-changed": "换牵头单位",
    "joined": "新参加单位",
    "left": "退出单位",
    "role-changed": "职责改变",
    "deadline-changed": "改时限",
    "target-added": "新增目标",
    "target-removed": "取消目标",
    "target-changed": "改目标",
}


def compare(old: Side, new: Side) -> PlanDiff:
    """Return what changed from `old` to `new`, in the order of the new text.

    A task that is gone stands behind the task that it stood behind in the old text.
    """
    pairs = _pair(old, new)
    settled = _settled(pairs)
    units = SameUnits(old.departments, new.departments)
    aims = ({t.id: t for t in old.targets}, {t.id: t for t in new.targets})
    found: dict[int, TaskChange] = {}
    same = 0
    for i, j, score in pairs:
        was, now = old.tasks[i], new.tasks[j]
        changes = (
            *_place(was, now, settled=(i, j) in settled),
            *_words(was, now, old.bodies[i], new.bodies[j]),
            *_departments(was, now, units),
            *_deadlines(was, now),
            *_targets(
                [aims[0][key] for key in was.targets if key in aims[0]],
                [aims[1][key] for key in now.targets if key in aims[1]],
            ),
        )
        found[j] = TaskChange(to_ref(was), to_ref(now), score, changes)
        same += not changes
    partner = {i: j for i, j, _score in pairs}
    for j, task in enumerate(new.tasks):
        if j not in found:
            found[j] = TaskChange(None, to_ref(task), None, (Change("added", None, _held(task)),))
    items = _in_order(old, found, partner)
    loose = tuple(
        _targets(
            [target for target in old.targets if target.task is None],
            [target for target in new.targets if target.task is None],
        )
    )
    every = [change.kind for item in items for change in item.changes]
    every += [change.kind for change in loose]
    counts = {kind: every.count(kind) for kind in KINDS if kind in every}
    return PlanDiff(old.document, new.document, counts, same, items, loose)


def _in_order(
    old: Side, found: dict[int, TaskChange], partner: dict[int, int]
) -> tuple[TaskChange, ...]:
    gone: dict[int, list[TaskChange]] = {}
    behind = -1
    for i, task in enumerate(old.tasks):
        if i in partner:
            behind = partner[i]
            continue
        change = Change("removed", _held(task), None)
        gone.setdefault(behind, []).append(TaskChange(to_ref(task), None, None, (change,)))
    items = gone.get(-1, [])
    for j in sorted(found):
        items += [found[j], *gone.get(j, [])]
    return tuple(item for item in items if item.changes)


def _pair(old: Side, new: Side) -> list[tuple[int, int, float]]:
    titles = likenesses([t.title for t in old.tasks], [t.title for t in new.tasks])
    bodies = likenesses(old.bodies, new.bodies)
    scores = {
        (i, j): round(0.5 * titles.get((i, j), 0.0) + 0.5 * bodies.get((i, j), 0.0), 6)
        for i, j in titles.keys() | bodies.keys()
    }
    ranked = {
        (i, j): score + _SAME_PATH * (old.tasks[i].path == new.tasks[j].path)
        for (i, j), score in scores.items()
        if score >= _LEAST
    }
    return [(i, j, scores[i, j]) for i, j, _rank in pair_off(ranked, least=_LEAST)]


def _settled(pairs: Sequence[tuple[int, int, float]]) -> set[tuple[int, int]]:
    """Return the pairs that kept their order among themselves: the longest rising row of them."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, (_i, j, _score) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else None)
        if place == len(ends):
            ends.append(j)
            last.append(at)
        else:
            ends[place], last[place] = j, at
    kept = set()
    step = last[-1] if last else None
    while step is not None:
        kept.add(pairs[step][:2])
        step = before[step]
    return kept


def _place(was: TaskRow, now: TaskRow, *, settled: bool) -> Iterator[Change]:
    if was.path == now.path:
        return
    stayed = settled and search_key(was.heading) == search_key(now.heading)
    yield Change("renumbered" if stayed else "moved", was.path, now.path)


def _words(was: TaskRow, now: TaskRow, old: str, new: str) -> Iterator[Change]:
    if search_key(was.title) != search_key(now.title):
        yield Change("retitled", was.title, now.title)
    one, other = search_key(old), search_key(new)
    heads = (search_key(was.title), search_key(now.title))
    if one.replace(heads[0], "", 1) == other.replace(heads[1], "", 1):
        return
    for old_words, new_words in _phrases(old, new):
        if search_key(old_words) != search_key(new_words):
            yield Change("reworded", old_words, new_words)


def _phrases(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in `old` and in `new` where they differ, with a few words around it."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    ranges: list[list[int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        if ranges and a - ranges[-1][1] <= _CONTEXT:  # two changes in one phrase are one
            ranges[-1][1], ranges[-1][3] = b, d
        else:
            ranges.append([a, b, c, d])
    for a, b, c, d in ranges:
        around = min(_CONTEXT, a, c)
        tail = min(_CONTEXT, len(old) - b, len(new) - d)
        yield old[a - around : b + tail], new[c - around : d + tail]


def _departments(was: TaskRow, now: TaskRow, units: SameUnits) -> Iterator[Change]:
    sides = []
    for task in (was, now):
        units_of: dict[str, tuple[str, dict[str, None]]] = {}
        for held in task.assignments:
            units_of.setdefault(units.key(held.organisation), (held.name, {}))[1][held.role] = None
        sides.append(units_of)
    old, new = sides
    leads = [
        {key: name for key, (name, roles) in side.items() if ROLES[0] in roles} for side in sides
    ]
    if leads[0].keys() != leads[1].keys():
        before, after = ("、".join(side.values()) or None for side in leads)
        yield Change("lead-changed", before, after)
    for key, (name, roles) in new.items():
        if key not in old:
            yield Change("joined", None, f"{name}（{_roles(roles)}）")
        elif old[key][1].keys() != roles.keys():
            before = f"{old[key][0]}（{_roles(old[key][1])}）"
            yield Change("role-changed", before, f"{name}（{_roles(roles)}）")
    for key, (name, roles) in old.items():
        if key not in new:
            yield Change("left", f"{name}（{_roles(roles)}）", None)


_ROLE_WORDS: Final = dict(zip(ROLES, ("牵头", "责任", "配合", "督导"), strict=True))


def _roles(roles: Iterable[str]) -> str:
    return "、".join(_ROLE_WORDS[role] for role in ROLES if role in set(roles))


def _held(task: TaskRow) -> str | None:
    return "、".join(f"{a.name}（{_ROLE_WORDS[a.role]}）" for a in task.assignments) or None


def _deadlines(was: TaskRow, now: TaskRow) -> Iterator[Change]:
    old, new = ({d.date: d.text for d in task.deadlines} for task in (was, now))
    if old.keys() != new.keys():
        before, after = ("、".join(dict.fromkeys(side.values())) or None for side in (old, new))
        yield Change("deadline-changed", before, after)


def _targets(old: Sequence[TargetRow], new: Sequence[TargetRow]) -> Iterator[Change]:
    scores = likenesses([t.indicator for t in old], [t.indicator for t in new])
    pairs = pair_off(scores, least=_LEAST_TARGET)
    partner = {i: j for i, j, _score in pairs}
    for i, target in enumerate(old):
        if i not in partner:
            yield Change("target-removed", _told(target), None)
        elif _said(target) != _said(new[partner[i]]):
            yield Change("target-changed", _told(target), _told(new[partner[i]]))
    matched = set(partner.values())
    for j, target in enumerate(new):
        if j not in matched:
            yield Change("target-added", None, _told(target))


def _said(target: TargetRow) -> tuple[object, ...]:
    return (target.comparator, target.value, target.unit, target.baseline_year, target.deadline)


def _told(target: TargetRow) -> str:
    """Return a target in the plan's own words, with its date where that stands elsewhere."""
    words = "".join(target.text.split())
    return (
        words
        if not target.deadline or target.deadline in words
        else f"{words}（{target.deadline}）"
    )
