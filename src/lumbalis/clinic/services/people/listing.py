"""Everybody of a clinic, for the page of colleagues: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q

from lumbalis.clinic.policy import Role
from lumbalis.clinic.policy.table import SECOND_FACTOR
from lumbalis.clinic.records.models import Clinic, Credential, Membership, User
from lumbalis.clinic.services.people.qualifying import Standing, standing
from lumbalis.clinic.services.search_key import search_key


@dataclass(frozen=True, slots=True)
class Held:
    """A qualification and how it stands today."""

    credential: Credential
    standing: Standing


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the clinic: their roles, those over included, and what they are qualified for."""

    user: User
    roles: tuple[Membership, ...]
    past: tuple[Membership, ...]
    credentials: tuple[Held, ...]
    second_factor: bool

    @property
    def needs_second_factor(self) -> bool:
        """Tell whether a role of theirs cannot be used fully with a password alone."""
        return not self.second_factor and any(Role(one.role) in SECOND_FACTOR for one in self.roles)

    @property
    def worth_a_word(self) -> tuple[Held, ...]:
        """Give the qualifications that end soon or have ended, unless another one goes on."""
        going = {h.credential.kind for h in self.credentials if h.standing is Standing.VALID}
        told = (Standing.ENDS_SOON, Standing.ENDED)
        return tuple(
            held
            for held in self.credentials
            if held.standing in told and held.credential.kind not in going
        )


def colleagues(clinic: Clinic, at: datetime) -> tuple[Colleague, ...]:
    """Give everybody who works in the clinic or will, by name; then those who no longer do."""
    found = _all(clinic, at)
    return tuple(sorted(found, key=lambda one: (not one.roles, search_key([one.user.name]))))


def colleague(clinic: Clinic, user: UUID, at: datetime) -> Colleague | None:
    """Give one of them, or None if they never worked here."""
    return next(iter(_all(clinic, at, user)), None)


def _all(clinic: Clinic, at: datetime, user: UUID | None = None) -> list[Colleague]:
    only = Q(user=user) if user else Q()
    held: defaultdict[User, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(only, clinic=clinic).select_related("user")
    for one in rows.order_by("valid_from", "pk"):
        held[one.user].append(one)
    credentials: defaultdict[UUID, list[Held]] = defaultdict(list)
    kept = Credential.objects.filter(only, withdrawn_at=None).select_related("recorded_by")
    for credential in kept.order_by("kind", "valid_from"):
        known = Held(credential, standing(credential, clinic, at))
        credentials[credential.user_id].append(known)
    proved = set(
        Authenticator.objects.filter(user__in=list(held))
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [
        _colleague(user, rows, tuple(credentials[user.pk]), at, second=user.pk in proved)
        for user, rows in held.items()
    ]


def _colleague(
    user: User,
    rows: list[Membership],
    credentials: tuple[Held, ...],
    at: datetime,
    *,
    second: bool,
) -> Colleague:
    over = [one for one in rows if _over(one, at)]
    roles = tuple(one for one in rows if one not in over)
    return Colleague(user, roles, tuple(over), credentials, second)


def _over(one: Membership, at: datetime) -> bool:
    return one.revoked_at is not None or (one.valid_until is not None and one.valid_until <= at)
