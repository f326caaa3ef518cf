"""Find the measurable aims of a plan: 万元GDP用水量较2015年降低6%以上, 黑臭水体全部消除.

A target is a clause that says how much (an indicator, a relation, a value), or that the whole of
something is finished by a date (`complete`; its value counts what is finished, where printed:
11台锅炉全部完成改造). Numbers that state no aim are left out: the size of a thing
(单机10万千瓦及以上机组), grants and taxes, conditions (达到50%以上的单位), the count of a list.

Which date governs a clause:

1. the last deadline, or year that opens a clause (2024年,…), in front of the value in its sentence:
   commas and semicolons do not end what it governs, a full stop does;
2. else, in a list item, that of the paragraph that leads the list in: always for items behind a
   dash (——), for numbered ones where the lead-in closes with a colon;
3. else a label in the same paragraph (完成时限:2023年11月); else none.

A target's span is its clause, from the clause's start (behind list marks) to the value's bound or
the end of the indicator; a deadline in a clause of its own lies outside. Where the clause names no
indicator (不断提高秸秆利用率,到2019年达到70%以上) the span begins at the indicator before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from zeren_parser import target_words as words
from zeren_parser.deadlines import Force, Moment, scan_moments
from zeren_parser.model import Comparator, Span
from zeren_parser.numerals import Number, Quantity, find_quantities
from zeren_parser.target_clauses import (
    read_measure,
    read_respective,
    read_whole,
    states_cover,
)
from zeren_parser.target_parts import Claim, Clause, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zeren_parser.view import View


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """A target as the text states it; the plan adds its id, task and section."""

    indicator: str
    comparator: Comparator
    value: Number | tuple[Number, Number] | None
    unit: str | None
    baseline_year: int | None
    deadline: str | None
    span: Span = field(compare=False)


_STOPS: Final = "。!?\n"
_STOP: Final = re.compile(f"[{_STOPS}]")
_CLAUSE: Final = re.compile(
    r"[^,;:]+ (?: (?<= [0-9] ) , (?= [0-9]{3} (?! [0-9] ) ) [^,;:]+ )*",  # 1,200 is one number
    re.VERBOSE,
)
_CLOSING: Final = re.compile(r"(?:完成|落实|到位|办结|实施)?。?[)\]]")
_DASH: Final = frozenset("—-•●■◆▪*·")
_NUMBERED: Final = re.compile(r"[0-9]{1,2}[.、)]|[(][0-9]{1,2}[)]|[①-⑳]|[一二三四五六七八九]是")
_RESPECTIVE: Final = 6  # values that 分别 may list behind the first
_LIST: Final = 200  # paragraphs of one list


def find_targets(
    view: View,
    start: int,
    end: int,
    *,
    year: int | None = None,
    moments: Sequence[Moment] | None = None,
) -> tuple[FoundTarget, ...]:
    """Return the targets that stand in ``view.text[start:end]``, in text order.

    `year` is the year of the document, for deadlines without one (年底前); `moments` are the
    phrases of time of that stretch, where they are known already.

    >>> from zeren_parser.view import build_view
    >>> text = "到2020年，万元GDP用水量较2015年降低6%以上。加快单机10万千瓦及以上机组改造"
    >>> view = build_view(text, [(0, len(text))])
    >>> for target in find_targets(view, 0, len(view.text)):
    ...     print(target.indicator, target.comparator, target.value, target.unit)
    ...     print(target.baseline_year, target.deadline, target.span.of(text))
    万元GDP用水量 decrease 6 %
    2015 2020 万元GDP用水量较2015年降低6%以上
    """
    text = view.text
    quantities = sorted(find_quantities(text, start, end), key=lambda quantity: quantity.start)
    wholes = [Stretch(*match.span()) for match in words.COMPLETION.finditer(text, start, end)]
    if not quantities and not wholes:
        return ()
    if moments is None:
        moments = scan_moments(text, start, end, year=year)
    dates = _Dates(view, moments, year)
    found: list[FoundTarget] = []
    measures, ends, times = _Queue(quantities), _Queue(wholes), _Queue(moments)
    place = start
    for anchor in sorted({*(q.start for q in quantities), *(w.start for w in wholes)}):
        if anchor < place:
            continue  # its sentence was read
        stop = _STOP.search(text, anchor, end)
        first = max(text.rfind(mark, place, anchor) for mark in _STOPS) + 1
        sentence = Stretch(max(first, place), stop.start() if stop else end)
        place = sentence.end
        times.take(sentence.start)
        inside = times.take(sentence.end)
        numbers, finished = measures.take(sentence.end), ends.take(sentence.end)
        for claim, date, baseline in _claims(text, sentence, numbers, finished, inside, dates):
            found.append(_target(view, claim, date, baseline))
    return tuple(found)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)


class _Queue(Generic[_Item]):
    """Things in text order, handed out stretch by stretch."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self._items = items
        self._next = 0

    def take(self, limit: int) -> Sequence[_Item]:
        """Return the things not yet taken that begin before `limit`."""
        first = last = self._next
        while last < len(self._items) and self._items[last].start < limit:
            last += 1
        self._next = last
        return self._items[first:last]


