"""Whether a course may start a session now.

It is signed and accepted, not held, the verdict allows it, and order, verdict, body and protocol
are those it was signed under.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.couch import runs
from lumbalis.clinic.services.holds import may_start
from lumbalis.clinic.services.outcomes import going_on, next_day
from lumbalis.clinic.services.plans.opening import latest_plan
from lumbalis.clinic.services.plans.signing import holds_together, signature_of, what_changed


def startable(
    course: Course, at: datetime, *, session: int = 1, credentials: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Name everything between a course and its next session; nothing if it may start."""
    plan = latest_plan(course)
    signature = None if plan is None else signature_of(plan)
    stands = {
        "no_plan": plan is None,
        "not_signed": signature is None,
        "plan_changed": signature is not None and not holds_together(signature),
        "violations": plan is not None and not plan.accepted,
    }
    stands |= runs.in_the_way(course) | next_day.in_the_way(course)
    stands |= going_on.in_the_way(course, at)
    own = [key for key, true in stands.items() if true]
    changed = () if plan is None else what_changed(course, plan, at)
    start = may_start(course, at, session=session, credentials=credentials)
    found = [*own, *(one.value for one in changed), *(one.value for one in start.obstacles)]
    return tuple(dict.fromkeys(found))
