"""What `bench/booking_desk.py` measures: one desk, then eight at once, on the database."""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence

import pytest
from django.db import connection, connections

from calendar_world import fresh, furnish, waiting_course, works
from clinic_people import LONG_AGO, House
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Claim, Membership, Place, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking import ending, keeping, setting
from lumbalis.clinic.services.booking.keeping import Booked
from lumbalis.clinic.services.booking.offering import Offers, offers_for
from outcomes_world import OnCourse

STANDING, NEW, DESKS = 30, 24, 8
THERAPISTS = 6


def crowd(house: House) -> list[OnCourse]:
    """Give the clinic six therapists, five couches and three rest places, and book courses."""
    furnish(house, couches=5, rests=3)
    for number in range(THERAPISTS - 1):
        user = User.objects.create_user(f"hands{number}@north.example", name=f"Hands {number}")
        with in_clinic(house.north):
            Membership.objects.create(
                clinic=house.north, user=user, role=Role.THERAPIST.value, valid_from=LONG_AGO
            )
        works(house, user.pk)
    by = house.acting("north", "administrator")
    with in_clinic(house.north):
        assert Place.objects.count() > THERAPISTS
        setting.choose_norm(by, "ussr-817-1987")
    people = [waiting_course(house, 10) for _ in range(STANDING + NEW)]
    for one in people[:STANDING]:
        _book(house, one)
    return people[STANDING:]


def _book(house: House, one: OnCourse) -> tuple[float, float, int]:
    """Look and book as a desk does; give the seconds of both, and how often it lost."""
    by, lost = house.acting("north", "receptionist"), 0
    with in_clinic(house.north):
        while True:
            begun = time.perf_counter()
            offers = offers_for(by, fresh(one))
            looked = time.perf_counter()
            assert isinstance(offers, Offers)
            assert offers.offered
            done = keeping.book(by, fresh(one), offers.offered[0].token)
            booked = time.perf_counter()
            if isinstance(done, Booked):
                return looked - begun, booked - looked, lost
            lost += 1


def line(name: str, seconds: Sequence[float], target: str = "") -> None:
    """Print a line of the table."""
    ordered = sorted(seconds)
    p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * q))] for q in (0.95, 0.99))
    shown = (statistics.median(ordered), p95, p99, ordered[-1])
    print(f"{name:<44}" + "".join(f"{1000 * one:>9.1f}" for one in shown) + f"   {target}")


@pytest.mark.django_db(transaction=True)
def test_desk(house: House) -> None:
    """One desk, and eight that click without pause."""
    people = crowd(house)
    print(f"\n{connection.vendor}, {STANDING} courses stand, {THERAPISTS} therapists; milliseconds")
    print(f"{'':<44}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    alone = [_book(house, one)[:2] for one in people]
    line("three offers: calendar read, paths, sentences", [one for one, _ in alone])
    line("booked: checked anew, written with its claims", [one for _, one in alone], "p95 < 20")
    with in_clinic(house.north):
        for one in people:
            ending.end(house.acting("north", "receptionist"), fresh(one))
    seconds, lost = at_once(house, people[: DESKS * (NEW // DESKS)])
    line(f"{DESKS} desks at once: looked and booked", seconds, "p99 < 1000")
    with in_clinic(house.north):
        held = Counter(Claim.objects.values_list("resource", "tick"))
    doubles = sum(many - 1 for many in held.values())
    print(f"{'overtaken and offered anew':<44}{lost:>9}")
    print(f"{'booked twice':<44}{doubles:>9}   0")


def at_once(house: House, people: Sequence[OnCourse]) -> tuple[list[float], int]:
    """Let desks book at once, each its own patients; give every booking's seconds."""
    seconds: list[float] = []
    lost: list[int] = []

    def run(desk: int) -> None:
        for one in people[desk::DESKS]:
            begun = time.perf_counter()
            lost.append(_book(house, one)[2])
            seconds.append(time.perf_counter() - begun)
        connections.close_all()

    desks = [threading.Thread(target=run, args=(number,)) for number in range(DESKS)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    return seconds, sum(lost)
