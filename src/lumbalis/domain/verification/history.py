"""What happened before a session, and what a physician or a qualified person has decided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionHistory:
    """The sessions already given in this course, oldest first; cancelled ones do not count.

    `levels` and `techniques` hold the session level and the main technique of each.
    `days_since_last` is the time since the last of them; None is unknown and is read as
    a gap long enough to start again. `cuppings` counts sessions with suction, of which
    `cuppings_last_week` lie within seven days; `hours_since_cupping` is the time since
    the last of them. None is unknown: it is read the strict way. `points_chosen` are the
    acupressure points a qualified person has confirmed for this patient.
    """

    levels: tuple[int, ...]
    techniques: tuple[str, ...]
    days_since_last: float | None
    cuppings: int | None
    cuppings_last_week: int | None
    hours_since_cupping: float | None
    points_chosen: frozenset[str] = frozenset()


NOTHING_BEFORE = SessionHistory(
    levels=(),
    techniques=(),
    days_since_last=None,
    cuppings=0,
    cuppings_last_week=0,
    hours_since_cupping=None,
)
"""The history of a first session."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What somebody entitled to it has decided about a course; nothing unless stated.

    `sessions` is the number a physician ordered, None for the dose's own; `extensions`
    counts new orders after the first, each good for one more block. `severity` is the
    physician's where it is ordered with the course. `often` tells that the physician
    ordered the closer weekly rhythm. `points_chosen` as in the history.
    """

    sessions: int | None = None
    extensions: int = 0
    severity: str | None = None
    often: bool = False
    points_chosen: frozenset[str] = frozenset()


NOTHING_ORDERED = Ordered()
