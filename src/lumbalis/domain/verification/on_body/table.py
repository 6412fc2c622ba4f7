"""Every check there is on the body, by what it is asked of. A check not here is not run."""

from __future__ import annotations

from lumbalis.domain.verification.on_body import (
    belonging,
    doses,
    movement,
    places,
    pressing,
    scenarios,
    shape,
    timing,
    tools,
)
from lumbalis.domain.verification.on_body.case import PlanCase, StrokeCase
from lumbalis.domain.verification.on_body.findings import BodyCheck

SHAPE_CHECKS: tuple[BodyCheck[shape.Asked], ...] = shape.SHAPE_CHECKS
"""Asked first: strokes that make no sense are judged no further."""

STROKE_CHECKS: tuple[BodyCheck[StrokeCase], ...] = (
    *belonging.STROKE_CHECKS,
    *places.STROKE_CHECKS,
    *pressing.STROKE_CHECKS,
    *movement.STROKE_CHECKS,
    *tools.STROKE_CHECKS,
)
"""Asked of each stroke by itself."""

STEP_CHECKS: tuple[BodyCheck[PlanCase], ...] = timing.PLAN_CHECKS
"""Asked of all strokes together, without their dose."""

DOSE_CHECKS: tuple[BodyCheck[PlanCase], ...] = doses.PLAN_CHECKS
ERROR_CHECKS: tuple[BodyCheck[PlanCase], ...] = scenarios.PLAN_CHECKS


def all_body_kinds() -> tuple[str, ...]:
    """Name every kind of violation there can be, in the order of the checks."""
    return (
        *(one.kind for one in SHAPE_CHECKS),
        *(one.kind for one in STROKE_CHECKS),
        *(one.kind for one in (*STEP_CHECKS, *DOSE_CHECKS, *ERROR_CHECKS)),
    )
