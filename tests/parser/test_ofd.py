"""OFD files: text by its place, ruled tables, what cannot be read."""

from __future__ import annotations

import io
import zipfile

import pytest

from made_files import ofd_file
from zeren_parser import UnreadableDocument, parse
from zeren_parser.readers import read_source

SIZE = 4.2


def set_lines(texts: list[str], top: float = 40) -> list[tuple[float, float, str]]:
    return [(26.0 + SIZE * (len(t) - len(t.lstrip("\u3000"))), top + 8 * n, t.strip("\u3000")) for n, t in enumerate(texts)]  # fmt: skip


def test_a_plan_over_two_pages() -> None:
    task = "1.推行河长制，加强巡查，确保水质。（牵头单位：市水务局，责任单位：市财政局、市生态环境局、市住房城乡建设局）"
    text = "\u3000\u3000" + task
    lines = [text[at : at + 37] for at in range(0, len(text), 37)]
    data = ofd_file(
        [
            [*set_lines(["一、重点任务", lines[0]]), (100.0, 280.0, "— 1 —")],
            [*set_lines(lines[1:]), (100.0, 280.0, "— 2 —")],
        ]
    )
    source = read_source(data)
    assert source.source.media_type == "application/ofd"
    assert ["".join(source.text[a:b].split()) for a, b in source.blocks] == ["一、重点任务", task]
    assert [(t.path, a.department) for t in parse(data).tasks for a in t.assignments] == [
        ("一/1", "市水务局"), ("一/1", "市财政局"), ("一/1", "市生态环境局"), ("一/1", "市住房城乡建设局"),
    ]  # fmt: skip


def test_a_ruled_table() -> None:
    columns, rows = [20.0, 35.0, 90.0, 180.0], [30.0, 40.0, 50.0, 60.0]
    rules = [(columns[0], y, columns[-1], y) for y in rows] + [
        (x, rows[0], x, rows[-1]) for x in columns
    ]
    cells = [
        ["序号", "任务", "责任单位"],
        ["1", "治水", "市水务局、市财政局"],
        ["2", "治气", "市生态环境局"],
    ]
    page = [
        (columns[c] + 2, rows[r] + 7, text)
        for r, row in enumerate(cells)
        for c, text in enumerate(row)
    ]
    plan = parse(ofd_file([page], rules=rules))
    assert [(t.title, [a.department for a in t.assignments]) for t in plan.tasks] == [
        ("治水", ["市水务局", "市财政局"]), ("治气", ["市生态环境局"]),
    ]  # fmt: skip


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return an archive with one part replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return stream.getvalue()


GOOD = ofd_file([set_lines(["市财政局"])])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ofd_file([[]]), "no-text"),
        (with_part(ofd_file([[]]), "Doc_0/Res/1.png", b"x"), "scanned-ofd"),
        (with_part(GOOD, "OFD.xml", b"<broken"), "damaged"),
        (with_part(GOOD, "OFD.xml", b"<OFD/>"), "damaged"),
        (GOOD[:-60], "damaged"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse(data)
    assert caught.value.code == code
