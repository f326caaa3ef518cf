"""Many files in, catalogue and graph grown by them: in batches, while others are being read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from zeren_graph.filing import Filing
from zeren_graph.formats import serialize_triples
from zeren_graph.rdf import filing_triples
from zeren_graph.reading_pool import ReadFile, ReadingPool
from zeren_graph.store import NewGraph
from zeren_graph.vocabulary import graph_iri
from zeren_parser import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from zeren_graph.knowledge import Knowledge
    from zeren_graph.records import DocumentRow

_FEW: Final = 16  # as many files are read before a second process has started
_DOCUMENTS: Final = 64  # of a batch, or fewer where they are long:
_BYTES: Final = 48 * 2**20  # of N-Triples


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file (收入结果): its row, whether it is new; or why it is not there."""

    path: Path
    row: DocumentRow | None
    created: bool
    reason: str | None


def load_files(
    knowledge: Knowledge,
    paths: Sequence[Path],
    *,
    replaces: str | None = None,
    workers: int | None = None,
) -> Iterator[Loaded]:
    """Yield what becomes of each file, in turn; one that cannot be read stops no other.

    Each batch is one transaction of the catalogue, and goes into the graph while the next is being
    read. Broken off at any place, the same call goes on where it was. A file supersedes the
    document that `replaces` names, or else an older version of itself.
    """
    if replaces is not None or len(paths) <= _FEW:
        for path in paths:
            yield _load_one(knowledge, path, replaces)
        return
    decided = knowledge.catalogue.decided
    with (
        ReadingPool(knowledge.telling(), workers=workers) as pool,
        ThreadPoolExecutor(1, thread_name_prefix="zeren-graph") as loader,
    ):
        waiting: Future[None] | None = None
        for batch in _batches(pool.read(paths)):
            loaded, graphs = _keep(knowledge, batch)
            if waiting is not None:
                waiting.result()  # no more than one batch waits in memory
            waiting = None
            if graphs:
                waiting = loader.submit(knowledge.load_graphs, graphs, decided=decided)
            yield from loaded
        if waiting is not None:
            waiting.result()


def _load_one(knowledge: Knowledge, path: Path, replaces: str | None) -> Loaded:
    try:
        row, created = knowledge.ingest(path.read_bytes(), path.name, replaces=replaces)
    except UnreadableDocument as error:
        return Loaded(path, None, created=False, reason=str(error))
    except OSError as error:
        return Loaded(path, None, created=False, reason=error.strerror or "读不了这个文件")
    return Loaded(path, row, created, None)


def _batches(files: Iterable[ReadFile]) -> Iterator[list[ReadFile]]:
    batch: list[ReadFile] = []
    bytes_ = 0
    for file in files:
        batch.append(file)
        bytes_ += len(file.reading.triples) if file.reading else 0
        if len(batch) >= _DOCUMENTS or bytes_ >= _BYTES:
            yield batch
            batch, bytes_ = [], 0
    if batch:
        yield batch


def _keep(knowledge: Knowledge, batch: list[ReadFile]) -> tuple[list[Loaded], list[NewGraph]]:
    """Put a batch into the catalogue; return what became of it, and the graphs it asks for."""
    readings = [file.reading for file in batch if file.reading is not None]
    kept = iter(knowledge.catalogue.add_many([(r.plan, r.data, r.packed) for r in readings]))
    loaded, graphs = [], []
    for file in batch:
        if file.reading is not None:
            row, created = next(kept)
            loaded.append(Loaded(file.path, row, created, None))
            if created:
                filed = serialize_triples(
                    filing_triples(row.id, Filing(row.revision, row.replaces))
                )
                body = file.reading.triples + filed
                graphs.append(NewGraph(graph_iri(row.id), body, row.revision))
        elif file.known is not None:
            known = knowledge.catalogue.document(file.known)
            if known is None:  # it has been removed meanwhile
                loaded.append(_load_one(knowledge, file.path, None))
            else:
                loaded.append(Loaded(file.path, known, created=False, reason=None))
        else:
            loaded.append(Loaded(file.path, None, created=False, reason=file.reason))
    return loaded, graphs
