"""Head and end of a plan in, what it says of itself out: title, 发文字号, issuer, place, date."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from zeren_parser.document_kinds import names_document
from zeren_parser.fields import (
    DATE_LABELS,
    INDEX_LABELS,
    ISSUER_LABELS,
    NUMBER_LABELS,
    TITLE_LABELS,
    Field,
    find_fields,
)
from zeren_parser.furniture import Furnished
from zeren_parser.model import Span
from zeren_parser.places import REGIONS, read_place
from zeren_parser.printed_dates import DATE, PRINTED_DATE, to_iso
from zeren_parser.view import Paragraph, View, fold, is_inside

_TITLE_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年")
_YEARS: Final = re.compile(r"20\d\d年?[-—~至－–]+(?:20)?\d\d")
_HALF_NAME: Final = re.compile(r"[\u4e00-\u9fff、]{10,60}")
_LEVEL: Final = re.compile(r"[省市县区州盟旗]|中共|中国|国家|国务院|.{2,8}?[省市县区州盟旗]")
_LONGEST_TITLE: Final = 80  # characters
_TITLE_LINES: Final = 6
_NUMBER_LINES: Final = 8
_NUMBER: Final = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,16}\[(?:19|20)\d\d\]第?\d{1,5}号|[\u4e00-\u9fff]{2,12}令第?\d{1,5}号"
)
_NUMBER_LINE: Final = re.compile(
    rf"[(\[]? (?P<number> {_NUMBER.pattern} ) (?P<year> (?:19|20)\d\d年 [^)]{{0,8}} )? [)\]]?",
    re.VERBOSE,
)
_MARKS: Final = re.compile(
    r"[#*]*(?:\d{1,3}[.、](?=[\u4e00-\u9fff]))?"
)  # Markdown, a running number
_TITLE_DATE: Final = re.compile(rf"\( (?P<date> {DATE} ) \)", re.VERBOSE)
_BROKEN_DATE: Final = re.compile(r"\n?\((?:19|20)\d\d\n?年\n?\d{1,2}\n?月\n?(?:\d{1,2}\n?日?)?\)$")
_SUBTITLE: Final = re.compile(r"\((?!此件|\d{4}年\d+月\d)[^()。]{2,30}\)")
_LETTERHEAD: Final = re.compile(r"(?P<organ>[\u4e00-\u9fff()]{4,40})文件")
_ADDRESSEE: Final = re.compile(r"[^。]{2,}:$")
_OUTLINE: Final = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[章条]"
)
_ISSUES: Final = re.compile(r"(?:印发|转发|批转|公布|发布)")
_ENDS_NOTICE: Final = re.compile(r"(?:通知|函|公告|通告|决定|命令|令|批复)(?:\([^()]*\))*$|》$")
_ORGAN_END: Final = (
    r"(?:人民政府|政府|办公厅|办公室|委员会|管委会|工委|[省市县区旗州]委|[改健资建教科工信]委|局|厅|部|办|院"
    r"|署|行|社|[协学商]会|联合会|联席会议|领导小组|指挥部|专班|公司|中心|法院|检察院|集团|总队|支队)"
)
_TITLE_ORGAN: Final = re.compile(
    rf"""
    (?P<organ> [^《》,。]{{2,60}}? {_ORGAN_END} ) (?: 等 [一二三四五六七八九十\d]+ 个? (?:部门|单位) )?
    (?: 关于 | 印发 | 转发 | 批转 | 公布 | 发布 )
    """,
    re.VERBOSE,
)
_VERB: Final = re.compile(r"贯彻|落实|执行|学习|推进|加快|做好|根据")
_SIGNATURE: Final = re.compile(
    rf"[\u4e00-\u9fff()、]{{2,60}}{_ORGAN_END}(?:\(代章\)|\(印章\)|\(公章\))?"
)
_SIGNED: Final = re.compile(rf"(?P<organ>{_SIGNATURE.pattern})(?P<date>{PRINTED_DATE})")
_SIGNED_END: Final = re.compile(rf"{_ORGAN_END}(?:\(代章\))?(?P<date>{DATE})$")
_SEAL: Final = re.compile(r"\((?:代章|印章|公章)\)$")
_FOUNDED: Final = re.compile(
    r"(?:成立|组建|附件\d?[:.]?)(?P<name>[^,。;:、()《》\n]{4,45}?(?:领导小组|工作组|指挥部|专班|委员会))"
)
_OWNER: Final = re.compile(
    r"(?:版权所有|主办(?:单位|方)?|网站主办|copyright[^\u4e00-\u9fff]{0,30})[:©]?(?P<name>[^\n:]{2,40})",
    re.IGNORECASE,
)
_REGION: Final = re.compile(REGIONS)
_OWN_REGION: Final = re.compile(r"[全我]省")
_OWN_PART: Final = re.compile(r"[全我本][市县区州盟旗镇乡]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; None where nothing printed proves it (title: empty)."""

    title: str
    title_span: Span | None
    number: str | None
    index_no: str | None
    issuer: str | None
    jurisdiction: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class _Title:
    """The title in view positions, its date in brackets, the paragraph behind it."""

    start: int
    end: int
    date: str | None
    behind: int


