"""What changed between two documents, and how one is taken up in another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren_graph.cascade import VERDICTS, cascade
from zeren_graph.catalogue import Catalogue
from zeren_graph.comparison import Side, read_side
from zeren_graph.diff import KINDS, PlanDiff, compare
from zeren_graph.similarity import likenesses, pair_off
from zeren_parser import parse

OLD = """乙市2017年水务工作要点

一、治理污水
(一)加快管网建设。新建污水管网,消除管网空白区。到2017年,城镇污水处理率达到90%以上。(牵头单位:水务局,责任单位:财政局、住建局)
(二)整治黑臭水体。逐条制定整治方案。(牵头单位:住建局,配合单位:环保局)
(三)规范排污许可。核发排污许可证。(牵头单位:环保局)
二、保护水源
(一)划定水源保护区。开展勘界立标。(牵头单位:环保局,责任单位:水务局)
(二)建设应急水源。建成一处应急备用水源。(牵头单位:水务局)
"""
NEW = """乙市2018年水务工作要点

一、治理污水
(一)加快管网建设。新建和改造污水管网,消除管网空白区。到2018年,城镇污水处理率达到93%以上。(牵头单位:水务局,责任单位:财政局、发改委)
(二)整治黑臭水体。逐条制定整治方案。(牵头单位:环保局,责任单位:住建局)
二、保护水源
(一)划定水源保护区。开展勘界立标。(牵头单位:环保局,责任单位:水务局)
(二)规范排污许可。核发排污许可证。(牵头单位:环保局)
三、节约用水
(一)推广节水器具。公共机构全部使用节水器具。(牵头单位:机关事务局)
"""
CITY = """丙市水污染防治工作方案

一、主要任务
(一)整治黑臭水体。建立台账,控源截污。到2020年,建成区黑臭水体消除比例达到90%以上。(牵头单位:市住建局)
(二)提高污水处理能力。落实《水污染防治行动计划》,新建改建污水处理厂。到2018年,城镇污水处理率达到95%以上,再生水利用率达到20%以上,万元产值用水量控制在10立方米以下,新建管网100公里。(牵头单位:市水务局)
(三)发展水上旅游。开发水上旅游线路。(牵头单位:市旅游局)
"""
DISTRICT = """丁区水污染防治实施细则

为落实《丙市水污染防治工作方案》,制定本细则。

