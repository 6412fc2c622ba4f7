"""The circumstances of a screening: when, which session, whose hands, which house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Practitioner:
    """Who would give the session, by what they are qualified to do."""

    credentials: frozenset[str]


@dataclass(frozen=True, slots=True)
class Site:
    """What the house has decided: how strict about imaging, and whether fire cups exist."""

    imaging_policy: str = "seed_strict"
    fire_cupping_enabled: bool = False


@dataclass(frozen=True, slots=True)
class CourseSoFar:
    """What the course has shown up to now; None where nobody has said.

    `pain_change_percent` is the fall of the 7-day average pain since the start
    (positive: better). `gap_days` are days since the last session.
    """

    sessions_done: int | None = None
    gap_days: int | None = None
    weeks: int | None = None
    pain_change_percent: float | None = None
    pain_change_points: float | None = None
    serious_adverse_event: bool | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """Everything a screening needs besides answers. `at` must carry its time zone.

    `session` counts from 1. A missing practitioner is unknown, not unqualified
    and not qualified.
    """

    at: datetime
    session: int = 1
    practitioner: Practitioner | None = None
    site: Site = field(default_factory=Site)
    course: CourseSoFar = field(default_factory=CourseSoFar)
