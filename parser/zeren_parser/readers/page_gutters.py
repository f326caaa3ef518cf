"""Level rules with text between them in, upright rules out where the columns of an open table part.

A table drawn with level rules only (三线表 and its kin) shows its columns by the white between them. A
gutter is a stretch of the width that is white in nearly all rows; in a row whose text runs across it
(a heading of a part, a head over two columns) the cells on both sides are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from zeren_parser.readers.page_letters import Letter
from zeren_parser.readers.page_ruling import SNAP, Grid, Rule, find_grids, rules_of, uncrossed

_FEWEST_RULES: Final = 4
_FEWEST_GUTTERS: Final = 2
_CROSSED: Final = 0.4  # share of the rows whose text may run across a gutter
_NARROWEST: Final = 0.5  # of a letter
_WORD: Final = 0.45  # of a letter: a gap as wide as this parts two runs of text
_PADDING: Final = 0.12  # of a letter: where a gutter is known a narrow gap parts them, too


def find_tables(
    sides: Iterable[tuple[float, float, float, float]], letters: list[Letter]
) -> list[Grid]:
    """Return the tables of a page: ruled ones, and open ones with level rules only.

    `sides` are the boxes (left, bottom, right, top) of what is drawn, `letters` what is printed.
    """
    level, upright = rules_of(sides)
    alone = uncrossed(level, upright)
    return find_grids(level, upright) + find_grids(alone, rules_in_gutters(alone, letters))


def rules_in_gutters(level: list[Rule], letters: list[Letter]) -> list[Rule]:
    """Return upright rules between the columns of the open tables that `level` rules draw.

    `level` are rules that no upright one crosses. Tables are told by rules of one length, one below
    the other.
    """
    upright: list[Rule] = []
    for group in _stacks(level):
        upright.extend(_between(group, letters))
    return upright


def _stacks(level: list[Rule]) -> list[list[Rule]]:
    """Return the rules of each open table: the long ones of one length and the short ones on them."""
    stacks: list[list[Rule]] = []
    for rule in sorted(level, key=lambda r: (r.first - r.last, -r.at)):  # the longest first
        for stack in stacks:
            first, last = stack[0].first, stack[0].last
            if first - SNAP <= rule.first and rule.last <= last + SNAP:
                stack.append(rule)
                break
        else:
            stacks.append([rule])
    whole = [
        [
            rule
            for rule in stack
            if rule.last - rule.first >= stack[0].last - stack[0].first - 2 * SNAP
        ]
        for stack in stacks
    ]
    return [stack for stack, long in zip(stacks, whole, strict=True) if len(long) >= _FEWEST_RULES]


def _between(stack: list[Rule], letters: list[Letter]) -> list[Rule]:
    left, right = stack[0].first, stack[0].last
    edges = sorted({rule.at for rule in stack})
    inside = [x for x in letters if left <= x.middle <= right]
    rows = [
        (low, high, [x for x in inside if low < x.base + x.size * 0.3 < high])
        for low, high in pairwise(edges)
    ]
    filled = [_runs(own, _WORD) for _, _, own in rows if own]
    if not filled:
        return []
    gutters = _gutters(filled, left, right, max(x.size for x in inside) * _NARROWEST)
    if len(gutters) < _FEWEST_GUTTERS:
        return []
    return [
        Rule(at, low, high)
        for low, high, own in rows
        for runs in [_runs(own, _PADDING)]
        for at in (left, *gutters, right)
        if not any(first < at < last for first, last in runs)
    ]


def _runs(letters: list[Letter], gap: float) -> list[tuple[float, float]]:
    """Return the stretches of a row that text covers, in any of its lines; `gap`, in letters, parts them."""
    runs: list[tuple[float, float]] = []
    for letter in sorted(letters, key=lambda x: x.left):
        if runs and letter.left - runs[-1][1] < letter.size * gap:
            runs[-1] = (runs[-1][0], max(runs[-1][1], letter.right))
        else:
            runs.append((letter.left, letter.right))
    return runs


def _gutters(
    rows: list[list[tuple[float, float]]], left: float, right: float, narrowest: float
) -> list[float]:
    """Return a place in each stretch that is white in nearly all `rows`, where fewest cross it."""
    turns = sorted(
        [(first, 1) for runs in rows for first, _ in runs]
        + [(last, -1) for runs in rows for _, last in runs]
    )
    most = len(rows) * _CROSSED
    gutters: list[float] = []
    white: list[tuple[int, float, float]] = []  # (rows that cross, from, to) since the last text
    covered, at = 0, left
    started = False  # text has been met
    for place, turn in turns:
        if covered <= most and place > at:
            white.append((covered, at, place))
        covered, at = covered + turn, place
        if covered > most:
            if started and white and white[-1][2] - white[0][1] >= narrowest:
                _, first, last = min(white, key=lambda w: (w[0], w[1] - w[2]))
                gutters.append((first + last) / 2)
            started, white = True, []
    return [place for place in gutters if left < place < right]