def read_metadata(
    view: View, furnished: Furnished, tables: Sequence[tuple[int, int]] = ()
) -> Metadata:
    """Return title, number, index number, issuer, place and date of the document itself.

    The fields of the page win over the text; what is cited in running text is never taken, nor what
    stands in `tables`, stretches of the view in text order.
    """
    first, last = furnished.body
    fields = (
        *find_fields(view, 0, min(first + _TITLE_LINES + 4, last)),
        *find_fields(view, last, len(view.paragraphs)),
    )
    fields = tuple(field for field in fields if _is_furniture(view, furnished, field))
    found = _find_title(view, furnished, tables[0][0] if tables else None)
    title, title_span = "", None
    if found is not None:
        title_span = view.span(found.start, found.end)
        title = "".join(title_span.of(view.canonical).split())
    else:
        title = _value(view, fields, TITLE_LABELS) or ""
    folded = fold(title)
    behind = found.behind if found else first
    outside = [i for i in range(behind, last) if not is_inside(tables, view.paragraphs[i].start)]
    signed = _find_signature(view, outside)
    issuer = _value(view, fields, ISSUER_LABELS) or _title_organ(folded)
    issuer = issuer or _letterhead(view, first, last) or signed[0]
    number = _find_number(view, furnished, fields, found)
    published = _field_date(view, fields) or signed[1] or (found.date if found else None)
    return Metadata(
        title=title,
        title_span=title_span,
        number=number[0],
        index_no=_value(view, fields, INDEX_LABELS),
        issuer=issuer,
        jurisdiction=_find_place(view, furnished, issuer, folded, signed[0]),
        published=published or number[1],
    )


def plan_year(metadata: Metadata) -> int | None:
    """Return the year that 6月底前 and 年底前 mean: that of the title, else of publication.

    A title of several years (2021—2023年) dates nothing.

    >>> from dataclasses import replace
    >>> notice = Metadata("甲市2024年工作要点", None, None, None, None, None, "2023-12-30")
    >>> plan_year(notice), plan_year(replace(notice, title="行动计划（2021—2023年）"))
    (2024, 2023)
    """
    years = _TITLE_YEAR.findall(metadata.title)
    if len(years) == 1 and not _YEARS.search(metadata.title):
        return int(years[0])
    return int(metadata.published[:4]) if metadata.published else None


def _text(view: View, index: int) -> str:
    paragraph = view.paragraphs[index]
    return view.text[paragraph.start : paragraph.end]


def _printed(view: View, start: int, end: int) -> str:
    return "".join(view.span(start, end).of(view.canonical).split())


def _is_furniture(view: View, furnished: Furnished, field: Field) -> bool:
    at = view.offsets[view.paragraphs[field.first].start]
    return any(piece.span.start <= at < piece.span.end for piece in furnished.furniture)


def _value(view: View, fields: tuple[Field, ...], labels: str) -> str | None:
    for label in labels.split("|"):
        for field in fields:
            if field.label == label and field.start < field.end:
                value = _printed(view, field.start, field.end)
                if value not in {"无", "暂无", "-", "——"}:
                    return value
    return None


