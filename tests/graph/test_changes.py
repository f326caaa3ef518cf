"""The log of changes, and who has been told of them: the same on every engine."""

from __future__ import annotations

from typing import Any

from zeren_graph.catalogue import Catalogue


def test_what_came_and_went_is_told_once_and_in_order(catalogue: Catalogue) -> None:
    documents = catalogue.documents(limit=None).items[::-1]
    gone = documents[0]
    held = {row.name: row for row in catalogue.departments(document=gone.id, limit=None).items}
    before = catalogue.revision
    assert catalogue.remove(gone.id)
    rows, total = catalogue.change_log.since(0, 100)
    assert [(row.kind, row.document) for row in rows] == [
        *(("added", row.id) for row in documents),
        ("removed", gone.id),
    ]
    assert total == len(rows)
    assert [row.revision for row in rows] == sorted({row.revision for row in rows})
    assert rows[-1].revision == before + 1 == catalogue.revision
    last = {row.name: row for row in rows[-1].responsibilities}
    assert {name: (r.lead, r.tasks) for name, r in last.items()} == {
        name: (r.lead, r.tasks) for name, r in held.items()
    }
    assert rows[0].responsibilities == (), "what is gone is told where it goes"
    assert all(row.responsibilities for row in rows[1:])
    assert all(row.at > 0 for row in rows)


def test_the_log_is_read_in_steps(catalogue: Catalogue) -> None:
    whole, _ = catalogue.change_log.since(0, 100)
    found: list[Any] = []
    since = 0
    while True:
        rows, total = catalogue.change_log.since(since, 2)
        assert total == len(whole) - len(found)
        if not rows:
            break
        found += rows
        since = rows[-1].revision
    assert tuple(found) == whole


def test_a_document_that_is_there_already_is_no_change(
    catalogue: Catalogue, make_plan: Any, sheets: Any
) -> None:
    before = catalogue.change_log.since(0, 100)
    catalogue.put(*make_plan(sheets[0]))
    assert catalogue.change_log.since(0, 100) == before


def test_the_stamp_moves_with_each_change(catalogue: Catalogue) -> None:
    before = catalogue.stamp
    catalogue.remove(catalogue.documents().items[0].id)
    after = catalogue.stamp
    assert (after.revision, after.changed >= before.changed > 0) == (before.revision + 1, True)
    watch = catalogue.open_watch()
    if watch is not None:
        assert watch.read() == after


def test_an_address_is_told_from_where_it_stands(catalogue: Catalogue) -> None:
    hooks, now = catalogue.webhooks, 1_000_000
    newest = catalogue.revision
    hooks.add("one", "http://a/", "geheim", since=newest)
    hooks.add("two", "http://b/", "secret", since=0)
    ((row, secret),) = hooks.due(now)
    assert (row.id, secret) == ("two", "secret")
    hooks.refused(row, now, status=500, error=None)
    assert hooks.due(now + 4) == ()
    (row, _), *_ = hooks.due(now + 5)
    hooks.refused(row, now + 5, status=None, error="拒绝连接")
    assert hooks.due(now + 14) == (), "each time later"
    (row, _), *_ = hooks.due(now + 15)
    assert (row.failures, row.last_error) == (2, "拒绝连接")
    hooks.took(row, newest, 200)
    assert hooks.due(now + 10**6) == ()
    catalogue.remove(catalogue.documents().items[0].id)
    assert {row.id for row, _ in hooks.due(now)} == {"one", "two"}
    assert hooks.remove("one")
    assert not hooks.remove("one")
    assert [row.id for row in hooks.list()] == ["two"]


def test_addresses_that_fail_are_asked_at_least_hourly(catalogue: Catalogue) -> None:
    hooks = catalogue.webhooks
    hooks.add("one", "http://a/", "s", since=0)
    now = 0
    for _ in range(40):
        ((row, _),) = hooks.due(now)
        hooks.refused(row, now, status=503, error=None)
        pause = hooks.list()[0].next_try - now
        assert 5 <= pause <= 3600
        now += pause
    assert pause == 3600
