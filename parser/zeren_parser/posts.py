"""Posts in, (organisation, title) pairs out: ``工委书记、管委主任`` → 工委/书记, 管委/主任."""

from __future__ import annotations

import re
from typing import Final

from zeren_parser.model import Post
from zeren_parser.view import fold

# Titles by the grammar ``[rank]* base``; the organisation is what stands before. Longer ones come
# first by sorting, so the table needs no order.
_BASES: Final = (
    "书记|主任|主任委员|委员|常委|成员|秘书长|秘书|省长|市长|县长|区长|州长|盟长"
    "|旗长|镇长|乡长|村长|局长|厅长|处长|部长|科长|股长|司长|署长|所长|站长"
    "|室长|院长|检察长|庭长|校长|园长|馆长|社长|台长|行长|关长|会长|队长|大队长"
    "|支队长|总队长|中队长|政委|教导员|指导员|参谋长|董事长|理事长|监事长|总经理"
    "|经理|总裁|厂长|场长|矿长|段长|主席|组长|召集人|总指挥|指挥长|总监|总编辑"
    "|主编|总工程师|总会计师|总经济师|总规划师|总审计师|总统计师|总农艺师|总师"
    "|调研员|巡视员|主任科员|科员|专员|督查专员|督学|督察长|参事|顾问|主要负责人"
    "|分管负责人|负责人|主要负责同志|分管负责同志|负责同志|干部|主要领导|分管领导"
    "|联络员|教授|研究员|院士|司令员|政治委员|行政总监|管理员|网格员|河长|林长"
    "|田长|路长|局长助理|市长助理|区长助理|总经理助理|主任助理|县长助理|班子成员"
    "|首席执行官"
)
_TITLES: Final = "|".join(sorted(_BASES.split("|"), key=len, reverse=True))
_RANKS: Final = "第一|常务|专职|执行|副|代理|代|原|一级|二级|三级|四级|高级|首席|名誉"
_POST: Final = re.compile(
    rf"""
    (?P<organisation> .*? )
    (?P<title> (?: {_RANKS} )* (?: {_TITLES} ) )
    """,
    re.VERBOSE,
)
_TITLE_END: Final = re.compile(rf"(?:{_TITLES})$")
_NOTE: Final = re.compile(r"\( (?P<note> [^()]* ) \) $", re.VERBOSE)  # (执行副组长)
_PARTY: Final = re.compile(r"(?:党组|党委|党工委|党支部|党总支|机关党委|分党组)$")

# Which organisations a title without its own organisation can lean on: 局党组书记、局长.
_HEADS: Final = (
    (re.compile(r"局长(?:助理)?$"), re.compile(r"局$")),
    (re.compile(r"厅长$"), re.compile(r"厅$")),
    (re.compile(r"处长$"), re.compile(r"处$")),
    (re.compile(r"部长$"), re.compile(r"部$")),
    (re.compile(r"院长$|检察长$"), re.compile(r"院$")),
    (re.compile(r"行长$"), re.compile(r"行$")),
    (re.compile(r"校长$"), re.compile(r"校$|大学$|学院$")),
    (re.compile(r"主席$"), re.compile(r"[会联]$")),
    (re.compile(r"队长$|政委$"), re.compile(r"队$")),
    (
        re.compile(r"主任(?:助理)?$"),
        re.compile(r"(?:办|办公室|中心|委员会|管委会?|[改健资教建]委)$"),
    ),
    (re.compile(r"经理(?:助理)?$|董事长$|总裁$"), re.compile(r"(?:公司|集团|银行|中心)$")),
    (re.compile(r"总.{1,2}师$|[调巡][研视]员$|科员$"), re.compile(r"[局厅处部委办院会司团心]$")),
)


def is_post(text: str) -> bool:
    """Tell whether `text` (folded, without white space) ends as a post does.

    >>> is_post("商务局局长"), is_post("管委副主任(执行副组长)"), is_post("吕晓东")
    (True, True, False)
    """
    return _TITLE_END.search(_NOTE.sub("", text)) is not None


def read_posts(printed: str) -> tuple[tuple[Post, ...], str | None]:
    """Return the posts named in `printed` (without white space), and the closing note if any.

    A title without an organisation leans on the nearest one before it that can have such a head;
    what has no known title is kept as an organisation with an empty title.

    >>> read_posts("工委委员、管委副主任(执行副组长)")
    ((Post(organisation='工委', title='委员'), Post(organisation='管委', title='副主任')), '执行副组长')
    >>> read_posts("市商务局党组书记、局长")[0][1]
    Post(organisation='市商务局', title='局长')
    >>> read_posts("省委常委、常务副省长")[0][1]
    Post(organisation=None, title='常务副省长')
    """
    folded = fold(printed)
    note: str | None = None
    closing = _NOTE.search(folded)
    if closing is not None:
        note = printed[slice(*closing.span("note"))] or None
        folded, printed = folded[: closing.start()], printed[: closing.start()]
    posts: list[Post] = []
    for start, end in _cut(folded):
        whole = _POST.fullmatch(folded, start, end)
        if whole is None:
            posts.append(Post(printed[start:end], ""))
            continue
        organisation = printed[slice(*whole.span("organisation"))] or None
        title = printed[slice(*whole.span("title"))]
        if organisation is None:
            organisation = _lean(title, posts)
        posts.append(Post(organisation, title))
    return tuple(posts), note


def _cut(folded: str) -> list[tuple[int, int]]:
    """Return the stretches between 、 , ; and 兼 that stand outside of brackets."""
    pieces: list[tuple[int, int]] = []
    depth = start = 0
    for position, character in enumerate(folded):
        depth += (character == "(") - (character == ")")
        if depth <= 0 and character in "、,;兼":
            pieces.append((start, position))
            start = position + 1
    pieces.append((start, len(folded)))
    return [(first, last) for first, last in pieces if first < last]


def _lean(title: str, before: list[Post]) -> str | None:
    for post in reversed(before):
        if post.organisation is None:
            continue
        organisation = _PARTY.sub("", post.organisation)
        for head, body in _HEADS:
            if head.search(title) and body.search(organisation):
                return organisation
    return None
