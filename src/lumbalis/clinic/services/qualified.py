"""Who in the clinic is qualified for what, on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from lumbalis.clinic.records.models import Clinic, Credential, Membership

_THERAPIST = "therapist"


def credentials_of(user: UUID, clinic: Clinic, at: datetime) -> frozenset[str]:
    """Give what one person is qualified for on the clinic's day of a moment."""
    return frozenset(_valid(clinic, at).filter(user=user).values_list("kind", flat=True))


def best_qualified(clinic: Clinic, at: datetime) -> tuple[str, ...] | None:
    """Give the credentials of the therapist who has most of them; None if nobody has any.

    A verdict in the office is about this house: what its best qualified therapist may do.
    Whoever gives a session is screened for again when it starts.
    """
    therapists = set(_therapists(clinic, at))
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    for user, kind in _valid(clinic, at).values_list("user_id", "kind"):
        if user in therapists:
            held[user].add(kind)
    if not held:
        return None
    return max(
        (tuple(sorted(kinds)) for kinds in held.values()), key=lambda kinds: (len(kinds), kinds)
    )


def _therapists(clinic: Clinic, at: datetime) -> list[UUID]:
    now = Membership.objects.filter(
        clinic=clinic, role=_THERAPIST, revoked_at=None, valid_from__lte=at
    )
    valid = now.filter(Q(valid_until=None) | Q(valid_until__gt=at), user__is_active=True)
    return list(valid.values_list("user_id", flat=True))


def _valid(clinic: Clinic, at: datetime) -> QuerySet[Credential]:
    day = at.astimezone(ZoneInfo(clinic.timezone)).date()
    held = Credential.objects.filter(clinic=clinic, withdrawn_at=None, valid_from__lte=day)
    return held.filter(Q(valid_until=None) | Q(valid_until__gte=day))
