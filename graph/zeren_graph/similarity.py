"""Two lists of texts in, how alike each is to each out: cosine of weighted character pairs.

Pairs that stand in many of the texts (加强, 推进) weigh little, rare ones much (TF-IDF). Nothing
is learnt and nothing is random: the same texts give the same numbers.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from zeren_graph.identity import search_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Pairs = dict[tuple[int, int], float]

_DIGITS: Final = 6  # beyond them two machines may round another way


def likenesses(left: Sequence[str], right: Sequence[str]) -> Pairs:
    """Return the likeness, from 0 to 1, of each text of `left` (by index) to each of `right`.

    Pairs of texts that share no two neighbouring characters are left out.

    >>> found = likenesses(["治理污水", "植树造林"], ["污水治理", "办好教育", "治理污水"])
    >>> found[0, 2], 0 < found[0, 0] < 1, (1, 0) in found
    (1.0, True, False)
    """
    bags = [Counter(_grams(text)) for text in (*left, *right)]
    seen = Counter(gram for bag in bags for gram in bag)
    weights = {gram: math.log(1 + len(bags) / count) for gram, count in seen.items()}
    vectors = [_unit(bag, weights) for bag in bags]
    where: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, vector in enumerate(vectors[len(left) :]):
        for gram, weight in vector.items():
            where[gram].append((j, weight))
    found: Pairs = defaultdict(float)
    for i, vector in enumerate(vectors[: len(left)]):
        for gram, weight in vector.items():
            for j, other in where.get(gram, ()):
                found[i, j] += weight * other
    return {pair: min(1.0, round(value, _DIGITS)) for pair, value in found.items()}


def pair_off(scores: Pairs, *, least: float) -> list[tuple[int, int, float]]:
    """Return the best pairs, each index once: the most alike first, then in the order of the texts."""
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs = []
    for (i, j), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < least:
            break
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j, score))
    return sorted(pairs)


def _grams(text: str) -> list[str]:
    """Return the pairs of neighbouring letters and digits; a text of one character is itself.

    >>> _grams("治理、污水")
    ['治理', '污水']
    """
    key = search_key(text)
    pairs = [key[i : i + 2] for i in range(len(key) - 1)]
    return [pair for pair in pairs if pair.isalnum()] or [key]


def _unit(bag: Counter[str], weights: Mapping[str, float]) -> dict[str, float]:
    vector = {gram: (1 + math.log(count)) * weights[gram] for gram, count in bag.items()}
    length = math.sqrt(math.fsum(value * value for value in vector.values()))
    return {gram: value / length for gram, value in vector.items()} if length else {}
