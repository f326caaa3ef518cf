"""What each field of a row means, with an example: the records carry no words of their own."""

from __future__ import annotations

from typing import Any, Final

from zeren_service import graph_field_words as graph
from zeren_service import search_field_words as search

RECORDS: Final[dict[str, str]] = {
    "DocumentRow": "一份文件",
    "TaskRow": "一项任务和它的全部职责分派",
    "AssignmentRow": "一个部门在一项任务中的职责",
    "DeadlineRow": "一个完成时限",
    "DepartmentRow": "一个部门和它的任务数",
    "PersonRow": "领导小组的一名成员",
    "PostRow": "一个职务",
    "TargetRow": "一个量化目标",
    "CitationRow": "一份引用文件",
    "DiagnosticRow": "一处值得人工核对的地方",
    "Matrix": "责任矩阵",
}
_START: Final = ("原文起点（字符序号，从 0 起）", 1474)
_END: Final = ("原文终点（不含）", 1798)
_ID: Final = "a79667f0c030299c"
_DOCUMENT: Final = ("所在文件的编号", _ID)

FIELDS: Final[dict[str, dict[str, tuple[str, Any]]]] = {
    "DocumentRow": {
        "id": ("文件编号：来源文件 SHA-256 的前 16 位", _ID),
        "title": ("标题", "关于加快推进生态文明建设实施方案"),
        "number": ("发文字号", "威经管发〔2017〕12号"),
        "index_no": ("索引号", "0032452dx/2017-6949"),
        "issuer": ("发布单位", "管委办公室"),
        "jurisdiction": ("辖区", "威海经济技术开发区"),
        "published": ("公开日期", "2017-12-28"),
        "name": ("来源文件名", "方案.txt"),
        "media_type": ("来源文件类型，由内容判定", "text/plain"),
        "sha256": ("来源文件的 SHA-256", _ID + "0" * 48),
        "encoding": ("来源文件的编码", "utf-8"),
        "tasks": ("任务数", 68),
        "departments": ("部门数", 35),
        "diagnostics": ("校核提示数", 7),
        "superseded_by": ("取代它的新版本的编号；现行版本为 null", "1b2c3d4e5f60718a"),
        "replaces": ("它所取代的旧版本的编号", "0a1b2c3d4e5f6071"),
        "revision": ("收入时的目录版本号", 1),
    },
    "TaskRow": {
        "id": ("任务编号", f"{_ID}.t1"),
        "document": _DOCUMENT,
        "document_title": ("所在文件的标题", "关于加快推进生态文明建设实施方案"),
        "path": ("条目路径", "二/(一)/1"),
        "title": ("任务名称：条目的第一句", "大力推进主体功能区建设"),
        "text": ("任务原文", "1.大力推进主体功能区建设。…(牵头单位:经发局)"),
        "heading": ("类别：上级标题", "重点任务／优化空间布局"),
        "assignments": ("职责分派，按原文顺序", None),
        "open_ended": ("原文有“等”：可能还有未列出的部门", False),
        "deadlines": ("完成时限", None),
        "targets": ("目标编号", [f"{_ID}.g1"]),
        "start": _START,
        "end": _END,
    },
    "AssignmentRow": {
        "department": ("部门名称，照原文", "经发局"),
        "organisation": ("部门编号", "org-492fea24433b"),
        "name": ("部门全称", "经济发展局"),
        "role": ("职责：lead 牵头、responsible 责任、support 配合、supervise 督导", "lead"),
        "order": ("在任务中的次序，从 1 起", 1),
        "group": ("是否一类单位，如“各镇”", False),
        "clause": ("依据的责任条款编号", f"{_ID}.c1"),
        "start": ("名称在原文的起点", 1760),
        "end": ("名称在原文的终点（不含）", 1763),
    },
    "DeadlineRow": {
        "date": ("日期，与原文一样详细", "2018-06"),
        "text": ("原文", "2018年6月底前"),
        "start": _START,
        "end": _END,
    },
    "DepartmentRow": {
        "id": ("部门编号；不同辖区的同名部门编号不同", "org-492fea24433b"),
        "name": ("全称", "经济发展局"),
        "kind": ("类别：unit 单位、group 一类单位、person 个人", "unit"),
        "jurisdiction": ("辖区", "威海经济技术开发区"),
        "aliases": ("其他名称", ["经发局"]),
        "members": ("一类单位的成员编号", []),
        "lead": ("牵头任务数", 21),
        "responsible": ("责任任务数", 12),
        "support": ("配合任务数", 3),
        "supervise": ("督导任务数", 0),
        "tasks": ("任务总数", 36),
    },
    "PersonRow": {
        "id": ("成员编号", f"{_ID}.p1"),
        "document": _DOCUMENT,
        "roster": ("领导小组名称", "生态文明建设工作领导小组"),
        "role": ("在领导小组中的身份", "组长"),
        "person": ("姓名", "张三"),
        "posts": ("职务", None),
        "note": ("备注", "兼任办公室主任"),
        "start": _START,
        "end": _END,
    },
    "PostRow": {
        "organisation": ("单位，照原文", "工委"),
        "title": ("职务", "书记"),
    },
    "TargetRow": {
        "id": ("目标编号", f"{_ID}.g1"),
        "document": _DOCUMENT,
        "task": ("所属任务编号", f"{_ID}.t1"),
        "task_path": ("所属任务的条目路径", "二/(五)/2"),
        "section": ("所属条目编号", f"{_ID}.s3"),
        "section_path": ("所属条目的路径", "一/(三)"),
        "indicator": ("指标", "城镇污水处理率"),
        "comparator": ("比较：>=、<=、>、<、=、range、increase、decrease、complete", ">="),
        "value": ("数值，区间为 [低, 高]，只要求完成的为 null", 95),
        "unit": ("单位，照原文", "%"),
        "baseline_year": ("基期年份", 2015),
        "deadline": ("时限", "2018"),
        "text": ("原文", "城镇污水处理率达到95%以上"),
        "start": _START,
        "end": _END,
    },
    "CitationRow": {
        "document": _DOCUMENT,
        "title": ("文件名称", "关于加快推进生态文明建设的意见"),
        "number": ("发文字号", "中发〔2015〕12号"),
        "self": ("是否提到本文件自己", False),
        "start": _START,
        "end": _END,
    },
    "DiagnosticRow": {
        "document": _DOCUMENT,
        "code": ("种类", "missing-colon"),
        "severity": ("程度：error、warning、info", "warning"),
        "message": ("说明", "“牵头单位”后漏写冒号"),
        "start": _START,
        "end": _END,
    },
    "Matrix": {
        "document": ("文件", None),
        "departments": ("各列的部门", None),
        "tasks": ("各行的任务", None),
        "cells": ("各行各列的职责；没有职责为 null", [["lead", None]]),
    },
}


def explain_fields(schemas: dict[str, Any]) -> None:
    """Put the Chinese meaning of each record and field into the component `schemas`."""
    for record, words in (RECORDS | graph.RECORDS | search.RECORDS).items():
        if record in schemas:
            schemas[record]["description"] = words
    for record, fields in (FIELDS | graph.FIELDS | search.FIELDS).items():
        properties = schemas.get(record, {}).get("properties", {})
        for name, (meaning, example) in fields.items():
            if name in properties:
                properties[name].setdefault("description", meaning)
                if example is not None:
                    properties[name].setdefault("examples", [example])
