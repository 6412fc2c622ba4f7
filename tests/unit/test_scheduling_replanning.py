"""A calendar is repaired, a full one makes room, a whole clinic is planned anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from lumbalis.domain.scheduling.agenda import Agenda, lay_out
from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.booking import book_best, prepare
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.path import cheapest
from lumbalis.domain.scheduling.replanning.board import Board
from lumbalis.domain.scheduling.replanning.changes import Kind
from lumbalis.domain.scheduling.replanning.lean import trace, value
from lumbalis.domain.scheduling.replanning.means import Disturbance
from lumbalis.domain.scheduling.replanning.repair import repair
from lumbalis.domain.scheduling.replanning.replan import replan, replan_week
from lumbalis.domain.scheduling.replanning.rescue import rescue
from lumbalis.domain.scheduling.replanning.track import lay_track
from lumbalis.domain.scheduling.request import Held
from lumbalis.domain.scheduling.resources import Calendar, Claim
from lumbalis.knowledge.scheduling import load_disturbance
from replanning_samples import (
    DAYS,
    HORIZON,
    MEANS,
    OPENS,
    RULES,
    away,
    claims_of,
    clinic,
    filled,
    request,
    twice_taken,
    wrongs,
)


def same(ours: Agenda, theirs: Agenda) -> bool:
    """Tell whether two agendas hold the same."""
    return (
        np.array_equal(ours.free, theirs.free)
        and np.array_equal(ours.free_before, theirs.free_before)
        and np.array_equal(ours.units_left_x100, theirs.units_left_x100)
    )


def test_an_agenda_that_follows_its_bookings_is_the_one_laid_out_anew() -> None:
    """Coming and going, also over an absence that overlaps what is booked."""
    calendar, pairs = filled(1, 8)
    ill = away(pairs[0][1].visits[1].therapist, pairs[0][1].visits[1].day)
    board = Board(calendar)
    board.add(ill)
    for _, course in pairs[:3]:
        board.remove(course.claims())
    rest = tuple(claims_of(course for _, course in pairs[3:]))
    now = Calendar(replace(calendar.clinic, away=tuple(ill)), HORIZON, rest)
    assert same(board.agenda, lay_out(now))
    board.remove(ill)
    board.add(claims_of(course for _, course in pairs[:3]))
    assert same(board.agenda, lay_out(calendar))


@pytest.mark.parametrize("number", range(6))
def test_the_lean_path_costs_what_the_path_of_booking_costs(number: int) -> None:
    """Two ways to the same optimum, with every main therapist."""
    calendar, _ = filled(2, 8)
    asked = request(50 + number, 3 + number % 3, cups=number % 2 == 0, at=120)
    chain = prepare(lay_out(calendar), asked, RULES).chain
    track, best = lay_track(chain, 1), cheapest(chain)
    assert best is not None
    cost, places = trace(track, value(track, chain.nodes), best.main)
    assert cost == best.cost
    assert [place.day for place in places] == [place.day for place in best.places]


def test_nothing_moves_when_nothing_is_lost() -> None:
    """The calendar as it is costs nothing, so it is the answer."""
    calendar, pairs = filled(3, 8)
    found = repair(calendar, pairs, (), MEANS)
    assert found.courses == tuple(course for _, course in pairs)
    assert (found.calls, found.reseated, found.cost, found.bound) == ((), (), 0, 0)


def test_a_colleague_who_is_free_takes_over_at_the_same_time() -> None:
    """The smallest change there is, and the only call."""
    calendar, pairs = filled(4, 1)
    visit = pairs[0][1].visits[1]
    found = repair(calendar, pairs, away(visit.therapist, visit.day), MEANS)
    assert [(call.kind, call.before) for call in found.calls] == [(Kind.THERAPIST, visit)]
    assert found.calls[0].after is not None
    assert found.calls[0].after.start == visit.start
    assert found.cost == found.bound == 1


def test_a_broken_couch_calls_nobody_while_another_is_free() -> None:
    """Where a patient lies is told at the door."""
    calendar, pairs = filled(4, 1)
    visit = pairs[0][1].visits[0]
    found = repair(calendar, pairs, away(visit.couch, visit.day), MEANS)
    assert found.calls == ()
    assert found.reseated == (pairs[0][0].id,)
    assert found.courses[0].visits[0].couch != visit.couch


def test_a_missed_session_is_made_good_by_one_more_date() -> None:
    """The dates in the diary stay; only their numbers move up, and one date is added."""
    calendar, pairs = filled(4, 1)
    asked, booked = pairs[0]
    missed = booked.visits[1]
    first = booked.visits[0]
    asked = replace(
        asked,
        visits=asked.visits[1:],
        held=(Held(first.day, first.start),),
        not_before=(missed.day + 1, 0),
    )
    left = replace(booked, visits=booked.visits[1:])
    found = repair(calendar, [(asked, left)], (), MEANS)
    assert len(found.calls) == 1
    assert found.calls[0].kind is Kind.DAY
    assert found.calls[0].before == missed
    assert {visit.day for visit in left.visits[1:]} <= {v.day for v in found.courses[0].visits}


def test_a_patient_who_is_away_gets_another_day() -> None:
    """What is lost may be the patient's own time."""
    calendar, pairs = filled(5, 2)
    asked, booked = pairs[0]
    day = booked.visits[0].day
    found = repair(calendar, pairs, away(asked.patient.id, day), MEANS)
    assert {call.patient for call in found.calls} == {asked.patient.id}
    assert all(visit.day != day for visit in found.courses[0].visits)
    assert found.courses[1] == pairs[1][1]


