"""What a careful clerk would flag: one case for each code."""

from __future__ import annotations

import pytest

from zeren_parser import parse
from zeren_parser.lint import MESSAGES

HEAD = "索引号:1/2017 公开日期:2017/12/28 内容分类:文件\n关于治水的实施方案\n"
ROSTER = "\n领导小组名单\n组  长:张三    甲局局长\n成  员:李四    乙局局长\n      王五    丙局局长\n领导小组办公室设在甲局,赵六同志兼任办公室主任。\n"
CASES = {
    "no-clause": "今天天气很好。",
    "no-lead-anywhere": "1.治水。（责任单位：甲局）",
    "task-without-lead": "1.治水。（牵头单位：甲局）\n2.治气。（责任单位：乙局）",
    "several-leads": "1.治水。（牵头单位：甲局、乙局、丙局、丁局）",
    "unit-twice": "1.治水。（牵头单位：甲局，责任单位：甲局、乙局）",
    "unit-not-in-group": "1.治水。（牵头单位：甲局，责任单位：丁局）" + ROSTER,
    "member-without-task": "1.治水。（牵头单位：甲局，责任单位：丁局）" + ROSTER,
    "office-head-not-member": "1.治水。（牵头单位：甲局）" + ROSTER,
    "open-ended": "1.治水。（牵头单位：甲局，责任单位：乙局等部门）",
    "missing-colon": "1.治水。（牵头单位甲乙局）",
    "odd-label": "1.治水。（牵头责任：甲局）",
    "missing-label": "1.治水。（牵头单位：甲局，乙局）",
    "support-under-responsible": "1.治水。（牵头单位：甲局，责任单位：乙局等部门配合）",
    "stop-behind-bracket": "1.治水。（牵头单位：甲局）。",
    "stray-space": "1.治水。（牵头单位：自然 资源局）",
    "unclosed-bracket": "1.治水。（牵头单位：甲局",
    "mismatched-bracket": "1.治水。（牵头单位：甲局］",
    "missing-separator": "1.治水。（牵头单位：市财政局市审计局）",
    "read-from-prose": "1.治水。（牵头单位：甲局）\n2.治气。由市乙局牵头，市丙局配合。",
    "units-without-label": "1.治水。（市甲局负责）\n2.治气。（市乙局负责）\n3.治土。（市丙局）",
    "duty-of-all": "1.治水。（牵头单位：甲局。以下任务均需各县区落实，不再一一列出）",
    "lead-above": "（一）治水（牵头单位：甲局）\n1.清淤。（责任单位：乙局）",
    "clause-not-understood": "1.治水。（牵头单位：）\n2.治气。（牵头单位由会议确定）",
    "item-without-clause": "1.治水。（牵头单位：甲局）\n2.治气。（牵头单位：乙局）\n3.治土。开展治理。",
    "deadline-past": HEAD + "1.治水。到2016年完成。（牵头单位：甲局）",
    "deadline-close": HEAD + "1.治水。2017年底前完成清理。（牵头单位：甲局）",
    "target-without-date": "1.治水。污水处理率达到95%以上。（牵头单位：甲局）",
    "quote-direction": "1.治水。推行“河长制“管理。（牵头单位：甲局）",
    "title-mark-unpaired": "1.治水。落实《治水办法要求。（牵头单位：甲局）",
    "number-repeated": "1.治水。（牵头单位：甲局）\n1.治气。（牵头单位：乙局）",
    "number-gap": "1.治水。（牵头单位：甲局）\n3.治气。（牵头单位：乙局）",
    "number-space": "1. 治水。（牵头单位：甲局）",
    "ambiguous-unit": "1.治水。（牵头单位：发改委，责任单位：市发改委、区发改委）",
    "flattened-table": "序号\n内容\n投资额\n责任单位\n1\n建厂。\n30\n市水务局\n2\n建网。\n5\n市住建局\n",
    "name-variants": "1.治水。（牵头单位：经发局）\n2.治气。（牵头单位：经济发展局）\n领导小组名单\n组  长:张三    经济发展局局长\n成  员:李四    乙局局长\n",
}


@pytest.mark.parametrize("code", CASES)
def test_each_code_is_found_where_it_should_be(code: str) -> None:
    plan = parse(CASES[code].encode())
    found = {d.code for d in plan.diagnostics}
    assert code in found, found
    for diagnostic in plan.diagnostics:
        severity, _ = MESSAGES[diagnostic.code]
        assert diagnostic.severity is severity


def test_every_code_has_a_case() -> None:
    assert set(MESSAGES) - set(CASES) == {"task-without-actor"}


def test_a_clean_plan_has_nothing_to_flag() -> None:
    text = "1.治水。到2020年，污水处理率达到95%以上。（牵头单位：甲局，责任单位：乙局）\n2.治气。（牵头单位：乙局，责任单位：甲局）"
    assert parse(text.encode()).diagnostics == ()
