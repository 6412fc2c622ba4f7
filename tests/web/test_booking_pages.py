"""The pages of the calendar: a receptionist books, moves, cancels and takes back by hand."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from calendar_world import fresh, furnish, waiting_course
from clinic_people import House, proved
from lumbalis.clinic.records.models import Appointment, OutboxMessage
from lumbalis.clinic.records.tenancy import in_clinic
from outcomes_world import OnCourse

pytestmark = pytest.mark.django_db
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@pytest.fixture
def desk(house: House) -> Client:
    """Sign the receptionist in."""
    return proved(house.client("north", "receptionist"))


@pytest.fixture
def one(house: House) -> OnCourse:
    """Furnish the clinic, with somebody who waits to be booked."""
    furnish(house)
    return waiting_course(house)


def page(client: Client, address: str, status: int = 200) -> str:
    """Open a page."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, html: str, address: str, **said: object) -> str:
    """Send the form of a page that goes to an address, and follow to where that leads."""
    form = next(one for one in re.findall(r"<form.*?</form>", html, re.DOTALL) if address in one)
    token = _TOKEN.search(form)
    assert token is not None
    answer = client.post(address, {"form_token": token[1], **said}, follow=True)
    assert answer.status_code < 500
    return str(answer.content.decode())


def course_page(one: OnCourse) -> str:
    """Give the address of the course in the calendar."""
    return f"/c/north/patients/{one.patient.pk}/calendar/"


def booked(desk: Client, one: OnCourse) -> list[Appointment]:
    """Book the first offer by its button."""
    at = course_page(one)
    html = page(desk, at)
    offers = re.findall(r'name="offer" value="([^"]+)"', html)
    assert len(offers) == 3
    html = send(desk, html, at + "book/", offer=offers[0])
    assert "10 visits are booked" in html
    with in_clinic(one.house.north):
        return list(Appointment.objects.filter(course=fresh(one)).order_by("session"))


def test_a_course_is_booked_with_one_button(desk: Client, one: OnCourse) -> None:
    """Three offers in words; one press books ten visits and one message waits."""
    rows = booked(desk, one)
    assert [row.session for row in rows] == list(range(1, 11))
    html = page(desk, f"/c/north/calendar/?day={rows[0].day}")
    assert one.patient.full_name in html
    assert "1 of 10" in html
    assert "Not yet screened" in html or "Screened" in html
    html = page(desk, f"/c/north/calendar/week/?day={rows[0].day}")
    assert one.patient.full_name in html


def test_a_visit_moves_and_the_move_is_taken_back(desk: Client, one: OnCourse) -> None:
    """The page of a visit lists times that keep the spacing; undo puts it where it was."""
    rows = booked(desk, one)
    at = f"/c/north/calendar/visits/{rows[3].pk}/"
    html = page(desk, at)
    spots = re.findall(r'name="spot" value="([^"]+)"', html)
    assert spots
    html = send(desk, html, at + "move/", spot=spots[0])
    assert "The visit is moved" in html
    with in_clinic(one.house.north):
        moved = Appointment.objects.get(pk=rows[3].pk)
    assert (moved.day, moved.starts_min) != (rows[3].day, rows[3].starts_min)
    assert moved.sequence == rows[3].sequence + 1
    html = send(desk, html, "/c/north/calendar/undo/")
    assert "as it was before" in html
    with in_clinic(one.house.north):
        back = Appointment.objects.get(pk=rows[3].pk)
    assert (back.day, back.starts_min) == (rows[3].day, rows[3].starts_min)


def test_a_cancelled_visit_is_said_exactly_and_later_ones_can_move_up(
    desk: Client, one: OnCourse
) -> None:
    """Visit 4 of 10 is cancelled; the sequence is kept by moving the later numbers up."""
    rows = booked(desk, one)
    at = f"/c/north/calendar/visits/{rows[3].pk}/"
    html = send(desk, page(desk, at), at + "mark/", mark="cancel", reason="patient")
    assert "Visit 4 of 10 is cancelled" in html
    assert "Visit 4 has no time" in html
    html = send(desk, html, course_page(one) + "close-up/")
    assert "visits are booked" in html
    with in_clinic(one.house.north):
        standing = list(
            Appointment.objects.filter(course=fresh(one), state="booked").order_by("session")
        )
    assert [row.session for row in standing] == list(range(1, 11))
    assert [row.day for row in standing][3:9] == [row.day for row in rows][4:]


def test_one_message_waits_and_is_replaced_by_the_next(desk: Client, one: OnCourse) -> None:
    """However often a course changes within the undo window, one message tells how it stands."""
    with in_clinic(one.house.north):
        one.patient.email = "somebody@example.org"
        one.patient.save()
    rows = booked(desk, one)
    at = f"/c/north/calendar/visits/{rows[3].pk}/"
    send(desk, page(desk, at), at + "mark/", mark="no_show")
    with in_clinic(one.house.north):
        assert OutboxMessage.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "tomorrow", "2026-02-30"])
def test_a_day_nobody_has_leads_to_today(desk: Client, one: OnCourse, day: str) -> None:
    """Whatever stands in the address, a calendar opens."""
    assert one.patient
    for where in ("", "week/"):
        page(desk, f"/c/north/calendar/{where}?day={day}")


def test_odd_numbers_and_empty_forms_break_nothing(desk: Client, one: OnCourse) -> None:
    """Signs that look like digits, endless numbers, nothing at all: refused in a sentence."""
    rows = booked(desk, one)
    at = f"/c/north/calendar/visits/{rows[3].pk}/"
    html = page(desk, at)
    for said in (
        {"spot": "", "version": "²"},
        {"spot": "9999-12-31T23:59/t:x", "version": "9" * 5000},
        {"spot": "2026-99-99T99:99/"},
    ):
        assert "The visit is moved" not in send(desk, html, at + "move/", **said)
    html = page(desk, at)
    send(desk, html, at + "mark/", mark="nothing")
    late = send(desk, page(desk, at), at + "mark/", mark="arrived", late="9" * 5000)
    assert "It is noted that the patient is here" in late
    wishes = course_page(one) + "wishes/"
    html = page(desk, course_page(one))
    assert "no proper hours" in send(desk, html, wishes, **{"comes-0": "yes", "first-0": "noon"})
    assert "not a date" in send(desk, html, wishes, any_time="yes", from_day="soon")


def test_nothing_of_a_course_moves_while_the_patient_is_here(desk: Client, one: OnCourse) -> None:
    """Booking anew would move the very visit that is being given."""
    rows = booked(desk, one)
    with in_clinic(one.house.north):
        today = timezone.now().date()
        Appointment.objects.filter(pk=rows[0].pk).update(day=today, state="arrived")
    assert "The patient is here" in page(desk, course_page(one) + "?again=yes")
