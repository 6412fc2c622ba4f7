"""Passwords people choose, second factors they have, and what is written down of signing in."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator

from lumbalis.clinic.records.models import Clinic, User
from lumbalis.clinic.services import audit

_SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def choose_password(user: User, password: str) -> None:
    """Keep the password somebody chose in place of the one they had."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


def has_second_factor(user: User) -> bool:
    """Tell whether somebody can prove themselves with more than a password."""
    return bool(Authenticator.objects.filter(user=user, type__in=_SECOND).exists())


def asks_second_factor(clinic: Clinic) -> bool:
    """Tell whether a clinic asks for a second factor; only `relaxed` says that it does not."""
    return bool(clinic.settings.get("second_factor") != "relaxed")


def note_signed_in(user: User, at: datetime, how: str) -> None:
    """Write down that somebody signed in."""
    audit.record_outside(
        "signed_in", at=at, actor=user.pk, entity="user", entity_id=user.pk, how=how
    )


def note_not_signed_in(at: datetime) -> None:
    """Write down that a sign-in failed; nothing typed is kept, as it may be a password."""
    audit.record_outside("sign_in_refused", at=at, outcome="denied")


def note_stranger(user: User, slug: str, at: datetime, asked: str) -> None:
    """Write down that somebody asked at a clinic they do not work in, whether it exists or not."""
    clinic = Clinic.objects.filter(slug=slug).values_list("pk", flat=True).first()
    audit.record_outside(
        f"denied.{asked}",
        at=at,
        actor=user.pk,
        entity="clinic",
        entity_id=clinic,
        outcome="denied",
        why="stranger",
    )
