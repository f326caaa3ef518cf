"""Labels without a bracket: on lines of their own below an item, or behind its last sentence.

牵头单位:甲局            …压减材料。牵头单位:甲局;责任单位:乙局。
责任单位:乙局、丙局
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from zeren_parser.clause_forms import ReadClause
from zeren_parser.clause_grammar import read_content
from zeren_parser.clause_reading import finish
from zeren_parser.hosts import is_under_event
from zeren_parser.names import looks_like_organisation
from zeren_parser.outline_numbers import match_number
from zeren_parser.view import View
from zeren_parser.vocabulary import (
    LABEL,
    LABEL_BEFORE_COLON,
    OTHER_LABELS,
    alternation,
)

_LONGEST: Final = 400
_OPENING: Final = "[("
_BEFORE: Final = "。;!?)]”\n:,"
_BULLET: Final = re.compile(r"[-•●■◆★☆▲*·>—]{1,2}")  # • 牵头单位:甲局
_LONGEST_PREFIX: Final = 4
_PREFIX: Final = re.compile(r"[一-龥]*$")  # 「整改」责任单位:甲局
_FIELD_LINE: Final = re.compile(
    rf"(?:\d{{1,2}}[.、)]|\(\d{{1,2}}\)|[-•●■◆★☆▲*·>—]{{1,2}})?[\[(]?(?:{alternation(OTHER_LABELS)})(?::|\])"
)
_DIVISION: Final = re.compile(r"(?:责任|任务|职责|工作)?分工:")  # 责任分工:甲局牵头,乙局配合
# A colon or the end of a label in brackets, and the label before it
_MARK: Final = re.compile(r":|\](?=[^\n])")
_LABEL: Final = re.compile(rf"(?:{LABEL_BEFORE_COLON}|(?:责任|任务|职责|工作)?分工)$")
_LONGEST_LABEL: Final = 12


def find_label_lines(
    view: View, start: int, end: int, brackets: list[ReadClause]
) -> list[ReadClause]:
    """Return the clauses of ``view.text[start:end]`` whose labels stand in no bracket, in text order.

    `brackets` are the clauses in brackets, in text order. Lines that follow each other are one clause.
    """
    text = view.text
    starts = [paragraph.start for paragraph in view.paragraphs]
    bracket_starts = [clause.start for clause in brackets]
    found: list[ReadClause] = []
    done = start
    for mark in _MARK.finditer(text, start, end):
        at = mark.start()
        before = bisect_right(bracket_starts, at) - 1
        if at < done or (before >= 0 and brackets[before].end > at):
            continue
        label = _LABEL.search(text, max(done, at - _LONGEST_LABEL), at)
        if label is None:
            continue
        index = bisect_right(starts, label.start()) - 1
        paragraph = view.paragraphs[index]
        clause = _read_run(view, label.start(), paragraph.start, paragraph.end)
        if clause is None:
            continue
        last = _through_field_lines(view, index, clause.end)
        clause, done = replace(clause, end=last), last
        if found and _follows(view, found[-1], clause):
            clause = _joined(found.pop(), clause)
        found.append(clause)
    return [clause for clause in found if not is_under_event(view, clause, starts)]


def _read_run(view: View, at: int, start: int, end: int) -> ReadClause | None:
    """Read the fields from the label at `at` on, in the paragraph ``start:end``."""
    text = view.text
    at = _PREFIX.search(text, max(start, at - _LONGEST_PREFIX), at).start()  # type: ignore[union-attr]
    first = at - 1 if at > start and text[at - 1] in _OPENING else at
    own_line = first == start or _opens_line(text, start, first)
    if not own_line and text[first - 1] not in _BEFORE:
        return None
    if text[first] == "(" or (first < at and text.find("]", at, end) < 0):
        return None
    last = _end_of_fields(text, at, end)
    if last - at > _LONGEST:
        return None
    reading = read_content(text, at, last)
    if reading is None or not (reading.labelled or _DIVISION.match(text, at)):
        return None
    if not own_line:
        named = reading.mentions[0]
        if not named.person and not looks_like_organisation(text[named.start : named.end]):
            return None
    return finish(view, reading, first, last, "label-line" if own_line else "run-in")


def _opens_line(text: str, start: int, at: int) -> bool:
    """Tell whether only a bullet or a number stands before `at` in its paragraph: 4.责任单位:甲局."""
    number = match_number(text, start, at)
    bullet = _BULLET.match(text, start, at)
    return any(match is not None and match.end() == at for match in (number, bullet))


def _end_of_fields(text: str, start: int, end: int) -> int:
    """Return where the last field ends: behind a 。 that no further label follows, or at `end`."""
    stop = text.find("。", start, end)
    while stop >= 0:
        label = LABEL.match(text, stop + 1, end)
        if label is None or not (label["word"] or label["other"]) or ":" not in label.group():
            return stop
        stop = text.find("。", stop + 1, end)
    return end


def _through_field_lines(view: View, index: int, end: int) -> int:
    """Return the end of the clause with the lines below it that name no department (完成时限:…)."""
    if end + 1 < view.paragraphs[index].end:
        return end
    for paragraph in view.paragraphs[index + 1 : index + 4]:
        if not _FIELD_LINE.match(view.text, paragraph.start, paragraph.end):
            break
        if paragraph.end - paragraph.start > 80:
            break
        end = paragraph.end
    return end


def _follows(view: View, before: ReadClause, clause: ReadClause) -> bool:
    return view.text[before.end : clause.start] in ("\n", "。\n", "。", ";", ";\n") and (
        clause.form == "label-line"
    )


def _joined(before: ReadClause, clause: ReadClause) -> ReadClause:
    return ReadClause(
        before.start,
        clause.end,
        before.form,
        tuple(dict.fromkeys((*before.repairs, *clause.repairs))),
        (*before.mentions, *clause.mentions),
        before.open_ended or clause.open_ended,
        labelled=True,
    )
