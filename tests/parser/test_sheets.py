"""Excel files: visible sheets, merged cells, dates and numbers, hidden sheets, what is too large."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from made_files import in_xlsx
from zeren_parser import UnreadableDocument, parse
from zeren_parser.readers import read_source

HEAD: list[object] = ["序号", "重点任务", "责任单位", "完成时限"]


def book(*fill: Callable[[Worksheet], None]) -> bytes:
    made = Workbook()
    for number, write in enumerate(fill):
        write(made.active if number == 0 else made.create_sheet(f"表{number + 1}"))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rows(*lines: list[object]) -> Callable[[Worksheet], None]:
    def write(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(line)

    return write


def test_numbers_and_dates_are_printed_as_a_reader_sees_them() -> None:
    data = book(
        rows(
            HEAD,
            [1.0, "治水", "市水务局", dt.date(2023, 11, 30)],
            [2, "治气", "市环保局", "2023年底"],
        )
    )
    plan = parse(data)
    assert [t.path for t in plan.tasks] == ["1", "2"]
    assert [[d.date for d in t.deadlines] for t in plan.tasks] == [["2023-11-30"], ["2023"]]


def test_each_visible_sheet_is_read_and_hidden_ones_are_not() -> None:
    def hidden(sheet: Worksheet) -> None:
        rows(HEAD, [1, "旧任务", "市旧局", ""])(sheet)
        sheet.sheet_state = "hidden"

    data = book(
        rows(HEAD, [1, "治水", "市水务局", ""]), hidden, rows(HEAD, [1, "治气", "市环保局", ""])
    )
    assert [t.title for t in parse(data).tasks] == ["治水", "治气"]


def test_title_and_foot_of_a_sheet_are_lines() -> None:
    data = in_xlsx(
        [[str(cell) for cell in HEAD], ["1", "治水", "市水务局", "—"], ["2", "治气", "市环保局", "—"]],
        before=["某某市2023年重点任务清单"], after=["注：各单位按季度报送。"],
    )  # fmt: skip
    source = read_source(data)
    assert source.text.startswith("某某市2023年重点任务清单\n序号\t重点任务")
    assert source.text.endswith("注：各单位按季度报送。\n")
    assert parse(data).document.title == "某某市2023年重点任务清单"


def test_blank_rows_and_columns_make_no_cells() -> None:
    data = book(rows(HEAD, [], [1, "治水", "市水务局", None], [], [2, "治气", "市环保局", None]))
    (table,) = read_source(data).tables
    assert len(table.rows) == 3


def test_two_far_corners_are_refused_before_they_fill_the_memory() -> None:
    def far(sheet: Worksheet) -> None:
        sheet.cell(1, 1, "甲")
        sheet.cell(1_048_576, 16_384, "乙")

    with pytest.raises(UnreadableDocument) as caught:
        parse(book(far))
    assert caught.value.code == "too-large"


def test_a_workbook_without_text() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse(book(rows()))
    assert caught.value.code == "no-text"
