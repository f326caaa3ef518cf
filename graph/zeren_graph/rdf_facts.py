"""Targets, citations and the leading group of a plan in, their triples out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zeren_graph.statements import Statements, chinese, dated, literal, name
from zeren_graph.vocabulary import thing, work_key
from zeren_parser.model import Comparator

if TYPE_CHECKING:
    from zeren_graph.holders import Holders
    from zeren_parser.model import Member, Plan

COMPARATORS: Final = {
    Comparator.AT_LEAST: "zeren:atLeast",
    Comparator.AT_MOST: "zeren:atMost",
    Comparator.MORE: "zeren:moreThan",
    Comparator.LESS: "zeren:lessThan",
    Comparator.EQUAL: "zeren:equalTo",
    Comparator.RANGE: "zeren:range",
    Comparator.INCREASE: "zeren:increase",
    Comparator.DECREASE: "zeren:decrease",
    Comparator.COMPLETE: "zeren:complete",
}


def state_targets(facts: Statements, plan: Plan) -> None:
    """State each target: what is measured, how much, by when, against which year."""
    for target in plan.targets:
        node = thing("target", target.id)
        facts.is_a(node, "zeren:Target")
        facts.say(node, "dcterms:isPartOf", thing("document", plan.document.id))
        facts.say(node, "zeren:indicator", chinese(target.indicator))
        facts.say(node, "zeren:comparator", name(COMPARATORS[target.comparator]))
        if isinstance(target.value, tuple):
            facts.say(node, "zeren:lowValue", target.value[0])
            facts.say(node, "zeren:highValue", target.value[1])
        else:
            facts.say(node, "zeren:value", target.value)
        facts.say(node, "zeren:unit", target.unit)
        if target.baseline_year is not None:
            facts.say(
                node, "zeren:baselineYear", literal(f"{target.baseline_year:04}", "xsd:gYear")
            )
        if target.deadline is not None:
            facts.say(node, "zeren:targetDate", dated(target.deadline))
        if target.task is not None:
            facts.say(thing("task", target.task), "zeren:target", node)
        if target.section is not None:
            facts.say(node, "zeren:section", thing("section", target.section))
        facts.prove(node, target.span)


def state_citations(facts: Statements, plan: Plan) -> None:
    """State which documents the plan cites; each mention is an annotation of its place."""
    document = thing("document", plan.document.id)
    for number, citation in enumerate(plan.citations, 1):
        node = thing("citation", f"{plan.document.id}.n{number}")
        work = document
        if not citation.self:
            work = thing("work", work_key(citation.title, citation.number))
            facts.is_a(work, "eli:LegalResource")
            facts.say(work, "dcterms:title", chinese(citation.title))
            facts.say(work, "eli:number", citation.number)
            facts.say(document, "eli:cites", work)
            facts.prove(work, citation.span)
        facts.is_a(node, "oa:Annotation")
        facts.say(node, "oa:motivatedBy", name("oa:linking"))
        facts.say(node, "oa:hasBody", work)
        facts.say(node, "dcterms:isPartOf", document)
        facts.prove(node, citation.span)


def state_roster(facts: Statements, plan: Plan, holders: Holders) -> None:
    """State the leading group, its members and the posts that they hold."""
    roster = plan.roster
    if roster is None:
        return
    group = thing("roster", plan.document.id)
    facts.is_a(group, "foaf:Group", "org:Organization")
    facts.say(group, "skos:prefLabel", chinese(roster.name))
    facts.say(group, "dcterms:isPartOf", thing("document", plan.document.id))
    facts.say(group, "zeren:officeAt", roster.office_at)
    facts.say(group, "zeren:officeHead", roster.office_head)
    facts.prove(group, roster.span)
    for number, member in enumerate(roster.members, 1):
        node = thing("membership", f"{plan.document.id}.p{number}")
        facts.say(node, "org:organization", group)
        facts.say(node, "zeren:position", number)
        _state_member(facts, holders, member, f"{plan.document.id}.p{number}")


def _state_member(facts: Statements, holders: Holders, member: Member, key: str) -> None:
    node, person, role = thing("membership", key), thing("person", key), thing("role", member.role)
    facts.is_a(person, "foaf:Person")
    facts.say(person, "foaf:name", chinese(member.person))
    facts.prove(person, member.span)
    facts.is_a(role, "org:Role")
    facts.say(role, "skos:prefLabel", chinese(member.role))
    facts.is_a(node, "org:Membership")
    facts.say(node, "org:member", person)
    facts.say(node, "org:role", role)
    facts.say(node, "rdfs:comment", chinese(member.note) if member.note else None)
    facts.prove(node, member.span)
    for number, held in enumerate(member.posts, 1):
        post = thing("post", f"{key}.{number}")
        facts.is_a(post, "org:Post")
        facts.say(post, "org:heldBy", person)
        facts.prove(post, member.span)
        facts.say(post, "rdfs:label", chinese(f"{held.organisation or ''}{held.title}"))
        facts.say(post, "zeren:printedName", held.organisation)
        holder = holders.find(held.organisation)
        if holder is not None:
            facts.say(post, "org:postIn", thing("department", holder.id))
