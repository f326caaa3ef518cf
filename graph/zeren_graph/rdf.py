"""A plan in, triples out (责任图谱): what one document says, each fact with its place.

No clock, no random value and no blank node: the same file always gives the same graph.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pyoxigraph as ox

from zeren_graph.filing import Filing
from zeren_graph.formats import serialize_quads
from zeren_graph.holders import ALIAS, PRINTED, Holders
from zeren_graph.printed import PrintedText
from zeren_graph.rdf_facts import state_citations, state_roster, state_targets
from zeren_graph.statements import Statements, chinese, dated, name
from zeren_graph.vocabulary import graph_iri, thing
from zeren_parser.model import Kind, Plan, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zeren_parser.model import Assignment, Deadline, Section, Task

_KINDS = {
    Kind.UNIT.value: ("org:Organization",),
    Kind.GROUP.value: ("org:OrganizationalCollaboration", "org:Organization"),
    Kind.PERSON.value: ("foaf:Person",),
}
_UNFILED = Filing()
_DATE_PROPERTIES = {4: "time:inXSDgYear", 7: "time:inXSDgYearMonth", 10: "time:inXSDDate"}


def triples(plan: Plan, filing: Filing = _UNFILED) -> Iterator[ox.Triple]:
    """Yield what `plan` says and how it is filed, without the revision that a store adds."""
    facts = Statements(plan.document.id, plan.text)
    holders = Holders(plan, filing.identities)
    _state_document(facts, plan)
    _state_filing(facts, plan.document.id, filing)
    for position, section in enumerate(plan.sections, 1):
        _state_section(facts, plan, section, position)
    _state_clauses(facts, plan)
    _state_departments(facts, plan, holders)
    for position, task in enumerate(plan.tasks, 1):
        _state_task(facts, plan, holders, task, position)
    state_targets(facts, plan)
    state_citations(facts, plan)
    state_roster(facts, plan, holders)
    _state_diagnostics(facts, plan)
    yield from facts


def filing_triples(document: str, filing: Filing) -> Iterator[ox.Triple]:
    """Yield how a document is filed, alone."""
    facts = Statements(document, "")
    _state_filing(facts, document, filing)
    yield from facts


def quads(plan: Plan) -> Iterator[ox.Quad]:
    """Yield what `plan` says, in its named graph."""
    graph = ox.NamedNode(graph_iri(plan.document.id))
    for triple in triples(plan):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def serialize(plans: Plan | Iterable[Plan], kind: str) -> bytes:
    """Return the graph of one or more plans in an RDF format, sorted: the same bytes each time."""
    several = [plans] if isinstance(plans, Plan) else plans
    return serialize_quads((quad for plan in several for quad in quads(plan)), kind)


@cache
def software_version() -> str:
    """Return the version of the program that reads the documents."""
    try:
        return version("zeren-graph")
    except PackageNotFoundError:
        return "0"


def _state_document(facts: Statements, plan: Plan) -> None:
    document, source = plan.document, plan.document.source
    node, file, text = (
        thing("document", document.id),
        thing("source", source.sha256),
        thing("text", document.id),
    )
    facts.is_a(node, "eli:LegalResource", "foaf:Document", "prov:Entity")
    facts.say(node, "dcterms:title", chinese(document.title))
    facts.say(node, "rdfs:label", chinese(document.title))
    facts.say(node, "dcterms:identifier", document.id)
    facts.say(node, "eli:number", document.number)
    facts.say(node, "zeren:indexNumber", document.index_no)
    facts.say(node, "zeren:issuer", document.issuer)
    printed = PrintedText(plan.text)
    stated = (document.title, document.number, document.index_no, document.issuer)
    for span in (printed.find(words) for words in stated):
        if span is not None:  # a title may come from the name of the file
            facts.prove(node, span)
    if document.jurisdiction:
        place = thing("place", document.jurisdiction)
        facts.say(node, "dcterms:spatial", place)
        facts.is_a(place, "dcterms:Location")
        facts.say(place, "skos:prefLabel", chinese(document.jurisdiction))
    if document.published:
        facts.say(node, "dcterms:issued", dated(document.published))
    facts.say(node, "prov:wasDerivedFrom", file)
    facts.is_a(file, "prov:Entity")
    facts.say(file, "zeren:fileName", source.name)
    facts.say(file, "zeren:mediaType", source.media_type)
    facts.say(file, "zeren:sha256", source.sha256)
    facts.say(file, "zeren:encoding", source.encoding)
    facts.is_a(text, "prov:Entity")
    facts.say(text, "prov:wasDerivedFrom", file)
    facts.say(node, "zeren:text", text)
    graph, software = ox.NamedNode(graph_iri(document.id)), thing("software", software_version())
    facts.is_a(graph, "prov:Entity")
    facts.say(graph, "prov:wasDerivedFrom", file)
    facts.say(graph, "prov:wasAttributedTo", software)
    facts.say(graph, "foaf:primaryTopic", node)
    facts.is_a(software, "prov:SoftwareAgent")
    facts.say(software, "rdfs:label", f"zeren {software_version()}")
    reading = thing("reading", document.id)
    facts.is_a(reading, "prov:Activity")
    facts.say(reading, "prov:used", file)
    facts.say(reading, "prov:wasAssociatedWith", software)
    facts.say(graph, "prov:wasGeneratedBy", reading)


def _state_filing(facts: Statements, document: str, filing: Filing) -> None:
    """State when the document arrived and what it supersedes.

    The older version is told of here, in the graph of the newer: its own graph stays as it is.
    """
    node = thing("document", document)
    facts.say(ox.NamedNode(graph_iri(document)), "zeren:arrival", filing.arrival)
    if filing.replaces is not None:
        older = thing("document", filing.replaces)
        facts.say(node, "prov:wasRevisionOf", older)
        facts.say(node, "dcterms:replaces", older)
        facts.say(older, "dcterms:isReplacedBy", node)


def _state_section(facts: Statements, plan: Plan, section: Section, position: int) -> None:
    node = thing("section", section.id)
    facts.is_a(node, "eli:LegalResourceSubdivision")
    facts.say(node, "dcterms:isPartOf", thing("document", plan.document.id))
    facts.say(node, "dcterms:title", chinese(section.title))
    facts.say(node, "zeren:path", section.path)
    facts.say(node, "eli:number", section.number)
    facts.say(node, "zeren:level", section.level)
    facts.say(node, "zeren:position", position)
    # The heading proves a section; quoting all below it would repeat the text at each level.
    heading = section.span.of(plan.text).partition("\n")[0] or section.title
    facts.prove(node, Span(section.span.start, section.span.start + len(heading)))


def _state_clauses(facts: Statements, plan: Plan) -> None:
    for clause in plan.clauses:
        node = thing("clause", clause.id)
        facts.is_a(node, "zeren:Clause")
        facts.say(node, "dcterms:isPartOf", thing("document", plan.document.id))
        facts.say(node, "zeren:clauseText", chinese(clause.text))
        facts.say(node, "zeren:form", clause.form)
        for repair in clause.repairs:
            facts.say(node, "zeren:repair", repair)
        facts.prove(node, clause.span)


def _state_departments(facts: Statements, plan: Plan, holders: Holders) -> None:
    for holder in holders.by_id.values():
        node = thing("department", holder.id)
        facts.is_a(node, "foaf:Agent", *_KINDS[holder.kind])
        facts.say(node, "dcterms:identifier", holder.id)
        facts.say(node, "skos:prefLabel", chinese(holder.name))
        if holder.kind == Kind.PERSON.value:
            facts.say(node, "foaf:name", chinese(holder.name))
        if holder.jurisdiction:
            place = thing("place", holder.jurisdiction)
            facts.say(node, "dcterms:spatial", place)
            facts.is_a(place, "dcterms:Location")
            facts.say(place, "skos:prefLabel", chinese(holder.jurisdiction))
        for alias, kind in holder.names:
            if kind == ALIAS:
                facts.say(node, "skos:altLabel", chinese(alias))
            elif kind == PRINTED and alias != holder.name:
                facts.say(node, "skos:hiddenLabel", chinese(alias))
        for member in holder.members:
            facts.say(node, "org:hasMember", thing("department", member))
    for organisation in plan.organisations:
        held = holders.local(organisation.id)
        for span in organisation.evidence:
            facts.prove(thing("department", held.id), span)


def _state_task(facts: Statements, plan: Plan, holders: Holders, task: Task, position: int) -> None:
    node = thing("task", task.id)
    facts.is_a(node, "zeren:Task")
    facts.say(node, "dcterms:isPartOf", thing("document", plan.document.id))
    facts.say(node, "dcterms:title", chinese(task.title))
    facts.say(node, "rdfs:label", chinese(task.title))
    facts.say(node, "zeren:path", task.path)
    facts.say(node, "zeren:position", position)
    facts.say(node, "zeren:openEnded", task.open_ended)
    if task.section is not None:
        facts.say(node, "zeren:section", thing("section", task.section))
    for target in task.targets:
        facts.say(node, "zeren:target", thing("target", target))
    facts.prove(node, task.span)
    for number, assignment in enumerate(task.assignments, 1):
        _state_assignment(facts, holders, task, assignment, number)
    for number, deadline in enumerate(task.deadlines, 1):
        _state_deadline(facts, task, deadline, number)


def _state_assignment(
    facts: Statements, holders: Holders, task: Task, assignment: Assignment, number: int
) -> None:
    node = thing("assignment", f"{task.id}.a{number}")
    facts.is_a(node, "zeren:Assignment")
    facts.say(node, "zeren:task", thing("task", task.id))
    facts.say(node, "zeren:holder", thing("department", holders.of(assignment).id))
    facts.say(node, "zeren:role", name(f"zeren:{assignment.role.value}"))
    facts.say(node, "zeren:order", assignment.order)
    facts.say(node, "zeren:printedName", assignment.department)
    facts.say(node, "zeren:clause", thing("clause", assignment.clause))
    facts.prove(node, assignment.span)
    facts.prove(thing("department", holders.of(assignment).id), assignment.span)


def _state_deadline(facts: Statements, task: Task, deadline: Deadline, number: int) -> None:
    node = thing("deadline", f"{task.id}.d{number}")
    facts.say(thing("task", task.id), "zeren:deadline", node)
    facts.is_a(node, "time:Instant")
    facts.say(node, "rdfs:label", chinese(deadline.text))
    date = dated(deadline.date)
    facts.say(node, _DATE_PROPERTIES.get(len(deadline.date), "zeren:date"), date)
    facts.prove(node, deadline.span)


def _state_diagnostics(facts: Statements, plan: Plan) -> None:
    for number, diagnostic in enumerate(plan.diagnostics, 1):
        node = thing("diagnostic", f"{plan.document.id}.d{number}")
        facts.is_a(node, "zeren:Diagnostic")
        facts.say(node, "dcterms:isPartOf", thing("document", plan.document.id))
        facts.say(node, "zeren:code", diagnostic.code)
        facts.say(node, "zeren:severity", diagnostic.severity.value)
        facts.say(node, "rdfs:comment", chinese(diagnostic.message))
        facts.prove(node, diagnostic.span)
