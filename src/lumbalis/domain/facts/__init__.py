"""What is asked of a patient: typed facts, answers with time and author, what silence means."""

from lumbalis.domain.facts.acceptance import AnswerError, accept
from lumbalis.domain.facts.answers import Answer, Answers
from lumbalis.domain.facts.encounter import CourseSoFar, Encounter, Practitioner, Site
from lumbalis.domain.facts.fact import Fact, FactType, Policy, Silence
from lumbalis.domain.facts.reading import ContradictionError, State, Understanding, understand
from lumbalis.domain.facts.vocabulary import CONTEXT, CREDENTIALS, Implication, Vocabulary

__all__ = [
    "CONTEXT",
    "CREDENTIALS",
    "Answer",
    "AnswerError",
    "Answers",
    "ContradictionError",
    "CourseSoFar",
    "Encounter",
    "Fact",
    "FactType",
    "Implication",
    "Policy",
    "Practitioner",
    "Silence",
    "Site",
    "State",
    "Understanding",
    "Vocabulary",
    "accept",
    "understand",
]
