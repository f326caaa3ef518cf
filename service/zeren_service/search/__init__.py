"""Words in, the places of all plans that have them out: ranked, with the words marked (全文搜索)."""

from zeren_service.questions.search_words import search_words
from zeren_service.search.find import search
from zeren_service.search.hits import Hit, HitKind, SearchPage

__all__ = ["Hit", "HitKind", "SearchPage", "search", "search_words"]
