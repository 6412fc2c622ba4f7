"""What was decided about a patient: verdicts and the decisions to set a rule aside."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, written_by


class VerdictRecord(PatientRecord):
    """A verdict as it was given, with what it was given from."""

    append_only: ClassVar[bool] = True

    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    category = models.CharField(max_length=24)
    phase = models.CharField(max_length=24)
    cause = models.CharField(max_length=24)
    protocol_version = models.CharField(max_length=40)
    protocol_sha256 = models.CharField(max_length=64)
    facts_sha256 = models.CharField(max_length=64)
    rules = models.JSONField(default=list)
    snapshot = models.BinaryField()
    earliest = models.DateTimeField(null=True)
    by = written_by()

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "number"], name="verdict_number_once"),
        ]
        # Led by the category: an index led by the clinic would tempt SQLite to read all verdicts
        # where those of one patient are asked for.
        indexes: ClassVar = [models.Index(fields=["category", "clinic"])]

    def __str__(self) -> str:
        return f"{self.category} {self.pk}"


class OverrideRecord(PatientRecord):
    """A physician's decision to set one rule aside, until a moment; some need a second person.

    It is about the rule as one protocol has it, and counts under no other.
    """

    clinical_fact: ClassVar[bool] = True

    rule = models.CharField(max_length=20)
    case = models.CharField(max_length=20, blank=True)
    reason = models.BinaryField()
    zones = models.JSONField(default=list)
    protocol_sha256 = models.CharField(max_length=64)
    by = written_by()
    at = models.DateTimeField()
    until = models.DateTimeField()
    needs_second = models.BooleanField(default=False)
    second_by = written_by()
    second_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = written_by()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["patient", "until"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")), name="override_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(second_by=None) | ~models.Q(second_by=models.F("by")),
                name="override_second_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}"
