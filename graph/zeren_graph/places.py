"""Where the two stores are, in a folder or on servers; and their opening."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from zeren_graph.catalogue import Catalogue
from zeren_graph.engine import Database
from zeren_graph.errors import BadStoreAddress
from zeren_graph.remote_http import read_address
from zeren_graph.remote_store import RemoteStore
from zeren_graph.store import GraphStore, OxigraphStore

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "catalogue.sqlite"
_GRAPH: Final = "graph"


@dataclass(frozen=True, slots=True)
class Places:
    """Where catalogue and graph are kept (存放位置): in `folder`, or where an address says.

    `catalogue` is an SQL address (`postgresql://…`), `graph` that of a SPARQL query service
    (`https://…`). Both may hold a user and a password; nothing here shows them when printed.
    """

    folder: Path | None = None
    catalogue: str | None = field(default=None, repr=False)
    graph: str | None = field(default=None, repr=False)
    graph_update: str | None = None
    graph_store: str | None = None
    graph_token: str | None = field(default=None, repr=False)
    graph_seconds: float = 60
    hide_people: bool = False  # the graph is to name no person

    @property
    def catalogue_file(self) -> Path | None:
        """The file of the catalogue, where it is a file of ours."""
        if self.catalogue is not None or self.folder is None:
            return None
        return self.folder / _FILE

    def open_catalogue(self) -> Catalogue:
        """Open the catalogue, and create it where there is none."""
        return Catalogue.open(self._catalogue_url())

    def open_database(self) -> Database:
        """Open the database of the catalogue as it is, for what concerns it as a whole."""
        return Database(self._catalogue_url())

    def _catalogue_url(self) -> str:
        if self.catalogue is not None:
            return self.catalogue
        if self.folder is None:
            return "sqlite://"
        self.folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{self.folder / _FILE}"

    def open_graph(self) -> GraphStore:
        """Open the graph, and create it where there is none; a server is not asked yet."""
        if self.graph is not None:
            return RemoteStore(
                self.graph,
                token=self.graph_token,
                update=self.graph_update,
                graphs=self.graph_store,
                seconds=self.graph_seconds,
            )
        return OxigraphStore(None if self.folder is None else self.folder / _GRAPH)


def shown(address: str) -> str:
    """Return an address without its password.

    >>> shown("postgresql://ann:geheim@db/plans"), shown("https://ann:geheim@graph/query")
    ('postgresql://ann:***@db/plans', 'https://graph/query')
    """
    if address.startswith(("http://", "https://")):
        return str(read_address(address))
    try:
        return make_url(address).render_as_string(hide_password=True)
    except ArgumentError:
        raise BadStoreAddress("目录库的地址写法不对") from None
