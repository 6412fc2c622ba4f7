"""Where and when a clinic works: rooms, couches, devices, hours, closures and absences.

Times of a day are minutes since midnight on the clinic's own clock.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import TenantModel, written_by

PLACE_KINDS = ("couch", "rest_place", "equipment")
WEEKS = ("every", "odd", "even")


class Room(TenantModel):
    """A room; `at_once` is how many may be treated in it at once, None: as it has couches."""

    name = models.CharField(max_length=60)
    at_once = models.PositiveSmallIntegerField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "name"],
                condition=models.Q(retired_at=None),
                name="room_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(TenantModel):
    """A couch, a place to rest, or a piece of equipment; `equipment` names its kind."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="places", null=True, blank=True
    )
    equipment = models.CharField(max_length=20, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=PLACE_KINDS), name="place_kind_known"
            ),
            models.UniqueConstraint(
                fields=["clinic", "name"],
                condition=models.Q(retired_at=None),
                name="place_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(TenantModel):
    """When a clinic is open on a weekday (0 is Monday); a weekday without a row is closed."""

    weekday = models.PositiveSmallIntegerField()
    opens_min = models.PositiveSmallIntegerField()
    closes_min = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "weekday"], name="hours_once_a_weekday"),
            models.CheckConstraint(
                condition=models.Q(opens_min__lt=models.F("closes_min")), name="opens_then_closes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.pk}"


class WorkingHours(TenantModel):
    """When somebody works on a weekday, without breaks; `week` by the number of the ISO week."""

    user = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    week = models.CharField(max_length=5, default="every")
    starts_min = models.PositiveSmallIntegerField()
    ends_min = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "user"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(week__in=WEEKS), name="week_known"),
            models.CheckConstraint(
                condition=models.Q(starts_min__lt=models.F("ends_min")),
                name="shift_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.pk}"


class Closure(TenantModel):
    """Days on which a clinic is closed, both included; `kind` is `holiday` or `closure`."""

    first_day = models.DateField()
    last_day = models.DateField()
    name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, default="closure")
    recorded_by = written_by()
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "last_day"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="closure_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Absence(TenantModel):
    """Somebody or something is away, every day within these hours; either `user` or `place`."""

    user = models.ForeignKey(
        "records.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    first_day = models.DateField()
    last_day = models.DateField()
    starts_min = models.PositiveSmallIntegerField(default=0)
    ends_min = models.PositiveSmallIntegerField(default=24 * 60)
    reason = models.CharField(max_length=12)
    recorded_by = written_by()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "last_day"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day"))
                & models.Q(starts_min__lt=models.F("ends_min")),
                name="absence_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(place=None), name="absence_of_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
