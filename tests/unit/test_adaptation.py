"""What the ladder says beside the level: why, what is missing, what it refuses to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adaptation_samples import CUPS, HARMLESS, MINOR, MODERATE, RULES, clean, context, report
from lumbalis.domain.adaptation import (
    Constraint,
    CoursePosition,
    Kind,
    Question,
    Row,
    SessionReport,
    context_from,
    decide_next,
    ramp_session,
)
from lumbalis.domain.adaptation.findings import had_event
from lumbalis.domain.facts import Answers
from lumbalis.domain.screening import screen
from lumbalis.domain.truth import Truth
from patients import encounter, ordinary_answers
from protocols import shipped_protocol

UNANSWERED: dict[str, Any] = {
    "nrs_before": None,
    "nrs_after": None,
    "nrs_24h": None,
    "tolerance": None,
    "guarding": None,
    "new_radiation": Truth.UNKNOWN,
    "masked": Truth.UNKNOWN,
    "level": None,
    "technique": None,
}
UNANSWERED_FIRST: dict[str, Any] = {"events": None, "stopped_for": None}


@pytest.mark.hazard("H03")
@pytest.mark.parametrize("field", UNANSWERED)
@pytest.mark.parametrize("place", [1, 2])
def test_no_unanswered_question_raises_the_level(field: str, place: int) -> None:
    """Two good sessions with everything answered would; one answer less and it stays."""
    reports = list(clean(2, 2, 2))
    assert decide_next(reports, context(4), RULES).level == 3
    reports[place] = replace(reports[place], **{field: UNANSWERED[field]})
    found = decide_next(reports, context(4), RULES)
    assert found.level <= 2
    assert Question(place + 1, field) in found.missing


@pytest.mark.hazard("H24")
@pytest.mark.parametrize("field", UNANSWERED_FIRST)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_session_before_somebody_says_what_happened(field: str, place: int) -> None:
    """An event nobody recorded may be a serious one, in whichever session it was."""
    reports = list(clean(2, 2, 2))
    reports[place] = replace(reports[place], **{field: UNANSWERED_FIRST[field]})
    found = decide_next(reports, context(4), RULES)
    assert found.kind is Kind.NO_SESSION
    assert found.because[0].why is Constraint.UNANSWERED
    assert found.missing == (Question(place + 1, field),)


@pytest.mark.hazard("H24")
def test_a_stop_for_a_sign_without_its_event_blocks_the_next_session() -> None:
    """Somebody fainted and the form was never filled in: the start waits for the form."""
    fainted = (report(1), replace(report(2), stopped_for=frozenset({"faint"})))
    found = decide_next(fainted, context(3), RULES)
    assert (found.kind, found.because[0].why) == (Kind.NO_SESSION, Constraint.UNRECORDED_STOP)
    assert found.missing == (Question(2, "events"),)
    recorded = (report(1), replace(fainted[1], events=(MINOR,)))
    assert decide_next(recorded, context(3), RULES).level == 1


def test_a_patient_who_wants_to_stop_needs_no_event_but_proves_nothing() -> None:
    """Wanting to stop is no adverse event; the session still did not show what it would have."""
    reports = list(clean(2, 2, 2))
    reports[2] = replace(reports[2], stopped_for=frozenset({"patient_says_stop"}))
    found = decide_next(reports, context(4), RULES)
    assert (found.level, found.criteria_unmet) == (2, ("full_sessions",))


@pytest.mark.hazard("H22")
def test_a_missing_report_is_noticed_and_named() -> None:
    """Session numbers are counted, so a lost note cannot pass for a session that never was."""
    found = decide_next((report(1), report(3)), context(4), RULES)
    assert found.kind is Kind.NO_SESSION
    assert found.missing == (Question(2, "report"),)


@pytest.mark.parametrize("field", ["nrs_rest", "nrs_move", "phase", "emergency"])
def test_no_session_while_todays_pain_or_phase_is_not_known(field: str) -> None:
    """The questions at the couch come before the hands, also before the first session."""
    value: Any = Truth.UNKNOWN if field == "emergency" else None
    for reports in ((), clean(2, 2, 2)):
        today = replace(context(len(reports) + 1), **{field: value})
        found = decide_next(reports, today, RULES)
        assert (found.kind, found.missing) == (Kind.NO_SESSION, (Question(None, field),))


def test_one_pain_score_of_7_is_enough_while_the_other_is_not_known() -> None:
    """What is certain is said; nobody is sent to ask a question that cannot matter any more."""
    today = replace(context(4), nrs_rest=None, nrs_move=7)
    assert decide_next(clean(2, 2, 2), today, RULES).because[0].why is Row.ACUTE


def test_a_pain_score_a_day_later_is_not_missed_where_it_cannot_matter() -> None:
    """From 9 nothing can rise by 2, so the first row of pain does not hang on the answer."""
    sore = replace(report(1, before=9, after=9), nrs_24h=None)
    found = decide_next((sore,), context(2), RULES)
    assert found.because[0].why is Row.SLIGHT_TROUBLE


def test_pain_unanswered_twice_running_is_asked_for_before_a_third_session() -> None:
    """It may have risen twice, which would be the physician's; so somebody asks."""
    silent = [replace(report(place), nrs_24h=None) for place in (1, 2)]
    assert decide_next(silent[:1], context(2), RULES).level == 1
    found = decide_next(silent, context(3), RULES)
    assert found.kind is Kind.NO_SESSION
    assert found.missing == (Question(1, "nrs_24h"), Question(2, "nrs_24h"))


