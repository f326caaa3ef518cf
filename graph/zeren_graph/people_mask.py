"""Names of persons in, the same texts with the names hidden out, every character in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from zeren_parser.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zeren_parser.model import Plan

Value = TypeVar("Value")
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def mask_name(name: str) -> str:
    """Return `name` with all but its first character hidden, and as long as it was.

    >>> mask_name("吕英华"), mask_name("王\u3000芳"), mask_name("买买提·艾力"), mask_name("")
    ('吕某某', '王\u3000某', '买某某·某某', '')
    """
    return name[:1] + _HAN.sub("某", name[1:])


@dataclass(frozen=True, slots=True)
class Mask:
    """Hides the given names wherever they stand (姓名遮盖), also where white space parts them."""

    pattern: re.Pattern[str]

    def __call__(self, value: Value) -> Value:
        """Return `value`, a text or a record of texts, without the names; offsets stay true."""
        hidden: Value = _walk(value, self.pattern)
        return hidden


def mask_of(names: Iterable[str | None]) -> Mask | None:
    """Return what hides `names`, or None where there is nothing to hide.

    One character alone is no name: it would hide half of the text.

    >>> mask = mask_of(["吕英华", "王芳"])
    >>> mask("组长：吕 英华；王芳芳") if mask else None
    '组长：吕 某某；王某芳'
    """
    known = {"".join(name.split()) for name in names if name}
    found = sorted(
        (name for name in known if len(_HAN.findall(name)) > 1), key=lambda n: (-len(n), n)
    )
    if not found:
        return None
    spaced = (r"\s*".join(map(re.escape, name)) for name in found)
    return Mask(re.compile("|".join(spaced)))


def mask_plan(plan: Plan) -> Plan:
    """Return `plan` without the names of leading-group members and of persons who hold tasks."""
    names: list[str | None] = [o.name for o in plan.organisations if o.kind is Kind.PERSON]
    if plan.roster is not None:
        names += [member.person for member in plan.roster.members]
        names.append(plan.roster.office_head)
    mask = mask_of(names)
    return plan if mask is None else mask(plan)


def _walk(value: Any, pattern: re.Pattern[str]) -> Any:  # noqa: ANN401  any record of ours
    if type(value) is str:  # not an enumeration, which is a str too
        return pattern.sub(lambda match: mask_name(match[0]), value)
    if isinstance(value, tuple):
        return tuple(_walk(item, pattern) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: _walk(held, pattern) for name, held in old.items()}
        changed = {name: held for name, held in new.items() if held is not old[name]}
        return replace(value, **changed) if changed else value
    return value
