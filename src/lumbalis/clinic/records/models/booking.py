"""The calendar: what patients wish, their appointments, and what these claim, tick by tick."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel, written_by
from lumbalis.clinic.records.models.places import Place

APPOINTMENT_STATES = ("booked", "arrived", "done", "no_show", "cancelled")
STANDING = ("booked", "arrived")
"""States in which an appointment holds its place in the calendar."""


class BookingWishes(PatientRecord):
    """When a patient can come and what they would like: windows, meals, hands, hours."""

    contents = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = written_by()
    version = models.PositiveIntegerField(default=1)

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient"], name="wishes_once_a_patient"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Appointment(PatientRecord):
    """One session of a course in the calendar.

    `starts_min` is a minute of the clinic's day; `parts` are the minutes of check, hands-on,
    rest, the therapist's stay, changeover and care of equipment. `sequence` rises with every
    change that is told to the patient. A cancelled visit keeps its place in the sequence.
    """

    course = models.ForeignKey(
        "records.Course", on_delete=models.PROTECT, related_name="appointments"
    )
    session = models.PositiveSmallIntegerField()
    day = models.DateField()
    starts_min = models.PositiveSmallIntegerField()
    parts = models.JSONField()
    therapist = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    couch = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    rest_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    bay = models.CharField(max_length=80, blank=True)
    equipment = models.JSONField(default=list, blank=True)
    units_x100 = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="booked")
    late_min = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    booked_at = models.DateTimeField()
    booked_by = written_by()
    changed_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [
            models.Index(fields=["clinic", "day"]),
            models.Index(fields=["course", "session"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=APPOINTMENT_STATES), name="appointment_state_known"
            ),
            models.UniqueConstraint(
                fields=["course", "session"],
                condition=models.Q(state__in=("booked", "arrived", "done")),
                name="session_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Claim(TenantModel):
    """Five minutes of one resource, taken once: the database itself allows no second claim.

    `resource` is `t:` a therapist, `r:` a couch, rest place or equipment, `b:` a bay, `p:` a
    patient, each with its id; `tick` counts five minutes of the clinic's wall clock from the
    first day of the calendar.
    """

    resource = models.CharField(max_length=100)
    tick = models.PositiveIntegerField()
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="claims")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "resource", "tick"], name="claimed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tick} {self.pk}"


class Waiting(PatientRecord):
    """Somebody who waits for an earlier time or for a course; closed when it was found."""

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    by = written_by()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course"], condition=models.Q(closed_at=None), name="waits_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarFeed(TenantModel):
    """A private address from which a calendar is read; only the hash of its secret is kept.

    It is either one patient's or one colleague's.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(
        "records.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    language = models.CharField(max_length=2, default="en")
    made_at = models.DateTimeField()
    made_by = written_by()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(patient=None) ^ models.Q(user=None), name="feed_of_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OutboxMessage(PatientRecord):
    """One message about a course, sealed; sent after `due_at` unless it was taken back.

    `channel` is `email` or `sms`. What was sent stays; what failed says why and is tried again.
    """

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=6)
    language = models.CharField(max_length=2)
    contents = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = written_by()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
