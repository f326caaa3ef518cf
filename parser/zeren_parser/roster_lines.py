"""Lines of a name list in, its members out: ``副组长:刘昌清    工委副书记、管委常务副主任``.

Columns are held apart by white space, tabs or ``|``; the role is carried over the lines below it.
Lists inside a line (``成员:张三、李四``), offices in brackets (``张三(市长)``), offices before the
name and columns that lost their spaces (``程晓波省委常委``) are read as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from zeren_parser.model import Member, Span
from zeren_parser.person_names import has_surname, is_name_shaped, is_person, split_person
from zeren_parser.posts import is_post, read_posts
from zeren_parser.view import fold

_REACH: Final = 20_000  # no list is longer; keeps the fold off the rest of the document


def _loose(words: str) -> str:
    """Let the letters of each word stand apart, longer words first: ``组  长``."""
    return "|".join(r"\s*".join(word) for word in sorted(words.split("|"), key=len, reverse=True))


_RANKS: Final = _loose("第一|常务|执行|名誉|副|总")
_NOUNS: Final = _loose(
    "办公室主任|办公室副主任|办公室成员|组长|组员|成员|成员单位|召集人|总指挥|指挥长|指挥|主任委员"
    "|主任|委员|秘书长|顾问|联络员|政委|总督导"
)
_LABEL: Final = re.compile(
    rf"""
    (?P<role> (?: (?: {_RANKS} ) \s* )* (?: {_NOUNS} ) )
    (?: [^\S\n\r\f]* : | (?= [\t|] | [^\S\n\r\f]+ \S | [^\S\n\r\f]* $ ) )   # a colon or a column
    """,
    re.VERBOSE | re.MULTILINE,
)
_INNER_LABEL: Final = re.compile(rf"(?: (?:{_RANKS}) )* (?: {_NOUNS} ) \s* :", re.VERBOSE)
_SKIP: Final = re.compile(r"[\s|]*(?:(?:\d{1,3}[.、]?|\(\d{1,3}\)|[-—*•·])(?=[\s|]))?[\s|]*")
_TOKEN: Final = re.compile(r"[^\s|]+(?:(?:(?<=、)\s+|\s+(?=、))[^\s|]+)*")  # 副主任 、局长 is one
_PIECE: Final = re.compile(r"(?:[^、,;()]|\([^()]*\))+")
_BRACKETED: Final = re.compile(r"(?P<person> [^()]{2,12} ) \( (?P<inner> [^()]+ ) \)", re.VERBOSE)
_BOXED: Final = re.compile(r"\((?P<inner>[^()]+)\)")
_REST_OF_LINE: Final = re.compile(r"[^\n\r\f]*")
_GOES_ON: Final = re.compile(r"\s*、")
_LONGEST_POSTS: Final = 80
_COMRADE: Final = re.compile(r"同志$")
_GROUP_ROLE: Final = re.compile(r"(?:组长|召集人|总指挥|指挥长|成员|联络员)$")
_SENTENCE: Final = re.compile(r"[。!?:《]")


class _Token(NamedTuple):
    """A column of a line: its word without white space, and its place in the region."""

    word: str
    start: int
    end: int


@dataclass(slots=True)
class _Entry:
    """A person under way: where the printed stretch runs, and the post columns read so far."""

    person: str
    start: int
    end: int
    columns: list[_Token] = field(default_factory=list)
    role: str = ""
    note: str | None = None

    def complete(self) -> bool:
        """Tell whether the columns read so far end as a post does."""
        return is_post("".join(column.word for column in self.columns))


@dataclass(frozen=True, slots=True)
class Listing:
    """The members read, and the canonical offset where reading stopped."""

    members: tuple[Member, ...]
    stop: int


def starts_list(canonical: str, start: int) -> bool:
    """Tell whether a role label of a leader stands at the canonical offset `start`."""
    label = _LABEL.match(fold(canonical[start : start + 40]))
    if label is None:
        return False
    role = "".join(label["role"].split())
    return role.endswith(("组长", "召集人", "总指挥", "指挥长", "主任委员", "主任"))


def read_members(canonical: str, start: int) -> Listing:
    r"""Return the members listed from the canonical offset `start` on, up to the first other line.

    >>> listing = read_members("组  长：赵  冰　　工委书记、管委主任\n成员:张三、李四\n其他", 0)
    >>> [(m.role, m.person, len(m.posts)) for m in listing.members]
    [('组长', '赵冰', 2), ('成员', '张三', 0), ('成员', '李四', 0)]
    >>> read_members("组长:市政府主要负责同志\n", 0).members
    ()
    """
    return _Reader(canonical[start : start + _REACH], start).read()


class _Reader:
    """One pass over the list; `text` is the folded region, `printed` the same as printed."""

    def __init__(self, printed: str, offset: int) -> None:
        self.printed = printed
        self.text = fold(printed)
        self.offset = offset
        self.entries: list[_Entry] = []
        self.eol = -1  # where the line under way ends

    def read(self) -> Listing:
        """Read line after line until one fits no form of a list."""
        position, role = 0, ""
        while position < len(self.text):
            skipped = _SKIP.match(self.text, position)
            position = skipped.end() if skipped else position
            label = _LABEL.match(self.text, position)
            if label is not None:
                role, position = "".join(label["role"].split()), label.end()
            end = self._line_end(position)
            entries = self._line(position, end) if role and role != "成员单位" else []
            for entry in entries:
                entry.role = role
            self.entries += entries
            if not entries:
                if label is None and not self._continues(position, end):
                    break
                if role != "成员单位" and _SENTENCE.search(self.text, position, end):
                    break
            position = end
        members = tuple(self._member(entry) for entry in self.entries)
        return Listing(members, self.offset + min(position, len(self.text)))

    def _line_end(self, position: int) -> int:
        """Return where the line ends, or where the next label inside it begins."""
        if position > self.eol:
            line = _REST_OF_LINE.match(self.text, position)
            self.eol = line.end() if line else len(self.text)
        end = self.eol
        if self.text.find(":", position, end) < 0:
            return end
        inner = _INNER_LABEL.search(self.text, position + 1, end)
        return inner.start() if inner else end

    def _tokens(self, start: int, end: int) -> list[_Token]:
        return [
            _Token("".join(token.group().split()), token.start(), token.end())
            for token in _TOKEN.finditer(self.text, start, end)
        ]

    def _line(self, start: int, end: int) -> list[_Entry]:
        while end > start and (self.text[end - 1] in "。;,、" or self.text[end - 1].isspace()):
            end -= 1
        if _SENTENCE.search(self.text, start, end):
            return []
        tokens = self._tokens(start, end)
        return self._names(start, end) or self._columns(tokens)

    def _names(self, start: int, end: int) -> list[_Entry]:
        """Read ``张三、李四(副市长)、赵 冰``: every piece must be a person."""
        pieces = [piece.span() for piece in _PIECE.finditer(self.text, start, end)]
        if len(pieces) < 2:
            return []
        entries: list[_Entry] = []
        for piece in reversed(pieces):  # the last piece of a list of posts is a bare post
            entry = self._one(*piece)
            if entry is None:
                return []
            entries.append(entry)
        return entries[::-1]

    def _one(self, start: int, end: int) -> _Entry | None:
        tokens = self._tokens(start, end)
        if not tokens:
            return None
        word = "".join(token.word for token in tokens)
        if is_person(_COMRADE.sub("", word)) and not is_post(word):
            return _Entry(_COMRADE.sub("", word), tokens[0].start, tokens[-1].end)
        bracket = _BRACKETED.fullmatch(self.text, tokens[0].start, tokens[-1].end)
        if bracket is not None:
            person = "".join(bracket["person"].split())
            if is_person(person):
                return self._boxed(person, bracket)
        entries = self._columns(tokens) if len(tokens) > 1 else []
        return entries[0] if len(entries) == 1 else None

    def _boxed(self, person: str, bracket: re.Match[str]) -> _Entry:
        """Return ``张三(副市长)`` with its post, or ``李四(女)`` with its note."""
        inner = _Token("".join(bracket["inner"].split()), *bracket.span("inner"))
        entry = _Entry(person, bracket.start(), bracket.end())
        if is_post(inner.word) and not _GROUP_ROLE.search(inner.word):
            entry.columns.append(inner)
        else:
            entry.note = self._printed(inner)
        return entry

    def _columns(self, tokens: list[_Token]) -> list[_Entry]:
        """Read ``王  启    工委委员、财政局局长``, several persons one behind the other too."""
        entries: list[_Entry] = []
        index = 0
        while index < len(tokens):
            taken = None
            if not entries or self._may_follow(entries[-1], tokens):
                taken = self._person(tokens, index, first=not entries)
            if taken is not None:
                entry, index = taken
                entries.append(entry)
            elif entries:
                entries[-1].columns.append(tokens[index])
                entries[-1].end = tokens[index].end
                index += 1
            else:
                return []
        return entries

    def _may_follow(self, entry: _Entry, tokens: list[_Token]) -> bool:
        """Tell whether a further person can begin behind `entry` in the same line."""
        if entry.columns:
            return entry.complete()
        return all(is_person(token.word) and not is_post(token.word) for token in tokens)

    def _person(
        self, tokens: list[_Token], index: int, *, first: bool
    ) -> tuple[_Entry, int] | None:
        """Take the person that begins at token `index`; also gives the index behind it."""
        token = tokens[index]
        word = token.word.removesuffix("同志")
        behind = tokens[index + 1] if index + 1 < len(tokens) else _Token("", token.end, token.end)
        alone = len(word) > 1 and has_surname(word)
        if not alone and len(behind.word) in {1, 2} and is_person(word + behind.word):
            return _Entry(word + behind.word, token.start, behind.end), index + 2  # 赵  冰
        # A name without a known surname is believed in front of a post only.
        believed = has_surname(word) or (
            first and any(is_post(t.word) for t in tokens[index + 1 :])
        )
        if is_name_shaped(word) and not is_post(word) and believed:
            return _Entry(word, token.start, token.end), index + 1
        return self._glued(tokens, index, word, behind) if first else None

    def _glued(
        self, tokens: list[_Token], index: int, word: str, behind: _Token
    ) -> tuple[_Entry, int] | None:
        """Take a person glued to a post (程晓波省委常委, 张三(市长)) or behind it (市长 张三)."""
        token = tokens[index]
        bracket = _BRACKETED.fullmatch(self.text, token.start, token.end)
        if bracket is not None and is_person(bracket["person"]):
            return self._boxed(bracket["person"], bracket), index + 1
        if is_post(word) and is_person(behind.word) and split_person(word) is None:
            return _Entry(behind.word, token.start, behind.end, [token]), index + 2
        parted = len(word) == 1 and bool(behind.word)  # 赵 冰工委委员
        last = behind if parted else token
        cut = split_person(word + last.word if parted else word)
        if cut is None or not is_post(tokens[-1].word):
            return None
        rest = _Token(cut[1], last.end - len(cut[1]), last.end)
        if self.text[rest.start : rest.end] != cut[1]:
            return None  # white space inside the office: the cut would fall beside its place
        return _Entry(cut[0], token.start, last.end, [rest]), index + 1 + parted

    def _continues(self, start: int, end: int) -> bool:
        """Add a line that only goes on with the posts of the member above it."""
        if not self.entries or not self.entries[-1].columns or not self.text[start:end].strip():
            return False
        entry = self.entries[-1]
        if entry.complete() and not _GOES_ON.match(self.text, entry.end):
            return False
        tokens = self._tokens(start, end)
        whole = self.text[entry.columns[-1].start : tokens[-1].end]
        word = "".join(whole.split())
        if len(word) > _LONGEST_POSTS or not is_post(word):
            return False
        entry.columns[-1] = _Token(word, entry.columns[-1].start, tokens[-1].end)
        entry.end = tokens[-1].end
        return True

    def _member(self, entry: _Entry) -> Member:
        chunks: list[str] = []
        for column in entry.columns:
            if chunks and (column.word.startswith("(") or not is_post(fold(chunks[-1]))):
                chunks[-1] += self._printed(column)  # 财政局 + 局长, 副主任 + (执行副组长)
            else:
                chunks.append(self._printed(column))
        whole = "、".join(chunks)
        boxed = _BOXED.fullmatch(fold(whole))
        if boxed is not None and not _GROUP_ROLE.search(boxed["inner"]):
            whole = whole[1:-1]
        posts, note = read_posts(whole) if whole else ((), None)
        span = Span(self.offset + entry.start, self.offset + entry.end)
        return Member(entry.role, entry.person, posts, note or entry.note, span)

    def _printed(self, column: _Token) -> str:
        return "".join(self.printed[column.start : column.end].split())
