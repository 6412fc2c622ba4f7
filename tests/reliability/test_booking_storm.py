"""Many desks at once: whoever is first has the time, nobody has it twice, nobody sees an error."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, connections, transaction

from calendar_world import fresh, furnish, waiting_course
from clinic_people import House
from lumbalis.clinic.records.models import Appointment, Claim, Course, Place
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking import claiming, keeping
from lumbalis.clinic.services.booking.claiming import TakenError
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.keeping import Booked, NotBooked
from lumbalis.clinic.services.booking.offering import Offers, offers_for
from outcomes_world import OnCourse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.hazard("H18")]
DESKS = 4
DEEP = bool(os.environ.get("LUMBALIS_DEEP"))
ATTEMPTS = 13_000 if DEEP else 400
"""On each of the two engines."""
SLOTS = ATTEMPTS // 20
PARTS = {"check": 10, "hands_on": 20, "rest": 30, "stays": 5, "changeover": 5, "care": 15}


def together(work: Callable[[int], None]) -> list[BaseException]:
    """Let every desk work at once, each with a connection of its own; give what went wrong."""
    wrong: list[BaseException] = []

    def run(desk: int) -> None:
        try:
            work(desk)
        except BaseException as error:  # noqa: BLE001 - shown by the test
            wrong.append(error)
        finally:
            connections.close_all()

    desks = [threading.Thread(target=run, args=(number,)) for number in range(DESKS)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    return wrong


def test_of_many_who_want_a_time_one_gets_it(house: House) -> None:
    """Every slot is fought for by all desks, past the queue of acts: each has one winner, whole."""
    furnish(house)
    one = waiting_course(house, 1)
    with in_clinic(house.north):
        course, window = fresh(one), ahead(house.north, house.acting("north", "receptionist").at)
        couch = Place.objects.filter(kind="couch")[0]
    slots = [(window.first + timedelta(days=n // 60), 480 + n % 60 * 5) for n in range(SLOTS)]
    tally: Counter[str] = Counter()

    def work(desk: int) -> None:
        for number in range(ATTEMPTS // DESKS):
            day, start = slots[(number * 7 + desk * 3) % SLOTS]
            tally[_attempt(house, course, couch, (day, start), window)] += 1

    wrong = together(work)
    assert not wrong, wrong[0]
    assert sum(tally.values()) == ATTEMPTS
    assert min(tally["won"], tally["lost"]) > 0, "where nobody loses, nothing is shown"
    with in_clinic(house.north):
        assert Appointment.objects.count() == tally["won"]
        held = Counter(Claim.objects.values_list("resource", "tick"))
        assert set(held.values()) == {1}
        for row in Appointment.objects.all():
            assert row.claims.count() == 12 + 7 + 13, "whole, or not at all"


def _attempt(
    house: House, course: Course, couch: Place, slot: tuple[date, int], window: Window
) -> str:
    """Try to take one slot, without waiting for anybody's turn."""
    day, start = slot
    try:
        with in_clinic(house.north), transaction.atomic():
            row = Appointment.objects.create(
                clinic=house.north, patient=course.patient, course=course, session=1, day=day,
                starts_min=start, parts=PARTS, couch=couch, state="no_show",
                booked_at=course.opened_at, changed_at=course.opened_at,
                therapist=house.people["north"]["therapist"],
            )  # fmt: skip
            claiming.take([row], window)
    except TakenError:
        return "lost"
    return "won"


def test_desks_that_book_at_once_never_book_twice(house: House) -> None:
    """Eight patients, four desks, one therapist: whoever lost a time is offered others."""
    furnish(house, couches=1, rests=1)
    people = [waiting_course(house, 4) for _ in range(8 if DEEP else 4)]
    lost: Counter[str] = Counter()

    def work(desk: int) -> None:
        for one in people[desk::DESKS]:
            lost[_book(house, one)] += 1

    wrong = together(work)
    assert not wrong, wrong[0]
    assert lost["booked"] == len(people), lost
    with in_clinic(house.north):
        held = Counter(Claim.objects.values_list("resource", "tick"))
        assert set(held.values()) == {1}
        assert Appointment.objects.filter(state="booked").count() == 4 * len(people)


def _book(house: House, one: OnCourse) -> str:
    """Book as a desk does: look, choose the first, and look again if somebody was faster."""
    by = house.acting("north", "receptionist")
    for _ in range(20):
        with in_clinic(house.north):
            offers = offers_for(by, fresh(one))
            assert isinstance(offers, Offers), offers
            assert offers.offered, "there is room for everybody"
            done = keeping.book(by, fresh(one), offers.offered[0].token)
        if isinstance(done, Booked):
            return "booked"
        assert done is NotBooked.TAKEN
    return "never"


def test_the_engine_is_the_one_asked_for() -> None:
    """The storm says something about the engine it ran on."""
    asked = os.environ.get("LUMBALIS_TEST_DB", "sqlite")
    assert connection.vendor == asked
