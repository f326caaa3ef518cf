"""Tables flattened to lines in, tables out, where their rows are sure: text copied from a PDF.

Each cell has become lines of its own: 序号 ⏎ 重点任务 ⏎ 牵头部门 ⏎ 责任单位 ⏎ 1 ⏎ … A table is read where
its head is known, its rows begin with consecutive numbers, and each row ends with lists of names that
can be cut in one way only. A row that cannot be read surely is left out and told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from zeren_parser.paragraphs import find_lines
from zeren_parser.readers.flat_rows import Line, Names, find_names
from zeren_parser.readers.layout import Cell, Table
from zeren_parser.table_words import NUMBER_HEADS, Kind, read_head
from zeren_parser.view import fold

# A line that is nothing but the head of a column of numbers: no other text has it.
_HEAD_LINE: Final = re.compile(
    r"^[^\S\n]*(?:{})[^\S\n]*$".format(
        "|".join(r"[^\S\n]*".join(map(re.escape, head)) for head in NUMBER_HEADS)
    ),
    re.MULTILINE,
)
_PAGE_NUMBER: Final = re.compile(r"[-—]+\d{1,4}[-—]+|第\d{1,4}页.{0,12}")
_ROW_NUMBER: Final = re.compile(r"(\d{1,4})[.、]?")
_SECTION_NUMBER: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
)
_SECTION: Final = re.compile(rf"(?:{_SECTION_NUMBER.pattern})[^。;:]{{2,40}}")
_NUMBERED: Final = re.compile(r"\d{1,3}[.、](?!\d)|\([一二三四五六七八九十]{1,3}\)")
_HEADS: Final = range(3, 9)  # columns of a table that is read
_LONGEST_HEAD: Final = 24
_LONGEST_OTHER: Final = 6  # of the head of a column that is not known
_WIDEST_TITLE: Final = 9.5  # letters; the column of short titles beside that of contents
_SHARE_OF_TITLES: Final = 0.8
_WIDER: Final = 1.4  # times the width of the titles that contents have at least
_SLACK: Final = 0.5  # letters
_SURE: Final = 0.6  # share of the rows of a table that must be read
_HELD: Final = (Kind.NUMBER, Kind.TASK, Kind.DETAIL, Kind.DEPARTMENT, Kind.DUE)


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of a flattened table that was not understood; `rows` are its printed numbers."""

    start: int
    end: int
    rows: tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """The lines of one row; `breaks` are indices before which the page turned."""

    number: Line
    lines: list[Line] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Flat:
    """A flattened table: its columns, the lines of its head, its rows."""

    kinds: list[Kind]
    head: list[Line]
    rows: list[_Row] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)  # lines between the head and the first row
    sections: dict[int, list[Line]] = field(default_factory=dict)  # before which row
    again: list[Line] = field(default_factory=list)  # the head on later pages


@dataclass(slots=True)
class FlatTables:
    """The flattened tables of a text (散行表格): those read, rows not read, all lines of those read."""

    tables: list[Table] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)


def find_flat_tables(text: str) -> FlatTables:
    """Return the flattened tables of `text` that are read surely, and what of them is not."""
    found = FlatTables()
    if _HEAD_LINE.search(text) is None:
        return found
    for flat in _flat_tables(_lines(text)):
        rows, missed = _read(flat)
        if len(rows) >= 2 and len(rows) >= _SURE * len(flat.rows):
            head = tuple(_cell([line]) for line in flat.head)
            found.tables.append(Table((head, *rows)))
            found.unread.extend(_told([row]) for row in missed)
            inside = [line for row in flat.rows for line in row.lines]
            found.lines.extend((line.start, line.end) for line in (*flat.again, *inside))
        elif flat.rows:
            found.unread.append(_told(flat.rows))
    return found


def _told(rows: list[_Row]) -> Unread:
    last = [rows[-1].number, *rows[-1].lines][-1]
    return Unread(rows[0].number.start, last.end, tuple(row.number.text for row in rows))


