"""The audit chain and the record of jobs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class AuditEvent(models.Model):
    """One link of an audit chain; each clinic has its own, the installation one without clinic."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(
        "records.Clinic", on_delete=models.PROTECT, null=True, related_name="+"
    )
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=60)
    entity = models.CharField(max_length=40, blank=True)
    entity_id = models.UUIDField(null=True)
    patient_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20, default="done")
    detail = models.JSONField(default=dict)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "seq"], name="audit_seq_once"),
            models.UniqueConstraint(
                fields=["seq"],
                condition=models.Q(clinic=None),
                name="audit_seq_once_without_clinic",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "patient_id", "at"]),
            models.Index(fields=["clinic", "actor", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.seq}"


class JobRun(models.Model):
    """One run of a job for one slot of time; its slot can be taken once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40)
    slot = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    expected = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "slot"], name="job_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"
