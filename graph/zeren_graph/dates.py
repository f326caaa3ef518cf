"""Dates as exact as printed in, first and last day out: `2018-06` → 2018-06-01 .. 2018-06-30."""

from __future__ import annotations

import calendar
import re
from typing import Final

from zeren_graph.errors import BadFilter

NEVER: Final = "9999-99-99"  # sorts behind every date, so that a list by date needs no NULL

_DATE: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?")


def last_day(date: str) -> str:
    """Return the last day that `date` may mean; what is no date comes back as `NEVER`.

    >>> last_day("2020"), last_day("2018-06"), last_day("近期")
    ('2020-12-31', '2018-06-30', '9999-99-99')
    """
    found = _DATE.fullmatch(date)
    if found is None:
        return NEVER
    year, month = int(found["year"]), int(found["month"] or 12)
    if found["day"]:
        return date
    if not (1 <= month <= 12 and year):
        return NEVER
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def first_day(date: str) -> str:
    """Return the first day that `date` may mean.

    >>> first_day("2020"), first_day("2018-06")
    ('2020-01-01', '2018-06-01')
    """
    return (date + "-01-01")[:10] if len(date) == len("2020") else (date + "-01")[:10]


def check_date(date: str) -> str:
    """Return `date` if it is a year, month or day; raise `BadFilter` otherwise."""
    day = last_day(date)
    if day == NEVER:
        raise BadFilter(f"日期「{date}」无法识别，请写成 2020、2020-06 或 2020-06-30")
    return date
