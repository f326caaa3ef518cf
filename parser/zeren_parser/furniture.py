"""Paragraphs in, what belongs to the page and not to the plan out: menus, fields, feet, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from zeren_parser.document_kinds import names_document
from zeren_parser.fields import find_fields
from zeren_parser.model import Furniture
from zeren_parser.view import View

_HEAD: Final = 120  # paragraphs that a page head (with its menus) may fill
_FOOT: Final = 40
_MENU_WORDS: Final = (
    "首页|网站首页|返回首页|返回主站|返回顶部|返回目录|返回|设为首页|加入收藏|收藏本站|收藏|无障碍|无障碍阅读"
    "|无障碍浏览|长者模式|长者版|适老化|关怀版|关怀模式|登录|注册|个人中心|退出|简体|繁体|简体版|繁体版|简|繁"
    "|English|EN|手机版|移动版|客户端|APP|RSS|网站地图|站点地图|网站导航|政务公开|政府信息公开|信息公开"
    "|信息公开指南|信息公开制度|信息公开目录|信息公开年报|法定主动公开内容|依申请公开|政务服务|互动交流|政民互动"
    "|新闻中心|新闻动态|要闻动态|公告公示|通知公告|数据发布|数据开放|专题专栏|机构职能|领导之窗|政策文件"
    "|政策解读|解读回应|搜索|高级搜索|高级检索|站内搜索|检索|分享|分享到|微信|微博|QQ空间|打印|打印本页"
    "|打印此页|我要打印|关闭|关闭窗口|关闭本页|下载|收藏本页|我要纠错|纠错|上一篇|下一篇|上一条|下一条"
    "|相关链接|相关阅读|相关文件|相关稿件|相关附件|相关解读|附件下载|原文下载|扫一扫在手机打开当前页"
    "|扫一扫在手机上查看|扫一扫手机打开当前页|扫一扫分享|联系我们|关于我们|网站声明|免责声明|隐私声明"
    "|法律声明|使用帮助|帮助中心|意见反馈|党政机关|政府网站找错|友情链接|保存|字号|大|中|小|基本信息"
)
_MENU: Final = re.compile(
    rf"""
    [-#*\[(【|>»›·/<«…:.,、]*
    (?: (?: {"|".join(sorted(_MENU_WORDS.split("|"), key=len, reverse=True))} )
        [\[\])】(|>»›·/<«…:.,、]* )+
    """,
    re.VERBOSE,
)
_PORTAL: Final = re.compile(
    r"""
    [^,。;]{0,40} (?: 主站 | 首页 | 官网 | 门户 ) >{0,2} (?: [|>»] [^。;]{1,60} )?
    | [^。;,]{1,20} (?: \| [^。;,|]{1,14} ){2,}                      # a | b | c
    """,
    re.VERBOSE,
)
_BREADCRUMB: Final = re.compile(
    r"""
      (?: 您?(?:现在|当前)?(?:的|所在的?)?位置(?:是|为)? | 当前位置 | 所在位置 ) :? [^。;]{0,120}
    | (?: 网站 )? 首页 (?: [>»›/] [^。;>»›/]{1,30} ){1,6}
    """,
    re.VERBOSE,
)
_FONT: Final = re.compile(r"\[?字[体号](?:大小)?:?\[?[大中小特超,、|/\[\]]{2,10}.{0,30}")
_RULE: Final = re.compile(r"[-=_*~—·•]{3,}")  # --- between the parts of a Markdown page
_LINK: Final = re.compile(
    r"[-*]*\[[^\[\]]*\]\([^()\s]*\)|!?\[[^\[\]]*\]\([^()]*\)|https?://[!-~]+|-->"
)
_FOOT_MARK: Final = re.compile(
    r"""
    版权所有 | copyright | ICP备\w*\d | 公网安备 | 网站标识码 | 网站许可证号 | 许可证号:.*ICP | 版权声明
    | 主办.{0,40}承办.{0,40}(?:技术支持|维护|网站|电话|邮编) | 技术支持: | 网站维护 | 政府网站找错
    | ^[上下]一[篇条]: | ^相关(?:解读|链接|文件|阅读|稿件|新闻|信息):?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FOOT_NEIGHBOUR: Final = re.compile(
    r"""
      (?: 网站 )? (?: 主办 | 承办 | 协办 | 维护 | 管理 ) (?: 单位 | 方 )? : .{2,80}
    | (?: 联系 | 办公 | 咨询 | 值班 | 网站 )? (?: 电话 | 地址 | 邮编 | 邮政编码 | 邮箱 | 传真 ) : .{2,80}
    | .{0,60} (?: 网站地图 | 联系我们 | 最佳浏览 | 建议使用 | 分辨率 | 浏览器 ) .{0,60}
    """,
    re.VERBOSE,
)
_LABEL_OF_HOST: Final = re.compile(r"(?:网站)?(?:主办|承办|协办|维护|管理)(?:单位|方)?:")
_PAGE_NUMBER: Final = re.compile(
    r"""
      [-—–_·]{1,3} \d{1,4} [-—–_·]{1,3}              # -3-, — 3 —
    | 第? \d{1,4} 页 ,? (?: [/(]? 共 \d{1,4} 页 \)? )?   # 第3页 共10页
    | 第 [一二三四五六七八九十百]{1,5} 页
    | \d{1,4} / \d{1,4} (?= $ )
    """,
    re.VERBOSE,
)
_LONE_NUMBER: Final = re.compile(r"\d{1,4}")
_OUTLINE: Final = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[章条]"
)
_ANNEX: Final = re.compile(r"附件\d{0,2}:?")
_LIKE: Final = str.maketrans("—–－―", "----", "\"'“”‘’ 　#*")