def _claims(
    text: str,
    sentence: Stretch,
    numbers: Sequence[Quantity],
    wholes: Sequence[Stretch],
    moments: Sequence[Moment],
    dates: _Dates,
) -> Iterator[tuple[Claim, str | None, int | None]]:
    """Yield the claims of a sentence, each with the date that governs it and its baseline year."""
    if numbers and words.GRANT.search(text, *sentence):
        numbers = ()
        if not wholes:
            return
    own: tuple[Moment, ...] = ()
    since: re.Match[str] | None = None
    given = dates.lead_in(sentence.start)
    measures, ends, times = _Queue(numbers), _Queue(wholes), _Queue(moments)
    clause: Clause | None = None
    for match in _CLAUSE.finditer(text, *sentence):
        first, limit = match.span()
        inside = tuple(m for m in times.take(limit) if m.force is not Force.LABELLED)
        clause = Clause(
            text, first, limit, inside, bool(inside or own or given), clause,
            clause.last if clause else None, first,
        )  # fmt: skip
        for claim in _claims_of(clause, measures.take(limit), ends.take(limit)):
            ahead = inside[: bisect_left(inside, _place(claim), key=_start)]
            listed = ahead or own
            if listed and dates.is_past(listed[-1]):
                continue
            date = listed[-1].date if listed else given
            if claim.turn and len(listed) == claim.turn[1]:
                date = listed[claim.turn[0]].date
            yield claim, date or dates.label(sentence.start), _baseline(text, claim, since)
        opening = words.BASELINE.match(text, first, limit)
        since = opening or since  # 与2015年相比,…
        own = inside or own


def _baseline(text: str, claim: Claim, since: re.Match[str] | None) -> int | None:
    """Return the year the claim measures from: its own, else for a move that of the sentence."""
    match = words.BASELINE.search(text, *claim.span)
    if match is None and claim.comparator in (Comparator.INCREASE, Comparator.DECREASE):
        match = since
    return int(match["year"] or match["base"]) if match else None


def _start(item: _Placed) -> int:
    return item.start


def _place(claim: Claim) -> int:
    return claim.quantity.start if claim.quantity else claim.span.end


def _claims_of(
    clause: Clause, numbers: Sequence[Quantity], wholes: Sequence[Stretch]
) -> Iterator[Claim]:
    """Yield what the clause claims: its values, or where it has none a whole to be finished."""
    found = False
    for index, quantity in enumerate(numbers):
        if quantity.start < clause.floor:
            continue
        following = numbers[index + 1].start if index + 1 < len(numbers) else clause.end
        claim = read_measure(clause, quantity, following)
        if claim is not None:
            found = True
            clause.last = claim
            others = numbers[index + 1 : index + 1 + _RESPECTIVE]
            for one in read_respective(clause, claim, others):
                clause.floor = one.span.end
                yield one
    if found:
        return
    for word in wholes:
        if not clause.dated and not states_cover(clause, word):
            continue
        ahead = bisect_left(numbers, word.start, key=_start)
        claim = read_whole(clause, word, numbers[ahead - 1] if ahead else None)
        if claim is not None:
            clause.last = claim
            yield claim
            if not states_cover(clause, word):
                return
            clause.floor = claim.span.end  # 平台部署全覆盖、系统布设全覆盖


