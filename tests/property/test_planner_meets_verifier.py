"""Planner and verifier, written apart, meet here: every planned session passes."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from generated_patients import Case, suitable_cases
from lumbalis.domain.planning import CannotPlan, Order, SessionRequest, plan_session
from lumbalis.domain.planning.lightening import lightened
from lumbalis.domain.screening import screen
from lumbalis.domain.treatment import Held, Proposed, propose_course
from lumbalis.domain.verification import SessionHistory, verify_session
from protocols import shipped_protocol

SCRIPTS = tuple(shipped_protocol().scripts)
SPECIAL = (None, "cupping_silicone", "cupping_glass", "acupressure", "combined")
POINTS = ("BL22", "BL23", "BL24", "BL25", "BL26")


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Draw what a physician may order."""
    return Order(
        severity=draw(st.sampled_from([None, "mild", "moderate", "high"])),
        extension_orders=draw(st.integers(0, 2)),
        sessions=draw(st.none() | st.integers(1, 15)),
        special=draw(st.sampled_from(SPECIAL)),
        points=tuple(draw(st.lists(st.sampled_from(POINTS), max_size=5, unique=True))),
        device_present=True,
    )


@given(suitable_cases(), orders())
def test_every_course_that_is_proposed_passed_the_verifier(case: Case, order: Order) -> None:
    """`propose_course` raises if the two disagree, so reaching the end is the proof."""
    protocol = shipped_protocol()
    found = propose_course(protocol, case.answers, case.encounter, case.overrides, order)
    match found:
        case Proposed():
            assert found.verification.violations == ()
            assert len(found.course.sessions) == len(found.course.timeline)
        case Held():
            assert not found.verdict.category.allows_session or found.obstacle is not None


@given(suitable_cases(), st.sampled_from(SCRIPTS), st.integers(1, 4), st.data())
def test_every_single_session_passes_with_its_history(
    case: Case, script: str, level: int, data: st.DataObject
) -> None:
    """Also one that is planned anew in the middle of a course, at a level a report gave."""
    protocol = shipped_protocol()
    verdict = screen(protocol, case.answers, case.encounter, case.overrides)
    assume(verdict.category.allows_session)
    points = tuple(data.draw(st.lists(st.sampled_from(POINTS), max_size=5, unique=True)))
    index = case.encounter.session
    request = SessionRequest(
        index=index, level=level, script=script, points=points, device_present=True,
        new_technique=True,
    )  # fmt: skip
    session = plan_session(verdict, protocol, request)
    if isinstance(session, CannotPlan):
        return
    before = index - 1
    history = SessionHistory(
        levels=(level,) * before,
        techniques=("manual_classical",) * before,
        days_since_last=2 if before else None,
        cuppings=0,
        cuppings_last_week=0,
        hours_since_cupping=None,
        points_chosen=frozenset(points),
    )
    found = verify_session(session, verdict, protocol, history)
    assert not [v for v in found.violations if v.kind not in _OF_THE_LADDER]
    for lower in range(1, session.level):
        gentler = lightened(session, lower, protocol)
        found = verify_session(gentler, verdict, protocol, history)
        assert not [v for v in found.violations if v.kind not in _OF_THE_LADDER]


_OF_THE_LADDER = frozenset({"first_level_too_high", "ramp_too_steep", "switch_not_lowered"})
"""Whether the level follows from the reports is adaptation's, and drawn at random here."""
