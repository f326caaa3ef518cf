"""One clerk's way through the page: a unit, its tasks, the sentence that proves one, the matrix."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

NAME = "经济发展局"


def _open_document(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="关于加快推进生态文明建设实施方案", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关于加快推进生态文明建设实施方案")


def test_unit_tasks_sentence_matrix(page: Page) -> None:
    _open_document(page)
    page.get_by_label("筛选部门").fill("经发")
    rows = page.locator(".picker li:visible")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    expect(page.locator("#duties-title")).to_have_text(NAME)
    assert "department=org-" in page.url

    lead = page.get_by_role("region", name="牵头", exact=True)
    expect(lead.get_by_role("listitem")).to_have_count(21)
    task = lead.locator("a.jump").nth(1)
    title = task.inner_text()
    task.click()
    now = page.locator("#text .now")
    expect(now).to_have_text("经发局")
    expect(now).to_be_in_viewport()
    around = "".join(page.locator("#text .around").all_inner_texts())
    assert title.split(" ", 1)[1] in around
    assert "牵头单位:经发局" in around
    expect(page.locator("#text")).to_be_focused()

    table = page.locator("table.matrix")
    head = table.locator("thead th").all_inner_texts()
    row = table.locator("tbody tr").filter(has_text=title.split(" ", 1)[1]).first
    cells = row.locator("td").all_inner_texts()
    assert cells[head.index(NAME) - 1] == "牵头"
    assert len(cells) == len(head) - 1


def test_a_link_to_a_unit_works_without_scripts(page: Page, browser: Browser, address: str) -> None:
    _open_document(page)
    href = page.locator(".picker a").first.get_attribute("href")
    plain = browser.new_context(java_script_enabled=False, base_url=address)
    other = plain.new_page()
    other.goto(page.url.split("?")[0] + str(href))
    expect(other.locator("#duties-title")).to_be_visible()
    plain.close()


def test_a_question_is_answered_in_place(page: Page) -> None:
    _open_document(page)
    page.get_by_label("就这份文件提问").fill("经发局牵头哪些任务？")
    page.get_by_label("就这份文件提问").press("Enter")
    expect(page.locator("#answer .evidence li")).to_have_count(21)
    page.locator("#answer .evidence a").first.click()
    page.wait_for_url(re.compile(r"at=\d+-\d+"))
    expect(page.locator("#text .at").first).to_be_in_viewport()


def test_upload_shows_what_was_read_and_remove_forgets_it(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "低碳方案.txt"
    file.write_text(
        "低碳出行实施方案\n一、推广绿色出行。(牵头单位:宣传部,责任单位:建设局)\n", "utf-8"
    )
    page.goto("/")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="上传并解析").click()
    page.wait_for_url("**/documents/*")
    expect(page.locator(".picker li")).to_have_count(2)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除文件").click()
    page.wait_for_url(re.compile(r"/$"))
    expect(page.get_by_text("低碳出行实施方案")).to_have_count(0)


def test_downloads(page: Page) -> None:
    _open_document(page)
    for name, suffix in (
        ("Excel 责任矩阵", ".xlsx"),
        ("Word 责任分工表", ".docx"),
        ("CSV", ".csv"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename.endswith(suffix)
        assert download.value.path().stat().st_size > 1000


def test_the_page_is_usable_by_keyboard(page: Page) -> None:
    _open_document(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.locator(".picker a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#duties-title")).to_be_focused()
    jump = page.locator("#duties a.jump").first
    jump.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#text .now")).to_be_in_viewport()


def test_the_api_browsers_work_offline(page: Page) -> None:
    page.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation',"
        " e => refused.push(e.violatedDirective + ' ' + e.sourceFile))"
    )
    page.goto("/docs")
    expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
    page.locator(".opblock-summary").first.click()
    expect(page.locator(".opblock-body").first).to_be_visible()
    assert page.evaluate("refused") == []
    page.goto("/redoc")
    expect(page.get_by_role("heading", name=re.compile("责任图谱"))).to_be_visible(timeout=20_000)
    assert page.evaluate("refused") == []
    assert page.evaluate("[...document.querySelectorAll('style')].every(s => s.sheet)")
