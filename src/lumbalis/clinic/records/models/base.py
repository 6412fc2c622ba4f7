"""What every record of a clinic has in common."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.tenancy import TenantManager, UnscopedManager


class TenantModel(models.Model):
    """A record that belongs to one clinic.

    `objects` sees only the clinic being served and refuses to work without one.
    """

    append_only: ClassVar[bool] = False
    clinical_fact: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # An index of its own would only mislead SQLite: it takes any index for selective, and most
    # installations are one clinic. Where a clinic's rows are listed, the index starts with it.
    clinic = models.ForeignKey(
        "records.Clinic", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = TenantManager()
    everywhere = UnscopedManager()

    class Meta:
        abstract = True
        base_manager_name = "everywhere"
        default_manager_name = "objects"


class PatientRecord(TenantModel):
    """A record about one patient."""

    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        abstract = True


def written_by() -> models.ForeignKey:  # type: ignore[type-arg]
    """Name the person who wrote a record."""
    return models.ForeignKey(
        "records.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
