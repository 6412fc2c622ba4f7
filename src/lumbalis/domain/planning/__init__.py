"""Making plans: a course and every minute of every session, within a verdict and a protocol."""

from lumbalis.domain.planning.course import plan_course
from lumbalis.domain.planning.request import CLASSICAL, CannotPlan, Order, SessionRequest, Why
from lumbalis.domain.planning.session import plan_session
from lumbalis.domain.planning.severity import suggest_severity

__all__ = [
    "CLASSICAL",
    "CannotPlan",
    "Order",
    "SessionRequest",
    "Why",
    "plan_course",
    "plan_session",
    "suggest_severity",
]