def _find_title(view: View, furnished: Furnished, table: int | None) -> _Title | None:
    """Return the title from the first lines of the body: a title may run over several."""
    first, last = furnished.body
    if table is not None:
        starts = [paragraph.start for paragraph in view.paragraphs[first:last]]
        last = first + bisect_left(starts, table)
    furniture = {piece.span.start for piece in furnished.furniture}
    start = end = -1
    whole = ""
    single: _Title | None = None
    for index in range(first, min(first + _TITLE_LINES, last)):
        paragraph = view.paragraphs[index]
        if view.offsets[paragraph.start] in furniture:
            continue
        text = view.text[paragraph.start : paragraph.end]
        if not whole and (_LETTERHEAD.fullmatch(text) or _NUMBER_LINE.fullmatch(text)):
            continue
        marks = _MARKS.match(text) if not whole else None
        skip = marks.end() if marks else 0
        dated = _TITLE_DATE.search(text)
        length = dated.start() if dated else len(text.rstrip("*"))
        if not dated and (_stops(text[skip:]) or len(text) > 150):
            return single or (None if whole else _before_gap(view, paragraph, index))
        start = paragraph.start + skip if start < 0 else start
        end = paragraph.start + length if length > 0 else end
        whole += text[skip:length]
        date = to_iso(dated["date"]) if dated else None
        if dated or (_is_complete(whole) and not _goes_on(view, index + 1, last)):
            if names_document(_inner(whole)) and end > start:
                return _without_date(view, _Title(start, end, date, index + 1))
            break
        if single is None and len(whole) <= 60 and not re.search(r"[,;、]", whole):
            single = _Title(start, end, None, index + 1)
    return single


def _before_gap(view: View, paragraph: Paragraph, index: int) -> _Title | None:
    """Return the title of a document that lost its line ends: what stands before a wide space."""
    stop = min(paragraph.start + _LONGEST_TITLE, paragraph.end - 1)
    for at in range(paragraph.start, stop):
        gap = view.offsets[at + 1] - view.offsets[at] > 1
        if gap and _is_complete(view.text[paragraph.start : at + 1]):
            return _Title(paragraph.start, at + 1, None, index + 1)
    return None


def _without_date(view: View, title: _Title) -> _Title:
    """Take off a date in brackets that a line end had broken."""
    broken = _BROKEN_DATE.search(view.text, title.start, title.end)
    if broken is None:
        return title
    return _Title(title.start, broken.start(), to_iso(broken.group()), title.behind)


def _stops(text: str) -> bool:
    return (
        "。" in text
        or _ADDRESSEE.fullmatch(text) is not None
        or _OUTLINE.match(text) is not None
        or _NUMBER_LINE.fullmatch(text) is not None
        or re.fullmatch(PRINTED_DATE, text) is not None
    )


def _inner(title: str) -> str:
    return title.rstrip("》")


def _is_complete(title: str) -> bool:
    """Tell whether `title` ends as titles end; a notice that hands out something ends with 通知."""
    if title.count("《") > title.count("》") or not names_document(_inner(title)):
        return False
    return _ISSUES.search(title) is None or _ENDS_NOTICE.search(title) is not None


def _goes_on(view: View, index: int, last: int) -> bool:
    if index >= last:
        return False
    text = _text(view, index)
    if text.startswith("的"):
        return True
    return _SUBTITLE.fullmatch(text) is not None and _NUMBER.search(text) is None


def _find_number(
    view: View, furnished: Furnished, fields: tuple[Field, ...], title: _Title | None
) -> tuple[str | None, str | None]:
    """Return the number of the document itself, and the year if only that is printed with it."""
    for label in NUMBER_LABELS.split("|"):
        for field in fields:
            if field.label == label:
                match = _NUMBER.search(view.text, field.start, field.end)
                if match is not None:
                    return _printed(view, *match.span()), None
    first, last = furnished.body
    if title is not None:  # a paragraph that the lines of the head were joined to
        closing = view.text.find(")", title.end) + 1 if title.date else title.end
        match = _NUMBER.match(view.text, closing)
        if match is not None:
            return _printed(view, *match.span()), None
    for index in range(first, min(first + _NUMBER_LINES, last)):
        paragraph = view.paragraphs[index]
        line = _NUMBER_LINE.fullmatch(view.text, paragraph.start, paragraph.end)
        if line is not None:
            year = line["year"][:4] if line["year"] else None
            return _printed(view, *line.span("number")), year
    return None, None


