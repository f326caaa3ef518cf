"""PDF files with a text layer in, canonical text out.

Characters are put into lines by their baseline and not in the order of the file, which draws bold
type twice and fields last. What several readers made of real pages stands in docs/formats.md.
"""

from __future__ import annotations

import threading
import unicodedata
from typing import Final

import pypdfium2

from zeren_parser.errors import UnreadableDocument
from zeren_parser.readers.layout import Canvas
from zeren_parser.readers.pages import Page, lay_out, write_pages
from zeren_parser.readers.pdf_page import read_page

# The library is not made for several threads at a time.
_LOCK: Final = threading.Lock()
_MOST_PAGES: Final = 3000
_FEWEST_LETTERS: Final = 4  # a page; a scan may carry a page number as text
_GARBLED: Final = 0.3


def read_pdf(data: bytes) -> Canvas:
    """Return the text of a PDF.

    Raises:
        UnreadableDocument: the file is encrypted, damaged, a scan, or of fonts that tell no text.
    """
    with _LOCK:
        pages = _pages(data)
    canvas = write_pages(pages)
    if not canvas.length:
        raise UnreadableDocument("no-text")
    return canvas


def _pages(data: bytes) -> list[Page]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "damaged"
        raise UnreadableDocument(code, kind="PDF") from error
    try:
        return _laid_out(document)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument("damaged", kind="PDF") from error
    finally:
        document.close()


def _laid_out(document: pypdfium2.PdfDocument) -> list[Page]:
    """Lay out page after page: the letters of a page are many and are not kept."""
    if len(document) > _MOST_PAGES:
        raise UnreadableDocument("too-large", kind="PDF")
    pages: list[Page] = []
    images = count = odd = 0
    for index in range(len(document)):
        page = document[index]
        printed = read_page(page)
        images += printed.images
        page.close()
        count += len(printed.letters)
        odd += sum(_tells_nothing(letter.sign) for letter in printed.letters)
        pages.append(lay_out(printed))
    if count < _FEWEST_LETTERS * max(1, len(pages)):
        raise UnreadableDocument("scanned" if images else "no-text")
    if odd > count * _GARBLED:
        raise UnreadableDocument("garbled-fonts")
    return pages


def _tells_nothing(sign: str) -> bool:
    """Tell whether a font gave no character but a number of its own."""
    return sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn", "Cc")