@dataclass(frozen=True, slots=True)
class Furnished:
    """The furniture of a page, and the range of paragraphs that holds the plan proper.

    `body` runs from the title to before the foot; furniture may stand inside of it (page numbers,
    the fields of the page below the title).
    """

    furniture: tuple[Furniture, ...]
    body: tuple[int, int]


def find_furniture(view: View) -> Furnished:
    """Return the furniture of `view`; whatever is not surely furniture stays in the body."""
    count = len(view.paragraphs)
    kinds: dict[int, str] = {}
    head = _head_end(view)
    _mark(view, 0, head, kinds)
    first = _body_start(view, head, kinds)
    last = _body_end(view, first, kinds)
    for index in range(first):
        kinds.setdefault(index, "page-head")
    for index in range(last, count):
        kinds.setdefault(index, "footer")
    _mark_page_numbers(view, first, last, kinds)
    furniture = tuple(
        Furniture(kind, view.span(view.paragraphs[index].start, view.paragraphs[index].end))
        for index, kind in sorted(kinds.items())
    )
    return Furnished(furniture, (first, last))


def _text(view: View, index: int) -> str:
    paragraph = view.paragraphs[index]
    return view.text[paragraph.start : paragraph.end]


def _head_end(view: View) -> int:
    """Return the first paragraph that can only be the plan's own text."""
    for index, paragraph in enumerate(view.paragraphs[:_HEAD]):
        if paragraph.end - paragraph.start > 400 or _OUTLINE.match(view.text, paragraph.start):
            return index
        text = _text(view, index)
        if "。" in text or (text.endswith(":") and re.match(r"各[^:]{2,}", text)):
            return index
    return min(_HEAD, len(view.paragraphs))


def _kind(text: str) -> str | None:
    """Return what kind of furniture a paragraph without fields is, by its form alone."""
    if _BREADCRUMB.fullmatch(text):
        return "breadcrumb"
    if _MENU.fullmatch(text) or _FONT.fullmatch(text):
        return "menu"
    if _RULE.fullmatch(text) or _LINK.fullmatch(text):
        return "page-head"
    if _PORTAL.fullmatch(text) and not names_document(text):
        return "menu"
    return None


def _mark(view: View, first: int, last: int, kinds: dict[int, str]) -> None:
    for found in find_fields(view, first, last):
        for index in range(found.first, found.last):
            kinds[index] = "metadata"
    for index in range(first, last):
        if index not in kinds:
            kind = _kind(_text(view, index))
            if kind is not None:
                kinds[index] = kind


