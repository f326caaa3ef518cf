"""The first plan through LibreOffice: every format says what the txt says; doc, odt, rtf, ods, xls."""

from __future__ import annotations

import contextlib
import io
import os
import random
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from made_files import in_docx, in_xlsx
from tests_support import assert_places_are_true
from zeren_parser import Plan, UnreadableDocument, parse
from zeren_parser.readers import convert, open_document

Convert = Callable[[bytes, str, str], bytes]
ROWS = [
    ["序号", "重点任务", "牵头单位", "责任单位"],
    ["1", "治水", "市水务局", "市财政局、市生态环境局"],
    ["2", "治气", "市生态环境局", "各县（市、区）人民政府"],
]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Return a function (data, ending, ending wanted) that converts with LibreOffice."""
    program = convert.find_office()
    if program is None:
        if os.environ.get("ZEREN_REQUIRE_OFFICE"):
            pytest.fail("LibreOffice expected")
        pytest.skip("no LibreOffice: install libreoffice-writer and libreoffice-calc")
    folder: Path = tmp_path_factory.mktemp("office")

    def run(data: bytes, suffix: str, to: str) -> bytes:
        source = folder / f"source.{suffix}"
        source.write_bytes(data)
        subprocess.run(  # noqa: S603 - the program was looked up
            [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--convert-to", to, "--outdir", str(folder / "out"), str(source)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        return (folder / "out" / f"source.{to}").read_bytes()

    return run


def duties(plan: Plan) -> list[tuple[str, str, str]]:
    return [(t.path, a.role.value, a.department) for t in plan.tasks for a in t.assignments]


@pytest.mark.parametrize("form", ["docx", "html", "pdf", "doc", "odt", "rtf"])
def test_the_first_plan_is_the_same_in_every_format(
    form: str, office: Convert, plan: Plan, plan_bytes: bytes
) -> None:
    other = parse(office(plan_bytes, "txt", form))
    assert duties(other) == duties(plan)
    assert len(duties(other)) == 323
    assert [t.title for t in other.tasks] == [t.title for t in plan.tasks]
    assert [(t.indicator, t.value, t.deadline) for t in other.targets] == [
        (t.indicator, t.value, t.deadline) for t in plan.targets
    ]
    assert other.document.title == plan.document.title
    assert_places_are_true(other)


@pytest.mark.parametrize("form", ["pdf", "doc", "odt"])
def test_a_table_of_a_word_file_is_the_same_in_every_format(form: str, office: Convert) -> None:
    made = in_docx(ROWS, before=["某某市重点任务清单"], after=["附注：按季度报送。"])
    made_duties = duties(parse(made))
    if form == "pdf":  # without rules drawn, nothing shows the cells of a printed table
        made = _ruled(made)
    assert duties(parse(office(made, "docx", form))) == made_duties
    assert len(made_duties) == 5


def _ruled(docx: bytes) -> bytes:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"<w:tbl>", properties.encode()))
    return stream.getvalue()


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_a_sheet_is_the_same_in_every_format(form: str, office: Convert) -> None:
    made = in_xlsx(ROWS, before=["某某市重点任务清单"])
    assert duties(parse(office(made, "xlsx", form))) == duties(parse(made))


@pytest.mark.parametrize(("form", "source"), [("xls", "xlsx"), ("doc", "docx"), ("odt", "docx")])
def test_a_damaged_old_file_is_refused_or_read(
    form: str, source: str, office: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong bytes in what our own code looks at; LibreOffice itself is left out."""
    made = in_xlsx(ROWS) if source == "xlsx" else in_docx(ROWS, after=["附注。"])
    good = office(made, source, form)

    def refuse(*_: object, **__: object) -> bytes:
        raise UnreadableDocument("no-converter", kind="")

    monkeypatch.setattr(open_document, "convert", refuse)
    chance = random.Random(7)  # noqa: S311 - the same bytes in every run
    for _ in range(60):
        bad = bytearray(good)
        for _ in range(chance.choice((1, 5, 40))):
            bad[chance.randrange(min(len(bad), chance.choice((2048, len(bad)))))] = chance.randrange(256)  # fmt: skip
        with contextlib.suppress(UnreadableDocument):
            parse(bytes(bad[: chance.choice((len(bad), chance.randrange(len(bad))))]))


def test_what_libreoffice_cannot_read_is_damaged(office: Convert) -> None:
    del office  # it must be there
    with pytest.raises(UnreadableDocument) as caught:
        parse(b"{\\rtf1" + bytes(range(128, 256)) * 3)
    assert caught.value.code in ("damaged", "no-text")


def test_without_a_converter_the_clerk_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(convert, "_PLACES", ())
    with pytest.raises(
        UnreadableDocument, match="请安装 LibreOffice，或用 WPS 另存为 docx"
    ) as caught:
        parse(b"{\\rtf1 x}")
    assert caught.value.code == "no-converter"


def test_a_converter_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600 & sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(convert, "_SECONDS", 0.3)
    with pytest.raises(UnreadableDocument, match="超时") as caught:
        parse(b"{\\rtf1 x}")
    assert caught.value.code == "conversion-time"


def test_the_text_of_a_doc_by_antiword_where_there_is_no_libreoffice(
    office: Convert, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = "一、重点任务\n1.治水。（牵头单位：市水务局，责任单位：市财政局）\n"
    doc = office(text.encode(), "txt", "doc")
    program = tmp_path / "antiword"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}END\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(convert, "_PLACES", ())
    monkeypatch.setattr("zeren_parser.readers.compound.find_office", lambda: None)
    assert duties(parse(doc)) == [("一/1", "lead", "市水务局"), ("一/1", "responsible", "市财政局")]