def test_a_lowering_that_rests_on_silence_says_so() -> None:
    """The therapist must see that an answer, not a finding, made the session lighter."""
    reports = (*clean(3, 3), replace(report(3, 3), nrs_24h=None))
    why = decide_next(reports, context(4), RULES).because[0]
    assert (why.text, why.certain) == ("because.pain_rose_unanswered", False)
    risen = (*clean(3, 3), replace(report(3, 3), nrs_24h=5))
    why = decide_next(risen, context(4), RULES).because[0]
    assert (why.text, why.certain) == ("because.pain_rose", True)
    assert why.values["nrs_24h"] == 5


def test_every_limit_that_lowers_the_level_is_told_the_lowest_first() -> None:
    """One reason told and another kept back would make the decision look arbitrary."""
    reports = [replace(one, phase="REMISSION") for one in clean(4, 4, 4)]
    today = replace(context(4, cap=3), days_since=9)
    told = [reason.why for reason in decide_next(reports, today, RULES).because]
    assert told == [Constraint.PHASE_WORSE, Constraint.GAP, Constraint.CEILING, Row.HOLD]


def test_a_held_level_names_what_stands_against_a_higher_one() -> None:
    """A therapist who wants to go up sees the open criteria, not a bare no."""
    reports = list(clean(2, 2, 2))
    reports[1] = replace(reports[1], tolerance=2)
    found = decide_next(reports, context(4, cap=2), RULES)
    assert found.criteria_unmet == ("room", "tolerated")
    assert decide_next(clean(2, 2, 2), context(4), RULES).criteria_unmet == ()


def test_an_event_stands_against_a_higher_level_by_itself() -> None:
    """Also where the pause after trouble is shorter than the proof a higher level needs."""
    short = replace(RULES, ladder=replace(RULES.ladder, escalation_pause=1))
    reports = (report(1), replace(report(2), events=(MINOR,)), report(3))
    found = decide_next(reports, context(4), short)
    assert (found.level, found.criteria_unmet) == (2, ("no_events",))


