"""The rules drawn on a page in, the grids of its ruled tables out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

THIN: Final = 3.0  # points; a rule may be drawn as a narrow rectangle
SNAP: Final = 3.0  # rules this near to each other are one
_SHORTEST: Final = 6.0
_OPEN_SIDE: Final = 12.0  # a rule that reaches so far beyond the last upright one closes a column
_COVERED: Final = 0.6  # share of a cell's side that a rule must cover
MOST_RULES: Final = 20_000
_MOST_EDGES: Final = 300  # columns or rows of a page


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule (直线): its place across, and from where to where it runs."""

    at: float
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid, merged over `columns` and `rows`; `index` names it within its grid."""

    index: int
    columns: int
    rows: int
    width: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table (框线表): the edges of columns and rows, the cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # from top to bottom
    rows: tuple[tuple[GridCell, ...], ...]
    places: dict[tuple[int, int], int]

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return self.ys[0]

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the index of the cell at a point, None outside of the grid."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return None
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        row = min(bisect_right([-edge for edge in self.ys], -y) - 1, len(self.ys) - 2)
        return self.places.get((max(0, row), max(0, column)))


def find_grids(level: list[Rule], upright: list[Rule]) -> list[Grid]:
    """Return the ruled tables that rules make, each with two rows and two columns at least."""
    if len(level) < 3 or len(upright) < 2 or len(level) + len(upright) > MOST_RULES:
        return []
    grids = [_grid(*group) for group in _groups(_merged(level), _merged(upright))]
    return [grid for grid in grids if grid is not None]


def uncrossed(level: list[Rule], upright: list[Rule]) -> list[Rule]:
    """Return the level rules that no upright rule crosses, pieces of one line joined."""
    if len(level) + len(upright) > MOST_RULES:
        return []
    return [rule for rule in _merged(level) if not any(_crosses(rule, other) for other in upright)]


def _crosses(level: Rule, upright: Rule) -> bool:
    return (
        level.first - SNAP <= upright.at <= level.last + SNAP
        and upright.first - SNAP <= level.at <= upright.last + SNAP
    )


def rules_of(sides: Iterable[tuple[float, float, float, float]]) -> tuple[list[Rule], list[Rule]]:
    """Return the level and the upright rules among boxes (left, bottom, right, top)."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for x0, y0, x1, y1 in sides:
        width, height = x1 - x0, y1 - y0
        if height <= THIN and width >= _SHORTEST:
            level.append(Rule((y0 + y1) / 2, x0, x1))
        elif width <= THIN and height >= _SHORTEST:
            upright.append(Rule((x0 + x1) / 2, y0, y1))
        if len(level) + len(upright) > MOST_RULES:
            break
    return level, upright


def _merged(rules: list[Rule]) -> list[Rule]:
    """Join the pieces of rules that lie on one line and touch."""
    merged: list[Rule] = []
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if lines and rule.at - lines[-1][0].at <= SNAP:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        line.sort(key=lambda r: r.first)
        first, last = line[0].first, line[0].last
        for rule in line[1:]:
            if rule.first <= last + SNAP:
                last = max(last, rule.last)
            else:
                merged.append(Rule(at, first, last))
                first, last = rule.first, rule.last
        merged.append(Rule(at, first, last))
    return merged


def _groups(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the rules that cross each other, group by group: each group is one table."""
    names = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while names[index] != index:
            names[index] = names[names[index]]
            index = names[index]
        return index

    for i, rule in enumerate(level):
        for j, other in enumerate(upright, len(level)):
            if _crosses(rule, other):
                names[root(j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(level):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(upright, len(level)):
        groups.setdefault(root(j), ([], []))[1].append(rule)
    return [group for group in groups.values() if len(group[0]) > 2 and len(group[1]) > 1]


def _grid(level: list[Rule], upright: list[Rule]) -> Grid | None:
    xs = _with_open_sides(sorted({rule.at for rule in upright}), level)
    ys = sorted({rule.at for rule in level}, reverse=True)
    if not (3 <= len(xs) <= _MOST_EDGES and 3 <= len(ys) <= _MOST_EDGES):
        return None
    count_x, count_y = len(xs) - 1, len(ys) - 1
    right = [
        [_covers(upright, xs[c + 1], ys[r + 1], ys[r]) for c in range(count_x)]
        for r in range(count_y)
    ]
    below = [
        [_covers(level, ys[r + 1], xs[c], xs[c + 1]) for c in range(count_x)]
        for r in range(count_y)
    ]
    places: dict[tuple[int, int], int] = {}
    rows: list[tuple[GridCell, ...]] = []
    count = 0
    for r in range(count_y):
        row: list[GridCell] = []
        for c in range(count_x):
            if (r, c) in places:
                continue
            columns = rows_down = 1
            while c + columns < count_x and not right[r][c + columns - 1] \
                    and (r, c + columns) not in places:  # fmt: skip
                columns += 1
            while r + rows_down < count_y and not any(below[r + rows_down - 1][c : c + columns]):
                rows_down += 1
            index = count
            count += 1
            for y in range(r, r + rows_down):
                for x in range(c, c + columns):
                    places.setdefault((y, x), index)
            row.append(GridCell(index, columns, rows_down, xs[c + columns] - xs[c]))
        rows.append(tuple(row))
    return Grid(tuple(xs), tuple(ys), tuple(rows), places)


def _with_open_sides(xs: list[float], level: list[Rule]) -> list[float]:
    """Return `xs` with the ends of the level rules, where a table has no rule at its sides."""
    first, last = min(rule.first for rule in level), max(rule.last for rule in level)
    left = [first] if xs[0] - first > _OPEN_SIDE else []
    right = [last] if last - xs[-1] > _OPEN_SIDE else []
    return [*left, *xs, *right]


def _covers(rules: list[Rule], at: float, first: float, last: float) -> bool:
    """Tell whether rules at `at` cover most of the way from `first` to `last`."""
    covered = sum(
        max(0.0, min(rule.last, last) - max(rule.first, first))
        for rule in rules
        if abs(rule.at - at) <= 0.01
    )
    return covered >= (last - first) * _COVERED
