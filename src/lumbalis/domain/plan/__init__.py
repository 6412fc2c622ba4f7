"""The words planner and verifier share: course, session, step. Nothing here decides anything."""

from lumbalis.domain.plan.course import Course, PlannedSession, ProtocolStamp
from lumbalis.domain.plan.session import (
    Cups,
    LeftOut,
    PointHold,
    Seconds,
    Session,
    Step,
)

__all__ = [
    "Course",
    "Cups",
    "LeftOut",
    "PlannedSession",
    "PointHold",
    "ProtocolStamp",
    "Seconds",
    "Session",
    "Step",
]
