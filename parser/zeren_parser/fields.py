"""Head of a published page in, its labelled fields out: ``索引号:…公开日期:…发布单位:…``.

The view has no white space, so a value ends where the next known label begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zeren_parser.document_kinds import names_document
from zeren_parser.view import View

NUMBER_LABELS: Final = "发文字号|公文字号|文件编号|公文编号|发文文号|文号|字号"
INDEX_LABELS: Final = "索引号|信息索引号|索引编号|索取号"
# Who made the document stands before who put it on the page.
ISSUER_LABELS: Final = (
    "制定机关|制发机关|发文机关|发文单位|发文机构|发文部门|颁布单位|成文机关|发布机关"
    "|发布机构|发布部门|发布单位|公开机构|公开单位|公开责任部门|信息公开单位"
    "|信息发布单位|责任部门名称"
)
DATE_LABELS: Final = (
    "公开日期|发布日期|发布时间|公布日期|公开时间|信息公开日期|上传时间|成文日期"
    "|成文时间|发文日期|发文时间|印发日期|生成日期|颁布日期|文件日期"
)
TITLE_LABELS: Final = (
    "标题|名称|文件名称|信息名称|公文名称|文件标题|公文标题|法规标题|信息标题|政策名称"
)
_OTHER_LABELS: Final = (
    "内容分类|主题分类|信息分类|公文分类|体裁分类|组配分类|服务对象分类|分类|公开方式"
    "|公开时限|公开范围|公开形式|公开目录|公开程序|公开类别|公开属性|公开类型"
    "|信息来源|文章来源|稿件来源|来源|作者|责任编辑|编辑|审核|阅读次数|浏览次数"
    "|点击次数|点击数|点击率|访问量|浏览量|阅读量|阅读|生效日期|失效日期|废止日期"
    "|施行日期|实施日期|有效期|有效性|时效性|时效|效力状态|效力级别|效力等级"
    "|效力说明|文件状态|是否有效|主题词|关键词|关键字|统一编号|统一登记号|登记号"
    "|规范性文件编号|规范性文件统一编号|备注|法规类别|法宝引证码|原文链接|链接"
    "|检索时间|检索关键词|文档类型|文档|信息类别|公文种类|公文类型|文种|语种|网址"
    "|载体类型|记录形式|生成机构|字体|字体大小|视力保护色|信息有效性|所属主题|摘要"
    "|内容概述|发布机构代码"
)
_ALL: Final = (NUMBER_LABELS, INDEX_LABELS, ISSUER_LABELS, DATE_LABELS, TITLE_LABELS, _OTHER_LABELS)
_ANY: Final = "|".join(sorted("|".join(_ALL).split("|"), key=len, reverse=True))
_LABEL: Final = re.compile(
    rf"\*{{0,2}} (?: \[ (?P<boxed> {_ANY} ) \] :? | (?P<plain> {_ANY} ) \*{{0,2}} : ) \*{{0,2}}",
    re.VERBOSE,
)
_LEAD: Final = re.compile(r"[-*#•·|>]*(?:[\u4e00-\u9fff]{2,6}(?=\[))?")  # 北大法宝[法宝引证码]
_LONGEST_VALUE: Final = 80


@dataclass(frozen=True, slots=True)
class Field:
    """A label with the view range of its value (empty where nothing is printed).

    `first` and `last` bound the paragraphs the field stands in, half open.
    """

    label: str
    start: int
    end: int
    first: int
    last: int


def find_fields(view: View, first: int, last: int) -> tuple[Field, ...]:
    """Return the fields of the paragraphs ``first:last``; other paragraphs yield none.

    A label that ends its paragraph takes the next one as its value, as tables of pages do.
    """
    fields: list[Field] = []
    index, title = first, ""
    while index < last:
        found = _in_paragraph(view, index)
        if not found:
            index += 1
            continue
        closing = found[-1]
        if closing.start == closing.end and _is_value(view, index + 1, last, closing.label, title):
            value = view.paragraphs[index + 1]
            found[-1] = Field(closing.label, value.start, value.end, index, index + 2)
            index += 1
        for field in found:
            if field.label in TITLE_LABELS.split("|"):
                title = view.text[field.start : field.end]
        fields += found
        index += 1
    return tuple(fields)


def _in_paragraph(view: View, index: int) -> list[Field]:
    paragraph = view.paragraphs[index]
    lead = _LEAD.match(view.text, paragraph.start, paragraph.end)
    label = _LABEL.match(view.text, lead.end() if lead else paragraph.start, paragraph.end)
    fields: list[Field] = []
    while label is not None:
        following = _LABEL.search(view.text, label.end(), paragraph.end)
        start, end = label.end(), following.start() if following else paragraph.end
        while end > start and view.text[end - 1] in ";,|*[":
            end -= 1
        fields.append(Field(label["boxed"] or label["plain"], start, end, index, index + 1))
        label = following
    return fields


def _is_value(view: View, index: int, last: int, label: str, title: str) -> bool:
    """Tell whether paragraph `index` is the value of `label` and not the plan's title below it."""
    if index >= last:
        return False
    paragraph = view.paragraphs[index]
    text = view.text[paragraph.start : paragraph.end]
    if _LABEL.match(text) or "。" in text or text.endswith(":"):
        return False
    if label in TITLE_LABELS.split("|"):
        return True
    if len(text) > 5 and title.startswith(text):
        return False
    return len(text) <= _LONGEST_VALUE and not ("关于" in text and names_document(text))
