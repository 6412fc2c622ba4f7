"""A patient who is asked adaptively, for tests: what they would say, and what they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Answers, Encounter
from lumbalis.domain.inquiry import (
    Audience,
    Conversation,
    Inquiry,
    Question,
    denial_of,
    next_question,
    prepare,
)
from lumbalis.domain.inquiry.asking import Pages
from lumbalis.domain.screening import Verdict
from protocols import shipped_protocol

VOCABULARY = shipped_protocol().vocabulary
PATIENT = Audience()
ASKED_OF_PATIENT = tuple(
    name for name, fact in VOCABULARY.facts.items() if PATIENT.may_be_asked(fact)
)


@cache
def inquiry() -> Inquiry:
    """Prepare the shipped protocol once for all tests."""
    return prepare(shipped_protocol())


@dataclass
class Interview:
    """One person being asked. What `says` lacks they do not know."""

    says: Mapping[str, Value]
    answers: Answers
    encounter: Encounter
    pages: Pages = ()
    asked: list[str] = field(default_factory=list)
    apart: set[str] = field(default_factory=set)
    screens: list[Question] = field(default_factory=list)

    def finish(self) -> Interview:
        """Answer until nothing is asked any more."""
        while question := self.next():
            self.screens.append(question)
            self._answer(question)
        return self

    def next(self) -> Question | None:
        """Give the question asked now."""
        so_far = Conversation(self.pages, self.asked, self.apart)
        return next_question(inquiry(), self.answers, self.encounter, so_far)

    def _answer(self, question: Question) -> None:
        for name in question.facts:
            truth = self.says.get(name)
            if question.together and truth not in (True, denial_of(VOCABULARY.facts[name])):
                self.apart.add(name)
                continue
            self.asked.append(name)
            self.answers = self.answers.changed(self.encounter.at, **{name: truth})


def what_counts(verdict: Verdict) -> object:
    """Give all of a verdict that anybody acts on: not what is listed as missing or assumed."""
    reasons = [(r.case, r.category, r.full_category, r.certain) for r in verdict.reasons]
    return (
        verdict.category,
        verdict.phase,
        sorted(reasons, key=str),
        verdict.caps,
        verdict.excluded_zones,
        verdict.techniques,
        verdict.margins_mm,
        verdict.positions,
        verdict.flags,
        verdict.earliest,
    )
