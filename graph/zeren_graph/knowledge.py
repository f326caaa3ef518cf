"""Catalogue and graph as one: files go in, and both know what they say."""

from __future__ import annotations

import hashlib
import logging
import threading
from typing import TYPE_CHECKING, Final, Self

from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import GraphError
from zeren_graph.ontology import ontology_triples
from zeren_graph.rdf import triples
from zeren_graph.store import GraphStore, OxigraphStore
from zeren_graph.vocabulary import ONTOLOGY_GRAPH, document_of, graph_iri
from zeren_parser import parse

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from zeren_graph.records import DocumentRow

# Grows when the triples made of a plan change: an older graph is then made anew on start.
PROJECTION: Final = 2

_log = logging.getLogger(__name__)


class Knowledge:
    """All that is known of all documents: `catalogue` lists, `graph` reasons.

    The catalogue is the system of record and is written first. The graph follows; where it did
    not, because the store failed or the process died, it catches up on the next start or ingest.
    """

    def __init__(self, catalogue: Catalogue, graph: GraphStore) -> None:
        self.catalogue = catalogue
        self.graph = graph
        self._projecting = threading.Lock()
        self._behind = True
        self._catch_up()

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Open what is kept in `folder`, and create it where there is nothing; None: in memory."""
        if folder is None:
            return cls(Catalogue.open("sqlite://"), OxigraphStore())
        folder.mkdir(parents=True, exist_ok=True)
        graph = OxigraphStore(folder / "graph")
        try:
            catalogue = Catalogue.open(f"sqlite:///{folder / 'catalogue.sqlite'}")
        except BaseException:
            graph.close()
            raise
        return cls(catalogue, graph)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ingest(self, data: bytes, name: str | None = None) -> tuple[DocumentRow, bool]:
        """Read a file and keep what it says; tell whether it is new.

        The same bytes again are known at once. A file that cannot be read raises the parser's
        `UnreadableDocument` and leaves nothing behind.
        """
        known = self.catalogue.document(hashlib.sha256(data).hexdigest()[:16])
        if known is not None:
            return known, False
        plan = parse(data, name=name)
        row, created = self.catalogue.add(plan, data)
        self._project(row)
        return row, created

    def remove(self, document: str) -> bool:
        """Forget a document; tell whether it was there."""
        row = self.catalogue.document(document)
        if row is None or not self.catalogue.remove(row.id):
            return False
        with self._projecting:
            try:
                self.graph.remove(graph_iri(row.id))
            except GraphError:
                self._fall_behind(row.id)
        return True

    def rebuild(self) -> int:
        """Make the whole graph anew from the catalogue; return the number of documents."""
        with self._projecting:
            for graph in self.graph.graphs():
                self.graph.remove(graph)
            self._behind = True
        self._catch_up()
        return len(self._wanted())

    def close(self) -> None:
        """Let go of both stores."""
        self.graph.close()
        self.catalogue.close()

    def _wanted(self) -> dict[str, int]:
        rows = self.catalogue.documents(limit=None).items
        return {graph_iri(row.id): row.revision for row in rows}

    def _catch_up(self) -> None:
        """Make, replace and remove graphs until they are those of the catalogue."""
        with self._projecting:
            there = self.graph.graphs()
            current = there.pop(ONTOLOGY_GRAPH, None) == PROJECTION
            wanted = self._wanted()
            for graph in there.keys() - wanted.keys():
                self.graph.remove(graph)
            for graph, revision in sorted(wanted.items(), key=lambda item: item[1]):
                if not current or there.get(graph) != revision:
                    self._replace(graph, revision)
            if not current:
                self.graph.replace(ONTOLOGY_GRAPH, ontology_triples(), revision=PROJECTION)
            self._behind = False

    def _project(self, row: DocumentRow) -> None:
        """Let the graph follow; where it cannot, the document is kept all the same."""
        try:
            if self._behind:
                self._catch_up()
            else:
                with self._projecting:
                    self._replace(graph_iri(row.id), row.revision)
        except GraphError:
            self._fall_behind(row.id)

    def _replace(self, graph: str, revision: int) -> None:
        document = document_of(graph)
        plan = self.catalogue.plan(document) if document else None
        if plan is not None:
            self.graph.replace(graph, triples(plan), revision=revision)

    def _fall_behind(self, document: str) -> None:
        self._behind = True
        _log.exception("文件 %s 已存入目录库，图谱将在下次启动或导入时补上", document)
