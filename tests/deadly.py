"""A reader of files that dies at some of them, as a library in C may: for workers of the tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from zeren_graph.reading_pool import ReadFile, Telling, read_file


def read(paths: Sequence[str]) -> list[ReadFile]:
    if any("致命" in path for path in paths):
        os._exit(9)
    return [read_file(Path(path), Telling()) for path in paths]
