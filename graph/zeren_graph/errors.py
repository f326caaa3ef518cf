"""What can go wrong in the catalogue and the graph, each with a Chinese sentence for the clerk.

GraphError
├── BadCursor        the cursor of a list is not one of ours, or belongs to another list
├── BadDecision      a decision on who is who that makes no sense
├── BadFilter        a filter, sort order or page size that makes no sense
├── BadVersion       a document that cannot supersede the one it is said to
├── PeopleHidden     the answer would name persons to somebody who may not know
├── BadStoreAddress  the address of a store that cannot be meant
├── StoreBusy        another process holds the store
├── StoreAway        the server of the store does not answer, or not in time
├── StoreRefused     the server of the store does not let us in, or not do this
├── StoreFull        the disk has no room; what was there is whole
├── ArchiveDamaged   the file of a dump is not whole, or from a newer version
├── StoreDamaged     the files of the store cannot be read, or come from another version
└── QueryError
    ├── QueryRefused     malformed, or asks for something that is not allowed
    ├── QueryTimeout     the query ran longer than it may
    └── ResultTooLarge   more rows or bytes than the limit
"""

from __future__ import annotations


class GraphError(Exception):
    """The root of all errors of this package."""


class BadCursor(GraphError):
    """The cursor of a list is not one of ours, or belongs to another list."""

    def __init__(self, message: str = "翻页标记无效，或不属于这个列表，请从第一页重新开始") -> None:
        super().__init__(message)


class BadVersion(GraphError):
    """A document that cannot supersede the one it is said to."""


class BadDecision(GraphError):
    """A decision on who is who that makes no sense."""


class BadFilter(GraphError):
    """A filter, sort order or page size that makes no sense."""


class PeopleHidden(GraphError):
    """The answer would name persons to somebody who may not know."""


class StoreBusy(GraphError):
    """Another process holds the store."""


class BadStoreAddress(GraphError):
    """The address of a store that cannot be meant."""


class StoreAway(GraphError):
    """The server of the store does not answer, or not in time; then it is `slow`."""

    def __init__(self, message: str, *, slow: bool = False) -> None:
        super().__init__(message)
        self.slow = slow


class StoreRefused(GraphError):
    """The server of the store does not let us in, or not do this."""


class StoreFull(GraphError):
    """The disk has no room; what was there is whole."""


class ArchiveDamaged(GraphError):
    """The file of a dump is not whole, or from a newer version."""


class StoreDamaged(GraphError):
    """The files of the store cannot be read, or come from another version."""


class QueryError(GraphError):
    """A SPARQL query of a user that gave no answer."""


class QueryRefused(QueryError):
    """The query is malformed, or asks for something that is not allowed."""


class QueryTimeout(QueryError):
    """The query ran longer than it may."""


class ResultTooLarge(QueryError):
    """The answer has more rows or bytes than the limit."""
