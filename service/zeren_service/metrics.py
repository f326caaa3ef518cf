"""Requests in, counters in Prometheus text out."""

from __future__ import annotations

import time
from collections import defaultdict
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS: Final = (0.005, 0.025, 0.1, 0.5, 1.0, 5.0)


class Metrics:
    """Counts of requests by route and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self._buckets = [0] * len(_BUCKETS)
        self._seconds = 0.0
        self._count = 0

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        with self._lock:
            self._requests[method, route, status] += 1
            self._seconds += seconds
            self._count += 1
            for i, bound in enumerate(_BUCKETS):
                self._buckets[i] += seconds <= bound

    def render(self, gauges: dict[str, tuple[str, float]]) -> str:
        """Return all counters, and `gauges` (name → help, value), in Prometheus text."""
        lines = [
            "# HELP zeren_http_requests_total 已答复的请求数",
            "# TYPE zeren_http_requests_total counter",
        ]
        with self._lock:
            for (method, route, status), count in sorted(self._requests.items()):
                labels = f'method="{method}",route="{route}",status="{status}"'
                lines.append(f"zeren_http_requests_total{{{labels}}} {count}")
            lines += [
                "# HELP zeren_http_request_seconds 请求耗时（秒）",
                "# TYPE zeren_http_request_seconds histogram",
            ]
            for bound, count in zip(_BUCKETS, self._buckets, strict=True):
                lines.append(f'zeren_http_request_seconds_bucket{{le="{bound}"}} {count}')
            lines += [
                f'zeren_http_request_seconds_bucket{{le="+Inf"}} {self._count}',
                f"zeren_http_request_seconds_sum {self._seconds:.6f}",
                f"zeren_http_request_seconds_count {self._count}",
            ]
        for name, (text, value) in gauges.items():
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge", f"{name} {value:g}"]
        return "\n".join(lines) + "\n"


class MetricsMiddleware:
    """Tell `metrics` of every request. Routes are counted by their pattern, never by raw path."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            operation = scope["app"].state.operations().find(scope["path"])
            route = operation.template if operation else "-"
            method = scope["method"] if scope["method"].isalpha() else "-"
            self.metrics.observe(method[:10], route, status, time.perf_counter() - started)
