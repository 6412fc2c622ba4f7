"""From answers to a verified course, and from a course to verified strokes on a body."""

from lumbalis.domain.treatment.propose import (
    Held,
    PlannerDefectError,
    Proposed,
    propose_course,
)

__all__ = ["Held", "PlannerDefectError", "Proposed", "propose_course"]
