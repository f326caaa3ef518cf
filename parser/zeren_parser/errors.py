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
        "暂不支持 {kind} 格式。请用 WPS 或 Word 打开后另存为 docx，或另存为 txt（编码选 UTF-8）再上传。"
    ),
    "no-text": (
        "文件里没有文字（可能只有图片）。请换用含文字的原文件；"
        "扫描件请先用 WPS 的“图片转文字”识别后另存为 docx 再上传。"
    ),
    "scanned": (
        "这份 PDF 是扫描件，只有图片，没有文字。请向发文单位索取电子原件，"
        "或先用 WPS 的“PDF 转 Word（文字识别）”转换，核对后再上传。"
    ),
    "scanned-ofd": (
        "这份 OFD 只有图片，没有文字。请向发文单位索取电子原件，"
        "或先用 WPS 的“图片转文字”识别，核对后另存为 docx 再上传。"
    ),
    "picture": (
        "这是一张图片，里面没有可读的文字。请向发文单位索取电子原件，"
        "或先用 WPS 的“图片转文字”识别，核对后另存为 docx 再上传。"
    ),
    "archive": "这是压缩包，不是一份文件。请先解压，再把里面的文件逐个上传。",
    "garbled-fonts": (
        "这份 PDF 的字体没有文字编码，读出来是乱码。请向发文单位索取 Word 原件，"
        "或先用 WPS 的“PDF 转 Word（文字识别）”转换，核对后再上传。"
    ),
    "encrypted": (
        "文件设有打开密码，无法读取。请用 WPS 或 Word 输入密码打开，"
        "取消密码（另存为不加密的文件）后再上传。"
    ),
    "damaged": (
        "{kind} 文件已损坏或不完整，无法读取。请重新下载，或用 WPS、Word 打开并另存一份后再上传。"
    ),
    "no-converter": (
        "读取 {kind} 文件要用 LibreOffice，这台电脑上没有找到。请安装 LibreOffice，"
        "或用 WPS 另存为 docx 后再上传。"
    ),
    "conversion-time": (
        "{kind} 文件转换超时。请用 WPS 或 Word 打开后另存为 docx，或删去图片等附件后再上传。"
    ),
    "too-large": (
        "{kind} 文件解压后过大，无法安全读取。请删去图片等附件、只留正文，或另存为 txt 后再上传。"
    ),
}


class ZerenError(Exception):
    """Base of every error that this software raises on purpose (本系统错误)."""


class UnreadableDocument(ZerenError):
    """The bytes are no document that can be read (文件无法读取).

    `code` is one of the keys of `_MESSAGES`: ``empty-file``, ``encrypted``, ``scanned`` …; the message is
    Chinese and says what to do.

    >>> UnreadableDocument("unsupported-format", kind="CAJ").code
    'unsupported-format'
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(_MESSAGES[code].format(**details))
        self.code = code
