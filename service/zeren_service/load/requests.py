"""What every generator of load asks with, and how an answer tells its length."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

CLIENTS: Final = 16  # connections of those that ask as fast as they can
LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class LoadFailed(Exception):
    """The server did not answer as it should under load."""


def to_request(url: str) -> tuple[str, int, bytes]:
    r"""Return host, port and the request for `url`.

    >>> to_request("http://127.0.0.1:80/a?b=1")
    ('127.0.0.1', 80, b'GET /a?b=1 HTTP/1.1\r\nHost: 127.0.0.1:80\r\nAccept: application/json\r\n\r\n')
    """
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    head = f"GET {address} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: application/json\r\n\r\n"
    return parts.hostname or "", parts.port or 80, head.encode()
