"""How well the parser reads what persons have annotated: never worse than the committed baseline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zeren_service.cli import main
from zeren_service.evaluate import Evaluation, Score, evaluate
from zeren_service.evaluation_report import figures, losses
from zeren_service.fact_changes import compare, take_snapshot

ROOT = Path(__file__).parent.parent.parent
GOLD = ROOT / "tests" / "gold"
FOLDERS = [ROOT / "source_docs", ROOT.parent / "shared" / "corpus"]
BASELINE: dict[str, Any] = json.loads((GOLD / "baseline.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def result() -> Evaluation:
    return evaluate(GOLD, FOLDERS)


def test_nothing_is_worse_than_the_baseline(result: Evaluation) -> None:
    assert losses(result, BASELINE) == []


def test_the_baseline_knows_every_gold_file(result: Evaluation) -> None:
    assert set(result.documents) | set(result.absent) == set(BASELINE["documents"])


def test_the_figures_aimed_at(corpus: list[Path], result: Evaluation) -> None:
    assert corpus
    assert result.layers["任务·角色·单位"].f1 >= 0.97
    for form, score in result.forms.items():
        if score.right + score.missed >= 20:
            assert score.f1 >= 0.95, form
    assert result.silent > 10_000
    assert result.false_per_100k <= 1


def test_a_loss_is_told(result: Evaluation) -> None:
    first = next(iter(result.documents))
    higher = {**figures(result), "documents": {first: 1.1}}
    assert [line.split("：")[0] for line in losses(result, higher)] == [f"documents {first}"]


def test_scores_count_what_is_right_invented_and_missed() -> None:
    score = Score(right=8, invented=2, missed=0)
    assert (score.precision, score.recall) == (0.8, 1.0)
    assert figures(Evaluation(layers={"任务": score}))["layers"] == {"任务": 0.8889}


def test_changes_name_what_was_gained_and_lost(tmp_path: Path) -> None:
    plan = tmp_path / "方案.txt"
    plan.write_text("1.治水。（牵头单位：甲局）", "utf-8")
    after = take_snapshot([tmp_path])
    before = json.loads(json.dumps(after).replace("lead", "support"))
    ((name, gained, lost),) = compare(before, after)
    assert name == "方案.txt"
    assert gained == ["分派\t1\tlead\t甲局"]
    assert lost == ["分派\t1\tsupport\t甲局"]
    assert list(compare(after, after)) == []


def test_snapshot_and_changes_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("1.治水。（牵头单位：甲局）", "utf-8")
    kept = tmp_path / "facts.json"
    assert main(["evaluate", "--documents", str(folder), "--snapshot", str(kept)]) == 0
    (folder / "b.txt").write_text("1.治气。（牵头单位：乙局）", "utf-8")
    assert main(["evaluate", "--documents", str(folder), "--changes", str(kept)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "b.txt：新增" in printed
    assert "分派 1 lead 乙局" in printed
