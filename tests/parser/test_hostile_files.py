"""Damaged and hostile files: whatever the bytes, a plan comes out or an `UnreadableDocument`."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from made_files import docx_file, docx_paragraph, in_docx, in_html, in_pdf, in_xlsx, ofd_file
from tests_support import assert_places_are_true
from zeren_parser import UnreadableDocument, parse
from zeren_parser.readers import open_document

ROWS = [["序号", "重点任务", "责任单位"], ["1", "治水", "市水务局"], ["2", "治气", "市生态环境局"]]
TEXT = ["一、重点任务", "1.治水。（牵头单位：市水务局，责任单位：市财政局）"]
SAMPLES: Final = {
    "docx": in_docx(ROWS, before=TEXT),
    "xlsx": in_xlsx(ROWS, before=TEXT),
    "html": in_html(ROWS, before=TEXT),
    "pdf": in_pdf(ROWS, before=TEXT),
    "ofd": ofd_file([[(26.0, 40.0, TEXT[0]), (26.0, 50.0, TEXT[1])]], rules=[(20, 20, 80, 20)]),
    "txt": "\n".join(TEXT).encode("gb18030"),
}
ZIPPED: Final = ("docx", "xlsx", "ofd")


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no damaged file reach LibreOffice: that is tried in its own test."""

    def refuse(*_: object, **__: object) -> bytes:
        raise UnreadableDocument("no-converter", kind="")

    monkeypatch.setattr(open_document, "convert", refuse)


def read(data: bytes) -> None:
    """Read `data`; only an `UnreadableDocument` may be raised."""
    try:
        plan = parse(data)
    except UnreadableDocument:
        return
    assert_places_are_true(plan)


FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("form", SAMPLES)
@FUZZ
@given(share=st.floats(0, 1))
def test_a_file_that_breaks_off(form: str, share: float) -> None:
    data = SAMPLES[form]
    read(data[: int(len(data) * share)])


@pytest.mark.parametrize("form", SAMPLES)
@FUZZ
@example(changes=[(0.99609375, 1)])  # an offset of the directory that points before the file
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_file_with_wrong_bytes(form: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(SAMPLES[form])
    for share, byte in changes:
        data[min(int(len(data) * share), len(data) - 1)] = byte
    read(bytes(data))


@pytest.mark.parametrize("form", ZIPPED)
@FUZZ
@given(
    which=st.integers(0, 50),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(32, 127)), min_size=1, max_size=8),
)
def test_a_part_with_wrong_characters(
    form: str, which: int, changes: list[tuple[float, int]]
) -> None:
    with zipfile.ZipFile(io.BytesIO(SAMPLES[form])) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = parts[sorted(parts)[which % len(parts)]]
    for share, byte in changes:
        part[min(int(len(part) * share), len(part) - 1)] = byte
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    read(stream.getvalue())


@pytest.mark.parametrize("form", ZIPPED)
@FUZZ
@given(which=st.integers(0, 50))
def test_a_part_that_is_missing(form: str, which: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLES[form])) as archive, zipfile.ZipFile(stream, "w") as new:
        names = sorted(archive.namelist())
        for name in names:
            if name != names[which % len(names)]:
                new.writestr(name, archive.read(name))
    read(stream.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = docx_file(docx_paragraph(" " * 80_000_000))
    assert len(bomb) < 200_000
    with pytest.raises(UnreadableDocument) as caught:
        parse(bomb)
    assert caught.value.code == "too-large"


def test_entities_are_not_expanded() -> None:
    lol = '<!DOCTYPE x [<!ENTITY a "甲甲甲甲甲甲甲甲甲甲">' + "".join(
        f'<!ENTITY {b} "{"&" + a + ";"}{"&" + a + ";"}{"&" + a + ";"}{"&" + a + ";"}">'
        for a, b in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True)
    )
    document = docx_file("<w:p/>")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as archive, zipfile.ZipFile(stream, "w") as new:
        for name in archive.namelist():
            content = archive.read(name).decode()
            if name == "word/document.xml":
                content = f"{lol}]>" + content.replace("<w:p/>", docx_paragraph("&q;"))
            new.writestr(name, content.replace("&amp;q;", "&q;"))
    with pytest.raises(UnreadableDocument):
        parse(stream.getvalue())


def test_deep_nesting_is_refused_or_read() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 2000 + docx_paragraph("甲") + "</w:tc></w:tr></w:tbl>" * 2000
    read(docx_file(deep))
    read(b"<html><body>" + b"<div>" * 20_000 + "市财政局".encode())
    read(b"<html><body>" + b"<table><tr><td>" * 3000 + "市财政局".encode())


def test_a_wide_merge_takes_no_room() -> None:
    cells = '<td colspan="9999" rowspan="9999">市财政局</td>' * 50
    read(f"<html><table>{f'<tr>{cells}</tr>' * 20}</table></html>".encode())
