"""Roles of people in a clinic: given for a time, ended at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Clinic, Membership, User
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.people.sessions import end_sessions

STAFF = tuple(role for role in Role if role is not Role.PATIENT)
"""Roles somebody with an account can have; a patient comes with a link and has no account."""


class WhyNot(StrEnum):
    """Why a role was neither given nor ended."""

    OWN = "own"
    LAST_ADMINISTRATOR = "last_administrator"
    HELD = "held"
    OVER = "over"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed."""

    why: WhyNot


@dataclass(frozen=True, slots=True)
class Working:
    """Somebody works in a clinic now, as this."""

    clinic: Clinic
    roles: frozenset[Role]


def working_in(user: User, slug: str, at: datetime) -> Working | None:
    """Give what somebody is in a clinic at a moment, or None; asked anew for every request."""
    held = valid_at(at).filter(user=user, clinic__slug=slug).select_related("clinic")
    found = [one for one in held if one.role in STAFF]
    if not found or not user.is_active:
        return None
    return Working(found[0].clinic, frozenset(Role(one.role) for one in found))


def valid_at(at: datetime) -> QuerySet[Membership]:
    """Give the memberships that hold at a moment."""
    open_ended = Q(valid_until=None) | Q(valid_until__gt=at)
    return Membership.objects.filter(open_ended, revoked_at=None, valid_from__lte=at)


def give_role(
    by: Acting, user: User, role: Role, until: datetime | None = None
) -> Membership | Refused:
    """Give somebody of the clinic another role, at once, perhaps until a day."""
    with whole(by):
        if user.pk == by.actor.user_id:
            return Refused(WhyNot.OWN)
        if until is not None and until <= by.at:
            return Refused(WhyNot.PAST)
        if _held(by, user, role):
            return Refused(WhyNot.HELD)
        return admit(by, user, role, until)


def admit(by: Acting, user: User, role: Role, until: datetime | None) -> Membership:
    """Write a membership down; whoever calls has decided that it may be."""
    made = Membership.objects.create(
        clinic=by.clinic, user=user, role=role.value, valid_from=by.at, valid_until=until
    )
    audit.record(
        by, "role.given", entity="user", entity_id=user.pk, role=role.value,
        until=until.isoformat() if until else "",
    )  # fmt: skip
    return made


def end_role(by: Acting, membership_id: UUID) -> Membership | Refused | None:
    """End a role at once; None if the clinic has no such membership."""
    with whole(by):
        found = (
            Membership.objects.select_for_update(of=("self",))
            .filter(pk=membership_id, clinic=by.clinic)
            .select_related("user")
            .first()
        )
        if found is None:
            return None
        why = _why_not_end(by, [found])
        if why is not None:
            return Refused(why)
        _end(by, found)
        return found


def end_all(by: Acting, user: User) -> int | Refused:
    """End every role of somebody at once, and where they are signed in; tell how many."""
    with whole(by):
        held = list(_unended(by).filter(user=user))
        why = _why_not_end(by, held)
        if why is not None:
            return Refused(why)
        for one in held:
            _end(by, one)
        return len(held)


def _end(by: Acting, membership: Membership) -> None:
    membership.revoked_at = by.at
    membership.save(update_fields=["revoked_at"])
    user = membership.user
    works_on = valid_at(by.at).filter(user=user).exists()
    ended = 0 if works_on else end_sessions(user)
    audit.record(
        by, "role.ended", entity="user", entity_id=user.pk,
        role=membership.role, sessions_ended=ended,
    )  # fmt: skip


def _why_not_end(by: Acting, memberships: list[Membership]) -> WhyNot | None:
    if any(one.user_id == by.actor.user_id for one in memberships):
        return WhyNot.OWN
    if not memberships or any(one.revoked_at is not None for one in memberships):
        return WhyNot.OVER
    administrators = valid_at(by.at).filter(clinic=by.clinic, role=Role.ADMINISTRATOR.value)
    left = administrators.exclude(pk__in=[one.pk for one in memberships])
    ending = any(one.role == Role.ADMINISTRATOR.value for one in memberships)
    return WhyNot.LAST_ADMINISTRATOR if ending and not left.exists() else None


def _held(by: Acting, user: User, role: Role) -> bool:
    return _unended(by).filter(user=user, role=role.value).exists()


def _unended(by: Acting) -> QuerySet[Membership]:
    not_over = Q(valid_until=None) | Q(valid_until__gt=by.at)
    return Membership.objects.filter(not_over, clinic=by.clinic, revoked_at=None)
