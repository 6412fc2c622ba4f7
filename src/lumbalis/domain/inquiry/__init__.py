"""Which questions can still matter; one is spared only where no answer to it changes a thing."""

from lumbalis.domain.inquiry.asking import (
    Audience,
    Conversation,
    Question,
    next_question,
    questions_left,
)
from lumbalis.domain.inquiry.day import (
    DayQuestion,
    answered_at_the_couch,
    asked_each_session,
    changes_by_the_day,
    day_questions,
    until_the_end,
)
from lumbalis.domain.inquiry.denial import denial_of
from lumbalis.domain.inquiry.mattering import Inquiry, Mattering, Urgency, prepare, what_matters

__all__ = [
    "Audience",
    "Conversation",
    "DayQuestion",
    "Inquiry",
    "Mattering",
    "Question",
    "Urgency",
    "answered_at_the_couch",
    "asked_each_session",
    "changes_by_the_day",
    "day_questions",
    "denial_of",
    "next_question",
    "prepare",
    "questions_left",
    "until_the_end",
    "what_matters",
]
