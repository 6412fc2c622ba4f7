"""All records of the clinic application."""

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel
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
from lumbalis.clinic.records.models.plans import Course, OrderRecord, PlanRecord, Signature
from lumbalis.clinic.records.models.protocols import ProtocolApproval, ProtocolVersion
from lumbalis.clinic.records.models.verdicts import OverrideRecord, VerdictRecord

__all__ = [
    "Answer",
    "AuditEvent",
    "BodyRecord",
    "Clinic",
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
    "OrderRecord",
    "OverrideRecord",
    "PainDrawing",
    "Patient",
    "PatientKey",
    "PatientRecord",
    "PatientWord",
    "PlanRecord",
    "ProtocolApproval",
    "ProtocolVersion",
    "QuarantineReview",
    "Questionnaire",
    "QuestionnaireAnswer",
    "RunEvent",
    "SessionLease",
    "SessionRun",
    "Signature",
    "StaffInvitation",
    "TenantModel",
    "User",
    "VerdictRecord",
]
