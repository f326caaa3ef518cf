"""Request bodies in, files on disk of bounded size out: what is too large is never kept.

Files of a request that fails are gone with it; what a process that died has left is swept on start.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from zeren_service.errors import BadBody, EmptyUpload
from zeren_service.uploads import base_name, body_too_large, limited, size_in_words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator
    from pathlib import Path
    from typing import IO

    from starlette.requests import Request

_FORM: Final = "multipart/form-data"
_OVERHEAD: Final = 64 * 2**10  # what the wrapping of a form may add
_FIELD: Final = b"file"
_BROKEN: Final = "表单无法读取：请用 multipart/form-data，文件放在 file 字段。"


@dataclass(slots=True)
class Received:
    """A file as it came (收到的文件); `path` is None where it was larger than one file may be."""

    name: str | None
    path: Path | None
    size: int
    sha256: str

    def content(self) -> bytes:
        """Return the bytes; none of a file that was too large."""
        return self.path.read_bytes() if self.path else b""


class Inbox:
    """The folder where bodies of requests are put while they come in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def place(self) -> Iterator[Path]:
        """Give a new folder, deleted with what is left in it at the end."""
        place = self.folder / uuid.uuid4().hex
        place.mkdir(parents=True)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def sweep(self) -> None:
        """Delete what a process that died has left."""
        shutil.rmtree(self.folder, ignore_errors=True)


async def receive_file(request: Request, place: Path, limit: int) -> Received:
    """Write the one file of the body into `place`; it may have `limit` bytes."""
    files = await _receive(
        request, place, each=limit, most=1, body=limited(request, limit, "文件", overhead=_OVERHEAD)
    )
    if not files:
        raise EmptyUpload("表单里没有 file 字段。请选择一个文件，放在名为 file 的字段里上传。")
    (file,) = files
    if file.path is None:
        raise body_too_large(limit, "文件")
    if not file.size:
        raise EmptyUpload("上传的文件是空的，请选择有内容的文件。")
    return file


async def receive_files(request: Request, place: Path, *, total: int, most: int) -> list[Received]:
    """Write the files of the body into `place`: up to `most`, of `total` bytes together."""
    body = limited(request, total, "请求正文")
    return await _receive(request, place, each=total, most=most, body=body)


async def _receive(
    request: Request, place: Path, *, each: int, most: int, body: AsyncGenerator[bytes, None]
) -> list[Received]:
    """Write the fields `file` of a form, or the raw body itself.

    A file of more than `each` bytes is passed by; more than `most` files refuse the request.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    name = request.query_params.get("name")
    with closing(_Writer(place, each, most)) as writer:
        if media_type != _FORM:
            writer.begin(name)
            async for chunk in body:
                writer.write(chunk)
            writer.end()
            return writer.files
        form = _Form(request.headers["content-type"], writer)
        async for chunk in body:
            form.feed(chunk)
        form.finish()
    if name and len(writer.files) == 1:
        writer.files[0].name = base_name(name)
    return writer.files


class _Writer:
    """Writes one file after the other."""

    def __init__(self, place: Path, each: int, most: int) -> None:
        self.files: list[Received] = []
        self._place = place
        self._each = each
        self._most = most
        self._stream: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._size = 0
        self._name: str | None = None

    def begin(self, name: str | None) -> None:
        if len(self.files) >= self._most:
            words = (
                "一次请求只能上传一个文件" if self._most == 1 else f"一次最多 {self._most} 个文件"
            )
            raise BadBody(f"{words}，请分次上传。")
        self._name, self._size, self._hash = base_name(name), 0, hashlib.sha256()
        self._stream = (self._place / str(len(self.files) + 1)).open("wb")

    def write(self, data: bytes) -> None:
        self._size += len(data)
        if self._stream is not None and self._size <= self._each:
            self._stream.write(data)
            self._hash.update(data)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def end(self) -> None:
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        path: Path | None = self._place / str(len(self.files) + 1)
        if path is not None and self._size > self._each:
            path.unlink()
            path = None
        self.files.append(Received(self._name, path, self._size, self._hash.hexdigest()))


class _Form:
    """The parts of a multipart form (RFC 7578); the fields `file` go to the writer."""

    def __init__(self, content_type: str, writer: _Writer) -> None:
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if not boundary:
            raise BadBody(_BROKEN)
        self._writer = writer
        self._headers: dict[bytes, bytes] = {}
        self._header, self._value = b"", b""
        self._is_file = False
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._add_name,
                "on_header_value": self._add_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise BadBody(_BROKEN) from error

    def finish(self) -> None:
        """Refuse a form that breaks off."""
        if not self._ended:
            raise BadBody(_BROKEN)

    def _begin(self) -> None:
        self._headers = {}

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header = self._value = b""

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._is_file = options.get(b"name") == _FIELD
        if self._is_file:
            self._writer.begin(options.get(b"filename", b"").decode("utf-8", "replace") or None)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._writer.write(data[start:end])

    def _end(self) -> None:
        if self._is_file:
            self._writer.end()

    def _finish(self) -> None:
        self._ended = True


def too_large(size: int) -> str:
    """Return what is said of a file of more than `size` bytes."""
    return f"文件超过上限 {size_in_words(size)}。请拆分或压缩后再试，或请管理员调高上限。"
