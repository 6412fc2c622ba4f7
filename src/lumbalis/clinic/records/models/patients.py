"""The register of patients: who they are, what they agreed to, and their key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel, written_by


class Patient(TenantModel):
    """Somebody who is or was treated. `version` rises with every change of this row."""

    family_name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80, blank=True)
    patronymic = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2, default="en")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=500, blank=True)
    search_key = models.CharField(max_length=400, blank=True)
    phone_key = models.CharField(max_length=40, blank=True)
    restricted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        db_index=False,
    )
    retain_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = written_by()

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["clinic", "search_key", "id"]),
            models.Index(fields=["clinic", "birth_date"]),
            models.Index(fields=["created_at", "clinic"]),
            # Hardly anybody is merged; an index of all the others would look useless to SQLite.
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="merged_patients",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def full_name(self) -> str:
        """Family name first, as a register lists people."""
        return " ".join(
            part for part in (self.family_name, self.given_name, self.patronymic) if part
        )

    def wrapped_key(self) -> bytes | None:
        """Give the patient's wrapped key, or None after erasure; read once for each object."""
        if not hasattr(self, "_wrapped"):
            held = PatientKey.objects.filter(patient=self, destroyed_at=None).first()
            self._wrapped = bytes(held.wrapped) if held and held.wrapped else None
        return self._wrapped


class PatientWord(PatientRecord):
    """One word a patient is found by. As bytes, so that every database orders it alike.

    A range of words that begin alike is then read from the index, whatever the collation.
    """

    word = models.BinaryField()

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "word", "patient"])]

    def __str__(self) -> str:
        return str(self.pk)


class PatientKey(PatientRecord):
    """The key that seals a patient's clinical records; destroying it erases them."""

    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient"], name="one_key_a_patient")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Identifier(PatientRecord):
    """A number somebody gave the patient, such as an insurance number."""

    system = models.CharField(max_length=80)
    value = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    recorded_by = written_by()

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "system", "value"], name="identifier_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "value"])]

    def __str__(self) -> str:
        return str(self.pk)


class Consent(PatientRecord):
    """Something the patient agreed to, with the version and language of the text they saw."""

    kind = models.CharField(max_length=40)
    text_version = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    given_to = written_by()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_to = written_by()

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "patient"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Merge(TenantModel):
    """A reversible link: the absorbed record belongs to the same person as the kept one."""

    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    proposed_by = written_by()
    proposed_at = models.DateTimeField()
    approved_by = written_by()
    approved_at = models.DateTimeField(null=True, blank=True)
    undone_by = written_by()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "absorbed"])]

    def __str__(self) -> str:
        return str(self.pk)


class Invitation(PatientRecord):
    """A link by which the patient answers on their own phone; only its hash is kept.

    `purpose`: `intake` for the questions before a course, `outcomes` for those of a course.
    """

    token_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=12, default="intake")
    language = models.CharField(max_length=2, default="en")
    created_by = written_by()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    opened_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    emergency_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(default=dict, blank=True)

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["token_hash"], name="token_once")]
        indexes: ClassVar = [models.Index(fields=["clinic", "patient"])]

    def __str__(self) -> str:
        return str(self.pk)
