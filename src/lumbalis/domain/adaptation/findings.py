"""What a report says about its session, in three truth values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumbalis.domain.adaptation.events import AdverseEvent, Grade, at_least
from lumbalis.domain.adaptation.reports import SessionReport
from lumbalis.domain.adaptation.rules import AdaptationRules
from lumbalis.domain.truth import Truth, any_of, truth_of


def pain_rose(report: SessionReport, rules: AdaptationRules) -> Truth:
    """Tell whether pain radiates anew or rose markedly, right after or a day later."""
    marked = rules.ladder.pain_rise_marked
    return (
        report.new_radiation
        | risen(report.nrs_before, report.nrs_after, marked, rules)
        | risen(report.nrs_before, report.nrs_24h, marked, rules)
    )


def slight_trouble(report: SessionReport, rules: AdaptationRules) -> Truth:
    """Tell whether there was an event, poor tolerance, guarding, or a rise that lasted a day."""
    ladder = rules.ladder
    return (
        had_event(report)
        | at_most(report.tolerance, ladder.tolerance_poor)
        | reaches(report.guarding, ladder.guarding_stop)
        | risen(report.nrs_before, report.nrs_24h, ladder.pain_rise_slight, rules)
    )


def troubled(report: SessionReport, rules: AdaptationRules) -> Truth:
    """Tell whether the session gave any reason to go down a level."""
    return pain_rose(report, rules) | slight_trouble(report, rules)


def had_event(report: SessionReport) -> Truth:
    """Tell whether anything unwanted happened, of whatever grade."""
    return truth_of(None if report.events is None else bool(report.events))


def event_of(report: SessionReport, grade: Grade, rules: AdaptationRules) -> Truth:
    """Tell whether an event of this grade or a graver one happened."""
    if report.events is None:
        return Truth.UNKNOWN
    return any_of(at_least(event, grade, rules) for event in report.events)


def moderate_events(
    reports: Sequence[SessionReport], rules: AdaptationRules
) -> Iterator[tuple[SessionReport, AdverseEvent]]:
    """Give every event that is, or may be, more than minor."""
    for report in reports:
        for event in report.events or ():
            if at_least(event, Grade.MODERATE, rules) is not Truth.FALSE:
                yield report, event


def risen(before: int | None, after: int | None, points: int, rules: AdaptationRules) -> Truth:
    """Tell whether pain rose by so many points; an unknown score may be any on the scale.

    From 9 of 10 nothing can rise by 2, so that needs no answer.
    """
    top = rules.scales.pain
    low_before, high_before = (0, top) if before is None else (before, before)
    low_after, high_after = (0, top) if after is None else (after, after)
    if low_after - high_before >= points:
        return Truth.TRUE
    return Truth.FALSE if high_after - low_before < points else Truth.UNKNOWN


def reaches(score: int | None, limit: int) -> Truth:
    """Tell whether a score is at least a limit."""
    return truth_of(None if score is None else score >= limit)


def at_most(score: int | None, limit: int) -> Truth:
    """Tell whether a score is at most a limit."""
    return truth_of(None if score is None else score <= limit)


def ramp(reports: Sequence[SessionReport], rules: AdaptationRules) -> Sequence[SessionReport]:
    """Give the sessions since the ramp last began; a gap of unknown length may have ended it."""
    longest = rules.ladder.restart_after_gap_d
    for place in range(len(reports) - 1, 0, -1):
        days = reports[place].days_since
        if days is None or days > longest:
            return reports[place:]
    return reports
