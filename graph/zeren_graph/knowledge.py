"""Catalogue and graph as one: files go in, and both know what they say."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from typing import TYPE_CHECKING, Final, Self

from zeren_graph.errors import GraphError, StoreAway
from zeren_graph.filing import Filing
from zeren_graph.formats import serialize_triples
from zeren_graph.identities import Identities
from zeren_graph.ontology import ontology_triples
from zeren_graph.people_mask import mask_plan
from zeren_graph.places import Places
from zeren_graph.public_catalogue import PublicCatalogue
from zeren_graph.rdf import triples
from zeren_graph.rdf_decisions import decision_triples
from zeren_graph.reading_pool import Telling
from zeren_graph.store import NewGraph
from zeren_graph.vocabulary import DECISIONS_GRAPH, ONTOLOGY_GRAPH, document_of, graph_iri
from zeren_parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import pyoxigraph as ox

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.identities import Decision
    from zeren_graph.records import DocumentRow
    from zeren_graph.store import GraphStore
    from zeren_parser.model import Plan

# Grows when the triples made of a plan change: an older graph is then made anew on start.
PROJECTION: Final = 5

_FEW: Final = 16  # graphs that are made one by one, each at once or not at all
_TOGETHER: Final = 64  # graphs that are made together where there are more

_PAUSE: Final = 30  # seconds between two attempts to reach a server that was away

_log = logging.getLogger(__name__)


class Knowledge:
    """All that is known of all documents: `catalogue` lists, `graph` reasons.

    The catalogue is the system of record and is written first. The graph follows; where it did
    not, because the store failed or the process died, it catches up on the next start or ingest.
    """

    def __init__(
        self, catalogue: Catalogue, graph: GraphStore, *, hide_people: bool = False
    ) -> None:
        self.catalogue = catalogue
        self.graph = graph
        self._hide_people = hide_people
        # A graph with names is another projection than one without.
        self._projection = -PROJECTION if hide_people else PROJECTION
        self._projecting = threading.Lock()
        self._behind = True
        self._seen = 0  # the revision up to which the graph has followed
        self._decided = 0  # and that of the last decision it tells of
        self._closed = threading.Event()
        try:
            self._catch_up()
        except StoreAway as error:  # the catalogue answers every list without it
            _log.error("图谱将在服务器可用后补上：%s", error)
            threading.Thread(target=self._wait_for_graph, daemon=True).start()

    @classmethod
    def open(cls, where: Path | Places | None = None, *, hide_people: bool = False) -> Self:
        """Open what is kept in a folder or at `where`, created if need be; None: in memory.

        With `hide_people` the graph names no person, and is made anew where it did.
        """
        places = where if isinstance(where, Places) else Places(where, hide_people=hide_people)
        graph = places.open_graph()
        try:
            catalogue = places.open_catalogue()
        except BaseException:
            graph.close()
            raise
        try:
            return cls(catalogue, graph, hide_people=places.hide_people)
        except BaseException:
            graph.close()
            catalogue.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ingest(
        self, data: bytes, name: str | None = None, *, replaces: str | None = None
    ) -> tuple[DocumentRow, bool]:
        """Read a file and keep what it says; tell whether it is new.

        The same bytes again are known at once. A new version of a document supersedes the one that
        is here, or the one that `replaces` names. A file that cannot be read raises the parser's
        `UnreadableDocument` and leaves nothing behind.
        """
        known = self.catalogue.document(hashlib.sha256(data).hexdigest()[:16])
        if known is not None and replaces is None:
            return known, False
        return self.keep(parse(data, name=name), data, replaces=replaces)

    def keep(
        self, plan: Plan, data: bytes, *, replaces: str | None = None
    ) -> tuple[DocumentRow, bool]:
        """Keep what was read from `data` elsewhere, as `ingest` does; tell whether it is new."""
        row, created = self.catalogue.add(plan, data, replaces=replaces)
        self._follow(row.id)
        return row, created

    def telling(self) -> Telling:
        """Return what one must know to make the triples of documents that are not here yet."""
        identities = Identities(self.catalogue.decisions())
        return Telling(self.catalogue.ids(), Filing(identities=identities), self._hide_people)

    def load_graphs(self, graphs: Sequence[NewGraph], *, decided: int) -> None:
        """Let the graph follow a batch that is new in the catalogue.

        The triples were made by what was `decided` then; where more is decided now, or a document
        has gone or been superseded meanwhile, they are not used. Documents of the batch after this
        one may be in the catalogue already; they are left to it.
        """
        last = max(new.revision for new in graphs)
        try:
            if self._behind:
                self._catch_up()
                return
            with self._projecting:
                changed = self.catalogue.changes(self._seen).items()
                wanted = {graph_iri(one): at for one, at in changed if at <= last}
                made = graphs if decided == self.catalogue.decided else ()
                fresh = [new for new in made if wanted.get(new.name) == new.revision]
                if fresh:
                    self.graph.load(fresh)
                for name in wanted.keys() - {new.name for new in fresh}:
                    self._replace(name, wanted[name])
                self._seen = max(self._seen, last)
        except GraphError as error:
            self._fall_behind(f"{document_of(graphs[0].name)} 等 {len(graphs)} 份", error)

    def remove(self, document: str) -> bool:
        """Forget a document; tell whether it was there."""
        row = self.catalogue.document(document)
        if row is None or not self.catalogue.remove(row.id):
            return False
        with self._projecting:
            try:
                self.graph.remove(graph_iri(row.id))
            except GraphError as error:
                self._fall_behind(row.id, error)
        self._follow(row.id)  # a version before or after it may now be told of otherwise
        return True

    def decide(
        self,
        kind: str,
        subject: str,
        other: str | None = None,
        *,
        documents: Sequence[str] = (),
        name: str | None = None,
        who: str,
        why: str,
    ) -> Decision:
        """Do as `Catalogue.decide`, and let the graph follow."""
        made = self.catalogue.decide(
            kind, subject, other, documents=documents, name=name, who=who, why=why
        )
        self._follow(made.subject)
        return made

    def undo(self, decision: int, *, who: str, why: str) -> Decision:
        """Do as `Catalogue.undo`, and let the graph follow."""
        left = self.catalogue.undo(decision, who=who, why=why)
        self._follow(left.subject)
        return left

    def rebuild(self) -> int:
        """Make the whole graph anew from the catalogue; return the number of documents."""
        with self._projecting:
            for graph in self.graph.graphs():
                self.graph.remove(graph)
            self._behind = True
        self._catch_up()
        return len(self.catalogue.changes())

    def close(self) -> None:
        """Let go of both stores."""
        self._closed.set()
        self.graph.close()
        self.catalogue.close()

    @property
    def behind(self) -> bool:
        """Whether the graph lacks something that the catalogue holds."""
        return self._behind

    def _wait_for_graph(self) -> None:
        """Try again, now and then, until the graph has what the catalogue holds."""
        while self._behind and not self._closed.wait(_PAUSE):
            with contextlib.suppress(GraphError):
                self._catch_up()

    def _wanted(self) -> dict[str, int]:
        wanted = {graph_iri(document): at for document, at in self.catalogue.changes().items()}
        if decided := self.catalogue.decided:
            wanted[DECISIONS_GRAPH] = decided
        return wanted

    def _catch_up(self) -> None:
        """Make, replace and remove graphs until they are those of the catalogue."""
        with self._projecting:
            there = self.graph.graphs()
            current = there.pop(ONTOLOGY_GRAPH, None) == self._projection
            wanted = self._wanted()
            for graph in there.keys() - wanted.keys():
                self.graph.remove(graph)
            stale = [g for g in wanted if not current or there.get(g) != wanted[g]]
            stale.sort(key=lambda graph: wanted[graph])
            missing = [g for g in stale if g not in there and g != DECISIONS_GRAPH]
            if len(missing) > _FEW:
                self._load_missing(missing, wanted)
                stale = [g for g in stale if g in there or g == DECISIONS_GRAPH]
            for graph in stale:
                self._replace(graph, wanted[graph])
            if not current:
                self.graph.replace(ONTOLOGY_GRAPH, ontology_triples(), revision=self._projection)
            self._seen = max(wanted.values(), default=0)
            self._decided = wanted.get(DECISIONS_GRAPH, 0)
            self._behind = False

    def _follow(self, document: str) -> None:
        """Let the graph follow; where it cannot, `document` is kept all the same."""
        try:
            if self._behind:
                self._catch_up()
                return
            with self._projecting:
                for changed, revision in self.catalogue.changes(self._seen).items():
                    self._replace(graph_iri(changed), revision)
                    self._seen = revision
                if (decided := self.catalogue.decided) > self._decided:
                    self._replace(DECISIONS_GRAPH, decided)
        except GraphError as error:
            self._fall_behind(document, error)

    def _load_missing(self, missing: Sequence[str], wanted: Mapping[str, int]) -> None:
        """Make graphs of which there is none yet, many at a time."""
        for start in range(0, len(missing), _TOGETHER):
            made = []
            for graph in missing[start : start + _TOGETHER]:
                told = self._project(graph)
                if told is not None:
                    made.append(NewGraph(graph, serialize_triples(told), wanted[graph]))
            if made:
                self.graph.load(made)

    def _replace(self, graph: str, revision: int) -> None:
        if graph == DECISIONS_GRAPH:
            public = PublicCatalogue.of(self.catalogue) if self._hide_people else self.catalogue
            told = decision_triples(public.decisions())
            self.graph.replace(graph, told, revision=revision)
            self._decided = revision
            return
        made = self._project(graph)
        if made is not None:
            self.graph.replace(graph, made, revision=revision)

    def _project(self, graph: str) -> Iterator[ox.Triple] | None:
        """Return what the graph of a document says; None where the document has gone meanwhile."""
        document = document_of(graph)
        row = self.catalogue.document(document) if document else None
        plan = self.catalogue.plan(row.id) if row else None
        if row is None or plan is None:
            return None
        plan = mask_plan(plan) if self._hide_people else plan
        identities = Identities(self.catalogue.decisions())
        return triples(plan, Filing(row.revision, row.replaces, identities))

    def _fall_behind(self, document: str, error: GraphError) -> None:
        self._behind = True
        _log.error("文件 %s 已存入目录库，图谱将在下次启动或导入时补上：%s", document, error)
