"""Plan in, the report of its import out: what was read, what was mended, what was not understood.

A clerk who gets 60 tasks from a file wants to know how the file was read and where to look again.
The report counts; the places are the diagnostics and the clauses with their repairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from zeren_parser.model import Diagnostic, Plan, Span

_UNREAD: Final = frozenset(
    ("clause-not-understood", "not-understood", "table-not-understood", "flattened-table")
)
REPAIRS: Final = {
    "missing-colon": "标签后缺少冒号",
    "odd-label": "标签写法不规范",
    "missing-label": "第二组单位前缺少标签",
    "stop-behind-bracket": "括号前后都有句号",
    "stray-space": "单位名称中间有空格",
    "unclosed-bracket": "缺少右括号",
    "mismatched-bracket": "左右括号不成对",
    "missing-separator": "两个单位之间缺少顿号",
    "read-from-prose": "责任单位从行文中读出",
    "units-without-label": "只列单位，没有写明职责",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of slip that was mended (已修补的疏漏), with its places."""

    code: str
    words: str
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How a document was read (导入报告). Counts are of the whole document."""

    name: str | None
    media_type: str
    encoding: str | None
    characters: int
    sections: int
    tasks: int
    assignments: int
    clauses: tuple[tuple[str, int], ...]  # form → how many, most frequent first
    furniture: tuple[tuple[str, int], ...]  # kind → how many stretches
    repairs: tuple[Repair, ...]
    unread: tuple[Diagnostic, ...]


def report_import(plan: Plan) -> ImportReport:
    """Return the import report of `plan`."""
    places: dict[str, list[Span]] = {}
    for clause in plan.clauses:
        for repair in clause.repairs:
            places.setdefault(repair, []).append(clause.span)
    return ImportReport(
        name=plan.document.source.name,
        media_type=plan.document.source.media_type,
        encoding=plan.document.source.encoding,
        characters=len(plan.text),
        sections=len(plan.sections),
        tasks=len(plan.tasks),
        assignments=sum(len(task.assignments) for task in plan.tasks),
        clauses=_counted(clause.form for clause in plan.clauses),
        furniture=_counted(piece.kind for piece in plan.furniture),
        repairs=tuple(
            Repair(code, REPAIRS.get(code, code), tuple(spans))
            for code, spans in sorted(places.items())
        ),
        unread=tuple(note for note in plan.diagnostics if note.code in _UNREAD),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return each name with its count, most frequent first, equal ones by name."""
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))
