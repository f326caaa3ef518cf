"""A file in, its plan out: read in a process of its own that a time limit ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from zeren_graph.packing import unpack_plan
from zeren_graph.sandbox import end_process
from zeren_graph.sandbox_wire import receive, send

if TYPE_CHECKING:
    from pathlib import Path

    from zeren_parser.model import Plan

_TOO_LONG: Final = (
    "读这个文件超过 {seconds:g} 秒，已停止。请拆分文件，或另存为 docx 或 txt 后再试。"
)
_CRASHED: Final = "读这个文件时内存不足或程序中断，已停止。请检查文件是否损坏，或拆分后再试。"


class ParseFailed(Exception):
    """A file that gave no plan: why, as a code and as a sentence for the clerk."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class ParseProcess:
    """One process that reads files, started when it is first needed and again after it ended."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def parse(self, path: Path, name: str | None) -> Plan:
        """Return the plan; raises `ParseFailed`, also when it takes too long or the process ends."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes
        late = threading.Event()
        timer = threading.Timer(self._seconds, self._stop, args=[process, late])
        timer.start()
        try:
            send(process.stdin, {"path": str(path), "name": name})
            answer = receive(process.stdout)
        except (OSError, ValueError):
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            end_process(process)
            if late.is_set():
                raise ParseFailed("too-slow", _TOO_LONG.format(seconds=self._seconds))
            raise ParseFailed("stopped" if self._closed else "crashed", _CRASHED)
        header, body = answer
        if header["kind"] != "plan":
            raise ParseFailed(header["code"], header["detail"])
        return unpack_plan(body)

    def stop(self) -> None:
        """End the process, also in the middle of a file: for another thread than the one it serves."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Let go of the process."""
        self.stop()
        if self._process is not None:
            end_process(self._process)

    def _running(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ParseFailed("stopped", _CRASHED)
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "zeren_service.background.parse_worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            return self._process

    @staticmethod
    def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
        late.set()
        process.kill()
