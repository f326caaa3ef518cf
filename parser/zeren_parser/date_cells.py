"""A cell of a column 完成时限 in, its deadlines out: there a bare date binds, too."""

from __future__ import annotations

import re
from typing import Final

from zeren_parser.deadlines import find_deadlines
from zeren_parser.model import Deadline
from zeren_parser.view import View

_DATE: Final = re.compile(
    r"""
    (?: (?P<year> (?:19|20)\d\d ) (?: [年./-] | (?!\d) ) )?
    (?: (?P<month> 0?[1-9] | 1[0-2] ) (?: 月 | [./-] (?=\d) | (?<=[年./-]\d) (?!\d) | (?<=[年./-]\d\d) (?!\d) )
        (?: (?P<day> [12]\d | 3[01] | 0?[1-9] ) (?: 日 | 号 | (?!\d) ) )?
    )?
    (?: 年? [底末] )? (?: 之? 前 )?
    """,
    re.VERBOSE,
)
_RANGE: Final = re.compile(r"[至到~—-]+")


def read_date_cell(
    view: View, start: int, end: int, *, year: int | None = None
) -> tuple[Deadline, ...]:
    """Return the deadlines that the cell ``view.text[start:end]`` states, in text order.

    Of a span of time (2023年1月至11月) its end is taken. An open date (长期坚持) gives none. `year`
    dates what is printed without a year.

    >>> from zeren_parser.view import build_view
    >>> def dates(text, year=None):
    ...     view = build_view(text, [(0, len(text))])
    ...     return [d.date for d in read_date_cell(view, 0, len(view.text), year=year)]
    >>> dates("2023年11月"), dates("2023.6.30"), dates("2023年3月至11月"), dates("长期坚持")
    (['2023-11'], ['2023-06-30'], ['2023-11'], [])
    >>> dates("2024年"), dates("9月底前", 2023)
    (['2024'], ['2023-09'])
    """
    stated = find_deadlines(view, start, end, year=year)
    if stated:
        return stated
    deadlines: list[Deadline] = []
    previous_end = -1
    known = year
    for match in _DATE.finditer(view.text, start, end):
        if not (match["year"] or (match["month"] and "月" in match.group())):
            continue
        known = int(match["year"]) if match["year"] else known
        if known is None:
            continue
        parts = [f"{int(part):02d}" for part in (match["month"], match["day"]) if part]
        span = view.span(match.start(), match.end())
        deadline = Deadline(
            "-".join([str(known), *parts]), "".join(span.of(view.canonical).split()), span
        )
        if deadlines and _RANGE.fullmatch(view.text, previous_end, match.start()):
            deadlines[-1] = deadline
        else:
            deadlines.append(deadline)
        previous_end = match.end()
    return tuple(deadlines)
