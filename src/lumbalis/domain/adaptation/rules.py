"""The numbers and lists by which a course is adapted; all of them come from the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Next(Enum):
    """What a row of the ladder leads to."""

    STOP_COURSE = "stop_course"
    HOLD_FOR_PHYSICIAN = "hold_for_physician"
    NO_SESSION = "no_session"
    LOWER = "lower"
    HOLD = "hold"
    RAISE = "raise"


class Row(Enum):
    """The rows of the ladder in the order in which they are asked."""

    SERIOUS_EVENT = "serious_event"
    MODERATE_EVENT = "moderate_event"
    PAIN_ROSE = "pain_rose"
    SLIGHT_TROUBLE = "slight_trouble"
    ACUTE = "acute"
    MASKED = "masked"
    ESCALATE = "escalate"
    HOLD = "hold"


class Constraint(Enum):
    """What limits or replaces the outcome of the rows."""

    CEILING = "ceiling"
    GAP = "gap"
    PHASE_WORSE = "phase_worse"
    TECHNIQUE_SWITCH = "technique_switch"
    TECHNIQUE_REMOVED = "technique_removed"
    NOT_ORDERED = "not_ordered"
    HARD_STOP = "hard_stop"
    UNRECORDED_STOP = "unrecorded_stop"
    UNANSWERED = "unanswered"
    FIRST_SESSION = "first_session"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from, how sure it is, and whether a physician has signed it."""

    source: tuple[str, ...]
    certainty: str
    status: str

    def __post_init__(self) -> None:
        """Refuse a statement that nothing stands behind."""
        if not self.source:
            msg = "a statement without a source cannot be used; name its source."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Scales:
    """The upper ends of the scales of a report; all begin at zero, except the level at one."""

    pain: int
    tolerance: int
    guarding: int
    level: int


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """A phase of the disease; `first_level` is None where the phase has no sessions.

    Until `gentle_sessions` sessions of a ramp are reached, the level is not raised.
    """

    phase: str
    first_level: int | None
    gentle_sessions: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class LadderRules:
    """The thresholds of the ladder.

    Rises, scores and `pain_acute` are in points; `escalation_sessions`,
    `escalation_pause`, `trend_sessions` and `hard_stop` count sessions; gaps are in
    days, and both begin only above their number.
    """

    pain_rise_marked: int
    pain_rise_slight: int
    tolerance_poor: int
    tolerance_good: int
    guarding_stop: int
    pain_acute: int
    resume_level: int
    phase_worse_level: int
    technique_switch_level: int
    escalation_sessions: int
    escalation_pause: int
    trend_sessions: int
    lower_after_gap_d: int
    restart_after_gap_d: int
    hard_stop: int
    rows: Mapping[Row, Origin]
    constraints: Mapping[Constraint, Origin]

    def __post_init__(self) -> None:
        """Refuse thresholds that would hide one another."""
        _ascending("pain rises", self.pain_rise_slight, self.pain_rise_marked)
        _ascending("tolerances", self.tolerance_poor, self.tolerance_good)
        _ascending("gaps", self.lower_after_gap_d, self.restart_after_gap_d)
        counts = (self.escalation_sessions, self.escalation_pause, self.trend_sessions)
        if min(counts, default=0) < 1:
            msg = "the ladder must look at one session at least; raise the number of sessions."
            raise ValueError(msg)
        if set(self.rows) != set(Row) or set(self.constraints) != set(Constraint):
            msg = "the ladder lacks a row or a constraint; add it with its source."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that ends a session at once.

    `needs_event`: the stop is recorded only with an adverse event beside it. `ask`
    names the emergency rules whose questions come next.
    """

    id: str
    needs_event: bool
    ask: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class StopRules:
    """The signs that end a session, what is done then, and other reasons for ending one.

    `pain_high`, `pain_rise` and `guarding` are scores; a rise counts when it has
    lasted `rise_stays_s` seconds of lighter work. The three `*_sign` fields name the
    signs that are read from scores.
    """

    signs: Mapping[str, Sign]
    pain_high: int
    pain_rise: int
    rise_stays_s: int
    guarding: int
    other_reasons: tuple[str, ...]
    steps: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class GradeRules:
    """What makes an adverse event serious or moderate.

    `burn` is the feature that makes a blister count, in mm of its greatest width;
    durations are in hours.
    """

    serious: tuple[str, ...]
    burn: str
    blister_above_mm: int
    moderate: tuple[str, ...]
    duration_above_h: int
    origins: Mapping[str, Origin]

    @property
    def features(self) -> frozenset[str]:
        """Every question that grading asks with yes or no."""
        return frozenset((*self.serious, self.burn, *self.moderate))


@dataclass(frozen=True, slots=True)
class CourseRules:
    """When a course is reviewed and what its reviews mean.

    Improvements and `worse_percent` are per cent of the first average pain,
    `worse_points` points of the scale; the rest counts sessions, or weeks since the
    first session.
    """

    review_from: int
    review_to: int
    good_percent: int
    enough_percent: int
    judged_after: int
    judged_after_weeks: int
    worse_points: int
    worse_percent: int
    extension: int
    hard_stop: int
    missed_in_row: int
    origins: Mapping[str, Origin]

    def __post_init__(self) -> None:
        """Refuse a review window or an improvement scale that runs backwards."""
        _ascending("improvements", self.enough_percent, self.good_percent)
        _ascending("ends of the review window", self.review_from, self.review_to)


@dataclass(frozen=True, slots=True)
class MonitorRules:
    """The clinic's alarm: the share of sessions with a minor or moderate event, in per cent."""

    rate_above_percent: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class AdaptationRules:
    """Everything a protocol says about adapting a course; `phases` from mildest to strictest."""

    scales: Scales
    phases: tuple[PhaseRule, ...]
    ladder: LadderRules
    stop: StopRules
    grades: GradeRules
    course: CourseRules
    monitor: MonitorRules

    def phase(self, name: str) -> PhaseRule | None:
        """Find a phase; None where the protocol does not know it."""
        return next((rule for rule in self.phases if rule.phase == name), None)

    def strictness(self, name: str) -> int:
        """Give a phase's place, the mildest being 0.

        Raises
        ------
        ValueError
            If the protocol does not know the phase.
        """
        for place, rule in enumerate(self.phases):
            if rule.phase == name:
                return place
        msg = f"No phase is called {name}; use a phase of the protocol."
        raise ValueError(msg)


def _ascending(what: str, low: int, high: int) -> None:
    if low >= high:
        msg = f"the smaller of the two {what} is not the smaller one; correct the limits."
        raise ValueError(msg)
