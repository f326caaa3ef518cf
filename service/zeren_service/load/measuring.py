"""A data folder in, the figures of the service under load out: ratios, each taken in one run."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import msgspec

from zeren_graph.catalogue import Catalogue
from zeren_graph.knowledge import Knowledge
from zeren_parser import parse
from zeren_service.load.generator import ask_in_turn, requests_per_second
from zeren_service.load.made_plans import made_plans
from zeren_service.load.pacing import Latencies, ahead_of_others, latencies_at
from zeren_service.load.requests import LoadFailed
from zeren_service.load.server import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROUNDS: Final = 5
_WITH_GRAPH: Final = 100  # documents; the graph of one takes longer than all else of it
_PAGES: Final = 200
_QUEUED: Final = 0.05  # seconds; where half of all answers take longer, requests pile up
_MEMORY_REQUESTS: Final = 100_000
_NOWHERE: Final = "http://127.0.0.1:9/query"  # the port that throws everything away
# Joins much with much with much: it takes little memory, and ends at the time limit and not before.
_MUCH: Final = "{{ SELECT * WHERE {{ ?a{0} ?b{0} ?c{0} }} LIMIT 20000 }}"
_HOSTILE: Final = (
    f"SELECT (COUNT(*) AS ?n) WHERE {{ {' '.join(_MUCH.format(n) for n in (1, 2, 3))}"
    " FILTER(?a1 != ?a3) }"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure (指标): what was measured, its value, and what is asked of it, if anything."""

    what: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the figure is what is asked."""
        return (self.least is None or self.value >= self.least) and (
            self.most is None or self.value <= self.most
        )


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it is, and its process."""

    url: str
    pid: int
    has_graph: bool = True

    @property
    def busy(self) -> float:
        """Return the seconds of processor time that the process has used, of all its threads."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:  # noqa: PTH123
            words = file.read().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> int:
        """Return the resident memory of the process in bytes."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def serving(data: Path, **settings: object) -> Iterator[Server]:
    """Run the server that is measured on `data`, with these settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZEREN_")}
    environment |= {f"ZEREN_{name.upper()}": str(value) for name, value in settings.items()}
    environment["ZEREN_DATA"] = str(data)
    has_graph = (data / "graph").is_dir()
    if not has_graph:  # lists come from the catalogue; the graph of many documents takes hours
        environment["ZEREN_GRAPH"] = _NOWHERE
    command = [sys.executable, "-m", "zeren_service.load.server"]
    process = subprocess.Popen(  # noqa: S603  the command is ours
        command, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None  # noqa: S101  it is a pipe
        port = process.stdout.readline().strip()
        if not port:
            raise LoadFailed("the server did not start")
        yield Server(f"http://127.0.0.1:{port}", process.pid, has_graph)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def fill(data: Path, documents: int) -> None:
    """Put that many made plans into a new data folder; above a few, into the catalogue alone."""
    if documents <= _WITH_GRAPH:
        with Knowledge.open(data) as knowledge:
            for content, name in made_plans(documents):
                knowledge.ingest(content, name)
        return
    with Catalogue.open(f"sqlite:///{data / 'catalogue.sqlite'}") as catalogue:
        for content, name in made_plans(documents):
            catalogue.put(parse(content, name=name), content)


def measure(data: Path, *, seconds: int) -> list[Figure]:
    """Return all figures of the service on `data`; each load lasts `seconds`."""
    with Catalogue.open(f"sqlite:///{data / 'catalogue.sqlite'}") as catalogue:
        documents = catalogue.documents(limit=1).total
    with serving(data, cache_bytes=0) as server:
        without = _compare(server, seconds)
        pages = _pages(server, seconds)
    with serving(data, sparql_seconds=30) as server:
        kept = _compare(server, seconds)
        rate = kept.rate
        figures = [
            Figure(
                f"{documents} 份文件：部门牵头的任务 50 条 ÷ 空路由，每秒请求数", kept.ratio, 0.5
            ),
            Figure("　空路由 ÷ 它，每次请求的处理器时间（不受机器上别的事影响）", kept.work),
            Figure("　同上，每次都重新查询（不留答复），每秒请求数", without.ratio),
            Figure("　同上，每次都重新查询，处理器时间", without.work),
            Figure("　同上，重新查询，一页接一页", pages),
            Figure("　同上，轮流问各部门、各职责、各页", _varied(server, seconds)),
        ]
        return [*figures, *_under_load(server, rate, seconds), _memory(server)]


def hot_address(server: Server) -> str:
    """Return the address of fifty tasks that the department with most of them leads."""
    first = _json(f"{server.url}/api/v1/departments?sort=lead&limit=1")["items"][0]
    return f"{server.url}/api/v1/departments/{quote(first['id'])}/tasks?role=lead&limit=50"


class _Comparison(NamedTuple):
    """The list beside the empty route: shares of requests a second and of work, and its own rate."""

    ratio: float
    work: float
    rate: float


def _compare(server: Server, seconds: int) -> _Comparison:
    """Return how the list does beside the empty route.

    The two are asked in turn, and each round gives a ratio: what else the machine does falls on
    both. The processor time that the server takes for one answer does not depend on it at all.
    """
    addresses = (hot_address(server), server.url + EMPTY)
    requests_per_second(addresses[0], 1)
    rounds = []
    for _ in range(_ROUNDS):
        rates, work = [], []
        for address in addresses:
            before = server.busy
            rates.append(requests_per_second(address, seconds))
            work.append((server.busy - before) / (rates[-1] * seconds))
        rounds.append(_Comparison(rates[0] / rates[1], work[1] / work[0], rates[0]))
    return _Comparison(*(median(values) for values in zip(*rounds, strict=True)))


def _share(server: Server, addresses: list[str], seconds: int) -> float:
    empty = [server.url + EMPTY]
    return median(ask_in_turn(addresses, seconds) / ask_in_turn(empty, seconds) for _ in range(3))


def _varied(server: Server, seconds: int) -> float:
    rows = _json(f"{server.url}/api/v1/departments?sort=lead&limit=50")["items"]
    addresses = [
        f"{server.url}/api/v1/departments/{quote(row['id'])}/tasks?{urlencode(query)}"
        for limit in range(20, 51)
        for row in rows
        for query in ({"limit": limit}, {"limit": limit, "role": "lead"})
    ]
    return _share(server, addresses, seconds)


def _pages(server: Server, seconds: int) -> float:
    """Return the share for many pages of one list, each another one."""
    hot = hot_address(server)
    addresses = [hot]
    while len(addresses) < _PAGES:
        following = _json(addresses[-1])["next"]
        if following is None:
            break
        addresses.append(f"{hot}&cursor={quote(str(following))}")
    return _share(server, addresses, seconds)


def _under_load(server: Server, most: float, seconds: int) -> list[Figure]:
    """Return how long answers take at 80 % of `most` requests a second, or as near as we come."""
    hot = hot_address(server)
    rate = _rate_that_is_kept(hot, 0.8 * most, seconds)
    with ahead_of_others(server.pid) as may:
        calm = [latencies_at(hot, rate, seconds * 2) for _ in range(_ROUNDS)]
        empty = [latencies_at(server.url + EMPTY, rate, seconds * 2) for _ in range(_ROUNDS)]
        beside = _beside_a_hostile_query(server, hot, rate) if server.has_graph else None
    at = f"每秒 {rate:.0f} 次（最大的 {100 * rate / most:.0f}%）"
    found = [
        Figure("　服务和发生器先于别的程序运行（1 是，0 系统不准）", float(may)),
        Figure(f"　{at}：每半秒的 p99 ÷ p50，取中位数", median(map(_tail, calm)), None, 5),
        Figure("　同上，整段一起算，机器自身的停顿在内", median(map(_whole_tail, calm))),
        Figure("　同样负荷下空路由每半秒的 p99 ÷ p50，供对照", median(map(_tail, empty))),
        Figure("　同上，整段一起算", median(map(_whole_tail, empty))),
        Figure("　发生器自己的迟发（p99）÷ 答复的 p50", median(map(_lag, calm))),
    ]
    if beside is None:
        return found
    hostile, ended = beside
    usual, whole = (median(one) for one in zip(*map(_late_answers, calm), strict=True))
    now, now_whole = _late_answers(hostile)
    name = "　旁边有一条 30 秒的恶意 SPARQL 时的 p99 ÷ 平时的 p99，"
    return [
        *found,
        Figure(f"{name}每半秒，取中位数", now / usual, None, 2),
        Figure(f"{name}整段一起算", now_whole / whole),
        Figure("　那条查询答复的状态码", ended, 504, 504),
    ]


def _rate_that_is_kept(hot: str, rate: float, seconds: int) -> float:
    """Return `rate`, or, where generator and server cannot keep it side by side, the next that they can.

    On a machine of few cores the generator takes from the server what it asks with.
    """
    while True:
        try:
            tried = latencies_at(hot, rate, seconds)
        except LoadFailed:
            tried = None
        if tried is not None and tried.share(0.5) < _QUEUED:
            return rate
        rate *= 0.8
        if rate < 1:
            raise LoadFailed("the server does not keep any rate")


def _late_answers(one: Latencies) -> tuple[float, float]:
    """Return p99 of half a second, and of all, in seconds."""
    return one.usual(0.99), one.share(0.99)


def _tail(one: Latencies) -> float:
    return one.usual(0.99) / one.usual(0.5)


def _whole_tail(one: Latencies) -> float:
    return one.share(0.99) / one.share(0.5)


def _lag(one: Latencies) -> float:
    return one.lag(0.99) / one.share(0.5)


def _beside_a_hostile_query(server: Server, hot: str, rate: float) -> tuple[Latencies, float]:
    status: list[int] = []

    def ask() -> None:
        address = f"{server.url}/sparql?{urlencode({'query': _HOSTILE})}"
        try:
            with urlopen(address, timeout=60) as answer:  # noqa: S310  our own address
                status.append(answer.status)
        except OSError as error:
            status.append(int(getattr(error, "code", 0)))

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(1)
    found = latencies_at(hot, rate, 25)
    running = not status
    thread.join()
    if not running:
        raise LoadFailed("the hostile query ended before the measurement did")
    return found, float(status[0])


def _memory(server: Server) -> Figure:
    hot = hot_address(server)
    requests_per_second(hot, 3)
    before = server.memory
    asked = 0.0
    while asked < _MEMORY_REQUESTS:
        asked += requests_per_second(hot, 10) * 10
    return Figure(
        f"　{_MEMORY_REQUESTS:,} 次请求之后的内存 ÷ 之前", server.memory / before, None, 1.05
    )


def _json(url: str) -> dict[str, Any]:
    with urlopen(url, timeout=60) as answer:  # noqa: S310  our own address
        found: dict[str, Any] = msgspec.json.decode(answer.read())
        return found
