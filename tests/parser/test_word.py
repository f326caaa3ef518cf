"""Word files: automatic numbers, notes, boxes, tracked changes, hidden text, what is damaged."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import pytest

from made_files import docx_file, docx_paragraph, docx_table
from zeren_parser import UnreadableDocument, parse
from zeren_parser.readers import read_source


def level(index: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: int, *levels: str, extra: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{extra}{"".join(levels)}</w:abstractNum>'


def use(number: int, of: int, extra: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{extra}</w:num>'


def root(name: str, *parts: str) -> str:
    return f"<w:ROOT>{''.join(parts)}</w:{name}>"


def numbered(text: str, number: int, at: int = 0, style: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/>' * bool(style)
    properties += f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    return docx_paragraph(text, properties)


def styled(text: str, style: str) -> str:
    return docx_paragraph(text, f'<w:pStyle w:val="{style}"/>')


def lines(data: bytes) -> list[str]:
    source = read_source(data)
    return [source.text[start:end] for start, end in source.blocks]


PLAN = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)


@dataclass(frozen=True)
class Case:
    name: str
    numbering: str
    body: str
    printed: list[str]
    styles: str = ""
    parts: dict[str, str] = field(default_factory=dict)


CASES = [
    Case(
        "the four levels of a plan begin again behind a higher one",
        root("numbering", PLAN, use(1, 0)),
        numbered("总体要求", 1) + numbered("重点任务", 1) + numbered("治水", 1, 1)
        + numbered("清河", 1, 2) + numbered("护岸", 1, 2) + numbered("治气", 1, 1)
        + numbered("减煤", 1, 2) + numbered("改电", 1, 3) + numbered("改气", 1, 3)
        + numbered("保障措施", 1) + numbered("加强领导", 1, 1),
        ["一、总体要求", "二、重点任务", "（一）治水", "1.清河", "2.护岸", "（二）治气", "1.减煤", "①改电", "②改气",
         "三、保障措施", "（一）加强领导"],
    ),
    Case(
        "two uses of one list count on",
        root("numbering", PLAN, use(1, 0), use(2, 0)),
        numbered("甲", 1) + numbered("乙", 2) + numbered("丙", 1),
        ["一、甲", "二、乙", "三、丙"],
    ),
    Case(
        "a use with a start override begins again once",
        root(
            "numbering", PLAN, use(1, 0),
            use(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
        ),
        numbered("甲", 1) + numbered("乙", 1) + numbered("丙", 2) + numbered("丁", 2),
        ["一、甲", "二、乙", "一、丙", "二、丁"],
    ),
    Case(
        "an override that replaces the level",
        root(
            "numbering", PLAN, use(1, 0),
            use(2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "%1)", start=5)}</w:lvlOverride>'),
        ),
        numbered("甲", 2) + numbered("乙", 2),
        ["5)甲", "6)乙"],
    ),
    Case(
        "a level that never begins again",
        root(
            "numbering",
            abstract(0, level(0, "chineseCounting", "%1、"),
                     level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')),
            use(1, 0),
        ),
        numbered("甲", 1) + numbered("子", 1, 1) + numbered("乙", 1) + numbered("丑", 1, 1),
        ["一、甲", "1.子", "二、乙", "2.丑"],
    ),
    Case(
        "a level that begins again behind the first level only",
        root(
            "numbering",
            abstract(0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"),
                     level(2, "decimal", "%3.", '<w:lvlRestart w:val="1"/>')),
            use(1, 0),
        ),
        numbered("甲", 1) + numbered("子", 1, 1) + numbered("丑", 1, 2) + numbered("寅", 1, 1)
        + numbered("卯", 1, 2) + numbered("乙", 1) + numbered("辰", 1, 1) + numbered("巳", 1, 2),
        ["一、甲", "（一）子", "1.丑", "（二）寅", "2.卯", "二、乙", "（一）辰", "1.巳"],
    ),
    Case(
        "a skipped level shows its first number",
        root("numbering", abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"),
                                   level(2, "decimal", "%1.%2.%3")), use(1, 0)),
        numbered("甲", 1) + numbered("乙", 1, 2),
        ["1 甲", "1.1.1 乙"],
    ),
    Case(
        "all numbers of a legal level are digits",
        root("numbering", abstract(0, level(0, "chineseCounting", "第%1章"),
                                   level(1, "decimal", "%1.%2", "<w:isLgl/>")), use(1, 0)),
        numbered("甲", 1) + numbered("乙", 1, 1),
        ["第一章 甲", "1.1 乙"],
    ),
    Case(
        "a list by style, the style's level by the list",
        root(
            "numbering",
            abstract(0, level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
                     level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="H2"/>')),
            use(1, 0),
        ),
        styled("甲", "H1") + styled("乙", "H2") + styled("丙", "H2") + styled("无", "Body"),
        ["一、甲", "（一）乙", "（二）丙", "无"],
        root(
            "styles",
            '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
            '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/></w:style>',
            '<w:style w:type="paragraph" w:styleId="Body"/>',
        ),
    ),
    Case(
        "a list that a style of lists defines",
        root(
            "numbering",
            abstract(0, extra='<w:numStyleLink w:val="List"/>'),
            abstract(1, level(0, "decimalEnclosedFullstop", "%1"), extra='<w:styleLink w:val="List"/>'),
            use(1, 0), use(2, 1),
        ),
        numbered("甲", 1) + numbered("乙", 1),
        ["⒈甲", "⒉乙"],
        root(
            "styles",
            '<w:style w:type="numbering" w:styleId="List"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>',
        ),
    ),
    Case(
        "number zero takes a paragraph out of the list of its style",
        root("numbering", PLAN, use(1, 0)),
        styled("甲", "H1") + numbered("乙", 0, style="H1") + styled("丙", "H1"),
        ["一、甲", "乙", "二、丙"],
        root(
            "styles",
            '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        ),
    ),
    Case(
        "bullets print nothing",
        root("numbering", abstract(0, level(0, "bullet", "\uf06c")), use(1, 0)),
        numbered("甲", 1) + numbered("乙", 1),
        ["甲", "乙"],
    ),
    Case(
        "a list that is not defined",
        root("numbering", PLAN, use(1, 0)),
        numbered("甲", 7) + numbered("乙", 1, 8) + numbered("丙", 1),
        ["甲", "乙", "一、丙"],
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_numbering(case: Case) -> None:
    parts = {"numbering": case.numbering} | ({"styles": case.styles} if case.styles else {})
    assert lines(docx_file(case.body, **parts)) == case.printed


def test_automatic_numbers_make_the_outline_of_a_plan() -> None:
    body = (
        docx_paragraph("某某市治水实施方案")
        + numbered("重点任务", 1)
        + numbered("水污染防治", 1, 1)
        + numbered("关停养殖场。（牵头单位：市生态环境局）", 1, 2)
        + numbered("建设管网。（牵头单位：市住房城乡建设局，责任单位：市财政局）", 1, 2)
    )
    plan = parse(docx_file(body, numbering=root("numbering", PLAN, use(1, 0))))
    assert [(t.path, t.title) for t in plan.tasks] == [
        ("一/(一)/1", "关停养殖场"), ("一/(一)/2", "建设管网"),
    ]  # fmt: skip


def run(text: str, properties: str = "", tag: str = "t") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:{tag} xml:space='preserve'>{escape(text)}</w:{tag}></w:r>"


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (run("市") + run("财政局"), ["市财政局"]),
        (run("甲局") + "<w:del>" + run("乙局", tag="delText") + "</w:del>" + "<w:ins>" + run("丙局") + "</w:ins>", ["甲局丙局"]),
        ("<w:moveFrom>" + run("乙局") + "</w:moveFrom><w:moveTo>" + run("丙局") + "</w:moveTo>", ["丙局"]),
        (run("甲局") + run("暗", "<w:vanish/>") + run("乙局", '<w:vanish w:val="0"/>'), ["甲局乙局"]),
        (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), ["甲", "乙"]),
        (run("甲") + '<w:r><w:br w:type="page"/></w:r>' + run("乙"), ["甲乙"]),
        (run("甲") + "<w:r><w:tab/></w:r>" + run("乙"), ["甲\t乙"]),
        ("<w:hyperlink>" + run("市政府") + "</w:hyperlink>" + run("文件"), ["市政府文件"]),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("甲"), ["甲"]),
        ("<w:sdt><w:sdtContent>" + run("甲") + "</w:sdtContent></w:sdt>", ["甲"]),
        ("<w:smartTag>" + run("威海") + "</w:smartTag>" + run("市"), ["威海市"]),
        (
            "<w:r><w:ruby><w:rt>" + run("pin") + "</w:rt><w:rubyBase>" + run("拼") + "</w:rubyBase></w:ruby></w:r>",
            ["拼"],
        ),
        (
            run("正文") + "<w:r><w:pict><w:txbxContent>" + docx_paragraph("框内") + "</w:txbxContent></w:pict></w:r>",
            ["正文", "框内"],
        ),
    ],
)  # fmt: skip
def test_what_a_paragraph_prints(inner: str, printed: list[str]) -> None:
    assert lines(docx_file(f"<w:p>{inner}</w:p>")) == printed


def test_the_table_of_contents_says_nothing_new() -> None:
    field = "<w:r><w:instrText> PAGEREF _Toc1 \\h </w:instrText></w:r>"
    entry = f"<w:p>{run('一、总体要求')}<w:r><w:tab/></w:r>{field}{run('1')}</w:p>"
    body = docx_paragraph("目录") + entry + docx_paragraph("一、总体要求")
    assert lines(docx_file(body)) == ["目录", "一、总体要求"]


def test_a_drawing_and_its_fallback_are_read_once() -> None:
    choice = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    box = f"<w:txbxContent>{docx_paragraph('框内')}</w:txbxContent>"
    body = (
        f"<w:p {choice}><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(docx_file(body)) == ["框内"]


def test_notes_stand_behind_the_text() -> None:
    notes = root(
        "footnotes",
        f'<w:footnote w:type="separator">{docx_paragraph("----")}</w:footnote>',
        f"<w:footnote>{docx_paragraph('注：含开发区')}</w:footnote>",
    )
    assert lines(docx_file(docx_paragraph("正文。"), footnotes=notes)) == ["正文。", "注：含开发区"]


def test_a_table_in_a_cell_and_a_frame_of_one_cell_are_text() -> None:
    inner = docx_table([["甲", "乙"], ["丙", "丁"]])
    frame = f"<w:tbl><w:tr><w:tc>{docx_paragraph('正文')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert lines(docx_file(frame)) == ["正文", "甲", "乙", "丙", "丁"]


def test_numbers_of_rows_that_word_counts() -> None:
    number = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    rows = [
        ["序号", "任务", "责任单位"],
        ["NUMBER", "治水", "市水务局"],
        ["NUMBER", "治气", "市环保局"],
    ]
    table = docx_table(rows).replace(docx_paragraph("NUMBER"), number)
    numbering = root("numbering", abstract(0, level(0, "decimal", "%1")), use(1, 0))
    assert [t.path for t in parse(docx_file(table, numbering=numbering)).tasks] == ["1", "2"]


def test_a_table_whose_head_is_a_table_of_its_own() -> None:
    head = docx_table([["序号", "任务", "责任单位"]])
    rows = docx_table([["1", "治水", "市水务局"], ["2", "治气", "市环保局"]])
    more = docx_table([["3", "植树", "市林业局"], ["4", "护林", "市林业局"]])
    plan = parse(docx_file("<w:p/>".join((head, rows, more))))
    assert [t.title for t in plan.tasks] == ["治水", "治气", "植树", "护林"]


def test_a_deleted_row_is_no_row() -> None:
    table = docx_table(
        [["序号", "任务", "责任单位"], ["1", "治水", "市水务局"], ["2", "治气", "市环保局"]]
    )
    table = table.replace("<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:t xml:space='preserve'>2",
                          "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:t xml:space='preserve'>2")  # fmt: skip
    assert [t.title for t in parse(docx_file(table)).tasks] == ["治水"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (docx_file("<w:p/>"), "no-text"),
        (docx_file("<w:p><w:unclosed>"), "damaged"),
        (docx_file(docx_paragraph("甲"))[:-40], "damaged"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse(data)
    assert caught.value.code == code
