"""Plans drawn on many bodies, handed to the verifier that knows nothing of how they were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from lumbalis.domain.anatomy import Build
from lumbalis.domain.planning.on_body import BodyPlan, plan_strokes
from lumbalis.domain.verification.on_body import verify_on_body
from on_body_plan_samples import session_of, sized
from planning_fixtures import PROTOCOL, SCRIPTS

STATURES = {Build.MALE: (1600, 1920), Build.FEMALE: (1485, 1785)}
"""About the first and the ninety-ninth percentile, in mm."""
LEANEST, HEAVIEST = 17, 45
LEVELS = (1, 2, 3, 4)
WORK = list(product(SCRIPTS, LEVELS))


def sizes(statures: int, masses: int) -> Iterator[tuple[Build, float, float]]:
    """Spread statures and body mass indices evenly over both builds."""
    for build, (low, high) in STATURES.items():
        for i, j in product(range(statures), range(masses)):
            stature = low + (high - low) * i / (statures - 1)
            yield build, stature, LEANEST + (HEAVIEST - LEANEST) * j / (masses - 1)


FEW = list(enumerate(sizes(2, 4)))
MANY = list(enumerate(sizes(9, 12)))


def require_drawn_and_accepted(turn: int, size: tuple[Build, float, float]) -> None:
    """Plan a session on a body, and have it checked with right and with wrong landmarks."""
    body = sized(*size)
    session = session_of(*WORK[turn * 7 % len(WORK)])
    plan = plan_strokes(session, body, PROTOCOL)
    assert isinstance(plan, BodyPlan)
    found = verify_on_body(plan.strokes, session, body, PROTOCOL)
    assert not found.violations
    assert found.robustness is not None
    assert found.robustness.survived == len(found.robustness.scenarios)


@pytest.mark.parametrize(("turn", "size"), FEW)
def test_a_session_fits_bodies_of_many_sizes(turn: int, size: tuple[Build, float, float]) -> None:
    """Small and large, lean and heavy: coordinates of one body would hurt the next."""
    require_drawn_and_accepted(turn, size)


@pytest.mark.deep
@pytest.mark.parametrize(("turn", "size"), MANY)
def test_a_session_fits_two_hundred_bodies(turn: int, size: tuple[Build, float, float]) -> None:
    """The same for 216 bodies, all scripts and levels in turn."""
    require_drawn_and_accepted(turn, size)
