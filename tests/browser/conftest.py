"""The real program on a free port, and a real browser; skipped where there is no browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("ZEREN_CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running `zeren serve` that has loaded source_docs/."""
    folder = tmp_path_factory.mktemp("serve")
    log = folder / "log"
    command = [
        sys.executable, "-c", "from zeren_service.cli import main; raise SystemExit(main())",
        "serve", "--port", "0", "--data", str(folder / "data"), "--load", str(ROOT / "source_docs"),
    ]  # fmt: skip
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=output) as server,  # noqa: S603
    ):
        assert server.stdout is not None
        line = server.stdout.readline().decode()
        found = re.search(r"http://[\d.]+:\d+", line)
        if found is None:
            server.kill()
            pytest.fail(f"zeren serve did not start: {line} {log.read_text('utf-8')}")
        yield found.group()
        server.terminate()
        server.wait(15)


@pytest.fixture(scope="module")  # playwright holds an event loop: it must not outlive the module
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    if not CHROMIUM.exists():
        words = f"no Chromium at {CHROMIUM}: install it, or name it in ZEREN_CHROMIUM"
        if os.environ.get("ZEREN_REQUIRE_BROWSER"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page that fails the test on any script error or any request to elsewhere."""
    context = browser.new_context(base_url=address, locale="zh-CN")
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: errors.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert requests
    elsewhere = [u for u in requests if not u.startswith((address, f"blob:{address}", "data:"))]
    assert not elsewhere
    assert not errors
