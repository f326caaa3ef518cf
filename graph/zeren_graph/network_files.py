"""Networks in, files for Gephi, yEd, Cytoscape and spreadsheets out: the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from zeren_graph.errors import BadFilter
from zeren_graph.formats import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Values = dict[str, str | int | float | bool]

MEDIA_TYPES: Final = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "cyjs": "application/vnd.cytoscape.cyjs+json",
    "nodes": "text/csv",
    "edges": "text/csv",
}

_STAMP: Final = re.compile(rb' lastmodifieddate="[^"]*"')


def serialize_network(network: nx.Graph, kind: str) -> bytes:
    """Return a network as `graphml`, `gexf`, `cyjs` (Cytoscape JSON), or its `nodes` or `edges` (CSV)."""
    if kind not in MEDIA_TYPES:
        raise BadFilter(f"不支持的网络格式「{kind}」，可用：{'、'.join(MEDIA_TYPES)}")
    flat = network.__class__()
    for node, data in network.nodes(data=True):
        flat.add_node(node, **_flat(data))
    for source, target, *key, data in _edges(network):
        flat.add_edge(source, target, *key, **_flat(data))
    writers: dict[str, Callable[[nx.Graph], bytes]] = {
        "graphml": _graphml,
        "gexf": _gexf,
        "cyjs": _cytoscape,
        "nodes": _nodes,
        "edges": _edge_list,
    }
    return writers[kind](flat)


def _edges(network: nx.Graph) -> Iterable[tuple[Any, ...]]:
    """Return (source, target, key where there may be several, data) of each edge."""
    if network.is_multigraph():
        return network.edges(keys=True, data=True)  # type: ignore[no-any-return]
    return network.edges(data=True)  # type: ignore[no-any-return]


def _graphml(network: nx.Graph) -> bytes:
    written = io.BytesIO()
    nx.write_graphml_xml(network, written)
    return written.getvalue()


def _gexf(network: nx.Graph) -> bytes:
    written = io.BytesIO()
    nx.write_gexf(network, written)
    return _STAMP.sub(b"", written.getvalue())  # a date would make each day's file another


def _cytoscape(network: nx.Graph) -> bytes:
    data = nx.cytoscape_data(network)
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _nodes(network: nx.Graph) -> bytes:
    rows = [({"id": node} | data) for node, data in network.nodes(data=True)]
    return _csv(["id"], rows)


def _edge_list(network: nx.Graph) -> bytes:
    rows = [({"source": row[0], "target": row[1]} | row[-1]) for row in _edges(network)]
    return _csv(["source", "target"], rows)


def _csv(first: list[str], rows: list[Values]) -> bytes:
    columns = list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    written = io.StringIO()
    table = csv.DictWriter(written, columns, restval="")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


def _flat(data: dict[str, Any]) -> Values:
    """Return attributes that both formats can hold: no None, no list, no control character."""
    flat: Values = {}
    for name, value in data.items():
        if isinstance(value, list | tuple):
            value = "、".join(str(item) for item in value)
        if isinstance(value, str):
            flat[name] = printable(value)
        elif value is not None:
            flat[name] = value
    return flat
