"""A page of a PDF in, what is printed on it out: letters with their places, ruled tables."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

import pypdfium2
from pypdfium2 import raw

from zeren_parser.readers.page_gutters import find_tables
from zeren_parser.readers.page_letters import Letter
from zeren_parser.readers.page_ruling import MOST_RULES, THIN
from zeren_parser.readers.pages import Printed

_MOST_LETTERS: Final = 200_000
_MOST_SEGMENTS: Final = 2000
_DEEPEST: Final = 4  # forms within forms
_AS_IS: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_BLANK: Final = frozenset([0xA0, 0x3000, 0xFFFE, 0xAD, 0x200B, 0xFEFF])
_SPACES: Final = frozenset([0x20, 0xA0, 0x3000])

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Turn: TypeAlias = Callable[[float, float], tuple[float, float]]
Side: TypeAlias = tuple[float, float, float, float]


def read_page(page: pypdfium2.PdfPage) -> Printed:
    """Return what a page shows, turned as its reader sees it."""
    turn = _turn(page)
    text = page.get_textpage()
    try:
        letters = _letters(text.raw, min(text.count_chars(), _MOST_LETTERS), turn)
    finally:
        text.close()
    sides: list[Side] = []
    images = 0
    for kind, drawn, matrix in _objects(page):
        images += kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind == raw.FPDF_PAGEOBJ_PATH and len(sides) < MOST_RULES:
            sides.extend(_sides(drawn, matrix, turn))
    grids = find_tables(sides, letters)
    return Printed(letters, grids, page.get_width(), images)


def _turn(page: pypdfium2.PdfPage) -> Turn:
    """Return how a point of the page's own space is seen: the page may be shown turned."""
    left, bottom, right, top = page.get_mediabox()
    match page.get_rotation():
        case 90:
            return lambda x, y: (y - bottom, right - x)
        case 180:
            return lambda x, y: (right - x, top - y)
        case 270:
            return lambda x, y: (top - y, x - left)
    return lambda x, y: (x, y)


def _letters(text: object, count: int, turn: Turn) -> list[Letter]:
    letters: list[Letter] = []
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    spaced = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if code <= 0x20 or code in _BLANK:
            # The library puts in blanks of its own where it sees a gap: those are judged here.
            spaced = spaced or (code in _SPACES and not raw.FPDFText_IsGenerated(text, index))
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        if not raw.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        (x0, y0), (x1, y1) = turn(box.left, box.bottom), turn(box.right, box.top)
        height, width = abs(y1 - y0), abs(x1 - x0)
        size = raw.FPDFText_GetFontSize(text, index)
        # A font may be of size 1, made larger by the page: then its box tells the size.
        if not 0.5 * height <= size <= 2 * height:
            size = max(height / 1.2, width)
        if size <= 0:
            continue
        base = turn(x.value, y.value)[1]
        letters.append(Letter(_plain(chr(code)), min(x0, x1), max(x0, x1), base, size, spaced))
        spaced = False
    return letters


def _plain(sign: str) -> str:
    r"""Return the ordinary character for a radical that a font put in its place (⼈ for 人).

    >>> _plain("\u2f08"), _plain("（")
    ('人', '（')
    """
    if "\u2e80" <= sign <= "\u2fdf" or "\uf900" <= sign <= "\ufaff":
        usual = unicodedata.normalize("NFKC", sign)
        return usual if len(usual) == 1 else sign
    return sign


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, object, Matrix]]:
    """Yield kind, handle and place of what is drawn on a page, forms opened; text left out.

    The library's own walk makes an object of each piece of text, which takes longer than reading it.
    """
    stack = [(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _AS_IS, 0)]
    while stack:
        holder, count, get, outer, depth = stack.pop()
        for index in range(count(holder)):
            drawn = get(holder, index)
            kind = raw.FPDFPageObj_GetType(drawn)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                continue
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(drawn, own)
            matrix = _within(outer, (own.a, own.b, own.c, own.d, own.e, own.f))
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                stack.append(
                    (
                        drawn,
                        raw.FPDFFormObj_CountObjects,
                        raw.FPDFFormObj_GetObject,
                        matrix,
                        depth + 1,
                    )
                )
            else:
                yield kind, drawn, matrix


def _within(outer: Matrix, own: Matrix) -> Matrix:
    """Return the transformation that does `own` first, then `outer`."""
    a, b, c, d, e, f = own
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t,
        e * q + f * s + u,
    )  # fmt: skip


def _sides(drawn: object, matrix: Matrix, turn: Turn) -> list[Side]:
    """Return the boxes of the sides of a drawn path; a narrow filled box is one side."""
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float, bool]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(drawn), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(drawn, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        moves = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO
        px, py = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        points.append((*turn(px, py), moves))
    if len(points) < 2:
        return []
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    if box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
        return [box]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn, fill, stroke)
    if not stroke.value:
        return []  # the colour behind a cell
    sides: list[Side] = []
    for (ax, ay, _), (bx, by, moves) in zip(points, [*points[1:], points[0]], strict=True):
        if not moves or (bx, by) == points[0][:2]:
            sides.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
    return sides
