"""Versions of the clinical protocol and who approved them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import TenantModel, written_by


class ProtocolVersion(TenantModel):
    """One state of the knowledge files; `files` hold them as compressed JSON.

    `proof` is what was proved of it, and what it could change against the version that ran
    then; None until that is done.
    """

    version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=12, default="draft")
    files = models.BinaryField()
    proposed_by = written_by()
    proposed_at = models.DateTimeField()
    recalled_by = written_by()
    recalled_at = models.DateTimeField(null=True, blank=True)
    proof: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "sha256"], name="protocol_once_a_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.sha256[:12]}"


class ProtocolApproval(TenantModel):
    """One person's approval of a protocol version; two different people make it approved."""

    append_only: ClassVar[bool] = True

    protocol_version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="approvals"
    )
    by = written_by()
    at = models.DateTimeField()
    accepts_looser = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["protocol_version", "by"], name="approval_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
