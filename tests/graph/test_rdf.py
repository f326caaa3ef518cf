"""What a plan says as a graph: valid, proven, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Dataset, Graph, Literal

from tests_support import outputs_by_hash_seed
from zeren_graph import rdf
from zeren_graph.errors import BadFilter
from zeren_graph.formats import RDF_FORMATS, find_format, media_type
from zeren_graph.ontology import ontology_text, ontology_triples, shapes_text
from zeren_graph.vocabulary import NS, PREFIXES, graph_iri, term, thing
from zeren_parser import Plan

OA = PREFIXES["oa"]
EVIDENCE = term("zeren:evidence")


def validate(triples: list[ox.Triple]) -> tuple[bool, str]:
    data = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    conforms, _graph, text = pyshacl.validate(
        data,
        shacl_graph=Graph().parse(data=shapes_text(), format="turtle"),
        ont_graph=Graph().parse(data=ontology_text(), format="turtle"),
    )
    return conforms, text


@pytest.fixture
def plans(make_plan: Any, sheets: Any) -> list[Plan]:
    return [make_plan(sheet)[0] for sheet in sheets]


def test_the_graph_of_a_plan_conforms(plans: list[Plan]) -> None:
    for one in plans:
        conforms, text = validate(list(rdf.triples(one)))
        assert conforms, text


def test_the_graph_of_the_real_plan_conforms(plan: Plan) -> None:
    conforms, text = validate(list(rdf.triples(plan)))
    assert conforms, text


@pytest.mark.parametrize(
    ("lost", "message"),
    [
        (lambda t: t.predicate == EVIDENCE, "原文出处"),
        (lambda t: t.predicate == term("zeren:role"), "牵头、责任、配合、督导"),
        (lambda t: t.predicate == term("skos:prefLabel"), "全称"),
        (lambda t: t.predicate.value == f"{OA}exact", "引文"),
        (lambda t: t.predicate == term("zeren:holder"), "责任主体"),
        (lambda t: t.object == term("oa:TextPositionSelector"), "位置"),
    ],
)
def test_a_broken_graph_does_not_conform(
    plans: list[Plan], lost: Callable[[ox.Triple], bool], message: str
) -> None:
    conforms, text = validate([t for t in rdf.triples(plans[0]) if not lost(t)])
    assert not conforms
    assert message in text


def test_a_role_of_its_own_invention_does_not_conform(plans: list[Plan]) -> None:
    made = thing("assignment", f"{plans[0].tasks[0].id}.a1")
    extra = ox.Triple(made, term("zeren:role"), term("zeren:boss"))
    conforms, _text = validate([*rdf.triples(plans[0]), extra])
    assert not conforms


def test_every_place_quotes_the_text(plans: list[Plan]) -> None:
    for one in plans:
        held: dict[str, dict[str, str]] = {}
        for triple in rdf.triples(one):
            if triple.predicate.value.startswith(OA) and isinstance(triple.object, ox.Literal):
                place = triple.subject.value.rpartition("/")[0]  # type: ignore[union-attr]
                name = triple.predicate.value.removeprefix(OA)
                held.setdefault(place, {})[name] = triple.object.value
        assert held
        for said in held.values():
            start, end = int(said["start"]), int(said["end"])
            assert one.text[start:end] == said["exact"]
            assert one.text[:start].endswith(said["prefix"])
            assert one.text[end:].startswith(said["suffix"])


def test_the_head_of_a_document_is_proven(plan: Plan) -> None:
    document = thing("document", plan.document.id)
    places = {
        t.object for t in rdf.triples(plan) if t.subject == document and t.predicate == EVIDENCE
    }
    quotes = {
        triple.object.value
        for triple in rdf.triples(plan)
        if triple.predicate.value == f"{OA}exact"
        and isinstance(triple.subject, ox.NamedNode)
        and ox.NamedNode(triple.subject.value.removesuffix("/quote")) in places
        and isinstance(triple.object, ox.Literal)
    }
    head = plan.document
    assert {"".join(quote.split()) for quote in quotes} == {head.title, head.index_no, head.issuer}


def test_every_term_is_explained_in_two_languages(plan: Plan, plans: list[Plan]) -> None:
    explained: dict[str, set[tuple[str, str | None]]] = {}
    for triple in ontology_triples():
        if isinstance(triple.object, ox.Literal):
            said = explained.setdefault(triple.subject.value, set())  # type: ignore[union-attr]
            said.add((triple.predicate.value.rpartition("#")[2], triple.object.language))
    wanted = {("label", "zh"), ("label", "en"), ("comment", "zh"), ("comment", "en")}
    used = {"zeren:revision"}
    for one in (plan, *plans):
        for triple in rdf.triples(one):
            for part in (triple.predicate, triple.object):
                if isinstance(part, ox.NamedNode) and part.value.startswith(NS):
                    used.add(f"zeren:{part.value.removeprefix(NS)}")
    for name in used:
        assert wanted <= explained.get(term(name).value, set()), name


def test_no_blank_node_and_no_other_graph(plans: list[Plan]) -> None:
    for one in plans:
        for quad in rdf.quads(one):
            assert not isinstance(quad.subject, ox.BlankNode)
            assert not isinstance(quad.object, ox.BlankNode)
            assert str(quad.graph_name).endswith(f"/graph/{one.document.id}>")


@pytest.mark.parametrize("kind", RDF_FORMATS)
def test_each_format_says_the_same(plans: list[Plan], kind: str) -> None:
    form = find_format(kind)
    body = rdf.serialize(plans, kind)
    assert body == rdf.serialize(list(plans), kind)
    read = {quad.triple for quad in ox.parse(body, format=form)}
    assert read == {triple for one in plans for triple in rdf.triples(one)}
    if form.supports_datasets:
        graphs = {str(quad.graph_name) for quad in ox.parse(body, format=form)}
        assert len(graphs) == len(plans)


READERS = {
    "ttl": "turtle",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdf": "xml",
}


def test_another_library_reads_every_format() -> None:
    assert READERS.keys() == RDF_FORMATS.keys()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own
@pytest.mark.parametrize("kind", READERS)
def test_another_library_reads_the_same_facts(plans: list[Plan], kind: str) -> None:
    """What Oxigraph writes rdflib reads: every triple, with language, datatype and graph."""
    body = rdf.serialize(plans, kind)
    if find_format(kind).supports_datasets:
        dataset = Dataset()
        dataset.parse(data=body, format=READERS[kind])
        found = {(said((s, p, o)), str(g)) for s, p, o, g in dataset.quads()}
        wanted = {
            (said_by(triple), graph_iri(one.document.id))
            for one in plans
            for triple in rdf.triples(one)
        }
        assert found == wanted
        return
    read = Graph().parse(data=body, format=READERS[kind])
    assert {said(t) for t in read} == {said_by(t) for one in plans for t in rdf.triples(one)}


def said(triple: Any) -> tuple[str, ...]:
    subject, predicate, value = triple
    if not isinstance(value, Literal):
        return (str(subject), str(predicate), str(value), "")
    string = "http://www.w3.org/2001/XMLSchema#string"
    return (
        str(subject),
        str(predicate),
        str(value),
        value.language or str(value.datatype or string),
    )


def said_by(triple: ox.Triple) -> tuple[str, ...]:
    subject, value = triple.subject, triple.object
    assert isinstance(subject, ox.NamedNode)
    if isinstance(value, ox.NamedNode):
        return (subject.value, triple.predicate.value, value.value, "")
    assert isinstance(value, ox.Literal)
    kind = value.language or value.datatype.value
    return (subject.value, triple.predicate.value, value.value, kind)


def test_another_process_writes_the_same_bytes(plan_bytes: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(plan_bytes)
    code = (
        "import hashlib, pathlib, sys\n"
        "from zeren_graph import rdf\n"
        "from zeren_parser import parse\n"
        "plan = parse(pathlib.Path(sys.argv[1]).read_bytes(), name='x')\n"
        "for kind in ('ttl', 'nq', 'trig', 'jsonld', 'rdf'):\n"
        "    print(hashlib.sha256(rdf.serialize(plan, kind)).hexdigest())\n"
    )
    runs = outputs_by_hash_seed(code, tmp_path / "plan.txt", seeds=("1", "2"))
    assert len(runs) == 1


def test_a_form_feed_does_not_break_xml(make_plan: Any) -> None:
    sheet = make_plan.sheet("第一页\f第二页", [make_plan.item("任\x01务", lead=["财政局"])])
    one, _data = make_plan(sheet)
    body = rdf.serialize(one, "rdf")
    assert b"\x0c" not in body
    assert len(Graph().parse(data=body, format="xml")) == len(list(rdf.triples(one)))


def test_formats_are_known_by_name_and_media_type() -> None:
    assert media_type("ttl") == "text/turtle"
    assert find_format("application/n-quads") == RDF_FORMATS["nq"]
    with pytest.raises(BadFilter, match="ttl"):
        find_format("docx")
