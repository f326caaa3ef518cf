"""What a responsibility clause is once it is read, and the closed list of forms it may have.

Every clause carries the name of the form that read it; `FORMS` is that list, with an example each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zeren_parser.model import Role

# (name, what it is in Chinese, example). A test holds that every form has a case and no other exists.
FORMS: Final = (
    ("labelled", "括号内用标签写明", "(牵头单位:甲局;责任单位:乙局)"),
    ("verb", "括号内用动词写明", "(甲局牵头,乙局配合)"),
    ("labelled-verb", "标签之内又有动词", "(责任单位:甲局牵头,乙局按职责分工负责)"),
    ("joint", "会同", "(甲局会同乙局负责)"),
    ("declaring", "带有改变下文读法的声明", "(甲局、乙局负责,排在第一位的为牵头单位,下同)"),
    ("declared-bracket", "按前文声明读出的括号", "(规划协调处,张三,1234567)"),
    ("bare", "括号里只列单位,没有标签和动词", "…机制。(甲局、乙局)"),
    ("label-line", "标签单独成行", "牵头单位:甲局"),
    ("run-in", "标签接在段末,不加括号", "压减材料。责任单位:甲局"),
    ("prose", "没有括号,从行文中读出,把握较低", "由甲局牵头,乙局配合"),
    ("table", "表格的单位列", "| 牵头单位 | 责任单位 |"),
)
FORM_NAMES: Final = frozenset(name for name, _, _ in FORMS)


@dataclass(frozen=True, slots=True)
class Mention:
    """One department in one role, as printed in a clause (单位提及); view positions."""

    start: int
    end: int
    role: Role
    group: bool
    person: bool = False


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause that was read (已读条款); view positions, brackets included.

    `form` is one of `FORMS`; `labelled` tells that a label such as 责任单位 gave a role.
    """

    start: int
    end: int
    form: str
    repairs: tuple[str, ...]
    mentions: tuple[Mention, ...]
    open_ended: bool
    labelled: bool = False
