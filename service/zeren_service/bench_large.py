"""Ten thousand documents: how fast they come in, and whether lists stay as fast: `zeren bench --large`.

The documents are real ones, varied: each has a title, a number and values of its own, so that none
is a version of another. Times of one machine say little; each is shown beside what it is measured
against, taken in the same run.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from zeren_graph.bulk import load_files
from zeren_graph.catalogue import Catalogue
from zeren_graph.knowledge import Knowledge
from zeren_graph.places import Places
from zeren_graph.reading_pool import ReadingPool, Telling
from zeren_graph.records import TaskFilter
from zeren_parser import UnreadableDocument, parse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

_DOCUMENTS: Final = 10_000
_PAGE: Final = 50
_ROUNDS: Final = 400
_SEED: Final = 20_260_101
_SHARES: Final = (0.5, 0.99)
_FOLDER: Final = 500  # files in one folder
_BARE_BYTES: Final = 200 * 2**20  # of N-Triples that the bare store is given at once
_NUMBER: Final = re.compile(r"(?<=[〕\]])\s*(?:第)?\d+(?=\s*号)")
_PERCENT: Final = re.compile(r"\d{1,2}(?=(?:\.\d+)?[%％])")


@dataclass(frozen=True, slots=True)
class Times:
    """How long a list takes on the large and on the small catalogue, in seconds (耗时)."""

    what: str
    large: tuple[float, ...]
    small: tuple[float, ...]

    def at(self, share: float) -> tuple[float, float, float]:
        """Return large, small and their ratio at a quantile."""
        large, small = (_quantile(times, share) for times in (self.large, self.small))
        return large, small, large / small


@dataclass(frozen=True, slots=True)
class Load:
    """How long documents took to come in (装入)."""

    documents: int
    triples: int
    seconds: float
    bare_seconds: float
    catalogue_bytes: int
    graph_bytes: int
    source_bytes: int

    @property
    def ratio(self) -> float:
        """Return triples a second as a share of those of the bare store."""
        return self.bare_seconds / self.seconds


def vary(text: str, title: str, number: int) -> str:
    r"""Return a document like this one, with a title, a number and values of its own.

    >>> vary("甲区节能实施方案\n甲发〔2020〕3号\n能耗下降15%。", "甲区节能实施方案", 7)
    '甲区节能第7期实施方案\n甲发〔2020〕10007号\n能耗下降62%。\n附注：第7期。\n'
    """
    chance = random.Random(_SEED + number)  # noqa: S311 - nothing secret
    head, kind = title[:-4], title[-4:]
    text = text.replace(title, f"{head}第{number}期{kind}", 1)
    text = _NUMBER.sub(str(10_000 + number), text, count=1)
    text = _PERCENT.sub(lambda _: str(chance.randint(10, 99)), text)
    return f"{text}\n附注：第{number}期。\n"


def write_documents(sources: Sequence[Path], count: int, folder: Path) -> list[Path]:
    """Write `count` documents that vary those of `sources`; return their paths."""
    bases: list[tuple[str, str]] = []
    for path in sources:
        try:
            plan = parse(path.read_bytes(), name=path.name)
        except UnreadableDocument:
            continue
        if plan.tasks:
            bases.append((plan.text, plan.document.title))
    paths = []
    for number in range(count):
        text, title = bases[number % len(bases)]
        place = folder / f"{number // _FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        paths.append(place / f"{number:06}.txt")
        paths[-1].write_text(vary(text, title, number), "utf-8", errors="replace")
    return paths


def measure_load(paths: Sequence[Path], data: Path, *, watch: bool) -> Load:
    """Load `paths` into `data`, and their triples into a bare store; return both times."""
    started = time.perf_counter()
    with Knowledge.open(data) as knowledge:
        for done, _loaded in enumerate(load_files(knowledge, paths), 1):
            if watch and done % 500 == 0:
                _say(f"装入 {done} 份，{time.perf_counter() - started:.0f} 秒")
    seconds = time.perf_counter() - started
    with tempfile.TemporaryDirectory(dir=data.parent) as folder:
        bare, triples = _measure_bare(paths, Path(folder), watch=watch)
    return Load(
        documents=len(paths),
        triples=triples,
        seconds=seconds,
        bare_seconds=bare,
        catalogue_bytes=sum(p.stat().st_size for p in data.glob("catalogue.sqlite*")),
        graph_bytes=_size(data / "graph"),
        source_bytes=sum(path.stat().st_size for path in paths),
    )


def _measure_bare(paths: Sequence[Path], folder: Path, *, watch: bool) -> tuple[float, int]:
    """Return the seconds inside `bulk_load` alone, and how many triples were given to it."""
    store, seconds, triples = ox.Store(folder), 0.0, 0
    with ReadingPool(Telling()) as pool:
        for body in _bodies(pool, paths):
            triples += body.count(b" .\n")
            started = time.perf_counter()
            store.bulk_load(body, format=ox.RdfFormat.N_QUADS)
            seconds += time.perf_counter() - started
            if watch:
                _say(f"对照：{triples} 条三元组，{seconds:.0f} 秒")
    started = time.perf_counter()
    store.flush()
    return seconds + time.perf_counter() - started, triples


def _bodies(pool: ReadingPool, paths: Sequence[Path]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    for file in pool.read(paths):
        if file.reading is None:
            continue
        graph = hashlib.sha256(file.reading.data).hexdigest()[:16]
        end = f" <https://w3id.org/zeren/graph/{graph}> .\n".encode()
        waiting.append(file.reading.triples.replace(b" .\n", end))
        if sum(map(len, waiting)) > _BARE_BYTES:
            yield b"".join(waiting)
            waiting = []
    if waiting:
        yield b"".join(waiting)


def measure_lists(large: Catalogue, small: Catalogue, department: str) -> list[Times]:
    """Return the times of what clerks ask most, on both catalogues in turn."""
    (there,), (here,) = (_named(catalogue, department) for catalogue in (large, small))
    tasks = (TaskFilter((there,), role="lead"), TaskFilter((here,), role="lead"))
    last_task = _last_cursor(lambda cursor: large.tasks(tasks[0], cursor=cursor, limit=_PAGE))
    last_department = _last_cursor(
        lambda cursor: large.departments(sort="lead", cursor=cursor, limit=_PAGE)
    )
    document = small.documents(limit=1).items[0].id
    return [
        _measure(
            f"{department}牵头的任务，第一页 {_PAGE} 条",
            lambda: large.tasks(tasks[0], limit=_PAGE),
            lambda: small.tasks(tasks[1], limit=_PAGE),
        ),
        _measure(
            "同上，最后一页（与大库第一页比）",
            lambda: large.tasks(tasks[0], cursor=last_task, limit=_PAGE),
            lambda: large.tasks(tasks[0], limit=_PAGE),
        ),
        _measure(
            "一份文件的责任矩阵", lambda: large.matrix(document), lambda: small.matrix(document)
        ),
        _measure(
            f"部门清单，按牵头数，第一页 {_PAGE} 条",
            lambda: large.departments(sort="lead", limit=_PAGE),
            lambda: small.departments(sort="lead", limit=_PAGE),
        ),
        _measure(
            "同上，最后一页（与大库第一页比）",
            lambda: large.departments(sort="lead", cursor=last_department, limit=_PAGE),
            lambda: large.departments(sort="lead", limit=_PAGE),
        ),
    ]


def _named(catalogue: Catalogue, name: str) -> list[str]:
    found = max(catalogue.find_departments(name), key=lambda row: row.lead)
    return [found.id]


def _last_cursor(page: Callable[[str | None], Any]) -> str | None:
    cursor: str | None = None
    while (following := page(cursor).next) is not None:
        cursor = following
    return cursor


def _measure(what: str, large: Callable[[], object], small: Callable[[], object]) -> Times:
    for work in (large, small):
        work()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for taken, work in zip(times, (large, small), strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return Times(what, tuple(times[0]), tuple(times[1]))


def _quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def run(args: argparse.Namespace) -> int:
    """Load, measure, print; return 0."""
    sources = args.files or sorted(Path("source_docs").glob("*.txt"))
    folder = args.keep or Path(tempfile.mkdtemp(prefix="zeren-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        load = _load(sources, (args.documents or [_DOCUMENTS])[-1], folder)
        with (
            Places(folder / "data").open_catalogue() as large,
            Catalogue.open("sqlite://") as small,
        ):
            busiest = large.departments(sort="lead", limit=1).items[0]
            task = large.tasks(TaskFilter((busiest.id,), role="lead"), limit=1).items[0]
            data, plan = large.source(task.document), large.plan(task.document)
            assert data is not None and plan is not None, "it holds the task"  # noqa: S101, PT018
            small.put(plan, data)
            times = measure_lists(large, small, busiest.name)
    finally:
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    _show(load, times, as_json=args.json)
    return 0


def _load(sources: Sequence[Path], count: int, folder: Path) -> Load | None:
    if (folder / "data").exists():  # measured before, and kept
        return None
    paths = write_documents(sources, count, folder / "documents")
    return measure_load(paths, folder / "data", watch=True)


def _show(load: Load | None, times: Sequence[Times], *, as_json: bool) -> None:
    if as_json:
        lists = [
            {"what": row.what, "quantile": share}
            | dict(zip(("seconds", "base_seconds", "ratio"), row.at(share), strict=True))
            for row in times
            for share in _SHARES
        ]
        told = None if load is None else _told(load)
        sys.stdout.write(json.dumps({"load": told, "lists": lists}, ensure_ascii=False, indent=2))
        sys.stdout.write("\n")
        return
    console = Console()
    if load is not None:
        table = Table("装入", "数值")
        for name, value in _told(load).items():
            table.add_row(name, f"{value:,.2f}" if isinstance(value, float) else f"{value:,}")
        console.print(table)
    table = Table("清单", "分位", "毫秒", "对照毫秒", "比值", "要求")
    for row in times:
        for share in _SHARES:
            large, small, ratio = row.at(share)
            cells = (f"{large * 1000:.2f}", f"{small * 1000:.2f}", f"{ratio:.2f}", "≤ 2")
            table.add_row(row.what, f"p{share * 100:g}", *cells)
    console.print(table)


def _told(load: Load) -> dict[str, int | float]:
    each = load.documents
    return {
        "文件数": load.documents,
        "三元组数": load.triples,
        "全程秒数（读、解析、目录库、图谱库）": load.seconds,
        "每秒三元组": load.triples / load.seconds,
        "裸 bulk_load 秒数（同样的三元组）": load.bare_seconds,
        "裸 bulk_load 每秒三元组": load.triples / load.bare_seconds,
        "每秒三元组之比（要求 ≥ 0.5）": load.ratio,
        "每份原文字节": load.source_bytes // each,
        "每份目录库字节": load.catalogue_bytes // each,
        "每份图谱库字节": load.graph_bytes // each,
    }
