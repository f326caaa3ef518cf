"""OFD files (GB/T 33190-2016) in, canonical text out: the letters and rules of their pages.

The text and its places come from ofdkit; the rules of tables are read from the path objects here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import ofdkit
from lxml import etree

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.layout import Canvas
from zeren_parser.readers.package import Package
from zeren_parser.readers.page_gutters import find_tables
from zeren_parser.readers.page_letters import Letter
from zeren_parser.readers.page_ruling import THIN
from zeren_parser.readers.pages import Page, Printed, lay_out, write_pages

_KIND: Final = "OFD"
_POINTS: Final = 72 / 25.4  # a millimetre, the unit of OFD, in points
_MOST_PAGES: Final = 3000
_MOST_LETTERS: Final = 2_000_000
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
# 9.3 of the standard: S, M and L move to and draw to a point, C closes; curves are no rules.
_STEP: Final = re.compile(rf"([SMLC])(?:\s+({_NUMBER})\s+({_NUMBER}))?")
_CURVE: Final = re.compile(r"[QBA]")
_LONGEST_PATH: Final = 4000


def read_ofd(data: bytes, package: Package) -> Canvas:
    """Return the text of an OFD.

    Raises:
        UnreadableDocument: the file is damaged, encrypted, or its pages show no text.
    """
    package.read("ofd.xml")  # tells an encrypted archive
    pages: list[Page] = []
    count = 0
    try:
        with ofdkit.open(data) as document:
            if len(document.pages) > _MOST_PAGES:
                raise UnreadableDocument("too-large", kind=_KIND)
            for page in document.pages:
                letters = [letter for run in page.runs for letter in _letters(run, page.height)]
                count += len(letters)
                if count > _MOST_LETTERS:
                    raise UnreadableDocument("too-large", kind=_KIND)
                sides = _sides(package, page.location, page.height)
                grids = find_tables(sides, letters)
                pages.append(lay_out(Printed(letters, grids, page.width * _POINTS)))
    except (ofdkit.OFDError, RecursionError) as error:
        raise UnreadableDocument("damaged", kind=_KIND) from error
    if not count:
        raise UnreadableDocument("scanned-ofd" if _has_images(package) else "no-text")
    return write_pages(pages)


def _letters(run: ofdkit.TextRun, height: float) -> Iterator[Letter]:
    """Yield the letters of a run, its width shared among them: a Latin letter takes half a place."""
    shares = [1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.5 for sign in run.text]
    unit = run.width / sum(shares) if shares else 0.0
    at = run.x
    spaced = False
    for sign, share in zip(run.text, shares, strict=True):
        right = at + share * unit
        if sign.isspace():
            spaced = True
        elif run.size > 0:
            yield Letter(
                sign, at * _POINTS, right * _POINTS, (height - run.y) * _POINTS,
                run.size * _POINTS, spaced,
            )  # fmt: skip
            spaced = False
        at = right


def _sides(
    package: Package, location: str | None, height: float
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight sides of the path objects of a page as boxes in points."""
    try:
        root = package.tree(location or "")
    except UnreadableDocument:
        return  # ofdkit mends such a part; its text is enough
    if root is None:
        return
    for path in root.iter("{*}PathObject"):
        box = _numbers(path.get("Boundary"))
        if len(box) != 4:
            continue
        for x0, y0, x1, y1 in _lines(path, box):
            yield (
                x0 * _POINTS, (height - y1) * _POINTS, x1 * _POINTS, (height - y0) * _POINTS,
            )  # fmt: skip


def _lines(path: etree._Element, box: list[float]) -> Iterator[tuple[float, float, float, float]]:
    """Yield the lines of a path from above left to below right, in millimetres of the page."""
    left, top, width, height = box
    if min(width, height) * _POINTS <= THIN:
        yield left, top, left + width, top + height
        return
    data = (path.findtext("{*}AbbreviatedData") or "")[:_LONGEST_PATH]
    if path.get("Stroke") == "false" or _CURVE.search(data):
        return
    a, b, c, d, e, f = _matrix(path.get("CTM"))
    first = last = (0.0, 0.0)
    for step in _STEP.finditer(data):
        if step[1] == "C":
            point = first
        elif step[2] is None:
            continue
        else:
            x, y = float(step[2]), float(step[3])
            point = (a * x + c * y + e + left, b * x + d * y + f + top)
        if step[1] in "SM":
            first = point
        else:
            yield (
                min(last[0], point[0]), min(last[1], point[1]),
                max(last[0], point[0]), max(last[1], point[1]),
            )  # fmt: skip
        last = point


def _matrix(value: str | None) -> list[float]:
    numbers = _numbers(value)
    return numbers if len(numbers) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def _numbers(value: str | None) -> list[float]:
    return [float(number) for number in re.findall(_NUMBER, (value or "")[:400])]


def _has_images(package: Package) -> bool:
    return any(
        name.endswith((".png", ".jpg", ".jpeg", ".jb2", ".bmp", ".tif")) for name in package.names()
    )
