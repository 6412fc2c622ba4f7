"""A whole course is booked in one act, by the services of the clinic."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from calendar_world import book_first, fresh, furnish, waiting_course
from clinic_people import House
from lumbalis.clinic.records.models import (
    Appointment,
    Claim,
    Course,
    Credential,
    OutboxMessage,
)
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking import (
    absences,
    calendar_files,
    ending,
    feeds,
    fhir_visits,
    keeping,
    messages,
    misfits,
    moving,
    proposals,
    repairing,
    setting,
    waiting,
)
from lumbalis.clinic.services.booking.absences import Away
from lumbalis.clinic.services.booking.asking import Shut, ask_for
from lumbalis.clinic.services.booking.days import ahead
from lumbalis.clinic.services.booking.keeping import Booked, NotBooked
from lumbalis.clinic.services.booking.load import loads
from lumbalis.clinic.services.booking.moving import Room
from lumbalis.clinic.services.booking.offering import Offers, offers_for
from lumbalis.clinic.services.booking.wishes import Wished, WishError, keep_wishes, wishes_of
from lumbalis.clinic.services.couch import today
from lumbalis.clinic.web.couch.views_today import room_of
from lumbalis.domain.scheduling.groups import Group
from lumbalis.exchange.fhir.appointments import read_appointment
from outcomes_world import OnCourse

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=11)


@pytest.fixture
def one(house: House) -> OnCourse:
    """Furnish the clinic, with somebody who waits to be booked."""
    furnish(house)
    return waiting_course(house)


def visit(house: House, row: Appointment) -> Appointment:
    """Read an appointment as services want it."""
    with in_clinic(house.north):
        found = keeping.appointment_of(row.pk)
    assert found is not None
    return found


def test_a_course_is_booked_as_a_whole(house: House, one: OnCourse) -> None:
    """Ten sessions, two days apart at least, each with its claims of five minutes."""
    rows = book_first(one)
    assert [row.session for row in rows] == list(range(1, 11))
    gaps = [(b.day - a.day).days for a, b in pairwise(rows)]
    assert min(gaps) >= 2
    with in_clinic(house.north):
        for row in rows:
            held = Claim.objects.filter(appointment=row)
            part = row.parts
            hands = (part["check"] + part["hands_on"] + part["stays"]) // 5
            assert held.filter(resource=f"t:{row.therapist_id}").count() == hands
            assert held.filter(resource__startswith="p:").count() * 5 == (
                part["check"] + part["hands_on"] + part["rest"]
            )


@pytest.mark.hazard("H18")
def test_the_database_itself_allows_no_second_claim(house: House, one: OnCourse) -> None:
    """Whatever an application does, five minutes of a therapist are taken once."""
    row = book_first(one)[0]
    with in_clinic(house.north):
        held = Claim.objects.filter(appointment=row).first()
        assert held is not None
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.create(
                clinic=house.north, resource=held.resource, tick=held.tick, appointment=row
            )


@pytest.mark.hazard("H18")
def test_two_who_want_the_same_time_do_not_both_get_it(house: House, one: OnCourse) -> None:
    """An offer another booking has overtaken is refused, and nothing of it is written."""
    other = waiting_course(house)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        first, second = offers_for(by, fresh(one)), offers_for(by, fresh(other))
        assert isinstance(first, Offers)
        assert isinstance(second, Offers)
        assert isinstance(keeping.book(by, fresh(one), first.offered[0].token), Booked)
        lost = keeping.book(by, fresh(other), second.offered[0].token)
        assert lost is NotBooked.TAKEN
        assert not Appointment.objects.filter(course=fresh(other)).exists()
        again = offers_for(by, fresh(other))
        assert isinstance(again, Offers)
        assert isinstance(keeping.book(by, fresh(other), again.offered[0].token), Booked)


def test_an_offer_cannot_be_made_up_or_used_for_somebody_else(house: House, one: OnCourse) -> None:
    """Tokens are signed, and name their course."""
    other = waiting_course(house)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        offers = offers_for(by, fresh(other))
        assert isinstance(offers, Offers)
        for token in ("", "x" * 40, offers.offered[0].token):
            assert keeping.book(by, fresh(one), token) is NotBooked.TOKEN


@pytest.mark.hazard("H02")
def test_nothing_is_booked_for_somebody_who_may_not_be_treated(house: House, one: OnCourse) -> None:
    """On hold for a physician, unsigned or restricted: no offers, and the reason."""
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        course = fresh(one)
        Course.objects.filter(pk=course.pk).update(
            state="on_hold", state_before_hold="signed", hold_reasons=["PHYSICIAN_DECISION", "S22"]
        )
        assert offers_for(by, fresh(one)) is Shut.HELD
        Course.objects.filter(pk=course.pk).update(
            state="proposed", state_before_hold="", hold_reasons=[]
        )
        assert offers_for(by, fresh(one)) is Shut.NOT_SIGNED
        Course.objects.filter(pk=course.pk).update(state="signed")
        course.patient.restricted_at = timezone.now()
        course.patient.save()
        assert offers_for(by, fresh(one)) is Shut.RESTRICTED


def test_wishes_bound_the_offers(house: House, one: OnCourse) -> None:
    """Only in the morning means only in the morning; what makes no sense is refused."""
    by = house.acting("north", "receptionist")
    mornings = tuple((day, 8 * 60, 12 * 60) for day in (1, 3))
    with in_clinic(house.north):
        with pytest.raises(WishError):
            keep_wishes(by, one.patient, Wished(windows=((9, 8, 2),)))
        assert keep_wishes(by, one.patient, Wished(windows=mornings, meals=(7 * 60,))) is not None
        assert keep_wishes(by, one.patient, Wished()) is None, "somebody else's version"
        assert wishes_of(one.patient).windows == mornings
        offers = offers_for(by, fresh(one))
    assert isinstance(offers, Offers)
    for each in offers.offered:
        for placed in each.offer.course.visits:
            assert offers.ask.window.date(placed.day).weekday() in {1, 3}
            assert placed.start * 5 >= 8 * 60 + 30, "an hour and a half after breakfast"
            assert placed.end * 5 <= 12 * 60


def test_physiotherapy_keeps_its_distance(house: House, one: OnCourse) -> None:
    """No session on its days; where both are ordered, an hour lies between them."""
    by = house.acting("north", "receptionist")
    physio = tuple((day, 9 * 60, 10 * 60) for day in range(5))
    with in_clinic(house.north):
        keep_wishes(by, one.patient, Wished(physio=physio, physio_ordered=True, around=10 * 60))
        offers = offers_for(by, fresh(one))
        assert isinstance(offers, Offers)
        for placed in offers.offered[0].offer.course.visits:
            if offers.ask.window.date(placed.day).weekday() < 5:
                assert placed.start * 5 >= 11 * 60 or placed.end * 5 <= 8 * 60
        keep_wishes(by, one.patient, Wished(physio=physio, version=1))
        alone = offers_for(by, fresh(one))
    assert isinstance(alone, Offers)
    for placed in alone.offered[0].offer.course.visits:
        assert alone.ask.window.date(placed.day).weekday() == 5, "Saturdays are all that is left"


def test_where_nothing_fits_the_reason_is_named(house: House, one: OnCourse) -> None:
    """A patient who can come only on Sundays meets the opening hours."""
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        keep_wishes(by, one.patient, Wished(windows=((6, 8 * 60, 12 * 60),)))
        offers = offers_for(by, fresh(one))
    assert isinstance(offers, Offers)
    assert not offers.offered
    assert offers.refusal is not None
    assert Group.AVAILABILITY in offers.refusal.because


def test_a_moved_visit_keeps_the_spacing_of_its_course(house: House, one: OnCourse) -> None:
    """Every time that is offered keeps the least hours to both neighbours; others are refused."""
    rows = book_first(one)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        moved = visit(house, rows[3])
        room = moving.room_for(by, moved)
        assert isinstance(room, Room)
        for spot in room.spots:
            day = room.ask.window.date(spot.day)
            assert rows[2].day < day < rows[4].day
        wrong = moving.move(by, moved, moved.version, rows[4].day, moved.starts_min)
        assert wrong is moving.NotMoved.NO_ROOM
        stale = moving.move(by, moved, 99, rows[3].day, moved.starts_min)
        assert stale is moving.NotMoved.STALE


def test_a_message_is_sent_once_after_the_time_to_take_it_back(house: House, one: OnCourse) -> None:
    """One letter for ten visits, with a calendar file, and no word of any illness."""
    one.patient.email = "somebody@example.org"
    with in_clinic(house.north):
        one.patient.save()
    book_first(one)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        assert messages.tell(by, fresh(one)) is not None
    now = timezone.now()
    assert not messages.has_due(house.north, now)
    assert messages.has_due(house.north, now + LATER)
    assert messages.send_due(house.north, now + LATER).done == 1
    assert messages.send_due(house.north, now + LATER).done == 0
    (letter,) = mail.outbox
    assert "10 appointments" in str(letter.body)
    assert "1 of 10" in str(letter.body)
    assert "eat nothing after" in str(letter.body)
    name, content, kind = letter.attachments[0]
    assert name == "appointments.ics"
    assert str(kind).startswith("text/calendar")
    text = content.decode() if isinstance(content, bytes) else str(content)
    assert text.count("BEGIN:VEVENT") == 10
    for word in ("M42", "lumbar", "osteochondrosis", "massage of"):
        assert word not in str(letter.body)
        assert word not in text.replace("-//Lumbalis//Courses of massage//EN", "")


def test_a_letter_that_cannot_be_sent_is_tried_again(
    house: House, one: OnCourse, settings: object
) -> None:
    """The outbox keeps it, says why, and waits longer each time."""
    with in_clinic(house.north):
        one.patient.email = "somebody@example.org"
        one.patient.save()
    book_first(one)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        messages.tell(by, fresh(one))
    settings.EMAIL_BACKEND = "no.such.Backend"  # type: ignore[attr-defined]  # pytest-django's
    now = timezone.now() + LATER
    assert messages.send_due(house.north, now).failed == 1
    with in_clinic(house.north):
        row = OutboxMessage.objects.get(withdrawn_at=None)
    assert row.sent_at is None
    assert row.problem
    assert not messages.has_due(house.north, now)
    assert messages.has_due(house.north, now + timedelta(minutes=16))


def test_a_private_feed_gives_only_its_owner_and_stops_when_revoked(
    house: House, one: OnCourse
) -> None:
    """A patient's feed has their visits, a therapist's no names; a revoked address is nothing."""
    book_first(one)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        token = feeds.make(by, patient=one.patient)
        found = feeds.opened(token)
        assert found is not None
        text = calendar_files.feed_file(found, timezone.now()).decode()
        assert text.count("BEGIN:VEVENT") == 10
        own = feeds.make(by, user=house.people["north"]["therapist"].pk)
        mine = feeds.opened(own)
        assert mine is not None
        text = calendar_files.feed_file(mine, timezone.now()).decode()
        assert one.patient.family_name not in text
        assert "Session 1 of 10" in text
        second = feeds.make(by, patient=one.patient)
        assert feeds.opened(token) is None
        assert feeds.opened(second) is not None
        feeds.revoke(by, patient=one.patient)
        assert feeds.opened(second) is None
    assert feeds.clinic_of("nonsense") is None


def test_an_absence_lists_who_is_hit_and_moves_them(house: House, one: OnCourse) -> None:
    """Whoever is booked with somebody who falls ill is listed once, and finds another time."""
    rows = book_first(one)
    by = house.acting("north", "receptionist")
    therapist = house.people["north"]["therapist"].pk
    with in_clinic(house.north):
        hours = (rows[3].starts_min, rows[3].starts_min + 60)
        away = Away(rows[3].day, rows[3].day, "illness", user=therapist,
                    starts_min=hours[0], ends_min=hours[1])  # fmt: skip
        row = absences.note(by, away)
        found = repairing.propose(by, row)
        assert [call.patient.pk for call in found.calls] == [one.patient.pk]
        assert found.bound <= found.cost
        assert len(found.calls[0].changes) == 1, "one date changes, all others stay"
        wanted = [(call.course.pk, call.token) for call in found.calls]
        assert proposals.carry_out(by, wanted, "booking.repaired") == (1, 0)
        assert absences.affected(row) == []
        assert proposals.carry_out(by, [(fresh(one).pk, "x")], "booking.repaired") == (0, 1)


def test_the_wait_list_offers_an_earlier_gap(house: House, one: OnCourse) -> None:
    """Who waits is shown the earliest day before their next visit, if there is one."""
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        later = (by.at + timedelta(days=14)).date().isoformat()
        keep_wishes(by, one.patient, Wished(from_day=later))
    book_first(one)
    with in_clinic(house.north):
        keep_wishes(by, one.patient, replace(Wished(), version=1))
        waiting.put_on(by, fresh(one), "any morning")
        (found,) = waiting.fitting(by)
        assert found.visit is not None
        assert found.spot is not None
        assert found.room is not None
        assert found.room.ask.window.date(found.spot.day) < found.visit.day
        waiting.take_off(by, found.waiting)
        assert waiting.fitting(by) == []


def test_the_load_counts_units_against_the_norm(house: House, one: OnCourse) -> None:
    """Two units a session of twenty minutes, at most thirty a shift, by the chosen norm."""
    by = house.acting("north", "administrator")
    with in_clinic(house.north):
        setting.choose_norm(by, "ussr-817-1987")
    rows = book_first(one)
    with in_clinic(house.north):
        (load,) = loads(house.north, rows[0].day, 7, by.at)
    week = [row for row in rows if (row.day - rows[0].day).days < 7]
    assert load.visits == len(week)
    assert load.units == 2 * len(week)
    assert load.most_units is not None
    assert load.over == ()


def test_todays_list_goes_by_the_hour_and_the_room(house: House, one: OnCourse) -> None:
    """Who is booked for today stands there with hour and room; whoever is not comes after."""
    rows = book_first(one)
    by = house.acting("north", "therapist")
    with in_clinic(house.north):
        Appointment.objects.filter(pk=rows[0].pk).update(day=by.at.date())
        (line,) = [each for each in today.today(by) if each.patient.pk == one.patient.pk]
        assert line.visit is not None
        assert line.mine
        assert room_of(line) == "Room 1"


def test_a_visit_that_is_given_is_noted_in_the_calendar(house: House, one: OnCourse) -> None:
    """The first touch at the couch makes it given; the sessions left are counted from there."""
    rows = book_first(one)
    with in_clinic(house.north):
        Appointment.objects.filter(pk=rows[0].pk).update(day=timezone.now().date())
    one.give(1, timezone.now())
    with in_clinic(house.north):
        assert Appointment.objects.get(pk=rows[0].pk).state == "done"
        ask = ask_for(fresh(one), ahead(house.north, timezone.now()), timezone.now())
    assert not isinstance(ask, Shut)
    assert [need.index for need in ask.request.visits] == list(range(2, 11))
    assert len(ask.request.held) == 1


def test_all_courses_are_planned_anew_by_a_command(
    house: House, one: OnCourse, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says how many people would move; nothing moves unless that is asked for."""
    rows = book_first(one, offer=2)
    call_command("replan", "north", "--seconds", "2")
    assert "would have to be called" in capsys.readouterr().out
    with in_clinic(house.north):
        assert Appointment.objects.get(pk=rows[0].pk).starts_min == rows[0].starts_min
    call_command("replan", "north", "--seconds", "2", "--carry-out")
    with pytest.raises(CommandError, match="There is no clinic"):
        call_command("replan", "nowhere")


