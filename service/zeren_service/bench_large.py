"""Ten thousand documents: how fast they come in, and whether lists stay as fast: `zeren bench --large`.

The documents are real ones, varied: each has a title, a number and values of its own, so that none
is a version of another. Times of one machine say little; each is shown beside what it is measured
against, taken in the same run.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from zeren_graph.bulk import load_files
from zeren_graph.catalogue import Catalogue
from zeren_graph.knowledge import Knowledge
from zeren_graph.packing import Packed, pack
from zeren_graph.reading_pool import ReadFile, ReadingPool, Telling
from zeren_graph.records import TaskFilter
from zeren_graph.store import NewGraph, OxigraphStore, to_quads
from zeren_graph.vocabulary import graph_iri
from zeren_parser import UnreadableDocument, parse
from zeren_service.bench import CORPUS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from zeren_graph.records import DepartmentRow, Page
    from zeren_parser import Plan

_DOCUMENTS: Final = 10_000
_PAGE: Final = 50
_ROUNDS: Final = 1000
_SEED: Final = 20_260_101
_SHARES: Final = (0.5, 0.99)
_FOLDER: Final = 500  # files in one folder
_BATCH_BYTES: Final = 48 * 2**20  # of N-Triples that a store is given at once, as in loading
_STEP: Final = 500  # files that are read before all of them are stored
_TOGETHER: Final = 25  # files that a process reads at once
_WIDTH: Final = 150
_NUMBER: Final = re.compile(r"(?<=[〕\]])\s*(?:第)?\d+(?=\s*号)")
_PERCENT: Final = re.compile(r"\d{1,2}(?=(?:\.\d+)?[%％])")


@dataclass(frozen=True, slots=True)
class Clocked:
    """How often a list was asked for, and how long each took in seconds (耗时), by two clocks."""

    passed: tuple[float, ...]  # what a clerk waits
    worked: tuple[float, ...]  # of it, the processor: what other programs do is not in it

    def at(self, share: float) -> tuple[float, float]:
        """Return both at a quantile."""
        return _quantile(self.passed, share), _quantile(self.worked, share)


@dataclass(frozen=True, slots=True)
class Times:
    """How long a list takes on the large catalogue, and what it is measured against (比较)."""

    what: str
    against: str
    large: Clocked
    base: Clocked


@dataclass(frozen=True, slots=True)
class Load:
    """How long documents took to come in (装入)."""

    documents: int
    triples: int
    seconds: float  # from files to both stores
    graph_seconds: float  # from N-Triples to our graph store
    bare_seconds: float  # from N-Quads to a bare store
    graph_bytes: int
    bare_bytes: int


def vary(text: str, title: str, number: int) -> str:
    r"""Return a document like this one, with a title, a number and values of its own.

    >>> vary("甲区节能实施方案\n甲发〔2020〕3号\n能耗下降15%。", "甲区节能实施方案", 7)
    '甲区节能第7期实施方案\n甲发〔2020〕10007号\n能耗下降62%。\n附注：第7期。\n'
    """
    chance = random.Random(_SEED + number)  # noqa: S311 - nothing secret
    head, kind = title[:-4], title[-4:]
    printed = re.compile(r"\s*".join(map(re.escape, "".join(title.split()))))  # over lines, often
    text = printed.sub(lambda _: f"{head}第{number}期{kind}", text, count=1)
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
        if plan.tasks and _becomes_others(plan):
            bases.append((plan.text, plan.document.title))
    paths = []
    for number in range(count):
        text, title = bases[number % len(bases)]
        place = folder / f"{number // _FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        paths.append(place / f"{number:06}.txt")
        paths[-1].write_text(vary(text, title, number), "utf-8", errors="replace")
    return paths


def _becomes_others(plan: Plan) -> bool:
    """Tell whether what varies `plan` is another document each time, and no version of the last."""
    text, title = plan.text, plan.document.title
    return len({parse(vary(text, title, n).encode()).document.title for n in (1, 2)}) == 2


def measure_load(paths: Sequence[Path], data: Path) -> Load:
    """Load the triples of `paths` into a graph store of ours and a bare one; then `paths` into `data`."""
    with tempfile.TemporaryDirectory(dir=data) as folder:
        ours, bare, triples = _measure_graph(paths, Path(folder))
        bare_bytes = _size(Path(folder) / "bare")
    started = time.perf_counter()
    with Knowledge.open(data) as knowledge:
        for done, _loaded in enumerate(load_files(knowledge, paths), 1):
            if done % 500 == 0:
                _say(f"装入两库 {done} 份，{time.perf_counter() - started:.0f} 秒")
    seconds = time.perf_counter() - started
    return Load(len(paths), triples, seconds, ours, bare, _size(data / "graph"), bare_bytes)


def _measure_graph(paths: Sequence[Path], folder: Path) -> tuple[float, float, int]:
    """Return the seconds that our store and a bare one take for the same triples, and how many.

    The two are given each batch in turn. Ours keeps each triple twice, in its graph and in the one
    of all; the bare store keeps it in its graph.
    """
    ours, bare = OxigraphStore(folder / "ours"), ox.Store(folder / "bare")
    taken, triples = [0.0, 0.0], 0
    with ReadingPool(Telling()) as pool:
        for batch in _batches(pool.read(paths)):
            triples += sum(new.triples.count(b" .\n") for new in batch)
            quads = b"".join(to_quads(new) for new in batch)
            taken[0] += _seconds(partial(ours.load, batch))
            taken[1] += _seconds(partial(bare.bulk_load, quads, format=ox.RdfFormat.N_QUADS))
            _say(f"图谱库与裸 bulk_load：{triples} 条，{taken[0]:.0f} 秒与 {taken[1]:.0f} 秒")
    return taken[0] + _seconds(ours.close), taken[1] + _seconds(bare.flush), triples


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _batches(files: Iterable[ReadFile]) -> Iterator[list[NewGraph]]:
    batch: list[NewGraph] = []
    for file in files:
        if file.reading is not None:
            name = graph_iri(file.reading.plan.document.id)
            batch.append(NewGraph(name, file.reading.triples, 1))
        if sum(len(new.triples) for new in batch) > _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def fill_catalogue(paths: Sequence[Path], file: Path) -> None:
    """Put `paths` into the catalogue alone: lists need no graph."""
    context = multiprocessing.get_context("spawn")
    with (
        Catalogue.open(f"sqlite:///{file}") as catalogue,
        ProcessPoolExecutor(mp_context=context) as pool,
    ):
        for first in range(0, len(paths), _STEP):  # no more than that waits in memory
            step = paths[first : first + _STEP]
            parts = [step[i : i + _TOGETHER] for i in range(0, len(step), _TOGETHER)]
            for read in pool.map(_read, parts):
                catalogue.add_many(read)
            _say(f"装入目录库 {first + len(step)} 份")


def _read(paths: Sequence[Path]) -> list[tuple[Plan, bytes, Packed]]:
    files = [(path.read_bytes(), path.name) for path in paths]
    plans = [(parse(data, name=name), data) for data, name in files]
    return [(plan, data, pack(plan)) for plan, data in plans]


def measure_lists(large: Catalogue, small: Catalogue, name: str) -> list[Times]:
    """Return the times of what clerks ask most; `small` holds one document of `large`."""
    found = (large.find_departments(name), small.find_departments(name))
    there, here = (max(rows, key=lambda row: row.lead) for rows in found)
    many, few = TaskFilter((there.id,), role="lead"), TaskFilter((here.id,), role="lead")
    last_task = _last_cursor(lambda at: large.tasks(many, cursor=at, limit=_PAGE))
    last_unit = _last_cursor(lambda at: large.departments(sort="lead", cursor=at, limit=_PAGE))
    document = small.documents(limit=1).items[0].id
    led = f"{name}牵头的任务（大库 {there.lead} 项，小库 {here.lead} 项）"
    units = f"部门清单，按牵头数（大库 {large.departments(limit=1).total} 个）"
    same = small.departments(limit=_PAGE)
    one, first = "一份文件的库", "大库第一页"
    return [
        _measure(
            f"{led}，第一页 {_PAGE} 条",
            f"{one}，{min(here.lead, _PAGE)} 条",
            lambda: large.tasks(many, limit=_PAGE),
            lambda: small.tasks(few, limit=_PAGE),
        ),
        _measure(
            f"　第一页 {here.lead} 条",
            f"{one}，{here.lead} 条",
            lambda: large.tasks(many, limit=here.lead),
            lambda: small.tasks(few, limit=here.lead),
        ),
        _measure(
            f"　最后一页 {_PAGE} 条",
            first,
            lambda: large.tasks(many, cursor=last_task, limit=_PAGE),
            lambda: large.tasks(many, limit=_PAGE),
        ),
        _measure(
            "一份文件的责任矩阵",
            one,
            lambda: large.matrix(document),
            lambda: small.matrix(document),
        ),
        _measure(
            f"{units}，第一页 {_PAGE} 条",
            f"{one}，{len(same.items)} 条",
            lambda: large.departments(sort="lead", limit=_PAGE),
            lambda: small.departments(sort="lead", limit=_PAGE),
        ),
        _measure(
            f"　第一页 {len(same.items)} 条",
            f"{one}，{len(same.items)} 条",
            lambda: large.departments(sort="lead", limit=len(same.items)),
            lambda: small.departments(sort="lead", limit=len(same.items)),
        ),
        _measure(
            f"　最后一页 {_PAGE} 条",
            first,
            lambda: large.departments(sort="lead", cursor=last_unit, limit=_PAGE),
            lambda: large.departments(sort="lead", limit=_PAGE),
        ),
    ]


def _last_cursor(page: Callable[[str | None], Page[Any]]) -> str | None:
    """Return the cursor of the last page that is full."""
    cursors: list[str | None] = [None]
    while (following := page(cursors[-1]).next) is not None:
        cursors.append(following)
    return cursors[-2] if len(cursors) > 1 else None


def _measure(
    what: str, against: str, large: Callable[[], object], base: Callable[[], object]
) -> Times:
    """Ask for both in turn, so that what else the machine does falls on both."""
    for work in (large, base):
        work()
    passed: tuple[list[float], list[float]] = ([], [])
    worked: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for which, work in enumerate((large, base)):
            started, began = time.perf_counter(), time.thread_time()
            work()
            worked[which].append(time.thread_time() - began)
            passed[which].append(time.perf_counter() - started)
    clocked = [Clocked(tuple(p), tuple(w)) for p, w in zip(passed, worked, strict=True)]
    return Times(what, against, *clocked)


def _quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def run(args: argparse.Namespace) -> int:
    """Load, measure, print; return 0."""
    sources = args.files or [
        *sorted(Path("source_docs").glob("*.txt")),
        *sorted(CORPUS.glob("*.txt")),
    ]
    count = (args.documents or [_DOCUMENTS])[-1]
    folder = args.keep or Path(tempfile.mkdtemp(prefix="zeren-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "catalogue.sqlite"
    try:
        load = None
        if not file.exists():  # else it was measured before, and kept
            paths = write_documents(sources, count, folder / "documents")
            load = measure_load(paths[: args.graphs], folder)
            if paths[args.graphs :]:  # else catalogue and graph are whole, and can be served
                shutil.rmtree(folder / "graph")
                fill_catalogue(paths[args.graphs :], file)
        with (
            tempfile.TemporaryDirectory() as apart,
            Catalogue.open(f"sqlite:///{file}") as large,
            Catalogue.open(f"sqlite:///{apart}/small.sqlite") as small,
        ):
            busiest = large.departments(sort="lead", limit=1).items[0]
            data, plan = _fullest(large, busiest)
            small.put(plan, data)
            times = measure_lists(large, small, busiest.name)
            there = large.documents(limit=1).total
    finally:
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    told = {} if load is None else _told(load)
    told[f"目录库字节/份（{there} 份，原文在内）"] = (
        sum(path.stat().st_size for path in folder.glob("catalogue.sqlite*")) // there
    )
    _show(told, times, as_json=args.json)
    return 0


def _fullest(catalogue: Catalogue, department: DepartmentRow) -> tuple[bytes, Plan]:
    """Return the document, among the first, of which the department leads most tasks."""
    tasks = catalogue.tasks(TaskFilter((department.id,), role="lead"), limit=1000).items
    (document, _count), *_ = Counter(task.document for task in tasks).most_common(1)
    data, plan = catalogue.source(document), catalogue.plan(document)
    assert data is not None and plan is not None, "it holds the tasks"  # noqa: S101, PT018
    return data, plan


def _show(told: dict[str, int | float], times: Sequence[Times], *, as_json: bool) -> None:
    lists = [_compared(row, share) for row in times for share in _SHARES]
    if as_json:
        sys.stdout.write(json.dumps({"load": told, "lists": lists}, ensure_ascii=False, indent=2))
        sys.stdout.write("\n")
        return
    console = Console(width=_WIDTH)
    table = Table("装入", "数值")
    for name, value in told.items():
        table.add_row(name, f"{value:,.2f}" if isinstance(value, float) else f"{value:,}")
    console.print(table)
    table = Table("清单", "与什么比", "分位", "毫秒", "对照毫秒", "比值", "处理器时间比值")
    for row in lists:
        table.add_row(*(f"{v:.2f}" if isinstance(v, float) else v for v in row.values()))
    console.print(table)


def _compared(row: Times, share: float) -> dict[str, str | float]:
    (large, worked), (base, base_worked) = row.large.at(share), row.base.at(share)
    return {
        "what": row.what,
        "against": row.against,
        "quantile": f"p{share * 100:g}",
        "milliseconds": large * 1000,
        "base_milliseconds": base * 1000,
        "ratio": large / base,
        "processor_ratio": worked / base_worked,
    }


def _told(load: Load) -> dict[str, int | float]:
    return {
        "装入两库的文件": load.documents,
        "三元组": load.triples,
        "A 从文件到两库（读、解析、目录库、图谱库），三元组/秒": load.triples / load.seconds,
        "B 从 N-Triples 到图谱库，三元组/秒": load.triples / load.graph_seconds,
        "C 裸 pyoxigraph bulk_load 同样的三元组，三元组/秒": load.triples / load.bare_seconds,
        "B ÷ C（要求 ≥ 0.5）": load.bare_seconds / load.graph_seconds,
        "A ÷ C": load.bare_seconds / load.seconds,
        "图谱库字节/份": load.graph_bytes // load.documents,
        "裸库字节/份": load.bare_bytes // load.documents,
    }
