"""Requests in, a line for each change and each export out: who, what, when, from where."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog

from zeren_service.access import SAFE_METHODS, caller_of, role_needed
from zeren_service.logs import REQUEST_ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.get_logger("zeren.audit")
FOLDER: Final = "audit"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done (审计记录)."""

    time: str  # ISO 8601, with the zone
    who: str  # name of the key, `本机` where none was needed, `-` where none was shown
    key: str | None
    address: str
    action: str  # change, export, or key
    method: str
    path: str
    query: str
    status: int
    request_id: str | None = None


class AuditLog:
    """Files of JSON lines in a folder, one for each month, that only grow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, entry: Entry) -> None:
        """Append one entry. One write call: lines of several processes never mix."""
        self.folder.mkdir(parents=True, exist_ok=True)
        line = msgspec.json.encode(entry) + b"\n"
        path = self.folder / f"{entry.time[:7]}.jsonl"
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def entries(self) -> Iterator[Entry]:
        """Yield what was done, the oldest first; a line that a crash cut off is left out."""
        for path in sorted(self.folder.glob("*.jsonl")):
            for line in path.read_bytes().splitlines():
                try:
                    yield msgspec.json.decode(line, type=Entry)
                except msgspec.MsgspecError:
                    continue


def now() -> str:
    """Return this moment as the log writes it."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


class AuditMiddleware:
    """Log every request that changes something, and every answer that is a file to keep."""

    def __init__(self, app: ASGIApp, audit: AuditLog | None) -> None:
        self.app = app
        self.audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        changes = scope["method"] not in SAFE_METHODS and _changes(scope)

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                export = any(name == b"content-disposition" for name, _ in message["headers"])
                if changes or (export and message["status"] == 200):
                    self._note(scope, message["status"], "change" if changes else "export")
            await send(message)

        await self.app(scope, receive, watch)

    def _note(self, scope: Scope, status: int, action: str) -> None:
        caller = caller_of(scope)
        entry = Entry(
            time=now(),
            who=(caller and caller.name) or ("本机" if caller and caller.role == "admin" else "-"),
            key=caller.key if caller else None,
            address=caller.address if caller else "-",
            action=action,
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            status=status,
            request_id=scope.get(REQUEST_ID),
        )
        if self.audit is None:
            _log.info("audit", **_plain(entry))
            return
        try:
            self.audit.add(entry)
        except OSError as error:  # a full disk must not stop the office; the log tells of it
            _log.error("audit_failed", reason=error.strerror, **_plain(entry))


def _plain(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in asdict(entry).items() if name != "time"}


def _changes(scope: Scope) -> bool:
    """Tell whether the request asks for a change: a question that is posted does not."""
    return role_needed(scope["method"], scope["path"]) != "read"