def test_visits_go_out_as_fhir(house: House, one: OnCourse) -> None:
    """Each visit is an Appointment another system can read; a therapist's day is free and busy."""
    rows = book_first(one)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        moving.cancel(by, visit(house, rows[3]), 1, "patient")
        told = fhir_visits.visits_of(house.north, [one.patient.pk])
        assert [item["status"] for item in told].count("booked") == 9
        cancelled = next(item for item in told if item["status"] == "cancelled")
        assert "cancelationReason" in cancelled
        read = read_appointment(told[0], "visit.json")
        assert read.id == str(rows[0].pk)
        window = ahead(house.north, by.at)
        therapist = house.people["north"]["therapist"].pk
        _, slots = fhir_visits.schedule_of(house.north, window, therapist, by.at)
    kinds = [slot.status.value for slot in slots]
    assert kinds.count("busy") == 9
    assert "free" in kinds
    spans = sorted((slot.time.start, slot.time.end) for slot in slots)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.hazard("H14")
def test_what_no_longer_fits_is_listed(house: House, one: OnCourse) -> None:
    """A credential that ends, a day that is closed, a plan that needs more: each is named."""
    rows = book_first(one)
    by = house.acting("north", "administrator")
    with in_clinic(house.north):
        assert misfits.misfits(by) == []
        setting.close(by, rows[4].day, rows[4].day, "works")
        (found,) = misfits.misfits(by)
        assert (found.sessions, found.why) == ((5,), ("closed_days",))
        Credential.objects.filter(user=house.people["north"]["therapist"], kind="massage").update(
            valid_until=rows[7].day
        )
        (found,) = misfits.misfits(by)
        assert set(found.why) == {"closed_days", "credentials"}
        assert found.sessions == (5, 9, 10)
        Course.objects.filter(pk=one.course.pk).update(state="proposed")
        (found,) = misfits.misfits(by)
        assert found.why == ("shut.not_signed",)


