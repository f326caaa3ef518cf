"""The workbook a clerk prints: read back with another library."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import openpyxl
import pytest

from zeren_parser import Plan

WORDS = {"lead": "牵头", "responsible": "责任", "support": "配合", "supervise": "督导"}


@pytest.fixture(scope="module")
def book(client: Any, document: str) -> Any:
    response = client.get(f"/api/v1/documents/{document}/matrix?format=xlsx")
    assert response.status_code == 200
    assert response.headers["content-disposition"].startswith("attachment")
    return openpyxl.load_workbook(io.BytesIO(response.content))


@pytest.fixture(scope="module")
def matrix(client: Any, document: str) -> Any:
    return client.get(f"/api/v1/documents/{document}/matrix").json()


def test_the_sheets(book: Any) -> None:
    assert book.sheetnames == ["责任矩阵", "责任分工表", "说明"]


def test_every_cell_of_the_matrix(book: Any, matrix: Any) -> None:
    sheet = book["责任矩阵"]
    names = [cell.value for cell in sheet[2]]
    assert names == ["序号", "任务", *(d["name"] for d in matrix["departments"])]
    for i, (task, cells) in enumerate(zip(matrix["tasks"], matrix["cells"], strict=True)):
        row = [cell.value for cell in sheet[3 + i]]
        assert row[0] == i + 1
        assert row[1] == f"{task['path']} {task['title']}"
        assert row[2:] == [WORDS.get(cell) for cell in cells]


def test_totals_count_each_department(book: Any, matrix: Any) -> None:
    sheet = book["责任矩阵"]
    lines = {sheet.cell(r, 2).value: r for r in range(1, sheet.max_row + 1)}
    for j in range(len(matrix["departments"])):
        held = Counter(row[j] for row in matrix["cells"] if row[j])
        assert sheet.cell(lines["牵头合计"], 3 + j).value == held["lead"]
        assert sheet.cell(lines["任务合计"], 3 + j).value == sum(held.values())


def test_it_prints_well(book: Any) -> None:
    for name in ("责任矩阵", "责任分工表"):
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide is what none means
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.freeze_panes is not None
    assert book["责任矩阵"].cell(2, 3).alignment.textRotation in (180, 255)


def test_the_work_table_has_the_columns_offices_use(book: Any, plan: Plan) -> None:
    sheet = book["责任分工表"]
    assert [cell.value for cell in sheet[2]] == [
        "序号", "类别", "任务", "牵头单位", "责任单位", "配合单位", "完成时限", "目标", "原文",
    ]  # fmt: skip
    assert sheet.max_row == len(plan.tasks) + 2
    for i, task in enumerate(plan.tasks):
        lead = "、".join(a.department for a in task.assignments if a.role.value == "lead")
        assert (sheet.cell(3 + i, 4).value or "").replace("等", "") == lead
        assert "".join((sheet.cell(3 + i, 9).value or "").split()) == "".join(task.text.split())
    assert sheet.cell(3, 9).alignment.wrap_text


def test_the_notes_name_the_source(book: Any, plan: Plan) -> None:
    words = "\n".join(str(c.value) for row in book["说明"] for c in row if c.value)
    assert plan.document.source.sha256 in words
    assert all(word in words for word in WORDS.values())
    assert all(note.message in words for note in plan.diagnostics)
