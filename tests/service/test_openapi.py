"""The description: complete, Chinese, true; and its browsers work without a network."""

from __future__ import annotations

import re
from typing import Any

import pytest

from zeren_service.app import create_app
from zeren_service.described import Operations

ROUTES = {
    "/api/v1/documents",
    "/api/v1/documents/{document}",
    "/api/v1/documents/{document}/plan",
    "/api/v1/documents/{document}/text",
    "/api/v1/documents/{document}/source",
    "/api/v1/documents/{document}/tasks",
    "/api/v1/documents/{document}/matrix",
    "/api/v1/documents/{document}/lint",
    "/api/v1/documents/{document}/diff/{other}",
    "/api/v1/documents/{document}/cascade/{other}",
    "/api/v1/tasks",
    "/api/v1/tasks/{task}",
    "/api/v1/departments",
    "/api/v1/departments/{department}",
    "/api/v1/departments/{department}/tasks",
    "/api/v1/organisations/open",
    "/api/v1/organisations/decisions",
    "/api/v1/organisations/decisions/{number}/undo",
    "/api/v1/people",
    "/api/v1/targets",
    "/api/v1/citations",
    "/api/v1/graph",
    "/api/v1/network/departments",
    "/api/v1/network/responsibilities",
    "/api/v1/network/citations",
    "/api/v1/network/load",
    "/api/v1/network/coordination",
    "/api/v1/network/meetings",
    "/api/v1/network/plans",
    "/api/v1/ask",
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/jobs",
    "/api/v1/jobs/{job}",
    "/api/v1/jobs/{job}/events",
    "/api/v1/changes",
    "/api/v1/webhooks",
    "/api/v1/webhooks/{webhook}",
    "/sparql",
    "/healthz",
    "/readyz",
    "/metrics",
}


@pytest.fixture(scope="module")
def schema(client: Any) -> Any:
    return client.get("/openapi.json").json()


def test_every_route_of_the_contract_is_described(schema: Any) -> None:
    assert set(schema["paths"]) == ROUTES


def test_every_operation_is_explained_in_chinese(schema: Any) -> None:
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            words = operation["summary"] + operation["description"]
            assert re.search(r"[\u4e00-\u9fff]", words), (method, path)
            assert "default" not in operation["responses"], "every answer is named"
            for status, answer in operation["responses"].items():
                assert re.search(r"[\u4e00-\u9fff]", answer["description"]), (path, status)
                if status[0] in "45":
                    assert set(answer["content"]) == {"application/problem+json"}
            for parameter in operation.get("parameters", []):
                assert parameter.get("description"), (path, parameter["name"])


def test_every_field_is_explained_with_an_example(schema: Any) -> None:
    for name, component in schema["components"]["schemas"].items():
        assert re.search(r"[\u4e00-\u9fff]", component["description"]), name
        for field, shape in component["properties"].items():
            words = shape.get("description", "")
            assert "$ref" in shape or re.search(r"[\u4e00-\u9fff]", words), (name, field)
            nested = "$ref" in str(shape) or "default" in shape
            assert shape.get("examples") or nested, (name, field)


def test_a_client_calls_each_operation_by_a_name_of_its_own(schema: Any) -> None:
    names = [o["operationId"] for item in schema["paths"].values() for o in item.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names), names


def test_every_reference_leads_somewhere(schema: Any) -> None:
    text = str(schema)
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in schema["components"]["schemas"]


def test_rows_are_as_described(schema: Any, client: Any) -> None:
    for path, record in (("tasks", "TaskRow"), ("departments", "DepartmentRow")):
        row = client.get(f"/api/v1/{path}?limit=1").json()["items"][0]
        described = schema["components"]["schemas"][record]["properties"]
        assert row.keys() == described.keys()
        assert all(p.get("description") for p in described.values()), record


def test_a_fixed_address_is_found_before_a_template() -> None:
    paths: dict[str, Any] = {"/a/{b}": {"get": {}}, "/a/c": {"get": {}}}
    found = Operations({"paths": paths}).find("/a/c")
    assert found is not None
    assert found.template == "/a/c"


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_api_browsers_come_from_here_alone(path: str, client: Any) -> None:
    page = client.get(path)
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href|spec-url)="([^"]+)"', page.text)
    assert addresses
    for address in addresses:
        assert address.startswith("/")
        assert not address.startswith("//")
        assert client.get(address).status_code == 200, address
    assert "<script>" not in page.text


def test_no_asset_of_ours_names_another_host(client: Any, document: str) -> None:
    for path in ("/", f"/documents/{document}", "/ask"):
        page = client.get(path).text
        for address in re.findall(r'(?:src|href|action)="([^"]+)"', page):
            assert not re.match(r"(https?:)?//", address), address


def test_the_app_can_be_built_from_the_environment(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_DATA", str(tmp_path / "data"))
    app = create_app()
    app.state.context.sandbox.close()
    app.state.context.knowledge.close()
    assert (tmp_path / "data" / "catalogue.sqlite").exists()
