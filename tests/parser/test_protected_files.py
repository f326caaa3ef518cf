"""Files behind a password, and compound files that hold no document: told in Chinese."""

from __future__ import annotations

import io
import zipfile

import pytest

from made_files import compound_file, docx_file, docx_paragraph
from zeren_parser import UnreadableDocument, parse


def odt(manifest: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def locked_zip() -> bytes:
    """Return a docx whose parts are marked as encrypted, as zip programs do it."""
    data = bytearray(docx_file(docx_paragraph("市财政局")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (
            compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}),
            "encrypted",
            "取消密码",
        ),
        (compound_file({"WordDocument": bytes(11) + b"\x01"}), "encrypted", "密码"),
        (locked_zip(), "encrypted", "密码"),
        (odt("<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"), "encrypted", "密码"),
        (compound_file({"PowerPoint Document": b"x"}), "unsupported-format", "演示文稿"),
        (compound_file({"Something": b"x"}), "unsupported-format", "另存为 docx"),
        (compound_file({"Workbook": b"\x09\x08" + bytes(range(200))}), "no-text", "没有文字"),
        (compound_file({"WordDocument": b"x"})[:700], "damaged", "损坏"),
    ],
    ids=["office 2007", "word 97", "zip", "odt", "slides", "no document", "broken book", "cut off"],
)
def test_refusals(data: bytes, code: str, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says) as caught:
        parse(data)
    assert caught.value.code == code
