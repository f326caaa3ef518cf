"""Files in, the knowledge grown by them out, with a report for each file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren_parser.errors import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from zeren_graph.knowledge import Knowledge
    from zeren_graph.records import DocumentRow


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: its row, whether it is new; or why it could not be read."""

    path: Path
    row: DocumentRow | None
    created: bool
    reason: str | None


def load_files(
    knowledge: Knowledge, paths: Iterable[Path], *, replaces: str | None = None
) -> Iterator[Loaded]:
    """Yield what becomes of each file, in turn. A file that cannot be read stops no other.

    A file supersedes the document that `replaces` names, or else an older version of itself.
    """
    for path in paths:
        try:
            row, created = knowledge.ingest(path.read_bytes(), path.name, replaces=replaces)
        except UnreadableDocument as error:
            yield Loaded(path, None, created=False, reason=str(error))
        except OSError as error:
            yield Loaded(path, None, created=False, reason=error.strerror or "读不了这个文件")
        else:
            yield Loaded(path, row, created, None)
