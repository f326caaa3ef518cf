"""The lines of one row of a flattened table in, its content and its lists of names out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from zeren_parser.adjacent_names import are_two_names
from zeren_parser.names import cut_list, looks_like_organisation
from zeren_parser.outline_numbers import NUMBER
from zeren_parser.table_words import Kind
from zeren_parser.vocabulary import verb_phrase

_MOST_NAMES: Final = 24  # lines of names in one row
_MOST_SENTENCES: Final = 30  # of the content of one row
_STOP: Final = re.compile(r"[。!?][”’』」)\]]*")
_BEGINS: Final = re.compile(r"[省市县区州旗各国]")
_OPEN: Final = re.compile(r"(?:[、,;及和与]|等)$")  # the list goes on in the next line
_NOTHING: Final = re.compile(r"[-—–/]+|无")
_DATE_LINE: Final = re.compile(
    r"[\d年月日底前末初至到~—\-.、上中下旬第一二三四半全每季度持续长期推进坚持实施常态化]{2,20}"
)
_ENCLOSING: Final = re.compile(r"[“(\[〈‹<)\]〉›>]")
_SEPARATOR: Final = re.compile(r"[、,;]")
_NO_NAME: Final = re.compile(r"[。:!?《》]")
_ET_CETERA: Final = re.compile(
    r"等(?:[省市县区州]级?|有关|相关|部门|单位|各|\d+个?)*(?:部门|单位)?$"
)
_COLLECTIVE: Final = re.compile(r"(?:成员单位|有关(?:部门|单位)|相关(?:部门|单位)|各.{1,12})$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with ink (行): its place, its folded text without blanks, itself as it stands."""

    start: int
    end: int
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class Names:
    """What one row says (表格行): the lines of its content, those of each column behind it.

    `by_stop` tells that full stops showed where the names begin: names of other rows change nothing.
    """

    content: list[Line]
    cells: list[list[Line]]  # one list for each column; empty for a dash or nothing
    by_stop: bool


def find_names(
    lines: list[Line],
    breaks: list[int],
    kinds: list[Kind],
    known: frozenset[str],
    *,
    last: bool,
) -> Names | None:
    """Return content and cells of a row, None where more than one reading is possible.

    `breaks` are indices of lines before which the page turned, `kinds` the columns behind the
    content, `known` names of other rows; `last` tells that no other row behind it would end it.
    """
    departments = [i for i, kind in enumerate(kinds) if kind is Kind.DEPARTMENT]
    if departments != list(range(departments[0], departments[-1] + 1)) or len(breaks) > 1:
        return None
    parts = [lines[: breaks[0]], lines[breaks[0] :]] if breaks else [lines]
    cut = [_cut(part, kinds, known, last=last) for part in parts if part]
    named = [tail for _, tail, _ in cut if tail]
    content = next((content for content, _, _ in cut if content), None)
    if len(named) != 1 or content is None:
        return None
    if len(cut) > 1 and not cut[0][1] and any(map(_names_somebody, cut[0][0])):
        return None  # the names, too, may have been broken by the page
    cells = _cells(named[0], kinds)
    return None if cells is None else Names(content, cells, all(stopped for _, _, stopped in cut))


def _names_somebody(line: Line) -> bool:
    return any(_BEGINS.match(p) and looks_like_organisation(p) for p in _pieces(line.text))


def _cut(
    lines: list[Line], kinds: list[Kind], known: frozenset[str], *, last: bool
) -> tuple[list[Line], list[Line], bool]:
    """Cut the lines of a row on one page into its content and what stands behind.

    Tells, too, whether a full stop showed where.
    """
    stops = [index for index, line in enumerate(lines) if _STOP.search(line.text)]
    if last:
        return *_cut_last(lines, stops[:_MOST_SENTENCES], kinds), True
    first = 0
    if stops:
        content, tail = _behind(lines, stops[-1])
        if _is_list(tail, kinds):
            return content, tail, True
        first = stops[-1] + 1
    # No sentence ends here: the names are the lines at the end that can be nothing else.
    begin = None
    for at in range(len(lines) - 1, max(first, 1) - 1, -1):
        if len(lines) - at > _MOST_NAMES:
            break
        start = "".join(line.text for line in lines[at : at + 3])
        if _begins_well(start, known) and _is_list(lines[at:], kinds):
            begin = at
    begin = len(lines) if begin is None else begin
    return lines[:begin], lines[begin:], False


def _cut_last(
    lines: list[Line], stops: list[int], kinds: list[Kind]
) -> tuple[list[Line], list[Line]]:
    """Cut the last row of a table: behind the first sentence that names follow, as far as they go."""
    for index in stops:
        content, tail = _behind(lines, index)
        tail = _until_other(tail, kinds)
        if tail:
            return content, tail
    return lines, []


def _behind(lines: list[Line], index: int) -> tuple[list[Line], list[Line]]:
    """Cut lines behind the last full stop of line `index`."""
    stop = list(_STOP.finditer(lines[index].text))[-1]
    glued = _glued(lines[index], stop.end())
    tail = ([glued] if glued else []) + lines[index + 1 :]
    return [*lines[:index], _without(lines[index], glued)], tail


def _begins_well(text: str, known: frozenset[str]) -> bool:
    """Tell whether a line begins with a level of government or a name of another row."""
    return _BEGINS.match(text) is not None or any(map(text.startswith, known))


