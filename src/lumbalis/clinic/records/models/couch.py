"""What comes from the couch: tablets, leases, runs, and every event of a run as it was written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel, written_by

STANDINGS = ("accepted", "quarantined", "conflicting", "orphan", "erased")
RUN_STATES = ("opened", "running", "stopped", "finished")
DECISIONS = ("accepted", "set_aside")
VERDICTS_OF_REVIEW = ("go_on", "end")


class EscrowKey(TenantModel):
    """The key pair of a clinic for what tablets write; the private half is sealed.

    A tablet knows the public half only: whatever happens to it, the clinic can read its notes.
    """

    public = models.BinaryField()
    private = models.BinaryField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic"],
                condition=models.Q(retired_at=None),
                name="one_escrow_key_a_clinic",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Device(TenantModel):
    """One person's enrolment on one tablet; the primary key is made by the tablet.

    `public` verifies what the tablet signs; `share` is the clinic's part of the tablet's key.
    """

    tablet = models.UUIDField()
    user = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80, blank=True)
    public = models.BinaryField()
    share = models.BinaryField()
    enrolled_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = written_by()

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "user"])]

    def __str__(self) -> str:
        return str(self.pk)


class SessionLease(PatientRecord):
    """The right to run one session of a course on one tablet; a later lease has a higher number."""

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    session = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "session", "number"], name="lease_number_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SessionRun(PatientRecord):
    """One run of a session at a couch; the primary key is made by the tablet.

    `concurrent`: another run treated the same session; a physician has to look at both.
    """

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        "records.PlanRecord", on_delete=models.PROTECT, null=True, related_name="+"
    )
    session = models.PositiveIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    lease_number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default="opened")
    treated = models.BooleanField(default=False)
    concurrent = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    received_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = written_by()

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["course", "session"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=RUN_STATES), name="run_state_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RunEvent(TenantModel):
    """One event of a run, written once and kept as it came.

    `event` is the tablet's own id of it. A second body under the same id, or at the same place in
    the tablet's order, is kept beside the first (`conflicting`); so the primary key is derived
    from id and content. `body` is sealed with the patient's key, or, for an orphan, with the
    clinic's; of somebody erased it is empty.
    """

    append_only: ClassVar[bool] = True

    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, null=True, related_name="+"
    )
    run = models.ForeignKey(SessionRun, on_delete=models.PROTECT, null=True, related_name="events")
    event = models.UUIDField()
    run_key = models.UUIDField()
    device_key = models.UUIDField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40, blank=True)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    offset_ms = models.BigIntegerField()
    received_at = models.DateTimeField()
    author = written_by()
    standing = models.CharField(max_length=12)
    why = models.CharField(max_length=40, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "device_key", "seq"],
                condition=~models.Q(standing="conflicting"),
                name="event_place_once",
            ),
            models.UniqueConstraint(
                fields=["clinic", "event"],
                condition=~models.Q(standing="conflicting"),
                name="event_once",
            ),
            models.CheckConstraint(
                condition=models.Q(standing__in=STANDINGS), name="event_standing_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "device_key", "seq"]),
            models.Index(fields=["event"]),
            models.Index(fields=["patient", "at"]),
            models.Index(
                fields=["clinic", "received_at"],
                condition=~models.Q(standing="accepted"),
                name="events_to_review",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class QuarantineReview(TenantModel):
    """What somebody decided about an event that could not simply be accepted."""

    append_only: ClassVar[bool] = True

    event = models.ForeignKey(RunEvent, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    by = written_by()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event"], name="one_review_an_event"),
            models.CheckConstraint(
                condition=models.Q(decision__in=DECISIONS), name="review_decision_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CourseReview(PatientRecord):
    """What a physician decided about a course after some of its sessions, and why.

    `after` counts the sessions given by then. `contents` holds the reason and what the physician
    says about each unwanted event: its grading questions, whether it is over, its cause.
    """

    append_only: ClassVar[bool] = True

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    after = models.PositiveIntegerField()
    decision = models.CharField(max_length=8)
    contents = models.BinaryField()
    at = models.DateTimeField()
    by = written_by()

    class Meta(PatientRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["course", "at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decision__in=VERDICTS_OF_REVIEW), name="course_review_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
