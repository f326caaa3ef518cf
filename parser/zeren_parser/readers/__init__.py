"""Bytes in, `SourceText` out: one module for each format."""

from zeren_parser.readers.read import SourceText, read_source

__all__ = ["SourceText", "read_source"]
