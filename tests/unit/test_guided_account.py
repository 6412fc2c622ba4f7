"""What the touches of a session add up to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from guided_samples import MORNING_MS, OTHER, Hands, ordinary
from lumbalis.domain.guided import (
    DeviationKind,
    Outcome,
    When,
    account_of,
    deviations,
    report_of,
    work_by_zone,
)
from lumbalis.domain.guided.events import (
    Added,
    AdverseReported,
    CupsPlaced,
    CupsRemoved,
    Finished,
    GuardingSeen,
    PainScored,
    Paused,
    RestStarted,
    Resumed,
    StepEntered,
    StepExtended,
    StepLeft,
    StepLighter,
    Stopped,
)
from lumbalis.domain.guided.report import Afterwards
from lumbalis.domain.truth import Truth
from on_body_plan_samples import first_session

SESSION = first_session()
TOLERANCE_S = 5


def differences(
    hands: Hands, *, now_ms: int | None = None
) -> dict[tuple[DeviationKind, int | None], int]:
    """Give what was different, by kind and step."""
    found = deviations(
        SESSION,
        account_of(SESSION, hands.entries),
        tolerance_s=TOLERANCE_S,
        now_ms=now_ms or hands.at_ms,
    )
    return {(one.kind, one.step): one.amount for one in found}


def test_a_session_as_planned_has_no_deviation() -> None:
    """The note of an ordinary session says so in a word."""
    session, entries = ordinary()
    account = account_of(session, entries)
    assert account.hands_on_s == session.hands_on_s
    assert account.stopped_for == frozenset()
    assert not deviations(session, account, tolerance_s=TOLERANCE_S, now_ms=MORNING_MS)
    for zone in work_by_zone(session, account):
        assert zone.done_s == zone.planned_s
    assert sum(one.done_s for one in work_by_zone(session, account)) == session.hands_on_s


def test_a_pause_is_no_work() -> None:
    """Hands that are off treat nobody: the time of a pause is in no step."""
    hands = Hands().note(StepEntered(0)).note(Paused(), 10).note(Resumed(), 60)
    account = account_of(SESSION, hands.note(StepLeft(0, Outcome.DONE), 5).entries)
    assert account.steps[0].seconds == 15
    assert account.pauses_ms == 60_000


def test_a_step_entered_during_a_pause_waits_for_the_hands() -> None:
    """Going back while paused starts no clock."""
    hands = Hands().note(StepEntered(0)).note(Paused(), 10).note(StepEntered(1), 5)
    hands.note(Resumed(), 40).note(StepLeft(1, Outcome.DONE), 20)
    account = account_of(SESSION, hands.entries)
    assert [step.seconds for step in account.steps[:2]] == [10, 20]


def test_going_back_adds_to_the_step() -> None:
    """The time of a second visit counts with the first."""
    hands = Hands().note(StepEntered(0)).note(StepEntered(1), 30).note(StepEntered(0), 10)
    account = account_of(SESSION, hands.note(StepLeft(0, Outcome.DONE), 7).entries)
    assert [step.seconds for step in account.steps[:2]] == [37, 10]
    assert account.steps[0].times_entered == 2


def test_lighter_work_is_told_with_its_seconds() -> None:
    """The level that a zone really got decides what comes next."""
    level = SESSION.steps[0].level
    hands = Hands().note(StepEntered(0)).note(StepLighter(0, level - 1), 20)
    hands.note(StepLeft(0, Outcome.DONE), 40)
    stretches = account_of(SESSION, hands.entries).steps[0].stretches
    assert [(one.level, one.ms) for one in stretches] == [(level, 20_000), (level - 1, 40_000)]
    assert differences(hands)[(DeviationKind.LIGHTER, 0)] == 1


def test_stronger_than_planned_is_never_lost() -> None:
    """The tablet offers nothing above the plan; a forged event that does is told."""
    level = SESSION.steps[0].level
    hands = Hands().note(StepEntered(0)).note(StepLighter(0, level + 2), 1)
    hands.note(StepLeft(0, Outcome.DONE), 40)
    assert differences(hands)[(DeviationKind.STRONGER, 0)] == 2


def test_what_was_not_done_is_told_step_by_step() -> None:
    """Skipped by hand, cut short, made longer, not reached: four different things."""
    seconds = [step.seconds for step in SESSION.steps]
    hands = Hands().note(StepEntered(0)).note(StepLeft(0, Outcome.SKIPPED))
    hands.note(StepEntered(1)).note(StepLeft(1, Outcome.DONE), seconds[1] - 20)
    hands.note(StepEntered(2)).note(StepExtended(2, 30)).note(
        StepLeft(2, Outcome.DONE), seconds[2] + 30
    )
    found = differences(hands)
    assert found[(DeviationKind.SKIPPED, 0)] == seconds[0]
    assert found[(DeviationKind.SHORTER, 1)] == 20
    assert found[(DeviationKind.LONGER, 2)] == 30
    assert found[(DeviationKind.NOT_REACHED, 3)] == seconds[3]


def test_a_stop_ends_the_step_that_ran() -> None:
    """The seconds until the stop count, the reason stands, and nothing is called done."""
    hands = Hands().note(StepEntered(0)).note(Stopped(("dizziness",)), 12)
    account = account_of(SESSION, hands.note(Finished("worse"), 60).entries)
    assert (account.steps[0].seconds, account.steps[0].how) == (12, Outcome.STOPPED)
    assert account.stopped_for == frozenset({"dizziness"})


def test_a_stop_without_a_reason_is_no_session_that_ran_to_its_end() -> None:
    """The hands come off before anybody explains; until somebody does, the reason is unknown."""
    hands = Hands().note(StepEntered(0)).note(Stopped(()), 12).note(Finished("same"), 60)
    account = account_of(SESSION, hands.entries)
    assert (account.stopped, account.stopped_for) == (True, None)
    assert report_of(SESSION, account, Afterwards()).stopped_early is Truth.UNKNOWN
    later = Hands().note(StepEntered(0)).note(Stopped(()), 12).note(Stopped(("nausea",)), 9)
    assert account_of(SESSION, later.entries).stopped_for == frozenset({"nausea"})


def test_cups_that_stand_are_told_until_they_are_off() -> None:
    """Overdue cups burn; the account counts on while they stand."""
    hands = Hands().note(CupsPlaced(0, ("paravertebral_left",), MORNING_MS + 300_000))
    assert differences(hands, now_ms=MORNING_MS + 420_000)[(DeviationKind.CUPS_STAND, 0)] == 120
    hands.note(CupsRemoved(0), 330)
    assert differences(hands)[(DeviationKind.CUPS_OVERDUE, 0)] == 30


def test_the_rest_is_part_of_the_session() -> None:
    """Getting up early, or not having lain down at all, is a deviation."""
    hands = Hands().work(SESSION)
    assert (DeviationKind.NOT_RESTED, None) not in differences(hands)  # it may still come
    hands.note(Stopped(("time_ran_out",)))
    assert differences(hands)[(DeviationKind.NOT_RESTED, None)] == SESSION.rest_s


def test_a_signed_session_changes_no_more() -> None:
    """Only an addition may follow; a second signature is nothing."""
    session, entries = ordinary()
    hands = Hands(at_ms=entries[-1].at_ms)
    hands.note(Finished("better"), 5).note(Added("Slept well."), 5)
    hands.note(StepEntered(0), 5).note(StepLeft(0, Outcome.SKIPPED), 60)
    later = [replace(one, id=f"late-{one.id}", seq=900 + one.seq) for one in hands.entries]
    account = account_of(session, [*entries, *later])
    assert account.hands_on_s == session.hands_on_s
    assert (account.assessment, account.added) == ("same", ("Slept well.",))
    assert account.finished_ms == entries[-1].at_ms


def test_two_tablets_are_seen() -> None:
    """Two stories of one session are both kept, and somebody is told."""
    hands = Hands().note(StepEntered(0))
    other = Hands(OTHER).note(StepEntered(0), 3)
    assert account_of(SESSION, [*hands.entries, *other.entries]).concurrent


def test_the_report_leaves_unasked_what_nobody_asked() -> None:
    """A session without a score, tolerance or signature reports no number and no all-clear."""
    hands = Hands().note(StepEntered(0)).note(StepLeft(0, Outcome.DONE), 30)
    report = report_of(SESSION, account_of(SESSION, hands.entries), Afterwards())
    assert (report.nrs_before, report.nrs_after, report.tolerance) == (None, None, None)
    assert (report.events, report.stopped_for) == (None, None)


def test_the_report_takes_the_worse_of_two_scores() -> None:
    """Pain is the higher of rest and movement; the last score of a time counts."""
    hands = Hands().note(PainScored(When.BEFORE, 2, None)).note(PainScored(When.BEFORE, 2, 6))
    hands.note(StepEntered(0)).note(StepLeft(0, Outcome.DONE), 30).note(GuardingSeen(2))
    hands.note(GuardingSeen(1)).note(RestStarted(1800)).note(Finished("same"))
    report = report_of(SESSION, account_of(SESSION, hands.entries), Afterwards(nrs_24h=4))
    assert (report.nrs_before, report.nrs_24h, report.guarding) == (6, 4, 2)
    assert (report.events, report.stopped_for) == ((), frozenset())
    assert report.duration_min == Fraction(1, 2)
    assert report.level == SESSION.steps[0].level


def test_an_unwanted_event_reaches_the_report_before_the_signature() -> None:
    """A tablet that dies after the event must not hide it."""
    hands = Hands().note(AdverseReported("dizziness"))
    report = report_of(SESSION, account_of(SESSION, hands.entries), Afterwards())
    assert report.events is not None
    assert [one.kind for one in report.events] == ["dizziness"]


def test_a_step_of_another_plan_counts_for_nothing() -> None:
    """A number that the plan has not would otherwise end in an error, and the note be lost."""
    hands = Hands().note(StepEntered(999)).note(StepLeft(999, Outcome.DONE), 60)
    assert account_of(SESSION, hands.entries).hands_on_s == 0
