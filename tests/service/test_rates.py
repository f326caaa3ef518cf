"""Limits on requests: counted for each caller, over all processes of a server together."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from zeren_service import shared_counts
from zeren_service.metrics import SHARED
from zeren_service.rates import Rate
from zeren_service.shared_counts import SharedCounts


@pytest.fixture(params=["one process", "several"])
def rate(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a maker of limits, as they are in one process and in one of several."""
    if request.param == "several":
        monkeypatch.setenv(SHARED, str(tmp_path))
    return lambda words: Rate(words, "requests")


def test_each_caller_has_a_window_of_its_own(rate: Any) -> None:
    limit = rate("3/hour")
    assert [limit.spend("甲").granted for _ in range(5)] == [True, True, True, False, False]
    assert limit.look("乙").remaining == 3
    spent = limit.spend("乙")
    assert (spent.granted, spent.remaining, spent.policy) == (True, 2, '"default";q=3;w=3600')
    assert 3590 < spent.seconds <= 3600
    assert not limit.look("甲").granted


def test_a_window_ends(rate: Any) -> None:
    limit = rate("1/second")
    assert limit.spend("甲").granted
    assert not limit.spend("甲").granted
    time.sleep(1.1)
    assert limit.look("甲").remaining == 1
    assert limit.spend("甲").granted


def _spend(folder: str, times: int) -> int:
    counts = SharedCounts(Path(folder, "requests.counts"))
    return sum(counts.incr("甲", 3600) <= 100 for _ in range(times))


def test_processes_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARED, str(tmp_path))
    assert Rate("100/hour", "failures").spend("甲").granted, "another limit, another count"
    with ProcessPoolExecutor(3) as pool:
        granted = sum(pool.map(_spend, [str(tmp_path)] * 3, [60] * 3))
    assert granted == 100
    assert SharedCounts(tmp_path / "requests.counts").get("甲") == 180


def test_a_full_table_counts_together_and_never_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_counts, "_PLACES", 8)
    monkeypatch.setattr(shared_counts, "_TRIES", 8)
    counts = SharedCounts(tmp_path / "counts")
    names = [f"来客{number}" for number in range(20)]
    assert all(counts.incr(name, 60) >= 1 for name in names)
    assert sum(counts.get(name) > 1 for name in names) >= 12
    counts.clear(names[0])
    assert counts.get(names[0]) in (0, *range(2, 20))
    counts.reset()
    assert [counts.get(name) for name in names] == [0] * 20
    assert counts.check()
