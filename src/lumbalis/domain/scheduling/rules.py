"""The numbers of booking; all of them come from the protocol's knowledge and the norm set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Weights:
    """What a departure from the ideal costs, in points; lower is better, none is negative.

    `wait_day` counts each day the first session lies after the earliest one thinkable;
    `long_gap_day` and `short_gap_day` each day a gap is longer or shorter than usual;
    `lowering_gap` a gap so long that the next session's level falls; `other_therapist` each
    session not with the course's main therapist; `not_preferred` each session not with whom the
    patient prefers; `off_time` each half hour away from the hour the patient prefers;
    `disliked_day` each session on a weekday the patient dislikes; `soon_after_meal` each session
    within the interval after a meal that is allowed and not advised; `rest_on_couch` each session
    whose couch is kept for resting; `splinter` each gap in a therapist's day, beside the visit,
    that is too short for another one.
    """

    wait_day: int
    long_gap_day: int
    short_gap_day: int
    lowering_gap: int
    other_therapist: int
    not_preferred: int
    off_time: int
    disliked_day: int
    soon_after_meal: int
    rest_on_couch: int
    splinter: int

    def __post_init__(self) -> None:
        if any(getattr(self, one.name) < 0 for one in fields(self)):
            msg = "a weight is negative; a departure can cost nothing, but never earn anything."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class SchedulingRules:
    """How long the parts of a visit last, and what may not follow what.

    `check_min` is the check before hands are laid on, `first_check_min` that of the first visit
    of a course; `rest_min` the rest lying afterwards, of which the therapist stays
    `therapist_stays_min`; `changeover_min` the time to make couch or rest place ready again;
    `equipment_care_min` the time to clean a device or a set of cups. No visit begins within
    `fasting_least_min` after a meal, and better not within `fasting_advised_min`. On a day with
    physiotherapy at least `physiotherapy_apart_min` lie between the two. A gap of more than
    `lowering_gap_d` days lowers the next level. `equipment` names the kind of equipment that a
    technique takes up, by technique.
    """

    check_min: int
    first_check_min: int
    rest_min: int
    therapist_stays_min: int
    changeover_min: int
    equipment_care_min: int
    fasting_least_min: int
    fasting_advised_min: int
    physiotherapy_apart_min: int
    lowering_gap_d: int
    off_time_min: int
    weights: Weights
    equipment: Mapping[str, str] = field(default_factory=dict)
