"""Real servers for the tests, each in a folder and on a port of its own, stopped when done."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pg8000.native
import pytest

PASSWORD = "sehr:geheim@1"  # noqa: S105 - of a server that lives for one test run
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL server that listens on 127.0.0.1 and, as a socket, in `folder`."""

    port: int
    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql://zeren:{quote(PASSWORD)}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """Create an empty database; return its URL."""
        self.run(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        with contextlib.closing(
            pg8000.native.Connection(
                "zeren", "127.0.0.1", "postgres", port=self.port, password=PASSWORD
            )
        ) as connection:
            connection.run(statement)


def absent(program: str, package: str) -> None:
    """Skip the test that needs `program`, or fail where nothing may be skipped."""
    words = f"no {program}: install the Debian package {package}"
    if os.environ.get("ZEREN_REQUIRE_SERVERS"):
        pytest.fail(words)
    pytest.skip(words)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; fail with what it has written when it does not."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running(
    command: Sequence[str], folder: Path, ready: Callable[[], bool], *, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=cwd)  # noqa: S603
        try:
            wait_until(ready, process, log)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Run a PostgreSQL whose databases sort in Chinese; its user must be able to enter `folder`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    if not found:
        absent("PostgreSQL", "postgresql")
    programs = found[-1]
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        user = ["runuser", "-u", "postgres", "--"]
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    made = subprocess.run(  # noqa: S603
        [
            *user, str(programs / "initdb"), "-D", str(data), "-U", "zeren", "-A", "scram-sha-256",
            "--pwfile", str(secret), "-E", "UTF8", "--no-sync",
            "--locale-provider=icu", "--icu-locale=zh-CN", "--locale=C.UTF-8",
        ],
        capture_output=True,
        check=False,
        cwd=folder,
    )  # fmt: skip
    if made.returncode:
        pytest.fail(f"initdb failed:\n{made.stderr.decode()}")
    port = free_port()
    command = [
        *user,
        str(programs / "postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-k",
        str(folder),
    ]
    for setting in ("fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1"):
        command += ["-c", setting]
    server = Postgres(port, folder)
    with running(command, folder, lambda: _takes_queries(server), cwd=folder):
        yield server


def _takes_queries(server: Postgres) -> bool:
    with contextlib.suppress(Exception):
        server.run("SELECT 1")
        return True
    return False


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Run an Oxigraph server; yield the URL of its query service."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        absent("oxigraph", "oxigraph (of PyPI)")
    port = free_port()
    place = str(folder / "store")
    command = [
        str(program),
        "serve",
        "--location",
        place,
        "--bind",
        f"127.0.0.1:{port}",
        "--timeout-s",
        "10",
    ]
    with running(command, folder, lambda: answers(port)):
        yield f"http://127.0.0.1:{port}/query"


VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = {sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 60
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 10
"""


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Run a Virtuoso; yield the URL of its query service, with the login that may write."""
    program = shutil.which("virtuoso-t")
    if program is None:
        absent("Virtuoso", "virtuoso-opensource-7-bin")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=f"127.0.0.1:{sql}", http=http))
    command = [str(program), "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, folder, lambda: answers(http), cwd=folder):
        yield f"http://dba:dba@127.0.0.1:{http}/sparql"
