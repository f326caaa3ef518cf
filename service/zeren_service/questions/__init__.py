"""Chinese questions in, complete answers with proof out; or an honest refusal."""

from zeren_service.questions.answer import Answer, Item, Proof, Reading
from zeren_service.questions.ask import ask
from zeren_service.questions.paging import answer_page

__all__ = ["Answer", "Item", "Proof", "Reading", "answer_page", "ask"]
