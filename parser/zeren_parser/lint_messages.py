"""The reviewable list of diagnostics: code → severity, and the sentence a clerk reads.

docs/diagnostics.md explains each with an example; a test holds the two together.
"""

from __future__ import annotations

from typing import Final

from zeren_parser.model import Severity

_W, _I = Severity.WARNING, Severity.INFO

# Words in braces are filled in from the text.
MESSAGES: Final = {
    "no-clause": (_W, "全文没有找到责任分工条款（如“（牵头单位：…）”），因此没有任务。"),
    "no-lead-anywhere": (_I, "全文的责任条款都没有写明牵头单位。"),
    "task-without-lead": (
        _W,
        "任务“{title}”有{count}个责任单位，没有写明由谁牵头。",
    ),
    "task-without-actor": (_W, "任务“{title}”有责任条款，但没有读出单位，请人工核对。"),
    "several-leads": (_I, "任务“{title}”有{count}个牵头单位，请确认由谁总牵头。"),
    "unit-twice": (_W, "“{unit}”在任务“{title}”中出现了{count}次，请核对。"),
    "unit-not-in-group": (_W, "“{unit}”承担{count}项任务，但领导小组名单中没有它的人员。"),
    "member-without-task": (_I, "领导小组成员{person}所在的“{unit}”没有承担任何任务。"),
    "office-head-not-member": (_W, "办公室主任{person}不在领导小组名单中。"),
    "open-ended": (_I, "“{text}”用“等”收尾，没有列全单位，请确认还有谁。"),
    "missing-colon": (_W, "“{text}”的单位标签后缺少冒号，已按有冒号读取。"),
    "odd-label": (_W, "“{text}”的标签写法不规范，已按“牵头单位”读取。"),
    "missing-label": (_W, "“{text}”第二组单位前缺少标签，已按“责任单位”读取。"),
    "support-under-responsible": (
        _W,
        "“{text}”在“责任单位”下写“等部门配合”，列名单位已按责任单位读取。",
    ),
    "stop-behind-bracket": (_I, "“{text}”的括号前后都有句号，请删去一个。"),
    "stray-space": (_I, "“{text}”的单位名称中间有多余空格，已忽略。"),
    "unclosed-bracket": (_W, "“{text}”缺少右括号，已读到段末。"),
    "mismatched-bracket": (_I, "“{text}”的左右括号不成对，已按成对读取。"),
    "missing-separator": (_W, "“{text}”的两个单位之间缺少顿号，已分开读取。"),
    "read-from-prose": (
        _I,
        "“{text}”没有括号条款，责任单位是从行文中读出的，把握较低，请核对。",
    ),
    "units-without-label": (_I, "“{text}”只列了单位，没有写明职责，已按责任单位读取。"),
    "duty-of-all": (_I, "“{text}”声明下列各项还须由所列单位落实；各任务没有逐一列出，请一并考虑。"),
    "lead-above": (_I, "任务“{title}”由上级条目“{above}”的牵头单位{units}牵头。"),
    "clause-not-understood": (_W, "“{text}”像责任条款，但没有读懂，请人工核对。"),
    "not-understood": (_I, "括号“{text}”里提到负责或配合，没有当作责任条款，请看是否漏读。"),
    "table-not-understood": (
        _W,
        "“{text}”像任务分工表的表头，但表格已散成一行行文字，没有读取，请换用原来的 Word 或 Excel 文件。",
    ),
    "item-without-clause": (_W, "同级条目都有责任单位，“{title}”没有。"),
    "deadline-past": (_W, "完成时限“{text}”早于公布日期{published}。"),
    "deadline-close": (_I, "完成时限“{text}”距公布日期{published}不足一个月。"),
    "target-without-date": (_I, "目标“{text}”没有写明完成时间。"),
    "quote-direction": (_W, "引号方向有误或不成对：“{text}”。"),
    "title-mark-unpaired": (_W, "书名号不成对：“{text}”。"),
    "title-variants": (_I, "同一份文件有两种写法：《{before}》和《{text}》，请统一。"),
    "number-repeated": (_W, "编号“{number}”重复。"),
    "number-gap": (_W, "编号从“{before}”跳到“{number}”，请核对是否漏项。"),
    "number-space": (_I, "编号“{number}”后有空格，与别处写法不一致。"),
    "ambiguous-unit": (_W, "“{unit}”可能是{names}，请写全称。"),
    "flattened-table": (
        _W,
        "这里是一张被打散成行的表格，第{rows}行没有读懂，请对照原件核对，或换用 Word、Excel 原件。",
    ),
    "name-variants": (_I, "“{unit}”在文中有多种写法：{names}。"),
    "unreadable-characters": (_W, "有{count}个字符无法识别，可能是编码有误或原文件损坏。"),
}
# What a whole document does alike is one trait: told once, with its count and its first place.
SUMMARIES: Final = {
    "task-without-lead": "有{count}项任务列了两个以上责任单位而没有写明由谁牵头，第一项是“{title}”。",
    "several-leads": "有{count}项任务的牵头单位多于三个，请确认由谁总牵头，第一项是“{title}”。",
    "open-ended": "有{count}条责任条款用“等”收尾，没有列全单位，第一处是“{text}”。",
    "member-without-task": "有{count}名领导小组成员所在单位没有承担任务，第一名是{person}（{unit}）。",
    "unit-not-in-group": "有{count}个承担任务的单位在领导小组名单中没有人员，第一个是“{unit}”。",
    "missing-colon": "有{count}处单位标签后缺少冒号，已按有冒号读取，第一处是“{text}”。",
    "stray-space": "有{count}处单位名称中间有多余空格，已忽略，第一处是“{text}”。",
    "unclosed-bracket": "有{count}处责任条款缺少右括号，已读到段末，第一处是“{text}”。",
    "mismatched-bracket": "有{count}处责任条款的左右括号不成对，第一处是“{text}”。",
    "read-from-prose": "有{count}项任务没有括号条款，责任单位是从行文中读出的，把握较低，第一处是“{text}”。",
    "units-without-label": "有{count}处只列了单位，没有写明职责，已按责任单位读取，第一处是“{text}”。",
    "lead-above": "有{count}项任务由上级条目的牵头单位牵头，第一项是“{title}”。",
    "stop-behind-bracket": "有{count}处责任条款的括号前后都有句号，第一处是“{text}”。",
    "not-understood": "有{count}个括号提到负责或配合而没有当作责任条款，第一处是“{text}”。",
    "target-without-date": "有{count}个目标没有写明完成时间，第一个是“{text}”。",
    "deadline-close": "有{count}个完成时限距公布日期{published}不足一个月，第一个是“{text}”。",
    "quote-direction": "有{count}处引号方向有误或不成对，第一处是“{text}”。",
    "name-variants": "有{count}个单位在文中有多种写法，第一个是“{unit}”：{names}。",
}
TRAIT: Final = 6  # from so many on it is a trait of the document
