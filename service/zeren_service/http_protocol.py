"""Bytes of a connection in, requests out: what uvicorn does, and is kinder where it is blunt.

Many programs send Chinese in an address as plain UTF-8 bytes, not percent-encoded; here that is read
as it is meant. What is no HTTP at all is told in the one shape of our errors.
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Twice what the longest described address with all headers takes.
_HEAD_LIMIT: Final = 2**17
_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xff]")
_LINGER: Final = 2.0  # seconds
_TITLE: Final = "请求有误"
_NO_HTTP: Final = "收到的不是合法的 HTTP 请求，请检查请求行、请求头和 Content-Length。"
_TOO_LONG: Final = "请求行和请求头过长，请缩短地址或请求头。"


class Protocol(HttpToolsProtocol):
    """One connection (连接) of the server."""

    _part: Literal["line", "head", "body", "refused"] = "line"
    _head = 0  # bytes of line and head so far

    def data_received(self, data: bytes) -> None:
        """Take what came, up to the longest head a request may have."""
        if self._part == "refused":
            return
        if self._part == "line":
            line, end, rest = data.partition(b"\n")
            data = encoded(line) + end + rest
            self._part = "head" if end else "line"
        if self._part != "body":
            self._head += len(data)
        super().data_received(data)
        if self._part in ("line", "head") and self._head > _HEAD_LIMIT:
            self._refuse(431, "Request Header Fields Too Large", _TOO_LONG)

    def on_headers_complete(self) -> None:
        """Begin a request."""
        self._part, self._head = "body", 0
        if self.url == b"*":  # `OPTIONS *` asks about the server as a whole
            self.url = b"/"
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        self._part = "line"
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Tell that what came is no HTTP, and close the connection."""
        del msg
        self._refuse(400, "Bad Request", _NO_HTTP)

    def _refuse(self, status: int, reason: str, detail: str) -> None:
        body = msgspec.json.encode(
            {
                "type": "urn:zeren:problem:bad-request",
                "title": _TITLE,
                "status": status,
                "detail": detail,
                "instance": "/",
            }
        )
        head = (
            f"HTTP/1.1 {status} {reason}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self._part = "refused"
        self.transport.write(head.encode("ascii") + body)
        # Closed at once, what the sender still sends would make its system throw our answer away.
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)


def encoded(address: bytes) -> bytes:
    """Return an address, or a request line, with every byte beyond ASCII percent-encoded.

    >>> encoded("/departments/经发局?q=a%20b".encode())
    b'/departments/%E7%BB%8F%E5%8F%91%E5%B1%80?q=a%20b'
    """
    return _BEYOND_ASCII.sub(lambda match: b"%%%02X" % match[0][0], address)
