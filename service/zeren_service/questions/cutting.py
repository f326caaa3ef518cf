"""Topic words in, words out: the one place that loads jieba, once and only when it is needed."""

from __future__ import annotations

import logging
import tempfile
import threading
from functools import cache
from typing import Final, Protocol


class _Cutter(Protocol):
    def lcut(self, sentence: str, *, HMM: bool) -> list[str]: ...  # noqa: N803 (jieba's name)

    def get_DAG(self, sentence: str) -> dict[int, list[int]]: ...  # noqa: N802 (jieba's name)


_LOADING: Final = threading.Lock()


def warm() -> None:
    """Load the dictionary in the background, so that no question waits for it."""
    threading.Thread(target=_cutter, name="zeren-words", daemon=True).start()


def _cutter() -> _Cutter:
    with _LOADING:  # two questions at once must not load it twice
        return _load()


@cache
def _load() -> _Cutter:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    # jieba keeps its dictionary in the folder of all users' temporary files, under a fixed name
    # that another user could have written; a private one is made anew by each process.
    with tempfile.TemporaryDirectory(prefix="zeren-jieba-") as folder:
        cutter.tmp_dir = folder
        cutter.initialize()
    found: _Cutter = cutter
    return found


def cut(text: str) -> tuple[str, ...]:
    """Return the words of `text`, in order.

    >>> cut("人工智能产业")
    ('人工智能', '产业')
    """
    return tuple(_cutter().lcut(text, HMM=False))


def cut_all(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of all words of the dictionary in `text`, in order.

    >>> cut_all("财政厅")[:2]
    ((0, 1), (0, 2))
    """
    graph = _cutter().get_DAG(text)
    return tuple((first, last + 1) for first in sorted(graph) for last in graph[first])