def _lines(text: str) -> list[Line]:
    folded = fold(text)
    lines: list[Line] = []
    for start, end in find_lines(text):
        printed = "".join(folded[start:end].split())
        if not _PAGE_NUMBER.fullmatch(printed):
            raw = text[start:end].lstrip()
            lines.append(Line(end - len(raw), end, printed, raw))
    return lines


def _flat_tables(lines: list[Line]) -> list[_Flat]:
    """Find the heads and put the lines behind each into rows, consecutive numbers telling them."""
    tables: list[_Flat] = []
    flat: _Flat | None = None
    at = 0
    while at < len(lines):
        width, kinds = _head_at(lines, at)
        if width:
            begins = _first_number(lines, at + width)
            goes_on = flat is not None and flat.kinds == kinds and not (begins == 1 and flat.rows)
            if flat is not None and goes_on:
                flat.again.extend(lines[at : at + width])
                if flat.rows:
                    flat.rows[-1].breaks.append(len(flat.rows[-1].lines))
            elif begins is not None:
                flat = _Flat(kinds, lines[at : at + width])
                tables.append(flat)
            else:
                flat = None
            at += width
            continue
        if flat is not None:
            _take(flat, lines[at], _number(lines, at))
        at += 1
    return tables


def _take(flat: _Flat, line: Line, number: int | None) -> None:
    """Put a line into the table: a new row, or one more line of the last."""
    expected = None if not flat.rows else int(flat.rows[-1].number.text.rstrip(".、")) + 1
    if number is not None and number == (expected or number):
        lines = flat.rows[-1].lines if flat.rows else flat.above
        begin = next((at for at in (-1, -2) if _heads_part(lines[at:])), 0)
        if begin:
            flat.sections[len(flat.rows)] = lines[begin:]
            del lines[begin:]
        flat.rows.append(_Row(line))
    else:
        (flat.rows[-1].lines if flat.rows else flat.above).append(line)


def _heads_part(lines: list[Line]) -> bool:
    """Tell whether lines head the rows below them: 一、经济建设, over one line or two."""
    text = "".join(line.text for line in lines)
    return _SECTION.fullmatch(text) is not None and bool(_SECTION_NUMBER.match(lines[0].text))


def _first_number(lines: list[Line], at: int) -> int | None:
    """Return the number of the row behind a head; the head of a part may stand between them."""
    number = _number(lines, at)
    if number is None and at < len(lines) and _SECTION_NUMBER.match(lines[at].text):
        number = next(filter(None, (_number(lines, at + down) for down in (1, 2))), None)
    return number


def _number(lines: list[Line], at: int) -> int | None:
    match = _ROW_NUMBER.fullmatch(lines[at].text) if at < len(lines) else None
    return int(match[1]) if match else None


def _head_at(lines: list[Line], at: int) -> tuple[int, list[Kind]]:
    """Return how many lines from `at` are the head of a flattened table, and its columns."""
    first = read_head(lines[at].text) if len(lines[at].text) <= 4 else None
    if first is None or first.kind is not Kind.NUMBER:
        return 0, []
    kinds = [Kind.NUMBER]
    known = 1  # columns up to the last that is known
    for line in lines[at + 1 : at + _HEADS.stop]:
        column = read_head(line.text) if len(line.text) <= _LONGEST_HEAD else None
        if _ROW_NUMBER.fullmatch(line.text) or (column is None and len(line.text) > _LONGEST_OTHER):
            break
        odd = column is None or column.person
        kinds.append(Kind.OTHER if column is None or odd else column.kind)
        known = known if odd else len(kinds)
    kinds = kinds[:known]
    good = (
        len(kinds) in _HEADS
        and Kind.DEPARTMENT in kinds
        and bool({Kind.TASK, Kind.DETAIL} & {*kinds})
    )
    return (len(kinds), kinds) if good else (0, [])


