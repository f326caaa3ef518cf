"""How a file was read: counts, repairs with their places, what was not understood."""

from __future__ import annotations

from zeren_parser import Plan, parse
from zeren_parser.clauses import find_clauses
from zeren_parser.import_report import REPAIRS, report_import
from zeren_parser.lint_messages import MESSAGES
from zeren_parser.view import build_view


def test_the_plan_of_the_repository(plan: Plan) -> None:
    report = report_import(plan)
    assert (report.tasks, report.assignments) == (68, 323)
    assert report.clauses == (("labelled", 68),)
    assert {repair.code: len(repair.places) for repair in report.repairs} == {
        "missing-colon": 2, "missing-label": 1, "odd-label": 2, "stop-behind-bracket": 1,
    }  # fmt: skip
    for repair in report.repairs:
        assert all("牵头" in place.of(plan.text) for place in repair.places)
    assert report.unread == ()


def test_what_was_not_understood_is_told() -> None:
    text = "1.治水。（牵头单位由会议确定）\n2.治气。（市水务局定期会商并对全程负责）。"
    report = report_import(parse(text.encode(), name="方案.txt"))
    assert [note.code for note in report.unread] == ["clause-not-understood", "not-understood"]
    assert report.name == "方案.txt"
    assert report.encoding == "utf-8"


def test_every_repair_has_words_and_a_sentence() -> None:
    assert REPAIRS.keys() <= MESSAGES.keys()
    text = (
        "（牵头单位经发局，责任单位：自然 资源局）（牵头责任：甲局］。（牵头单位：市财政局市审计局"
    )
    clauses = find_clauses(build_view(text, [(0, len(text))]), 0, len(text) - 1)
    assert {repair for clause in clauses for repair in clause.repairs} <= REPAIRS.keys()
