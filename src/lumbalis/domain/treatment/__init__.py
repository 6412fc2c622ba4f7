"""From answers to a verified course, and from a course to verified strokes on a body."""

from lumbalis.domain.treatment.continuing import Continued, SoFar, Today, continue_course
from lumbalis.domain.treatment.propose import (
    Held,
    PlannerDefectError,
    Proposed,
    propose_course,
)

__all__ = [
    "Continued",
    "Held",
    "PlannerDefectError",
    "Proposed",
    "SoFar",
    "Today",
    "continue_course",
    "propose_course",
]