class _Dates:
    """Which dates reach a sentence from outside: a lead-in above its list, a label behind it."""

    def __init__(self, view: View, moments: Sequence[Moment], year: int | None) -> None:
        self._year = year
        self._text = view.text
        self._paragraphs = view.paragraphs
        self._starts = [paragraph.start for paragraph in view.paragraphs]
        self._moments = moments
        self._moment_starts = [moment.start for moment in moments]
        self._lead_ins: dict[int, str | None] = {}
        self._labels: dict[int, str | None] = {}

    def is_past(self, moment: Moment) -> bool:
        """Tell whether the year lies before that of the document: 2020年实现产值80亿元."""
        period = moment.force is Force.PERIOD and self._year is not None
        return period and int(moment.date[:4]) < (self._year or 0)

    def lead_in(self, place: int) -> str | None:
        """Return the date that leads in the list in which `place` stands."""
        index = bisect_right(self._starts, place) - 1
        passed: list[int] = []
        mark = ""
        date: str | None = None
        while index >= 0 and len(passed) < _LIST:
            if index in self._lead_ins:
                date = self._lead_ins[index]
                break
            current = self._mark(index)
            if not current or (mark and current != mark):
                date = self._opening(index, mark) if passed else None
                break
            passed.append(index)
            mark = current
            index -= 1
        self._lead_ins.update(dict.fromkeys(passed, date))
        return date if passed or index in self._lead_ins else None

    def _mark(self, index: int) -> str:
        """Return what kind of list item the paragraph is, or an empty string."""
        start = self._paragraphs[index].start
        if self._text[start] in _DASH:
            return "dash"
        return "number" if _NUMBERED.match(self._text, start) else ""

    def _opening(self, index: int, mark: str) -> str | None:
        """Return the last deadline of the lead-in paragraph `index`."""
        paragraph = self._paragraphs[index]
        if mark == "number" and self._text[paragraph.end - 1] != ":":
            return None
        dates = [m.date for m in self._within(index) if m.force is Force.DUE]
        return dates[-1] if dates else None

    def label(self, place: int) -> str | None:
        """Return the date of a label (完成时限) or of the clause in the paragraph of `place`."""
        index = bisect_right(self._starts, place) - 1
        if index not in self._labels:
            dates = [m.date for m in self._within(index) if self._closes(m)]
            self._labels[index] = dates[-1] if dates else None
        return self._labels[index]

    def _closes(self, moment: Moment) -> bool:
        """Tell whether the date is labelled or closes a clause: (甲局负责,8月底前完成)."""
        return moment.force is Force.LABELLED or (
            moment.force is Force.DUE
            and _CLOSING.match(self._text, moment.end) is not None
            and self._text[moment.start - 1] in ",;"
        )

    def _within(self, index: int) -> Sequence[Moment]:
        paragraph = self._paragraphs[index]
        first = bisect_left(self._moment_starts, paragraph.start)
        return self._moments[first : bisect_left(self._moment_starts, paragraph.end)]


def _target(view: View, claim: Claim, date: str | None, baseline: int | None) -> FoundTarget:
    quantity = claim.quantity
    value: Number | tuple[Number, Number] | None = None
    if quantity is not None:
        value = quantity.low if quantity.high is None else (quantity.low, quantity.high)
    return FoundTarget(
        "".join(view.span(*claim.indicator).of(view.canonical).split()),
        claim.comparator,
        value,
        quantity.unit if quantity else None,
        baseline,
        date,
        view.span(*claim.span),
    )