@pytest.mark.parametrize(
    ("levels", "cap", "text"),
    [
        ((), 3, "next.first_level"),
        ((2, 2, 2), 3, "next.level_raised"),
        ((2, 2, 2), 2, "next.level_held"),
        ((2, 2, 2), 1, "next.level_lowered"),
        ((2, 2, 2), 0, "next.no_session"),
    ],
)
def test_the_decision_has_its_own_words(levels: tuple[int, ...], cap: int, text: str) -> None:
    """Up, the same, down, first: each is said differently."""
    found = decide_next(clean(*levels), context(len(levels) + 1, cap), RULES)
    assert found.text == text


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("about_last", "about_today", "level", "why"),
    [
        ({"technique": None}, {}, 2, Constraint.TECHNIQUE_SWITCH),
        ({"phase": None}, {}, 2, Constraint.PHASE_WORSE),
        ({}, {"days_since": None}, 1, Constraint.GAP),
        ({"level": None}, {}, 1, Row.HOLD),
    ],
    ids=str,
)
def test_a_limit_holds_as_long_as_nobody_can_say_that_it_does_not(
    about_last: dict[str, Any], about_today: dict[str, Any], level: int, why: Row | Constraint
) -> None:
    """A change of technique or phase, or a long gap, that nobody noted may have happened."""
    reports = (*clean(4, 4), replace(report(3, 4), **about_last))
    found = decide_next(reports, replace(context(4, cap=4), **about_today), RULES)
    assert (found.level, found.because[0].why) == (level, why)


def test_in_the_mildest_phase_the_condition_cannot_have_become_worse() -> None:
    """What cannot be needs no answer: an unnoted phase does not matter in remission."""
    reports = (*clean(3, 3), replace(report(3, 3), phase=None))
    today = replace(context(4, cap=3), phase="REMISSION")
    assert decide_next(reports, today, RULES).level == 3


def test_an_unrecorded_outcome_may_be_any_event() -> None:
    """Whoever is asked first sees what the answer could turn out to be."""
    reports = (replace(report(1), events=None),)
    assert had_event(reports[0]) is Truth.UNKNOWN
    why = decide_next(reports, context(2), RULES).because[0]
    assert why.values["might_hold"] == ("serious_event", "moderate_event")


def test_what_caused_a_moderate_event_stays_out_for_the_rest_of_the_course() -> None:
    """Also sessions later, when nobody thinks of it any more."""
    by_cups = replace(report(1), technique=CUPS, events=(replace(MODERATE, cause=CUPS),))
    reports = (by_cups, *(report(place) for place in range(2, 6)))
    today = replace(context(6), reviewed_session=1)
    found = decide_next(reports, today, RULES)
    assert (found.kind, found.removed) == (Kind.LEVEL, frozenset({CUPS}))
    again = decide_next(reports, replace(today, technique=CUPS), RULES)
    assert again.because[0].why is Constraint.TECHNIQUE_REMOVED


def test_an_event_only_half_asked_about_is_asked_about_first() -> None:
    """It may be serious; but silence alone does not end a course."""
    half = {name: answer for name, answer in HARMLESS.items() if name != "fracture"}
    reports = (report(1), replace(report(2), events=(replace(MINOR, features=half),)))
    found = decide_next(reports, context(3), RULES)
    assert found.kind is Kind.NO_SESSION
    assert found.missing == (Question(2, "fracture"),)


@pytest.mark.hazard("H22")
def test_the_ramp_counts_from_the_last_long_gap() -> None:
    """After three weeks away the gentle sessions come back, whatever the session's number."""
    assert ramp_session((), None, RULES) == 1
    reports = list(clean(1, 1, 2, 2, 2))
    assert ramp_session(reports, 2, RULES) == 6
    assert ramp_session(reports, 14, RULES) == 6
    assert ramp_session(reports, 15, RULES) == 1
    assert ramp_session(reports, None, RULES) == 1
    reports[3] = replace(reports[3], days_since=15)
    assert ramp_session(reports, 2, RULES) == 3
    reports[4] = replace(reports[4], days_since=None)
    assert ramp_session(reports, 2, RULES) == 2


