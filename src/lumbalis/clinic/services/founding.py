"""Founding a clinic: the clinic itself, the people of its first day and their credentials."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Clinic, Credential, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit, nightly
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.couch import escrow
from lumbalis.clinic.services.people.memberships import admit
from lumbalis.clinic.services.people.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class NewClinic:
    """What a clinic is founded with."""

    slug: str
    name: str
    timezone: str
    language: str
    relaxed: bool = False
    """No second factor is asked for; only for trying out, and shown wherever it matters."""


def found_clinic(new: NewClinic, at: datetime) -> Clinic:
    """Found a clinic."""
    with transaction.atomic():
        clinic = Clinic(slug=new.slug, name=new.name, timezone=new.timezone, language=new.language)
        if new.relaxed:
            clinic.settings = {**clinic.settings, "second_factor": "relaxed"}
        clinic.save()
        by = nightly.nobody(clinic, at)
        with whole(by):
            audit.record(by, "clinic.founded", entity="clinic", entity_id=clinic.pk)
            escrow.make(by)
    return clinic


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be welcomed; the password is for one use."""

    email: str
    name: str = ""
    language: str = "en"
    password: str | None = None


def welcome(clinic: Clinic, new: Newcomer, roles: Collection[Role], at: datetime) -> User:
    """Give somebody their roles in a clinic; who is new chooses a password at once."""
    by = nightly.nobody(clinic, at)
    with whole(by):
        user = User.objects.filter(email=new.email).first() or User.objects.create_user(
            new.email, new.password, name=new.name, language=new.language, must_change_password=True
        )
        for role in roles:
            admit(by, user, role, None)
        audit.record(
            by, "person.welcomed", entity="user", entity_id=user.pk,
            roles=sorted(role.value for role in roles),
        )  # fmt: skip
    return user


def record_credentials(
    clinic: Clinic, user: User, kinds: Collection[str], since: date, at: datetime
) -> None:
    """Record what somebody is qualified for, without an end."""
    by = nightly.nobody(clinic, at)
    with whole(by), in_clinic(clinic):
        Credential.objects.bulk_create(
            Credential(clinic=clinic, user=user, kind=kind, valid_from=since, recorded_at=at)
            for kind in sorted(kinds)
        )
        audit.record(
            by, "credentials.recorded", entity="user", entity_id=user.pk, kinds=sorted(kinds)
        )


def new_password(user: User, password: str) -> None:
    """Set a password for one use: whoever signs in with it chooses another."""
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user)
