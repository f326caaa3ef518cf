"""A higher plan and the one that implements it in, how each task is taken up below out (任务分解).

A task below answers one above when their words are alike, the more so when both name the same
document. A target below answers one above when it measures the same indicator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from zeren_graph.comparison import TaskRef, to_ref
from zeren_graph.dates import last_day
from zeren_graph.identity import search_key
from zeren_graph.records import DocumentRow
from zeren_graph.similarity import likenesses, pair_off

if TYPE_CHECKING:
    from zeren_graph.comparison import Side
    from zeren_graph.records import CitationRow, TargetRow
    from zeren_graph.similarity import Pairs

_LEAST: Final = 0.2  # two plans of different offices share fewer words than two versions
_MOST: Final = 3  # tasks below that are shown for one above
_SAME_CITED: Final = 0.1
_LEAST_TARGET: Final = 0.5


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A task below that answers one above (对应任务); `cited` are documents that both name."""

    task: TaskRef
    likeness: float
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A task above and what answers it below, the most alike first; nothing where it is not taken up."""

    task: TaskRef
    counterparts: tuple[Counterpart, ...]


@dataclass(frozen=True, slots=True)
class TargetLink:
    """A target above and the one below that measures the same. `verdict` is one of `VERDICTS`."""

    verdict: str
    indicator: str
    higher: str
    lower: str | None
    start: int
    end: int
    lower_start: int | None
    lower_end: int | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """How a plan is taken up by the one below it (任务分解).

    `cites` tells whether the lower plan names the higher one. `missing` are tasks above without a
    counterpart, `extra` tasks below that answer none above.
    """

    higher: DocumentRow
    lower: DocumentRow
    cites: bool
    links: tuple[Link, ...]
    missing: int
    extra: tuple[TaskRef, ...]
    targets: tuple[TargetLink, ...]


VERDICTS: Final = {
    "weaker": "低于上级",
    "equal": "与上级一致",
    "stronger": "高于上级",
    "later": "时限晚于上级",
    "share": "总量指标，不能直接比",
    "incomparable": "写法不同，需人工比对",
    "missing": "下级没有这项指标",
}
_SENSES: Final = {  # what is asked: to reach, to stay under, to change by
    ">=": "reach",
    ">": "reach",
    "=": "reach",
    "range": "reach",
    "<=": "under",
    "<": "under",
    "increase": "increase",
    "decrease": "decrease",
    "complete": "complete",
}
_RATES: Final = ("%", "‰", "个百分点", None)


def cascade(higher: Side, lower: Side) -> Cascade:
    """Return how the tasks and targets of `higher` are taken up in `lower`."""
    scores, cited = _scores(higher, lower)
    links = []
    answered: set[int] = set()
    for i, task in enumerate(higher.tasks):
        alike = [
            (score, j) for (above, j), score in scores.items() if above == i and score >= _LEAST
        ]
        best = sorted(alike, key=lambda pair: (-pair[0], pair[1]))[:_MOST]
        answered |= {j for _score, j in best}
        links.append(
            Link(
                to_ref(task),
                tuple(
                    Counterpart(to_ref(lower.tasks[j]), score, cited.get((i, j), ()))
                    for score, j in best
                ),
            )
        )
    return Cascade(
        higher.document,
        lower.document,
        any(_names(row, higher.document) for row in lower.citations),
        tuple(links),
        sum(not link.counterparts for link in links),
        tuple(to_ref(task) for j, task in enumerate(lower.tasks) if j not in answered),
        _targets(higher, lower),
    )


def _scores(higher: Side, lower: Side) -> tuple[Pairs, dict[tuple[int, int], tuple[str, ...]]]:
    titles = likenesses([t.title for t in higher.tasks], [t.title for t in lower.tasks])
    bodies = likenesses(higher.bodies, lower.bodies)
    cited = _cited_together(higher, lower)
    scores: Pairs = {}
    for pair in titles.keys() | bodies.keys():
        score = 0.4 * titles.get(pair, 0.0) + 0.6 * bodies.get(pair, 0.0)
        scores[pair] = round(min(1.0, score + _SAME_CITED * (pair in cited)), 6)
    return scores, cited


def _cited_together(higher: Side, lower: Side) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the titles of the documents that a task above and a task below both name."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    above, below = (_cited(side) for side in (higher, lower))
    for i, mine in enumerate(above):
        for j, theirs in enumerate(below):
            both = mine & theirs
            if both:
                found[i, j] = tuple(sorted(both))
    return found


def _cited(side: Side) -> list[set[str]]:
    rows = [row for row in side.citations if not row.self]
    return [
        {row.title for row in rows if task.start <= row.start < task.end} for task in side.tasks
    ]


def _names(citation: CitationRow, document: DocumentRow) -> bool:
    """Tell whether `citation` names `document`: by its number, or where one has none by its title."""
    if citation.self:
        return False
    if citation.number and document.number:
        return search_key(citation.number) == search_key(document.number)
    cited, title = search_key(citation.title), search_key(document.title)
    # A notice that issues a plan is cited under its own title, which ends in the plan's.
    return bool(title) and (title in cited or cited in title) and min(len(cited), len(title)) >= 6


def _targets(higher: Side, lower: Side) -> tuple[TargetLink, ...]:
    names = [[target.indicator for target in side.targets] for side in (higher, lower)]
    scores = likenesses(*names)
    partner = {i: j for i, j, _score in pair_off(scores, least=_LEAST_TARGET)}
    found = []
    for i, target in enumerate(higher.targets):
        below = lower.targets[partner[i]] if i in partner else None
        found.append(
            TargetLink(
                "missing" if below is None else _verdict(target, below),
                target.indicator,
                _told(target),
                None if below is None else _told(below),
                target.start,
                target.end,
                None if below is None else below.start,
                None if below is None else below.end,
            )
        )
    return tuple(found)


def _verdict(above: TargetRow, below: TargetRow) -> str:
    """Tell whether the target below asks for as much as the one above.

    Rates are compared, amounts are not: a district plants only its share of a city's trees.
    """
    high, low = _measure(above), _measure(below)
    senses = {_SENSES[target.comparator] for target in (above, below)}
    if above.unit != below.unit or len(senses) > 1 or high is None or low is None:
        same = _said(above) == _said(below)
        return _by_date(above, below) if same else "incomparable"
    if high == low:
        return _by_date(above, below)
    if above.unit not in _RATES:
        return "share"
    return "weaker" if (low < high) == (senses != {"under"}) else "stronger"


def _by_date(above: TargetRow, below: TargetRow) -> str:
    if above.deadline and below.deadline and last_day(below.deadline) > last_day(above.deadline):
        return "later"
    return "equal"


def _measure(target: TargetRow) -> float | None:
    """Return the number that a target at least asks for."""
    if isinstance(target.value, tuple | list):
        return max(target.value) if _SENSES[target.comparator] == "under" else min(target.value)
    return target.value


def _said(target: TargetRow) -> tuple[object, ...]:
    return (target.comparator, target.value, target.unit)


def _told(target: TargetRow) -> str:
    return "".join(target.text.split())
