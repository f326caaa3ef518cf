"""Phrases that ask for a reckoned number in, the query out: 多几项, 占多少, 平均几项, 超过十项.

Each such word is taken out, the rest is read as a question for a list or a ranking, and the query
remembers what is to be worked out from it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.places import number
from zeren_service.questions.query import Query
from zeren_service.questions.refusals import half_understood
from zeren_service.questions.task_reader import read_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zeren_service.questions.phrases import Phrase

_NUMBER: Final = re.compile(r"[0-9]+|[一二两三四五六七八九十]+")
# What 超过 and the like make of a number: the least and the most, counted from it.
_BOUNDS: Final[dict[str, tuple[int | None, int | None]]] = {
    "不超过": (None, 0),
    "超过": (1, None),
    "多于": (1, None),
    "不止": (1, None),
    "大于": (1, None),
    "高于": (1, None),
    "至少": (0, None),
    "最少": (0, None),
    "不少于": (0, None),
    "不低于": (0, None),
    "以上": (0, None),
    "少于": (None, -1),
    "不足": (None, -1),
    "不到": (None, -1),
    "低于": (None, -1),
    "最多": (None, 0),
    "至多": (None, 0),
    "以下": (None, 0),
    "以内": (None, 0),
}


def read_reckoned(phrases: list[Phrase], document: str | None) -> Query | None:
    """Return what is asked where a number is to be worked out, else None."""
    kinds = {phrase.kind for phrase in phrases}
    readings = [read for kind, read in _READERS.items() if kind in kinds]
    if len(set(readings)) > 1:
        raise _refused(phrases, *_READERS)
    if readings:
        return readings[0](phrases, document)
    return _choice(phrases, document) if any(p.text == "还是" for p in phrases) else None


def _choice(phrases: list[Phrase], document: str | None) -> Query | None:
    """Read 由甲牵头还是由乙牵头 as a question for the one of the two that does."""
    kinds = {phrase.kind for phrase in phrases}
    named = [i for i, p in enumerate(phrases) if p.kind == "department"]
    if len(named) < 2 or kinds & {"who", "which", "count", "task", "rank", "compare"}:
        return None
    group = phrases[named[0] : named[-1] + 1]
    roles = [p for p in phrases[named[0] :] if p.kind in {"role", "post"}]
    apart = [p for p in group if p.kind not in {"department", "role", "post", "and", "or"}]
    if apart or len({p.value for p in roles}) != 1:
        raise _refused(phrases, "or", "role", "post")
    who = replace(group[0], kind="who", text="谁")
    rest = [p for p in phrases[named[-1] + 1 :] if p.kind not in {"role", "post", "yesno"}]
    query = read_tasks([*phrases[: named[0]], who, roles[0], *rest], document)
    if query.focus != "departments":
        raise _refused(phrases, "or")
    rows = {p.token.departments[0].id: p.token.departments[0] for p in group if p.token.departments}
    return replace(query, among=tuple(rows.values()))


def _refused(phrases: Sequence[Phrase], *kinds: str) -> Exception:
    return half_understood([p.text for p in phrases if p.kind in kinds] or [phrases[0].text])


def _difference(phrases: list[Phrase], document: str | None) -> Query:
    """Read 甲比乙多牵头几项 and 甲和乙相差几项 as a ranking of the two."""
    asks = [p for p in phrases if p.kind == "differ"]
    compared = [p for p in phrases if p.kind == "compare"]
    if len(asks) + len(compared) != 1 or any(p.kind in {"who", "rank", "top"} for p in phrases):
        raise _refused(phrases, "than", "differ", "compare", "who")
    rest = _side_by_side([p for p in phrases if p.kind not in {"differ", "compare"}])
    yesno = any(p.kind == "yesno" for p in rest)
    if yesno is not bool(compared):
        raise _refused(phrases, "than", "differ", "compare")
    sign = (asks or compared)[0]
    # The two are set in order; what they are asked for by is not counted for itself.
    rest = [p for p in rest if p.kind not in {"count", "value", "yesno"}]
    rest.append(replace(sign, kind="compare", value="order"))
    query = read_tasks(rest, document)
    if query.focus != "ranking" or len(query.among) != 2:
        raise _refused(phrases, "than", "differ", "compare")
    return replace(query, reckoned="difference", rank=sign.value, yesno=yesno)


def _side_by_side(phrases: list[Phrase]) -> list[Phrase]:
    """Set the name behind 比 beside the one before it, and drop a role that is said twice."""
    at = next((i for i, p in enumerate(phrases) if p.kind == "than"), None)
    if at is None:
        return phrases
    first = [i for i, p in enumerate(phrases) if p.kind == "department"]
    if len(first) != 2 or not first[0] < at < first[1] or first[1] != at + 1:
        raise _refused(phrases, "than")
    left, right = phrases[first[0]], phrases[first[1]]
    joint = replace(phrases[at], kind="and", text="和")
    found: list[Phrase] = []
    roles: list[str] = []
    for index, phrase in enumerate(phrases):
        if index in {at, first[1]}:
            continue
        if phrase.kind in {"role", "post"} and phrase.value in roles:
            continue
        if phrase.kind == "task" and any(p.kind == "task" for p in found):
            continue
        roles.extend([phrase.value] if phrase.kind in {"role", "post"} else [])
        found.extend([left, joint, right] if index == first[0] else [phrase])
    return found


def _share(phrases: list[Phrase], document: str | None) -> Query:
    """Read 甲牵头的任务占总数的比例, and 甲牵头的任务中有时限的占多少, as the count of a part."""
    of_targets = any(p.kind == "target" for p in phrases)
    of_targets = of_targets and not any(p.kind == "task" for p in phrases)
    asked = [p for p in phrases if p.kind == "share"]
    if len(asked) != 1 or any(p.kind in {"who", "which", "rank", "top", "when"} for p in phrases):
        raise _refused(phrases, "share", "who", "which", "rank", "top", "when")
    counted = replace(asked[0], kind="count", value="target" if of_targets else "task", text="几项")
    whole = next((i for i, p in enumerate(phrases) if p.kind == "base"), 0)
    kept = [p for p in phrases if p.kind not in {"share", "base", "count", "value"}]
    if whole == 1 and phrases[0].kind in {"task", "target"}:
        kept = [p for p in kept if p is not phrases[0]] + [phrases[0]]  # 全部任务中甲牵头的
        whole = 0
    query = read_tasks([*_sides(kept), counted], document)
    focus = "targets" if of_targets else "tasks"
    if query.focus != focus or not query.counted:
        raise _refused(phrases, "share")
    base = Query(focus, document=document, jurisdiction=query.jurisdiction)
    if whole:
        base = read_tasks([*phrases[:whole], counted], document)
        if base.focus != focus:
            raise _refused(phrases, "base", "share")
    return replace(query, reckoned="share", base=base)


def _sides(phrases: list[Phrase]) -> list[Phrase]:
    """Leave out a comma before or behind everything else."""
    return phrases[1:] if phrases and phrases[0].kind == "and" else phrases


def _average(phrases: list[Phrase], document: str | None) -> Query:
    """Read 平均每个部门牵头几项, and 平均每项任务有几个责任单位."""
    each = [p for p in phrases if p.kind == "each"]
    rest = [p for p in phrases if p.kind != "average"]
    if len(each) != 1:
        raise _refused(phrases, "average", "each")
    if each[0].value == "unit":
        query = read_tasks(rest, document)
        if query.focus != "ranking" or query.rank != "order" or query.among or query.top:
            raise _refused(phrases, "average")
        return replace(query, reckoned="average")
    rest = [replace(p, kind="task") if p is each[0] else p for p in rest]
    query = read_tasks(rest, document)
    if query.focus != "departments" or not query.counted or query.barred:
        raise _refused(phrases, "average")
    return replace(query, focus="tasks", counted=False, reckoned="average")


def _bounded(phrases: list[Phrase], document: str | None) -> Query:
    """Read 牵头任务超过十项的部门 as a ranking of those departments only."""
    said = [p for p in phrases if p.kind == "bound"]
    only = any(p.kind == "only" for p in phrases)
    rest = [
        p for p in phrases if p.kind not in {"bound", "task"} and not (only and p.kind == "only")
    ]
    if len(said) != 1 or not any(p.kind in {"who", "which", "count"} for p in rest):
        raise _refused(phrases, "bound")
    query = read_tasks(rest, document)
    if query.focus != "departments" or query.helpers or query.barred:
        raise _refused(phrases, "bound")
    bounds = _bounds(said[0].text)
    return replace(query, focus="ranking", rank="order", bounds=bounds)


def _bounds(said: str) -> tuple[int, int | None]:
    """Return the least and the most.

    >>> _bounds("超过10项"), _bounds("三项以上"), _bounds("不足3项"), _bounds("只有一项")
    ((11, None), (3, None), (1, 2), (1, 1))
    """
    printed = _NUMBER.search(said)
    value = number(printed.group().replace("两", "二")) if printed is not None else 0
    word = next((w for w in _BOUNDS if w in said), None)
    if word is None:
        return value, value
    least, most = _BOUNDS[word]
    return (1 if least is None else value + least), (None if most is None else value + most)


def _nth(phrases: list[Phrase], document: str | None) -> Query:
    """Read 牵头任务第二多的部门 as one place of the ranking."""
    said = next(p for p in phrases if p.kind == "nth")
    printed = _NUMBER.search(said.text)
    if any(p.kind == "top" or (p.kind == "rank" and p.value == "least") for p in phrases):
        raise _refused(phrases, "nth", "top", "rank")
    ranked = replace(said, kind="rank", value="most")
    rest = [ranked if p is said else p for p in phrases if p.kind != "rank"]
    query = read_tasks(rest, document)
    if query.focus != "ranking" or printed is None:
        raise _refused(phrases, "nth")
    return replace(query, nth=number(printed.group()))


def _extreme(phrases: list[Phrase], document: str | None) -> Query:
    """Read 最早到期的任务 as a list of tasks of which the earliest are wanted."""
    said = [p for p in phrases if p.kind == "extreme"]
    query = read_tasks([p for p in phrases if p.kind != "extreme"], document)
    if len(said) != 1 or query.focus != "tasks" or query.yesno or query.counted:
        raise _refused(phrases, "extreme")
    return replace(query, extreme=said[0].value)


_READERS: Final[dict[str, Callable[[list[Phrase], str | None], Query]]] = {
    "share": _share,
    "than": _difference,
    "differ": _difference,
    "average": _average,
    "bound": _bounded,
    "nth": _nth,
    "extreme": _extreme,
}
