"""What is known about a patient, sealed and never changed: answers, pain drawings, measures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, written_by


class Answer(PatientRecord):
    """One answer to one fact; a null value is "I don't know". The newest counts.

    `number` orders the answers of a patient; `at` is when the answer was true.
    """

    append_only: ClassVar[bool] = True
    clinical_fact: ClassVar[bool] = True

    number = models.PositiveIntegerField()
    fact = models.CharField(max_length=60)
    value = models.BinaryField()
    at = models.DateTimeField()
    author_kind = models.CharField(max_length=20)
    author = written_by()
    origin = models.CharField(max_length=20)
    invitation = models.ForeignKey(
        "records.Invitation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "number"], name="answer_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.pk}"


class PainDrawing(PatientRecord):
    """Where it hurts, drawn by the patient, in millimetres of a body."""

    append_only: ClassVar[bool] = True

    drawing = models.BinaryField()
    at = models.DateTimeField()
    author_kind = models.CharField(max_length=20)
    author = written_by()
    invitation = models.ForeignKey(
        "records.Invitation", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["patient", "at"])]

    def __str__(self) -> str:
        return str(self.pk)


class BodyRecord(PatientRecord):
    """The measures a body is built from, as the answers object writes them."""

    append_only: ClassVar[bool] = True
    clinical_fact: ClassVar[bool] = True

    measures = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = written_by()

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["patient", "at"])]

    def __str__(self) -> str:
        return str(self.pk)
