"""Requests in, counters in Prometheus text out; those of all worker processes together."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prometheus_client.metrics_core import Metric
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Set before this module is loaded where several processes serve: they count in files of this folder,
# here and in `rates`.
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0)
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Metrics:
    """Counts of requests by route and status, and how long each route took (运行计数)."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "zeren_http_requests",
            "已答复的请求数",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "zeren_http_request_seconds",
            "请求耗时（秒）",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        # Looking a counter up by its labels takes longer than counting.
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        named = method if method in _METHODS else "-"
        key = (named, route, status)
        known = self._children.get(key)
        if known is None:
            known = (
                self._requests.labels(named, route, str(status)),
                self._seconds.labels(route),
            )
            self._children[key] = known
        known[0].inc()
        known[1].observe(seconds)

    def render(self, gauges: Mapping[str, tuple[str, float]]) -> bytes:
        """Return all counters, and `gauges` (name → help, value), in Prometheus text."""
        counted = self._registry
        if SHARED in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(_Moment(gauges))
        return generate_latest(counted) + generate_latest(now)


class _Moment(Collector):
    """Values of this moment: the same whichever process tells them."""

    def __init__(self, gauges: Mapping[str, tuple[str, float]]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        for name, (words, value) in self._gauges.items():
            yield GaugeMetricFamily(name, words, value=value)


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
            self.metrics.observe(scope["method"], route, status, time.perf_counter() - started)
