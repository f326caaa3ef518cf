"""The process that reads files of jobs: paths come on stdin, plans go to stdout.

``python -m zeren_service.background.parse_worker``: whatever a hostile file does to the parser, it
does to this process alone, which the service kills when it takes too long.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from zeren_graph.packing import pack_plan
from zeren_graph.sandbox_wire import receive, send
from zeren_parser import parse
from zeren_parser.errors import UnreadableDocument

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

_MEMORY: Final = 4 * 2**30


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing may write between the messages
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    while (request := receive(requests)) is not None:
        header, _ = request
        try:
            plan = parse(Path(header["path"]).read_bytes(), name=header["name"])
        except UnreadableDocument as error:
            send(answers, {"kind": "unreadable", "code": error.code, "detail": str(error)})
        else:
            send(answers, {"kind": "plan"}, pack_plan(plan))


if __name__ == "__main__":
    main()
