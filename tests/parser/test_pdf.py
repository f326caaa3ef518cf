"""PDF files: lines, paragraphs over lines and pages, ruled tables, what cannot be read."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from made_files import Rows, in_pdf, pdf_file
from zeren_parser import Plan, UnreadableDocument, parse
from zeren_parser.readers import read_source

LEFT, RIGHT, SIZE = 90.0, 505.0, 12.0
WIDE = int((RIGHT - LEFT) // SIZE)  # letters of a full line


def set_lines(texts: list[str], top: float = 760) -> list[tuple[float, float, str]]:
    """Place lines one below the other; one that begins with 　 is indented by its blanks."""
    return [(LEFT, top - 22 * number, text) for number, text in enumerate(texts)]


def wrapped(paragraph: str) -> list[str]:
    """Break a paragraph at the width of the page, its first line indented."""
    text = "\u3000\u3000" + paragraph
    return [text[at : at + WIDE] for at in range(0, len(text), WIDE)]


def paragraphs(data: bytes) -> list[str]:
    source = read_source(data)
    return ["".join(source.text[start:end].split()) for start, end in source.blocks]


FIRST = "各级各部门要提高思想认识压实工作责任确保各项任务落到实处，" * 5 + "形成合力。"
SECOND = "推行河长制，加强巡查。（牵头单位：市水务局，责任单位：市财政局、市生态环境局、市住房城乡建设局）"


def test_lines_become_paragraphs_and_every_name_is_whole() -> None:
    data = pdf_file([set_lines([*wrapped(FIRST), *wrapped("1." + SECOND)])])
    assert paragraphs(data) == [FIRST, "1." + SECOND]
    assert [a.department for t in parse(data).tasks for a in t.assignments] == [
        "市水务局", "市财政局", "市生态环境局", "市住房城乡建设局",
    ]  # fmt: skip


def test_a_paragraph_goes_on_behind_page_number_and_running_head() -> None:
    lines = [*wrapped(FIRST), *wrapped("1." + SECOND)]
    pages = [
        [(LEFT, 800.0, "某某市人民政府公报"), *set_lines(part), (290.0, 40.0, f"— {number} —")]
        for number, part in ((1, lines[:2]), (2, lines[2:5]), (3, lines[5:]))
    ]
    assert paragraphs(pdf_file(pages)) == [FIRST, "1." + SECOND]


def test_a_label_behind_a_full_line_begins_a_paragraph() -> None:
    full = ("推行河长制，加强巡查。" * 4)[: WIDE - 1] + "。"
    data = pdf_file(
        [set_lines([full, "牵头单位：市水务局", "配合单位：市财政局", full, "接着说。"])]
    )
    assert paragraphs(data) == [full, "牵头单位：市水务局", "配合单位：市财政局", full + "接着说。"]


@pytest.mark.parametrize("number", ["2", "- 2 -", "— 2 —", "第2页 共9页", "2/9"])
def test_the_number_of_a_page_is_no_text(number: str) -> None:
    pages = [set_lines(wrapped(FIRST)[:2]), [*set_lines(wrapped(FIRST)[2:]), (290.0, 40.0, number)]]
    assert paragraphs(pdf_file(pages)) == [FIRST]


def test_a_table_of_contents_is_no_text() -> None:
    contents = ["一、总体要求" + "." * 40 + "1", "二、重点任务" + "…" * 12 + " 12"]
    assert paragraphs(pdf_file([set_lines(["目录", *contents]), set_lines(["一、总体要求"])])) == [
        "目录", "一、总体要求",
    ]  # fmt: skip


def test_a_year_at_the_foot_of_a_page_is_text() -> None:
    assert paragraphs(pdf_file([set_lines(["某某市规划"]), set_lines(["2030"])]))[-1] == "2030"


def test_pieces_of_a_line_are_put_in_order_of_place_not_of_file() -> None:
    page = [
        (LEFT + 60, 700.0, "任务："),
        (LEFT, 700.4, "一、重点"),
        (LEFT, 678.0, "下一行"),
        (LEFT + 96, 699.8, "治水"),
    ]
    assert paragraphs(pdf_file([page])) == ["一、重点任务：治水", "下一行"]


def test_bold_type_made_by_printing_twice_is_read_once() -> None:
    page = [(LEFT, 700.0, "重点任务"), (LEFT + 0.4, 700.0, "重点任务"), (LEFT, 600.0, "——稳步推进")]
    assert paragraphs(pdf_file([page])) == ["重点任务", "——稳步推进"]


def test_a_gap_and_a_printed_blank_separate() -> None:
    page = [(LEFT, 700.0, "组"), (LEFT + 36, 700.0, "长：张三"), (LEFT, 678.0, "市财政局 市审计局")]
    source = read_source(pdf_file([page]))
    assert source.text.split("\n")[0].split() == ["组", "长：张三"]
    assert "市财政局 市审计局" in source.text


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_shown_turned(rotate: int) -> None:
    """Type set upright on paper that is shown turned is read as its reader sees it."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(842, 595) if rotate != 180 else (595, 842), invariant=1)
    pdf_file([[]])  # registers the font
    canvas.setPageRotation(rotate)
    canvas.setFont("STSong-Light", 12)
    if rotate == 90:
        canvas.translate(842, 0)
    elif rotate == 180:
        canvas.translate(595, 842)
    else:
        canvas.translate(0, 595)
    canvas.rotate(rotate)
    for x, y, text in set_lines(["一、任务", "1.治水。（牵头单位：市水务局）"], top=500):
        canvas.drawString(x, y, text)
    canvas.save()
    assert paragraphs(stream.getvalue()) == ["一、任务", "1.治水。（牵头单位：市水务局）"]


