"""What the target grammar works on: clauses, claims, and the words that name what is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from zeren_parser import target_words as words

if TYPE_CHECKING:
    from zeren_parser.deadlines import Moment
    from zeren_parser.model import Comparator
    from zeren_parser.numerals import Quantity

WINDOW: Final = 100  # a clause longer than this is read in part: keeps hostile text linear


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


def subject_of(clause: Clause, floor: int, end: int) -> Stretch | None:
    """Return the indicator that stands in the clause in front of `end`, without its deadline."""
    text = clause.text
    inside = [m for m in clause.moments if floor <= m.start and m.end <= end]
    if not inside:
        return strip(text, floor, end)
    return strip(text, inside[-1].end, end) or strip(text, floor, inside[0].start)


def subject_before(clause: Clause) -> Stretch | None:
    """Return the indicator of the clause before: 不断提高秸秆利用率,到2019年达到70%以上."""
    earlier = clause.before
    while earlier is not None:
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
    start = skip_lead(text, start, end)
    for will in words.INNER_WILL.finditer(text, start, end):
        start = will.end() if end - will.end() >= 2 else start
    tail = words.TAIL.search(text, max(start, end - 12), end)
    if tail is not None and tail.start() - start >= 2:
        end = tail.start()
    elif tail is not None:
        return None
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
