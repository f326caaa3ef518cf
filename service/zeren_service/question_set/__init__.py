"""A set of questions with what a careful reader expects, and how `ask` does on it (问题集)."""

from zeren_service.question_set.load import Question, load_questions
from zeren_service.question_set.score import Report, Result, measure

__all__ = ["Question", "Report", "Result", "load_questions", "measure"]
