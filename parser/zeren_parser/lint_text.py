"""Slips of the text itself: marks that do not pair, numbers that jump, titles spelled in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from zeren_parser.lint_words import Flag, short
from zeren_parser.model import Plan, Section, Span
from zeren_parser.outline_numbers import ordinal
from zeren_parser.view import View

_PAIRS: Final = (
    # marks, the opening one, the code, how far behind a line end the closing one may stand
    (re.compile(r"[“”]"), "“", "quote-direction", 40),
    (re.compile(r"[《》]"), "《", "title-mark-unpaired", 100),
)
_CHINESE: Final = re.compile(r"[一二三四五六七八九十百零]+")
_ARABIC: Final = re.compile(r"[0-9]+")
_CIRCLED: Final = re.compile(r"[①-⑳]")
_WIDEST_GAP: Final = 5  # a larger jump is the number of another document or of a table
_WIDE: Final = re.compile(r"[0-9] [\u4e00-\u9fff]")
_WIDE_TEXT: Final = 10
_CLOSED_SOON: Final = re.compile(r"“[^“”\n]{1,16}”")
_HANDED_OUT: Final = re.compile(r"印发|转发|通知$|的意见$|的通知")
# Items that frame a plan and assign nothing by their nature.
_FRAME: Final = re.compile(
    r"^(?:总体要求|指导思想|基本原则|(?:工作|主要|总体)目标|工作要求|组织(?:领导|保障|实施)|保障措施|附则|有关要求)"
    r"|施行|负责解释|有效期"
)
_YEARS: Final = re.compile(r"[\W_]|年")


def find_slips_of_text(plan: Plan, view: View) -> Iterator[Flag]:
    """Yield what is odd about marks, numbers and titles."""
    yield from _marks(view)
    yield from _numbers(plan)
    yield from _spaces(plan)
    yield from _left_out(plan)
    yield from _titles(plan)


def _marks(view: View) -> Iterator[Flag]:
    """Find quotation marks and title marks that do not pair: “静脉产业类“等.

    A pair may run over the end of a line, for hard-wrapped text breaks anywhere.
    """
    for pattern, opening, code, reach in _PAIRS:
        opened: int | None = None
        last, line = 0, False  # the mark before, and whether a line ended since the opening one
        for mark in pattern.finditer(view.text):
            at = mark.start()
            line = opened is not None and (line or view.text.find("\n", last, at) >= 0)
            last = at
            if opened is not None and line and at - opened > reach:
                yield _mark(view, code, opened)
                opened, line = None, False
            if mark.group() != opening:
                if opened is None and code == "quote-direction":
                    yield _mark(view, code, at)
                opened = None
            elif opened is None:
                opened = at
            elif code == "quote-direction" or line:
                # “放管服的“双随机”: the first was never closed; “静脉类“等: the second closes it
                left_open = line or _CLOSED_SOON.match(view.text, at) is not None
                yield _mark(view, code, opened if left_open else at)
                opened, line = (at if left_open else None), False
        if opened is not None:
            yield _mark(view, code, opened)


def _mark(view: View, code: str, at: int) -> Flag:
    around = view.text[max(0, at - 8) : at + 8].replace("\n", "")
    return Flag(code, view.span(at, at + 1), {"text": around})


def _numbers(plan: Plan) -> Iterator[Flag]:
    before: dict[str, dict[str, Section]] = {}  # path of the parent → style → its last item
    for section in plan.sections:
        if _names_a_document(section):
            before.clear()
            continue
        before.pop(section.path, None)
        siblings = before.setdefault(section.path.rpartition("/")[0], {})
        style = _style(section.number)
        value, last = ordinal(section.number), siblings.get(style)
        previous = ordinal(last.number) if last else None
        siblings[style] = section
        if value is None or previous is None or last is None:
            continue
        span = Span(section.span.start, section.span.start + len(section.number))
        if value == previous:
            yield Flag("number-repeated", span, {"number": section.number})
        elif previous + 1 < value <= previous + _WIDEST_GAP:
            yield Flag("number-gap", span, {"number": section.number, "before": last.number})


def _names_a_document(section: Section) -> bool:
    """Tell whether the item is the heading of a document in a collection: 6.某市…的通知."""
    return section.level == 1 and _HANDED_OUT.search(section.title) is not None


@lru_cache(maxsize=1024)
def _style(number: str) -> str:
    return _CIRCLED.sub("①", _ARABIC.sub("1", _CHINESE.sub("一", number)))


def _spaces(plan: Plan) -> Iterator[Flag]:
    """Find the number with a space behind it among numbers without: 3. 保护 beside 2.加强."""
    if len(_WIDE.findall(plan.text)) > _WIDE_TEXT:
        return  # the page itself sets digits apart: 2023 年
    digits = [section for section in plan.sections if section.number[-1].isdigit()]
    spaced = [section for section in digits if _is_spaced(plan, section)]
    if 3 * len(spaced) > len(digits):
        return  # the way this document writes its numbers
    for section in spaced:
        span = Span(section.span.start, section.span.start + len(section.number))
        yield Flag("number-space", span, {"number": section.number})


def _is_spaced(plan: Plan, section: Section) -> bool:
    behind = section.span.start + len(section.number) + 1
    after = plan.text[behind : behind + 2]
    return after[:1] in (" ", "\u3000") and after.strip() != ""


def _left_out(plan: Plan) -> Iterator[Flag]:
    """Find the item without a clause among items that have one."""
    with_task = {task.section for task in plan.tasks}
    siblings: dict[str, list[Section]] = {}
    for section in plan.sections:
        siblings.setdefault(section.path.rpartition("/")[0], []).append(section)
    for group in siblings.values():
        tasks = [section for section in group if section.id in with_task]
        if len(tasks) < 2 or len(tasks) * 2 <= len(group):
            continue
        for section in group:
            if (
                section.id not in with_task
                and section.path not in siblings
                and not _HANDED_OUT.search(section.title)
                and not _FRAME.search(section.title)
            ):
                yield Flag("item-without-clause", section.span, {"title": short(section.title)})


def _titles(plan: Plan) -> Iterator[Flag]:
    """Find one document cited by two spellings: …规划(2014-2030) and …规划(2014-2030年)."""
    first: dict[str, str] = {}
    for citation in plan.citations:
        title = citation.title
        known = first.setdefault(_YEARS.sub("", title), title)
        if known != title:
            first[_YEARS.sub("", title)] = title
            if _folded(known) != _folded(title):
                yield Flag("title-variants", citation.span, {"before": known, "text": title})


def _folded(title: str) -> str:
    """Return `title` with the marks made one that scans and lines only seem to change."""
    return title.translate(str.maketrans("（）〈〉<>—–‘’", "()()()--''", "_"))
