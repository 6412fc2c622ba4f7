"""The fixed words of FHIR R4 around appointments, and the code systems they stand in."""

from __future__ import annotations

from enum import Enum
from typing import Final

PARTICIPATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
CANCELLATION: Final = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"


class AppointmentStatus(Enum):
    """What has become of an appointment (value set appointmentstatus, required)."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "noshow"
    ENTERED_IN_ERROR = "entered-in-error"
    CHECKED_IN = "checked-in"
    WAITLIST = "waitlist"


class SlotStatus(Enum):
    """Whether a slot can be booked (value set slotstatus, required)."""

    BUSY = "busy"
    FREE = "free"
    BUSY_UNAVAILABLE = "busy-unavailable"
    BUSY_TENTATIVE = "busy-tentative"
    ENTERED_IN_ERROR = "entered-in-error"


class Response(Enum):
    """What a participant says to it (value set participationstatus, required)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NEEDS_ACTION = "needs-action"


class Required(Enum):
    """Whether a participant must be there (value set participantrequired, required)."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    INFORMATION_ONLY = "information-only"


class CancelledBy(Enum):
    """On whose side the cause lies (the top level of appointment-cancellation-reason)."""

    PATIENT = "pat"
    PROVIDER = "prov"
    MAINTENANCE = "maint"
    MEDICINES = "meds-inc"
    OTHER = "other"


class Kind(Enum):
    """The types of resource that references here point to."""

    PATIENT = "Patient"
    PRACTITIONER = "Practitioner"
    PRACTITIONER_ROLE = "PractitionerRole"
    RELATED_PERSON = "RelatedPerson"
    DEVICE = "Device"
    HEALTHCARE_SERVICE = "HealthcareService"
    LOCATION = "Location"
    SERVICE_REQUEST = "ServiceRequest"
    SCHEDULE = "Schedule"
    SLOT = "Slot"


ACTORS: Final = frozenset(Kind) - {Kind.SERVICE_REQUEST, Kind.SCHEDULE, Kind.SLOT}
"""What may take part in an appointment, and have a schedule."""

PERFORMERS: Final = frozenset({Kind.PRACTITIONER, Kind.PRACTITIONER_ROLE})
"""Whose hands do the work."""

WITHOUT_TIME: Final = frozenset(
    {AppointmentStatus.PROPOSED, AppointmentStatus.CANCELLED, AppointmentStatus.WAITLIST}
)
"""Only these may lack start and end (invariant app-3)."""

DID_NOT_HAPPEN: Final = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW})
"""Only these may say why (invariant app-4)."""
