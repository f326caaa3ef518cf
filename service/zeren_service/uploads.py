"""Request bodies in, bytes of bounded size out: nothing beyond the limit is ever kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from zeren_service.errors import BadBody, BodyTooLarge, EmptyUpload

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

# A client that is still sending hears no answer: what is too large is read on and thrown
# away, so that the sender gets the explanation, but only up to this many bytes.
_DISCARD: Final = 2**30
_FORM_OVERHEAD: Final = 64 * 2**10


class Upload(NamedTuple):
    """A file as it came: its name, when the sender gave one, and its bytes."""

    name: str | None
    data: bytes


def size_in_words(size: int) -> str:
    """Return a size as people say it.

    >>> size_in_words(20 * 2**20), size_in_words(1536)
    ('20 MB', '1.5 KB')
    """
    value, unit = (size / 2**20, "MB") if size >= 2**20 else (size / 2**10, "KB")
    return f"{value:.1f}".removesuffix(".0") + f" {unit}"


def _too_large(limit: int, what: str) -> BodyTooLarge:
    words = size_in_words(limit)
    return BodyTooLarge(
        f"{what}超过上限 {words}。请拆分或压缩后再试，或请管理员调高上限。", limit=limit
    )


async def _limited(
    request: Request, limit: int, what: str, *, overhead: int = 0
) -> AsyncGenerator[bytes, None]:
    """Yield the body in pieces; read on to its end and raise when it exceeds `limit`.

    `overhead` is what the wrapping of a form may add to it.
    """
    most = limit + overhead
    declared = request.headers.get("content-length", "")
    size = int(declared) if declared.isdecimal() else 0
    if size > most and request.headers.get("expect", "").lower() == "100-continue":
        raise _too_large(limit, what)  # this sender waits for our word before it sends
    if size > _DISCARD:
        raise _too_large(limit, what)
    excess = size > most
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        excess = excess or received > most
        if not excess:
            yield chunk
        elif received > _DISCARD:
            break
    if excess:
        raise _too_large(limit, what)


async def read_body(request: Request, limit: int) -> bytes:
    """Return the whole body, which may not be longer than `limit`."""
    return b"".join([chunk async for chunk in _limited(request, limit, "请求正文")])


async def read_upload(request: Request, limit: int) -> Upload:
    """Return the uploaded file: field `file` of a form, or the raw body named by `?name=`."""
    name = request.query_params.get("name")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        upload = await _read_form(request, limit)
        upload = Upload(name or upload.name, upload.data)
    else:
        pieces = [chunk async for chunk in _limited(request, limit, "文件")]
        upload = Upload(name, b"".join(pieces))
    if not upload.data:
        raise EmptyUpload("上传的文件是空的，请选择有内容的文件。")
    return Upload(_base_name(upload.name), upload.data)


async def _read_form(request: Request, limit: int) -> Upload:
    body = _limited(request, limit, "文件", overhead=_FORM_OVERHEAD)
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=20)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        if "Too many files" in error.message:
            raise BadBody("一次请求只能上传一个文件，请逐个上传。") from error
        raise BadBody("表单无法读取：请用 multipart/form-data，文件放在 file 字段。") from error
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise EmptyUpload("表单里没有 file 字段。请选择一个文件，放在名为 file 的字段里上传。")
        if (file.size or 0) > limit:
            raise _too_large(limit, "文件")
        return Upload(file.filename, await file.read())
    finally:
        await form.close()


def _base_name(name: str | None) -> str | None:
    r"""Return the last part of a file name: some senders give the whole path.

    >>> _base_name("C:\\桌面\\方案.txt"), _base_name("%E6%96%B9%E6%A1%88.txt"), _base_name("")
    ('方案.txt', '方案.txt', None)
    """
    if not name:
        return None
    plain = unquote(name) if "%" in name else name
    last = plain.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:255] or None