def test_a_course_that_cannot_be_kept_whole_is_named() -> None:
    """Nobody works any more: what is left is cut from the end, and said."""
    calendar, pairs = filled(4, 1)
    last = pairs[0][1].visits[-1]
    all_of_them = [f"therapist-{place}" for place in range(3)]
    lost = [claim for one in all_of_them for claim in away(one, last.day, DAYS - last.day)]
    asked = pairs[0][0]
    found = repair(calendar, pairs, lost, MEANS)
    assert found.calls[-1].kind is Kind.CUT
    assert len(found.courses[0].visits) == len(pairs[0][1].visits) - 1
    assert wrongs(asked, found.courses[0].visits, calendar.clinic) == []
    assert twice_taken([*claims_of(found.courses), *lost]) == set()
    assert found.cut_short == (asked.id,)


def test_two_courses_of_one_patient_never_meet() -> None:
    """A patient is one person, also while both courses are moved."""
    calendar, pairs = filled(6, 6)
    same_one = [
        (
            replace(asked, patient=replace(asked.patient, id="patient-0")) if n < 2 else asked,
            replace(booked, patient="patient-0") if n < 2 else booked,
        )
        for n, (asked, booked) in enumerate(pairs)
    ]
    calendar = replace(calendar, booked=tuple(claims_of(booked for _, booked in same_one)))
    lost = away("therapist-0", 0, 5)
    found = repair(calendar, same_one, lost, MEANS)
    first = [(v.day, v.start, v.end) for v in found.courses[0].visits]
    second = [(v.day, v.start, v.end) for v in found.courses[1].visits]
    assert first
    assert second
    assert not any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in first for b in second)


def test_who_is_not_to_be_moved_stays() -> None:
    """What is booked for nobody among the courses is part of the calendar."""
    calendar, pairs = filled(7, 8)
    found = repair(calendar, pairs[:3], away("therapist-0", 0, 5), MEANS)
    fixed = claims_of(course for _, course in pairs[3:])
    assert twice_taken([*fixed, *claims_of(found.courses)]) == set()


def test_the_same_seed_gives_the_same_repair() -> None:
    """Limited by steps, nothing depends on the clock."""
    calendar, pairs = filled(8, 20)
    lost = away("therapist-0", 0, 5)
    assert repair(calendar, pairs, lost, MEANS, seed=3) == repair(
        calendar, pairs, lost, MEANS, seed=3
    )


def test_a_listener_ends_the_search_and_gets_the_best_so_far() -> None:
    """What stands after the first aid is complete already."""
    calendar, pairs = filled(8, 20)
    lost = away("therapist-0", 0, 5)
    found = repair(calendar, pairs, lost, MEANS, Effort(progress=lambda done, _of: done < 2))
    assert found.stopped
    assert twice_taken([*claims_of(found.courses), *lost]) == set()
    assert found.bound <= found.cost


def test_a_time_limit_ends_the_search() -> None:
    """The clock is the caller's; this one jumps a second at every look."""
    calendar, pairs = filled(8, 20)
    clock = count(0.0, 1.0)
    effort = Effort(clock=lambda: next(clock), limit_s=3)
    assert repair(calendar, pairs, away("therapist-0", 0, 5), MEANS, effort).stopped


def test_other_courses_than_are_booked_are_refused() -> None:
    """A request for other visits would move the wrong ones."""
    calendar, pairs = filled(4, 1)
    asked, booked = pairs[0]
    fewer = replace(asked, visits=asked.visits[1:], held=(Held(0, 100),))
    with pytest.raises(ValueError, match="give both alike"):
        repair(calendar, [(fewer, booked)], away("therapist-0", 0, 21), MEANS)


