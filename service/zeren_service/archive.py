"""A zip of files in, its files out, each of bounded size; what is hostile or no document is told."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from zeren_service.errors import BadBody, BodyTooLarge
from zeren_service.inbox import Received
from zeren_service.uploads import base_name, size_in_words

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK: Final = 2**18
_UTF8_NAMES: Final = 0x800
# Files of Word, Excel, WPS and OFD are zips themselves, of which these parts tell.
_DOCUMENT_PARTS: Final = frozenset({"[Content_Types].xml", "OFD.xml", "mimetype"})
_ENCRYPTED: Final = 0x1


def is_archive(path: Path) -> bool:
    """Tell whether the file is a zip of files, by its content; a docx is none."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not _DOCUMENT_PARTS.intersection(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def unpack(path: Path, place: Path, *, each: int, total: int, most: int) -> list[Received]:
    """Write the files of the zip at `path` into `place`, under numbers, never under their names.

    Sizes are counted as they are unpacked, whatever the zip says of itself.
    """
    found: list[Received] = []
    left = total
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if _is_wanted(info)]
        if len(members) > most:
            raise BadBody(f"压缩包里有 {len(members)} 个文件，一次最多 {most} 个，请分成几包。")
        for info in members:
            received = _unpack_one(archive, info, place / f"m{len(found) + 1}", min(each, left))
            left -= received.size if received.path else 0
            if left <= 0 or (received.path is None and left < each):
                raise BodyTooLarge(
                    f"压缩包展开后超过上限 {size_in_words(total)}，请分成几包。", limit=total
                )
            found.append(received)
    if not found:
        raise BadBody("压缩包里没有文件，请检查后再试。")
    return found


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.split("/")
    return not (info.is_dir() or parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")))


def _unpack_one(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, most: int
) -> Received:
    digest, size = hashlib.sha256(), 0
    name = base_name(_name(info))
    if info.flag_bits & _ENCRYPTED:
        raise BadBody(f"压缩包里的“{name}”设有密码，请解密后再试。")
    try:
        with archive.open(info) as source, target.open("wb") as stream:
            while size <= most and (piece := source.read(_CHUNK)):
                size += len(piece)
                digest.update(piece)
                stream.write(piece)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise BadBody(f"压缩包里的“{name}”已损坏，无法展开。请重新压缩后再试。") from error
    if size > most:
        target.unlink()
        return Received(name, None, info.file_size, "")
    return Received(name, target, size, digest.hexdigest())


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as it was written: Windows in Chinese writes GBK and does not say so."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
