"""Questions in, SPARQL texts out: the same lists that the catalogue gives, asked of the graph.

Whatever comes from outside is made a term first, so no name can end a string and begin a query.
Rows come in the order of the catalogue: documents as they arrived, tasks as they are printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from zeren_graph.errors import BadFilter
from zeren_graph.vocabulary import BASE, NS, PREFIXES, term, thing
from zeren_parser.model import Role

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

_USED: Final = ("dcterms", "eli", "foaf", "oa", "org", "rdfs", "skos", "zeren")
_HEAD: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _USED)
_TASK: Final = "?task zeren:path ?path ; dcterms:title ?title ; zeren:position ?position ."
_IN_ORDER: Final = "ORDER BY ?revision ?position"
# A graph that was made anew keeps its place among the documents.
_ARRIVED: Final = """{graph} zeren:revision ?changed .
    OPTIONAL {{ {graph} zeren:arrival ?arrival }}
    BIND(COALESCE(?arrival, ?changed) AS ?revision)"""
# Which graphs speak of the newest version of their document.
_CURRENT: Final = (
    "?graph foaf:primaryTopic ?version . FILTER NOT EXISTS { ?version dcterms:isReplacedBy ?newer }"
)


def tasks_of_department(
    department: str, role: str | None = None, *, document: str | None = None
) -> str:
    """Return the query for the tasks that a department holds in `role`, or in any."""
    held = f"zeren:role {_role(role)} ;" if role is not None else ""
    graph = _graph(document)
    return f"""{_HEAD}
SELECT DISTINCT ?task ?path ?title ?revision ?position WHERE {{
  GRAPH {graph} {{
    {_ARRIVED.format(graph=graph)}
    ?assignment a zeren:Assignment ; {held}
      zeren:holder {thing("department", department)} ;
      zeren:task ?task .
    {_TASK}
  }}
  {_current(document)}
}} {_IN_ORDER}
"""


def all_tasks(*, document: str | None = None) -> str:
    """Return the query for all tasks, or those of one document."""
    graph = _graph(document)
    return f"""{_HEAD}
SELECT ?task ?path ?title ?revision ?position WHERE {{
  GRAPH {graph} {{
    {_ARRIVED.format(graph=graph)}
    ?task a zeren:Task .
    {_TASK}
  }}
  {_current(document)}
}} {_IN_ORDER}
"""


def matrix_cells(document: str) -> str:
    """Return the query for every task, department and role of one document."""
    return f"""{_HEAD}
SELECT DISTINCT ?task ?department ?role ?position WHERE {{
  GRAPH {_graph(document)} {{
    ?assignment zeren:task ?task ;
      zeren:holder ?department ;
      zeren:role ?role .
    ?task zeren:position ?position .
  }}
}} ORDER BY ?position ?department ?role
"""


def department_counts(*, document: str | None = None) -> str:
    """Return the query for the number of tasks that each department holds in each role."""
    return f"""{_HEAD}
SELECT ?department ?name ?role (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{
  GRAPH {_graph(document)} {{
    ?assignment zeren:task ?task ;
      zeren:holder ?department ;
      zeren:role ?role .
    ?department skos:prefLabel ?name .
  }}
  {_current(document)}
}} GROUP BY ?department ?name ?role ORDER BY ?department ?role
"""


def collaboration(*, document: str | None = None) -> str:
    """Return the query for who leads tasks in which others join, and in how many."""
    graph = _graph(document)
    return f"""{_HEAD}
SELECT ?lead ?join (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{
  GRAPH {graph} {{
    ?led zeren:role zeren:lead ; zeren:holder ?lead ; zeren:task ?task .
    ?joined zeren:task ?task ; zeren:holder ?join ; zeren:role ?role .
    FILTER(?role != zeren:lead)
    FILTER NOT EXISTS {{
      ?also zeren:task ?task ; zeren:holder ?join ; zeren:role zeren:lead .
    }}
  }}
  {_current(document)}
}} GROUP BY ?lead ?join ORDER BY ?lead ?join
"""


def shared_tasks(*, document: str | None = None) -> str:
    """Return the query for how many tasks two departments share, each pair once."""
    return f"""{_HEAD}
SELECT ?one ?other (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{
  GRAPH {_graph(document)} {{
    ?this zeren:task ?task ; zeren:holder ?one .
    ?that zeren:task ?task ; zeren:holder ?other .
    FILTER(STR(?one) < STR(?other))
  }}
  {_current(document)}
}} GROUP BY ?one ?other ORDER BY ?one ?other
"""


def citations() -> str:
    """Return the query for which document cites what, by title and number, and how often."""
    return f"""{_HEAD}
SELECT ?document ?title ?number (COUNT(?mention) AS ?times) WHERE {{
  GRAPH ?graph {{
    ?document a foaf:Document ; eli:cites ?work .
    ?mention oa:hasBody ?work ; dcterms:isPartOf ?document .
    ?work dcterms:title ?title .
    OPTIONAL {{ ?work eli:number ?number }}
  }}
  {_current(None)}
}} GROUP BY ?document ?title ?number ORDER BY ?document ?title ?number
"""


def roster_members(*, document: str | None = None) -> str:
    """Return the query for the members of the leading groups, with their role in the group."""
    graph = _graph(document)
    return f"""{_HEAD}
SELECT ?person ?name ?role ?revision ?position WHERE {{
  GRAPH {graph} {{
    {_ARRIVED.format(graph=graph)}
    ?membership a org:Membership ;
      zeren:position ?position ;
      org:member ?person ;
      org:role/skos:prefLabel ?role .
    ?person foaf:name ?name .
  }}
  {_current(document)}
}} {_IN_ORDER}
"""


def key_of(iri: str) -> str:
    """Return the key that an IRI of ours names.

    >>> key_of("https://w3id.org/zeren/task/0123456789abcdef.t1")
    '0123456789abcdef.t1'
    >>> key_of("https://w3id.org/zeren/ns#lead")
    'lead'
    """
    if iri.startswith(NS):
        return iri.removeprefix(NS)
    return unquote(iri.removeprefix(BASE).partition("/")[2])


def _role(role: str) -> NamedNode:
    if role not in set(Role):
        raise BadFilter(f"没有「{role}」这种职责，可用：{'、'.join(Role)}")
    return term(f"zeren:{role}")


def _current(document: str | None) -> str:
    """Return the pattern that leaves out superseded versions; a document that is named is wanted."""
    return _CURRENT if document is None else ""


def _graph(document: str | None) -> str:
    """Return the graph to look into: a document is one, so none of another is read."""
    return "?graph" if document is None else str(thing("graph", document))