def _glued(line: Line, at: int) -> Line | None:
    """Return what stands behind the full stop of a line: 「…开放工作。市委网信办」."""
    rest = line.text[at:]
    if not rest:
        return None
    # Count the ink of the rest back from the end: there may be blanks in between.
    ink = [place for place, sign in enumerate(line.raw) if not sign.isspace()]
    first = ink[-len(rest)]
    return Line(line.start + first, line.end, rest, line.raw[first:])


def _without(line: Line, glued: Line | None) -> Line:
    if glued is None:
        return line
    raw = line.raw[: glued.start - line.start]
    return Line(line.start, line.start + len(raw.rstrip()), line.text[: -len(glued.text)], raw)


def _until_other(lines: list[Line], kinds: list[Kind]) -> list[Line]:
    """Return the lines that can be cells; behind the last row other text may stand."""
    kept: list[Line] = []
    for line in lines[:_MOST_NAMES]:
        if _NO_NAME.search(line.text) or NUMBER.match(line.text):
            break
        kept.append(line)
    while kept and not _is_list(kept, kinds):
        kept.pop()
    return kept


def _cells(tail: list[Line], kinds: list[Kind]) -> list[list[Line]] | None:
    """Put the lines behind the content into the columns; None where it is not sure."""
    if not tail or len(tail) > _MOST_NAMES:
        return None
    before = kinds.index(Kind.DEPARTMENT)
    count = kinds.count(Kind.DEPARTMENT)
    after = len(kinds) - before - count
    dates_before, dates_after, names = _dates(tail, before, after)
    if names is None:
        return None
    columns = _columns(names, count)
    if columns is None:
        return None
    return [dates_before] * before + columns + [dates_after] * after


def _dates(
    tail: list[Line], before: int, after: int
) -> tuple[list[Line], list[Line], list[Line] | None]:
    """Take the lines of a date column from the begin or the end of `tail`."""
    if before > 1 or after > 1:
        return [], [], None
    first, end = 0, len(tail)
    while before and first < end and _DATE_LINE.fullmatch(tail[first].text):
        first += 1
    while after and end > first and _DATE_LINE.fullmatch(tail[end - 1].text):
        end -= 1
    return tail[:first], tail[end:], tail[first:end]


def _columns(lines: list[Line], count: int) -> list[list[Line]] | None:
    """Cut lines of names into `count` columns, if they can be cut in one way only."""
    cells: list[list[Line]] = []
    open_lines: list[Line] = []
    for line in lines:
        if _NOTHING.fullmatch(line.text):
            cells.extend([open_lines, []] if open_lines else [[]])
            open_lines = []
        else:
            open_lines.append(line)
    if open_lines:
        cells.append(open_lines)
    missing = count - len(cells)
    if missing < 0:
        return None
    if missing:
        cut = [_splits(cell, missing) for cell in cells]
        usable = [index for index, ways in enumerate(cut) if ways]
        if len(usable) != 1 or len(cut[usable[0]]) != 1:
            return None
        cells[usable[0] : usable[0] + 1] = cut[usable[0]][0]
    return cells if all(not cell or _is_names(cell) for cell in cells) else None


def _splits(lines: list[Line], cuts: int) -> list[list[list[Line]]]:
    """Return the ways to cut `lines` into ``cuts + 1`` lists of whole names."""
    places = [at for at in range(1, len(lines)) if _may_cut(lines, at)]
    ways: list[list[list[Line]]] = []
    if len(places) > 6:
        return ways
    for chosen in combinations(places, cuts):
        bounds = [0, *chosen, len(lines)]
        pieces = [lines[a:b] for a, b in pairwise(bounds)]
        if all(map(_is_names, pieces)):
            ways.append(pieces)
    return ways


def _may_cut(lines: list[Line], at: int) -> bool:
    left = "".join(line.text for line in lines[:at])
    right = "".join(line.text for line in lines[at:])
    if _OPEN.search(left):
        return False
    return are_two_names(_pieces(left)[-1], _pieces(right)[0])


def _is_list(lines: list[Line], kinds: list[Kind]) -> bool:
    """Tell whether lines may be the cells behind the content: names, dashes and dates."""
    names = [
        line for line in lines
        if not _NOTHING.fullmatch(line.text)
        and not (Kind.DUE in kinds and _DATE_LINE.fullmatch(line.text))
    ]  # fmt: skip
    joined = "".join(line.text for line in names)
    return not joined or (not _NO_NAME.search(joined) and _are_names(_pieces(joined)))


def _is_names(lines: list[Line]) -> bool:
    """Tell whether lines are a list of whole names, verbs of duty allowed behind them."""
    joined = "".join(line.text for line in lines)
    return joined[-1] not in "、,;" and not _NO_NAME.search(joined) and _are_names(_pieces(joined))


def _are_names(pieces: list[str]) -> bool:
    """Tell whether pieces are names; one of many may be of a kind that no ending tells (…机场)."""
    odd = sum(not _is_name(piece) for piece in pieces)
    return odd == 0 or (odd == 1 and len(pieces) >= 4)


def _pieces(joined: str) -> list[str]:
    """Cut a list at separators outside of brackets and quotes."""
    if not _ENCLOSING.search(joined):
        return [piece for piece in _SEPARATOR.split(joined) if piece] or [joined]
    cut = cut_list(joined, 0, len(joined), "、,;")
    return [joined[start:end] for start, end in cut] or [joined]


@lru_cache(maxsize=4096)  # the rows of a table name the same units again and again
def _is_name(piece: str) -> bool:
    core = piece.removesuffix(verb_phrase(piece)) or piece
    core = _ET_CETERA.sub("", core) or core
    return looks_like_organisation(core) or bool(_COLLECTIVE.search(core))
