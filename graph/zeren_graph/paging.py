"""A select and its sort keys in, one page out, with an opaque cursor to the next.

Pages are cut by key, not by offset: the thousandth page costs what the first does, and nothing is
skipped or told twice when documents come and go in between.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import and_, func, literal, or_, select, tuple_

from zeren_graph import totals
from zeren_graph.errors import BadCursor, BadFilter
from zeren_graph.records import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

Item = TypeVar("Item")
Values = list[int | str]

_DIGEST: Final = 8


@dataclass(frozen=True, slots=True)
class Key:
    """One column to sort by; the last of a list is unique."""

    column: ColumnElement[Any]
    kind: type[int | str] = int
    descending: bool = False


def sorted_by(sorts: Mapping[str, tuple[Key, ...]], sort: str, what: str) -> tuple[Key, ...]:
    """Return the keys of `sort`; `-` before its name turns the order round.

    Raises `BadFilter` for what is in `sorts` under neither name.
    """
    keys = sorts.get(sort.removeprefix("-"))
    if keys is None:
        raise BadFilter(f"{what}不能按「{sort}」排序，可用：{'、'.join(sorts)}，倒序在前面加 -")
    if sort.startswith("-"):
        return tuple(Key(key.column, key.kind, not key.descending) for key in keys)
    return keys


def encode_cursor(scope: str, values: Sequence[int | str]) -> str:
    """Return a cursor that stands behind the row with these key values in the list `scope`."""
    body = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(f"{_digest(scope, body)}{body}".encode()).decode().rstrip("=")


def decode_cursor(scope: str, cursor: str, keys: Sequence[Key]) -> Values:
    """Return the key values in `cursor`.

    Whatever was not made by `encode_cursor` for the same list and the same filters is refused with
    `BadCursor`: a wrong start would leave out rows without a word.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        text = raw.decode()
        digest, body = text[:_DIGEST], text[_DIGEST:]
        values = json.loads(body)
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error
    kinds = [key.kind for key in keys]
    if not isinstance(values, list) or [type(value) for value in values] != kinds:
        raise BadCursor
    if digest != _digest(scope, body) or encode_cursor(scope, values) != cursor:
        raise BadCursor
    return values


def _digest(scope: str, body: str) -> str:
    return hashlib.sha256(f"{scope}\n{body}".encode()).hexdigest()[:_DIGEST]


def read_page(
    connection: Connection,
    rows: Select[Any],
    keys: Sequence[Key],
    make: Callable[[Sequence[Sequence[Any]]], Sequence[Item]],
    *,
    scope: str,
    cursor: str | None,
    limit: int | None,
    count: Select[Any] | None = None,
    moves: bool = False,
) -> Page[Item]:
    """Return the page of `rows` behind `cursor`; `make` turns its rows into items, all at once.

    `total` counts the whole list, exactly; a `count` that reads fewer tables to that end is used.
    It is counted once for each revision of the catalogue, unless the list `moves` without one.
    A `limit` of None takes all that is left.
    """
    if limit is not None and limit < 1:
        raise BadFilter("每页条数必须是正整数")
    if count is None:
        counted = rows.with_only_columns(keys[-1].column).subquery()
        count = select(func.count()).select_from(counted)
    total = connection.scalar(count) or 0 if moves else totals.read(connection, scope, count)
    query = rows.add_columns(*(key.column for key in keys)).order_by(
        *(key.column.desc() if key.descending else key.column.asc() for key in keys)
    )
    if cursor is not None:
        query = query.where(_behind(keys, decode_cursor(scope, cursor, keys)))
    if limit is not None:
        query = query.limit(limit + 1)
    found = connection.execute(query).all()
    following = None
    if limit is not None and len(found) > limit:
        found = found[:limit]
        following = encode_cursor(scope, list(found[-1][-len(keys) :]))
    return Page(tuple(make(found)), total, following)


def cut(items: Sequence[Item], scope: str, cursor: str | None, limit: int | None) -> Page[Item]:
    """Return the page behind `cursor` of a list that is held whole; None as `limit` takes the rest."""
    first = 0
    if cursor is not None:
        (found,) = decode_cursor(scope, cursor, (Key(literal(0)),))
        first = int(found)
    last = len(items) if limit is None else min(first + limit, len(items))
    following = encode_cursor(scope, [last]) if last < len(items) else None
    return Page(tuple(items[first:last]), len(items), following)


def _behind(keys: Sequence[Key], values: Values) -> ColumnElement[bool]:
    """Return the condition that a row sorts behind `values`.

    Where all keys run the same way it is one comparison, with which an index starts at its place.
    """
    if len({key.descending for key in keys}) == 1:
        place = tuple_(*(literal(value) for value in values))
        here = tuple_(*(key.column for key in keys))
        return here < place if keys[0].descending else here > place
    steps = []
    for depth, (key, value) in enumerate(zip(keys, values, strict=True)):
        same = [other.column == values[i] for i, other in enumerate(keys[:depth])]
        steps.append(and_(*same, key.column < value if key.descending else key.column > value))
    return or_(*steps)
