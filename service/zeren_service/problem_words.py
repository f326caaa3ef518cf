"""Validation errors of the framework in, Chinese sentences that say what to do out."""

from __future__ import annotations

from typing import Any, Final

_MALFORMED: Final = {"json_invalid"}

_WORDS: Final[dict[str, str]] = {
    "missing": "缺少{what}，请补上",
    "int_parsing": "{what}要写整数",
    "int_type": "{what}要写整数",
    "int_from_float": "{what}要写整数",
    "int_parsing_size": "{what}的数字过大",
    "float_parsing": "{what}要写数字",
    "bool_parsing": "{what}要写 true 或 false",
    "bool_type": "{what}要写 true 或 false",
    "string_type": "{what}要写文字",
    "string_too_short": "{what}至少要有 {min_length} 个字",
    "string_too_long": "{what}最多 {max_length} 个字",
    "string_unicode": "{what}含有无法解码的字符，请用 UTF-8",
    "greater_than_equal": "{what}不能小于 {ge}",
    "less_than_equal": "{what}不能大于 {le}",
    "enum": "{what}只能是 {expected}",
    "literal_error": "{what}只能是 {expected}",
    "extra_forbidden": "不认识{what}，请删去",
    "model_attributes_type": '{what}要写 JSON 对象，例如 {{"question": "…"}}',
    "model_type": '{what}要写 JSON 对象，例如 {{"question": "…"}}',
    "dict_type": '{what}要写 JSON 对象，例如 {{"question": "…"}}',
    "value_error": "{what}：{error}",
}
_WHERE: Final = {"query": "参数", "path": "路径中的", "header": "请求头", "cookie": "Cookie"}


class _Rest(dict[str, object]):
    """Format values; what is missing stays out of the sentence."""

    def __missing__(self, key: str) -> str:
        return "要求的值"


def is_malformed(errors: list[Any]) -> bool:
    """Tell whether the body was no JSON at all, which is a bad request and no bad value."""
    return any(error["type"] in _MALFORMED for error in errors)


def explain_parameters(errors: list[Any]) -> list[dict[str, str]]:
    """Return `{parameter, message}` for each error of the framework.

    >>> explain_parameters([{"type": "missing", "loc": ("query", "query")}])
    [{'parameter': 'query', 'message': '缺少参数 query，请补上'}]
    >>> explain_parameters([{"type": "less_than_equal", "loc": ("query", "limit"),
    ...                      "ctx": {"le": 500}}])
    [{'parameter': 'limit', 'message': '参数 limit 不能大于 500'}]
    """
    return [_explain(error) for error in errors]


def _explain(error: Any) -> dict[str, str]:  # noqa: ANN401  the framework's own shape
    where, *rest = error["loc"] or ("body",)
    name = ".".join(str(part) for part in rest if isinstance(part, str))
    if where == "body":
        what = f"正文的 {name} " if name else "请求正文"
    else:
        what = f"{_WHERE.get(str(where), '参数')} {name} "
    values = _Rest(error.get("ctx") or {})
    values["what"] = what.replace("的 路", "的路")
    if isinstance(values.get("expected"), str):
        values["expected"] = (
            str(values["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
        )
    template = _WORDS.get(error["type"], "{what}不合要求，用法见 /docs")
    if error["type"] == "missing":
        values["what"] = what.strip()
    return {
        "parameter": name or str(where),
        "message": template.format_map(values).replace(" ：", "：").strip(),
    }
