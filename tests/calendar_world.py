"""A clinic with rooms, couches, hours and shifts, and people on courses that can be booked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from clinic_people import House
from lumbalis.clinic.records.models import Appointment, Course, Patient, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import founding
from lumbalis.clinic.services.booking import absences, keeping, setting, waiting
from lumbalis.clinic.services.booking.absences import Away
from lumbalis.clinic.services.booking.keeping import Booked
from lumbalis.clinic.services.booking.offering import Offers, offers_for
from lumbalis.clinic.services.booking.setting import Shift
from outcomes_world import OnCourse, on_course

OPEN = tuple((weekday, 8 * 60, 20 * 60) for weekday in range(6))
EARLY, LATE = (8 * 60, 14 * 60), (14 * 60, 20 * 60)
QUALIFIED = ("medical_education", "massage")
JUST_NOW = timedelta(minutes=-2)


def furnish(house: House, *, couches: int = 2, rests: int = 2) -> None:
    """Give the north rooms, couches and hours, and its therapist a week of work."""
    by = house.acting("north", "administrator")
    with in_clinic(house.north):
        setting.set_hours(by, OPEN)
        room = setting.add_room(by, "Room 1")
        for number in range(couches):
            setting.add_place(by, "couch", f"Couch {number + 1}", room.pk)
        for number in range(rests):
            setting.add_place(by, "rest_place", f"Rest {number + 1}")
        setting.add_place(by, "equipment", "Cups A", equipment="cup_set")
    works(house, house.people["north"]["therapist"].pk)


def works(house: House, user: UUID, *hours: tuple[int, int]) -> None:
    """Let somebody qualified work from Monday to Saturday."""
    by = house.acting("north", "administrator")
    with in_clinic(house.north):
        shifts = [Shift(day, *one) for day in range(6) for one in hours or (EARLY, LATE)]
        setting.set_shifts(by, user, shifts, date(2020, 1, 1))
        person = User.objects.get(pk=user)
        founding.record_credentials(house.north, person, QUALIFIED, date(2020, 1, 1), by.at)


def waiting_course(house: House, sessions: int = 10, **person: object) -> OnCourse:
    """Give somebody with a signed course and nothing booked."""
    return on_course(house, sessions=sessions, opened=JUST_NOW, **person)


def book_first(one: OnCourse, offer: int = 0) -> tuple[Appointment, ...]:
    """Book one of the offers of a course, as the desk does."""
    by = one.house.acting("north", "receptionist")
    with in_clinic(one.house.north):
        offers = offers_for(by, fresh(one))
        assert isinstance(offers, Offers), offers
        booked = keeping.book(by, fresh(one), offers.offered[offer].token)
        assert isinstance(booked, Booked), booked
        return booked.appointments


def crowd_the_calendar(house: House) -> Patient:
    """Book two courses, put one on the wait list, and let the therapist fall ill on a day."""
    furnish(house)
    people = [
        waiting_course(house, 5, family_name="Рибальченко", given_name="Анастасія"),
        waiting_course(house, 4, family_name="Longfellow", given_name="Margaret"),
    ]
    visits = [book_first(one) for one in people]
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        waiting.put_on(by, fresh(people[1]), "any morning")
        ill = Away(visits[0][1].day, visits[0][1].day, "illness",
                   user=house.people["north"]["therapist"].pk)  # fmt: skip
        absences.note(by, ill)
    return people[0].patient


def fresh(one: OnCourse) -> Course:
    """Read a course as services want it."""
    with in_clinic(one.house.north):
        rows = Course.objects.select_related("patient__clinic", "order")
        return rows.get(pk=one.course.pk)
