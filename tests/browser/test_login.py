"""A person with a key logs in, uploads, removes, and logs out; a person without sees the door."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

COMMAND = [sys.executable, "-c", "from zeren_service.cli import main; raise SystemExit(main())"]
TEXT = "关于绿色出行的实施方案\n一、推广绿色出行。(牵头单位:宣传部)\n"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of a server that asks for keys, and an administrator's key."""
    data = ["--data", str(tmp_path / "data")]
    made = [*COMMAND, "keys", "add", "管理员", "--role", "admin", *data]
    key = subprocess.run(  # noqa: S603
        made, check=True, capture_output=True, text=True
    ).stdout.strip()
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, "serve", "--port", "0", *data],
        env=os.environ | {"ZEREN_REQUIRE_KEYS": "true"},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
        assert found is not None
        yield found.group(), key
        server.terminate()


def test_the_page_works_with_a_key(
    browser: Browser, guarded: tuple[str, str], tmp_path: Path
) -> None:
    address, key = guarded
    file = tmp_path / "方案.txt"
    file.write_text(TEXT, "utf-8")
    context = browser.new_context(base_url=address, locale="zh-CN")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.get_by_label("由管理员发给").fill("zrn_falsch")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("密钥不对")
    page.get_by_label("由管理员发给").fill(key)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("登录")
    assert page.evaluate("document.cookie") == "", "scripts never see the key"
    (cookie,) = context.cookies()
    assert cookie.get("sameSite") == "Strict"

    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="上传并解析").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关于绿色出行的实施方案")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#remove").click()
    expect(page.locator("h2", has_text="文件（0）")).to_be_visible()

    page.get_by_role("link", name="登录").click()
    expect(page.get_by_text("管理员")).to_be_visible()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/ask")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    context.close()
    assert not errors