def _title_organ(title: str) -> str | None:
    match = _TITLE_ORGAN.match(title)
    if match is None or _VERB.search(match["organ"]):
        return None
    return match["organ"]


def _letterhead(view: View, first: int, last: int) -> str | None:
    for index in range(first, min(first + 3, last)):
        match = _LETTERHEAD.fullmatch(_text(view, index))
        if match is not None:
            return match["organ"]
    return None


def _find_signature(view: View, lines: Sequence[int]) -> tuple[str | None, str | None]:
    """Return organ and date of the signature: a line with nothing but a date below an organ.

    `lines` are the indices of the paragraphs that may hold it, in text order.
    """
    loose: str | None = None
    for place, index in enumerate(lines):
        paragraph = view.paragraphs[index]
        if paragraph.end - paragraph.start > 80 or view.text[paragraph.end - 1] not in "日)":
            signed_end = _SIGNED_END.search(
                view.text, max(paragraph.start, paragraph.end - 30), paragraph.end
            )
            if signed_end is not None and loose is None:
                loose = to_iso(signed_end["date"])
            continue
        text = _text(view, index)
        signed = _SIGNED.fullmatch(text)
        if signed is not None:
            return _SEAL.sub("", signed["organ"]), to_iso(signed["date"])
        if re.fullmatch(PRINTED_DATE, text) is None:
            continue
        organ = _organ_above(view, lines[0], index)
        if organ is not None:
            return organ, to_iso(text)
        if loose is None and (place < 15 or len(lines) - place <= 3):
            loose = to_iso(text)
    return None, loose


def _organ_above(view: View, first: int, index: int) -> str | None:
    """Return the first-named of the organs that sign above line `index`.

    A name may be broken over two lines; where its first half is not sure, it is none.
    """
    organ: str | None = None
    for above in range(index - 1, first, -1):
        text = _text(view, above)
        if _SIGNATURE.fullmatch(text) is None:
            if organ and not _LEVEL.match(organ) and _HALF_NAME.fullmatch(text):
                return text + organ if _LEVEL.match(text) else None
            break
        organ = _SEAL.sub("", text)
    return organ


def _field_date(view: View, fields: tuple[Field, ...]) -> str | None:
    for label in DATE_LABELS.split("|"):
        for field in fields:
            if field.label == label and field.start < field.end:
                iso = to_iso(view.span(field.start, field.end).of(view.canonical))
                if iso is not None:
                    return iso
    return None


def _find_place(
    view: View, furnished: Furnished, issuer: str | None, title: str, signer: str | None
) -> str | None:
    """Return the place the plan is for: from its organ, title, leading group, page owner."""
    for name in _place_names(view, furnished, issuer, title, signer):
        place = read_place(name)
        if place is not None:
            return place
    return _only_region(view.text)


def _place_names(
    view: View, furnished: Furnished, issuer: str | None, title: str, signer: str | None
) -> Iterator[str]:
    yield fold(issuer or "")
    yield _without_year(title)
    issued = _ISSUES.search(title)
    if issued is not None:
        yield _without_year(title[issued.end() :].lstrip("《<〈"))
    yield fold(signer or "")
    for match in _FOUNDED.finditer(view.text):
        yield "".join(match["name"].split())
    last = furnished.body[1]
    if last < len(view.paragraphs):
        for match in _OWNER.finditer(view.text, view.paragraphs[last].start):
            yield match["name"]


def _without_year(title: str) -> str:
    return re.sub(r"^(?:关于)?(?:印发|转发)?《?(?:关于)?(?:(?:19|20)\d\d年度?)?", "", title)


def _only_region(text: str) -> str | None:
    """Return the one region that a text of a province (全省, 我省) names, if it names only one."""
    if _OWN_REGION.search(text) is None or _OWN_PART.search(text) is not None:
        return None
    regions = {match.group() for match in _REGION.finditer(text)}
    return regions.pop() if len(regions) == 1 else None
