"""The README keeps its word: its console examples are run, and both languages show the same ones."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT
from zeren_service.cli import build_parser, main

if TYPE_CHECKING:
    from pathlib import Path

READMES = [ROOT / "README.md", ROOT / "README.en.md"]
_BLOCK = re.compile(r"^```(?P<kind>console|sh)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_ELLIPSIS = "…"


def _blocks(path: Path, kind: str) -> list[str]:
    text = path.read_text("utf-8")
    return [match["body"] for match in _BLOCK.finditer(text) if match["kind"] == kind]


def _sessions(path: Path) -> list[tuple[str, str]]:
    """Return each command of the console examples with the output that the README shows."""
    sessions: list[tuple[str, str]] = []
    for block in _blocks(path, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            sessions.append((command, shown.strip("\n")))
    return sessions


def _commands(path: Path) -> list[str]:
    """Return the `zeren` commands of the plain shell examples, comments removed."""
    lines = [line for block in _blocks(path, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("zeren ")]


def _agrees(shown: str, printed: str) -> bool:
    """Tell whether `printed` is what is `shown`, where … stands for any stretch left out."""
    pieces = [re.escape(piece.strip("\n")) for piece in shown.split(_ELLIPSIS)]
    return re.fullmatch(r"(?s)\s*" + r".*?".join(pieces) + r"\s*", printed) is not None


@pytest.mark.parametrize(("command", "shown"), _sessions(READMES[0]))
def test_console_examples_print_what_is_shown(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    assert program == "zeren"
    assert main(arguments) == 0
    assert _agrees(shown, capsys.readouterr().out)


@pytest.mark.parametrize("command", _commands(READMES[0]))
def test_shell_examples_are_well_formed(command: str) -> None:
    arguments = shlex.split(command, comments=True)[1:]
    arguments = arguments[: arguments.index(">")] if ">" in arguments else arguments
    assert build_parser().parse_args(arguments).command == arguments[0]


def test_both_languages_show_the_same_examples() -> None:
    chinese, english = READMES
    assert _sessions(chinese) == _sessions(english) != []
    assert [c.partition("#")[0].split() for c in _commands(chinese)] == [
        c.partition("#")[0].split() for c in _commands(english)
    ]


def test_both_languages_state_the_same_figures() -> None:
    figures = [re.findall(r"\d+\.\d+|\d{3,}", path.read_text("utf-8")) for path in READMES]
    assert figures[0] == figures[1]


def test_nothing_is_left_to_be_filled_in() -> None:
    for path in READMES:
        assert "@@" not in path.read_text("utf-8")


def test_links_inside_the_repository_lead_somewhere() -> None:
    for path in READMES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
            assert (ROOT / target).exists(), f"{path.name}: {target}"
