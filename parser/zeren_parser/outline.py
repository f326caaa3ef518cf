"""Paragraphs in, outline out: 一、 (一) 1. (1) ① 第X条, each item with all that stands below it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from zeren_parser.outline_numbers import RANKS, match_number, spelled
from zeren_parser.view import View

_ANNEX: Final = re.compile(r"附件(?:[\d一二三四五六七八九十]{1,3})?:?(?:\n|$)")
_SENTENCE: Final = re.compile(r"[^。\n]*")


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item (条目) in view positions.

    `first` and `last` are the indices of its own paragraphs (half open: up to the next numbered
    one), `end` the view position behind everything below it, `run_in` tells that text follows the
    title in the same paragraph.
    """

    number: str
    path: str
    level: int
    parent: int | None
    start: int
    body: int
    title_end: int
    end: int
    first: int
    last: int
    run_in: bool


def read_outline(
    view: View, first: int, last: int, skipped: frozenset[int] = frozenset()
) -> list[Item]:
    r"""Return the items among the paragraphs ``first:last``, in text order; `skipped` are none.

    >>> from zeren_parser.view import build_view
    >>> view = build_view("一、任务\n1.治水。推行河长制。", [(0, 4), (5, 16)])
    >>> [(item.path, view.text[item.body : item.title_end]) for item in read_outline(view, 0, 2)]
    [('一', '任务'), ('一/1', '治水')]
    """
    text = view.text
    open_items: list[tuple[int, int]] = []  # (rank, index)
    items: list[Item] = []
    heads: list[tuple[int, re.Match[str]]] = []
    for index in range(first, last):
        if index in skipped:
            continue
        paragraph = view.paragraphs[index]
        match = match_number(text, paragraph.start, paragraph.end)
        if match and match.end() < paragraph.end:
            heads.append((index, match))
        elif _ANNEX.match(text, paragraph.start):
            heads.append((index, _ANNEX.match(text, paragraph.start)))  # type: ignore[arg-type]
    ends: dict[int, int] = {}
    for position, (index, match) in enumerate(heads):
        paragraph = view.paragraphs[index]
        next_index = heads[position + 1][0] if position + 1 < len(heads) else last
        if match.re is _ANNEX:
            _close(open_items, -1, ends, view.paragraphs[index - 1].end if index else 0)
            continue
        name = (match.lastgroup or "").replace("_", "-")
        rank = RANKS[name]
        _close(open_items, rank, ends, view.paragraphs[index - 1].end if index else 0)
        parent = open_items[-1][1] if open_items else None
        number = match[match.lastgroup or 0]
        prefix = items[parent].path + "/" if parent is not None else ""
        sentence = _SENTENCE.match(text, match.end(), paragraph.end)
        title_end = sentence.end() if sentence else paragraph.end
        open_items.append((rank, len(items)))
        items.append(
            Item(
                number=number,
                path=prefix + spelled(number),
                level=len(open_items),
                parent=parent,
                start=paragraph.start,
                body=match.end(),
                title_end=title_end,
                end=paragraph.end,
                first=index,
                last=next_index,
                run_in=title_end + 1 < paragraph.end,
            )
        )
    _close(open_items, -1, ends, view.paragraphs[last - 1].end if last else 0)
    return [_ending(item, ends[index]) for index, item in enumerate(items)]


def _close(open_items: list[tuple[int, int]], rank: int, ends: dict[int, int], end: int) -> None:
    """Close the open items that do not contain an item of `rank`."""
    while open_items and open_items[-1][0] >= rank:
        ends[open_items.pop()[1]] = end


def _ending(item: Item, end: int) -> Item:
    return Item(
        item.number, item.path, item.level, item.parent, item.start, item.body, item.title_end,
        max(end, item.end), item.first, item.last, item.run_in,
    )  # fmt: skip


def innermost_item(items: list[Item], item_starts: list[int], at: int) -> int | None:
    """Return the index of the innermost item whose text holds the view position `at`, if any does.

    `item_starts` are the starts of `items`, in the same order.
    """
    index: int | None = bisect_right(item_starts, at) - 1
    while index is not None and index >= 0 and items[index].end < at:
        index = items[index].parent
    return index if index is not None and index >= 0 else None
