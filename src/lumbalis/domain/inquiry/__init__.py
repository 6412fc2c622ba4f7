"""Which questions can still matter; one is spared only where no answer to it changes a thing."""

from lumbalis.domain.inquiry.asking import (
    Audience,
    Conversation,
    Question,
    next_question,
    questions_left,
)
from lumbalis.domain.inquiry.denial import denial_of
from lumbalis.domain.inquiry.mattering import Inquiry, Mattering, Urgency, prepare, what_matters

__all__ = [
    "Audience",
    "Conversation",
    "Inquiry",
    "Mattering",
    "Question",
    "Urgency",
    "denial_of",
    "next_question",
    "prepare",
    "questions_left",
    "what_matters",
]
