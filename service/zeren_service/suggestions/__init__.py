"""What a person has typed so far in, what can be asked out (输入提示)."""

from zeren_service.suggestions.suggest import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]
