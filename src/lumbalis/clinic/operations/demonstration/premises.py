"""The rooms, couches and hours of the demonstration's clinics, and its first booked course."""

from __future__ import annotations

from datetime import date

from lumbalis.clinic.operations.demonstration.script import Premises
from lumbalis.clinic.operations.demonstration.stories import Cast, DemonstrationError
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking import keeping, setting
from lumbalis.clinic.services.booking.clock_words import minutes_of
from lumbalis.clinic.services.booking.keeping import Booked
from lumbalis.clinic.services.booking.offering import Offers, offers_for
from lumbalis.clinic.services.booking.setting import Shift

_SINCE = date(2020, 1, 1)


def set_up(cast: Cast, premises: Premises) -> None:
    """Give a clinic its hours, rooms and couches, and its therapist a week of work."""
    by = cast.acting("administrator")
    opens, closes = (_minute(one) for one in premises.hours)
    with in_clinic(cast.clinic):
        setting.set_hours(by, [(day, opens, closes) for day in premises.weekdays])
        room = setting.add_room(by, premises.room)
        for name in premises.couches:
            setting.add_place(by, "couch", name, room.pk)
        for name in premises.rest_places:
            setting.add_place(by, "rest_place", name)
        for name in premises.cups:
            setting.add_place(by, "equipment", name, equipment="cup_set")
        shifts = [
            Shift(day, _minute(first), _minute(last))
            for day in premises.weekdays[:5]
            for first, last in premises.shifts
        ]
        setting.set_shifts(by, cast.staff["therapist"].pk, shifts, _SINCE)


def book_what_is_signed(cast: Cast) -> None:
    """Book every course that a physician has signed, as the front desk does."""
    by = cast.acting("receptionist")
    with in_clinic(cast.clinic):
        signed = Course.objects.filter(state="signed", closed_at=None)
        for course in signed.select_related("patient__clinic", "order").order_by("pk"):
            offers = offers_for(by, course)
            token = offers.offered[0].token if isinstance(offers, Offers) and offers.offered else ""
            if not isinstance(keeping.book(by, course, token), Booked):
                msg = "The demonstration's course finds no place in its own calendar."
                raise DemonstrationError(msg)


def _minute(said: str) -> int:
    found = minutes_of(said)
    if found is None:
        msg = f"clinics.yaml has {said} where a time of day belongs."
        raise DemonstrationError(msg)
    return found
