"""All records of the clinic application."""

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel
from lumbalis.clinic.records.models.booking import (
    Appointment,
    BookingWishes,
    CalendarFeed,
    Claim,
    OutboxMessage,
    Waiting,
)
from lumbalis.clinic.records.models.couch import (
    CourseReview,
    Device,
    EscrowKey,
    QuarantineReview,
    RunEvent,
    SessionLease,
    SessionRun,
)
from lumbalis.clinic.records.models.facts import Answer, BodyRecord, PainDrawing
from lumbalis.clinic.records.models.keeping import AuditEvent, JobRun
from lumbalis.clinic.records.models.outcomes import (
    InstrumentText,
    NextDayReport,
    Questionnaire,
    QuestionnaireAnswer,
)
from lumbalis.clinic.records.models.patients import (
    Consent,
    Identifier,
    Invitation,
    Merge,
    Patient,
    PatientKey,
    PatientWord,
)
from lumbalis.clinic.records.models.people import (
    Clinic,
    Credential,
    Membership,
    StaffInvitation,
    User,
)
from lumbalis.clinic.records.models.places import (
    Absence,
    Closure,
    OpeningHours,
    Place,
    Room,
    WorkingHours,
)
from lumbalis.clinic.records.models.plans import Course, OrderRecord, PlanRecord, Signature
from lumbalis.clinic.records.models.protocols import ProtocolApproval, ProtocolVersion
from lumbalis.clinic.records.models.verdicts import OverrideRecord, VerdictRecord

__all__ = [
    "Absence",
    "Answer",
    "Appointment",
    "AuditEvent",
    "BodyRecord",
    "BookingWishes",
    "CalendarFeed",
    "Claim",
    "Clinic",
    "Closure",
    "Consent",
    "Course",
    "CourseReview",
    "Credential",
    "Device",
    "EscrowKey",
    "Identifier",
    "InstrumentText",
    "Invitation",
    "JobRun",
    "Membership",
    "Merge",
    "NextDayReport",
    "OpeningHours",
    "OrderRecord",
    "OutboxMessage",
    "OverrideRecord",
    "PainDrawing",
    "Patient",
    "PatientKey",
    "PatientRecord",
    "PatientWord",
    "Place",
    "PlanRecord",
    "ProtocolApproval",
    "ProtocolVersion",
    "QuarantineReview",
    "Questionnaire",
    "QuestionnaireAnswer",
    "Room",
    "RunEvent",
    "SessionLease",
    "SessionRun",
    "Signature",
    "StaffInvitation",
    "TenantModel",
    "User",
    "VerdictRecord",
    "Waiting",
    "WorkingHours",
]
