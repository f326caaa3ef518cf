"""Callers in, how many requests each has left out."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from zeren_service.metrics import SHARED
from zeren_service.shared_counts import SharedCounts

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller may still ask (余额), in a window that ends in `seconds`."""

    granted: bool
    policy: str
    remaining: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the RateLimit headers of the IETF draft, and Retry-After on a refusal."""
        told = {
            "RateLimit-Policy": self.policy,
            "RateLimit": f'"default";r={self.remaining};t={self.seconds}',
        }
        return told if self.granted else told | {"Retry-After": str(self.seconds)}


class Rate:
    """A limit such as `600/minute` for each caller, over all processes of this server together.

    `name` tells one limit of the server from another.
    """

    def __init__(self, rate: str, name: str, clock: Callable[[], float] = time.time) -> None:
        self._item = parse(rate)
        folder = os.environ.get(SHARED)
        counts = SharedCounts(Path(folder, f"{name}.counts")) if folder else MemoryStorage()
        self._limiter = FixedWindowRateLimiter(counts)
        self._clock = clock
        self._policy = f'"default";q={self._item.amount};w={self._item.get_expiry()}'

    def spend(self, who: str) -> Allowance:
        """Count one request of `who`; it is granted as long as the window has room."""
        return self._tell(who, granted=self._limiter.hit(self._item, who))

    def look(self, who: str) -> Allowance:
        """Tell whether one more request of `who` would be granted, and count nothing."""
        return self._tell(who, granted=self._limiter.test(self._item, who))

    def _tell(self, who: str, *, granted: bool) -> Allowance:
        window = self._limiter.get_window_stats(self._item, who)
        seconds = max(1, math.ceil(window.reset_time - self._clock()))
        return Allowance(granted, self._policy, max(0, window.remaining), seconds)
