"""What a person sees while typing a question, and when one question goes on from another."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def _options(page: Page) -> list[str]:
    values: list[str] = page.eval_on_selector_all(
        "#suggestions option", "options => options.map(option => option.value)"
    )
    return values


def test_questions_are_offered_while_typing(page: Page) -> None:
    page.goto("/ask")
    box = page.get_by_label("用一句话提问")
    with page.expect_response(re.compile("/api/v1/suggest")):
        box.press_sequentially("环保")
    page.wait_for_function(  # the offers for the first letter may come before those for both
        "(offered => offered.length && offered.every(o => o.value.includes('环保')))"
        "([...document.querySelectorAll('#suggestions option')])"
    )
    assert "环保分局牵头哪些任务" in _options(page)
    with page.expect_response(re.compile("/api/v1/suggest")):
        box.press_sequentially("分局配合")
    page.wait_for_function(
        "[...document.querySelectorAll('#suggestions option')].some(o => o.value.includes('配合'))"
    )
    # every question that is offered has an answer
    for text in _options(page):
        box.fill(text)
        box.press("Enter")
        expect(page.locator("#answer .answer")).to_be_visible()
        expect(page.locator("#answer .refusal")).to_have_count(0)


def test_a_question_goes_on_from_the_one_before(page: Page) -> None:
    page.goto("/ask")
    box = page.get_by_label("用一句话提问")
    box.fill("环保分局牵头哪些任务")
    box.press("Enter")
    expect(page.locator("#answer .evidence li")).to_have_count(26)
    box.fill("那财政局呢")
    box.press("Enter")
    expect(page.locator("#answer .sentence")).to_contain_text("按“财政局牵头哪些任务”理解")
    expect(page.locator("#answer .evidence li")).to_have_count(10)
    box.fill("负责的呢")
    box.press("Enter")
    expect(page.locator("#answer .sentence")).to_contain_text("按“财政局负责哪些任务”理解")
    expect(page.locator("#answer .evidence li")).to_have_count(38)


def test_a_name_that_several_bear_is_asked_back(page: Page) -> None:
    page.goto("/ask")
    box = page.get_by_label("用一句话提问")
    box.fill("分局牵头的任务有哪些")
    box.press("Enter")
    expect(page.locator("#answer .instead a")).to_have_count(5)
    page.get_by_role("link", name="公安分局牵头的任务有哪些", exact=True).click()
    expect(page.locator("#answer .sentence")).to_contain_text("公安分局")
