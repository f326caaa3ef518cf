"""Responsibility clauses: who holds which role, read from brackets and label lines.

The grammar, on the folded view (Source: the forms were collected from real plans, 2015 to 2024)::

    clause     = "(" statement { "。" statement } ")" | label line
    statement  = { field }                 牵头单位:甲局,责任单位:乙局
    field      = [ label [":"] ] { part }
    part       = names [ verb phrase ]     甲局牵头 | 乙局、丙局按职责分工负责
    verb phrase= { adjunct } verb { verb | adjunct }

A label gives its role to the names behind it, a verb phrase to the names before it; a verb inside a
labelled field wins (责任单位:甲局牵头,乙局按职责分工负责).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from zeren_parser.brackets import Bracket, find_brackets
from zeren_parser.model import Role
from zeren_parser.names import cut_list, looks_like_organisation, split_names
from zeren_parser.view import View
from zeren_parser.vocabulary import (
    BRACKET_NAMES,
    COMMA_LEADS,
    DECLARATION,
    FIRST_LEADS,
    INNER_VERB,
    LABEL,
    ODD_LABELS,
    ROLE_OF_LABEL,
    ROLE_OF_VERB,
    TIME_PART,
    VERB_TAIL,
    VERB_WORD,
    alternation,
)

_TRIGGER: Final = re.compile(
    r"牵头|责任|负责|配合|落实|主办|主责|承办|协办|协助|参与|参加|会同|指导|督导|实施|监督|督办"
)
_STATEMENT: Final = re.compile(r"[^。]+")
_WITH: Final = re.compile(r"会同")
_SENTENCE_END: Final = re.compile(r"[。;!?:,.)\]\n”\d]")
_PROSE: Final = re.compile(
    r"(?<=.)由|应当|不得|可以|必须|是否|以及其|如有|对于|为了|的(?!单位|部门)"
)
# 责任单位:甲局、乙局「等部门配合」: the label decides, the others support
_OTHERS_SUPPORT: Final = re.compile(r"等[^,;、等]{0,12}(?:部门|单位)配合$")
# In a cell of a table: 甲局「(牵头)」、乙局
_ROLE_MARK: Final = re.compile(
    rf"[(\[](?P<word>{alternation(tuple(ROLE_OF_LABEL))})(?:单位|部门|方)?[)\]]"
)
_PART_CUT: Final = re.compile(r"[,;]")
# 省教育、财政、人力资源和社会保障「等部门」: names that are only whole with a shared ending
_OF_DEPARTMENTS: Final = re.compile(r"等[^、,;等]{0,8}(?:部门|单位)$")
_BRACKET_AFTER: Final = re.compile(r"[。;,.\n)\]]|$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One department in one role, as printed in a clause (单位提及); view positions."""

    start: int
    end: int
    role: Role
    group: bool
    person: bool = False


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause that was read (已读条款); view positions, brackets included."""

    start: int
    end: int
    form: str
    repairs: tuple[str, ...]
    mentions: tuple[Mention, ...]
    open_ended: bool


@dataclass(frozen=True, slots=True)
class CellOfNames:
    """A cell that names departments (单位单元格): its lists, and what the head of its column says."""

    role: Role
    person: bool
    stretches: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Reading:
    """What one clause has yielded so far."""

    text: str
    mentions: list[Mention] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    open_ended: bool = False
    unlabelled: bool = True
    firm: bool = False

    def add(self, start: int, end: int, role: Role, *, person: bool = False) -> int:
        found = split_names(self.text, start, end)
        self.open_ended = self.open_ended or found.open_ended
        self.repairs.extend(found.repairs)
        self.mentions.extend(Mention(n.start, n.end, role, n.group, person) for n in found.names)
        return len(found.names)


def find_clauses(view: View, start: int, end: int) -> list[ReadClause]:
    """Return every responsibility clause of ``view.text[start:end]`` in text order.

    Brackets that look like a clause and are none (``(牵头单位填写)``) are left out.
    """
    text = view.text
    found: list[ReadClause] = []
    bare = BRACKET_NAMES.search(text, start, end)
    bare_from = max(text.rfind("(", start, bare.start()), start) if bare else end
    for bracket in find_brackets(view, start, end):
        if found and bracket.start < found[-1].end:
            continue
        if bare and bracket.start < bare.start() < bracket.end:
            continue
        clause = _read_bracket(view, bracket)
        if clause is None and bare and bracket.end >= bare_from:
            clause = _read_bare(view, bracket, ROLE_OF_LABEL[bare["word"]])
        if clause is not None:
            found.append(clause)
    found.extend(_label_lines(view, start, end, found))
    found.sort(key=lambda clause: clause.start)
    return _with_declarations(text, start, end, found)


def _with_declarations(
    text: str, start: int, end: int, clauses: list[ReadClause]
) -> list[ReadClause]:
    """Apply 排在第一位的为牵头单位,下同 and 逗号前为牵头单位,下同 from their own clause on.

    They speak of unlabelled clauses in which nobody leads: (甲局、乙局按职责分工负责).
    """
    first = FIRST_LEADS.search(text, start, end)
    comma = COMMA_LEADS.search(text, start, end)
    if first is None and comma is None:
        return clauses
    applied: list[ReadClause] = []
    for clause in clauses:
        leading: set[int] = set()
        if first and clause.end > first.start():
            leading = {0}
        if comma and clause.end > comma.start():
            cut = text.find(",", clause.start, clause.end)
            leading = {i for i, m in enumerate(clause.mentions) if m.end <= cut}
        applied.append(_leading(clause, leading))
    return applied


def _leading(clause: ReadClause, indices: set[int]) -> ReadClause:
    """Make the mentions `indices` of an unlabelled clause without a lead lead it."""
    labelled = "label" in clause.form or any(m.role is Role.LEAD for m in clause.mentions)
    if labelled or not indices:
        return clause
    mentions = tuple(
        replace(mention, role=Role.LEAD) if index in indices else mention
        for index, mention in enumerate(clause.mentions)
    )
    return replace(clause, mentions=mentions)


def _read_bracket(view: View, bracket: Bracket) -> ReadClause | None:
    text = view.text
    inner_end = bracket.end - 1 if bracket.closed else bracket.end
    if not bracket.closed:
        stop = text.find("。", bracket.start, bracket.end)
        inner_end = stop if stop >= 0 else bracket.end
    if not _TRIGGER.search(text, bracket.start, inner_end):
        return None
    reading = _read_content(text, bracket.start + 1, inner_end)
    if reading is None or not (reading.firm or _stands_alone(text, bracket)):
        return None
    if not bracket.closed:
        if not reading.firm or reading.unlabelled:
            return None
        reading.repairs.append("unclosed-bracket")
    elif not bracket.matched:
        reading.repairs.append("mismatched-bracket")
    return _finish(view, reading, bracket.start, bracket.end if bracket.closed else inner_end)


def _read_bare(view: View, bracket: Bracket, role: Role) -> ReadClause | None:
    """Read (规划协调处,张三,电话) where a declaration says that the bracket names who leads."""
    if not bracket.closed or not _stands_alone(view.text, bracket):
        return None
    parts = cut_list(view.text, bracket.start + 1, bracket.end - 1, ",;")
    if not parts or not looks_like_organisation(view.text[slice(*parts[0])]):
        return None
    reading = _Reading(view.text)
    reading.add(*parts[0], role)
    reading.forms.append("declared-bracket")
    return _finish(view, reading, bracket.start, bracket.end)


def _stands_alone(text: str, bracket: Bracket) -> bool:
    """Tell whether the bracket closes a sentence: 「…机制。(甲局负责)」, not 「由企业(甲局负责)实施」."""
    before = text[bracket.start - 1] if bracket.start else "\n"
    return bool(_SENTENCE_END.match(before)) or bool(_BRACKET_AFTER.match(text, bracket.end))


def _finish(view: View, reading: _Reading, start: int, end: int) -> ReadClause:
    forms = list(dict.fromkeys(reading.forms))
    form = "+".join(forms)
    span = view.span(start, end)
    if _has_stray_space(view, reading, span.start, span.end):
        reading.repairs.append("stray-space")
    following = view.text[end : end + 1]
    if following == "。" and start and view.text[start - 1] in "。;":
        reading.repairs.append("stop-behind-bracket")
    repairs = tuple(dict.fromkeys(reading.repairs))
    return ReadClause(start, end, form, repairs, tuple(reading.mentions), reading.open_ended)


def _has_stray_space(view: View, reading: _Reading, start: int, end: int) -> bool:
    """Tell whether a name or label was printed with spaces inside (not line breaks)."""
    printed = view.canonical[start:end]
    if not any(c in printed for c in "  \u3000\t"):
        return False
    return any(
        re.search(r"\S[ \u3000\t\xa0]+\S", view.span(m.start, m.end).of(view.canonical))
        for m in reading.mentions
    )


def _read_content(text: str, start: int, end: int) -> _Reading | None:
    """Return what ``text[start:end]`` says, or None where it is no clause."""
    reading = _Reading(text)
    for first, last in _statements(text, start, end):
        if reading.mentions and DECLARATION.search(text[first:last]):
            reading.forms.append("declaration")
            continue
        _read_statement(reading, first, last)
    return reading if reading.mentions else None


def _statements(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [piece.span() for piece in _STATEMENT.finditer(text, start, end)]


def _read_statement(
    reading: _Reading, start: int, end: int, *, default: Role | None = None
) -> None:
    """Cut a statement at its labels; what stands before the first label is read by its verbs."""
    text = reading.text
    labels = [
        m for m in LABEL.finditer(text, start, end) if not _inside_bracket(text, start, m.start())
    ]
    first_label = labels[0].start() if labels else end
    if first_label > start:
        _read_verbs(reading, start, first_label, default=default)
    named = [m for m in labels if m["word"] or m["bare_word"]]
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else end
        if label["word"] or label["bare_word"]:
            later = any(other.start() > label.start() for other in named)
            _read_field(reading, label, stop, has_later_label=later)
        elif label["unknown"] and not label["other"]:
            reading.forms.append("other-field")


def _inside_bracket(text: str, start: int, at: int) -> bool:
    piece = text[start:at]
    return piece.count("(") + piece.count("[") > piece.count(")") + piece.count("]")


def _read_field(
    reading: _Reading, label: re.Match[str], end: int, *, has_later_label: bool
) -> None:
    text = reading.text
    word = label["word"] or label["bare_word"]
    role = ROLE_OF_LABEL[word]
    colon = label["colon"] or label["bare_colon"]
    noun = label["noun"] or label["bare_noun"]
    start = label.end()
    if colon is None and not label["person"]:
        head = re.split(r"[、,;]", text[start:end], maxsplit=1)[0]
        if not looks_like_organisation(head) or VERB_TAIL.search(head):
            return
        reading.repairs.append("missing-colon")
    if noun is None and not label["person"] and word in ODD_LABELS:
        reading.repairs.append("odd-label")
    if label["person"] and colon is None and text[start : start + 1] == ":":
        start += 1
    while end > start and text[end - 1] in ",;。、.":
        end -= 1
    before = len(reading.mentions)
    body = text[start:end]
    if _has_verbs(body):
        _read_verbs(reading, start, end, default=role)
    elif role is Role.LEAD and not has_later_label and not label["person"]:
        _read_lead_list(reading, start, end)
    else:
        reading.add(start, end, role, person=bool(label["person"]))
    if len(reading.mentions) > before:
        reading.forms.append("labelled")
        reading.unlabelled = False
        reading.firm = True


def read_cell(
    view: View, cell: CellOfNames, start: int, end: int, *, first_leads: bool
) -> ReadClause | None:
    """Return the clause that a cell of departments makes, None where it names nobody.

    `start` and `end` bound the cell; `first_leads` tells that the first-named unit of an unlabelled
    cell leads.
    """
    reading = _Reading(view.text)
    for first, last in cell.stretches:
        _read_names(reading, first, last, cell)
    if not reading.mentions:
        return None
    if first_leads and all(m.role is Role.RESPONSIBLE for m in reading.mentions):
        reading.mentions[0] = replace(reading.mentions[0], role=Role.LEAD)
    reading.forms = ["table"]
    return _finish(view, reading, start, end)


def _read_names(reading: _Reading, start: int, end: int, cell: CellOfNames) -> None:
    """Read one list of a cell: labels and verbs in it win over the head of its column."""
    text = reading.text
    for first, last in _statements(text, start, end):
        labels = LABEL.finditer(text, first, last)
        if any(label["bare_word"] or (label["word"] and label["colon"]) for label in labels):
            _read_statement(reading, first, last, default=cell.role)
        elif _has_verbs(text[first:last]):
            _read_verbs(reading, first, last, default=cell.role)
        else:
            _read_marked(reading, first, last, cell)


def _read_marked(reading: _Reading, start: int, end: int, cell: CellOfNames) -> None:
    """Read a list in which a bracket may give one name another role: 甲局(牵头)、乙局."""
    text = reading.text
    done = start
    for mark in _ROLE_MARK.finditer(text, start, end):
        name = max(text.rfind(sign, done, mark.start()) + 1 for sign in "、,;")
        name = max(name, done)
        reading.add(done, name, cell.role, person=cell.person)
        reading.add(name, mark.start(), ROLE_OF_LABEL[mark["word"]], person=cell.person)
        done = mark.end()
    reading.add(done, end, cell.role, person=cell.person)


def _has_verbs(body: str) -> bool:
    if not VERB_WORD.search(body) or _OTHERS_SUPPORT.search(body):
        return False
    return any(VERB_TAIL.search(part) for part in _PART_CUT.split(body))


def _read_lead_list(reading: _Reading, start: int, end: int) -> None:
    """Read 牵头单位:甲局,乙局、丙局 : a second list that lost its label is responsible."""
    parts = cut_list(reading.text, start, end, ",;")
    for index, (first, last) in enumerate(parts):
        reading.add(first, last, Role.LEAD if index == 0 else Role.RESPONSIBLE)
    if len(parts) > 1:
        reading.repairs.append("missing-label")


def _read_verbs(reading: _Reading, start: int, end: int, *, default: Role | None) -> None:
    """Read 甲局牵头,乙局、丙局配合 : each verb phrase gives its role to the names before it."""
    text = reading.text
    waiting: list[tuple[int, int]] = []
    last_role: Role | None = None
    for first, last in _verb_parts(text, start, end):
        piece = text[first:last]
        if TIME_PART.search(piece):
            continue
        if any(words.search(piece) for words in (DECLARATION, FIRST_LEADS, COMMA_LEADS)):
            reading.forms.append("declaration")
            continue
        tail = VERB_TAIL.search(piece)
        if tail is None:
            waiting.append((first, last))
            continue
        verb = VERB_WORD.search(tail.group())
        role = ROLE_OF_VERB[verb.group()] if verb else Role.RESPONSIBLE
        if default is Role.LEAD and role is Role.RESPONSIBLE:
            role = Role.LEAD  # 牵头单位:甲局、乙局按职能负责: the label says more than the verb
        lists = [*waiting, (first, first + tail.start())]
        if default is None and not _plausible(text, lists):
            waiting = []
            continue
        if not any(last_ > first_ for first_, last_ in lists) and last_role is None:
            continue
        for first_, last_ in lists:
            _read_actors(reading, first_, last_, role)
        reading.forms.append("verb")
        reading.firm = reading.firm or "职责" in tail.group() or role is Role.LEAD
        waiting, last_role = [], role
    _read_waiting(reading, waiting, last_role, default)


def _read_waiting(
    reading: _Reading, waiting: list[tuple[int, int]], last_role: Role | None, default: Role | None
) -> None:
    """Read lists that no verb follows: 甲局牵头,乙局、丙局 makes them responsible."""
    if last_role is None and default is None:
        return
    after = Role.RESPONSIBLE if last_role in (Role.LEAD, None) else last_role
    role = default if default is not None and last_role is None else after
    for first, last in waiting:
        if default is not None or _plausible(reading.text, [(first, last)]):
            reading.add(first, last, role)


def _plausible(text: str, lists: list[tuple[int, int]]) -> bool:
    """Tell whether unlabelled lists name organisations: every first name must look like one."""
    for first, last in lists:
        piece = text[first:last]
        if not piece:
            continue
        if _PROSE.search(piece) or len(piece) > 600:
            return False
        names = split_names(text, first, last).names
        if names and _OF_DEPARTMENTS.search(piece):
            continue
        if names and not looks_like_organisation(text[names[0].start : names[0].end]):
            return False
        if not names:
            return False
    return True


def _read_actors(reading: _Reading, start: int, end: int, role: Role) -> None:
    """Read names, with 会同 inside: 甲局会同乙局 gives 乙局 support."""
    if end <= start:
        return
    piece = reading.text[start:end]
    both = _WITH.search(piece)
    if both and both.start() >= 2:
        head_end = start + both.start()
        tail = VERB_TAIL.search(reading.text[start:head_end])
        if tail:
            verb = VERB_WORD.search(tail.group())
            head_end = start + tail.start()
            role = ROLE_OF_VERB[verb.group()] if verb else role
        reading.add(start, head_end, role)
        reading.add(start + both.end(), end, Role.SUPPORT)
        reading.forms.append("jointly")
    else:
        reading.add(start, end, role)


def _verb_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at commas, and behind a verb that no comma follows: 甲局牵头|乙局配合."""
    pieces: list[tuple[int, int]] = []
    for first, last in cut_list(text, start, end, ",;"):
        cut = first
        for verb in INNER_VERB.finditer(text, first, last):
            rest = text[verb.end() : last]
            if (
                verb.end() < last
                and not VERB_TAIL.fullmatch(verb.group() + rest)
                and "会同" not in rest[:6]
            ):
                pieces.append((cut, verb.end()))
                cut = verb.end()
        pieces.append((cut, last))
    return pieces


