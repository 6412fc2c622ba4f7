"""Whether a course goes on, is reviewed, or ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from lumbalis.domain.adaptation.rules import AdaptationRules, CourseRules
from lumbalis.domain.truth import Truth, truth_of

_PERCENT = 100


class CourseStep(Enum):
    """What becomes of a course, the most cautious first; each value is a key into the texts."""

    STOP_FOR_PHYSICIAN = "stop_for_physician"
    REVIEW_DIAGNOSIS = "review_diagnosis"
    CONTACT = "contact"
    END = "end"
    MEASURE_RESULT = "measure_result"
    ORDER_NEEDED = "order_needed"
    REVIEW_OVERDUE = "review_overdue"
    REVIEW_DUE = "review_due"
    EXTEND = "extend"
    CONTINUE_WITH_NOTE = "continue_with_note"
    CONTINUE = "continue"

    @property
    def session_may_follow(self) -> bool:
        """Whether the next session may be given before anything else happens."""
        return self in _OPEN


_OPEN = frozenset(
    {
        CourseStep.REVIEW_DUE,
        CourseStep.EXTEND,
        CourseStep.CONTINUE_WITH_NOTE,
        CourseStep.CONTINUE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseState:
    """Where a course stands.

    `done` and `ordered` count sessions: completed, and ordered in all by a physician so
    far. `baseline` is the average pain (0 to 10, last 7 days) before the first session,
    `average` the same measured again after `average_after` completed sessions.
    `weeks` since the first session are whole weeks. `missed_in_row` counts sessions
    missed or postponed since the last one given or the last contact about it.
    `block_reviews` are the session numbers after which a block ends and a review must stand
    before the next block. `decided_after` is the number of sessions after which a
    physician last decided that the course goes on; readings up to then are settled by
    it. The last four come from the outcomes and the physician.
    """

    done: int
    ordered: int
    baseline: Fraction | int | None
    average: Fraction | int | None
    average_after: int | None
    weeks: int | None
    missed_in_row: int
    block_reviews: tuple[int, ...] = ()
    decided_after: int | None = None
    responder: Truth = Truth.UNKNOWN
    recovered: Truth = Truth.UNKNOWN
    symptomatic: Truth = Truth.UNKNOWN
    new_order: Truth = Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class CourseDecision:
    """What becomes of a course and why.

    `because` is a key into the texts. `improvement_percent` is exact and positive for
    less pain, None where it cannot be computed. `may_add` is how many sessions an
    extension may have; `missing` names what nobody has answered.
    """

    step: CourseStep
    because: str
    rule: str | None
    improvement_percent: Fraction | None
    values: Mapping[str, int | None]
    may_add: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    step: CourseStep
    because: str
    rule: str | None = None
    may_add: int = 0
    missing: tuple[str, ...] = ()


def decide_course(state: CourseState, rules: AdaptationRules) -> CourseDecision:
    """Decide how a course goes on, from its average pain and its count of sessions.

    The most cautious reason counts. Pain that got worse ends the course at any time; too
    little improvement after enough sessions sends the diagnosis to review (X27). A review
    without an answer is due, then overdue, and then no session follows.

    Raises
    ------
    ValueError
        If a count is negative, or pain lies outside its scale.
    """
    _check(state, rules)
    outcome = (
        _worse(state, rules.course)
        or _no_gain(state, rules.course)
        or _missed(state, rules.course)
        or _end(state, rules.course)
        or _review(state, rules.course)
        or _going_on(state, rules.course)
    )
    return CourseDecision(
        step=outcome.step,
        because=f"course_because.{outcome.because}",
        rule=outcome.rule,
        improvement_percent=improvement_percent(state),
        values={"done": state.done, "ordered": state.ordered, "average_after": state.average_after},
        may_add=outcome.may_add,
        missing=outcome.missing,
    )


def improvement_percent(state: CourseState) -> Fraction | None:
    """Give the fall of the average pain in per cent; None without two readings or from zero."""
    if state.baseline is None or state.average is None or state.baseline == 0:
        return None
    return Fraction(state.baseline - state.average) * _PERCENT / Fraction(state.baseline)


def _worse(state: CourseState, rules: CourseRules) -> _Outcome | None:
    if state.baseline is None or state.average is None or _settled_by_physician(state):
        return None
    percent = improvement_percent(state)
    by_percent = percent is not None and percent <= -rules.worse_percent
    if by_percent or state.average - state.baseline >= rules.worse_points:
        return _Outcome(CourseStep.STOP_FOR_PHYSICIAN, "worse", rule="X27")
    return None


def _no_gain(state: CourseState, rules: CourseRules) -> _Outcome | None:
    percent = improvement_percent(state)
    if percent is None or percent >= rules.enough_percent or _settled_by_physician(state):
        return None
    if _long_enough(state, rules) is Truth.FALSE:
        return None
    unsure = _long_enough(state, rules) is Truth.UNKNOWN
    missing = tuple(name for name in ("average_after", "weeks") if getattr(state, name) is None)
    return _Outcome(
        CourseStep.REVIEW_DIAGNOSIS, "no_gain", rule="X27", missing=missing if unsure else ()
    )


def _long_enough(state: CourseState, rules: CourseRules) -> Truth:
    """Tell whether the course has lasted long enough to judge that it does not help."""
    after, weeks = state.average_after, state.weeks
    by_sessions = truth_of(None if after is None else after >= rules.judged_after)
    return by_sessions | truth_of(None if weeks is None else weeks >= rules.judged_after_weeks)


def _settled_by_physician(state: CourseState) -> bool:
    if state.decided_after is None or state.average_after is None:
        return False
    return state.decided_after >= state.average_after


def _missed(state: CourseState, rules: CourseRules) -> _Outcome | None:
    if state.missed_in_row >= rules.missed_in_row:
        return _Outcome(CourseStep.CONTACT, "missed_in_row")
    return None


def _end(state: CourseState, rules: CourseRules) -> _Outcome | None:
    if state.done >= rules.hard_stop:
        return _Outcome(CourseStep.END, "hard_stop")
    if state.done < state.ordered:
        return None
    if state.responder is Truth.FALSE:
        return _Outcome(CourseStep.END, "no_responder")
    if Truth.TRUE in (state.recovered, ~state.symptomatic):
        return _Outcome(CourseStep.END, "without_symptoms")
    missing = tuple(
        name for name in ("responder", "symptomatic") if getattr(state, name) is Truth.UNKNOWN
    )
    if missing:
        return _Outcome(CourseStep.MEASURE_RESULT, "result_unknown", missing=missing)
    return _extension(state, rules)


def _extension(state: CourseState, rules: CourseRules) -> _Outcome:
    may_add = min(rules.extension, rules.hard_stop - state.done)
    if state.new_order is Truth.TRUE:
        return _Outcome(CourseStep.EXTEND, "extension_ordered", may_add=may_add)
    missing = ("new_order",) if state.new_order is Truth.UNKNOWN else ()
    return _Outcome(CourseStep.ORDER_NEEDED, "extension_possible", may_add=may_add, missing=missing)


def _review(state: CourseState, rules: CourseRules) -> _Outcome | None:
    """Ask for a review that is due; at the end of a block it has no window."""
    missing = tuple(name for name in ("baseline", "average") if getattr(state, name) is None)
    measured = -1 if missing or state.average_after is None else state.average_after
    if any(measured < block <= state.done for block in state.block_reviews):
        return _Outcome(CourseStep.REVIEW_OVERDUE, "block_ended", missing=missing or ("average",))
    if state.done < rules.review_from or measured >= _settled_from(state, rules):
        return None
    step = CourseStep.REVIEW_DUE
    if state.done >= rules.review_to:
        step = CourseStep.REVIEW_OVERDUE
    return _Outcome(step, "review_window", missing=missing or ("average",))


def _settled_from(state: CourseState, rules: CourseRules) -> int:
    """Give the session from which a reading settles the review; little gain needs a later one."""
    percent = improvement_percent(state)
    little = percent is not None and percent < rules.enough_percent
    if little and state.done >= rules.judged_after:
        return rules.judged_after
    return rules.review_from


def _going_on(state: CourseState, rules: CourseRules) -> _Outcome:
    percent = improvement_percent(state)
    measured = state.average_after is not None and state.average_after >= rules.review_from
    if not measured:
        return _Outcome(CourseStep.CONTINUE, "before_review")
    if percent is None:
        return _Outcome(CourseStep.CONTINUE_WITH_NOTE, "no_pain_at_start")
    if percent >= rules.good_percent:
        return _Outcome(CourseStep.CONTINUE, "good_gain")
    enough = percent >= rules.enough_percent
    return _Outcome(CourseStep.CONTINUE_WITH_NOTE, "some_gain" if enough else "little_gain_yet")


def _check(state: CourseState, rules: AdaptationRules) -> None:
    counts = (state.done, state.ordered, state.missed_in_row)
    known = (state.weeks, state.average_after, state.decided_after)
    if any(count is not None and count < 0 for count in (*counts, *known)):
        msg = "A count of the course lies below zero; count again."
        raise ValueError(msg)
    for pain in (state.baseline, state.average):
        if pain is not None and not 0 <= pain <= rules.scales.pain:
            msg = "An average pain lies outside its scale; enter it anew."
            raise ValueError(msg)
    if state.average_after is not None and state.average_after > state.done:
        msg = "The average pain was measured after a session still to come; count again."
        raise ValueError(msg)
