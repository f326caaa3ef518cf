"""The application in, its OpenAPI description out: complete, Chinese, and true of every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi.openapi.utils import get_openapi

from zeren_service.access import COOKIE, ROLE_WORDS, role_needed
from zeren_service.answers import VALIDATORS
from zeren_service.caching import is_kept
from zeren_service.feed_shapes import WebhookIn
from zeren_service.field_words import explain_fields
from zeren_service.shapes import AskIn, ProblemOut

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.routing import APIRoute

TAGS: Final = {
    "文件": "上传、查看、下载和删除方案",
    "任务": "谁在什么时限前做什么",
    "部门": "部门和它们的任务",
    "人员": "领导小组成员",
    "目标": "量化目标",
    "引用文件": "方案里提到的其他文件",
    "图谱": "RDF、GraphML、GEXF 和部门协作网络",
    "提问": "用中文提问",
    "批量收文": "多份文件在后台收入，可看进度、可取消",
    "变动": "数据的变动清单，供其他系统同步",
    "推送": "数据变动时通知登记过的地址",
    "SPARQL": "SPARQL 1.1 协议，只读",
    "运行": "健康检查和计数",
}
_PROBLEMS: Final = {
    401: "没有密钥，或密钥不对、已撤销、已过期",
    400: "地址、正文或翻页标记无法读取",
    403: "密钥的权限不够，或数据是从其他网站的页面提交的",
    404: "没有这份文件、这个部门或这项任务",
    406: "不能给出 Accept 头所要的格式",
    413: "内容超过上限",
    415: "不支持的正文类型、编码或压缩",
    421: "访问地址不在允许之列",
    422: "参数不合要求",
    429: "请求过于频繁，等 Retry-After 所写的秒数再试",
    500: "服务内部出错，已记入日志",
    503: "数据库正忙或请求过多，请稍后再试",
}
_TITLES: Final = {
    400: ("bad-address", "地址无法读取"),
    401: ("key-needed", "需要密钥"),
    403: ("role-missing", "密钥的权限不够"),
    404: ("unknown-document", "没有这份文件"),
    406: ("not-acceptable", "不能给出所要的格式"),
    413: ("body-too-large", "内容超过上限"),
    415: ("unsupported-body", "不支持的正文类型"),
    421: ("wrong-host", "访问地址不在允许之列"),
    422: ("bad-parameter", "参数不合要求"),
    429: ("too-many-requests", "请求过于频繁"),
    500: ("internal-error", "服务内部出错"),
    503: ("store-busy", "数据库正忙"),
}
SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "密钥写在 Authorization: Bearer 头里；用 zeren keys add 发放",
    },
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "密钥写在 X-API-Key 头里",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "网页登录（/login）后由浏览器自动带上",
    },
}
_LOOKS_UP: Final = frozenset({"document", "department", "task"})


def operation_name(route: APIRoute) -> str:
    """Return the operation's id: the name of its function, which a client calls it by."""
    return route.name


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of `app`, made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            routes=app.routes,
        )
        used = {
            tag
            for item in schema["paths"].values()
            for operation in item.values()
            for tag in operation.get("tags", ())
        }
        schema["tags"] = [{"name": n, "description": w} for n, w in TAGS.items() if n in used]
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        for model in (ProblemOut, AskIn, WebhookIn):  # what no route names to the framework
            schemas[model.__name__] = model.model_json_schema()
        explain_fields(schemas)
        for schema_of_component in schemas.values():
            schema_of_component.pop("title", None)
        schema["components"]["securitySchemes"] = SCHEMES
        required = app.state.context.settings.keys_required
        for path, item in schema["paths"].items():
            for method, operation in item.items():
                _secure(path, method, operation, required=required)
                _complete(path, method, operation)
        app.openapi_schema = schema
    return app.openapi_schema


def _secure(path: str, method: str, operation: dict[str, Any], *, required: bool) -> None:
    """Say which keys open the operation; the first choice, where none is needed, is no key."""
    role = role_needed(method.upper(), path)
    operation["security"] = []
    if role is not None:
        choices: list[dict[str, list[str]]] = [] if required else [{}]
        operation["security"] = [*choices, *({name: []} for name in SCHEMES)]
        operation["description"] += f"\n\n需要“{ROLE_WORDS[role]}”（{role}）权限的密钥" + (
            "。" if required else "；本机使用时不需要密钥。"
        )


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add what every route of its kind may answer."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
    answers = operation["responses"]
    answers.pop("default", None)  # only kept the framework from adding its own 422
    for status in _statuses(method, operation):
        answers.setdefault(str(status), problem_answer(status))
    for status, answer in answers.items():
        if status.startswith("2"):
            answer["description"] = answer.get("description", "").replace(
                "Successful Response", "成功"
            )
    if method == "get" and is_kept(path):
        answers["200"].setdefault("headers", {}).update(VALIDATORS)
        answers["304"] = {"description": "没有变化，沿用手头的答复", "headers": VALIDATORS}
    operation["responses"] = dict(sorted(answers.items()))


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter without null, which no address can say: it is left out."""
    kinds: list[dict[str, Any]] = [
        kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"
    ]
    if len(kinds) != 1:
        return schema
    return kinds[0] | {k: v for k, v in schema.items() if k != "anyOf"}


def _statuses(method: str, operation: dict[str, Any]) -> set[int]:
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    found = {400, 421, 500, 503}
    if names:
        found.add(422)
    if names & _LOOKS_UP:
        found.add(404)
    if any("content" in answer for k, answer in operation["responses"].items() if k[0] == "2"):
        found.add(406)
    if method != "get" or operation["security"]:
        found.add(403)
    if operation["security"]:
        found |= {401, 429}
    if "requestBody" in operation:
        found |= {413, 415, 422}
    return found


def problem_answer(status: int, words: str | None = None) -> dict[str, Any]:
    """Return the description of a problem+json answer."""
    code, title = _TITLES.get(status, ("problem", "请求未能完成"))
    example = {
        "type": f"urn:zeren:problem:{code}",
        "title": title,
        "status": status,
        "detail": f"{title}，请按说明修改后再试。",
        "instance": "/api/v1/tasks",
    }
    return {
        "description": words or _PROBLEMS[status],
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/ProblemOut"},
                "example": example,
            }
        },
    }
