"""A whole course is booked in one act, by the services of the clinic."""

from __future__ import annotations

import pytest

from calendar_world import fresh, furnish, waiting_course
from clinic_people import House
from lumbalis.clinic.records.models import Appointment, Claim
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking import keeping, moving
from lumbalis.clinic.services.booking.keeping import Booked
from lumbalis.clinic.services.booking.offering import Offers, offers_for

pytestmark = pytest.mark.django_db


def test_a_course_is_offered_and_booked_as_a_whole(house: House) -> None:
    """Ten sessions, each with its claims, none of them for anybody else."""
    furnish(house)
    one = waiting_course(house)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        offers = offers_for(by, fresh(one))
        assert isinstance(offers, Offers), offers
        assert offers.offered, offers.refusal
        for o in offers.offered:
            print(o.offer.facts)
        booked = keeping.book(by, fresh(one), offers.offered[0].token)
        assert isinstance(booked, Booked)
        rows = list(Appointment.objects.order_by("session"))
        assert [row.session for row in rows] == list(range(1, 11))
        print(Claim.objects.count(), [(r.day, r.starts_min) for r in rows])
        room = moving.room_for(by, keeping.appointment_of(rows[3].pk))
        print(len(room.spots), room.listed[:4])
