"""The short way to the tasks of a department: the same answers as the long one, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from zeren_graph.catalogue import Catalogue
from zeren_graph.knowledge import Knowledge

Fresh = Callable[..., Any]
_OWN = {"x-request-id", "date", "last-modified"}  # the last comes a second after a change
# One department by an alias, one that is in both files, one superseded, one merged into another.
_FIRST = """甲县2027年重点工作方案
甲政发〔2027〕1号
一、推广\t"绿色"建筑。(牵头单位:县发展改革局,责任单位:财政局、教育局)
二、到2027年6月底前整治河道8条。(牵头单位:发展改革局,配合单位:水务局)
三、改善办学条件,完成率达到90%。(牵头单位:教育局,责任单位:发展改革局)
四、养护农村公路。(责任单位:发展改革局、各镇、街道等部门)
"""
_SECOND = _FIRST.replace("四、养护农村公路", "四、建设\u2028山塘😀水库")

_OTHERS: list[tuple[str, int]] = [
    ("limit=0", 422),
    ("limit=501", 422),
    ("limit=+5", 422),
    ("limit=" + "9" * 5000, 422),
    ("limit=", 422),
    ("role=boss", 422),
    ("role=lead&role=support", 200),
    ("role=lead&limit=5&limit=6", 422),
    ("cursor=abc", 400),
    ("cursor=" + "a" * 1001, 422),
    ("fields=id", 200),
    ("format=csv", 200),
    ("unknown=1", 422),
    ("superseded=true", 200),
    ("limit=%205", 422),
    ("role=lead&limit=05", 200),
]


@pytest.fixture
def knowledge_on_disk(tmp_path: Path) -> Iterator[Knowledge]:
    with Knowledge.open(tmp_path) as found:
        found.ingest(_FIRST.encode(), "一.txt")
        yield found


@pytest.fixture
def both(
    knowledge_on_disk: Knowledge, fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, Any]:
    """Return a client of an app with the short way, and of one without; neither keeps answers."""
    short = fresh(knowledge_on_disk, cache_bytes=0)
    monkeypatch.setattr(Catalogue, "open_pages", lambda _self: None)
    return short, fresh(knowledge_on_disk, cache_bytes=0)


def _same(both: tuple[Any, Any], address: str, **options: Any) -> Any:
    short, long = (client.get(address, **options) for client in both)
    assert short.status_code == long.status_code, address
    if short.headers["content-type"] == "application/problem+json":
        assert short.json() == long.json()
    else:
        assert short.content == long.content, address
    kept = [{k: v for k, v in a.headers.items() if k not in _OWN} for a in (short, long)]
    assert kept[0] == kept[1], address
    return short


def _walk(both: tuple[Any, Any], address: str) -> int:
    """Follow `next` to the end; return how many rows there were."""
    page = _same(both, address).json()
    count = len(page["items"])
    while page["next"] is not None:
        page = _same(both, f"{address}&cursor={quote(page['next'])}").json()
        count += len(page["items"])
    assert count == page["total"], address
    return count


def _departments(both: tuple[Any, Any], query: str = "q=局") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = both[1].get(f"/api/v1/departments?{query}").json()["items"]
    for row in rows:  # each name is looked up once, and remembered until the next change
        both[0].get(f"/api/v1/departments/{row['id']}/tasks")
    return rows


def test_every_page_of_every_department_is_the_same(both: tuple[Any, Any]) -> None:
    rows = _departments(both, "sort=tasks&limit=4")
    rows += _departments(both, "q=发展改革局")
    for row in rows:
        address = f"/api/v1/departments/{row['id']}/tasks"
        assert _walk(both, f"{address}?limit=2") == row["tasks"] > 0
        other = f"/api/v1/tasks?department={row['id']}"
        assert _walk(both, f"{other}&role=responsible&limit=2") == row["responsible"]
        for role in ("lead", "responsible", "support", "supervise"):
            assert _walk(both, f"{address}?role={role}&limit=1") == row[role]


def test_what_changes_is_seen_at_once(both: tuple[Any, Any], knowledge_on_disk: Knowledge) -> None:
    named = f"/api/v1/departments/{quote('水务局')}/tasks?limit=50"
    before = _same(both, named).json()
    _same(both, named)
    second, _new = knowledge_on_disk.ingest(_SECOND.encode(), "二.txt")  # supersedes the first
    _departments(both)
    for _ in range(2):
        after = _same(both, named).json()
        assert after["total"] == before["total"]
        assert {t["document"] for t in after["items"]} == {second.id}
    ids = {row["name"]: row["id"] for row in _departments(both) if row["jurisdiction"] == "甲县"}
    water, bureau = (next(ids[n] for n in ids if n.endswith(s)) for s in ("水务局", "教育局"))
    knowledge_on_disk.catalogue.decide("merge", water, bureau, who="甲", why="并入")
    _departments(both)
    for _ in range(2):
        merged = _same(both, f"/api/v1/departments/{water}/tasks").json()
        assert merged["total"] == 3
        assert {a["organisation"] for t in merged["items"] for a in t["assignments"]} >= {bureau}
    knowledge_on_disk.remove(second.id)
    _departments(both)
    for _ in range(2):
        assert _same(both, named).json()["items"][0]["document"] != second.id


def test_the_short_way_is_gone(both: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    name = quote("水务局")
    addresses = [
        f"/api/v1/departments/{name}/tasks{query}"
        for query in ("", "?role=support", "?limit=1", "?role=support&limit=50")
    ]
    addresses.append(f"/api/v1/tasks?department={name}&role=support")
    first = [both[0].get(address) for address in addresses]

    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("the long way")

    monkeypatch.setattr(Catalogue, "tasks", refuse)
    assert [both[0].get(a).content for a in addresses] == [one.content for one in first]
    for other in (f"{addresses[0]}?q=河", f"{addresses[-1]}&match=any", "/api/v1/tasks"):
        assert both[0].get(other).status_code == 500


def test_all_else_is_answered_as_ever(both: tuple[Any, Any]) -> None:
    _departments(both)
    address = f"/api/v1/departments/{quote('水务局')}/tasks"
    _same(both, address)
    for query, status in _OTHERS:
        assert _same(both, f"{address}?{query}").status_code == status, query[:40]
    _same(both, f"{address}?limit=2", headers={"Accept-Encoding": "gzip"})


def test_other_addresses_and_formats_are_as_ever(both: tuple[Any, Any]) -> None:
    name = quote("水务局")
    for query in (
        f"department={name}",
        f"department={name}&department={name}",
        f"department={name}&role=boss",
        f"department=%20{name}%20&limit=1",
        "department=",
        "role=lead&limit=2",
        "limit=2",
    ):
        _same(both, f"/api/v1/tasks?{query}")
        _same(both, f"/api/v1/tasks?{query}")
    assert _same(both, f"/api/v1/departments/{name}/tasks?department={name}").status_code == 422
    for path in (f"{name}%20", f"{name}%00", quote("没有的局"), "%2F", f"{name}/"):
        _same(both, f"/api/v1/departments/{path}/tasks")
        _same(both, f"/api/v1/departments/{path}/tasks")
    for accept in ("text/csv", "text/html", "application/json;q=0.5, text/csv", "image/png"):
        _same(both, f"/api/v1/departments/{name}/tasks", headers={"Accept": accept})


def test_where_names_are_hidden_there_is_no_short_way(tmp_path: Path, fresh: Fresh) -> None:
    with Knowledge.open(tmp_path, hide_people=True) as knowledge:
        knowledge.ingest(_FIRST.encode(), "一.txt")
        client = fresh(knowledge, hide_people=True)
        assert client.app.state.context.catalogue.open_pages() is None
        for row in client.get("/api/v1/departments?limit=2").json()["items"]:
            for _ in range(2):
                assert client.get(f"/api/v1/departments/{row['id']}/tasks").status_code == 200
