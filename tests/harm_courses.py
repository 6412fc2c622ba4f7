"""Harm to whole courses: numbers, blocks, reviews, spacing, ceilings."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from lumbalis.domain.plan import Course, PlannedSession
from planting import Harm, collector, sucks

COURSE_HARMS: list[Harm[Course]] = []
course_harm = collector(COURSE_HARMS)
_YES = True


def _row(course: Course, index: int, row: PlannedSession) -> Course:
    rows = list(course.timeline)
    rows[index] = row
    return replace(course, timeline=tuple(rows))


def _every(course: Course, least: int, usual: int) -> Course:
    rows = [
        replace(row, spacing_least_h=least, spacing_usual_h=usual) if row.index > 1 else row
        for row in course.timeline
    ]
    return replace(course, timeline=tuple(rows))


@course_harm("course_number_not_whole")
def two_and_a_half_a_week(course: Course) -> Course:
    """Plan a fraction of a session a week."""
    return replace(course, per_week=cast("int", 2.5))


@course_harm("course_number_not_whole")
def yes_for_a_block(course: Course) -> Course:
    """Write "yes" for the length of a block."""
    return replace(course, blocks=(cast("int", _YES), *course.blocks[1:]))


@course_harm("plan_of_other_protocol")
def stamped_otherwise(course: Course) -> Course:
    """Stamp the course with another version."""
    return replace(course, protocol=replace(course.protocol, version="2.0.0"))


@course_harm("plan_of_other_protocol")
def hash_of_something_else(course: Course) -> Course:
    """Stamp the course with another hash."""
    return replace(course, protocol=replace(course.protocol, sha256="00" * 32))


@course_harm("plan_of_other_protocol")
def draft_stamped_as_signed(course: Course) -> Course:
    """Pass a draft off as signed."""
    return replace(course, protocol=replace(course.protocol, status="active"))


@course_harm("course_phase_differs")
def course_for_another_phase(course: Course) -> Course:
    """Plan the course for another phase."""
    other = "SUBSIDING" if course.phase == "REMISSION" else "REMISSION"
    return replace(course, phase=other)


@course_harm("course_numbering")
def a_session_missing(course: Course) -> Course:
    """Lose a session from the plan in full."""
    return replace(course, sessions=(course.sessions[0], *course.sessions[2:]))


@course_harm("course_numbering")
def counted_from_nought(course: Course) -> Course:
    """Count sessions from nought."""
    rows = tuple(replace(row, index=row.index - 1) for row in course.timeline)
    return replace(course, timeline=rows)


@course_harm("course_numbering")
def a_course_of_nothing(course: Course) -> Course:
    """Plan no session at all."""
    return replace(course, timeline=(), sessions=(), blocks=(), reviews=())


@course_harm("timeline_differs")
def timeline_says_gentler(course: Course) -> Course:
    """Show a lower level than the session has."""
    last = course.timeline[-1]
    return _row(course, -1, replace(last, level=last.level - 1))


@course_harm("timeline_differs")
def timeline_says_another_script(course: Course) -> Course:
    """Show another script than the session has."""
    return _row(course, 0, replace(course.timeline[0], script="combined"))


@course_harm("dose_missing")
def severity_of_our_own(course: Course) -> Course:
    """Plan for a severity without a dose."""
    return replace(course, severity="extreme")


@course_harm("severity_differs")
def severity_assumed_silently(course: Course) -> Course:
    """Swap what is stated and what is assumed."""
    return replace(course, severity_assumed=not course.severity_assumed)


@course_harm("severity_differs")
def milder_than_the_physician_says(course: Course) -> Course | None:
    """Plan for a milder disease."""
    if course.severity_assumed or course.severity == "mild":
        return None
    return replace(course, severity="mild")


@course_harm("blocks_differ_from_sessions")
def a_block_too_many(course: Course) -> Course:
    """Add a block that has no sessions."""
    return replace(course, blocks=(*course.blocks, 5))


@course_harm("blocks_differ_from_sessions")
def session_in_another_block(course: Course) -> Course:
    """Put a session in the middle into another block."""
    return _row(course, 3, replace(course.timeline[3], block=9))


@course_harm("sessions_not_as_dosed")
def a_session_less(course: Course) -> Course:
    """Stop one session early without an order."""
    total = len(course.timeline) - 1
    return replace(
        course,
        timeline=course.timeline[:total],
        sessions=course.sessions[:total],
        blocks=(*course.blocks[:-1], course.blocks[-1] - 1),
    )


def _longer(course: Course, more: int) -> Course:
    rows, sessions = list(course.timeline), list(course.sessions)
    for _ in range(more):
        number = len(rows) + 1
        rows.append(replace(rows[-1], index=number))
        sessions.append(replace(sessions[-1], index=number))
    blocks = (*course.blocks[:-1], course.blocks[-1] + more)
    return replace(course, timeline=tuple(rows), sessions=tuple(sessions), blocks=blocks)


@course_harm("block_too_long")
def a_block_without_review(course: Course) -> Course:
    """Go on for three sessions after a block should have been reviewed."""
    return _longer(course, 3)


@course_harm("hard_stop_passed")
def without_end(course: Course) -> Course:
    """Go on beyond the hard stop."""
    return _longer(course, 26 - len(course.timeline))


@course_harm("hard_stop_differs")
def hard_stop_moved(course: Course) -> Course:
    """Move the hard stop."""
    return replace(course, hard_stop=course.hard_stop + 15)


@course_harm("restart_gap_differs")
def gap_of_months(course: Course) -> Course:
    """Let months pass before the ramp starts again."""
    return replace(course, restart_after_gap_d=90)


@course_harm("review_missing")
def no_review_on_the_way(course: Course) -> Course:
    """Review only at the end."""
    rows = tuple(replace(r, review_after=False) for r in course.timeline[:-1])
    return replace(course, reviews=(len(course.timeline),), timeline=(*rows, course.timeline[-1]))


@course_harm("review_mark_differs")
def review_not_marked(course: Course) -> Course:
    """Announce a review and mark it nowhere."""
    rows = tuple(replace(row, review_after=False) for row in course.timeline)
    return replace(course, timeline=rows)


@course_harm("planned_ceiling_too_high")
def ceiling_of_the_first_lifted(course: Course) -> Course:
    """Lift the ceiling of the first session."""
    return _row(course, 0, replace(course.timeline[0], ceiling=4))


@course_harm("gentle_not_marked")
def first_session_not_gentle(course: Course) -> Course:
    """Mark the first session as an ordinary one."""
    return _row(course, 0, replace(course.timeline[0], gentle=False))


@course_harm("spacing_too_short")
def every_day_from_the_start(course: Course) -> Course:
    """Come every day from the first session on."""
    return _every(course, 24, 24)


@course_harm("spacing_too_short")
def twice_a_day(course: Course) -> Course:
    """Come every twelve hours."""
    return _every(course, 12, 12)


@course_harm("spacing_special_too_short")
def cups_on_the_next_day(course: Course) -> Course | None:
    """Use cups a day after the last session."""
    cupped = {s.index for s in course.sessions if any(sucks(step) for step in s.steps)}
    rows = tuple(
        replace(r, spacing_least_h=24) if r.index in cupped else r for r in course.timeline
    )
    return replace(course, timeline=rows) if cupped else None


@course_harm("spacing_usual_too_short")
def usually_sooner_than_allowed(course: Course) -> Course:
    """Plan sessions closer than they may be."""
    return _row(course, 1, replace(course.timeline[1], spacing_usual_h=24))


@course_harm("spacing_unit_suspect")
def days_for_hours(course: Course) -> Course:
    """Write two days where hours are meant."""
    return _every(course, 2, 2)


@course_harm("spacing_unit_suspect")
def minutes_for_hours(course: Course) -> Course:
    """Write minutes where hours are meant."""
    return _every(course, 2880, 2880)


@course_harm("per_week_too_many")
def every_day_of_the_week(course: Course) -> Course:
    """Come seven times a week."""
    return replace(course, per_week=7)


@course_harm("per_week_too_many")
def never(course: Course) -> Course:
    """Come no time a week."""
    return replace(course, per_week=0)


@course_harm("per_week_out_of_reach")
def three_weeks_in_one(course: Course) -> Course:
    """Put three sessions into a week and ten days between them."""
    return _every(course, 240, 240)


@course_harm("cuppings_too_close")
def cups_every_second_day(course: Course) -> Course | None:
    """Use cups in two sessions that may be two days apart."""
    cupped = [s for s in course.sessions if any(sucks(step) for step in s.steps)]
    if not cupped or cupped[0].index == len(course.sessions):
        return None
    place = cupped[0].index
    sessions = list(course.sessions)
    sessions[place] = replace(cupped[0], index=place + 1)
    rows = list(course.timeline)
    rows[place] = replace(rows[place], script=cupped[0].script, spacing_least_h=48)
    return replace(course, sessions=tuple(sessions), timeline=tuple(rows))


@course_harm("cuppings_too_many")
def cups_every_time(course: Course) -> Course | None:
    """Use cups in every session from the first cupping on."""
    cupped = [s for s in course.sessions if any(sucks(step) for step in s.steps)]
    if not cupped or len(course.sessions) - cupped[0].index < 6:
        return None
    first = cupped[0].index
    sessions = [
        s if s.index < first else replace(cupped[0], index=s.index) for s in course.sessions
    ]
    return replace(course, sessions=tuple(sessions))


@course_harm("ramp_too_steep")
def two_levels_at_once(course: Course) -> Course | None:
    """Jump from the first level to the third."""
    third = course.sessions[2]
    sessions = list(course.sessions)
    sessions[2] = replace(third, level=third.level + 2)
    return replace(course, sessions=tuple(sessions))


@course_harm("first_level_too_high")
def course_that_starts_hard(course: Course) -> Course:
    """Start a course one level above the first one."""
    first = course.sessions[0]
    sessions = (replace(first, level=first.level + 1), *course.sessions[1:])
    return replace(course, sessions=sessions)
