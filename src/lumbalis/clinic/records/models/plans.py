"""Orders, courses, plans and signatures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel, written_by

COURSE_STATES = ("proposed", "signed", "on_hold", "finished", "cancelled")


class OrderRecord(PatientRecord):
    """What a physician ordered: methods, severity, zones, notes."""

    append_only: ClassVar[bool] = True

    number = models.PositiveIntegerField()
    contents = models.BinaryField()
    at = models.DateTimeField()
    by = written_by()

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "number"], name="order_number_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Course(PatientRecord):
    """A course of sessions for a patient; on hold it keeps why, as keys and rule ids."""

    order = models.ForeignKey(OrderRecord, on_delete=models.PROTECT, related_name="courses")
    state = models.CharField(max_length=12, default="proposed")
    hold_reasons = models.JSONField(default=list, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    state_before_hold = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "state"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=COURSE_STATES), name="course_state_known"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(closed_at=None),
                name="one_open_course_a_patient",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PlanRecord(TenantModel):
    """One version of a course's plan; `contents` hold course, sessions, strokes, verification."""

    append_only: ClassVar[bool] = True

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    contents = models.BinaryField()
    plan_sha256 = models.CharField(max_length=64)
    body_sha256 = models.CharField(max_length=64, blank=True)
    protocol_version = models.CharField(max_length=40)
    protocol_sha256 = models.CharField(max_length=64)
    verdict = models.ForeignKey(
        "records.VerdictRecord", on_delete=models.PROTECT, related_name="plans"
    )
    accepted = models.BooleanField()
    violations = models.PositiveIntegerField(default=0)
    cause = models.CharField(max_length=24)
    made_at = models.DateTimeField()
    by = written_by()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "number"], name="plan_number_once"),
            models.CheckConstraint(
                condition=models.Q(accepted=False) | models.Q(violations=0),
                name="accepted_plan_has_no_violation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Signature(TenantModel):
    """A physician's signature under one version of a plan, with everything it rests on."""

    plan = models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="signatures")
    by = written_by()
    at = models.DateTimeField()
    plan_sha256 = models.CharField(max_length=64)
    body_sha256 = models.CharField(max_length=64, blank=True)
    protocol_version = models.CharField(max_length=40)
    protocol_sha256 = models.CharField(max_length=64)
    verdict = models.ForeignKey("records.VerdictRecord", on_delete=models.PROTECT, related_name="+")
    statement = models.CharField(max_length=600)
    withdrawn_by = written_by()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(withdrawn_at=None),
                name="one_signature_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
