"""The headers of a request as the server hands them on, read without building a mapping of them.

What stands around every answer reads one or two of them: a mapping each time would take longer than
all the rest that is done there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope


def header(scope: Scope, name: bytes) -> str:
    """Return the first header of this name, which is in lower case; an empty text without one.

    >>> header({"headers": [(b"host", b"a"), (b"accept", b"b"), (b"accept", b"c")]}, b"accept")
    'b'
    >>> header({"headers": []}, b"accept")
    ''
    """
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return ""


def accept_of(scope: Scope) -> str:
    """Return what the caller accepts: several Accept headers mean one list.

    >>> accept_of({"headers": [(b"accept", b"text/csv"), (b"host", b"a"), (b"accept", b"*/*")]})
    'text/csv, */*'
    """
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"accept")
