"""Courses as hypothesis draws them: mostly good sessions, some trouble, some unanswered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from adaptation_samples import CLASSICAL, CUPS, HARMLESS, MINOR, MODERATE, SERIOUS, context, report
from lumbalis.domain.adaptation import AdverseEvent, NextContext, SessionReport
from lumbalis.domain.truth import Truth

History = tuple[tuple[SessionReport, ...], NextContext]
Draw = Callable[[st.SearchStrategy[Any]], Any]

TRUTHS = (Truth.FALSE, Truth.TRUE)
PHASES = ("REMISSION", "SUBSIDING", "EXACERBATION")
LONG = replace(MINOR, duration_h=Fraction(49))
GOING_ON = replace(MINOR, resolved=Truth.FALSE)
BURN = replace(MINOR, features={**HARMLESS, "burn": Truth.TRUE}, blister_mm=21)
BY_CUPS = replace(MODERATE, cause=CUPS)
NAMELESS = replace(MODERATE, cause=None)
HALF_ASKED = replace(MINOR, features={name: HARMLESS[name] for name in sorted(HARMLESS)[2:]})
EVENTS = (MINOR, MODERATE, SERIOUS, LONG, GOING_ON, BURN, BY_CUPS, NAMELESS, HALF_ASKED)
STOPS = ("patient_says_stop", "faint", "time_ran_out", "guarding")

PAIN = st.integers(0, 10)
IN_A_REPORT: Mapping[str, st.SearchStrategy[Any]] = {
    "level": st.integers(1, 5),
    "technique": st.sampled_from((CLASSICAL, CUPS)),
    "phase": st.sampled_from(PHASES),
    "days_since": st.sampled_from((1, 7, 8, 14, 15, 40)),
    "nrs_before": PAIN,
    "nrs_after": PAIN,
    "nrs_24h": PAIN,
    "tolerance": st.integers(0, 4),
    "guarding": st.integers(0, 3),
    "events": st.lists(st.sampled_from(EVENTS), max_size=2).map(tuple),
    "masked": st.sampled_from(TRUTHS),
    "new_radiation": st.sampled_from(TRUTHS),
    "stopped_for": st.sets(st.sampled_from(STOPS), max_size=1).map(frozenset),
}
TODAY: Mapping[str, st.SearchStrategy[Any]] = {
    "phase": st.sampled_from(PHASES),
    "technique": st.sampled_from((CLASSICAL, CUPS)),
    "cap": st.integers(0, 5),
    "nrs_rest": PAIN,
    "nrs_move": PAIN,
    "emergency": st.sampled_from(TRUTHS),
    "masked": st.sampled_from(TRUTHS),
    "days_since": st.sampled_from((1, 7, 8, 14, 15, 40)),
    "reviewed_session": st.integers(1, 6),
    "sessions_ordered": st.sampled_from((2, 10)),
}
FORGETTABLE_TODAY = ("phase", "nrs_rest", "nrs_move", "emergency", "masked", "days_since")


@st.composite
def histories(draw: st.DrawFn, *, forgotten: int = 0) -> History:
    """Draw a course so far and today, with so many questions left open at most."""
    reports = draw(_good_courses())
    now = draw(st.sampled_from(PHASES[:2]))
    then = now if draw(st.integers(0, 3)) else draw(st.sampled_from(PHASES[:2]))
    reports = tuple(replace(one, phase=then) for one in reports)
    ceiling = draw(st.sampled_from((1, 2, 3, 3, 4, 4, 4, 5)))
    today = replace(context(len(reports) + 1, ceiling), phase=now)
    if draw(st.booleans()) and reports:
        today = replace(today, reviewed_session=len(reports))
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2, 3)))):
        reports = changed(draw, reports)
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 1, 2)))):
        name = draw(st.sampled_from(sorted(TODAY)))
        today = replace(today, **{name: draw(TODAY[name])})
    for _ in range(draw(st.integers(0, forgotten))):
        reports, today = forget(draw, reports, today)
    return reports, today


@st.composite
def _good_courses(draw: st.DrawFn) -> tuple[SessionReport, ...]:
    """Draw sessions that went well, most of them at a level that stays and pain that falls."""
    number = draw(st.sampled_from((0, 1, 2, 2, 3, 3, 4, 5)))
    level = draw(st.sampled_from((1, 1, 2, 2, 3, 4)))
    levels = [level] * number
    if draw(st.integers(0, 3)) == 0:
        levels = [draw(st.integers(1, 4)) for _ in levels]
    pains = [draw(st.sampled_from((3, 3, 3, 4, 5))) for _ in levels]
    if draw(st.integers(0, 3)):
        pains.sort(reverse=True)
    return tuple(
        report(place, level, before=pain, after=pain)
        for place, (level, pain) in enumerate(zip(levels, pains, strict=True), start=1)
    )


def changed(draw: Draw, reports: Sequence[SessionReport]) -> tuple[SessionReport, ...]:
    """Change one answer of one report."""
    if not reports:
        return ()
    place = len(reports) - 1 - draw(st.integers(0, min(2, len(reports) - 1)))
    name = draw(st.sampled_from(sorted(IN_A_REPORT)))
    return put(reports, place, **{name: draw(IN_A_REPORT[name])})


def forget(draw: Draw, reports: Sequence[SessionReport], today: NextContext) -> History:
    """Leave one question unanswered, of a report, of an event in it, or of today."""
    if not reports or draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(FORGETTABLE_TODAY))
        return tuple(reports), replace(today, **{name: nothing(getattr(today, name))})
    place = len(reports) - 1 - draw(st.integers(0, min(2, len(reports) - 1)))
    one = reports[place]
    if one.events and draw(st.booleans()):
        events = (forget_in_event(draw, one.events[0]), *one.events[1:])
        return put(reports, place, events=events), today
    name = draw(st.sampled_from(sorted(IN_A_REPORT)))
    return put(reports, place, **{name: nothing(getattr(one, name))}), today


def forget_in_event(draw: Draw, event: AdverseEvent) -> AdverseEvent:
    """Leave one question about an event unanswered."""
    name = draw(st.sampled_from([*sorted(HARMLESS), "duration_h", "blister_mm", "resolved"]))
    if name in HARMLESS:
        return replace(event, features={**event.features, name: Truth.UNKNOWN})
    return replace(event, **{name: nothing(getattr(event, name))})


def nothing(value: object) -> Any:  # noqa: ANN401 - the type is the question's
    """Give the value of an unanswered question in place of an answer."""
    return Truth.UNKNOWN if isinstance(value, Truth) else None


def put(
    reports: Sequence[SessionReport],
    place: int,
    **values: Any,  # noqa: ANN401 - as many types as a report has fields
) -> tuple[SessionReport, ...]:
    """Give the reports with some values of one of them exchanged."""
    return (*reports[:place], replace(reports[place], **values), *reports[place + 1 :])
