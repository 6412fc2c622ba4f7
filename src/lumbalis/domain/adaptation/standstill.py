"""The rows and constraints under which no session takes place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lumbalis.domain.adaptation.decision import Plain, Question
from lumbalis.domain.adaptation.events import AdverseEvent, Grade, at_least, open_questions
from lumbalis.domain.adaptation.findings import event_of, moderate_events, pain_rose, reaches
from lumbalis.domain.adaptation.reports import NextContext, SessionReport
from lumbalis.domain.adaptation.rules import AdaptationRules, Constraint, Next, Row
from lumbalis.domain.truth import Truth, any_of, truth_of

PAIN_QUESTIONS = ("nrs_before", "nrs_after", "nrs_24h", "new_radiation")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason for no session, whether it holds, what it read and what it lacks.

    `text` is the ending of its key in the texts where it has more than one.
    """

    why: Row | Constraint
    leads_to: Next
    holds: Truth
    values: Mapping[str, Plain]
    missing: tuple[Question, ...] = ()
    text: str = ""


def standstills(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> tuple[Finding, ...]:
    """Ask every reason for no session, in the order of the ladder."""
    return (
        _serious(reports, context, rules),
        _hard_stop(context, rules),
        _moderate(reports, context, rules),
        _pain_rose_again(reports, context, rules),
        _not_ordered(context),
        _acute(context, rules),
        _unrecorded_stop(reports, rules),
        _technique_removed(reports, context, rules),
        _ceiling(context),
        _missing_report(reports, context),
    )


def unanswered(report: SessionReport, names: Sequence[str]) -> Iterator[Question]:
    """Name those questions of a report that nobody has answered."""
    for name in names:
        if getattr(report, name) in (None, Truth.UNKNOWN):
            yield Question(report.session, name)


def removed_techniques(reports: Sequence[SessionReport], rules: AdaptationRules) -> frozenset[str]:
    """Name the techniques and manipulations that caused a moderate event in this course."""
    causes = (event.cause for _, event in moderate_events(reports, rules))
    return frozenset(cause for cause in causes if cause is not None)


def is_cleared(report: SessionReport, event: AdverseEvent, context: NextContext) -> bool:
    """Tell whether an event is surely over, its cause named, and a physician has reviewed it."""
    over = event.resolved is Truth.TRUE and event.cause is not None
    return over and _reviewed(report, context)


def _reviewed(report: SessionReport, context: NextContext) -> bool:
    return context.reviewed_session is not None and context.reviewed_session >= report.session


def _serious(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> Finding:
    events = {report.session: event_of(report, Grade.SERIOUS, rules) for report in reports}
    values: dict[str, Plain] = {"emergency": context.emergency.name.lower()}
    values["sessions"] = _sessions(events)
    missing = list(_open_events(reports, Grade.SERIOUS, rules))
    if context.emergency is Truth.UNKNOWN:
        missing.append(Question(None, "emergency"))
    holds = context.emergency | any_of(events.values())
    return Finding(Row.SERIOUS_EVENT, Next.STOP_COURSE, holds, values, tuple(missing))


def _moderate(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> Finding:
    held = {report.session: _held(report, context, rules) for report in reports}
    missing = [
        Question(report.session, question)
        for report, event in moderate_events(reports, rules)
        if at_least(event, Grade.MODERATE, rules) is Truth.TRUE
        for question in _to_clear(report, event, context)
    ]
    missing += _open_events(reports, Grade.MODERATE, rules)
    values: dict[str, Plain] = {"sessions": _sessions(held)}
    holds = any_of(held.values())
    return Finding(
        Row.MODERATE_EVENT, Next.HOLD_FOR_PHYSICIAN, holds, values, tuple(dict.fromkeys(missing))
    )


def _held(report: SessionReport, context: NextContext, rules: AdaptationRules) -> Truth:
    if report.events is None:
        return Truth.UNKNOWN
    waiting = tuple(event for event in report.events if not is_cleared(report, event, context))
    return any_of(at_least(event, Grade.MODERATE, rules) for event in waiting)


def _to_clear(report: SessionReport, event: AdverseEvent, context: NextContext) -> Iterator[str]:
    if event.resolved is not Truth.TRUE:
        yield "resolved"
    if event.cause is None:
        yield "cause"
    if not _reviewed(report, context):
        yield "physician_review"


def _pain_rose_again(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> Finding:
    last_two = reports[-2:]
    rose = [pain_rose(report, rules) for report in last_two]
    missing = tuple(q for report in last_two for q in unanswered(report, PAIN_QUESTIONS))
    values: dict[str, Plain] = {"sessions": tuple(report.session for report in last_two)}
    twice = len(rose) > 1 and not _reviewed(last_two[-1], context)
    holds = rose[0] & rose[1] if twice else Truth.FALSE
    return Finding(Row.PAIN_ROSE, Next.HOLD_FOR_PHYSICIAN, holds, values, missing, "_again")


def _acute(context: NextContext, rules: AdaptationRules) -> Finding:
    limit = rules.ladder.pain_acute
    too_much = reaches(context.nrs_rest, limit) | reaches(context.nrs_move, limit)
    rule = None if context.phase is None else rules.phase(context.phase)
    without = truth_of(None if rule is None else rule.first_level is None)
    names = ("nrs_rest", "nrs_move", "phase")
    missing = tuple(Question(None, name) for name in names if getattr(context, name) is None)
    values: dict[str, Plain] = {"pain": context.pain, "phase": context.phase}
    return Finding(Row.ACUTE, Next.NO_SESSION, too_much | without, values, missing)


def _unrecorded_stop(reports: Sequence[SessionReport], rules: AdaptationRules) -> Finding:
    found = {report.session: _stop_unrecorded(report, rules) for report in reports}
    values: dict[str, Plain] = {"sessions": _sessions(found)}
    missing = tuple(
        Question(report.session, "stopped_for" if report.stopped_for is None else "events")
        for report in reports
        if found[report.session] is not Truth.FALSE
    )
    return Finding(
        Constraint.UNRECORDED_STOP, Next.NO_SESSION, any_of(found.values()), values, missing
    )


def _stop_unrecorded(report: SessionReport, rules: AdaptationRules) -> Truth:
    """Tell whether a session was stopped for a sign while nobody recorded the event."""
    if report.events:
        return Truth.FALSE
    if report.stopped_for is None:
        return Truth.UNKNOWN
    signs = rules.stop.signs
    return truth_of(any(name in signs and signs[name].needs_event for name in report.stopped_for))


def _technique_removed(
    reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules
) -> Finding:
    removed = context.technique in removed_techniques(reports, rules)
    values: dict[str, Plain] = {"technique": context.technique}
    return Finding(Constraint.TECHNIQUE_REMOVED, Next.NO_SESSION, truth_of(removed), values)


def _ceiling(context: NextContext) -> Finding:
    values: dict[str, Plain] = {"cap": context.cap}
    return Finding(
        Constraint.CEILING, Next.NO_SESSION, truth_of(context.cap < 1), values, text="_none"
    )


def _not_ordered(context: NextContext) -> Finding:
    beyond = truth_of(context.session > context.sessions_ordered)
    values: dict[str, Plain] = {
        "session": context.session,
        "sessions_ordered": context.sessions_ordered,
    }
    return Finding(Constraint.NOT_ORDERED, Next.HOLD_FOR_PHYSICIAN, beyond, values)


def _hard_stop(context: NextContext, rules: AdaptationRules) -> Finding:
    beyond = truth_of(context.session > rules.ladder.hard_stop)
    values: dict[str, Plain] = {"session": context.session, "hard_stop": rules.ladder.hard_stop}
    return Finding(Constraint.HARD_STOP, Next.STOP_COURSE, beyond, values)


def _missing_report(reports: Sequence[SessionReport], context: NextContext) -> Finding:
    there = {report.session for report in reports}
    absent = [number for number in range(1, context.session) if number not in there]
    holds = Truth.UNKNOWN if absent else Truth.FALSE
    missing = tuple(Question(number, "report") for number in absent)
    return Finding(Constraint.UNANSWERED, Next.NO_SESSION, holds, {}, missing)


def _open_events(
    reports: Sequence[SessionReport], grade: Grade, rules: AdaptationRules
) -> Iterator[Question]:
    for report in reports:
        if report.events is None:
            yield Question(report.session, "events")
        elif event_of(report, grade, rules) is Truth.UNKNOWN:
            for event in report.events:
                for name in open_questions(event, rules):
                    yield Question(report.session, name)


def _sessions(found: Mapping[int, Truth]) -> tuple[int, ...]:
    return tuple(number for number, holds in found.items() if holds is not Truth.FALSE)
