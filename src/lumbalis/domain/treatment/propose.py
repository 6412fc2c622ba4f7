"""From answers to a verified course: screen, plan, verify, or say what stands in the way."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from dataclasses import dataclass

from lumbalis.domain.facts import Answers, Encounter
from lumbalis.domain.plan import Course
from lumbalis.domain.planning import CannotPlan, Order, plan_course
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Override, Verdict, screen
from lumbalis.domain.verification import Ordered, Verification, verify_course


@dataclass(frozen=True, slots=True)
class Proposed:
    """A course that the verifier found nothing against."""

    verdict: Verdict
    course: Course
    verification: Verification


@dataclass(frozen=True, slots=True)
class Held:
    """No course: the verdict does not allow a session, or nothing within it can be planned."""

    verdict: Verdict
    obstacle: CannotPlan | None


class Objected(typing.Protocol):
    """Something a verifier objects to, in a plan or on a body."""

    @property
    def kind(self) -> str:
        """Name the check that objects."""
        ...  # pragma: no cover


class PlannerDefectError(RuntimeError):
    """The planner proposed what its protocol forbids. Ours to repair; nothing may be kept."""

    def __init__(self, violations: Sequence[Objected]) -> None:
        self.violations = tuple(violations)
        kinds = ", ".join(sorted({violation.kind for violation in violations}))
        super().__init__(
            f"The planner proposed a course its protocol forbids ({kinds}). Nothing was stored. "
            "Plan by hand and report this as a safety defect."
        )


def propose_course(
    protocol: Protocol,
    answers: Answers,
    encounter: Encounter,
    overrides: Sequence[Override] = (),
    order: Order | None = None,
) -> Proposed | Held:
    """Screen a person and plan their course, verified, or hold it with the reason.

    Parameters
    ----------
    protocol : Protocol
        The loaded protocol.
    answers, encounter, overrides
        As for screening.
    order : Order or None
        What the physician orders beyond the protocol's dose; None: nothing.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    PlannerDefectError
        If the verifier objects to the plan.
    """
    verdict = screen(protocol, answers, encounter, overrides)
    if not verdict.category.allows_session:
        return Held(verdict, None)
    wished = order or Order()
    course = plan_course(verdict, protocol, wished)
    if isinstance(course, CannotPlan):
        return Held(verdict, course)
    verification = verify_course(course, verdict, protocol, _decided(wished))
    if not verification.accepted:
        raise PlannerDefectError(verification.violations)
    return Proposed(verdict, course, verification)


def _decided(order: Order) -> Ordered:
    """Tell the verifier what a person entitled to it has decided, and nothing of the plan."""
    return Ordered(
        sessions=order.sessions,
        extensions=order.extension_orders,
        severity=order.severity,
        often=order.per_week is not None,
        points_chosen=frozenset(order.points),
    )
