"""Where triples are kept: one small contract, and the store in a folder that keeps it."""

from __future__ import annotations

import contextlib
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import pyoxigraph as ox

from zeren_graph.errors import GraphError, QueryRefused, StoreBusy, StoreDamaged, StoreFull
from zeren_graph.formats import serialize_quads, serialize_triples
from zeren_graph.vocabulary import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)
_FULL: Final = ("No space left on device", "File too large", "Disk quota exceeded")
_REVISION = term("zeren:revision")
_LOADERS: Final = 2  # threads of one loading: the engine reads and sorts each part in one
GRAPHS_QUERY = f"SELECT ?g ?r WHERE {{ GRAPH ?g {{ ?g {_REVISION} ?r }} }} ORDER BY ?g"


@dataclass(frozen=True, slots=True)
class NewGraph:
    """A graph to be added (待装入的图): its name, its triples as N-Triples, its revision."""

    name: str
    triples: bytes
    revision: int


class GraphStore(Protocol):
    """What the rest of the program may ask of a store of named graphs."""

    @property
    def folder(self) -> Path | None:
        """Where it is kept; None in memory."""
        ...

    @property
    def changes(self) -> int:
        """A number that grows with each change since the store was opened."""
        ...

    def replace(self, graph: str, triples: Iterable[ox.Triple], *, revision: int) -> None:
        """Make `graph` hold exactly `triples` and its `revision`, at once or not at all."""
        ...

    def load(self, graphs: Sequence[NewGraph]) -> None:
        """Add graphs that have no revision yet, as fast as the engine can.

        What a loading that broke off has left of them goes first. One that has its revision is
        whole; should this loading break off, the others have none.
        """
        ...

    def remove(self, graph: str) -> None:
        """Forget `graph`, if it is there."""
        ...

    def graphs(self) -> dict[str, int]:
        """Return the revision of each named graph."""
        ...

    def select(self, query: str) -> list[dict[str, str]]:
        """Return the rows of a SPARQL SELECT over all graphs as one; unbound names are left out."""
        ...

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Return the quads of one graph, or of all."""
        ...

    def dump(self, kind: str, *, graph: str | None = None) -> bytes:
        """Return one graph or all of them in an RDF format, sorted: the same bytes each time."""
        ...

    def snapshot(self, folder: Path) -> None:
        """Write all there is into a new `folder` that a reader may open for itself."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


def with_revision(graph: str, triples: Iterable[ox.Triple], revision: int) -> list[ox.Triple]:
    """Return `triples` and the one that says which revision of the catalogue they come from."""
    return [*triples, ox.Triple(ox.NamedNode(graph), _REVISION, ox.Literal(revision))]


def copy_quads(quads: Iterable[ox.Quad], folder: Path) -> None:
    """Write `quads` into a new store in `folder`, each into its graph and into the default graph."""
    copy = ox.Store(folder)
    for quad in quads:
        copy.extend([quad, ox.Quad(quad.subject, quad.predicate, quad.object)])
    copy.flush()


