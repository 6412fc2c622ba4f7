"""Patients that could exist: the ordinary one with a handful of answers drawn anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume
from hypothesis import strategies as st

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import (
    CREDENTIALS,
    Answer,
    Answers,
    ContradictionError,
    CourseSoFar,
    Encounter,
    Fact,
    FactType,
    Practitioner,
    Site,
    understand,
)
from patients import ANSWERED, AT, ordinary_values
from protocols import shipped_protocol

VOCABULARY = shipped_protocol().vocabulary
_TELLING_DAYS = (0, 4, 5, 6, 7, 8, 30, 31, 365, 366)
FACTS = tuple(VOCABULARY.facts.values())


def values_of(fact: Fact) -> st.SearchStrategy[Value]:
    """Draw any answer the fact accepts."""
    match fact.type:
        case FactType.BOOL:
            return st.booleans()
        case FactType.INT:
            return st.integers(int(fact.minimum or 0), int(fact.maximum or 0))
        case FactType.DECIMAL:
            return st.floats(fact.minimum, fact.maximum).map(lambda x: round(x, 1))
        case FactType.ENUM:
            return st.sampled_from(fact.values)
        case FactType.SET:
            words = st.frozensets(st.sampled_from([v for v in fact.values if v != "none"]))
            empty = frozenset({"none"}) if "none" in fact.values else frozenset[str]()
            return words.map(lambda held: held or empty)
        case FactType.DATE:
            days = st.integers(0, 400).map(lambda days: AT.date() - timedelta(days=days))
            return st.one_of(st.just(NO_DATE), days) if fact.none_allowed else days


def is_consistent(given: Answers) -> bool:
    """Tell whether the answers can all be true."""
    try:
        understand(given, VOCABULARY, Encounter(at=AT))
    except ContradictionError:
        return False
    return True


@st.composite
def answers(draw: st.DrawFn, most_changes: int = 8) -> Answers:
    """Draw consistent answers; some facts stay unanswered."""
    values = dict(ordinary_values(VOCABULARY))
    for fact in draw(st.lists(st.sampled_from(FACTS), max_size=most_changes, unique=True)):
        values[fact.id] = draw(values_of(fact))
    for fact in draw(st.lists(st.sampled_from(FACTS), max_size=2, unique=True)):
        values.pop(fact.id, None)
    drawn = Answers({name: Answer(value, ANSWERED) for name, value in values.items()})
    assume(is_consistent(drawn))
    return drawn


@st.composite
def encounters(draw: st.DrawFn) -> Encounter:
    """Draw circumstances: session, hands, house and course."""
    credentials = draw(st.frozensets(st.sampled_from(CREDENTIALS), min_size=4))
    return Encounter(
        at=AT,
        session=draw(st.integers(1, 15)),
        practitioner=Practitioner(credentials | {"medical_education", "massage"}),
        site=Site(
            imaging_policy=draw(st.sampled_from(["seed_strict", "guideline"])),
            fire_cupping_enabled=draw(st.booleans()),
        ),
        course=CourseSoFar(
            sessions_done=draw(st.none() | st.integers(0, 15)),
            pain_change_percent=draw(st.none() | st.integers(-100, 100)),
            serious_adverse_event=draw(st.sampled_from([None, False, True])),
        ),
    )


def aged(given: Answers, fact: Fact, by: timedelta) -> Answers:
    """Make one answer older."""
    answer = given.by_fact[fact.id]
    older = replace(answer, at=answer.at - by)
    return Answers({**given.by_fact, fact.id: older})


def telling_values(fact: Fact) -> list[Value]:
    """List every word of a fact, or the numbers around each limit compared in its unit."""
    match fact.type:
        case FactType.BOOL:
            return [False, True]
        case FactType.ENUM:
            return list(fact.values)
        case FactType.SET:
            return [frozenset({word}) for word in fact.values]
        case FactType.DATE:
            return [
                AT.date() - timedelta(days=days) for days in (0, 4, 5, 6, 7, 8, 30, 31, 365, 366)
            ]
        case _:
            limits = {x.value for x in shipped_protocol().limits.values() if x.unit == fact.unit}
            around = {limit + step for limit in limits for step in (-1, -0.1, 0, 0.1, 1)}
            low, high = fact.minimum or 0, fact.maximum or 0
            inside = [n for n in around | {low, high} if low <= n <= high]
            return [int(n) if fact.type is FactType.INT else n for n in inside]
