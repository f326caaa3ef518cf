"""The page about the model: every term with its words and an example, and a picture of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from zeren_graph import rdf
from zeren_graph.filing import Filing
from zeren_graph.identities import Decision
from zeren_graph.ontology import ontology_text, ontology_triples, shapes_text
from zeren_graph.rdf_decisions import decision_triples
from zeren_graph.store import with_revision
from zeren_graph.vocabulary import BASE, NS, PREFIXES, graph_iri

ROOT = Path(__file__).parents[2]
ONTOLOGY = Graph().parse(data=ontology_text(), format="turtle")
# What we take from elsewhere, and what for.
STANDARDS = {
    "dcterms:Location": "辖区",
    "dcterms:identifier": "文件、责任主体的编号",
    "dcterms:isPartOf": "条目、任务、条款、目标、引用、提示属于哪份文件",
    "dcterms:isReplacedBy": "文件被哪个新版本取代（写在新版本的命名图里）；部门归并到哪个部门",
    "dcterms:issued": "公开日期，写到哪一级就记到哪一级",
    "dcterms:relation": "决定涉及哪些部门",
    "dcterms:replaces": "取代了哪个旧版本",
    "dcterms:spatial": "文件、责任主体属于哪个辖区",
    "dcterms:subject": "拆分决定所指的文件",
    "dcterms:title": "文件、条目、任务、引用文件的标题",
    "dcterms:type": "决定是归并、拆分还是沿革",
    "eli:LegalResource": "文件和它引用的文件",
    "eli:LegalResourceSubdivision": "条目：带编号的一条及其下全部内容",
    "eli:cites": "文件引用了哪份文件",
    "eli:number": "发文字号；条目印出的编号",
    "foaf:Agent": "责任主体：单位、一类单位或个人",
    "foaf:Document": "收入的文件（引用而没有收入的只是 eli:LegalResource）",
    "foaf:Group": "领导小组",
    "foaf:Person": "个人",
    "foaf:name": "姓名",
    "foaf:primaryTopic": "命名图说的是哪份文件",
    "oa:Annotation": "正文里的一处引用",
    "oa:SpecificResource": "原文出处",
    "oa:TextPositionSelector": "字符位置，左闭右开",
    "oa:TextQuoteSelector": "引文，连同前后文",
    "oa:end": "终点（不含）",
    "oa:exact": "引文",
    "oa:hasBody": "引用的是哪份文件",
    "oa:hasSelector": "出处的位置和引文",
    "oa:hasSource": "出处所在的标准文本",
    "oa:linking": "引用的目的：指向",
    "oa:motivatedBy": "引用的目的",
    "oa:prefix": "引文前的文字",
    "oa:start": "起点，从 0 起",
    "oa:suffix": "引文后的文字",
    "org:Membership": "领导小组的一个席位",
    "org:Organization": "单位或一类单位",
    "org:OrganizationalCollaboration": "一类单位（各镇、街道）",
    "org:Post": "职务",
    "org:Role": "组内职务：组长、成员",
    "org:ChangeEvent": "机构改革：一个单位改组为另一个，两个都保留",
    "org:changedBy": "原单位经过的机构改革",
    "org:hasMember": "一类单位的成员，限于文件自己能证明的",
    "org:heldBy": "职务由谁担任",
    "org:member": "席位上的人",
    "org:organization": "席位所在的小组",
    "org:originalOrganization": "机构改革的原单位",
    "org:postIn": "职务在哪个单位",
    "org:resultedFrom": "新单位由哪次机构改革而来",
    "org:resultingOrganization": "机构改革的新单位",
    "org:role": "席位的组内职务",
    "prov:Activity": "读取：一次由来源文件得到图谱的过程；人作的决定",
    "prov:Agent": "作决定的人",
    "prov:Entity": "文件、来源文件、标准文本、命名图",
    "prov:SoftwareAgent": "读取文件的软件及其版本",
    "prov:endedAtTime": "何时决定",
    "prov:invalidatedAtTime": "何时撤销",
    "prov:used": "读取了哪个来源文件",
    "prov:wasAssociatedWith": "由哪个软件读取；由谁决定",
    "prov:wasAttributedTo": "命名图出自哪个软件",
    "prov:wasDerivedFrom": "由哪个来源文件得到",
    "prov:wasGeneratedBy": "命名图由哪次读取生成",
    "prov:wasRevisionOf": "是哪个旧版本的修订",
    "rdf:type": "是什么",
    "rdfs:comment": "提示的说明；成员的备注；决定的理由",
    "rdfs:label": "名称；时限的原文写法",
    "skos:altLabel": "简称",
    "skos:hiddenLabel": "原文印出而不算简称的写法",
    "skos:prefLabel": "全称",
    "time:Instant": "时限",
    "time:inXSDDate": "写到日的时限",
    "time:inXSDgYear": "写到年的时限",
    "time:inXSDgYearMonth": "写到月的时限",
}
KINDS = {
    OWL.Class: "类",
    OWL.ObjectProperty: "关系",
    OWL.DatatypeProperty: "属性",
    URIRef(f"{NS}Role"): "职责",
    URIRef(f"{NS}Comparator"): "比较关系",
}


@pytest.fixture
def graph(make_plan: Any, decisions: list[Decision]) -> list[ox.Triple]:
    """Return the graph of a plan in which everything is said that a plan can say."""
    sheet = make_plan.sheet(
        "甲区水污染防治工作方案",
        [
            make_plan.item(
                "治理污水", lead=["环保局"], responsible=["各镇"], due=["2018"], target="处理率95%"
            ),
            make_plan.item(
                "减少排放", lead=["环保局"], due=["2018-06"], target="排放强度40%-45.5%"
            ),
            make_plan.item("督促检查", support=["财政局"], supervise=["丙"], due=["2018-06-30"]),
            make_plan.item("其他工作", lead=["财政局"], due=["近期"]),
        ],
        aliases={"环境保护局": ["环保局"]},
        groups={"各镇": ["东镇", "西镇"]},
        people=["丙"],
        members=[("组长", "张三", "财政局", "局长")],
        number="甲发〔2017〕1号",
    )
    made, _data = make_plan(sheet)
    assert made.roster is not None
    whole = replace(
        made,
        document=replace(made.document, index_no="000-2017-1"),
        clauses=(replace(made.clauses[0], repairs=("missing-colon",)), *made.clauses[1:]),
        roster=replace(made.roster, office_head="张三"),
    )
    told = [*rdf.triples(whole, Filing(1, "0" * 16)), *decision_triples(decisions)]
    return with_revision(graph_iri(whole.document.id), told, 1)


def short(node: str) -> str:
    for prefix, base in PREFIXES.items():
        if node.startswith(base):
            return f"{prefix}:{node.removeprefix(base)}"
    return f"<{node.removeprefix(BASE)}>"


def own_terms() -> list[URIRef]:
    found = {s for s in ONTOLOGY.subjects() if isinstance(s, URIRef) and str(s).startswith(NS)}
    return sorted(found, key=str)


def said(term: Node, predicate: URIRef, language: str) -> str:
    (found,) = [
        str(value)
        for value in ONTOLOGY.objects(term, predicate)
        if getattr(value, "language", None) == language
    ]
    return found


def example(term: URIRef, triples: Iterable[ox.Triple]) -> str:
    """Return the first triple that uses the term, as one would write it in Turtle."""
    for triple in triples:
        used = [triple.predicate, triple.object]
        if any(isinstance(part, ox.NamedNode) and part.value == str(term) for part in used):
            subject, verb, value = triple.subject, triple.predicate, triple.object
            assert isinstance(subject, ox.NamedNode)
            assert isinstance(value, ox.NamedNode | ox.Literal)
            words = short(value.value) if isinstance(value, ox.NamedNode) else f'"{value.value}"'
            words = short(value.value) if isinstance(value, ox.NamedNode) else f'"{value.value}"'
            name = "a" if verb.value == str(RDF.type) else short(verb.value)
            return f"{short(subject.value)} {name} {words if len(words) < 60 else words[:50] + '…'}"
    return ""


def defined_example(term: URIRef) -> str:
    """Return the line of the vocabulary itself, for an individual that no plan here uses."""
    return f"{short(str(term))} a {short(str(ONTOLOGY.value(term, RDF.type)))}"


def test_the_page_tells_of_every_term(
    graph: list[ox.Triple], golden: Callable[[Path, str], None]
) -> None:
    golden(ROOT / "docs" / "ontology.md", page(graph))


def test_every_own_term_has_words_a_kind_and_an_example(graph: list[ox.Triple]) -> None:
    for term in own_terms():
        assert ONTOLOGY.value(term, RDF.type) in KINDS, term
        for predicate in (RDFS.label, RDFS.comment):
            assert all(said(term, predicate, language) for language in ("zh", "en")), term
        used = example(term, [*graph, *ontology_triples()])
        assert used or ONTOLOGY.value(term, RDF.type) == URIRef(f"{NS}Comparator"), term


def test_every_term_of_others_is_told_of(graph: list[ox.Triple]) -> None:
    used = set()
    for triple in graph:
        for part in (triple.predicate, triple.object):
            if isinstance(part, ox.NamedNode) and not part.value.startswith(BASE):
                used.add(short(part.value))
    assert used == STANDARDS.keys()


def test_the_ontology_names_nothing_that_no_graph_uses(graph: list[ox.Triple]) -> None:
    """A term that nothing is said with is a promise that is not kept."""
    own = {str(term) for term in own_terms()}
    used = {
        part.value
        for triple in [*graph, *ontology_triples()]
        for part in (triple.predicate, triple.object)
        if isinstance(part, ox.NamedNode)
    }
    comparators = set(ONTOLOGY.subjects(RDF.type, URIRef(f"{NS}Comparator")))
    assert own - used <= {str(one) for one in comparators}


def test_the_picture_shows_every_class() -> None:
    picture = (ROOT / "docs" / "ontology.svg").read_text("utf-8")
    own = [short(str(cls)) for cls in ONTOLOGY.subjects(RDF.type, OWL.Class)]
    shapes = Graph().parse(data=shapes_text(), format="turtle")
    targets = [short(str(cls)) for cls in shapes.objects(None, SH.targetClass)]
    assert own
    assert targets
    for name in {*own, *targets} - {"oa:Annotation", "org:Role"}:  # drawn with what they belong to
        assert name in picture, name


def page(triples: list[ox.Triple]) -> str:
    parts = [
        "# 责任图谱的模型",
        "![模型](ontology.svg)",
        (
            "自有词汇只有任务、职责分派、条款、目标、提示和它们的属性，其余用通行标准："
            "W3C ORG、FOAF、Dublin Core、SKOS、PROV-O、Web Annotation、OWL-Time、ELI。"
            "一份文件的一个版本是一张命名图；每个事实都以 `zeren:evidence` 指到原文的"
            "字符位置和引文。本体在 `graph/zeren_graph/ontology.ttl`，"
            "SHACL 形状在 `graph/zeren_graph/shapes.ttl`，例句见 [sparql.md](sparql.md)。"
        ),
        "例子都出自一份示例方案，写法同 Turtle，尖括号里省去 `https://w3id.org/zeren/`。",
    ]
    for kind, heading in KINDS.items():
        terms = [term for term in own_terms() if ONTOLOGY.value(term, RDF.type) == kind]
        rows = [
            (
                f"`{short(str(term))}`",
                said(term, RDFS.label, "zh"),
                said(term, RDFS.label, "en"),
                said(term, RDFS.comment, "zh"),
                f"`{example(term, [*triples, *ontology_triples()]) or defined_example(term)}`",
            )
            for term in terms
        ]
        parts += [f"## {heading}", table(("词", "中文", "英文", "说明", "例"), rows)]
    others = [
        (f"`{name}`", words, f"`{example(URIRef(full(name)), triples)}`")
        for name, words in sorted(STANDARDS.items())
    ]
    parts += ["## 借用的标准词汇", table(("词", "用来说什么", "例"), others)]
    return "\n\n".join(parts) + "\n"


def full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)
