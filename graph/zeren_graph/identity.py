"""Names in, keys out: when two printed names mean the same department, and how names are sorted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from zeren_parser.view import fold

if TYPE_CHECKING:
    from zeren_parser.model import Document

_LONGEST: Final = 200


def search_key(text: str) -> str:
    r"""Return `text` as it is compared and searched: no white space, half width, lower case.

    >>> search_key("财 政\u3000局（ＧＤＰ）")
    '财政局(gdp)'
    """
    return "".join(fold(text).split()).casefold()


def name_key(name: str) -> str:
    """Return the key under which a name is found: of what is too long for one, the beginning.

    An index of PostgreSQL holds no more than some 2,700 bytes in a row.
    """
    return search_key(name)[:_LONGEST]


def sort_key(text: str) -> str:
    """Return a key that sorts Chinese by sound, as offices list names.

    The common characters of GB 18030 stand in the order of their pinyin, and hexadecimal digits
    sort the same in every database whatever its collation.

    >>> sorted(["政法委", "财政局", "经发局", "环保分局"], key=sort_key)
    ['财政局', '环保分局', '经发局', '政法委']
    """
    return text[:60].encode("gb18030", errors="replace").hex()[:240]


def department_id(jurisdiction: str, name: str) -> str:
    """Return the id of the department `name` of `jurisdiction`, the same in every document.

    >>> department_id("甲区", "财政局") == department_id("乙区", "财政局")
    False
    """
    return "org-" + hashlib.sha256(f"{jurisdiction}\n{name}".encode()).hexdigest()[:12]


def scope_of(document: Document) -> str:
    """Return where the names of `document` hold: its jurisdiction.

    A document that does not say where it belongs is a scope of its own: its 财政局 may be that of
    any place, and joining it with another would mix the tasks of two offices.
    """
    return document.jurisdiction or f"document {document.id}"
