"""Clinics, the people who work in them, what they may do and what they are qualified for."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from lumbalis.clinic.records.models.base import TenantModel, written_by


def usual_settings() -> dict[str, object]:
    """Give the settings of a new clinic."""
    return {"imaging_policy": "seed_strict", "fire_cupping_enabled": False, "retention_years": 10}


class Clinic(models.Model):
    """One practice. `settings` hold imaging_policy, fire_cupping_enabled, retention_years.

    `second_factor`: `relaxed` lets people prove themselves with a password alone, as the
    demonstration does; whatever else stands there, or nothing, asks for a second factor.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=2, default="en")
    settings = models.JSONField(default=usual_settings)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:  # noqa: ANN401 - model fields
        """Make a person; without a password nobody can sign in as them yet."""
        user: User = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in; what they may do stands in their memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Membership(models.Model):
    """A role of a person in a clinic, while it is valid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "clinic"])]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class StaffInvitation(TenantModel):
    """A link for a colleague, shown once: to join with roles, or to choose a new password.

    Only the hash of its secret is kept. With `user` it is for the password of that person.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="en")
    roles = models.JSONField(default=list)
    valid_until = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = written_by()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = written_by()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "created_at"])]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Credential(TenantModel):
    """A qualification with its days, both included; `kind` is one of the protocol's credentials."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=120, blank=True)
    recorded_by = written_by()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "user"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
