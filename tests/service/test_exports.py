"""Writers: nothing a spreadsheet would run, nothing lost without a word."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren_service.exports.csv_text import to_csv
from zeren_service.exports.docx_table import to_docx
from zeren_service.exports.markdown import to_markdown
from zeren_service.exports.page_html import to_html
from zeren_service.exports.sheets import to_xlsx
from zeren_service.exports.table import Column, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "\u3000=1"]


def _table(*cells: str) -> Table:
    return Table(
        "表", (Column("甲", 20), Column("乙", 6, narrow=True)), tuple((c, 1) for c in cells)
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_csv_is_a_formula(attack: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(_table(attack)).decode("utf-8-sig"), newline="")))
    assert rows[1][0] == f"'{attack}"


@pytest.mark.parametrize("attack", [*ATTACKS, "http://x.example/", "12"])
def test_a_cell_of_xlsx_is_text(attack: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(_table(attack), "表"))).active
    assert sheet is not None
    assert sheet.cell(3, 1).data_type == "s"
    assert sheet.cell(3, 1).hyperlink is None


def test_a_text_too_long_for_a_cell_is_cut_with_a_word() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(_table("字" * 40_000), "表"))).active
    assert sheet is not None
    value = str(sheet.cell(3, 1).value)
    assert value.endswith("全文见原件）")
    assert len(value) == 32_767


@given(st.text(max_size=40))
def test_any_text_survives_csv(text: str) -> None:
    plain = text.encode("utf-8", "ignore").decode()
    rows = list(csv.reader(io.StringIO(to_csv(_table(plain), bom=False).decode(), newline="")))
    assert rows[1][0] in (plain, f"'{plain}")


@given(st.text(max_size=40))
def test_any_text_makes_valid_files(text: str) -> None:
    plain = text.encode("utf-8", "ignore").decode()
    table = _table(plain)
    xml = zipfile.ZipFile(io.BytesIO(to_docx(table))).read("word/document.xml")
    assert ET.fromstring(xml).find(f".//{W}tbl") is not None  # noqa: S314  our own bytes
    to_html(table).decode()
    assert to_markdown(table).decode().count("\n| ") == 3


def test_docx_repeats_its_heading_on_each_page() -> None:
    xml = zipfile.ZipFile(io.BytesIO(to_docx(_table("甲\n乙")))).read("word/document.xml")
    root = ET.fromstring(xml)  # noqa: S314  our own bytes
    rows = root.findall(f".//{W}tr")
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert len(rows[1].findall(f"{W}tc")[0].findall(f"{W}p")) == 2
