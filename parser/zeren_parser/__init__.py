"""Reads a Chinese government plan: who must do what, by when, to which target, and where it says so.

`parse` reads a file's bytes into a frozen `Plan`, `dump` gives its JSON, `load` reads that back.
"""

from zeren_parser.errors import UnreadableDocument, ZerenError
from zeren_parser.model import Comparator, Kind, Plan, Role, Roster, Severity, Span
from zeren_parser.parse import parse
from zeren_parser.wire import dump, load, to_dict

__all__ = [
    "Comparator",
    "Kind",
    "Plan",
    "Role",
    "Roster",
    "Severity",
    "Span",
    "UnreadableDocument",
    "ZerenError",
    "dump",
    "load",
    "parse",
    "to_dict",
]