def _label_lines(view: View, start: int, end: int, brackets: list[ReadClause]) -> list[ReadClause]:
    """Read paragraphs that are a label line: 牵头单位:甲局。责任单位:乙局。 Neighbours are one clause."""
    text = view.text
    covered = [(clause.start, clause.end) for clause in brackets]
    found: list[ReadClause] = []
    for paragraph in view.paragraphs:
        if paragraph.start < start or paragraph.end > end:
            continue
        label = LABEL.match(text, paragraph.start, paragraph.end)
        if label is None or not (label["word"] and label["colon"]):
            continue
        if any(a < paragraph.end and b > paragraph.start for a, b in covered):
            continue
        reading = _read_content(text, paragraph.start, paragraph.end)
        if reading is None or reading.unlabelled or paragraph.end - paragraph.start > 400:
            continue
        reading.forms = ["label-line"]
        clause = _finish(view, reading, paragraph.start, paragraph.end)
        if found and found[-1].end + 1 == clause.start:
            before = found.pop()
            clause = ReadClause(
                before.start,
                clause.end,
                "label-line",
                tuple(dict.fromkeys((*before.repairs, *clause.repairs))),
                (*before.mentions, *clause.mentions),
                before.open_ended or clause.open_ended,
            )
        found.append(clause)
    return found
