"""Bytes to text: every encoding an office uses, and clear refusals."""

from __future__ import annotations

import codecs
import io
import zipfile

import pytest

from zeren_parser import UnreadableDocument, parse


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


TEXT = "关于治水的实施方案\n一、任务\n1.治水。推行河长制。（牵头单位：农经局，责任单位：财政局）\n"
TRADITIONAL = (
    "關於治水的實施方案\n一、任務\n1.治水。推行河長制。（牽頭單位：農經局，責任單位：財政局）\n"
)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    plan = parse(data)
    assert plan.text == TEXT
    assert plan.document.source.encoding == encoding
    assert [a.department for a in plan.tasks[0].assignments] == ["农经局", "财政局"]


def test_big5() -> None:
    plan = parse(TRADITIONAL.encode("big5"))
    assert plan.text == TRADITIONAL
    assert plan.document.source.encoding == "big5"


def test_line_ends_of_the_file_stay_in_the_text() -> None:
    text = TEXT.replace("\n", "\r\n")
    plan = parse(text.encode())
    assert plan.text == text
    assert [t.path for t in plan.tasks] == ["一/1"]


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "empty-file", "空"),
        (b" \r\n\t ", "empty-file", "空"),
        (codecs.BOM_UTF8, "empty-file", "空"),
        ("\u3000\u3000\n".encode(), "empty-file", "空"),
        (bytes(range(256)) * 40, "not-text", "另存为"),
        (b"\x00\x01\x02\x03" * 500, "not-text", "另存为"),
        (b"%PDF-1.7\n...", "damaged", "PDF"),
        (b"PK\x03\x04rest", "damaged", "另存"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "damaged", "doc"),
        (b"<!DOCTYPE html><html><body> </body></html>", "no-text", "没有文字"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture", "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "picture", "图片转文字"),
        (b"BM" + bytes(40), "picture", "图片"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "archive", "解压"),
        (zipped({"方案/1.txt": b"x", "方案/2.txt": b"y"}), "archive", "解压"),
        (zipped({"ppt/presentation.xml": b"<x/>"}), "unsupported-format", "pptx"),
        (zipped({"xl/workbook.bin": b"x"}), "unsupported-format", "xlsb"),
    ],
)
def test_refusals_are_chinese_and_say_what_to_do(data: bytes, code: str, says: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse(data)
    assert caught.value.code == code
    assert says in str(caught.value)


def test_a_text_without_clause_is_an_honest_empty_plan() -> None:
    plan = parse("今天天气很好。\n我们去公园。".encode())
    assert plan.tasks == ()
    assert [d.code for d in plan.diagnostics] == ["no-clause"]