一、主要任务
(一)黑臭水体整治。对建成区黑臭水体逐一建立台账,控源截污。到2020年,建成区黑臭水体消除比例达到90%以上。(牵头单位:住建局)
(二)污水处理厂提标。落实《水污染防治行动计划》,改建污水处理厂。到2019年,城镇污水处理率达到95%以上,再生水利用率达到15%以上,万元产值用水量控制在12立方米以下,新建管网30公里。(牵头单位:水务局)
(三)开展河道巡查。组织志愿者巡河。(牵头单位:团区委)
"""


@pytest.fixture
def held() -> Iterator[Catalogue]:
    with Catalogue.open("sqlite://") as opened:
        yield opened


def side(held: Catalogue, text: str, name: str = "文.txt") -> Side:
    data = text.encode()
    return read_side(held, held.put(parse(data, name=name), data))


def told(diff: PlanDiff) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """Return the changes of each task by its newest heading."""
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for item in diff.items:
        named = item.new or item.old
        assert named is not None
        found[named.title] = [(change.kind, change.old, change.new) for change in item.changes]
    return found


def test_a_year_later(held: Catalogue) -> None:
    diff = compare(side(held, OLD), side(held, NEW))
    found = told(diff)
    pipes = found["加快管网建设"]
    assert ("joined", None, "发改委（责任）") in pipes
    assert ("left", "住建局（责任）", None) in pipes
    assert ("deadline-changed", "到2017年", "到2018年") in pipes
    changed = [(old, new) for kind, old, new in pipes if kind == "target-changed"]
    assert changed == [("城镇污水处理率达到90%以上", "城镇污水处理率达到93%以上")] or changed == [
        ("城镇污水处理率达到90%以上（2017）", "城镇污水处理率达到93%以上（2018）")
    ]
    assert any(kind == "reworded" and "改造" in (new or "") for kind, _old, new in pipes)
    water = found["整治黑臭水体"]
    assert ("lead-changed", "住建局", "环保局") in water
    assert ("role-changed", "住建局（牵头）", "住建局（责任）") in water
    assert ("role-changed", "环保局（配合）", "环保局（牵头）") in water
    assert found["规范排污许可"] == [("moved", "一/(三)", "二/(二)")]
    assert found["推广节水器具"] == [("added", None, "机关事务局（牵头）")]
    assert found["建设应急水源"] == [("removed", "水务局（牵头）", None)]
    assert "划定水源保护区" not in found
    assert diff.unchanged == 1
    assert diff.counts["added"] == diff.counts["removed"] == diff.counts["moved"] == 1


def test_an_item_put_in_before_only_renumbers_the_rest(held: Catalogue) -> None:
    new = OLD.replace("(三)规范", "(四)规范").replace("(二)整治", "(三)整治")
    new = new.replace("(三)整治", "(二)编制规划。编制水系规划。(牵头单位:规划局)\n(三)整治")
    found = told(compare(side(held, OLD), side(held, new)))
    assert found["整治黑臭水体"] == [("renumbered", "一/(二)", "一/(三)")]
    assert found["规范排污许可"] == [("renumbered", "一/(三)", "一/(四)")]
    assert [kind for kind, _old, _new in found["编制规划"]] == ["added"]


def test_nothing_changes_where_only_the_page_did(held: Catalogue) -> None:
    new = OLD.replace(",", "，").replace(":", "：").replace("(", "（").replace(")", "）")
    diff = compare(side(held, OLD), side(held, new))
    assert (diff.items, diff.targets, diff.counts) == ((), (), {})
    assert diff.unchanged == 5


def test_an_abbreviation_is_no_other_unit(held: Catalogue, make_plan: Any) -> None:
    item = make_plan.item("治理污水", lead=["环保局"])
    full = make_plan.item("治理污水", lead=["环境保护局"])
    sheets = (
        make_plan.sheet("甲", [item], aliases={"环境保护局": ["环保局"]}),
        make_plan.sheet("乙", [full], jurisdiction=None),
    )
    old, new = (read_side(held, held.put(*make_plan(sheet))) for sheet in sheets)
    assert compare(old, new).items == ()


def test_the_real_plan_with_one_hand_laid_on_it(held: Catalogue, plan_bytes: bytes) -> None:
    text = plan_bytes.decode()
    clause = "(牵头单位:宣传部、环保分局)"
    assert text.count(clause) == 1
    new = text.replace(clause, "(牵头单位:宣传部,责任单位:交警大队)")
    new = new.replace("城镇污水处理率达到95%以上", "城镇污水处理率达到98%以上")
    diff = compare(side(held, text), side(held, new))
    found = told(diff)
    assert found.keys() == {"推广绿色低碳出行", "强化水污染防治"}
    assert [kind for kind, _old, _new in found["推广绿色低碳出行"]] == [
        "lead-changed",
        "joined",
        "left",
    ]
    assert {kind for kind, _old, _new in found["强化水污染防治"]} == {"reworded", "target-changed"}
    assert diff.unchanged == 66
    back = compare(side(held, new), side(held, text))
    assert back.counts["joined"] == diff.counts["left"]


def test_the_same_plan_as_two_files_has_the_same_duties(
    corpus: list[Path], held: Catalogue
) -> None:
    folder = corpus[0].parent
    pairs = [
        (path, path.with_suffix(".md"))
        for path in sorted(folder.glob("sh-*.docx"))
        if path.with_suffix(".md").exists()
    ]
    assert pairs
    for pair in pairs:
        sides = []
        for path in pair:
            data = path.read_bytes()
            sides.append(read_side(held, held.put(parse(data, name=path.name), data)))
        kinds = compare(*sides).counts.keys()
        assert not kinds & {"added", "removed", "lead-changed", "joined", "left"}, pair


def test_a_city_plan_is_taken_up_in_a_district(held: Catalogue) -> None:
    found = cascade(side(held, CITY), side(held, DISTRICT))
    assert found.cites
    links = {link.task.title: [one.task.title for one in link.counterparts] for link in found.links}
    assert links["整治黑臭水体"][0] == "黑臭水体整治"
    assert links["提高污水处理能力"][0] == "污水处理厂提标"
    assert links["发展水上旅游"] == []
    assert found.missing == 1
    assert [task.title for task in found.extra] == ["开展河道巡查"]
    (best, *_) = (link for link in found.links if link.task.title == "提高污水处理能力")
    assert best.counterparts[0].cited == ("水污染防治行动计划",)
    verdicts = {target.indicator: target.verdict for target in found.targets}
    assert verdicts["城镇污水处理率"] == "later"
    assert verdicts["再生水利用率"] == "weaker"
    assert verdicts["建成区黑臭水体消除比例"] == "equal"
    assert [v for k, v in verdicts.items() if "用水量" in k] == ["share"]
    assert [v for k, v in verdicts.items() if "管网" in k] == ["share"]
    assert set(verdicts.values()) <= VERDICTS.keys()


def test_a_province_and_its_city_of_the_corpus(corpus: list[Path], held: Catalogue) -> None:
    folder = corpus[0].parent
    (province,) = folder.glob("art-辽宁省*")
    (city,) = folder.glob("art-沈阳市*")
    above, below = (
        read_side(held, held.put(parse(path.read_bytes(), name=path.name), path.read_bytes()))
        for path in (province, city)
    )
    found = cascade(above, below)
    assert len(found.links) == len(above.tasks)
    assert found == cascade(above, below)
    assert sum(bool(link.counterparts) for link in found.links) * 2 > len(found.links)


@settings(max_examples=60)
@given(
    st.lists(st.text("加强推进水污染防治教育、，。 ", max_size=12), max_size=6),
    st.lists(st.text("加强推进水污染防治教育、，。 ", max_size=12), max_size=6),
)
def test_likeness_is_a_number_between_nothing_and_the_same(
    left: list[str], right: list[str]
) -> None:
    found = likenesses(left, right)
    assert all(0 <= value <= 1 for value in found.values())
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            if one and one == other and (i, j) in found:
                assert found[i, j] >= 0.9999
    pairs = pair_off(found, least=0.3)
    assert len({i for i, _j, _s in pairs}) == len({j for _i, j, _s in pairs}) == len(pairs)


@settings(max_examples=40, deadline=None)
@given(st.permutations(OLD.splitlines()[3:6]))
def test_a_plan_is_itself_in_any_order(lines: list[str]) -> None:
    head, tail = OLD.splitlines()[:3], OLD.splitlines()[6:]
    with Catalogue.open("sqlite://") as held:
        old = side(held, OLD)
        new = side(held, "\n".join([*head, *lines, *tail]) + "\n")
        diff = compare(old, new)
    assert set(diff.counts) <= {"moved", "renumbered"}
    assert set(diff.counts) <= KINDS.keys()
