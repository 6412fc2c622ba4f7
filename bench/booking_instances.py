"""Made-up clinics for measuring booking: the same seed gives the same clinic, patients and wishes.

Six therapists of whom few may do everything, five couches in three rooms, three rest places, one
device, two sets of cups, two holidays in eight weeks, early and late shifts with a break, workers
who can come early or late, pensioners in the morning, and people who can come whenever.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from lumbalis.domain.scheduling.agenda import lay_out
from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.booking import book_best
from lumbalis.domain.scheduling.grid import DAY_TICKS, TICK_MIN, Day, Horizon, Span, tick_at, ticks
from lumbalis.domain.scheduling.request import CourseRequest, Layout, Meal, Patient, VisitNeed
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

WEEKS = 8
OPENS, CLOSES = tick_at(8), tick_at(20)
BASIC = ("medical_education", "massage")
SPECIAL = {
    "acupressure": ("acupressure_certified",),
    "cupping": ("cupping",),
    "device": ("device",),
}
HOURS_48, HOURS_24 = 48 * 60, 24 * 60
ORDER_DAYS = 90


@dataclass(frozen=True, slots=True)
class Instance:
    """A clinic, its days, and the courses asked for in the order of their arrival."""

    clinic: Clinic
    horizon: Horizon
    requests: tuple[CourseRequest, ...]


def make_instance(
    seed: int, rules: SchedulingRules, courses: int, *, therapists: int = 6, weeks: int = WEEKS
) -> Instance:
    """Make a clinic and the courses that are asked for."""
    rng = random.Random(seed)  # noqa: S311 - a seeded clinic
    horizon = make_horizon(rng, weeks)
    clinic = make_clinic(rng, len(horizon), therapists)
    requests = tuple(make_request(rng, number, horizon, clinic, rules) for number in range(courses))
    return Instance(clinic, horizon, requests)


def make_horizon(rng: random.Random, weeks: int) -> Horizon:
    """Make days from a Monday on, closed on Sundays and two holidays."""
    count = weeks * 7
    workdays = [day for day in range(7, count) if day % 7 < 5]
    holidays = set(rng.sample(workdays, min(2, len(workdays))))
    return Horizon(
        tuple(
            Day(
                weekday=day % 7,
                opens=OPENS,
                closes=OPENS if day % 7 == 6 else CLOSES,
                elapsed_min=day * DAY_TICKS * TICK_MIN,
                closed="holiday" if day in holidays else None,
                reviewing=day % 7 < 5,
            )
            for day in range(count)
        )
    )


def make_clinic(rng: random.Random, days: int, therapists: int) -> Clinic:
    """Make the people and things of a clinic."""
    scale = max(1, round(therapists / 6))
    return Clinic(
        therapists=tuple(_therapist(rng, place, days) for place in range(therapists)),
        couches=tuple(Couch(f"couch-{n}", f"room-{n // 2}") for n in range(5 * scale)),
        rooms=tuple(Room(f"room-{n}", at_once=2 if n else None) for n in range(3 * scale)),
        rest_places=tuple(RestPlace(f"rest-{n}") for n in range(3 * scale)),
        equipment=(
            *(Equipment(f"cups-{n}", "cup_set") for n in range(2 * scale)),
            *(Equipment(f"device-{n}", "device") for n in range(scale)),
        ),
    )


def _therapist(rng: random.Random, place: int, days: int) -> Therapist:
    kinds = [*BASIC]
    if place % 3 == 0:
        kinds.append("acupressure_certified")
    if place % 3 != 1:
        kinds.append("cupping")
    if place % 2:
        kinds.append("device")
    lapses = rng.randrange(days) if rng.random() < 0.1 else None
    free = rng.randrange(6)
    return Therapist(
        id=f"therapist-{place}",
        credentials=tuple(
            Credential(kind, -365, lapses if kind not in BASIC else None) for kind in kinds
        ),
        shifts=tuple(_shifts(place, free, days)),
        units_a_day_x100=3000,
    )


def _shifts(place: int, free: int, days: int) -> Iterator[Span]:
    """Give six and a half hours of work on five days a week, early and late by turns."""
    for day in range(days):
        week, weekday = divmod(day, 7)
        if weekday in (6, free):
            continue
        early = (place + week) % 2 == 0
        begins = tick_at(8) if early else tick_at(13)
        yield Span(day, begins, begins + ticks(200))
        yield Span(day, begins + ticks(230), begins + ticks(420))


def make_request(
    rng: random.Random, number: int, horizon: Horizon, clinic: Clinic, rules: SchedulingRules
) -> CourseRequest:
    """Make one patient with a course, who asks for it within the first two weeks."""
    daily = rng.random() < 0.15
    special = rng.choice((None, None, None, "acupressure", "cupping", "device"))
    sessions = rng.choice((10, 10, 12, 15))
    asked = rng.randrange(14)
    women = frozenset(one.id for one in clinic.therapists[::2])
    return CourseRequest(
        id=f"course-{number}",
        patient=Patient(
            id=f"patient-{number}",
            available=_available(rng, horizon),
            meals=tuple(Meal(rng.choice((tick_at(7), tick_at(7, 30)))) for _ in range(1)),
            only=women if rng.random() < 0.12 else None,
            prefers=rng.choice(clinic.therapists).id if rng.random() < 0.25 else None,
            preferred_tick=rng.choice((None, tick_at(10), tick_at(17))),
            disliked_weekdays=frozenset({5}) if rng.random() < 0.4 else frozenset(),
        ),
        visits=tuple(make_needs(rules, sessions, special, daily=daily)),
        per_week=5 if daily else 3,
        longest_gap_d=14,
        order_days=(0, ORDER_DAYS),
        not_before=(asked, 0),
    )


def _available(rng: random.Random, horizon: Horizon) -> tuple[Span, ...] | None:
    """Give when a worker or a pensioner can come; None is whenever."""
    kind = rng.choice(("worker", "pensioner", "whenever", "whenever"))
    if kind == "whenever":
        return None
    spans = []
    for number, day in enumerate(horizon.days):
        if kind == "pensioner":
            spans.append(Span(number, tick_at(9), tick_at(15)))
        elif day.weekday == 5:
            spans.append(Span(number, OPENS, CLOSES))
        else:
            spans.append(Span(number, tick_at(16, 30), CLOSES))
    return tuple(spans)


def make_needs(
    rules: SchedulingRules, sessions: int, special: str | None, *, daily: bool
) -> Iterator[VisitNeed]:
    """Give the visits of a course: gentle first, the special technique every other from the 4th."""
    for index in range(1, sessions + 1):
        now = special if special and index >= 4 and index % 2 == 0 else None
        close = daily and index > 3 and special is None
        equipment = {"cupping": "cup_set", "device": "device"}.get(now or "")
        yield VisitNeed(
            index=index,
            layout=make_layout(rules, first=index == 1),
            credentials=frozenset(BASIC + (SPECIAL[now] if now else ())),
            equipment=frozenset({equipment} if equipment else ()),
            units_x100=200,
            least_min=0 if index == 1 else HOURS_24 if close else HOURS_48,
            usual_days=0 if index == 1 else 1 if close else 2,
            review_before=index in (6, 11),
            gentle=index <= 3,
        )


def make_layout(rules: SchedulingRules, *, first: bool, hands_on_min: int = 20) -> Layout:
    """Give the parts of a visit."""
    return Layout(
        check=ticks(rules.first_check_min if first else rules.check_min),
        hands_on=ticks(hands_on_min),
        rest=ticks(rules.rest_min),
        stays=ticks(rules.therapist_stays_min),
        changeover=ticks(rules.changeover_min),
        care=ticks(rules.equipment_care_min),
    )


def fill(instance: Instance, rules: SchedulingRules) -> tuple[Calendar, list[BookedCourse]]:
    """Book every course of an instance in the order of arrival; give the calendar then."""
    claims: list[Claim] = []
    booked = []
    for request in instance.requests:
        agenda = lay_out(Calendar(instance.clinic, instance.horizon, tuple(claims)))
        course = book_best(agenda, request, rules)
        if course is not None:
            booked.append(course)
            claims += course.claims()
    return Calendar(instance.clinic, instance.horizon, tuple(claims)), booked