def _body_start(view: View, head: int, kinds: dict[int, str]) -> int:
    """Return the paragraph where the plan begins: the last printing of its title in the page head."""
    own = [index for index in range(head) if index not in kinds]
    if not own:
        return head
    menus = [index for index in range(head) if kinds.get(index) in {"menu", "breadcrumb"}]
    if menus:
        behind = [index for index in own if index > menus[-1]]
        if behind and any(names_document(_title(view, index)) for index in behind):
            own = behind
    seen: dict[str, int] = {}
    start = own[0]
    for index in own:
        title = _title(view, index)
        if names_document(title) and title in seen and _only_repeats(view, own, seen[title], index):
            start = index
        seen.setdefault(title, index)
    while start + 1 < head and (_ANNEX.fullmatch(_text(view, start)) or start in kinds):
        kinds.setdefault(start, "annex-label")
        start += 1
    return start


def _title(view: View, index: int) -> str:
    """Return the paragraph as titles are compared: marks of page and keyboard left out."""
    return _text(view, index).translate(_LIKE)


def _only_repeats(view: View, own: list[int], earlier: int, later: int) -> bool:
    """Tell whether between two printings of the title nothing but the title stands."""
    between = [index for index in own if earlier < index < later]
    return all(len(_text(view, index)) <= 60 and ":" not in _text(view, index) for index in between)


def _body_end(view: View, first: int, kinds: dict[int, str]) -> int:
    """Return the paragraph where the foot of the page begins."""
    count = len(view.paragraphs)
    floor = max(first + 1, count - _FOOT)
    foot: dict[int, str] = {}
    _mark(view, floor, count, foot)
    marked = [i for i in range(floor, count) if _is_foot(_text(view, i))]
    end = count
    if marked and all(_may_be_foot(view, i) for i in range(marked[0], count)):
        end = marked[0]
        while end - 1 >= floor and _is_neighbour(view, end - 1):
            end -= 1
    while end - 1 >= floor and end - 1 in foot:
        end -= 1
        kinds[end] = foot[end]
    return end


def _is_foot(text: str) -> bool:
    return len(text) <= 200 and _FOOT_MARK.search(text) is not None


def _may_be_foot(view: View, index: int) -> bool:
    text = _text(view, index)
    return "。" not in text and len(text) <= 200


def _is_neighbour(view: View, index: int) -> bool:
    """Tell whether a line above the foot belongs to it: 主办单位 may also be a label of tasks."""
    text = _text(view, index)
    if _FOOT_NEIGHBOUR.fullmatch(text) is None or "。" in text:
        return False
    if len(_LABEL_OF_HOST.findall(text)) > 1:
        return True  # 主办单位:甲 承办单位:乙 协办单位:丙
    label = _LABEL_OF_HOST.match(text)
    return label is None or view.text.find(label.group()[:2], 0, view.paragraphs[index].start) < 0


def _mark_page_numbers(view: View, first: int, last: int, kinds: dict[int, str]) -> None:
    lone: list[tuple[int, int]] = []
    for index in range(first, last):
        paragraph = view.paragraphs[index]
        if paragraph.end - paragraph.start > 14:
            continue
        text = _text(view, index)
        if _PAGE_NUMBER.fullmatch(text):
            kinds[index] = "page-number"
        elif _LONE_NUMBER.fullmatch(text) and _at_page_edge(view, index):
            lone.append((index, int(text)))
    # A lone number may as well be a cell of a table: only a run of them numbers pages.
    steps = [after[1] - before[1] for before, after in pairwise(lone)]
    if len(lone) >= 2 and all(step == 1 for step in steps):
        kinds.update((index, "page-number") for index, _ in lone)


def _at_page_edge(view: View, index: int) -> bool:
    paragraph = view.paragraphs[index]
    before = view.offsets[paragraph.start - 1] + 1 if index else 0
    behind = view.paragraphs[index + 1].start if index + 1 < len(view.paragraphs) else None
    until = view.offsets[behind] if behind is not None else len(view.canonical)
    start, end = view.offsets[paragraph.start], view.offsets[paragraph.end - 1] + 1
    return "\f" in view.canonical[before:start] or "\f" in view.canonical[end:until]
