"""`zeren serve`: the web page, the HTTP API and SPARQL in one process."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Final, NoReturn

import uvicorn
from uvicorn.supervisors import Multiprocess

from zeren_graph.knowledge import Knowledge
from zeren_service import logs
from zeren_service.app import create_app
from zeren_service.audit import FOLDER, AuditLog
from zeren_service.cli.access import today
from zeren_service.cli.places import PLACES, CommandError, find_files
from zeren_service.cli.words import OK, STORE, USAGE
from zeren_service.cli.writing import load_with_progress, summary
from zeren_service.http_protocol import Protocol
from zeren_service.metrics import SHARED
from zeren_service.settings import PREFIX, Settings
from zeren_service.worker import warm

if TYPE_CHECKING:
    import argparse


_OWN_NAMES: Final = ("127.0.0.1", "::1", "localhost")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    given = {name: getattr(args, name) for name in ("host", "port", "workers", *PLACES)}
    given = {name: value for name, value in given.items() if value is not None}
    settings = Settings().model_copy(update=given)
    if not 0 <= settings.port <= 65535:
        raise CommandError("端口要在 0 到 65535 之间。", 2)
    for path in args.load:
        if not path.exists():
            raise CommandError(f"没有这个目录：{path}", 3)
    refuse_shared_folder(settings)
    if settings.keys_required:
        require_key(settings)
    elif not settings.hosts:  # else a page elsewhere could have its own name lead to this machine
        given["hosts"] = _OWN_NAMES
        settings = settings.model_copy(update={"hosts": _OWN_NAMES})
    logs.configure(settings.log_format, settings.log_level)
    listener = listen(settings.host, settings.port)
    signal.signal(signal.SIGTERM, _stop)
    with listener, contextlib.suppress(KeyboardInterrupt):
        with Knowledge.open(settings.places) as knowledge:
            files = find_files(args.load)
            if files:
                sys.stderr.write(summary(load_with_progress(knowledge, files)))
            if settings.workers == 1:
                _serve_alone(settings, knowledge, listener)
        if settings.workers > 1:
            _serve_together(settings, given, listener)
    sys.stderr.write("已停止。\n")
    return OK


def _serve_alone(settings: Settings, knowledge: Knowledge, listener: socket.socket) -> None:
    app = create_app(settings, knowledge, AuditLog(settings.data / FOLDER))
    warm(app)
    config = uvicorn.Config(app, **_options(settings))
    _tell_address(listener)
    uvicorn.Server(config).run(sockets=[listener])


def _serve_together(settings: Settings, given: dict[str, object], listener: socket.socket) -> None:
    """Let several processes take requests from one socket; they read what they are told from here."""
    for name, value in given.items():
        words = ",".join(value) if isinstance(value, tuple) else str(value)
        os.environ[f"{PREFIX}{name.upper()}"] = words
    with tempfile.TemporaryDirectory(prefix="zeren-counts-") as folder:
        os.environ[SHARED] = folder
        config = uvicorn.Config(
            "zeren_service.worker:application",
            factory=True,
            workers=settings.workers,
            **_options(settings),
        )
        _tell_address(listener)
        Multiprocess(config, sockets=[listener]).run()


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "log_config": None,  # ours is set up already
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,  # the application trusts the addresses of its settings alone
        "http": Protocol,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
    }


def _tell_address(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"责任图谱已启动：http://{shown}:{port}/（按 Ctrl+C 停止）\n")
    sys.stdout.flush()


def _stop(*_: object) -> NoReturn:
    """End as on Ctrl+C: the server hands the signal on when it has stopped, and the stores close."""
    raise KeyboardInterrupt


def refuse_shared_folder(settings: Settings) -> None:
    """Refuse several processes on a graph that one process at a time may hold."""
    if settings.workers > 1 and settings.graph is None:
        raise CommandError(
            f"要开 {settings.workers} 个进程，图谱库须是独立的 SPARQL 服务："
            "内置图谱库的目录一次只能由一个进程打开。"
            "请用 --graph 写明它的地址（如 http://127.0.0.1:7878/query），或去掉 --workers。",
            USAGE,
        )


def require_key(settings: Settings) -> None:
    """Refuse to open to others what nobody holds a key to."""
    with settings.places.open_catalogue() as catalogue:
        if any(key.holds(today()) for key in catalogue.keys.all()):
            return
    raise CommandError(
        f"监听 {settings.host} 要凭密钥使用，而数据目录 {settings.data} 里还没有有效的密钥。"
        f"请先执行 zeren keys add 管理员 --role admin --data {settings.data}，再启动服务；"
        "只在本机使用请去掉 --host。",
        USAGE,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, taken before any work so that a taken port is told at once."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise CommandError(f"监听地址 {host} 不存在，请检查 --host。", 2) from None
    # The protocol must be named: asyncio sets TCP_NODELAY only where it is, and without it every
    # kept-alive request waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # Not on Windows, where it would let two servers share a port.
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise CommandError(_why(error, host, port), STORE) from None
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用。请停止占用它的程序，或用 --port 换一个端口。"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"没有使用端口 {port} 的权限。1024 以下的端口要管理员权限，请用 --port 换一个。"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"本机没有地址 {host}，请检查 --host。"
    return f"无法在 {host}:{port} 监听：{error.strerror}"
