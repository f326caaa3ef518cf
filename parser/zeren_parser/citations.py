"""Running text in, the documents it names out: ``《…的意见》(中发〔2015〕12号)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zeren_parser.document_kinds import names_document
from zeren_parser.model import Citation
from zeren_parser.view import View

_MARK: Final = re.compile(r"[《》]")
_LONGEST: Final = 200  # characters of a title; a longer stretch is a 《 that was never closed
_MOST_BREAKS: Final = 5  # line ends a title may run over in hard-wrapped text
_NUMBER: Final = r"""
    (?: [\u4e00-\u9fffA-Za-z]{1,16} \n? \[ \n? (?: 19 | 20 )? \d\d \n? \] \n?
      | [\u4e00-\u9fff]{1,16} \( (?: 19 | 20 ) \d\d \)
      | [\u4e00-\u9fff]{0,14} 令 \n? (?: \d{4} 年 )?
    )
    第? \n? \d{1,5} \n? 号
"""
_BEHIND: Final = re.compile(
    rf"""
    \n? [(\[] \n? (?P<number> {_NUMBER} ) (?: 文件? )?
    (?P<more> [^()\[\]《》]{{0,40}} (?: \[ \d{{4}} \] \d{{1,5}} 号 [^()\[\]《》]{{0,20}} )? )
    (?: 《 [^《》]{{1,40}} 》 )? [^()\[\]《》]{{0,10}}
    \n? [)\]]
    """,
    re.VERBOSE,
)
_DEFINES: Final = re.compile(r"(?:以下|下)?(?:统称|简称)(?:为|:)?\n?$")
_DEFINED: Final = re.compile(
    r"""\n? \(? [^()《》]{0,60} (?: 以下 | 下 )? 简称 (?: 为 | : )? \n? (?: 《 (?P<short> [^《》]{1,40} ) 》 )""",
    re.VERBOSE,
)
_ISSUED: Final = re.compile(
    r"""
    (?: \([^()]{0,30}\) )? ,?
    (?: (?: 已经? | 业经 | 经 ) [^。]{0,60}? (?: 同意 | 通过 | 批准 ) ,? )?
    现 [予将]? [^。,]{0,6}? 印发
    """,
    re.VERBOSE,
)
_NOW: Final = re.compile(r"现\n?将\n?[^。;《》]{0,12}$")
_HANDED_OUT: Final = re.compile(r"[^。;]{0,20}印\n?发")
_FRAME: Final = re.compile(
    r"""
      ^ .*? (?: 印发 | 转发 | 发布 | 公布 ) [《<〈]? (?: 关于 )? (?P<framed> .+? ) [》>〉]?
      (?: (?: 的 )? (?: 通知 | 函 | 公告 | 决定 ) )? $
    """,
    re.VERBOSE,
)
_MARKS: Final = str.maketrans("", "", "\n_《》〈〉<>“”\"'‘’—-–的")
_SHORT: Final = re.compile(
    r"(?:本|该)?(?:总体|工作|行动|实施|指导|若干)?"
    r"(?:方案|意见|通知|计划|规划|办法|要点|措施|纲要|细则|条例|规定|清单|政策|决定|指南)"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A closed pair of 《 and 》 in view positions, with its title as the view spells it."""

    start: int
    end: int
    title: str


def find_citations(
    view: View, start: int, end: int, *, own_title: str | None
) -> tuple[Citation, ...]:
    """Return every mention of a document in 《》 between two view positions, in text order.

    The number counts where it stands directly behind in brackets. A title that names no document
    (a newspaper, a song) is none. `own_title` tells which mentions mean the plan itself: its full
    title, the document it hands out, or a short form (《方案》) that nothing else explains.
    """
    mentions = [
        mention
        for mention in _outermost(view.text, start, end)
        if names_document(mention.title) or _SHORT.fullmatch(mention.title)
    ]
    own = _own_names(own_title)
    meant: dict[str, bool] = {}  # short forms that the text defines: does it mean the plan itself?
    titles: list[str] = []  # other documents named so far
    citations: list[Citation] = []
    for mention in mentions:
        if _DEFINES.search(view.text, max(0, mention.start - 12), mention.start):
            continue  # (以下简称《通知》) only gives the name
        behind = _BEHIND.match(view.text, mention.end)
        short = _SHORT.fullmatch(mention.title) is not None
        if short:
            itself = meant.get(mention.title, _is_own_short(mention.title, own_title, titles))
        else:
            itself = _bare(mention.title) in own or _is_handed_out(view.text, mention)
        defined = _DEFINED.match(view.text, mention.end)
        if defined is not None:
            meant[defined["short"].replace("\n", "")] = itself
        if not itself:
            titles.append(mention.title)
        number = None
        if behind is not None:
            number = _printed(view, *behind.span("number"))
        citations.append(
            Citation(
                title=_printed(view, mention.start + 1, mention.end - 1),
                number=number,
                self=itself,
                span=view.span(mention.start, behind.end() if behind else mention.end),
            )
        )
    return tuple(citations)


def _outermost(text: str, start: int, end: int) -> Iterator[_Mention]:
    """Yield the outermost pairs; one 《 that was never closed does not swallow those behind it."""
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for mark in _MARK.finditer(text, start, end):
        if mark.group() == "《":
            open_at.append(mark.start())
        elif open_at:
            first = open_at.pop()
            if _is_title(text, first + 1, mark.start()):
                while pairs and pairs[-1][0] > first:
                    pairs.pop()
                pairs.append((first, mark.end()))
    for first, last in pairs:
        yield _Mention(first, last, text[first + 1 : last - 1].replace("\n", ""))


def _is_title(text: str, start: int, end: int) -> bool:
    return (
        start < end <= start + _LONGEST
        and text.find("。", start, end) < 0
        and text.count("\n", start, end) <= _MOST_BREAKS
        and text.find("序号", start, end) < 0  # the head of a table that was laid out as lines
    )


def _printed(view: View, start: int, end: int) -> str:
    return "".join(view.span(start, end).of(view.canonical).split())


def _bare(title: str) -> str:
    """Return `title` without marks and 的, which drafters add and drop: two spellings, one name."""
    return title.translate(_MARKS).removeprefix("关于")


def _own_names(own_title: str | None) -> set[str]:
    if not own_title:
        return set()
    folded = "".join(own_title.split()).translate({0xFF08: "(", 0xFF09: ")"})
    names = {_bare(folded)}
    framed = _FRAME.match(folded)
    if framed is not None:
        names.add(_bare(framed["framed"]))
    return names


def _is_own_short(title: str, own_title: str | None, others: list[str]) -> bool:
    """Tell whether an unexplained short form means the plan: it has the kind, or no other has.

    《实施意见》 in a notice that hands out no 意见 means another document.
    """
    if own_title and title[-2:] not in own_title:
        return False
    if own_title and re.sub(r"[)》〉）]+$", "", own_title).endswith(title):
        return True
    return not any(other.endswith(title) for other in others)


def _is_handed_out(text: str, mention: _Mention) -> bool:
    """Tell whether the notice hands this document out: 现将《…》印发, 《…》已经省政府同意,现印发."""
    if _NOW.search(text, max(0, mention.start - 20), mention.start):
        return _HANDED_OUT.match(text, mention.end) is not None
    behind = mention.end
    while text.startswith("《", behind) and 0 < text.find("》", behind) < behind + _LONGEST:
        behind = text.find("》", behind) + 1
    return _ISSUED.match(text[behind : behind + 160].replace("\n", "")) is not None
