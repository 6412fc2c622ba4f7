"""A whole course: which sessions, how far apart, with which script and ceiling, reviewed when."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.plan.session import Session


@dataclass(frozen=True, slots=True)
class ProtocolStamp:
    """Which protocol a plan was made under."""

    id: str
    version: str
    sha256: str
    status: str


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session's place in the course.

    `spacing_least_h` is the least time in hours since the session before (0 for the
    first). `ceiling` is the highest level if everything goes well, assuming the phase
    and pain of today; `level` the level planned now. `review_after` marks a
    review due before the next session.
    """

    index: int
    block: int
    script: str
    level: int
    ceiling: int
    spacing_least_h: int
    spacing_usual_h: int
    review_after: bool
    gentle: bool


@dataclass(frozen=True, slots=True)
class Course:
    """A planned course with its sessions in full.

    `hard_stop` is the number of sessions no order can exceed; a gap of more than
    `restart_after_gap_d` days restarts the ramp; `per_week` is the most sessions in
    seven days.
    """

    protocol: ProtocolStamp
    phase: str
    severity: str
    severity_assumed: bool
    blocks: tuple[int, ...]
    per_week: int
    reviews: tuple[int, ...]
    hard_stop: int
    restart_after_gap_d: int
    timeline: tuple[PlannedSession, ...]
    sessions: tuple[Session, ...]