def _read(flat: _Flat) -> tuple[list[tuple[Cell | None, ...]], list[_Row]]:
    """Return the cells of the rows that are sure, and the other rows."""
    kinds = flat.kinds
    heads = [i for i, kind in enumerate(kinds) if kind in (Kind.TASK, Kind.DETAIL)]
    rest = kinds[heads[-1] + 1 :]
    if heads != list(range(1, len(heads) + 1)) or not all(kind in _HELD for kind in kinds):
        return [], flat.rows
    known: frozenset[str] = frozenset()
    names: list[Names | None] = [None] * len(flat.rows)
    for _ in range(2):  # what stands alone in a cell helps to read the others
        names = [
            read
            if read is not None and read.by_stop
            else find_names(row.lines, row.breaks, rest, known, last=row is flat.rows[-1])
            for row, read in zip(flat.rows, names, strict=True)
        ]
        known = frozenset(_printed(own) for read in names if read for own in read.cells if own)
    rows: list[tuple[Cell | None, ...]] = []
    title: Cell | None = None
    titles = _titles([read.content for read in names if read])
    for index, (row, read) in enumerate(zip(flat.rows, names, strict=True)):
        if index in flat.sections:
            rows.append((_cell(flat.sections[index]),) * len(kinds))
        if read is not None:
            title, cells = _heads(read.content, len(heads), title, titles)
            own = (_cell(lines) if lines else None for lines in read.cells)
            rows.append((_cell([row.number]), *cells, *own))
    return rows, [row for row, read in zip(flat.rows, names, strict=True) if read is None]


def _printed(lines: list[Line]) -> str:
    return "".join(line.text for line in lines)


@dataclass(frozen=True, slots=True)
class _Titles:
    """The column of titles beside that of contents: its width in letters, 0 where there is none.

    `numbered` tells that each begins with a number of its own, and other rows go on with it.
    """

    width: float
    numbered: bool

    def begins(self, line: Line) -> bool:
        """Tell whether the first line of a row is one of the title."""
        if self.numbered:
            return _NUMBERED.match(line.text) is not None
        return 0 < _width(line) <= self.width + _SLACK

    def goes_on(self, above: Line, line: Line) -> bool:
        """Tell whether `line` belongs to the title, too: the one above is full, it is no wider."""
        return _width(above) > self.width - 1.3 and _width(line) <= self.width + _SLACK


def _titles(contents: list[list[Line]]) -> _Titles:
    """Find the column of titles: numbered ones, else a narrow first line in nearly every row."""
    firsts = [_width(content[0]) for content in contents if _NUMBERED.match(content[0].text)]
    if firsts:
        return _Titles(max((w for w in firsts if w < _WIDEST_TITLE), default=0.0), numbered=True)
    narrow = [w for content in contents if (w := _width(content[0])) < _WIDEST_TITLE]
    widest = max((_width(line) for content in contents for line in content), default=0.0)
    if len(narrow) < _SHARE_OF_TITLES * len(contents) or widest < _WIDER * max(narrow, default=1.0):
        return _Titles(0.0, numbered=False)
    return _Titles(max(narrow), numbered=False)


def _width(line: Line) -> float:
    """Return the width of a line in Chinese letters."""
    return sum(0.5 if sign.isascii() and sign not in ",;:()" else 1.0 for sign in line.text)


def _heads(
    content: list[Line], count: int, title: Cell | None, titles: _Titles
) -> tuple[Cell | None, list[Cell | None]]:
    """Return the title that holds for this row, and its cells of heads: (title, content)."""
    if count == 1:
        return None, [_cell(content)]
    own = int(titles.begins(content[0]))
    while own and own < len(content) and titles.goes_on(content[own - 1], content[own]):
        own += 1
    if own and own < len(content):
        title = _cell(content[:own])
        cells: list[Cell | None] = [title, *[None] * (count - 2), _cell(content[own:])]
        return title, cells
    inherited = None
    if title is not None and titles.numbered:
        inherited = Cell(title.start, title.end, title.blocks, inherited=True, above=True)
    return title, [inherited, *[None] * (count - 2), _cell(content)]


def _cell(lines: list[Line]) -> Cell:
    start, end = lines[0].start, lines[-1].end
    return Cell(start, end, ((start, end),))
