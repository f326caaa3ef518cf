"""The responsibility clauses of a plan: brackets, label lines and what declarations make of them.

What the words of one clause mean is the business of `clause_grammar`; this finds where clauses stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zeren_parser.brackets import Bracket, find_brackets
from zeren_parser.clause_forms import ReadClause
from zeren_parser.clause_grammar import read_content
from zeren_parser.clause_reading import Reading, finish
from zeren_parser.declarations import Declaration, apply_declarations, find_declarations
from zeren_parser.hosts import without_hosts
from zeren_parser.label_lines import find_label_lines
from zeren_parser.model import Role
from zeren_parser.names import cut_list, looks_like_organisation
from zeren_parser.view import View
from zeren_parser.vocabulary import BRACKET_NAMES, OTHER_LABELS, ROLE_OF_LABEL, alternation

_TRIGGER: Final = re.compile(
    r"(?=[牵责负配落主承协参会指督实监推办执支底末月日年时期])(?:牵头|责任|负责|配合|落实|主办|主责|承办|协办|协助|参与|参加|会同|指导|督导|实施|监督|督办|推进|承担|办理|执行|支持"
    r"|底前|末前|月前|日前|年前|时限|时间|期限|负总责)"
)
_SENTENCE_END: Final = re.compile(r"[。;!?:,.)\]\n”\d]")
_BRACKET_AFTER: Final = re.compile(r"[。;,.\n)\]]|$")
# (牵头单位:甲局)「(完成时限:2023年6月)」: a bracket behind the clause that names nobody
_FIELD_BEHIND: Final = re.compile(
    rf"[。;]?\n?[(\[](?:{alternation(OTHER_LABELS)}):[^()\[\]\n]{{1,60}}[)\]]"
)
_WITHOUT_WORDS: Final = ("", ",")  # the declarations that make a clause of a bare list
# Brackets with nothing but units are believed in a plan that closes its items with brackets.
_HABIT: Final = 3
_LONGEST_LIST: Final = 200
_CLOSES: Final = re.compile(r"。?(?:\n|$)")
_UNIT_LAST: Final = re.compile(
    r"(?:局|厅|委|办|部|院|署|处|科|中心|会|司|政府|街道|镇|乡|单位|部门|等|银行|海关|区|县|[)\]])$"
)


def find_clauses(
    view: View, start: int, end: int, tables: Sequence[tuple[int, int]] = ()
) -> list[ReadClause]:
    """Return every responsibility clause of ``view.text[start:end]`` in text order.

    `tables` are the stretches of tables: what they declare holds for themselves only.
    Brackets that look like a clause and are none (``(牵头单位填写)``) are left out.
    """
    text = view.text
    found: list[ReadClause] = []
    bare = BRACKET_NAMES.search(text, start, end)
    bare_from = max(text.rfind("(", start, bare.start()), start) if bare else end
    declarations = find_declarations(text, start, end, tables)
    lists: list[ReadClause] = []
    for bracket in find_brackets(view, start, end):
        if found and bracket.start < found[-1].end:
            continue
        if bare and bracket.start < bare.start() < bracket.end:
            continue
        clause = _read_bracket(view, bracket, declarations)
        if clause is None and bare and bracket.end >= bare_from:
            clause = _read_bare(view, bracket, ROLE_OF_LABEL[bare["word"]])
        if clause is not None:
            found.append(clause)
        elif bracket.closed and (listed := _read_list(view, bracket)) is not None:
            lists.append(listed)
    if len(found) + len(lists) >= _HABIT:
        found = sorted((*found, *lists), key=lambda clause: clause.start)
    found.extend(find_label_lines(view, start, end, found))
    return apply_declarations(text, declarations, without_hosts(view, _apart(found)))


def _apart(clauses: list[ReadClause]) -> list[ReadClause]:
    """Return `clauses` in text order; of two that overlap the longer: 牵头单位:甲局「(乙局)」."""
    apart: list[ReadClause] = []
    for clause in sorted(clauses, key=lambda clause: (clause.start, -clause.end)):
        if not apart or clause.start >= apart[-1].end:
            apart.append(clause)
        elif clause.end - clause.start > apart[-1].end - apart[-1].start:
            apart[-1] = clause
    return apart


def _read_bracket(
    view: View, bracket: Bracket, declarations: tuple[Declaration, ...]
) -> ReadClause | None:
    text = view.text
    inner_end = bracket.end - 1 if bracket.closed else bracket.end
    if not bracket.closed:
        stop = text.find("。", bracket.start, bracket.end)
        inner_end = stop if stop >= 0 else bracket.end
    declared = any(d.start < bracket.end and d.sign in _WITHOUT_WORDS for d in declarations)
    if not declared and not _TRIGGER.search(text, bracket.start, inner_end):
        return None
    bare = Role.RESPONSIBLE if declared and bracket.closed else None
    reading = read_content(text, bracket.start + 1, inner_end, bare=bare)
    if reading is None or not (reading.firm or _stands_alone(text, bracket)):
        return None
    if not bracket.closed:
        if not reading.firm or not reading.labelled:
            return None
        reading.repairs.append("unclosed-bracket")
    elif not bracket.matched:
        reading.repairs.append("mismatched-bracket")
    last = bracket.end if bracket.closed else inner_end
    behind = _FIELD_BEHIND.match(text, last)
    form = "declared-bracket" if "bare" in reading.kinds else ""
    return finish(view, reading, bracket.start, behind.end() if behind else last, form)


def _read_bare(view: View, bracket: Bracket, role: Role) -> ReadClause | None:
    """Read (规划协调处,张三,电话) where a declaration says that the bracket names who leads."""
    if not bracket.closed or not _stands_alone(view.text, bracket):
        return None
    parts = cut_list(view.text, bracket.start + 1, bracket.end - 1, ",;")
    if not parts or not looks_like_organisation(view.text[slice(*parts[0])]):
        return None
    reading = Reading(view.text)
    reading.add(*parts[0], role)
    return finish(view, reading, bracket.start, bracket.end, "declared-bracket")


def _read_list(view: View, bracket: Bracket) -> ReadClause | None:
    """Read (甲局、乙局), a bracket that holds nothing but units and closes its paragraph."""
    text = view.text
    before = text[max(0, bracket.start - 2) : bracket.start].rstrip("\n")
    if before[-1:] not in ("。", ";", "”") or not _CLOSES.match(text, bracket.end):
        return None
    if bracket.end - bracket.start > _LONGEST_LIST or not _UNIT_LAST.search(
        text, bracket.start, bracket.end - 1
    ):
        return None
    reading = read_content(text, bracket.start + 1, bracket.end - 1, bare=Role.RESPONSIBLE)
    if reading is None or "bare" not in reading.kinds:
        return None
    reading.repairs.append("units-without-label")
    return finish(view, reading, bracket.start, bracket.end, "bare")


def _stands_alone(text: str, bracket: Bracket) -> bool:
    """Tell whether the bracket closes a sentence: 「…机制。(甲局负责)」, not 「由企业(甲局负责)实施」."""
    before = text[bracket.start - 1] if bracket.start else "\n"
    return bool(_SENTENCE_END.match(before)) or bool(_BRACKET_AFTER.match(text, bracket.end))
