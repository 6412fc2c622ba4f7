"""Every course that is offered keeps every rule, by a check that knows nothing of the search."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbalis.domain.scheduling.agenda import lay_out
from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.booking import book_best, book_course, differ, places_of
from lumbalis.domain.scheduling.chain import earliest_day
from lumbalis.domain.scheduling.checking import check_bookings
from lumbalis.domain.scheduling.costs import NEVER, Costs, gap_cost, hand_costs
from lumbalis.domain.scheduling.explaining import Refusal, possible
from lumbalis.domain.scheduling.grid import Horizon, Span, plain_horizon, tick_at
from lumbalis.domain.scheduling.groups import Group
from lumbalis.domain.scheduling.moving import Move, spots, visit_of
from lumbalis.domain.scheduling.request import CourseRequest, Held, Layout, Meal, Patient, VisitNeed
from lumbalis.domain.scheduling.resources import (
    Calendar,
    Claim,
    Clinic,
    Couch,
    Credential,
    Equipment,
    RestPlace,
    Room,
    Therapist,
)
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.starts import starts_of
from lumbalis.knowledge.library import load_protocol
from lumbalis.knowledge.scheduling import load_scheduling

RULES: SchedulingRules = load_scheduling(load_protocol().limits)
OPENS, CLOSES = tick_at(8), tick_at(13)
Start = tuple[int, int]
LAYOUT = Layout(check=2, hands_on=4, rest=6, stays=1, changeover=1, care=3)


def clinic_of(rng: random.Random, days: int) -> Clinic:
    """Make two therapists, one of whom may do more, a room with a bay, cups, and gaps."""
    kinds = (("massage",), ("massage", "cupping"))
    return Clinic(
        therapists=tuple(
            Therapist(
                id=f"t{n}",
                credentials=tuple(
                    Credential(kind, 0, rng.choice((None, days - 3))) for kind in held
                ),
                shifts=tuple(
                    Span(day, OPENS, CLOSES - rng.choice((0, 12, 30)))
                    for day in range(days)
                    if rng.random() < 0.8
                ),
                units_a_day_x100=rng.choice((None, 400, 800)),
            )
            for n, held in enumerate(kinds)
        ),
        couches=(Couch("c0", "r0"), Couch("c1", "r0")),
        rooms=(Room("r0", rng.choice((None, 1))),),
        rest_places=(RestPlace("rest"),) if rng.random() < 0.7 else (),
        equipment=(Equipment("cups", "cup_set"),),
        away=(Claim("t0", Span(rng.randrange(days), OPENS, CLOSES)),),
    )


def request_of(rng: random.Random, visits: int) -> CourseRequest:
    """Ask for a short course with everything that can bind it."""
    held = (Held(0, OPENS + 6),) if rng.random() < 0.4 else ()
    first = len(held) + 1
    return CourseRequest(
        id="course",
        patient=Patient(
            id="patient",
            available=None if rng.random() < 0.6 else tuple(
                Span(day, OPENS, rng.choice((CLOSES, CLOSES - 24))) for day in range(0, 40, 1)
            ),
            meals=(Meal(tick_at(7, 30)),) if rng.random() < 0.5 else (),
            physiotherapy=(Span(2, OPENS, OPENS + 6),) if rng.random() < 0.4 else (),
            physiotherapy_ordered=rng.random() < 0.5,
            only=frozenset({"t1"}) if rng.random() < 0.2 else None,
            prefers=rng.choice((None, "t0")),
            preferred_tick=rng.choice((None, tick_at(10))),
            disliked_weekdays=frozenset({5}) if rng.random() < 0.5 else frozenset(),
        ),
        visits=tuple(
            VisitNeed(
                index=index,
                layout=LAYOUT,
                credentials=frozenset({"massage"} | ({"cupping"} if index % 3 == 0 else set())),
                equipment=frozenset({"cup_set"} if index % 3 == 0 else ()),
                units_x100=200,
                least_min=0 if index == 1 else rng.choice((24, 48)) * 60,
                usual_days=0 if index == 1 else 2,
                review_before=index == 3,
            )
            for index in range(first, first + visits)
        ),
        per_week=rng.choice((2, 3)),
        longest_gap_d=rng.choice((6, 14)),
        order_days=(0, rng.choice((12, 60))),
        not_before=(0, OPENS + 9) if not held else (1, 0),
        held=held,
    )  # fmt: skip


def calendar_of(rng: random.Random, days: int, booked: int = 6) -> Calendar:
    """Lay out a small clinic with some things taken."""
    horizon = plain_horizon(days, OPENS, CLOSES, frozenset(range(6)))
    clinic = clinic_of(rng, days)
    taken = []
    for _ in range(booked):
        start = rng.randrange(OPENS, CLOSES - 12)
        resource = rng.choice(("t0", "t1", "c0", "c1"))
        units = 200 if resource.startswith("t") else 0
        taken.append(Claim(resource, Span(rng.randrange(days), start, start + 7), units))
    return Calendar(clinic, horizon, tuple(taken))


@pytest.mark.hazard("H14")
@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 10**6), days=st.integers(10, 28), visits=st.integers(1, 6))
def test_every_offer_keeps_every_rule(seed: int, days: int, visits: int) -> None:
    """Offers pass the independent check, differ from each other, and come out the same again."""
    rng = random.Random(seed)  # noqa: S311 - a seeded clinic
    calendar, request = calendar_of(rng, days), request_of(rng, visits)
    found = book_course(calendar, request, RULES)
    if isinstance(found, Refusal):
        return
    for offer in found:
        assert check_bookings(calendar, [(request, offer.course)], RULES) == ()
    places = [places_of(offer.course.visits) for offer in found]
    for number, one in enumerate(places):
        assert all(differ(one, other) for other in places[:number])
    assert book_course(calendar, request, RULES) == found


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 10**6), days=st.integers(7, 12), visits=st.integers(1, 3))
def test_the_first_offer_is_the_cheapest_there_is(seed: int, days: int, visits: int) -> None:
    """On tiny clinics, trying every combination of starts finds nothing cheaper, and none more."""
    rng = random.Random(seed)  # noqa: S311 - a seeded clinic
    calendar, request = calendar_of(rng, days, booked=10), request_of(rng, visits)
    best = book_best(lay_out(calendar), request, RULES)
    tried = _cheapest_by_trying(calendar, request)
    assert (None if best is None else best.cost) == tried


def _cheapest_by_trying(calendar: Calendar, request: CourseRequest) -> int | None:
    """Try every start of every visit, an hour apart where that loses nothing, under each main."""
    agenda = lay_out(calendar)
    per_visit = []
    for need in request.visits:
        starts = starts_of(agenda, request, need, RULES)
        costs = hand_costs(agenda, request, need, RULES, starts)
        per_visit.append(costs)
    best: int | None = None
    days = range(len(calendar.horizon))
    for main, one in enumerate(calendar.clinic.therapists):
        if request.patient.only is not None and one.id not in request.patient.only:
            continue
        for chosen in product(days, repeat=len(request.visits)):
            if list(chosen) != sorted(set(chosen)):
                continue
            cost = _of_days(calendar, request, per_visit, chosen, main, earliest_day(request))
            if cost is not None and (best is None or cost < best):
                best = cost
    return best


def _of_days(
    calendar: Calendar,
    request: CourseRequest,
    costs: list[Costs],
    days: tuple[int, ...],
    main: int,
    earliest: int,
) -> int | None:
    """Give the least cost with the visits on some days, the starts tried out in order."""
    horizon, other = calendar.horizon, RULES.weights.other_therapist
    held = [(one.day, one.tick) for one in request.held]
    spread = sorted([day for day, _ in held] + list(days))
    week = zip(spread, spread[request.per_week :], strict=False)
    if any(later - first < 7 for first, later in week):
        return None
    total = 0
    states: dict[Start | None, int] = {held[-1]: 0} if held else {None: 0}
    if not held:
        total += RULES.weights.wait_day * max(0, days[0] - earliest)
    for need, grid, day in zip(request.visits, costs, days, strict=True):
        after: dict[Start | None, int] = {}
        for tick in range(len(grid)):
            least = min(
                int(grid[tick, hand, day]) + (0 if hand == main else other)
                for hand in range(grid.shape[1])
            )
            if least >= NEVER:
                continue
            here = (day, tick + OPENS)
            for before, cost in states.items():
                step = _step(horizon, request, need, before, here)
                if step is not None:
                    after[here] = min(after.get(here, NEVER), cost + step + least)
        states = after
        if not states:
            return None
    return total + min(states.values())


def _step(
    horizon: Horizon, request: CourseRequest, need: VisitNeed, before: Start | None, here: Start
) -> int | None:
    """Give what a step costs; None where it is not allowed."""
    if before is None:
        return 0
    gap = here[0] - before[0]
    if not 1 <= gap <= request.longest_gap_d:
        return None
    if horizon.elapsed_min(*here) - horizon.elapsed_min(*before) < need.least_min:
        return None
    if need.review_before and not any(d.reviewing for d in horizon.days[before[0] : here[0]]):
        return None
    return gap_cost(gap, need.usual_days, RULES)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_reasons_are_irreducible(seed: int) -> None:
    """With any reason set aside, the others alone are no longer in the way."""
    rng = random.Random(seed)  # noqa: S311 - a seeded clinic
    calendar = calendar_of(rng, 12, booked=14)
    request = replace(request_of(rng, 5), longest_gap_d=4)
    found = book_course(calendar, request, RULES)
    if not isinstance(found, Refusal):
        return
    everything = frozenset(Group)
    assert not possible(calendar, request, RULES, everything - set(found.because))
    for group in found.because:
        without = everything - set(found.because) | {group}
        assert possible(calendar, request, RULES, without), group
    for group in found.enough_alone:
        assert possible(calendar, request, RULES, frozenset({group}))


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 10**6), index=st.integers(1, 4))
def test_a_visit_moves_only_where_the_course_still_holds(seed: int, index: int) -> None:
    """Every start offered for one visit gives a course that passes the independent check."""
    rng = random.Random(seed)  # noqa: S311 - a seeded clinic
    calendar, request = (
        calendar_of(rng, 24),
        replace(request_of(rng, 4), held=(), not_before=(0, 0)),
    )
    needs = tuple(replace(need, index=n) for n, need in enumerate(request.visits, start=1))
    request = replace(request, visits=needs)
    course = book_best(lay_out(calendar), request, RULES)
    if course is None:
        return
    others = tuple(one for one in course.visits if one.index != index)
    taken = tuple(claim for one in others for claim in one.claims("patient"))
    busy = replace(calendar, booked=calendar.booked + taken)
    move = Move(lay_out(busy), request, others, index, RULES)
    found = spots(move)
    now = next(one for one in course.visits if one.index == index)
    assert any((one.day, one.start) == (now.day, now.start) for one in found)
    for spot in found[:: max(1, len(found) // 12)]:
        moved = visit_of(move, spot)
        visits = tuple(moved if one.index == index else one for one in course.visits)
        changed = replace(course, visits=visits)
        assert check_bookings(calendar, [(request, changed)], RULES) == ()


def test_each_damage_is_found() -> None:
    """A course that is right is damaged in every way there is; each damage has its name."""
    rng = random.Random(3)  # noqa: S311 - a seeded clinic
    calendar, request = calendar_of(rng, 28, booked=0), request_of(rng, 4)
    course = book_best(lay_out(calendar), request, RULES)
    assert isinstance(course, BookedCourse)
    for name, changed in _damages(course).items():
        kinds = {one.kind.value for one in check_bookings(calendar, [(request, changed)], RULES)}
        assert name in kinds, (name, kinds)


def _damages(course: BookedCourse) -> dict[str, BookedCourse]:
    """Damage the second visit in many ways."""
    second = course.visits[1]

    def with_second(**changed: object) -> BookedCourse:
        visits = (course.visits[0], replace(second, **changed), *course.visits[2:])  # type: ignore[arg-type]  # fields
        return replace(course, visits=visits)

    return {
        "hours": with_second(start=OPENS - 3),
        "outside": with_second(day=400),
        "therapist": with_second(therapist="nobody"),
        "couch": with_second(couch="c9"),
        "rest_place": with_second(rest_place="nowhere"),
        "equipment": with_second(equipment=("cups", "cups")),
        "layout": with_second(layout=replace(LAYOUT, hands_on=3)),
        "sequence": replace(course, visits=course.visits[:1]),
        "spacing": with_second(day=course.visits[0].day + 1, start=OPENS),
    }


@pytest.mark.parametrize("hours", [48, 24])
def test_two_days_are_two_days_when_clocks_change(hours: int) -> None:
    """Over the night in which clocks go forward, 48 hours end an hour later by the clock."""
    horizon = plain_horizon(10, OPENS, CLOSES, frozenset(range(7)))
    days = tuple(
        replace(day, elapsed_min=day.elapsed_min - (60 if number >= 2 else 0))
        for number, day in enumerate(horizon.days)
    )
    calendar = Calendar(
        Clinic(
            (Therapist("t", (), tuple(Span(n, OPENS, CLOSES) for n in range(10))),),
            (Couch("c", "r"),),
        ),
        replace(horizon, days=days),
    )
    step = hours // 24
    needs = tuple(
        VisitNeed(n, LAYOUT, frozenset(), least_min=hours * 60 * (n > 1), usual_days=step)
        for n in (1, 2)
    )
    request = CourseRequest("c1", Patient("p"), needs, 7, 14, (0, 9), not_before=(2 - step, OPENS))
    found = book_best(lay_out(calendar), request, RULES)
    assert found is not None
    first, second = found.visits
    kept = calendar.horizon
    apart = kept.elapsed_min(second.day, second.start) - kept.elapsed_min(first.day, first.start)
    assert apart >= hours * 60