def test_sessions_before_a_long_gap_prove_nothing_after_it() -> None:
    """One good session since the restart is one, even if there were many before."""
    reports = list(clean(2, 2, 2, 2))
    reports[3] = replace(reports[3], days_since=20)
    found = decide_next(reports, context(5), RULES)
    assert (found.level, found.criteria_unmet) == (2, ("enough_sessions", "gentle_over"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"nrs_before": 11},
        {"nrs_after": -1},
        {"nrs_24h": True},
        {"tolerance": 5},
        {"guarding": 4},
        {"level": 0},
        {"level": 6},
        {"days_since": -1},
        {"phase": "BETTER"},
        {"stopped_for": frozenset({"bored"})},
        {"events": (replace(MINOR, features={"bruise": Truth.TRUE}),)},
    ],
    ids=str,
)
def test_an_impossible_report_is_refused(wrong: dict[str, Any]) -> None:
    """A value off its scale is a mistake somewhere else; deciding on it would hide that."""
    with pytest.raises(ValueError, match=r"[;:]"):
        decide_next((replace(report(1), **wrong),), context(2), RULES)


@pytest.mark.parametrize(
    "wrong",
    [{"nrs_rest": 11}, {"nrs_move": -1}, {"cap": 6}, {"days_since": -2}, {"phase": "BETTER"}],
    ids=str,
)
def test_an_impossible_day_is_refused(wrong: dict[str, Any]) -> None:
    """The same for what is said about today."""
    with pytest.raises(ValueError, match="session being planned"):
        decide_next((), replace(context(1), **wrong), RULES)


@pytest.mark.parametrize("sessions", [(2, 1), (1, 1), (1, 2, 3), (0,)])
def test_reports_out_of_order_are_refused(sessions: tuple[int, ...]) -> None:
    """The ladder reads the last of them as the last session; a wrong order would be a wrong one."""
    reports = [report(number) for number in sessions]
    with pytest.raises(ValueError, match=r"sort them|count the sessions"):
        decide_next(reports, context(3), RULES)


def test_a_report_nobody_filled_in_gives_no_session() -> None:
    """The empty report is the one that silence would write."""
    found = decide_next((SessionReport(session=1),), context(2), RULES)
    assert (found.kind, found.level) == (Kind.NO_SESSION, 0)


POSITION = CoursePosition(
    session=1, sessions_ordered=10, technique="manual_classical", days_since=None
)


def test_an_ordinary_first_screening_leads_to_the_first_level() -> None:
    """The screening's words are the ladder's words: phase, pain, ceiling, emergency."""
    protocol = shipped_protocol()
    verdict = screen(protocol, ordinary_answers(protocol.vocabulary), encounter())
    today = context_from(verdict, POSITION, RULES)
    assert (today.phase, today.pain, today.cap) == ("SUBSIDING", 3, 2)
    assert (today.emergency, today.masked) == (Truth.FALSE, Truth.FALSE)
    assert decide_next((), today, RULES).level == 1


def test_an_unfinished_screening_leads_to_questions_and_never_to_a_session() -> None:
    """Open questions are neither a no to an emergency nor a yes to a session."""
    verdict = screen(shipped_protocol(), Answers({}), encounter())
    today = context_from(verdict, POSITION, RULES)
    assert (today.emergency, today.phase, today.cap) == (Truth.UNKNOWN, None, 0)
    assert decide_next((), today, RULES).kind is Kind.NO_SESSION


def test_todays_emergency_ends_the_course_and_a_refusal_gives_no_session() -> None:
    """What the screening forbids the ladder cannot allow, whatever ceiling comes with it."""
    protocol = shipped_protocol()

    def found(**changes: Any) -> Kind:  # noqa: ANN401 - as many types as there are facts
        answers = ordinary_answers(protocol.vocabulary, **changes)
        verdict = screen(protocol, answers, encounter())
        return decide_next((), context_from(verdict, POSITION, RULES), RULES).kind

    assert found(foot_drop=True) is Kind.STOP_COURSE
    assert found(temperature_c=37.6) is Kind.NO_SESSION
    assert found() is Kind.LEVEL


@pytest.mark.parametrize("medicine", ["nsaid", None])
def test_a_pain_medicine_masks_today_and_so_does_silence_about_it(medicine: str | None) -> None:
    """The screening takes an unanswered medicine as taken, and the ladder believes it."""
    protocol = shipped_protocol()
    answers = ordinary_answers(protocol.vocabulary, analgesic_last_8h=medicine)
    today = context_from(screen(protocol, answers, encounter()), POSITION, RULES)
    assert today.masked is Truth.TRUE
