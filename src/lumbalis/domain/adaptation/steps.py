"""The rows and constraints that give a session its level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lumbalis.domain.adaptation.decision import Plain
from lumbalis.domain.adaptation.findings import moderate_events, pain_rose, slight_trouble
from lumbalis.domain.adaptation.reports import NextContext, SessionReport
from lumbalis.domain.adaptation.rules import AdaptationRules, Constraint, Row
from lumbalis.domain.truth import Truth, all_of, truth_of

_READ = ("level", "nrs_before", "nrs_after", "nrs_24h", "tolerance", "guarding")


@dataclass(frozen=True, slots=True)
class Step:
    """A row or constraint, whether it holds, and the highest level it allows.

    `text` is the ending of its key in the texts where it has more than one.
    """

    why: Row | Constraint
    holds: Truth
    level: int
    values: Mapping[str, Plain]
    text: str = ""


def first_row(
    reports: Sequence[SessionReport],
    context: NextContext,
    rules: AdaptationRules,
    met: Mapping[str, Truth],
) -> Step:
    """Give the first row that holds; a row of caution holds unless it surely does not."""
    if not reports:
        start = first_level(context, rules)
        return Step(Constraint.FIRST_SESSION, Truth.TRUE, start, {"phase": context.phase})
    last = reports[-1]
    level, lower = level_of(last), lower_than(last)
    values: dict[str, Plain] = {name: getattr(last, name) for name in _READ}
    values["session"] = last.session
    resumes = truth_of(any(True for _ in moderate_events((last,), rules)))
    resume_level = min(rules.ladder.resume_level, lower)
    cautious = (
        Step(Row.MODERATE_EVENT, resumes, resume_level, values, "_resumed"),
        Step(Row.PAIN_ROSE, pain_rose(last, rules), lower, values),
        Step(Row.SLIGHT_TROUBLE, slight_trouble(last, rules), lower, values),
        Step(Row.MASKED, last.masked | context.masked, level, values),
    )
    for step in cautious:
        if step.holds is not Truth.FALSE:
            return step
    if all_of(met.values()) is Truth.TRUE:
        return Step(Row.ESCALATE, Truth.TRUE, level + 1, values)
    return Step(Row.HOLD, Truth.TRUE, level, values)


def constraints(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> tuple[Step, ...]:
    """Give the constraints that hold, or may hold for all that is known."""
    ceiling = Step(Constraint.CEILING, Truth.TRUE, context.cap, {"cap": context.cap})
    if not reports:
        return (ceiling,)
    steps = (*_after_last(reports[-1], context, rules), ceiling)
    return tuple(step for step in steps if step.holds is not Truth.FALSE)


def restarts(days_since: int | None, rules: AdaptationRules) -> Truth:
    """Tell whether the time since the last session, in days, makes the ramp begin anew."""
    longest = rules.ladder.restart_after_gap_d
    return truth_of(None if days_since is None else days_since > longest)


def first_level(context: NextContext, rules: AdaptationRules) -> int:
    """Give the level of a first session; 0 in a phase that has none, or is not known."""
    phase = None if context.phase is None else rules.phase(context.phase)
    return 0 if phase is None or phase.first_level is None else phase.first_level


def level_of(report: SessionReport) -> int:
    """Give the level of a session; one that nobody noted counts as the lowest."""
    return 1 if report.level is None else report.level


def lower_than(report: SessionReport) -> int:
    """Give the level below a session's; below the lowest there is none."""
    return max(1, level_of(report) - 1)


def _after_last(
    last: SessionReport, context: NextContext, rules: AdaptationRules
) -> Iterator[Step]:
    ladder, level, days = rules.ladder, level_of(last), context.days_since
    gap: dict[str, Plain] = {"days_since": days}
    anew = restarts(days, rules)
    if anew is Truth.FALSE:
        long = truth_of(days is not None and days > ladder.lower_after_gap_d)
        yield Step(Constraint.GAP, long, lower_than(last), gap)
    start = min(first_level(context, rules), lower_than(last))
    yield Step(Constraint.GAP, anew, start, gap, "_restart")
    phases: dict[str, Plain] = {"phase": context.phase, "phase_before": last.phase}
    yield Step(
        Constraint.PHASE_WORSE,
        _phase_worse(last, context, rules),
        min(level, ladder.phase_worse_level),
        phases,
    )
    techniques: dict[str, Plain] = {
        "technique": context.technique,
        "technique_before": last.technique,
    }
    yield Step(
        Constraint.TECHNIQUE_SWITCH,
        truth_of(None if last.technique is None else last.technique != context.technique),
        min(level, ladder.technique_switch_level),
        techniques,
    )


def _phase_worse(last: SessionReport, context: NextContext, rules: AdaptationRules) -> Truth:
    """Tell whether the phase is stricter than at the last session; the mildest cannot be."""
    if context.phase is None:
        return Truth.UNKNOWN
    now = rules.strictness(context.phase)
    if last.phase is None:
        return Truth.FALSE if now == 0 else Truth.UNKNOWN
    return truth_of(now > rules.strictness(last.phase))
