"""Office files in, their parts out: zip archives of XML, opened with distrust.

A part is read up to a limit whatever the archive says of its size; XML is parsed without entities,
document type or network.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import Final

from lxml import etree

from zeren_parser.errors import UnreadableDocument

_LARGEST_PART: Final = 64 * 2**20
_MOST_PARTS: Final = 20_000
# What the standard library raises on a broken archive, each seen with changed bytes.
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError,
    NotImplementedError,
)  # fmt: skip
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of an Office file (文件包), each read when asked for."""

    def __init__(self, data: bytes, kind: str = "Office") -> None:
        """Open `data`.

        Raises:
            UnreadableDocument: the archive is damaged or encrypted.
        """
        self.kind = kind
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            names = self._archive.namelist()
        except _DAMAGED as error:
            raise UnreadableDocument("damaged", kind=kind) from error
        if len(names) > _MOST_PARTS:
            raise UnreadableDocument("too-large", kind=kind)
        # Some writers use \\ or another case than the relationships do.
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in names}

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a part of this name."""
        return name.lower() in self._names

    def names(self) -> list[str]:
        """Return the names of all parts, in lower case."""
        return sorted(self._names)

    def read(self, name: str) -> bytes | None:
        """Return a part, or None where there is none.

        Raises:
            UnreadableDocument: the part is damaged, encrypted, or larger than any document is.
        """
        stored = self._names.get(name.lstrip("/").lower())
        if stored is None:
            return None
        try:
            info = self._archive.getinfo(stored)
            if info.flag_bits & 1:
                raise UnreadableDocument("encrypted")
            with self._archive.open(info) as part:
                data = part.read(_LARGEST_PART + 1)
        except _DAMAGED as error:
            raise UnreadableDocument("damaged", kind=self.kind) from error
        if len(data) > _LARGEST_PART:
            raise UnreadableDocument("too-large", kind=self.kind)
        return data

    def tree(self, name: str) -> etree._Element | None:
        """Return the root element of a part, or None where there is none.

        Raises:
            UnreadableDocument: the part is no well-formed XML.
        """
        data = self.read(name)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True, huge_tree=False,
        )  # fmt: skip
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableDocument("damaged", kind=self.kind) from error

    def main_part(self) -> str | None:
        """Return the name of the part that the package calls its document."""
        root = self.tree("_rels/.rels")
        if root is None:
            return None
        for relation in root.iter(_RELATION):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
        return None
