"""What is asked at the couch: answers that lapse before the session ends, if they can still matter.

An answer that lapses in the middle of a session is treated as lapsed before it starts: a session
that may begin may also be finished. What never lapses but can have changed since the last session
is asked once a day; until it is answered anew, the old answer stands.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lumbalis.domain.facts import Answer, Answers, Encounter, Fact, Vocabulary
from lumbalis.domain.inquiry.mattering import Inquiry, Urgency, what_matters
from lumbalis.domain.protocol import Category

SESSION = "S"
_AT_THE_COUCH = frozenset({"patient", "therapist"})
_JUST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DayQuestion:
    """A fact to be asked at the couch; `gravest` is the strictest category that may hang on it."""

    fact: str
    urgency: Urgency
    gravest: Category


def answered_at_the_couch(fact: Fact) -> bool:
    """Tell whether the patient or the therapist can answer it."""
    return not _AT_THE_COUCH.isdisjoint(fact.asked_of)


def asked_each_session(fact: Fact) -> bool:
    """Tell whether it is how somebody is today, not a finding for the whole course."""
    return SESSION in fact.asked


def changes_by_the_day(fact: Fact) -> bool:
    """Tell whether an answer never lapses though it belongs to every session."""
    return asked_each_session(fact) and fact.valid_for is None


def until_the_end(
    answers: Answers, vocabulary: Vocabulary, at: datetime, until: datetime
) -> Answers:
    """Give the answers with those already stale at `at` that are stale at `until`.

    A verdict on them holds for the whole session. They stay stale answers, not missing
    ones: what they say may still make a verdict stricter.
    """
    facts = vocabulary.facts
    return Answers(
        {name: _aged(answer, facts[name], at, until) for name, answer in answers.by_fact.items()}
    )


def _aged(answer: Answer, fact: Fact, at: datetime, until: datetime) -> Answer:
    if fact.valid_for is None or not answer.is_stale(fact, until) or answer.is_stale(fact, at):
        return answer
    return replace(answer, at=at - fact.valid_for - _JUST)


def day_questions(
    inquiry: Inquiry,
    answers: Answers,
    encounter: Encounter,
    until: datetime,
    asked: Collection[str] = (),
) -> tuple[DayQuestion, ...]:
    """List what still has to be asked before a session that ends at `until`, gravest first.

    Emergency signs first, then what blocks; among equals, what can bring the strictest
    category. Every answer may spare some of the rest, so ask the first and come again.

    Parameters
    ----------
    inquiry : Inquiry
        The protocol, prepared for asking.
    answers : Answers
        What is known.
    encounter : Encounter
        The circumstances of the session about to begin.
    until : datetime
        The end of the session, with everything that belongs to it.
    asked : collection of str
        Facts asked at this couch already, whatever was said; never asked again.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    """
    facts = inquiry.protocol.vocabulary.facts
    lasting = until_the_end(answers, inquiry.protocol.vocabulary, encounter.at, until)
    older = [name for name, fact in facts.items() if _from_another_day(lasting, fact, encounter.at)]
    matter = what_matters(inquiry, lasting.without(*older), encounter)
    questions = [
        DayQuestion(name, matter.facts[name], matter.gravest[name])
        for name, fact in facts.items()
        if name in matter.facts and name not in asked and answered_at_the_couch(fact)
    ]
    return tuple(sorted(questions, key=lambda one: (one.urgency, -one.gravest.value)))


def _from_another_day(answers: Answers, fact: Fact, at: datetime) -> bool:
    answer = answers.by_fact.get(fact.id)
    if answer is None or not changes_by_the_day(fact):
        return False
    return answer.at.astimezone(at.tzinfo).date() != at.date()
