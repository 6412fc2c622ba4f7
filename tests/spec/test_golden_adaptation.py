"""The golden scenarios G43 to G46 of the clinical reference, and the ladder's table row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from adaptation_samples import (
    CUPS,
    MINOR,
    MODERATE,
    RULES,
    SERIOUS,
    clean,
    context,
    report,
)
from lumbalis.domain.adaptation import (
    Constraint,
    Kind,
    NextContext,
    Row,
    SessionReport,
    decide_next,
)
from lumbalis.domain.truth import Truth


@dataclass(frozen=True)
class Golden:
    """One scenario: the sessions so far, today, and what must come out."""

    id: str
    reports: Sequence[SessionReport]
    today: NextContext
    kind: Kind
    level: int
    why: Row | Constraint


def first_at(level: int) -> tuple[SessionReport, ...]:
    """Report two good sessions at level 2 after a first one at some level (G43)."""
    return (
        report(1, level, before=4, after=4),
        replace(report(2, 2, before=4, after=3), tolerance=3),
        report(3, 2, before=3, after=3),
    )


def last(changed: SessionReport) -> tuple[SessionReport, ...]:
    """Put a changed third session behind two good ones."""
    return (*clean(2, 2), changed)


TWO_ROSE = (report(1, 2), report(2, 2, after=5), report(3, 2, after=5))
ONE_ROSE = last(report(3, 2, after=5))
HELD = Kind.HOLD_FOR_PHYSICIAN
REMISSION = replace(context(6, 4), phase="REMISSION", nrs_rest=0, nrs_move=0)
RESUMED = replace(context(4), reviewed_session=3)

GOLDEN = (
    Golden("G43", first_at(2), context(4), Kind.LEVEL, 3, Row.ESCALATE),
    Golden("G43, first session at 1", first_at(1), context(4), Kind.LEVEL, 3, Row.ESCALATE),
    Golden(
        "G44",
        (*first_at(2)[:2], replace(first_at(2)[2], events=(MINOR,))),
        context(4),
        Kind.LEVEL,
        1,
        Row.SLIGHT_TROUBLE,
    ),
    Golden("G45", TWO_ROSE, context(4), HELD, 0, Row.PAIN_ROSE),
    Golden(
        "G46",
        first_at(2),
        replace(context(4), days_since=16),
        Kind.RESTART,
        1,
        Constraint.GAP,
    ),
)

TABLE = (
    Golden(
        "row 1, serious event",
        last(replace(report(3), events=(SERIOUS,))),
        context(4),
        Kind.STOP_COURSE,
        0,
        Row.SERIOUS_EVENT,
    ),
    Golden(
        "row 1, emergency today",
        clean(2, 2, 2),
        replace(context(4), emergency=Truth.TRUE),
        Kind.STOP_COURSE,
        0,
        Row.SERIOUS_EVENT,
    ),
    Golden(
        "row 1, however long ago",
        (replace(report(1), events=(SERIOUS,)), report(2), report(3)),
        replace(context(4), reviewed_session=3),
        Kind.STOP_COURSE,
        0,
        Row.SERIOUS_EVENT,
    ),
    Golden(
        "row 2",
        last(replace(report(3), events=(MODERATE,))),
        context(4),
        HELD,
        0,
        Row.MODERATE_EVENT,
    ),
    Golden(
        "row 2, reviewed but not over",
        last(replace(report(3), events=(replace(MODERATE, resolved=Truth.FALSE),))),
        RESUMED,
        HELD,
        0,
        Row.MODERATE_EVENT,
    ),
    Golden(
        "row 2, reviewed but without a cause",
        last(replace(report(3), events=(replace(MODERATE, cause=None),))),
        RESUMED,
        HELD,
        0,
        Row.MODERATE_EVENT,
    ),
    Golden(
        "row 2, resumed",
        (*clean(2, 2), replace(report(3, 3), events=(MODERATE,))),
        RESUMED,
        Kind.LEVEL,
        1,
        Row.MODERATE_EVENT,
    ),
    Golden(
        "row 2, the technique that caused it",
        last(replace(report(3), events=(replace(MODERATE, cause=CUPS),))),
        replace(RESUMED, technique=CUPS),
        Kind.NO_SESSION,
        0,
        Constraint.TECHNIQUE_REMOVED,
    ),
    Golden("row 3, once", ONE_ROSE, context(4), Kind.LEVEL, 1, Row.PAIN_ROSE),
    Golden(
        "row 3, a day later",
        last(replace(report(3), nrs_24h=5)),
        context(4),
        Kind.LEVEL,
        1,
        Row.PAIN_ROSE,
    ),
    Golden(
        "row 3, new radiation at the lowest level",
        (*clean(1, 1), replace(report(3, 1), new_radiation=Truth.TRUE)),
        context(4),
        Kind.LEVEL,
        1,
        Row.PAIN_ROSE,
    ),
    Golden(
        "row 3, twice but for different reasons",
        (report(1), replace(report(2), new_radiation=Truth.TRUE), report(3, after=5)),
        context(4),
        HELD,
        0,
        Row.PAIN_ROSE,
    ),
    Golden(
        "row 3, twice and reviewed",
        TWO_ROSE,
        replace(context(4), reviewed_session=3),
        Kind.LEVEL,
        1,
        Row.PAIN_ROSE,
    ),
    Golden(
        "row 4, poor tolerance",
        last(replace(report(3), tolerance=1)),
        context(4),
        Kind.LEVEL,
        1,
        Row.SLIGHT_TROUBLE,
    ),
    Golden(
        "row 4, guarding",
        last(replace(report(3), guarding=3)),
        context(4),
        Kind.LEVEL,
        1,
        Row.SLIGHT_TROUBLE,
    ),
    Golden(
        "row 4, a point more a day later",
        last(replace(report(3), nrs_24h=4)),
        context(4),
        Kind.LEVEL,
        1,
        Row.SLIGHT_TROUBLE,
    ),
    Golden(
        "row 4, no escalation two sessions after guarding",
        (replace(report(1, 2), guarding=3), report(2, 1), report(3, 1)),
        context(4),
        Kind.LEVEL,
        2,
        Row.ESCALATE,
    ),
    Golden(
        "row 4, no escalation one session after guarding",
        (report(1, 1), replace(report(2, 1), guarding=3), report(3, 1)),
        context(4),
        Kind.LEVEL,
        1,
        Row.HOLD,
    ),
    Golden(
        "row 5, pain of 7",
        clean(2, 2, 2),
        replace(context(4), nrs_move=7),
        Kind.NO_SESSION,
        0,
        Row.ACUTE,
    ),
    Golden(
        "row 5, exacerbation",
        clean(2, 2, 2),
        replace(context(4), phase="EXACERBATION"),
        Kind.NO_SESSION,
        0,
        Row.ACUTE,
    ),
    Golden(
        "row 5 is not hidden by row 4",
        last(replace(report(3), tolerance=1)),
        replace(context(4), nrs_rest=7),
        Kind.NO_SESSION,
        0,
        Row.ACUTE,
    ),
    Golden(
        "row 6, masked then",
        last(replace(report(3), masked=Truth.TRUE)),
        context(4),
        Kind.LEVEL,
        2,
        Row.MASKED,
    ),
    Golden(
        "row 6, masked today",
        clean(2, 2, 2),
        replace(context(4), masked=Truth.TRUE),
        Kind.LEVEL,
        2,
        Row.MASKED,
    ),
    Golden("row 7", clean(1, 1), context(3, cap=2), Kind.LEVEL, 2, Row.ESCALATE),
    Golden("row 7, below the ceiling", clean(2, 2, 2), context(4, 2), Kind.LEVEL, 2, Row.HOLD),
    Golden("row 7, two sessions at the level", clean(1, 1, 2), context(4), Kind.LEVEL, 2, Row.HOLD),
    Golden("row 7, two sessions at all", clean(1), context(2), Kind.LEVEL, 1, Row.HOLD),
    Golden(
        "row 7, tolerance in both",
        (report(1), replace(report(2), tolerance=2), report(3)),
        context(4),
        Kind.LEVEL,
        2,
        Row.HOLD,
    ),
    Golden(
        "row 7, pain after in both",
        (report(1), replace(report(2), nrs_after=4), report(3)),
        context(4),
        Kind.LEVEL,
        2,
        Row.HOLD,
    ),
    Golden(
        "row 7, pain two sessions ago, seen from the last",
        (report(1, before=2, after=2), report(2, before=3), report(3, before=3)),
        context(4),
        Kind.LEVEL,
        2,
        Row.HOLD,
    ),
    Golden(
        "row 7, pain two sessions ago, seen from today",
        (report(1), report(2, before=2, after=2), report(3)),
        context(4),
        Kind.LEVEL,
        2,
        Row.HOLD,
    ),
    Golden(
        "ceiling below the level",
        clean(3, 3, 3),
        context(4, 2),
        Kind.LEVEL,
        2,
        Constraint.CEILING,
    ),
    Golden("no ceiling at all", clean(2), context(2, 0), Kind.NO_SESSION, 0, Constraint.CEILING),
    Golden(
        "a gap of 7 days changes nothing",
        clean(2, 2, 2),
        replace(context(4), days_since=7),
        Kind.LEVEL,
        3,
        Row.ESCALATE,
    ),
    Golden(
        "a gap of 8 days",
        clean(2, 2, 2),
        replace(context(4), days_since=8),
        Kind.LEVEL,
        1,
        Constraint.GAP,
    ),
    Golden(
        "a gap of 14 days is no restart",
        clean(3, 3, 3),
        replace(context(4), days_since=14),
        Kind.LEVEL,
        2,
        Constraint.GAP,
    ),
    Golden(
        "a gap of 15 days in remission",
        tuple(replace(r, phase="REMISSION") for r in clean(2, 2, 3, 3, 3)),
        replace(REMISSION, days_since=15),
        Kind.RESTART,
        2,
        Constraint.GAP,
    ),
    Golden(
        "a restart is no way up",
        tuple(replace(r, phase="REMISSION") for r in clean(2, 2, 1, 1, 1)),
        replace(REMISSION, days_since=15),
        Kind.RESTART,
        1,
        Constraint.GAP,
    ),
    Golden(
        "a gap of 15 days lowers as a gap of 8 does",
        tuple(replace(r, phase="REMISSION") for r in clean(2, 2, 2, 2, 2)),
        replace(REMISSION, days_since=15),
        Kind.RESTART,
        1,
        Constraint.GAP,
    ),
    Golden(
        "phase one step worse",
        tuple(replace(r, phase="REMISSION") for r in clean(3, 3, 3)),
        context(4),
        Kind.LEVEL,
        2,
        Constraint.PHASE_WORSE,
    ),
    Golden(
        "another technique",
        tuple(replace(r, phase="REMISSION") for r in clean(2, 2, 3, 3, 3)),
        replace(REMISSION, technique=CUPS),
        Kind.LEVEL,
        2,
        Constraint.TECHNIQUE_SWITCH,
    ),
    Golden("first session", (), context(1, 2), Kind.LEVEL, 1, Constraint.FIRST_SESSION),
    Golden(
        "first session in remission",
        (),
        replace(REMISSION, session=1, cap=2),
        Kind.LEVEL,
        2,
        Constraint.FIRST_SESSION,
    ),
    Golden(
        "more than ordered",
        clean(*[2] * 10),
        context(11),
        HELD,
        0,
        Constraint.NOT_ORDERED,
    ),
    Golden(
        "more than anybody can order",
        clean(*[2] * 25),
        replace(context(26), sessions_ordered=30),
        Kind.STOP_COURSE,
        0,
        Constraint.HARD_STOP,
    ),
)


@pytest.mark.parametrize("golden", [*GOLDEN, *TABLE], ids=lambda golden: golden.id)
def test_the_ladder_decides_as_the_reference_says(golden: Golden) -> None:
    """Each row and each limit of the table, on both of its sides where it has a number."""
    found = decide_next(golden.reports, golden.today, RULES)
    assert (found.kind, found.level, found.because[0].why) == (
        golden.kind,
        golden.level,
        golden.why,
    )


def test_the_table_leaves_no_row_and_no_constraint_out() -> None:
    """A row without a scenario could be deleted and nobody would notice."""
    asked = {golden.why for golden in (*GOLDEN, *TABLE)}
    elsewhere = {Constraint.UNRECORDED_STOP, Constraint.UNANSWERED}
    assert asked == {*Row, *Constraint} - elsewhere