class OxigraphStore:
    """A store in a folder, or in memory without one, kept by Oxigraph.

    The default graph holds what any named graph says, each triple once. The engine can also join
    the graphs while it reads, but then counts a triple that two documents share, as the name of a
    department, twice.

    One process at a time may hold a folder. Readers always see a graph whole: as it was, or as it
    is after a `replace`.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._store: ox.Store | None = _open(folder)
        self._changes = 0

    @property
    def folder(self) -> Path | None:
        """Where it is kept; None in memory."""
        return self._folder

    @property
    def changes(self) -> int:
        """A number that grows with each change since the store was opened."""
        return self._changes

    @property
    def _open_store(self) -> ox.Store:
        if self._store is None:
            raise GraphError("图谱库已经关闭")
        return self._store

    def replace(self, graph: str, triples: Iterable[ox.Triple], *, revision: int) -> None:
        """Make `graph` hold exactly `triples` and its `revision`, at once or not at all."""
        # One update request is one transaction; clear_graph and extend would be two.
        whole = with_revision(graph, triples, revision)
        with _errors(self._folder):
            known = self._open_store.contains_named_graph(ox.NamedNode(graph))
            self._open_store.update(replacement(graph, whole, known=known))
        self._changes += 1

    def load(self, graphs: Sequence[NewGraph]) -> None:
        """Add graphs that have no revision yet; each is whole once it has its own."""
        for new in graphs:
            if self._open_store.contains_named_graph(ox.NamedNode(new.name)):
                self.remove(new.name)
        revisions = [quad for new in graphs for quad in _revision_quads(new)]
        with _errors(self._folder), ThreadPoolExecutor(_LOADERS) as loaders:
            for loaded in [loaders.submit(self._load, part) for part in _shares(graphs)]:
                loaded.result()
            # Last, and in one transaction: what has no revision is made anew on the next start.
            self._open_store.extend(revisions)
        self._changes += 1

    def _load(self, graphs: Sequence[NewGraph]) -> None:
        """Add graphs without their revisions, the named ones first: what is in one can be removed."""
        quads = b"".join(to_quads(new) for new in graphs)
        body = b"".join(new.triples for new in graphs)
        # Lenient: the engine itself has written these lines and need not look at each IRI again.
        self._open_store.bulk_load(quads, format=ox.RdfFormat.N_QUADS, lenient=True)
        self._open_store.bulk_load(body, format=ox.RdfFormat.N_TRIPLES, lenient=True)

    def remove(self, graph: str) -> None:
        """Forget `graph`, if it is there."""
        with _errors(self._folder):
            self._open_store.update(removal(graph))
        self._changes += 1

    def graphs(self) -> dict[str, int]:
        """Return the revision of each named graph."""
        return {row["g"]: int(row["r"]) for row in self.select(GRAPHS_QUERY)}

    def select(self, query: str) -> list[dict[str, str]]:
        """Return the rows of a SPARQL SELECT over all graphs as one; unbound names are left out."""
        try:
            found = self._open_store.query(query)
        except SyntaxError as error:
            raise QueryRefused(f"查询语句有误：{error}") from error
        if not isinstance(found, ox.QuerySolutions):
            raise GraphError("只有 SELECT 查询才有结果行")
        names = [variable.value for variable in found.variables]
        rows: list[dict[str, str]] = []
        try:
            for row in found:
                values = ((name, row[name]) for name in names)
                rows.append({name: value.value for name, value in values if value is not None})
        finally:
            # An error keeps this frame alive, and the thread that clears it away may be another;
            # the engine's solutions may be let go by the thread that asked for them only.
            del found
        return rows

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Return the quads of one graph, or of all."""
        name = None if graph is None else ox.NamedNode(graph)
        for quad in self._open_store.quads_for_pattern(None, None, None, name):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                yield quad

    def dump(self, kind: str, *, graph: str | None = None) -> bytes:
        """Return one graph or all of them in an RDF format, sorted: the same bytes each time."""
        return serialize_quads(self.quads(graph), kind)

    def snapshot(self, folder: Path) -> None:
        """Write all there is into a new `folder` that a reader may open for itself."""
        with _errors(self._folder):
            if self._folder is not None:
                self._open_store.backup(folder)
                return
            copy = ox.Store(folder)
            copy.bulk_extend(self._open_store)
            copy.flush()

    def close(self) -> None:
        """Let go of the store, so that another process may have the folder."""
        held, self._store = self._store, None
        if held is None or self._folder is None:
            return
        try:
            with _errors(self._folder):
                held.flush()
        except GraphError as error:  # what is lost lacks its revision, and is made anew
            _log.error("%s。图谱将在下次启动时由目录库补上", error)


def to_quads(new: NewGraph) -> bytes:
    """Return the triples of a graph as N-Quads: each line ends in a blank, a point and a break."""
    return new.triples.replace(b" .\n", f" <{new.name}> .\n".encode())


def _shares(graphs: Sequence[NewGraph]) -> list[list[NewGraph]]:
    """Return as many parts as are loaded at once, of about the same length each."""
    parts: list[list[NewGraph]] = [[] for _ in range(_LOADERS)]
    lengths = [0] * _LOADERS
    for new in graphs:
        shortest = lengths.index(min(lengths))
        parts[shortest].append(new)
        lengths[shortest] += len(new.triples)
    return [part for part in parts if part]


def _revision_quads(new: NewGraph) -> list[ox.Quad]:
    name = ox.NamedNode(new.name)
    said = (name, _REVISION, ox.Literal(new.revision))
    return [ox.Quad(*said, name), ox.Quad(*said)]


def replacement(graph: str, triples: Iterable[ox.Triple], *, known: bool) -> str:
    """Return the update that makes `graph`, which may be `known` already, hold `triples`."""
    body = serialize_triples(triples).decode()
    added = f"INSERT DATA {{ GRAPH <{graph}> {{ {body} }} }}; INSERT DATA {{ {body} }}"
    return f"{removal(graph)}; {added}" if known else added


def removal(graph: str) -> str:
    """Return the update that drops a graph, and from the default graph what it alone has said."""
    name = ox.NamedNode(graph)
    elsewhere = f"GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {name})"
    return (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }}"
        f" FILTER NOT EXISTS {{ {elsewhere} }} }}; DROP SILENT GRAPH {name}"
    )


def copies_folder(folder: Path) -> Path:
    """Return where copies of the store in `folder` are put for readers."""
    return folder.with_name(f"{folder.name}-copies")


def _open(folder: Path | None) -> ox.Store:
    if folder is None:
        return ox.Store()
    with _errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        store = ox.Store(folder)
    # This process alone holds the store now: copies are what one that died has left.
    shutil.rmtree(copies_folder(folder), ignore_errors=True)
    return store


@contextlib.contextmanager
def _errors(folder: Path | None) -> Iterator[None]:
    """Say in the words of this package what the store complains of."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if folder is not None and f"{folder / 'LOCK'}: " in str(error):
            raise StoreBusy(
                f"图谱库 {folder} 正被另一个程序使用；请先停止那个程序，或换一个数据目录"
            ) from error
        if any(words in str(error) for words in _FULL):
            raise StoreFull(f"磁盘已满，图谱库没有写完（{error}）；请腾出空间后再试") from error
        raise StoreDamaged(
            f"图谱库 {folder or ''} 无法读写（{error}）；数据都在目录库里，"
            "把图谱库的目录移走后再启动，就会由目录库重建"
        ) from error
