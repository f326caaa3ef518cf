"""The decisions of persons in, triples out: who decided what about two departments, when and why.

They stand in a graph of their own. A decision that was undone is still told of; what it said of
the departments is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_graph.identities import LINK, MERGE
from zeren_graph.statements import Statements, chinese, literal
from zeren_graph.vocabulary import thing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

    from zeren_graph.identities import Decision

_WORDS: Final = {"merge": "归并", "split": "拆分", "link": "沿革"}


def decision_triples(decisions: Iterable[Decision]) -> Iterator[ox.Triple]:
    """Yield what is known of `decisions`."""
    facts = Statements("decisions", "")
    for decision in decisions:
        _state(facts, decision)
        if decision.active and decision.kind == MERGE:
            older, newer = (thing("department", key) for key in (decision.subject, decision.object))
            facts.say(older, "dcterms:isReplacedBy", newer)
        if decision.active and decision.kind == LINK:
            _state_change(facts, decision)
    yield from facts


def _state(facts: Statements, decision: Decision) -> None:
    node, clerk = thing("decision", str(decision.num)), thing("clerk", decision.who)
    facts.is_a(node, "prov:Activity")
    facts.say(node, "dcterms:type", decision.kind)
    words = f"{_WORDS[decision.kind]}：{decision.subject_name} → {decision.object_name}"
    facts.say(node, "rdfs:label", chinese(words))
    facts.say(node, "rdfs:comment", chinese(decision.why))
    facts.say(node, "dcterms:relation", thing("department", decision.subject))
    facts.say(node, "dcterms:relation", thing("department", decision.object))
    for document in decision.documents:
        facts.say(node, "dcterms:subject", thing("document", document))
    facts.say(node, "prov:endedAtTime", literal(decision.at, "xsd:dateTime"))
    facts.say(node, "prov:wasAssociatedWith", clerk)
    facts.is_a(clerk, "prov:Agent")
    facts.say(clerk, "rdfs:label", chinese(decision.who))
    if decision.undone_at is not None:
        facts.say(node, "prov:invalidatedAtTime", literal(decision.undone_at, "xsd:dateTime"))


def _state_change(facts: Statements, decision: Decision) -> None:
    """State a reorganisation in the words of W3C ORG: one unit came of another, both stay."""
    event = thing("change", str(decision.num))
    older, newer = (thing("department", key) for key in (decision.subject, decision.object))
    facts.is_a(event, "org:ChangeEvent")
    facts.say(event, "org:originalOrganization", older)
    facts.say(event, "org:resultingOrganization", newer)
    facts.say(event, "rdfs:comment", chinese(decision.why))
    facts.say(older, "org:changedBy", event)
    facts.say(newer, "org:resultedFrom", event)