def long_table() -> list[list[str]]:
    rows = [["序号", "重点任务", "主要内容", "牵头单位", "责任单位"]]
    for number in range(1, 41):
        content = (
            f"推进第{number}项工作，"
            + "完善机制，优化流程，强化监督，" * (number % 5)
            + "取得实效。"
        )
        rows.append(
            [
                str(number),
                f"任务{number}",
                content,
                "市发展改革委",
                "市财政局、市人力资源社会保障局、市住房城乡建设局",
            ]
        )
    return rows


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_table_over_several_pages_is_one(repeat: int) -> None:
    data = in_pdf(long_table(), widths=[30, 60, 300, 80, 100], repeat=repeat)
    source = read_source(data)
    assert [len(table.rows) for table in source.tables] == [41]
    plan = parse(data)
    assert [t.path for t in plan.tasks] == [str(n) for n in range(1, 41)]
    assert {a.department for t in plan.tasks for a in t.assignments} == {
        "市发展改革委", "市财政局", "市人力资源社会保障局", "市住房城乡建设局",
    }  # fmt: skip


def test_a_table_without_rules_at_its_sides() -> None:
    rows = [
        ["序号", "任务", "责任单位"],
        ["1", "治水", "市水务局、市财政局"],
        ["2", "治气", "市生态环境局"],
    ]
    plan = parse(in_pdf(rows, open_sides=True))
    assert [(t.path, [a.department for a in t.assignments]) for t in plan.tasks] == [
        ("1", ["市水务局", "市财政局"]), ("2", ["市生态环境局"]),
    ]  # fmt: skip


def test_a_table_drawn_in_a_form_of_the_page() -> None:
    """Some programs draw page content once and place it, moved and scaled."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    pdf_file([[]])  # registers the font
    rows = [["序号", "任务", "责任单位"], ["1", "治水", "市水务局"], ["2", "治气", "市生态环境局"]]
    canvas.beginForm("table")
    canvas.setFont("STSong-Light", 12)
    canvas.grid([0, 60, 160, 320], [0, 30, 60, 90])
    for number, row in enumerate(rows):
        for x, text in zip((5, 65, 165), row, strict=True):
            canvas.drawString(x, 70 - 30 * number, text)
    canvas.endForm()
    canvas.translate(100, 500)
    canvas.scale(0.8, 0.8)
    canvas.doForm("table")
    canvas.save()
    plan = parse(stream.getvalue())
    assert [(t.title, [a.department for a in t.assignments]) for t in plan.tasks] == [
        ("治水", ["市水务局"]), ("治气", ["市生态环境局"]),
    ]  # fmt: skip


def image_only() -> bytes:
    """Return a page that only shows a picture, as a scanner makes it."""
    from PIL import Image

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "white")), 0, 0, 595, 842)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (image_only(), "scanned", "扫描件"),
        (pdf_file([[]]), "no-text", "没有文字"),
        (pdf_file([set_lines(["市财政局市财政局"])], password="甲".encode().hex()), "encrypted", "密码"),
        (pdf_file([set_lines(["市财政局"])])[:300], "damaged", "损坏"),
        (b"%PDF-1.7\n%%EOF", "damaged", "损坏"),
    ],
    ids=["scanned", "no text", "encrypted", "cut off", "nothing in it"],
)  # fmt: skip
def test_refusals(data: bytes, code: str, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says) as caught:
        parse(data)
    assert caught.value.code == code


OPEN_TABLE: Rows = [
    ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"],
    [("一、城乡建设", 5, 1)],
    ["1", "推进老旧小区改造，完善配套设施", "市住房城乡建设局", "市财政局、市自然资源和规划局", "2024年11月"],
    ["2", "建设口袋公园", "市城管局", "—", "2024年9月"],
    [("二、民生保障", 5, 1)],
    ["3", "新增公办学位，优化学校布局，改善办学条件", "市教育局", "市财政局、各县区人民政府", "2024年8月"],
    ["4", "提升康养服务", "市民政局", "市卫生健康委", "2024年10月"],
]  # fmt: skip


@pytest.mark.parametrize("head_rows", [0, 1])
def test_a_table_with_level_rules_only_is_read_by_the_white_between_its_columns(
    head_rows: int,
) -> None:
    widths = [40, 200, 120, 180, 100]
    ruled, bare = (
        parse(in_pdf(OPEN_TABLE, widths=widths, level_only=only, repeat=head_rows))
        for only in (False, True)
    )

    def said(plan: Plan) -> list[tuple[str, str, list[tuple[str, str]], list[str]]]:
        return [
            (
                t.path, t.title, [(a.role.value, a.department) for a in t.assignments],
                [d.date for d in t.deadlines],
            )
            for t in plan.tasks
        ]  # fmt: skip

    assert len(said(ruled)) == 4
    assert said(bare) == said(ruled)


def test_underlined_blanks_of_a_form_are_no_table() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for line in range(8):
        canvas.line(90, 700 - 30 * line, 500, 700 - 30 * line)
    canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableDocument):
        read_source(stream.getvalue())
    data = pdf_file([set_lines(["姓名 甲某某", "单位 市水务局", "职务 科长", "事由 牵头治水"])])
    assert parse(data).tasks == ()
