"""The import report in words: how a file was read, what was mended, what was not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeren_parser.import_report import ImportReport

_FORMS: Final = {
    "labelled": "带标签的括号",
    "verb": "带动词的括号",
    "labelled-verb": "标签里带动词的括号",
    "joint": "会同",
    "declaring": "带声明的括号",
    "declared-bracket": "按声明读的括号",
    "bare": "只列单位的括号",
    "label-line": "标签行",
    "run-in": "段末的标签",
    "prose": "叙述句",
    "table": "表格",
}
_FURNITURE: Final = {
    "breadcrumb": "导航",
    "menu": "栏目",
    "annex-label": "附件标记",
    "page-head": "页首",
    "footer": "页尾",
    "page-number": "页码",
    "metadata": "公文信息",
}
_PLACES: Final = 5  # places told for one slip; the rest is counted


def report_in_words(report: ImportReport, text: str) -> str:
    """Return `report` as lines of Chinese; `text` is the canonical text, for line numbers."""
    encoding = f"，编码 {report.encoding}" if report.encoding else ""
    lines = [
        f"{report.name or '（未命名）'}：{report.media_type}{encoding}，{report.characters} 字",
        f"读出：条目 {report.sections}，任务 {report.tasks}，职责 {report.assignments}",
    ]
    if report.clauses:
        told = "，".join(f"{_FORMS.get(form, form)} {count}" for form, count in report.clauses)
        lines.append(f"责任条款：{told}")
    if report.furniture:
        told = "，".join(f"{_FURNITURE.get(kind, kind)} {n} 处" for kind, n in report.furniture)
        lines.append(f"不属正文：{told}")
    for repair in report.repairs:
        places = [str(text.count("\n", 0, place.start) + 1) for place in repair.places]
        more = "等" if len(places) > _PLACES else ""
        lines.append(
            f"已修补：{repair.words} {len(places)} 处（第 {'、'.join(places[:_PLACES])} 行{more}）"
        )
    for note in report.unread:
        line = text.count("\n", 0, note.span.start) + 1
        lines.append(f"没有读懂：第 {line} 行，{note.message}")
    if not report.repairs and not report.unread:
        lines.append("没有修补，也没有读不懂的括号和表格。")
    return "\n".join(lines) + "\n"
