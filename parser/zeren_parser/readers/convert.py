"""Files of other programs in, files that a reader of ours reads out, by an installed converter.

LibreOffice reads doc, wps, rtf, odt and ods; antiword the text of doc. Each run has a folder and a
profile of its own, a time limit, no macros, and follows no link out of the document.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Final

from zeren_parser.errors import UnreadableDocument

_SECONDS: Final = 90
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_NAMES: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_FILTERS: Final = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def convert(data: bytes, *, suffix: str, to: str, kind: str) -> bytes:
    """Return `data`, a file of the ending `suffix`, as a docx or xlsx (`to`).

    Raises:
        UnreadableDocument: no converter is installed, or it could not read the file in time.
    """
    program = find_office()
    if program is None:
        raise UnreadableDocument("no-converter", kind=kind)
    with tempfile.TemporaryDirectory(prefix="zeren-") as name:
        folder = Path(name)
        source = folder / f"source.{suffix}"
        source.write_bytes(data)
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        user.joinpath("registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        _run(
            [
                program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--norestore", "--nolockcheck", "--convert-to", _FILTERS[to], "--outdir",
                str(folder / "out"), str(source),
            ],
            folder,
            kind,
        )  # fmt: skip
        made = folder / "out" / f"source.{to}"
        if not made.is_file():
            raise UnreadableDocument("damaged", kind=kind)
        return made.read_bytes()


def text_by_antiword(data: bytes, *, kind: str) -> bytes | None:
    """Return the text of a doc in UTF-8, one line for each paragraph; None without antiword.

    Raises:
        UnreadableDocument: the program could not read the file in time.
    """
    program = shutil.which("antiword")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="zeren-") as name:
        source = Path(name) / "source.doc"
        source.write_bytes(data)
        return _run([program, "-m", "UTF-8.txt", "-w", "0", str(source)], Path(name), kind)


def find_office() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _run(command: list[str], folder: Path, kind: str) -> bytes:
    """Run a converter in its own group of processes and return what it printed."""
    environment = {
        **{key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ},
        "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp",
    }  # fmt: skip
    with _AT_ONCE:
        process = subprocess.Popen(  # noqa: S603 - the program was looked up, its arguments are ours
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            printed, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            _stop(process)
            raise UnreadableDocument("conversion-time", kind=kind) from error
    return printed


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a converter and what it started: the office is a child of its own launcher."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
