"""Appointments, schedules and slots of a clinic as FHIR R4, for other systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.models import Appointment, Clinic
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.days import Window
from lumbalis.clinic.services.booking.floor import floor_of, of_user
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.domain.scheduling.grid import TICK_MIN, Span
from lumbalis.exchange.fhir import appointments as fhir

_STATUS: Final[Mapping[str, fhir.AppointmentStatus]] = MappingProxyType(
    {
        "booked": fhir.AppointmentStatus.BOOKED,
        "arrived": fhir.AppointmentStatus.ARRIVED,
        "done": fhir.AppointmentStatus.FULFILLED,
        "cancelled": fhir.AppointmentStatus.CANCELLED,
        "no_show": fhir.AppointmentStatus.NO_SHOW,
    }
)
_CAUSE: Final[Mapping[str, fhir.CancelledBy]] = MappingProxyType(
    {"patient": fhir.CancelledBy.PATIENT, "clinic": fhir.CancelledBy.PROVIDER}
)


def visits_of(clinic: Clinic, patients: Iterable[UUID]) -> list[dict[str, object]]:
    """Write every appointment of some patients as a FHIR resource, in order of time."""
    rows = Appointment.objects.filter(patient__in=list(patients)).select_related("course")
    ordered = rows.order_by("day", "starts_min", "pk")
    return [dict(fhir.appointment_resource(appointment_of(clinic, row))) for row in ordered]


def appointment_of(clinic: Clinic, row: Appointment) -> fhir.Appointment:
    """Give one appointment: the patient, the hands, couch, rest place and equipment."""
    fast = clock(row.starts_min - scheduling_rules().fasting_advised_min)
    return fhir.Appointment(
        id=str(row.pk),
        status=_STATUS[row.state],
        participants=tuple(_participants(row)),
        time=_stretch(clinic, row, 0, _length_min(row)),
        minutes=_length_min(row),
        based_on=(fhir.Reference(fhir.Kind.SERVICE_REQUEST, str(row.course.order_id)),),
        cancelled_by=_cause(row),
        instruction=f"Nothing to eat after {fast}.",
        created=row.booked_at,
    )


def _cause(row: Appointment) -> fhir.CancelledBy | None:
    if row.state != "cancelled":
        return None
    return _CAUSE.get(row.reason, fhir.CancelledBy.OTHER)


def _participants(row: Appointment) -> Iterator[fhir.Participant]:
    yield fhir.Participant(fhir.Reference(fhir.Kind.PATIENT, str(row.patient_id)))
    yield fhir.Participant(fhir.Reference(fhir.Kind.PRACTITIONER, str(row.therapist_id)))
    for place in (row.couch_id, row.rest_place_id):
        if place is not None:
            yield fhir.Participant(fhir.Reference(fhir.Kind.LOCATION, str(place)))
    for thing in row.equipment:
        yield fhir.Participant(fhir.Reference(fhir.Kind.DEVICE, str(thing)[2:]))


def _length_min(row: Appointment) -> int:
    return int(row.parts["check"] + row.parts["hands_on"] + row.parts["rest"])


def _stretch(clinic: Clinic, row: Appointment, first: int, last: int) -> fhir.Stretch:
    begins = _moment(clinic, row, row.starts_min + first)
    return fhir.Stretch(begins, begins + timedelta(minutes=last - first))


def _moment(clinic: Clinic, row: Appointment, minute: int) -> datetime:
    """Give the moment at which the clinic's clock shows a minute of the day."""
    midnight = datetime(row.day.year, row.day.month, row.day.day, tzinfo=zone_of(clinic))
    return midnight.replace(hour=minute // 60, minute=minute % 60)


def schedule_of(
    clinic: Clinic, window: Window, therapist: UUID, at: datetime
) -> tuple[fhir.Schedule, tuple[fhir.Slot, ...]]:
    """Give what a therapist's days look like: hours of work, free and taken, without a name."""
    schedule = fhir.Schedule(
        id=f"schedule-{therapist}",
        actor=fhir.Reference(fhir.Kind.PRACTITIONER, str(therapist)),
    )
    found = floor_of(clinic, window, at).by_id.get(of_user(therapist))
    hours = [] if found is None else list(_hours(clinic, window, found.shifts))
    rows = Appointment.objects.filter(
        therapist_id=therapist, day__gte=window.first, day__lte=window.last, state__in=STANDING
    )
    taken = [
        fhir.Taken(f"slot-{row.pk}", _stretch(clinic, row, 0, _hands_min(row))) for row in rows
    ]
    return schedule, fhir.slots_of(schedule, hours, taken)


def _hands_min(row: Appointment) -> int:
    return int(row.parts["check"] + row.parts["hands_on"] + row.parts["stays"])


def _hours(clinic: Clinic, window: Window, shifts: Iterable[Span]) -> Iterator[fhir.Stretch]:
    zone = zone_of(clinic)
    for span in shifts:
        day = window.date(span.day)
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        first, last = (minute * TICK_MIN for minute in (span.start, span.end))
        begins = midnight.replace(hour=first // 60, minute=first % 60)
        yield fhir.Stretch(begins, begins + timedelta(minutes=last - first))
