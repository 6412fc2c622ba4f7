"""Asking only what can matter loses nothing: proved against asking everything."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generated_patients import answers, encounters, is_consistent, telling_values, values_of
from interviews import ASKED_OF_PATIENT, VOCABULARY, Interview, what_counts
from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Answer, Answers, Encounter
from lumbalis.domain.inquiry.asking import Pages
from lumbalis.domain.screening import Override, screen
from patients import ANSWERED, AT
from protocols import shipped_protocol

_SET_ASIDE = tuple(
    Override(case.id, "Dr A. Example", "physician", "Examined", ANSWERED, AT + timedelta(days=10))
    for rule in shipped_protocol().rules
    for case in rule.cases
    if case.overridden is not None
)
"""Physicians have set aside all they may, so that what lies beneath shows."""

_TIMES = 10 if os.environ.get("LUMBALIS_DEEP") == "1" else 1
"""How many times as many people a long run draws."""


@dataclass(frozen=True)
class _Arrival:
    says: dict[str, Value]
    known: Answers
    encounter: Encounter
    pages: Pages
    overrides: tuple[Override, ...]


@st.composite
def _arrivals(draw: st.DrawFn) -> _Arrival:
    """Draw somebody about to be asked: what is on file, what they would say, which pages."""
    truth = draw(_truths())
    on_file = draw(st.frozensets(st.sampled_from(ASKED_OF_PATIENT), max_size=10))
    stale = draw(st.frozensets(st.sampled_from(ASKED_OF_PATIENT), max_size=6)) - on_file
    encounter = draw(encounters())
    known = {
        name: answer
        for name, answer in truth.by_fact.items()
        if name not in ASKED_OF_PATIENT or name in on_file
    }
    for name in stale:
        fact = VOCABULARY.facts[name]
        if fact.valid_for is not None:
            long_ago = encounter.at - fact.valid_for - timedelta(hours=1)
            known[name] = Answer(draw(values_of(fact)), long_ago)
    says = {name: a.value for name, a in truth.by_fact.items() if a.value is not None}
    aside = draw(st.sampled_from([(), _SET_ASIDE]))
    return _Arrival(says, Answers(known), encounter, draw(_pages()), aside)


@st.composite
def _truths(draw: st.DrawFn) -> Answers:
    """Draw consistent answers, those of the patient close to where rules decide."""
    drawn = dict(draw(answers()).by_fact)
    names = st.lists(st.sampled_from(ASKED_OF_PATIENT), max_size=15, unique=True)
    for name in draw(names):
        telling = draw(st.sampled_from(telling_values(VOCABULARY.facts[name])))
        drawn[name] = Answer(telling, ANSWERED)
    for name in draw(st.lists(st.sampled_from(ASKED_OF_PATIENT), max_size=4, unique=True)):
        drawn.pop(name, None)
    assume(is_consistent(Answers(drawn)))
    return Answers(drawn)


@st.composite
def _pages(draw: st.DrawFn) -> Pages:
    """Cut the questions into pages of one to six lines, in any order."""
    order = draw(st.permutations(ASKED_OF_PATIENT))
    size = draw(st.integers(1, 6))
    return [order[start : start + size] for start in range(0, len(order), size)]


def _everything_said(arrival: _Arrival, interview: Interview) -> Answers:
    fresh = {
        name: Answer(arrival.says.get(name), arrival.encounter.at)
        for name in ASKED_OF_PATIENT
        if name in interview.asked or name not in arrival.known.by_fact or _is_stale(arrival, name)
    }
    return Answers({**arrival.known.by_fact, **fresh})


def _is_stale(arrival: _Arrival, name: str) -> bool:
    answer = arrival.known.by_fact[name]
    return answer.is_stale(VOCABULARY.facts[name], arrival.encounter.at)


def _interview(arrival: _Arrival) -> Interview:
    return Interview(arrival.says, arrival.known, arrival.encounter, arrival.pages).finish()


@pytest.mark.hazard("H03")
@settings(max_examples=150 * _TIMES, deadline=None)
@given(_arrivals())
def test_asking_what_matters_gives_the_verdict_of_asking_everything(arrival: _Arrival) -> None:
    """A spared question that could have changed the verdict would be a question taken for "no"."""
    interview = _interview(arrival)
    everything = _everything_said(arrival, interview)
    adaptive, full = (
        screen(shipped_protocol(), given, arrival.encounter, arrival.overrides)
        for given in (interview.answers, everything)
    )
    assert what_counts(adaptive) == what_counts(full)


@settings(max_examples=80 * _TIMES, deadline=None)
@given(_arrivals())
def test_nobody_is_asked_twice_and_every_interview_ends(arrival: _Arrival) -> None:
    """A circle of questions would keep somebody in pain at the phone for ever."""
    interview = _interview(arrival)
    assert len(interview.asked) == len(set(interview.asked)) <= len(ASKED_OF_PATIENT)
    assert len(interview.screens) <= 2 * len(ASKED_OF_PATIENT)


@settings(max_examples=80 * _TIMES, deadline=None)
@given(_arrivals())
def test_only_the_patient_questions_of_the_intake_are_asked(arrival: _Arrival) -> None:
    """Skin and palpation belong to the therapist; the phone would get guesses."""
    assert set(_interview(arrival).asked) <= set(ASKED_OF_PATIENT)


@settings(max_examples=40 * _TIMES, deadline=None)
@given(_arrivals())
def test_somebody_who_knows_nothing_is_asked_to_the_end(arrival: _Arrival) -> None:
    """Knowing nothing is an answer, not a dead end, and never a permission."""
    silent = Interview({}, arrival.known, arrival.encounter, arrival.pages).finish()
    verdict = screen(shipped_protocol(), silent.answers, arrival.encounter)
    unasked = [name for name in silent.asked if silent.answers.by_fact[name].value is not None]
    assert not unasked
    assert silent.next() is None
    assert not silent.asked or not verdict.category.allows_session
