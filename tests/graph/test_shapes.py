"""The shapes hold what is built, and no rule of theirs can be broken unseen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from zeren_graph import rdf
from zeren_graph.identities import Decision
from zeren_graph.ontology import shapes_text
from zeren_graph.rdf_decisions import decision_triples
from zeren_graph.vocabulary import NS, PREFIXES
from zeren_parser import Plan, parse

ZEREN = Namespace(NS)
OA, ORG, ELI, PROV = (Namespace(PREFIXES[name]) for name in ("oa", "org", "eli", "prov"))
FOAF, TERMS, SKOS = (Namespace(PREFIXES[name]) for name in ("foaf", "dcterms", "skos"))
SHAPES = Graph().parse(data=shapes_text(), format="turtle")
OTHER = URIRef("https://example.org/other")


def graph_of(triples: Iterable[ox.Triple]) -> Graph:
    body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=body, format="nt")


def complaints(data: Graph) -> set[tuple[Node | None, str]]:
    """Return who is wrong and what is said about it."""
    _conforms, report, _text = pyshacl.validate(data, shacl_graph=SHAPES)
    assert isinstance(report, Graph)
    return {
        (report.value(result, SH.focusNode), str(report.value(result, SH.resultMessage)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def node_shapes() -> list[Node]:
    return sorted(SHAPES.subjects(RDF.type, SH.NodeShape), key=str)


def targets(data: Graph, shape: Node) -> list[Node]:
    found: set[Node] = set()
    for cls in SHAPES.objects(shape, SH.targetClass):
        found.update(data.subjects(RDF.type, cls))
    for path in SHAPES.objects(shape, SH.targetSubjectsOf):
        found.update(data.subjects(path, None))
    for path in SHAPES.objects(shape, SH.targetObjectsOf):
        found.update(data.objects(None, path))
    return sorted(found, key=str)


def paths(rule: Node) -> list[Node]:
    path = SHAPES.value(rule, SH.path)
    assert path is not None
    choice = SHAPES.value(path, SH.alternativePath)
    return [path] if choice is None else list(Collection(SHAPES, choice))


def rules(limit: Node) -> list[Any]:
    """Return every rule that sets `limit`: (its shape, its paths, its message)."""
    return [
        pytest.param(shape, paths(rule), str(SHAPES.value(rule, SH.message)), id=f"{name}-{words}")
        for shape in node_shapes()
        for rule in sorted(SHAPES.objects(shape, SH.property), key=str)
        if SHAPES.value(rule, limit) is not None
        for name, words in [(str(shape).rpartition("#")[2], SHAPES.value(rule, SH.message))]
    ]


@pytest.fixture
def data(make_plan: Any, decisions: list[Decision]) -> Graph:
    """Return a small plan in which every shape has something to hold."""
    item = make_plan.item(
        "治理污水",
        lead=["环保局"],
        responsible=["财政局", "各镇"],
        due=["2018"],
        target="排放强度40%-45.5%",
    )
    plan, _data = make_plan(
        make_plan.sheet(
            items=[item],
            groups={"各镇": ["东镇", "西镇"]},
            members=[("组长", "张三", "财政局", "局长")],
        )
    )
    decided = decision_triples(decisions)
    return graph_of([*rdf.triples(plan), *decided])


def test_every_shape_has_something_to_hold(data: Graph) -> None:
    for shape in node_shapes():
        assert targets(data, shape), shape
    assert complaints(data) == set()


@pytest.mark.parametrize(("shape", "path", "message"), rules(SH.minCount))
def test_what_must_be_there_is_missed(
    data: Graph, shape: Node, path: list[Node], message: str
) -> None:
    node = targets(data, shape)[0]
    for one in path:
        data.remove((node, one, None))
    assert (node, message) in complaints(data)


@pytest.mark.parametrize(("shape", "path", "message"), rules(SH.maxCount))
def test_what_may_be_there_once_is_not_twice(
    data: Graph, shape: Node, path: list[Node], message: str
) -> None:
    node = targets(data, shape)[0]
    for value in (OTHER, URIRef(f"{OTHER}-2")):
        data.add((node, path[0], value))
    assert (node, message) in complaints(data)


# One row breaks one rule: what to take from the first node of the shape, what to say instead.
BROKEN: list[tuple[str, URIRef, Node | None, str]] = [
    ("Source", ZEREN.sha256, Literal("0" * 63), "来源文件的校验值必须是 64 位十六进制数"),
    ("Source", ZEREN.mediaType, Literal("文本"), "来源文件必须注明格式"),
    ("Section", ZEREN.level, Literal(0), "条目必须有从 1 起的层级"),
    ("Section", TERMS.isPartOf, OTHER, "条目必须属于一份文件"),
    ("Task", ZEREN.openEnded, Literal("是"), "任务必须说明责任单位是否列尽"),
    ("Task", ZEREN.position, Literal("一"), "任务必须有在文件中的顺序"),
    ("Task", ZEREN.deadline, OTHER, "完成时限必须是一个时间点"),
    ("Task", ZEREN.target, OTHER, "任务目标必须是目标"),
    ("Task", ZEREN.section, OTHER, "任务所在的条目必须是条目"),
    ("Assignment", ZEREN.role, ZEREN.boss, "职责只能是牵头、责任、配合、督导之一"),
    ("Assignment", ZEREN.holder, OTHER, "职责分派必须对应一个责任主体"),
    ("Assignment", ZEREN.task, OTHER, "职责分派必须对应一项任务"),
    ("Assignment", ZEREN.clause, OTHER, "职责分派必须有依据条款"),
    ("Assignment", ZEREN.order, Literal(0), "职责分派必须有从 1 起的排名"),
    ("Assignment", ZEREN.printedName, Literal(""), "职责分派必须有原文名称"),
    ("Assignment", ZEREN.evidence, OTHER, "每个事实都必须有原文出处"),
    ("Department", RDF.type, FOAF.Agent, "责任主体必须是单位或个人"),
    ("Department", ORG.hasMember, OTHER, "一类单位的成员必须是责任主体"),
    ("Clause", ZEREN.clauseText, Literal(""), "条款必须有文字"),
    ("Target", ZEREN.comparator, ZEREN.about, "目标必须有比较关系"),
    ("Target", ZEREN.baselineYear, Literal("2015"), "基准年必须是一个年份"),
    ("Diagnostic", ZEREN.severity, Literal("fatal"), "严重程度只能是 error、warning、info 之一"),
    ("Membership", ORG.member, OTHER, "小组成员必须是个人"),
    ("Membership", ORG.organization, OTHER, "小组成员必须属于一个小组"),
    ("Membership", ORG.role, OTHER, "小组成员必须有组内职务"),
    ("Post", ORG.heldBy, OTHER, "职务必须由个人担任"),
    ("Post", ORG.postIn, OTHER, "职务所在的必须是单位"),
    ("Citation", OA.hasBody, OTHER, "引用必须指向一份文件"),
    ("NamedGraph", FOAF.primaryTopic, OTHER, "一个命名图只说一份文件"),
    ("NamedGraph", PROV.wasGeneratedBy, OTHER, "命名图必须注明由哪次读取生成"),
    ("Decision", TERMS.type, Literal("join"), "决定只能是归并、拆分、沿革之一"),
    ("Decision", PROV.wasAssociatedWith, OTHER, "决定必须注明是谁作的"),
    ("Change", ORG.originalOrganization, Literal("国土局"), "机构改革必须有原单位"),
    ("Place", SKOS.prefLabel, Literal(""), "辖区必须有名称"),
    ("Evidence", OA.hasSource, OTHER, "出处必须指向一份文本"),
    ("Evidence", OA.hasSelector, OTHER, "出处必须有位置"),
    ("Evidence", OA.hasSelector, OTHER, "出处必须有引文"),
    ("Position", OA.start, Literal("一"), "位置的起点必须在终点之前"),
    ("Quote", OA.exact, Literal(""), "引文不能为空"),
]


@pytest.mark.parametrize(("shape", "path", "value", "message"), BROKEN)
def test_a_wrong_value_is_seen(
    data: Graph, shape: str, path: URIRef, value: Node, message: str
) -> None:
    node = targets(data, URIRef(f"https://w3id.org/zeren/shapes#{shape}"))[0]
    data.remove((node, path, None))
    data.add((node, path, value))
    assert (node, message) in complaints(data)


def test_a_range_upside_down_and_a_place_that_ends_before_it_begins(data: Graph) -> None:
    (aim,) = set(data.subjects(ZEREN.lowValue, None))
    data.set((aim, ZEREN.lowValue, Literal(99)))
    place = next(data.subjects(RDF.type, OA.TextPositionSelector))
    data.set((place, OA.start, Literal(10**9, datatype=XSD.nonNegativeInteger)))
    said = complaints(data)
    assert (aim, "区间的下限不能大于上限") in said
    assert (place, "位置的起点必须在终点之前") in said


def test_the_real_plan_conforms(plan: Plan) -> None:
    assert complaints(graph_of(rdf.triples(plan))) == set()


def test_every_plan_of_the_corpus_conforms(corpus: list[Path]) -> None:
    assert corpus
    for path in sorted(corpus[0].parent.iterdir()):
        said = complaints(graph_of(rdf.triples(parse(path.read_bytes(), name=path.name))))
        assert said == set(), path.name