def test_a_course_that_ends_frees_what_stood(house: House, one: OnCourse) -> None:
    """Its visits are cancelled, nothing stays claimed, and a patient who knew of them is told."""
    with in_clinic(house.north):
        one.patient.email = "somebody@example.org"
        one.patient.save()
    book_first(one)
    by = house.acting("north", "physician")
    with in_clinic(house.north):
        messages.tell(by, fresh(one))
    messages.send_due(house.north, timezone.now() + LATER)
    with in_clinic(house.north):
        assert ending.end(by, fresh(one)) == 10
        assert not Claim.objects.filter(appointment__course=fresh(one)).exists()
        row = messages.waiting_for(fresh(one))
        assert row is not None
        assert "Cancelled: 4 of 10" in messages.text_of(fresh(one), "en")


def test_nobody_is_told_of_what_was_taken_back_at_once(house: House, one: OnCourse) -> None:
    """Booked and cancelled within the time to take it back: there is nothing to say."""
    with in_clinic(house.north):
        one.patient.email = "somebody@example.org"
        one.patient.save()
    book_first(one)
    by = house.acting("north", "receptionist")
    with in_clinic(house.north):
        messages.tell(by, fresh(one))
        ending.end(by, fresh(one))
        assert messages.tell(by, fresh(one)) is None
        assert messages.waiting_for(fresh(one)) is None
