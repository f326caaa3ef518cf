"""A responsibility matrix in, the workbook a clerk prints and hands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zeren_service.exports.list_tables import diagnostic_table
from zeren_service.exports.matrix_table import totals
from zeren_service.exports.sheets import A3, A4, Workbook, fill_table, put
from zeren_service.exports.task_table import task_table
from zeren_service.exports.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import DiagnosticRow, Matrix, TargetRow

_HEAD: Final = 2  # rows above the tasks: title, departments
_FIXED: Final = 2  # columns before the departments: 序号, 任务


def matrix_book(
    matrix: Matrix,
    targets: dict[str, TargetRow],
    diagnostics: Sequence[DiagnosticRow],
    text: str,
) -> bytes:
    """Return the workbook: 责任矩阵, 责任分工表 and 说明."""
    title = matrix.document.title
    book = Workbook(f"{title} 责任矩阵")
    _matrix_sheet(book, matrix)
    table = task_table(matrix.tasks, targets, title=f"{title} 责任分工表")
    fill_table(book, book.sheet("责任分工表", paper=A3), table)
    _notes_sheet(book, matrix, diagnostics, text)
    return book.finish()


def _matrix_sheet(book: Workbook, matrix: Matrix) -> None:
    looks = book.formats
    wide = len(matrix.departments)
    sheet = book.sheet("责任矩阵", paper=A3 if wide > 18 else A4)
    last = _FIXED + wide - 1
    if last > 0:
        sheet.merge_range(0, 0, 0, last, "", looks.title)
    put(sheet, 0, 0, f"{matrix.document.title} 责任矩阵", looks.title)
    sheet.set_row(0, 30)
    longest = max((len(d.name) for d in matrix.departments), default=2)
    sheet.set_row(1, min(300.0, 13.0 * longest + 12))
    for j, name in enumerate(("序号", "任务")):
        put(sheet, 1, j, name, looks.head)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 44)
    if wide:
        sheet.set_column(_FIXED, last, 4.6)
    for j, department in enumerate(matrix.departments, _FIXED):
        put(sheet, 1, j, department.name, looks.vertical)
    for i, task in enumerate(matrix.tasks):
        put(sheet, _HEAD + i, 0, i + 1, looks.centred)
        put(sheet, _HEAD + i, 1, f"{task.path} {task.title}".strip(), looks.text)
        for j, cell in enumerate(matrix.cells[i], _FIXED):
            look = looks.roles.get(cell or "", looks.centred)
            put(sheet, _HEAD + i, j, ROLES.get(cell or ""), look)
    for i, (name, counts) in enumerate(totals(matrix), _HEAD + len(matrix.tasks)):
        put(sheet, i, 0, None, looks.total)
        put(sheet, i, 1, name, looks.total)
        for j, count in enumerate(counts, _FIXED):
            put(sheet, i, j, count, looks.total)
    sheet.freeze_panes(_HEAD, _FIXED)
    sheet.repeat_rows(0, 1)
    sheet.repeat_columns(0, 1)


def _notes_sheet(
    book: Workbook, matrix: Matrix, diagnostics: Sequence[DiagnosticRow], text: str
) -> None:
    looks = book.formats
    sheet = book.sheet("说明")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2, 50)
    row = 0
    for name, value in _facts(matrix):
        put(sheet, row, 0, name, looks.head)
        put(sheet, row, 1, value, looks.text)
        row += 1
    row = _legend(sheet, row + 1, looks)
    put(sheet, row, 0, "校核提示", looks.head)
    put(sheet, row, 1, "说明", looks.head)
    put(sheet, row, 2, "原文", looks.head)
    lint = diagnostic_table(diagnostics, text)
    for offset, (_, severity, message, words, _code) in enumerate(lint.rows, 1):
        put(sheet, row + offset, 0, severity, looks.text)
        put(sheet, row + offset, 1, message, looks.text)
        put(sheet, row + offset, 2, words, looks.text)
    if not lint.rows:
        put(sheet, row + 1, 1, "没有发现需要提醒的地方。", looks.text)


def _facts(matrix: Matrix) -> tuple[tuple[str, str | None], ...]:
    document = matrix.document
    return (
        ("文件标题", document.title),
        ("文号", document.number),
        ("索引号", document.index_no),
        ("辖区", document.jurisdiction),
        ("发布单位", document.issuer),
        ("公开日期", (document.published or "")[:10]),
        ("来源文件", document.name),
        ("SHA-256", document.sha256),
        ("任务数", str(len(matrix.tasks))),
        ("部门数", str(len(matrix.departments))),
        ("生成方式", "由责任图谱自动读取，每一项都可在原文中核对；正式分工以原件为准。"),
    )


def _legend(sheet: Any, row: int, looks: Any) -> int:  # noqa: ANN401  xlsxwriter has no types
    meanings = {
        "lead": "牵头单位（牵头、主办、主责）",
        "responsible": "责任单位（责任、负责、承办、落实）",
        "support": "配合单位（配合、协办、协助、参加）",
        "supervise": "督导单位（督导、监督、指导）",
    }
    put(sheet, row, 0, "图例", looks.head)
    put(sheet, row, 1, "同一部门在一项任务中有几种职责时，矩阵只写最重的一种。", looks.text)
    for role, meaning in meanings.items():
        row += 1
        put(sheet, row, 0, ROLES[role], looks.roles[role])
        put(sheet, row, 1, meaning, looks.text)
    return row + 2
