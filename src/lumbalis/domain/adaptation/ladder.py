"""The next session, from what the sessions before it reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lumbalis.domain.adaptation.decision import Because, Kind, NextSession, Plain, Question
from lumbalis.domain.adaptation.escalation import criteria
from lumbalis.domain.adaptation.findings import ramp
from lumbalis.domain.adaptation.reports import NextContext, SessionReport, check
from lumbalis.domain.adaptation.rules import AdaptationRules, Constraint, Next
from lumbalis.domain.adaptation.standstill import (
    PAIN_QUESTIONS,
    Finding,
    removed_techniques,
    standstills,
    unanswered,
)
from lumbalis.domain.adaptation.steps import Step, constraints, first_row, restarts
from lumbalis.domain.truth import Truth

_STRICTEST_FIRST = (Next.STOP_COURSE, Next.HOLD_FOR_PHYSICIAN, Next.NO_SESSION)
_QUESTIONS = (
    "level",
    "technique",
    "phase",
    *PAIN_QUESTIONS,
    "tolerance",
    "guarding",
    "masked",
    "stopped_for",
)


def decide_next(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> NextSession:
    """Decide whether the next session takes place, and at what level.

    Every row of the ladder is asked. The first that holds is told, and the most cautious
    outcome counts. An unanswered question counts as its worse answer: it never
    raises a level, it lowers the level where the worse answer would, and where the
    worse answer would end the sessions there is none until somebody answers.

    Parameters
    ----------
    reports : sequence of SessionReport
        All completed sessions of this course, oldest first; a missing one is noticed.

    Raises
    ------
    ValueError
        If a value lies outside its scale, or the reports are out of order.
    """
    check(reports, context, rules)
    findings = standstills(reports, context, rules)
    decisive = _strictest(findings)
    if decisive is not None:
        kind = Kind(decisive.leads_to.value)
        return _standstill(reports, rules, kind, _because_of(decisive), decisive.missing)
    undecided = [finding for finding in findings if finding.holds is Truth.UNKNOWN]
    if undecided:
        missing = tuple(dict.fromkeys(q for finding in undecided for q in finding.missing))
        return _standstill(reports, rules, Kind.NO_SESSION, _because_unasked(undecided), missing)
    return _session(reports, context, rules)


def ramp_session(
    reports: Sequence[SessionReport], days_since: int | None, rules: AdaptationRules
) -> int:
    """Give the number of the session being planned, counted since the ramp last began.

    `days_since` are the days since the last session. Ceilings by session number go by
    this number, so that a long gap brings back the gentle sessions: screen with it.
    """
    if not reports or restarts(days_since, rules) is not Truth.FALSE:
        return 1
    return len(ramp(reports, rules)) + 1


def _strictest(findings: Sequence[Finding]) -> Finding | None:
    for outcome in _STRICTEST_FIRST:
        for finding in findings:
            if finding.leads_to is outcome and finding.holds is Truth.TRUE:
                return finding
    return None


def _because_of(finding: Finding) -> Because:
    text = f"because.{finding.why.value}{finding.text}"
    return Because(finding.why, text, certain=True, values=finding.values)


def _because_unasked(findings: Sequence[Finding]) -> Because:
    might_hold = tuple(dict.fromkeys(finding.why.value for finding in findings))
    values: dict[str, Plain] = {"might_hold": might_hold}
    return Because(Constraint.UNANSWERED, "because.unanswered", certain=False, values=values)


def _standstill(
    reports: Sequence[SessionReport],
    rules: AdaptationRules,
    kind: Kind,
    because: Because,
    missing: tuple[Question, ...],
) -> NextSession:
    return NextSession(
        kind=kind,
        level=0,
        level_before=reports[-1].level if reports else None,
        because=(because,),
        missing=missing,
        criteria_unmet=(),
        removed=removed_techniques(reports, rules),
    )


def _session(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> NextSession:
    met = criteria(reports, context, rules)
    row = first_row(reports, context, rules, met)
    limits = constraints(reports, context, rules)
    level = min(row.level, *(step.level for step in limits))
    anew = bool(reports) and restarts(context.days_since, rules) is not Truth.FALSE
    before = reports[-1].level if reports else None
    risen = before is not None and level > before
    return NextSession(
        kind=Kind.RESTART if anew else Kind.LEVEL,
        level=level,
        level_before=before,
        because=_because_steps(row, limits),
        missing=tuple(_still_open(reports, context, rules)),
        criteria_unmet=() if risen or not reports else _unmet(met),
        removed=removed_techniques(reports, rules),
    )


def _because_steps(row: Step, limits: Sequence[Step]) -> tuple[Because, ...]:
    """Put what decided first: the constraints below the row, the lowest before the others."""
    binding = [step for step in limits if step.level < row.level or step.text]
    ordered = (*sorted(binding, key=lambda step: step.level), row)
    return tuple(_because_step(step) for step in ordered)


def _because_step(step: Step) -> Because:
    certain = step.holds is Truth.TRUE
    text = f"because.{step.why.value}{step.text}{'' if certain else '_unanswered'}"
    return Because(step.why, text, certain, step.values)


def _unmet(met: Mapping[str, Truth]) -> tuple[str, ...]:
    return tuple(name for name, holds in met.items() if holds is not Truth.TRUE)


def _still_open(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> Iterator[Question]:
    """Name what is unanswered in the reports and today that a level depends on."""
    ladder = rules.ladder
    looked_at = max(ladder.escalation_sessions, ladder.escalation_pause)
    for report in reports[-ladder.trend_sessions - 1 : -looked_at]:
        yield from unanswered(report, ("nrs_before",))
    for report in reports[-looked_at:]:
        yield from unanswered(report, _QUESTIONS)
    names = ("masked", "days_since") if reports else ()
    for name in names:
        if getattr(context, name) in (None, Truth.UNKNOWN):
            yield Question(None, name)
