"""Every check there is, by what it is asked of. A check that is not here is not run."""

from __future__ import annotations

from lumbalis.domain.plan import Course, Session
from lumbalis.domain.verification import (
    checkpoints,
    courses,
    cups,
    devices,
    force,
    identity,
    levels,
    manipulations,
    points,
    shape,
    spacing,
    stages,
    techniques,
    times,
    zones,
)
from lumbalis.domain.verification.case import CourseCase, SessionCase
from lumbalis.domain.verification.findings import Check

SESSION_SHAPE: tuple[Check[Session], ...] = shape.SESSION_SHAPE
"""Asked first: a session whose numbers are no whole numbers is judged no further."""

COURSE_SHAPE: tuple[Check[Course], ...] = shape.COURSE_SHAPE
"""Asked first of a course, for the same reason."""

SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    *identity.SESSION_CHECKS,
    *times.SESSION_CHECKS,
    *stages.SESSION_CHECKS,
    *zones.SESSION_CHECKS,
    *levels.SESSION_CHECKS,
    *techniques.SESSION_CHECKS,
    *manipulations.SESSION_CHECKS,
    *force.SESSION_CHECKS,
    *checkpoints.SESSION_CHECKS,
    *cups.SESSION_CHECKS,
    *points.SESSION_CHECKS,
    *devices.SESSION_CHECKS,
)

COURSE_CHECKS: tuple[Check[CourseCase], ...] = (
    *identity.COURSE_CHECKS,
    *courses.COURSE_CHECKS,
    *spacing.COURSE_CHECKS,
)


def all_kinds() -> tuple[str, ...]:
    """Name every kind of violation there can be, in the order of the checks."""
    return (
        *(one.kind for one in SESSION_SHAPE),
        *(one.kind for one in SESSION_CHECKS),
        *(one.kind for one in COURSE_SHAPE),
        *(one.kind for one in COURSE_CHECKS),
    )
