"""A whole answer in, one page of its list out: the count and the sentence stay those of the whole."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zeren_graph.paging import cut

if TYPE_CHECKING:
    from zeren_service.questions.answer import Answer


def answer_page(
    answer: Answer, scope: tuple[str | int | None, ...], *, limit: int | None, cursor: str | None
) -> dict[str, Any]:
    """Return the wire shape of `answer` with at most `limit` items from `cursor` on.

    `scope` is all that the list depends on (the question, the document, the day, the revision of
    the catalogue): a cursor of another list is refused with `BadCursor`. `next` leads to the page
    behind, and is there only where a page was asked for; what was left out comes with the first.
    """
    if limit is None and cursor is None:
        return answer.to_dict()
    page = cut(answer.items, json.dumps(scope, ensure_ascii=False), cursor, limit)
    excluded = answer.excluded if cursor is None else ()
    shape = replace(answer, items=page.items, excluded=excluded).to_dict()
    shape["next"] = page.next
    return shape
