"""Single-file web pages in (MHTML, also saved as .doc by Word), their page out."""

from __future__ import annotations

import re
from email import message_from_bytes
from typing import Final

_STARTS: Final = re.compile(
    rb"\s*(?:[A-Za-z-]{2,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,20}?MIME-Version:[^\r\n]*\r?\n",
    re.IGNORECASE,
)
_CHARSET_WITHIN: Final = 4096
_META: Final = '<meta charset="{}">'


def is_mime(data: bytes) -> bool:
    r"""Tell whether `data` begins with the head of a MIME message.

    >>> is_mime(b"From: <Word>\r\nMIME-Version: 1.0\r\n"), is_mime("发文：市政府\n".encode())
    (True, False)
    """
    return _STARTS.match(data[:8192]) is not None


def page_of(data: bytes) -> bytes | None:
    """Return the web page that a MIME message carries, None where it carries none."""
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        page = part.get_payload(decode=True)
        if not isinstance(page, bytes):
            continue
        said = part.get_content_charset()
        if said and b"charset" not in page[:_CHARSET_WITHIN].lower():
            return _META.format(said).encode("ascii", "ignore") + page
        return page
    return None
