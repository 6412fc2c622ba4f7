"""What must be known to hold before the level goes up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lumbalis.domain.adaptation.findings import had_event, ramp, reaches, risen, troubled
from lumbalis.domain.adaptation.reports import NextContext, SessionReport
from lumbalis.domain.adaptation.rules import AdaptationRules, LadderRules
from lumbalis.domain.truth import Truth, all_of, truth_of


def criteria(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> dict[str, Truth]:
    """Ask every criterion for a higher level, by its key in the texts.

    They are asked of the last sessions together: as many as must be at the level, and
    for trouble as many as pause the ladder. A masked session and one that ended early
    prove nothing; neither does a session of another technique.
    """
    if not reports:
        return {"enough_sessions": Truth.FALSE}
    proof = reports[-rules.ladder.escalation_sessions :]
    since = ramp(reports, rules)
    return {
        "enough_sessions": truth_of(len(since) >= rules.ladder.escalation_sessions),
        "gentle_over": _gentle_over(len(since) + 1, context, rules),
        "room": _below_ceiling(reports[-1], context),
        "at_level": _each(proof, lambda report: _same(report.level, reports[-1].level)),
        "same_technique": _each(proof, lambda report: _same(report.technique, context.technique)),
        "full_sessions": _each(proof, lambda report: ~report.stopped_early),
        "no_events": _each(proof, lambda report: ~had_event(report)),
        "tolerated": _each(
            proof, lambda report: reaches(report.tolerance, rules.ladder.tolerance_good)
        ),
        "pain_not_up": _each(proof, lambda report: ~_any_rise(report, rules)),
        "no_trouble": _each(
            reports[-rules.ladder.escalation_pause :], lambda report: ~troubled(report, rules)
        ),
        "trend": _trend(reports, context, rules.ladder),
        "unmasked": _each(proof, lambda report: ~report.masked) & ~context.masked,
    }


def _each(reports: Sequence[SessionReport], holds: Callable[[SessionReport], Truth]) -> Truth:
    return all_of(holds(report) for report in reports)


def _same(one: int | str | None, other: int | str | None) -> Truth:
    return truth_of(None if one is None or other is None else one == other)


def _gentle_over(session: int, context: NextContext, rules: AdaptationRules) -> Truth:
    phase = None if context.phase is None else rules.phase(context.phase)
    if phase is None or phase.gentle_sessions is None:
        return Truth.UNKNOWN
    return truth_of(session >= phase.gentle_sessions)


def _below_ceiling(last: SessionReport, context: NextContext) -> Truth:
    return truth_of(None if last.level is None else last.level < context.cap)


def _any_rise(report: SessionReport, rules: AdaptationRules) -> Truth:
    """Tell whether pain was higher after the session than before it."""
    return risen(report.nrs_before, report.nrs_after, 1, rules)


def _trend(reports: Sequence[SessionReport], context: NextContext, ladder: LadderRules) -> Truth:
    """Tell whether the pain people came with is no higher than so many sessions ago.

    Asked twice, of today and of the last session; before there are that many, the
    question does not arise.
    """
    pains = [report.nrs_before for report in reports] + [context.pain]
    back = ladder.trend_sessions
    pairs = [
        (pains[place - back], pains[place]) for place in (-2, -1) if len(pains) + place >= back
    ]
    return all_of(
        truth_of(None if then is None or now is None else now <= then) for then, now in pairs
    )
