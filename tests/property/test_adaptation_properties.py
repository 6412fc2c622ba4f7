"""What must hold of the ladder, whatever a course has been like."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptation_samples import MINOR, MODERATE, RULES, SERIOUS, context, report
from generated_sessions import PHASES, History, forget, histories, put
from lumbalis.domain.adaptation import (
    Constraint,
    Kind,
    NextContext,
    NextSession,
    SessionReport,
    decide_next,
    grade,
)
from lumbalis.domain.truth import Truth
from property.ladder_reference import decide

DEEP = os.environ.get("LUMBALIS_DEEP") == "1"
HISTORIES_COMPARED = 5_000 if DEEP else 300


def next_of(history: History) -> NextSession:
    """Ask the ladder."""
    return decide_next(*history, RULES)


@settings(max_examples=HISTORIES_COMPARED)
@given(history=histories(forgotten=2))
@pytest.mark.hazard("H22")
def test_the_ladder_agrees_with_a_second_implementation(history: History) -> None:
    """Two programs written apart, one from rows and one from a table, rarely err alike."""
    found = next_of(history)
    assert (found.kind.value, found.level) == decide(*history)


@given(history=histories(forgotten=4))
def test_the_same_history_gives_the_same_decision(history: History) -> None:
    """A decision that changes by itself could not be explained tomorrow."""
    assert next_of(history) == next_of(history)


@given(history=histories(forgotten=2))
@pytest.mark.hazard("H22")
def test_no_level_is_above_the_ceiling_or_two_above_the_last(history: History) -> None:
    """Neither a good course nor a missing answer may jump a level."""
    found = next_of(history)
    reports, today = history
    assert found.level <= today.cap
    assert (found.level == 0) == (not found.kind.is_session)
    if reports and found.kind.is_session:
        assert found.level <= (reports[-1].level or 1) + 1


@given(history=histories(forgotten=2), data=st.data())
@pytest.mark.hazard("H03")
def test_forgetting_an_answer_never_gives_a_higher_level(
    history: History, data: st.DataObject
) -> None:
    """Otherwise the way to a stronger massage would be to stop asking."""
    reports, today = history
    forgetful = forget(data.draw, reports, today)
    assert next_of(forgetful).level <= next_of(history).level


Worsening = Callable[[SessionReport], dict[str, Any]]

WORSENINGS: dict[str, Worsening] = {
    "pain after": lambda r: {"nrs_after": _more(r.nrs_after)},
    "pain a day later": lambda r: {"nrs_24h": _more(r.nrs_24h)},
    "tolerance": lambda r: {"tolerance": None if r.tolerance is None else max(0, r.tolerance - 1)},
    "guarding": lambda r: {"guarding": None if r.guarding is None else min(3, r.guarding + 1)},
    "radiation": lambda _: {"new_radiation": Truth.TRUE},
    "masked": lambda _: {"masked": Truth.TRUE},
    "minor event": lambda r: _with_event(r, MINOR),
    "moderate event": lambda r: _with_event(r, MODERATE),
    "nameless event": lambda r: _with_event(r, replace(MODERATE, cause=None)),
    "serious event": lambda r: _with_event(r, SERIOUS),
    "stopped": lambda r: {"stopped_for": (r.stopped_for or frozenset()) | {"faint"}},
    "longer gap": lambda _: {"days_since": 15},
}


def _more(score: int | None) -> int | None:
    return None if score is None else min(10, score + 1)


def _with_event(one: SessionReport, event: object) -> dict[str, Any]:
    """Add an event; where one was missing from a stop, it answers a question instead."""
    answers = one.stopped_for != frozenset() and not one.events
    return {} if answers else {"events": (*(one.events or ()), event)}


@pytest.mark.parametrize("kind", WORSENINGS)
@settings(max_examples=500 if DEEP else 60)
@given(history=histories(forgotten=1), place=st.integers(0, 4))
@pytest.mark.hazard("H24")
def test_a_worse_report_never_gives_a_higher_level(kind: str, history: History, place: int) -> None:
    """Whatever went worse in whichever session, the hands do not get heavier for it."""
    reports, today = history
    if not reports or reports[place % len(reports)].events is None:
        return
    chosen = place % len(reports)
    worse = put(reports, chosen, **WORSENINGS[kind](reports[chosen]))
    assert next_of((worse, today)).level <= next_of(history).level


WORSE_DAYS: dict[str, Callable[[NextContext], dict[str, Any]]] = {
    "pain at rest": lambda today: {"nrs_rest": _more(today.nrs_rest)},
    "pain on movement": lambda today: {"nrs_move": _more(today.nrs_move)},
    "emergency": lambda _: {"emergency": Truth.TRUE},
    "masked": lambda _: {"masked": Truth.TRUE},
    "a day more": lambda today: {"days_since": _day_more(today.days_since)},
    "ceiling": lambda today: {"cap": max(0, today.cap - 1)},
    "nothing reviewed": lambda _: {"reviewed_session": None},
}


def _day_more(days: int | None) -> int | None:
    return None if days is None else days + 1


@pytest.mark.parametrize("kind", WORSE_DAYS)
@settings(max_examples=500 if DEEP else 60)
@given(history=histories(forgotten=1))
def test_a_worse_day_never_gives_a_higher_level(kind: str, history: History) -> None:
    """The same holds for what is found at the couch."""
    reports, today = history
    worse = replace(today, **WORSE_DAYS[kind](today))
    assert next_of((reports, worse)).level <= next_of(history).level


@given(history=histories(forgotten=1))
def test_a_stricter_phase_never_gives_a_higher_level(history: History) -> None:
    """Also where the stricter phase brings another first level and other gentle sessions."""
    reports, today = history
    levels = [next_of((reports, replace(today, phase=phase))).level for phase in PHASES]
    assert levels == sorted(levels, reverse=True)


@given(
    caps=st.lists(st.integers(1, 5), min_size=25, max_size=25),
    tolerances=st.lists(st.sampled_from((4, 4, 4, 4, 3, 1)), min_size=25, max_size=25),
    days=st.lists(st.sampled_from((2, 2, 2, 2, 2, 9, 20)), min_size=25, max_size=25),
)
@pytest.mark.hazard("H22")
def test_a_whole_course_rises_by_one_level_in_two_sessions_at_most(
    caps: Sequence[int], tolerances: Sequence[int], days: Sequence[int]
) -> None:
    """Played through session by session, as a course would be, not drawn at random."""
    played: list[SessionReport] = []
    for session in range(1, 26):
        gap = None if session == 1 else days[session - 1]
        today = replace(context(session, caps[session - 1]), days_since=gap, sessions_ordered=25)
        found = decide_next(played, today, RULES)
        assert found.kind.is_session
        one = report(session, found.level)
        played.append(replace(one, tolerance=tolerances[session - 1], days_since=gap))
    levels = [one.level or 0 for one in played]
    assert all(later <= sooner + 1 for sooner, later in pairwise(levels))
    assert all(later <= sooner + 1 for sooner, later in zip(levels, levels[2:], strict=False))


@given(history=histories(forgotten=3))
def test_nothing_is_asked_that_has_been_answered(history: History) -> None:
    """A question on the screen that everybody has answered sends people searching."""
    reports, today = history
    by_session = {one.session: one for one in reports}
    for question in next_of(history).missing:
        holder = today if question.session is None else by_session[question.session]
        answer = getattr(holder, question.about, None)
        assert answer in (None, Truth.UNKNOWN, ())


@given(history=histories(forgotten=3))
def test_no_session_for_want_of_an_answer_names_the_answer(history: History) -> None:
    """Whoever is told to ask first must be told what to ask."""
    found = next_of(history)
    if found.because[0].why is Constraint.UNANSWERED:
        assert found.kind is Kind.NO_SESSION
        assert found.missing


@given(history=histories(forgotten=2))
def test_every_event_has_a_grade_and_forgetting_never_lowers_it(history: History) -> None:
    """Whatever is not known about an event counts as the worse answer."""
    for one in history[0]:
        for event in one.events or ():
            given_grade = grade(event, RULES)
            silent = [replace(event, duration_h=None), replace(event, blister_mm=None)]
            silent += [
                replace(event, features={**event.features, name: Truth.UNKNOWN})
                for name in event.features
            ]
            assert all(grade(other, RULES).value >= given_grade.value for other in silent)
