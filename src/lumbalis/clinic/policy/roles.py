"""Who there is, what can be done, and to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is in a clinic."""

    PHYSICIAN = "physician"
    THERAPIST = "therapist"
    RECEPTIONIST = "receptionist"
    PATIENT = "patient"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What can be asked for."""

    HOME = "home"
    PATIENT_LIST = "patient_list"
    PATIENT_CREATE = "patient_create"
    PATIENT_READ = "patient_read"
    PATIENT_EDIT = "patient_edit"
    PATIENT_MERGE_PROPOSE = "patient_merge_propose"
    PATIENT_MERGE_APPROVE = "patient_merge_approve"
    PATIENT_EXPORT = "patient_export"
    PATIENT_RESTRICT = "patient_restrict"
    PATIENT_ERASE = "patient_erase"
    CONSENT_RECORD = "consent_record"
    INVITE = "invite"
    CHART_READ = "chart_read"
    ANSWERS_GIVE = "answers_give"
    OBSERVATIONS_GIVE = "observations_give"
    VERDICT_READ = "verdict_read"
    SCREENED_STATE_READ = "screened_state_read"
    OVERRIDE_GIVE = "override_give"
    OVERRIDE_SECOND = "override_second"
    OVERRIDE_WITHDRAW = "override_withdraw"
    ORDER_GIVE = "order_give"
    PLAN_READ = "plan_read"
    PLAN_MAKE = "plan_make"
    PLAN_EDIT = "plan_edit"
    PLAN_SIGN = "plan_sign"
    BODY_MEASURE = "body_measure"
    PROTOCOL_READ = "protocol_read"
    PROTOCOL_PROPOSE = "protocol_propose"
    PROTOCOL_APPROVE = "protocol_approve"
    PROTOCOL_RECALL = "protocol_recall"
    PEOPLE_READ = "people_read"
    PEOPLE_MANAGE = "people_manage"
    CREDENTIAL_MANAGE = "credential_manage"
    CLINIC_SETTINGS = "clinic_settings"
    AUDIT_READ = "audit_read"
    HEALTH_READ = "health_read"
    COUCH_USE = "couch_use"
    COUCH_REVIEW_READ = "couch_review_read"
    COUCH_REVIEW = "couch_review"
    NOTE_READ = "note_read"
    NOTE_ADD = "note_add"
    TABLETS_MANAGE = "tablets_manage"
    OUTCOMES_READ = "outcomes_read"
    OUTCOMES_GIVE = "outcomes_give"
    OUTCOMES_REPORT = "outcomes_report"
    OUTCOMES_BY_THERAPIST = "outcomes_by_therapist"
    INSTRUMENTS_MANAGE = "instruments_manage"
    CALENDAR_READ = "calendar_read"
    CALENDAR_BOOK = "calendar_book"
    CALENDAR_ABSENCE = "calendar_absence"
    CALENDAR_SETTINGS = "calendar_settings"
    CALENDAR_LOAD = "calendar_load"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks; `user_id` is None for the holder of an intake link and for jobs."""

    user_id: UUID | None
    clinic_id: UUID
    roles: frozenset[Role]
    patient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """What is asked for: something of a clinic, perhaps about a patient."""

    clinic_id: UUID
    patient_id: UUID | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may be done, and if not, why.

    `step_up`: they prove who they are just before it; `second_factor`: a password is no proof.
    """

    allowed: bool
    why: str = field(default="")
    step_up: bool = False
    second_factor: bool = False
