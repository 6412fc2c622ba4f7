"""A session given more gently is the same session, lower: in the same time, at the same places."""

from __future__ import annotations

import pytest

from lumbalis.domain.plan import Session
from lumbalis.domain.planning import Order
from lumbalis.domain.planning.lightening import lightened
from lumbalis.domain.treatment import Proposed, propose_course
from patients import encounter, ordinary_answers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()


@pytest.fixture(scope="module")
def strongest() -> Session:
    """Give the strongest session of an ordinary course."""
    answers = ordinary_answers(PROTOCOL.vocabulary)
    found = propose_course(PROTOCOL, answers, encounter(), (), Order())
    assert isinstance(found, Proposed)
    return max(found.course.sessions, key=lambda one: one.level)


def test_no_step_is_stronger_longer_or_elsewhere(strongest: Session) -> None:
    """A signature under the stronger session covers the gentler one."""
    for level in range(1, strongest.level):
        gentler = lightened(strongest, level, PROTOCOL)
        assert gentler.level == level
        for planned, given in zip(strongest.steps, gentler.steps, strict=True):
            assert given.level <= planned.level
            assert (given.seconds, given.zones) == (planned.seconds, planned.zones)
            assert bool(given.level) == bool(planned.level)


def test_what_was_gentler_than_the_rest_stays_gentler(strongest: Session) -> None:
    """Where two steps differ, the milder one is never the stronger one afterwards."""
    gentler = lightened(strongest, strongest.level - 1, PROTOCOL)
    pairs = list(zip(strongest.steps, gentler.steps, strict=True))
    for one, one_given in pairs:
        for other, other_given in pairs:
            if one.level < other.level:
                assert one_given.level <= other_given.level


def test_what_cannot_be_done_so_gently_is_replaced(strongest: Session) -> None:
    """No manipulation is left below the level from which the catalogue knows it."""
    lowest = lightened(strongest, 1, PROTOCOL)
    for step in lowest.steps:
        for name in step.manipulations:
            family = PROTOCOL.manipulations[name.partition(".")[0]]
            assert not step.level or family.levels[0] <= step.level or family.instead is None


def test_a_session_is_never_made_stronger(strongest: Session) -> None:
    """Asked for the same level or a higher one, it gives the session as it is."""
    assert lightened(strongest, strongest.level, PROTOCOL) is strongest
    assert lightened(strongest, strongest.level + 1, PROTOCOL) is strongest
