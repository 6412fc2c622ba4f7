"""What every re-planning is given: the rules, what a disturbance costs, and the most steps."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from lumbalis.domain.scheduling.rules import SchedulingRules

POINT: Final = 1000
"""Costs are counted in thousandths of a point, so that bounds are exact."""
STEPS: Final = 400
"""Steps of search and bound together, where nothing ends them sooner."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What a change costs a patient, in thousandths of a point; none is negative.

    `other_therapist` at the same time; `other_time` on the same day; `other_day` a day on which
    the patient had no visit; `tick_away` each tick by which the hour of the day changes;
    `day_away` each day between a new day and the visit's old one; `visit_cut` a visit for which
    no place is left; `course_put_off` a whole course for which none is.
    """

    other_therapist_x1000: int
    other_time_x1000: int
    other_day_x1000: int
    tick_away_x1000: int
    day_away_x1000: int
    visit_cut_x1000: int
    course_put_off_x1000: int

    def __post_init__(self) -> None:
        if any(getattr(self, one.name) < 0 for one in fields(self)):
            msg = "a disturbance is negative; a change can cost nothing, but never earn anything."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Means:
    """The rules of booking, the weights of disturbance, and the most steps of a search."""

    rules: SchedulingRules
    disturbance: Disturbance
    steps: int = STEPS
