"""What the target grammar works on: clauses, claims, and what in a clause is no part of an aim."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from zeren_parser import target_words as words

if TYPE_CHECKING:
    from zeren_parser.deadlines import Moment
    from zeren_parser.model import Comparator
    from zeren_parser.numerals import Quantity

_BACK: Final = 3  # how many clauses back the indicator may stand
WINDOW: Final = 100  # a clause longer than this is read in part: keeps hostile text linear


CLOSED: Final = frozenset("、,;。:!?\n和及并且以同等")
AIMS: Final = ("的目标", "的水平", "的要求", "的标准", "的良好", "的比例")


class Stretch(NamedTuple):
    """A half-open stretch of the view."""

    start: int
    end: int


class Claim(NamedTuple):
    """A target in view positions, before its date is known."""

    indicator: Stretch
    comparator: Comparator
    quantity: Quantity | None
    span: Stretch
    counted: bool  # it counts things (新增2个), so that an enumeration may go on with more
    turn: tuple[int, int] | None = None  # the second of three values of 分别达到: (1, 3)


@dataclass(slots=True)
class Clause:
    """A clause with its moments, and what the sentence knows in front of it.

    `floor` is where the next target may begin: the clause's start, then the end of its last target.
    """

    text: str
    start: int
    end: int
    moments: tuple[Moment, ...]
    dated: bool  # a deadline governs it
    before: Clause | None
    last: Claim | None = None
    floor: int = 0


def states_no_aim(clause: Clause, floor: int, quantity: Quantity, after: str) -> bool:
    """Tell whether the value is a condition, a thing's size, a list's count or past."""
    text = clause.text
    head = text[floor : quantity.start]
    if in_brackets(text, floor, quantity.start) or after[:1] == ")":
        return True
    if after[:1] == "的" and not after.startswith(AIMS) and quantity.unit != "%":
        return True
    if quantity.bound.startswith("及") and after and after[0] not in CLOSED:
        return True  # 10万千瓦及以上机组
    stop = text.find("。", quantity.end, quantity.end + 40)
    stop = quantity.end + 40 if stop < 0 else stop
    if text.find("的,", quantity.end, stop) >= 0 or after.startswith(words.DONE):
        return True  # 裁员率不高于20%的,可…; 100%实现了
    if words.LISTED.match(after) and quantity.unit == "个":
        return True
    if words.PAST.search(head) or head.endswith("了"):
        return True
    opening = text[clause.start : clause.start + 8]
    if opening.startswith("对") and "的" in after:
        return True
    return (
        words.CONDITION.match(text, skip_lead(text, floor, quantity.start), quantity.start)
        is not None
    )


def in_brackets(text: str, floor: int, place: int) -> bool:
    """Tell whether a bracket is open at `place`."""
    return text.rfind("(", floor, place) > text.rfind(")", floor, place)


def subject_of(clause: Clause, floor: int, end: int) -> Stretch | None:
    """Return the indicator that stands in the clause in front of `end`, without its deadline."""
    text = clause.text
    last = bisect_left(clause.moments, end, key=lambda moment: moment.start) - 1
    first = last
    while first > 0 and clause.moments[first - 1].start >= floor:
        first -= 1
    if last < 0 or clause.moments[last].start < floor:
        return strip(text, floor, end)
    behind = strip(text, clause.moments[last].end, end)
    return behind or strip(text, floor, clause.moments[first].start)


def subject_before(clause: Clause) -> Stretch | None:
    """Return the indicator of the clause before: 不断提高秸秆利用率,到2019年达到70%以上."""
    earlier = clause.before
    for _ in range(_BACK):
        if earlier is None or words.PAST.search(clause.text, earlier.start, earlier.end):
            return None
        if clause.last is not None and clause.last.span.end > earlier.start:
            return clause.last.indicator
        found = subject_of(earlier, max(earlier.start, earlier.end - WINDOW), earlier.end)
        if found is not None:
            return found
        if not earlier.moments:
            return None
        earlier = earlier.before
    return None


def strip(text: str, start: int, end: int) -> Stretch | None:
    """Return ``start:end`` without leading and closing words that name no indicator."""
    baseline = words.BASELINE.search(text, max(start, end - 24), end)
    if baseline is not None:
        end = baseline.start()
    origin = words.FROM.search(text, max(start, end - 24), end)
    if origin is not None:
        end = origin.start()
    start = skip_lead(text, start, end)
    tail = words.TAIL.search(text, max(start, end - 12), end)
    if tail is not None and tail.start() - start >= 2:
        end = tail.start()
    elif tail is not None:
        return None
    for will in words.INNER_WILL.finditer(text, start, end):
        start = will.end() if end - will.end() >= 2 else start
    if end - start < 2 or not any("一" <= c <= "鿿" for c in text[start:end]):
        return None
    return Stretch(start, end)


def skip_lead(text: str, start: int, end: int) -> int:
    """Return where the words that only lead in (力争, 不断提高) end."""
    match = words.LEAD.match(text, start, max(start, end))
    return match.end() if match else start


def skip_marks(text: str, start: int, end: int) -> int:
    """Return where the marks of a list (——, 1., 一是, 、) end."""
    match = words.MARKS.match(text, start, max(start, end))
    return match.end() if match else start
