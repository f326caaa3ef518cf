"""What the parser refuses, with a sentence for the clerk.

ZerenError
└── UnreadableDocument    the bytes are no document that can be read
"""

from __future__ import annotations

from typing import Final

_MESSAGES: Final = {
    "empty-file": "文件是空的，没有可读的内容。请检查文件是否上传完整后重试。",
    "not-text": (
        "文件不是可识别的文本（可能是图片、压缩包或已损坏）。"
        "请用 WPS 或 Word 打开后另存为 txt（编码选 UTF-8）再上传。"
    ),
    "unsupported-format": (
        "暂不支持 {kind} 格式。请用 WPS 或 Word 打开后另存为 txt（编码选 UTF-8）再上传。"
    ),
}


class ZerenError(Exception):
    """Base of every error that this software raises on purpose (本系统错误)."""


class UnreadableDocument(ZerenError):
    """The bytes are no document that can be read (文件无法读取).

    `code` is one of ``empty-file``, ``not-text``, ``unsupported-format``; the message is Chinese
    and says what to do.

    >>> UnreadableDocument("unsupported-format", kind="PDF").code
    'unsupported-format'
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(_MESSAGES[code].format(**details))
        self.code = code
