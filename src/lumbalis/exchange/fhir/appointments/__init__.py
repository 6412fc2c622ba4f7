"""FHIR R4 out and in: who has which hours (Schedule, Slot), and who comes when (Appointment).

FHIR has no booking of several actors at once and prevents no double booking; these resources
tell others what our own calendar has already made certain.
"""

from lumbalis.exchange.fhir.appointments.codes import (
    AppointmentStatus,
    CancelledBy,
    Kind,
    Required,
    Response,
    SlotStatus,
)
from lumbalis.exchange.fhir.appointments.hours import Taken, slots_of
from lumbalis.exchange.fhir.appointments.reading import read_appointment
from lumbalis.exchange.fhir.appointments.resources import (
    Appointment,
    Participant,
    Reference,
    Schedule,
    Slot,
    Stretch,
)
from lumbalis.exchange.fhir.appointments.writing import (
    appointment_resource,
    schedule_resource,
    slot_resource,
)

__all__ = [
    "Appointment",
    "AppointmentStatus",
    "CancelledBy",
    "Kind",
    "Participant",
    "Reference",
    "Required",
    "Response",
    "Schedule",
    "Slot",
    "SlotStatus",
    "Stretch",
    "Taken",
    "appointment_resource",
    "read_appointment",
    "schedule_resource",
    "slot_resource",
    "slots_of",
]