def test_a_full_clinic_makes_room() -> None:
    """There is no place for the new course until somebody moves."""
    calendar, pairs = filled(9, 12, therapists=1)
    early = tuple(Span(day, OPENS, OPENS + 14) for day in range(DAYS))
    asked = request(90)
    asked = replace(asked, patient=replace(asked.patient, available=early), order_days=(0, 9))
    assert book_best(lay_out(calendar), asked, RULES) is None
    found = rescue(calendar, pairs, asked, MEANS)
    assert found is not None
    assert 1 <= found.people <= 2
    assert found.cost > 0
    moved = {course.course: course for course in found.moved}
    now = [moved.get(course.course, course) for _, course in pairs]
    assert twice_taken(claims_of([*now, found.course])) == set()
    assert wrongs(asked, found.course.visits, calendar.clinic) == []
    for (wanted, _), course in zip(pairs, now, strict=True):
        assert wrongs(wanted, course.visits, calendar.clinic) == []


def test_a_course_that_fits_moves_nobody() -> None:
    """Rescue is booking where booking will do."""
    calendar, pairs = filled(4, 2)
    found = rescue(calendar, pairs, request(9), MEANS)
    assert found is not None
    assert (found.people, found.moved, found.calls, found.cost) == (0, (), (), 0)


def test_a_course_that_nobody_could_give_is_not_rescued() -> None:
    """Moving people gives no credential."""
    calendar, pairs = filled(4, 2)
    asked = request(9)
    odd = replace(asked.visits[0], credentials=frozenset({"unheard of"}))
    asked = replace(asked, visits=(odd, *asked.visits[1:]))
    assert rescue(calendar, pairs, asked, MEANS) is None


def test_planning_anew_never_costs_more_than_what_stands() -> None:
    """What is booked is the floor."""
    calendar, pairs = filled(10, 14)
    found = replan(calendar, pairs, MEANS, seed=1)
    assert found.bound <= found.cost <= found.floor
    assert found.cost < found.floor
    assert {call.course for call in found.calls} == {
        old.course
        for (_, old), new in zip(pairs, found.courses, strict=True)
        if new is not None and _seen(old.visits) != _seen(new.visits)
    }


def test_other_days_stay_while_a_week_is_planned_anew() -> None:
    """Their hours and therapists, that is; the week itself gets better."""
    calendar, pairs = filled(10, 14)
    week = range(7)
    found = replan_week(calendar, pairs, week, MEANS, seed=1)
    assert found.bound <= found.cost < found.floor
    assert twice_taken(claims_of(found.courses)) == set()
    for (_, old), new in zip(pairs, found.courses, strict=True):
        assert new is not None
        stay = [one for one in old.visits if one.day not in week]
        assert set(_seen(tuple(stay))) <= set(_seen(new.visits))


def test_a_week_without_visits_stays_as_it_is() -> None:
    """There is nobody to move."""
    calendar, pairs = filled(4, 2)
    found = replan_week(calendar, pairs, range(18, 21), MEANS)
    assert found.courses == tuple(course for _, course in pairs)


def _seen(visits: tuple[BookedVisit, ...]) -> list[tuple[int, int, str]]:
    return [(visit.day, visit.start, visit.therapist) for visit in visits]


def test_courses_not_booked_yet_are_booked_one_after_another_at_least() -> None:
    """Greedy insertion needs no step of the search."""
    calendar = Calendar(clinic(), HORIZON)
    asked = [request(n, at=120) for n in range(6)]
    greedy = replan(calendar, [(one, None) for one in asked], replace(MEANS, steps=0))
    better = replan(calendar, [(one, None) for one in asked], MEANS)
    assert all(course is not None for course in greedy.courses)
    assert better.cost <= greedy.cost == greedy.floor
    assert twice_taken(claims_of(better.courses)) == set()


def test_a_claim_outside_the_calendar_is_passed_over() -> None:
    """An absence may go on beyond the last day."""
    calendar, pairs = filled(4, 1)
    found = repair(calendar, pairs, [Claim("therapist-0", Span(400, 0, 10))], MEANS)
    assert found.calls == ()


def test_the_weights_of_disturbance_come_from_the_protocol() -> None:
    """In the order people would say: a colleague, another hour, another day, none at all."""
    found = load_disturbance()
    assert found.other_therapist_x1000 < found.other_time_x1000 < found.other_day_x1000
    assert found.other_day_x1000 < found.visit_cut_x1000 < found.course_put_off_x1000


def test_a_disturbance_never_earns_anything() -> None:
    """A negative weight would make the search move people for its own sake."""
    with pytest.raises(ValueError, match="never earn"):
        Disturbance(-1, 0, 0, 0, 0, 0, 0)
