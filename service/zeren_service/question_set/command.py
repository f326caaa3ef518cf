"""`zeren evaluate --questions`: exact-set accuracy by intent, and every question that went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from zeren_service.question_set.load import BadQuestionSet, load_questions
from zeren_service.question_set.score import Report, measure

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_SET: Final = Path("tests/service/questions/set")
_ENOUGH: Final = 0.97  # what is asked of the grammar; below it the command fails


def run(files: list[Path], folders: Iterable[Path], *, verbose: bool = False) -> int:
    """Print the report; return 1 below 0.97, or where a question was answered that must not be."""
    console = Console()
    try:
        questions = load_questions(files or [DEFAULT_SET])
    except (BadQuestionSet, OSError) as error:
        console.print(f"问题集读不了：{error}", markup=False)
        return 1
    report = measure(questions, folders, sparql=True)
    if not report.results:
        console.print("问题所指的原文都不在给出的目录里。请用 --documents 指明原文所在目录。")
        return 1
    console.print(_table(report))
    _tell(report, console, verbose=verbose)
    good = report.accuracy >= _ENOUGH and not report.answered_in_spite
    return 0 if good else 1


def _table(report: Report) -> Table:
    table = Table("问什么", "全对", "问题", "全对率")
    for intent, (right, every) in report.by_intent().items():
        table.add_row(intent, str(right), str(every), f"{right / every:.3f}")
    right = sum(not r.wrong for r in report.results)
    table.add_row("合计", str(right), str(len(report.results)), f"{report.accuracy:.3f}")
    return table


def _tell(report: Report, console: Console, *, verbose: bool) -> None:
    right = sum(not r.wrong for r in report.answerable)
    spoken = [r for r in report.results if r.question.spoken]
    said = sum(not r.wrong for r in spoken)
    proved = [r for r in report.answerable if not r.wrong]
    agreed = sum(not r.sparql for r in proved)
    console.print(f"可答的问题：{len(report.answerable)} 个，全对 {right} 个")
    console.print(f"其中换个说法的：{len(spoken)} 个，全对 {said} 个")
    console.print(f"应拒答却作答：{len(report.answered_in_spite)} 个")
    console.print(f"SPARQL 给出同一清单：{agreed} / {len(proved)}")
    if report.absent:
        console.print(f"缺少原文、没有问：{'、'.join(report.absent)}")
    if verbose:
        for result in report.results:
            for wrong in filter(None, (result.wrong, result.sparql)):
                after = f"{result.question.after} → " if result.question.after else ""
                line = f"{result.question.intent}\t{after}{result.question.text}\t{wrong}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)
