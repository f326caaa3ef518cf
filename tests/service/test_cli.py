"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zeren_parser import Plan, dump
from zeren_service.cli import build_parser, main
from zeren_service.settings import Settings

TEXT = "(一)推广绿色低碳出行。(牵头单位:宣传部,责任单位:建设局)\n"


HOLD = """
import sys
from pathlib import Path
from zeren_graph.knowledge import Knowledge

held = Knowledge.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_parse_prints_the_contract(file: Path, capsys: Any) -> None:
    assert main(["parse", str(file)]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["tasks"][0]["assignments"][0]["department"] == "宣传部"


def test_parse_equals_dump(plan: Plan, tmp_path: Path) -> None:
    source = next((Path(__file__).parents[2] / "source_docs").glob("*.txt"))
    assert main(["parse", str(source), "-o", str(tmp_path / "x.json")]) == 0
    assert (tmp_path / "x.json").read_text("utf-8") == dump(plan).rstrip("\n") + "\n"


def test_reading_commands_take_a_file(file: Path, capsys: Any) -> None:
    for argv, words in (
        (["tasks", str(file)], "牵头：宣传部"),
        (["tasks", "--file", str(file), "--department", "建设局"], "共 1 项任务"),
        (["departments", str(file)], "建设局  责任 1"),
        (["matrix", str(file)], "推广绿色低碳出行,牵头,责任"),
        (["lint", str(file)], "条提示"),
        (["report", str(file)], "带标签的括号 1"),
        (["export", str(file), "-f", "ttl"], "@prefix"),
        (["ask", "宣传部牵头哪些任务？", "--file", str(file)], "推广绿色低碳出行"),
        (["tasks", str(file), "--format", "md"], "| 宣传部 |"),
    ):
        assert main(argv) == 0, argv
        assert words in capsys.readouterr().out, argv


def test_ask_gives_json_too(file: Path, capsys: Any) -> None:
    assert main(["ask", "宣传部牵头哪些任务？", "--file", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"] == 1
    assert {"question", "reading", "kind", "items", "total", "answer"} <= answer.keys()


def test_matrix_writes_the_workbook(file: Path, tmp_path: Path) -> None:
    assert main(["matrix", str(file), "-o", str(tmp_path / "m.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames == ["责任矩阵", "责任分工表", "说明"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "docx", "md", "html", "json"])
def test_the_suffix_chooses_the_format(suffix: str, file: Path, tmp_path: Path) -> None:
    out = tmp_path / f"任务.{suffix}"
    assert main(["tasks", str(file), "-o", str(out)]) == 0
    assert out.stat().st_size > 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf") == (suffix == "csv")


def test_ingest_reports_every_file(file: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "坏.txt").write_bytes(b"")
    (tmp_path / "不收.py").write_text("x")
    (tmp_path / "README.md").write_text("x")
    data = ["--data", str(tmp_path / "data")]
    assert main(["ingest", str(tmp_path), *data]) == 3
    out = capsys.readouterr().out
    assert "新收 1 份" in out
    assert "无法读取 1 份" in out
    assert "坏.txt" in out
    assert main(["ingest", str(file), *data]) == 0
    assert "以前收过 1 份" in capsys.readouterr().out
    assert main(["tasks", *data]) == 0
    assert "共 1 项任务" in capsys.readouterr().out
    assert main(["graph", "rebuild", *data]) == 0
    assert "1 份文件" in capsys.readouterr().out
    assert main(["documents", *data, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)["items"][0]["id"]
    assert main(["remove", document, *data]) == 0
    assert main(["remove", document, *data]) == 1


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        ([], 2, "缺少参数：命令"),
        (["task"], 2, "不能是 task"),
        (["tasks", "--nonsense"], 2, "不认识：--nonsense"),
        (["tasks", "--role", "boss"], 2, "不能是 boss"),
        (["tasks", "--due-before", "soon"], 2, "日期要写成"),
        (["serve", "--port", "x"], 2, "要写数字"),
        (["serve", "--port", "70000"], 2, "端口要在"),
        (["parse"], 2, "缺少参数：FILE"),
        (["parse", "没有.txt"], 3, "没有这个文件"),
        (["tasks", "没有.txt"], 3, "没有这个文件"),
        (["parse", "."], 3, "是目录"),
        (["tasks", "--data", "没有"], 1, "还没有数据"),
        (["tasks", "FILE", "--format", "xlsx"], 2, "请加 -o"),
        (["tasks", "FILE", "-o", "x.zip"], 2, "不认识后缀 .zip"),
        (["tasks", "FILE", "--department", "无此局"], 1, "没有名为“无此局”的部门"),
        (["tasks", "FILE", "--document", "ffffffff"], 1, "没有这份文件"),
        (["matrix", "FILE", "FILE2"], 1, "请用 --document"),
        (["export", "FILE", "-o", "x.zip"], 2, "不认识后缀"),
        (["ingest", "没有.txt", "--data", "D"], 3, "没有.txt"),
        (["graph"], 2, "缺少参数：动作"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_goes_wrong_is_said_in_chinese(
    argv: list[str], code: int, words: str, file: Path, tmp_path: Path, capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    other = tmp_path / "另一份.txt"
    other.write_text(TEXT + TEXT.replace("绿色", "清洁"), "utf-8")
    places = {"FILE": str(file), "FILE2": str(other), "D": str(tmp_path / "d")}
    try:
        found = main([places.get(word, word) for word in argv])
    except SystemExit as stop:
        found = int(stop.code or 0)
    captured = capsys.readouterr()
    assert found == code
    assert words in captured.err + captured.out
    assert "Traceback" not in captured.err


def test_nothing_found_is_exit_code_1(file: Path, capsys: Any) -> None:
    assert main(["tasks", str(file), "--q", "没有的字"]) == 1
    assert main(["ask", "今天天气怎么样？", "--file", str(file)]) == 1
    assert "/api/" not in capsys.readouterr().err


def test_a_taken_port_is_told_at_once(tmp_path: Path, capsys: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--data", str(tmp_path)]) == 4
    assert f"端口 {port} 已被占用" in capsys.readouterr().err


def test_a_locked_folder_is_told(data_folder: Path, capsys: Any) -> None:
    with subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-c", HOLD, str(data_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"open"
        assert main(["serve", "--port", "0", "--data", str(data_folder)]) == 4
        assert "正被另一个程序使用" in capsys.readouterr().err
        assert main(["tasks", "--data", str(data_folder)]) == 0, "reading needs no lock"
        holder.communicate()


def _commands() -> list[str]:
    parser = build_parser()
    actions = next(a for a in parser._actions if a.dest == "command")
    assert actions.choices is not None
    return list(actions.choices)


@pytest.mark.parametrize("command", _commands())
def test_every_command_has_chinese_help_with_an_example(command: str, capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith("用法：")
    assert "例子：" in out
    assert "退出码：" in out
    for english in ("usage", "options", "positional", "show this help"):
        assert english not in out


def test_the_commands_of_the_contract_are_there() -> None:
    wanted = {"parse", "ingest", "ask", "tasks", "departments", "matrix", "lint", "export"}
    assert wanted | {"serve", "settings", "graph", "evaluate", "bench"} <= set(_commands())


def test_settings_are_listed_and_checked(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_PORT", "9000")
    assert main(["settings"]) == 0
    out = capsys.readouterr().out
    assert "ZEREN_PORT=9000" in out
    for name, field in Settings.model_fields.items():
        assert f"ZEREN_{name.upper()}=" in out
        assert field.description in out
    monkeypatch.setenv("ZEREN_PORT", "many")
    assert main(["settings"]) == 2
    assert "ZEREN_PORT" in capsys.readouterr().err


def test_settings_are_frozen_and_lists_are_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEREN_HOSTS", "a.example, b.example")
    settings = Settings()
    assert settings.hosts == ("a.example", "b.example")
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_everything_is_dumped_and_restored(data_folder: Path, tmp_path: Path, capsys: Any) -> None:
    data, other, file = str(data_folder), str(tmp_path / "other"), str(tmp_path / "备份.zip")
    assert main(["dump", file, "--data", data]) == 0
    assert "68 项任务" in capsys.readouterr().out
    assert main(["dump", file, "--data", data]) == 4
    assert "没有覆盖" in capsys.readouterr().err
    assert main(["restore", file, "--data", other]) == 0
    assert "图谱已重建" in capsys.readouterr().out
    for argv in (["tasks", "--format", "json"], ["documents"], ["departments", "--format", "csv"]):
        printed = []
        for folder in (data, other):
            assert main([*argv, "--data", folder]) == 0
            printed.append(capsys.readouterr().out)
        assert printed[0] == printed[1]
    assert main(["restore", file, "--data", other]) == 4
    assert "已有文件" in capsys.readouterr().err
