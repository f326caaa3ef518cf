"""What the routes may answer, for the OpenAPI description: media types, headers, problems."""

from __future__ import annotations

from typing import Any, Final

from zeren_service.downloads import MEDIA_TYPES

Answers = dict[int | str, dict[str, Any]]

_BINARY: Final = {"type": "string", "format": "binary"}
_TEXTS: Final = {
    "csv": "序号,类别,任务,牵头单位\r\n1,重点任务,推广绿色出行,宣传部\r\n",
    "html": "<!doctype html><title>任务清单</title>…",
    "md": "| 序号 | 任务 | 牵头单位 |\n|---|---|---|\n| 1 | 推广绿色出行 | 宣传部 |\n",
}
TABLES: Final[dict[str, Any]] = {
    media: (
        {"schema": {"type": "string"}, "example": _TEXTS[name]}
        if name in _TEXTS
        else {"schema": _BINARY}
    )
    for name, media in MEDIA_TYPES.items()
    if name != "json"
}


def header(words: str, example: str | int, kind: str = "string") -> dict[str, Any]:
    """Return the description of a header."""
    return {"description": words, "schema": {"type": kind, "examples": [example]}}


LINK: Final = header(
    "下一页（rel=next）和第一页（rel=first）的地址，RFC 8288；最后一页没有 next",
    '</api/v1/tasks?cursor=YjlkZGVmY2ZbNTBd>; rel="next"',
)
TOTAL: Final = header("符合条件的总条数", 68, "integer")
LOCATION: Final = header("资源的地址", "/api/v1/documents/a79667f0c030299c")
SAVED_AS: Final = header(
    "下载时的文件名", "attachment; filename=\"zeren.csv\"; filename*=UTF-8''%E4%BB%BB%E5%8A%A1.csv"
)
# What every answer that depends on the catalogue alone carries.
VALIDATORS: Final = {
    "ETag": header("内容标记；随 If-None-Match 送回，没有变化就答复 304", '"7-Zk3c0a"'),
    "Last-Modified": header(
        "数据上一次变动的时刻；随 If-Modified-Since 送回同样有效", "Wed, 25 Nov 2026 01:00:00 GMT"
    ),
    "Cache-Control": header("可以留存，但每次使用前要核对", "no-cache"),
    "Vary": header("答复随这些请求头而不同", "Accept, Accept-Encoding"),
}

LIST: Final[Answers] = {
    200: {
        "description": "一页清单；csv、xlsx、docx 默认是全部",
        "headers": {"Link": LINK, "X-Total-Count": TOTAL, "Content-Disposition": SAVED_AS},
        "content": TABLES,
    }
}


def schema_of(media_type: str, text: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an answer in a foreign format: any JSON, or `text`."""
    return {} if media_type.endswith("json") else text


def files(words: str, *media_types: str) -> Answers:
    """Return the description of an answer that is a file in one of `media_types`."""
    return {
        200: {
            "description": words,
            "headers": {"Content-Disposition": SAVED_AS},
            "content": {media: {"schema": schema_of(media, _BINARY)} for media in media_types},
        }
    }


def text(words: str, media_type: str, example: str) -> Answers:
    """Return the description of an answer that is text."""
    content = {media_type: {"schema": {"type": "string"}, "example": example}}
    return {200: {"description": words, "content": content}}
