"""A client that is generated from the description, typed, against a running server."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from zeren_graph.knowledge import Knowledge

# What the generator does not know is sent as bytes.
CONFIG = """
post_hooks: []
package_name_override: zeren_client
content_type_overrides:
  application/zip: application/octet-stream
  application/sparql-query: application/octet-stream
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory, client: Any) -> Iterator[Path]:
    """Generate the client into a folder of its own, and let it be imported."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "config.yaml").write_text(CONFIG, "utf-8")
    (folder / "openapi.json").write_bytes(client.get("/openapi.json").content)
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", "openapi.json", "--config", "config.yaml"]
    command += ["--output-path", "zeren_client"]
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=folder, capture_output=True, text=True, check=True
    )
    assert "WARNING" not in done.stdout + done.stderr, "every operation has to be understood"
    sys.path.insert(0, str(folder))
    yield folder / "zeren_client"
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == "zeren_client"]:
        del sys.modules[name]


def _load(module: str) -> Any:
    return importlib.import_module(f"zeren_client.{module}")


@contextmanager
def _open(address: str) -> Iterator[Any]:
    with _load("client").Client(base_url=address) as found:
        yield found


@pytest.fixture
def http(package: Path, address: str) -> Iterator[Any]:
    """Return a generated client of the server that holds the real plan."""
    del package
    with _open(address) as found:
        yield found


def test_it_has_every_operation(package: Path, client: Any) -> None:
    schema = client.get("/openapi.json").json()
    names = {o["operationId"] for item in schema["paths"].values() for o in item.values()}
    found = {path.stem for path in (package / "api").rglob("*.py") if path.stem != "__init__"}
    assert found == names


def test_lists_come_as_typed_rows_page_by_page(http: Any) -> None:
    api, models = _load("api.任务.get_tasks"), _load("models")
    found: list[Any] = []
    cursor: Any = _load("types").UNSET
    while cursor is not None:
        page = api.sync(
            client=http,
            department=["经发局"],
            role=[models.GetTasksRoleItem.LEAD],
            limit=5,
            cursor=cursor,
        )
        assert isinstance(page, models.TasksOut)
        found += page.items
        cursor = page.next_
    assert len(found) == page.total == 21
    task = found[0]
    assert isinstance(task, models.TaskRow)
    assert isinstance(task.assignments[0], models.AssignmentRow)
    assert task.assignments[0].role == "lead"
    assert task.assignments[0].name == "经济发展局"


def test_one_document_and_its_plan_are_typed(http: Any, document: str) -> None:
    models = _load("models")
    row = _load("api.文件.get_document").sync(document, client=http)
    assert isinstance(row, models.DocumentRow)
    plan = _load("api.文件.get_plan").sync(document, client=http)
    assert isinstance(plan, models.PlanOut)
    assert len(plan.tasks) == row.tasks == 68
    held = plan.tasks[0].assignments[0]
    assert plan.text[held.start : held.end] == held.department
    matrix = _load("api.文件.get_matrix").sync(document, client=http)
    assert len(matrix.cells) == 68


def test_errors_are_typed_too(http: Any) -> None:
    models = _load("models")
    api = _load("api.部门.get_department")
    response = api.sync_detailed("无此局", client=http)
    assert response.status_code == 404
    assert isinstance(response.parsed, models.ProblemOut)
    assert "没有名为" in response.parsed.detail
    assert response.parsed["near"] is not None


def test_questions_are_asked_with_a_model(http: Any) -> None:
    models = _load("models")
    asked = models.AskIn(question="经发局牵头哪些任务？")
    answer = _load("api.提问.post_ask").sync(client=http, body=asked)
    assert isinstance(answer, models.AnswerOut)
    assert (answer.kind, answer.total) == ("tasks", 21)
    assert answer.items[0].quote


def test_files_are_uploaded_and_followed(
    package: Path, make_client: Callable[..., Any], serving: Callable[..., Any]
) -> None:
    del package
    models, types = _load("models"), _load("types")
    with Knowledge.open(None) as knowledge:
        held = make_client(knowledge)
        with serving(held.app) as address, _open(address) as http:
            text = "推广绿色出行。(牵头单位:宣传部)".encode()
            file = types.File(payload=text, file_name="方案.txt", mime_type="text/plain")
            post = _load("api.文件.post_document")
            for status in (201, 200):
                response = post.sync_detailed(
                    client=http, body=models.PostDocumentFilesBody(file=file)
                )
                assert response.status_code == status
                assert isinstance(response.parsed, models.DocumentRow)
            assert response.parsed.name == "方案.txt"
            job = _load("api.批量收文.post_job").sync(
                client=http, body=models.PostJobFilesBody(file=[file, file])
            )
            assert isinstance(job, models.JobDetailOut)
            assert job.total == 2
            changes = _load("api.变动.get_changes").sync(client=http, since=0)
            assert [change.document for change in changes.items] == [response.parsed.id]
            gone = _load("api.文件.delete_document").sync_detailed(response.parsed.id, client=http)
            assert gone.status_code == 204
        held.close()


def test_what_it_sends_is_what_a_person_would_send(http: Any, address: str) -> None:
    """The generated client and a plain request are given the same bytes."""
    api = _load("api.部门.get_department_tasks")
    response = api.sync_detailed("经发局", client=http, limit=3)
    plain = httpx.get(f"{address}/api/v1/departments/经发局/tasks", params={"limit": 3})
    assert response.content == plain.content
