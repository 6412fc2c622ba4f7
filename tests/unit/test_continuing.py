"""The next session of a course: what happened decides, and the verifier has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from adaptation_samples import CLASSICAL, MODERATE, RULES, clean, report
from lumbalis.domain.adaptation import CoursePosition, Kind, SessionReport
from lumbalis.domain.expressions import Value
from lumbalis.domain.planning import SessionRequest
from lumbalis.domain.protocol import Category
from lumbalis.domain.treatment import Continued, SoFar, Today, continue_course
from lumbalis.domain.truth import Truth
from lumbalis.domain.verification import SessionHistory
from patients import encounter, ordinary_answers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()


def after(
    reports: Sequence[SessionReport], days_since: int | None = 2, **changes: Value | None
) -> Continued:
    """Continue a course of ten sessions on an ordinary day."""
    history = SessionHistory(
        levels=tuple(one.level or 1 for one in reports),
        techniques=tuple(one.technique or CLASSICAL for one in reports),
        days_since_last=days_since,
        cuppings=0,
        cuppings_last_week=0,
        hours_since_cupping=None,
    )
    position = CoursePosition(
        session=len(reports) + 1,
        sessions_ordered=10,
        technique=CLASSICAL,
        days_since=days_since if reports else None,
    )
    today = Today(ordinary_answers(PROTOCOL.vocabulary, **changes), encounter())
    so_far = SoFar(reports, position, history, SessionRequest(index=1, level=1))
    return continue_course(PROTOCOL, RULES, today, so_far)


def test_a_first_session_begins_gently() -> None:
    """With nothing behind it a course begins at the first level."""
    first = after(())
    assert first.session is not None
    assert (first.decision.kind, first.session.index) == (Kind.LEVEL, 1)
    assert first.session.level == first.decision.level


@pytest.mark.parametrize("given", range(1, 10))
def test_every_session_of_a_good_course_is_planned_and_verified(given: int) -> None:
    """From the second to the tenth: the ladder's level, or the ceiling where that is lower."""
    levels: list[int] = []
    for _ in range(given):
        following = after(clean(*levels))
        assert following.session is not None
        levels.append(following.session.level)
    following = after(clean(*levels))
    assert following.session is not None
    assert following.session.index == given + 1
    assert following.verification is not None
    assert following.verification.accepted
    assert following.session.level <= following.decision.level


def test_a_long_gap_begins_again_with_a_gentle_session() -> None:
    """After weeks the body is a new one: number one of a new ramp, at its level."""
    begun = after(clean(1, 1, 1, 2, 2), days_since=20)
    assert begun.session is not None
    assert (begun.decision.kind, begun.session.index) == (Kind.RESTART, 1)
    assert begun.session.level == after(()).decision.level


def test_pain_that_rose_lowers_what_is_planned() -> None:
    """The plan follows the decision down to its steps."""
    rose = replace(report(5, 2, before=3, after=6), nrs_24h=6)
    lowered = after((*clean(1, 1, 1, 2), rose))
    assert lowered.session is not None
    assert lowered.session.level == 1
    assert max(step.level for step in lowered.session.steps) <= 1


def test_an_unreviewed_event_leaves_no_session() -> None:
    """Nothing is planned that nobody may give."""
    hurt = replace(report(5, 2), events=(MODERATE,))
    held = after((*clean(1, 1, 1, 2), hurt))
    assert held.decision.kind is Kind.HOLD_FOR_PHYSICIAN
    assert (held.session, held.verification) == (None, None)


def test_a_verdict_that_forbids_wins_over_every_good_report() -> None:
    """Fever today: nine good sessions count for nothing."""
    held = after(clean(1, 1, 1, 2), temperature_c=38.2)
    assert held.verdict.category is Category.POSTPONE
    assert held.session is None


def test_a_session_nobody_reported_on_is_noticed() -> None:
    """A silent report counts as its worse answers; never as a good session."""
    silent = SessionReport(session=5)
    held = after((*clean(1, 1, 1, 2), silent))
    assert held.decision.missing
    assert held.session is None or held.session.level == 1
    assert Truth.UNKNOWN is silent.masked
