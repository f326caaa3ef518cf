"""The index behind the search for words in tasks (全文索引), on each engine.

It holds pairs of neighbouring characters, so it finds a word of two characters as well as a
sentence: SQLite in a full-text table, PostgreSQL in an array with an inverted index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from zeren_graph import postgresql
from zeren_graph.tables import tasks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

_NAME: Final = "task_search"
_ARRAYS: Final = Table(
    _NAME,
    MetaData(),
    Column("number", Integer, ForeignKey(tasks.c.num), primary_key=True),
    Column("grams", ARRAY(Text), nullable=False),
)
_CREATE_WORDS: Final = (
    "CREATE VIRTUAL TABLE task_search USING fts5(grams, content='', tokenize='ascii')"
)
_CREATE_ARRAYS: Final = (
    "CREATE TABLE task_search ("
    "number integer PRIMARY KEY REFERENCES tasks (num) ON DELETE CASCADE, grams text[] NOT NULL)"
)
_ADD: Final = "INSERT INTO task_search (rowid, grams) VALUES (:number, :grams)"
_REMOVE: Final = (
    "INSERT INTO task_search (task_search, rowid, grams) VALUES ('delete', :number, :grams)"
)


def create_search(connection: Connection) -> None:
    """Create the index, with nothing in it."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(_CREATE_WORDS))
        return
    connection.execute(text(_CREATE_ARRAYS))
    connection.execute(text(f"CREATE INDEX task_search_by_gram ON {_NAME} USING gin (grams)"))


def contains(connection: Connection, key: str) -> ColumnElement[bool]:
    """Return the condition that the text of a task contains `key` (see `search_key`)."""
    exact = tasks.c.search.contains(key, autoescape=True)
    if not key:
        return exact
    if connection.dialect.name == "sqlite":
        return _contains_words(key, exact)
    wanted = [key] if len(key) == 1 else _pairs(key)[:-1]
    found = select(_ARRAYS.c.number).where(_ARRAYS.c.grams.contains(wanted))
    return and_(tasks.c.num.in_(found), exact)  # the array knows the pairs, not their order


def add_to_search(connection: Connection, texts: Mapping[int, str]) -> None:
    """Let the index know the texts of tasks, by number."""
    if not texts:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(text(_ADD), _grams(texts))
        return
    rows = [
        {
            "number": number,
            "grams": sorted({*lines, *(g for x in lines.split("\n") for g in _pairs(x))}),
        }
        for number, lines in texts.items()
    ]
    postgresql.insert_rows(connection, _ARRAYS, rows)


def remove_from_search(connection: Connection, texts: Mapping[int, str]) -> None:
    """Make the index forget tasks; it wants the very texts that were added."""
    if connection.dialect.name == "sqlite" and texts:  # a server forgets them with the tasks
        connection.execute(text(_REMOVE), _grams(texts))


def _contains_words(key: str, exact: ColumnElement[bool]) -> ColumnElement[bool]:
    pairs = _pairs(key)[:-1] or [key]
    quoted = ['"{}"'.format(pair.replace('"', '""')) for pair in pairs if _is_word(pair)]
    if not quoted:  # nothing but ASCII punctuation, which the index does not hold
        return exact
    phrase = " ".join(quoted) + ("*" if len(key) == 1 else "")
    match = text("task_search MATCH :phrase").bindparams(bindparam("phrase", phrase, unique=True))
    found = select(literal_column("rowid", Integer)).select_from(table(_NAME)).where(match)
    indexed = tasks.c.num.in_(found)
    # Punctuation and ASCII are folded in the index, so there a match is only likely.
    return and_(indexed, exact) if any(map(str.isascii, key)) else indexed


def _grams(texts: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {"number": number, "grams": " ".join(g for line in lines.split("\n") for g in _pairs(line))}
        for number, lines in texts.items()
    ]


def _pairs(line: str) -> list[str]:
    """Return each pair of neighbours, and the last character alone, which parts line from line.

    >>> _pairs("生态区")
    ['生态', '态区', '区']
    """
    return [line[i : i + 2] for i in range(len(line))]


def _is_word(pair: str) -> bool:
    return any(character.isalnum() or not character.isascii() for character in pair)
