"""What a person typed in, the words to look for out: quoted text whole, the rest cut by jieba."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from zeren_service.questions.cutting import cut
from zeren_service.questions.normal import normal
from zeren_service.questions.vocabulary import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zeren_service.questions.lexicon import Lexicon

_SHORTEST_NAME: Final = 3
_QUOTED: Final = re.compile(r"“([^”]+)”|\"([^\"]+)\"|「([^」]+)」|《([^》]+)》")
_SAYS_SOMETHING: Final = re.compile(r"\w")
# Words of a question, which every plan is full of or none has.
_ASKING: Final = frozenset({"fill", "link", "stop", "which", "who", "count", "yesno", "inside"})
_MOST: Final = 12  # more words than that are a text, not a search


def search_words(typed: str, names: Lexicon | None = None) -> tuple[str, ...]:
    """Return the words of `typed` in normal form, each once, in order; at most twelve.

    A name of `names` stays whole: 环保分局, not 环保 and 分局.

    >>> search_words("“海绵城市”的建设")
    ('海绵城市', '建设')
    """
    quoted = [normal(next(filter(None, m.groups()))) for m in _QUOTED.finditer(typed)]
    rest = [normal(part) for part in _QUOTED.sub(" ", typed).split()]
    words = (word for part in rest for word in _joined(_cut(part, names)))
    cut_up = [word for word in words if _SAYS_SOMETHING.search(word)]
    telling = [word for word in cut_up if not _asks(word)]
    single = [word for word in telling if len(word) > 1 or not "\u4e00" <= word <= "\u9fff"]
    kept = dict.fromkeys([*quoted, *(single or telling or ([] if quoted else cut_up))])
    return tuple(word for word in kept if word)[:_MOST]


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Join single characters side by side: 黑 and 臭 are 黑臭, which the dictionary does not know."""
    run = ""
    for word in words:
        if len(word) == 1 and "\u4e00" <= word <= "\u9fff" and not _asks(word):
            run += word
            continue
        if run:
            yield run
        run = ""
        yield word
    if run:
        yield run


def _cut(text: str, names: Lexicon | None) -> Iterator[str]:
    plain = at = 0
    while names is not None and at < len(text):
        end = max((end for end, _ in names.at(text, at)), default=at)
        if end - at < _SHORTEST_NAME:
            at += 1
            continue
        yield from cut(text[plain:at])
        yield text[at:end]
        plain = at = end
    yield from cut(text[plain:])


@lru_cache(maxsize=4096)
def _asks(word: str) -> bool:
    return any(
        entry.kind in _ASKING
        and (found := entry.pattern.match(word)) is not None
        and found.end() == len(word)
        for entry in load_words()
    )
