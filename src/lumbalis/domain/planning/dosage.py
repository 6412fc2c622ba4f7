"""How many sessions, in which blocks, how often, and reviewed when: the dose and the order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lumbalis.domain.planning.request import CannotPlan, Order, Why
from lumbalis.domain.protocol import Dose, Protocol
from lumbalis.domain.screening import Verdict


@dataclass(frozen=True, slots=True)
class Dosage:
    """The dose of one course, after the physician's order."""

    dose: Dose
    severity: str
    severity_assumed: bool
    blocks: tuple[int, ...]
    reviews: tuple[int, ...]
    per_week: int

    @property
    def sessions(self) -> int:
        """The number of sessions of the course."""
        return sum(self.blocks)


def dosage(verdict: Verdict, protocol: Protocol, order: Order) -> Dosage | CannotPlan:
    """Work out the dose of a course.

    A severity nobody has stated gives the number of sessions of the moderate one and
    the strictest spacing of any.
    """
    stated = order.severity or _stated(verdict)
    severity = stated or "moderate"
    dose = protocol.dose.dose(verdict.phase, severity)
    if dose is None:
        return CannotPlan(Why.UNKNOWN_SEVERITY, verdict.category, about=(severity,))
    if stated is None:
        dose = _strictest(dose, protocol)
    sessions = _sessions(dose, verdict, protocol, order)
    if isinstance(sessions, CannotPlan):
        return sessions
    if order.per_week is not None and not 1 <= order.per_week <= dose.per_week_by_order:
        return CannotPlan(Why.PER_WEEK, verdict.category)
    blocks = _blocks(sessions, dose, protocol)
    return Dosage(
        dose=dose,
        severity=severity,
        severity_assumed=stated is None,
        blocks=blocks,
        reviews=_reviews(dose, blocks),
        per_week=order.per_week or dose.per_week,
    )


def _stated(verdict: Verdict) -> str | None:
    value = verdict.facts.get("severity")
    return value if isinstance(value, str) and "severity" not in verdict.assumed else None


def _strictest(dose: Dose, protocol: Protocol) -> Dose:
    """Take the widest spacing of all severities in this phase."""
    doses = [d for d in protocol.dose.doses if d.phase == dose.phase]
    return replace(
        dose,
        spacing_usual_h=max(d.spacing_usual_h for d in doses),
        spacing_least_h=max(d.spacing_least_h for d in doses),
        spacing_first_h=max(d.spacing_first_h for d in doses),
        first_sessions=max(d.first_sessions for d in doses),
        per_week=min(d.per_week for d in doses),
        per_week_by_order=min(d.per_week_by_order for d in doses),
    )


def _sessions(dose: Dose, verdict: Verdict, protocol: Protocol, order: Order) -> int | CannotPlan:
    """Give the number of sessions; more than the longest dose only in blocks newly ordered."""
    category = verdict.category
    hard_stop = protocol.whole("hard_stop_sessions")
    more = order.extension_orders * protocol.whole("extension_block")
    wished = order.sessions if order.sessions is not None else dose.sessions + more
    if wished < 1 or order.extension_orders < 0:
        return CannotPlan(Why.NO_SESSIONS, category)
    if wished > hard_stop:
        return CannotPlan(Why.HARD_STOP, category)
    if wished > max(d.sessions for d in protocol.dose.doses) + more:
        return CannotPlan(Why.NEW_ORDER, category)
    return wished


def _blocks(sessions: int, dose: Dose, protocol: Protocol) -> tuple[int, ...]:
    """Divide sessions into a first block and following ones, each ending with a review."""
    first = min(sessions, dose.blocks[0])
    blocks, left = [first], sessions - first
    while left:
        blocks.append(min(left, protocol.whole("extension_block")))
        left -= blocks[-1]
    return tuple(blocks)


def _reviews(dose: Dose, blocks: tuple[int, ...]) -> tuple[int, ...]:
    total = sum(blocks)
    ends = {sum(blocks[: place + 1]) for place in range(len(blocks))}
    return tuple(sorted(ends | {after for after in dose.reviews if after <= total}))
