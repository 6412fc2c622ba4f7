"""All the facts a protocol knows, the circumstances beside them, and what follows from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Condition, Kind, Value, ValueType

if TYPE_CHECKING:
    from lumbalis.domain.facts.encounter import Encounter
    from lumbalis.domain.facts.fact import Fact

PHASES = ("REMISSION", "SUBSIDING", "EXACERBATION")
CREDENTIALS = (
    "medical_education",
    "massage",
    "cupping",
    "fire",
    "acupressure_certified",
    "device",
    "first_aid",
)

CONTEXT: Mapping[str, ValueType] = {
    "today": ValueType(Kind.DATE),
    "phase": ValueType(Kind.ENUM, values=frozenset(PHASES)),
    "session": ValueType(Kind.NUMBER, unit="{session}"),
    "credentials": ValueType(Kind.SET, values=frozenset(CREDENTIALS)),
    "imaging_policy": ValueType(Kind.ENUM, values=frozenset({"seed_strict", "guideline"})),
    "fire_cupping_enabled": ValueType(Kind.BOOL),
    "course_sessions_done": ValueType(Kind.NUMBER, unit="{session}", optional=True),
    "course_gap_days": ValueType(Kind.NUMBER, unit="d", optional=True),
    "course_weeks": ValueType(Kind.NUMBER, unit="wk", optional=True),
    "course_improvement_percent": ValueType(Kind.NUMBER, unit="%", optional=True),
    "course_worsening_percent": ValueType(Kind.NUMBER, unit="%", optional=True),
    "course_worsening_points": ValueType(Kind.NUMBER, unit="{score}", optional=True),
    "serious_adverse_event": ValueType(Kind.BOOL, optional=True),
}
"""Names an expression may read that are not asked of anybody but follow from the circumstances."""


def context_of(encounter: Encounter) -> dict[str, Value | None]:
    """Give the circumstances the names of CONTEXT (without the phase, which is computed)."""
    course, site = encounter.course, encounter.site
    practitioner = encounter.practitioner
    return {
        "today": encounter.at.date(),
        "session": encounter.session,
        "credentials": None if practitioner is None else practitioner.credentials,
        "imaging_policy": site.imaging_policy,
        "fire_cupping_enabled": site.fire_cupping_enabled,
        "course_sessions_done": course.sessions_done,
        "course_gap_days": course.gap_days,
        "course_weeks": course.weeks,
        "course_improvement_percent": course.pain_change_percent,
        "course_worsening_percent": _negated(course.pain_change_percent),
        "course_worsening_points": _negated(course.pain_change_points),
        "serious_adverse_event": course.serious_adverse_event,
    }


def _negated(number: float | None) -> float | None:
    return None if number is None else -number


@dataclass(frozen=True, slots=True)
class Implication:
    """If the condition holds, another fact must have this value."""

    id: str
    when: Condition
    fact: str
    value: Value
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The facts by id, in the order they are asked, and the logical ties between them."""

    facts: Mapping[str, Fact]
    implications: tuple[Implication, ...] = ()

    @property
    def names(self) -> Mapping[str, ValueType]:
        """Every name a rule may read, with its type."""
        return {**CONTEXT, **{fact.id: fact.value_type for fact in self.facts.values()}}
