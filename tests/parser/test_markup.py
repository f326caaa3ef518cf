"""Web pages: what a reader sees, tables apart, encodings, hidden parts, MHTML."""

from __future__ import annotations

import codecs

import pytest

from made_files import html_table, in_html
from zeren_parser import parse
from zeren_parser.readers import read_source


def lines(body: str) -> list[str]:
    source = read_source(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())
    return [source.text[start:end] for start, end in source.blocks]


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("<p>甲</p><p>乙</p>", ["甲", "乙"]),
        ("甲<br>乙<br/>丙", ["甲", "乙", "丙"]),
        ("<p>牵头<b>单</b><span>位</span>：甲</p>", ["牵头单位：甲"]),
        ("<p>责任\n  单位</p>", ["责任 单位"]),
        ("<div>甲<div>乙</div>丙</div>", ["甲", "乙", "丙"]),
        ("<p>甲</p><script>var a='乙'</script><style>p{}</style><!-- 丙 -->", ["甲"]),
        ("<p>甲</p><p style='display:none'>乙</p><div style='DISPLAY : NONE'><p>丙</p></div>", ["甲"]),
        ("<nav><a>首页</a></nav><p>甲</p><select><option>乙</option></select>", ["甲"]),
        ("<p>&nbsp;&nbsp;一、&ldquo;甲&rdquo;&#20057;</p>", ["\xa0\xa0一、“甲”乙"]),
        ("<pre>甲\n乙\n</pre>丙", ["甲", "乙", "丙"]),
        ("<p style='white-space: pre-wrap'>甲\n乙</p>", ["甲", "乙"]),
        ("<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
        ("<ol><li>甲<ol type=a><li>子</li><li>丑</li></ol></li><li>乙</li></ol>", ["1.甲", "a.子", "b.丑", "2.乙"]),
        ("<ol start=3><li>甲</li><li value=7>乙</li><li>丙</li></ol>", ["3.甲", "7.乙", "8.丙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li><p>甲</p></li><li>乙</li></ol>", ["一、甲", "二、乙"]),
        ("<ol style='list-style: none'><li>1.甲</li></ol>", ["1.甲"]),
        ("<p>甲<p>乙<div>丙", ["甲", "乙", "丙"]),  # nothing closed
        ("<table><tr><td>甲<br>乙</td></tr></table>", ["甲", "乙"]),  # one cell: a frame
        ("<table><tr><td><table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table></td><td>边栏</td></tr><tr><td>脚</td><td>注</td></tr></table>",
         ["甲", "乙", "丙", "丁", "边栏", "脚", "注"]),
    ],
)  # fmt: skip
def test_what_a_page_shows(body: str, printed: list[str]) -> None:
    assert [line for line in lines(body) if line.strip()] == printed


@pytest.mark.parametrize(
    ("head", "encoding", "named"),
    [
        ('<meta charset="gb2312">', "gb18030", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gbk", "gb18030"),
        ('<meta charset="utf-8">', "utf-8", "utf-8"),
        ('<meta charset="utf-8">', "gb18030", "gb18030"),  # what it says is wrong
        ("", "gb18030", "gb18030"),
        ('<meta charset="big5">', "big5", "big5"),
    ],
)
def test_encodings(head: str, encoding: str, named: str) -> None:
    body = "<p>一、重要工作。（市政府及各部門分工）</p>" * 3
    source = read_source(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    assert source.source.encoding == named
    assert source.text.startswith("一、重要工作。（市政府及各部門分工）\n")


def test_a_page_in_utf_16() -> None:
    page = "<html><body><p>市财政局</p></body></html>"
    source = read_source(codecs.BOM_UTF16_LE + page.encode("utf-16-le"))
    assert (source.text, source.source.media_type) == ("市财政局\n", "text/html")


def test_a_broken_byte_is_no_reason_to_refuse_a_page() -> None:
    page = (
        "<html><meta charset=utf-8><p>牵头单位".encode()
        + b"\xff"
        + "：市财政局</p></html>".encode()
    )
    assert "市财政局" in read_source(page).text


def test_a_table_of_tasks_inside_a_frame_of_tables() -> None:
    inner = html_table(
        [["序号", "重点任务", "责任单位"], ["1", "治水", "市水务局"], ["2", "治气", "市生态环境局"]]
    )
    page = (
        f"<html><body><table><tr><td>首页</td></tr><tr><td>{inner}</td></tr></table></body></html>"
    )
    assert [t.title for t in parse(page.encode()).tasks] == ["治水", "治气"]


def test_the_table_of_the_index_number_is_read_as_metadata() -> None:
    metadata = [
        ["索引号：", "11370000/2023-00012", "发文机关：", "某某市人民政府办公室"],
        ["标题：", "某某市治水实施方案", "发文字号：", "某政办发〔2023〕5号"],
    ]
    plan = parse(
        in_html(
            metadata,
            after=[
                "某某市治水实施方案",
                "一、重点任务",
                "1.清河。（牵头单位：市水务局，责任单位：市财政局）",
            ],
        )
    )
    assert plan.document.index_no == "11370000/2023-00012"
    assert plan.document.number == "某政办发〔2023〕5号"
    assert [t.path for t in plan.tasks] == ["一/1"]


def test_a_web_page_saved_as_one_file() -> None:
    page = "<html><body><p>一、任务</p><p>1.治水。（牵头单位：市水务局）</p></body></html>"
    mhtml = (
        (
            "From: <由 WPS 保存>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
            'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        ).encode("gb18030")
        + page.encode("gb18030")
        + b"\r\n--x--\r\n"
    )
    assert [a.department for t in parse(mhtml).tasks for a in t.assignments] == ["市水务局"]
