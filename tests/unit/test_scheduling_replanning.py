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
from lumbalis.domain.scheduling.grid import Span, tick_at
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
    Pairs,
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


@pytest.mark.parametrize("number", range(9))
def test_the_lean_path_costs_what_the_path_of_booking_costs(number: int) -> None:
    """Two ways to the same optimum, in an empty clinic and in a crowded one."""
    calendar, _ = filled(2 + number % 3, 8 * (number % 3), therapists=2)
    asked = request(50 + number, 3 + number % 3, cups=number % 2 == 0, at=115 + 5 * number)
    chain = prepare(lay_out(calendar), asked, RULES).chain
    track, best = lay_track(chain, 1), cheapest(chain)
    assert best is not None
    cost, places = trace(track, value(track, chain.nodes), best.main)
    assert cost == best.cost
    assert len({place.day for place in places}) == len(asked.visits)


def test_the_lean_path_may_come_later_in_the_day_and_not_sooner() -> None:
    """After exactly 48 hours the hour matters: here it has to go up from day to day."""
    hours = tuple(Span(day, OPENS + 3 * day, OPENS + 3 * day + 12) for day in (0, 2, 4, 7, 9))
    asked = request(1, 5)
    asked = replace(asked, patient=replace(asked.patient, available=hours))
    chain = prepare(lay_out(Calendar(clinic(), HORIZON)), asked, RULES).chain
    track, best = lay_track(chain, 1), cheapest(chain)
    assert best is not None
    _, places = trace(track, value(track, chain.nodes), best.main)
    assert [(place.day, place.tick) for place in places] == [
        (span.day, span.start - OPENS) for span in hours
    ]


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


@pytest.mark.parametrize("cups", [False, True])
def test_a_missed_session_is_made_good_by_one_more_date(*, cups: bool) -> None:
    """The dates in the diary stay; only their numbers move up, and one date is added."""
    asked, empty = request(0, cups=cups), Calendar(clinic(), HORIZON)
    booked = book_best(lay_out(empty), asked, RULES)
    assert booked is not None
    calendar = replace(empty, booked=booked.claims())
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
    assert wrongs(asked, found.courses[0].visits, calendar.clinic) == []


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
    """A patient is one person, also while both courses are moved to the same free hour."""
    early, late = tick_at(9), tick_at(11)
    pairs: Pairs = []
    calendar = Calendar(clinic(), HORIZON)
    for number, at in ((0, early), (1, late)):
        asked = replace(request(number, 3, at=at), main=f"therapist-{number}")
        asked = replace(asked, patient=replace(asked.patient, id="both"))
        booked = book_best(lay_out(calendar), asked, RULES)
        assert booked is not None
        pairs.append((asked, booked))
        calendar = replace(calendar, booked=(*calendar.booked, *booked.claims()))
    day = pairs[0][1].visits[-1].day
    assert pairs[1][1].visits[-1].day == day
    noon = tick_at(12)
    lost = [Claim(f"therapist-{place}", Span(day, 0, noon)) for place in range(3)]
    found = repair(calendar, pairs, lost, MEANS)
    assert {call.kind for call in found.calls} == {Kind.TIME}
    assert twice_taken(claims_of(found.courses)) == set()


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


@pytest.mark.parametrize("seed", [9, 10, 11, 13, 14])
def test_a_full_clinic_makes_room(seed: int) -> None:
    """There is no place for the new course until somebody moves."""
    calendar, pairs = filled(seed, 16, therapists=1)
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


@pytest.mark.parametrize(("seed", "courses"), [(22, 18), (38, 22)])
def test_who_was_asked_in_vain_stays(seed: int, courses: int) -> None:
    """Several people are asked here before the one who can make room."""
    calendar, pairs = filled(seed, courses, therapists=1)
    early = tuple(Span(day, OPENS, OPENS + 20) for day in range(DAYS))
    asked = request(90)
    asked = replace(asked, patient=replace(asked.patient, available=early), order_days=(0, 12))
    found = rescue(calendar, pairs, asked, MEANS)
    assert found is not None
    moved = {course.course: course for course in found.moved}
    now = [moved.get(course.course, course) for _, course in pairs]
    assert set(moved) == {call.course for call in found.calls}
    assert twice_taken(claims_of([*now, found.course])) == set()


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


def test_planning_anew_leaves_everything_where_there_is_no_step() -> None:
    """What is booked is where it begins, at what it costs."""
    calendar, pairs = filled(10, 14)
    found = replan(calendar, pairs, replace(MEANS, steps=0))
    assert [course and course.visits for course in found.courses] == [
        booked.visits for _, booked in pairs
    ]
    assert found.calls == ()


def test_a_course_alone_costs_what_booking_it_costs() -> None:
    """But for the splinters: here with a main therapist who may not use the cups."""
    asked = replace(request(0, 5, cups=True, at=130), main="therapist-1")
    calm = replace(RULES, weights=replace(RULES.weights, splinter=0))
    empty = Calendar(clinic(), HORIZON)
    booked = book_best(lay_out(empty), asked, calm)
    found = replan(empty, [(asked, None)], MEANS)
    assert booked is not None
    assert found.cost == found.bound == booked.cost
    again = replan(replace(empty, booked=booked.claims()), [(asked, booked)], MEANS)
    assert again.floor == booked.cost


def test_the_bound_is_below_a_crowded_clinic_and_above_everyone_alone() -> None:
    """Prices make it rise above what each would cost in an empty clinic."""
    empty = Calendar(clinic(1), HORIZON)
    asked = [request(number, 3, at=120) for number in range(8)]
    calm = replace(RULES, weights=replace(RULES.weights, splinter=0))
    alone = [book_best(lay_out(empty), one, calm) for one in asked]
    found = replan(empty, [(one, None) for one in asked], replace(MEANS, steps=150))
    assert sum(one.cost for one in alone if one is not None) < found.bound <= found.cost


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


def test_a_visit_on_another_day_keeps_even_a_therapist_who_costs_more() -> None:
    """The patient has been told, and the week is not about that day."""
    calendar, pairs = filled(4, 1)
    asked, booked = pairs[0]
    asked = replace(asked, main=booked.main)
    last = replace(booked.visits[-1], therapist="therapist-1")
    assert last != booked.visits[-1]
    told = replace(booked, visits=(*booked.visits[:-1], last))
    calendar = replace(calendar, booked=told.claims())
    found = replan_week(calendar, [(asked, told)], range(last.day), MEANS)
    assert found.courses[0] is not None
    assert found.courses[0].visits[-1] == last
    assert found.cost > replan(calendar, [(asked, told)], MEANS).cost


def test_no_price_makes_the_bound_dearer_than_what_can_be_booked() -> None:
    """However long it rises: the room there is has to be paid for."""
    asked = [request(number, 2, at=120) for number in range(4)]
    empty = Calendar(clinic(1), HORIZON)
    found = replan(empty, [(one, None) for one in asked], replace(MEANS, steps=600))
    assert 0 < found.bound < found.cost
