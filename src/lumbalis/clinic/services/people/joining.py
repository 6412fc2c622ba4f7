"""Links by which colleagues join a clinic or choose a new password.

The link holds the clinic and a secret; only the hash of the secret is kept. Nothing is made
before the link is used, so an invitation tells nobody whether an account exists already. Whoever
has an account signs in with it: an administrator never chooses the password of an account that
another clinic relies on.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Clinic, Membership, StaffInvitation, User
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.invitations import clinic_of
from lumbalis.clinic.services.people.memberships import STAFF, admit, valid_at
from lumbalis.clinic.services.people.passwords import choose_password
from lumbalis.clinic.services.people.sessions import end_sessions

VALID = timedelta(hours=48)
LONGEST_NAME = 120
_SECRET_BYTES = 24

__all__ = ["clinic_of"]


class WhyNot(StrEnum):
    """Why no link was made, or why it opens nothing for whoever holds it."""

    NO_ROLE = "no_role"
    PAST = "past"
    NOT_HERE = "not_here"
    ELSEWHERE = "elsewhere"
    CLOSED = "closed"
    OTHER_ACCOUNT = "other_account"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was made."""

    why: WhyNot


@dataclass(frozen=True, slots=True)
class Sent:
    """The link exists. `token` is shown now and never again."""

    invitation: StaffInvitation
    token: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom an administrator invites, and as what."""

    email: str
    name: str
    language: str = "en"
    roles: Collection[Role] = field(default_factory=tuple)
    until: datetime | None = None


def invite(by: Acting, new: Newcomer) -> Sent | Refused:
    """Make a link for a colleague; an older one for the same address stops working."""
    roles = [role for role in STAFF if role in new.roles]
    if not roles:
        return Refused(WhyNot.NO_ROLE)
    if new.until is not None and new.until <= by.at:
        return Refused(WhyNot.PAST)
    with whole(by):
        open_links(by.at).filter(email=new.email.lower(), user=None).update(revoked_at=by.at)
        return _send(
            by,
            "person.invited",
            email=new.email.lower(),
            name=new.name,
            language=new.language,
            roles=[role.value for role in roles],
            valid_until=new.until,
        )


def renew_password(by: Acting, user: User) -> Sent | Refused:
    """Make a link by which somebody chooses a new password; what they have works until then."""
    with whole(by):
        held = valid_at(by.at).filter(user=user)
        if not held.filter(clinic=by.clinic).exists():
            return Refused(WhyNot.NOT_HERE)
        if Membership.objects.filter(user=user).exclude(clinic=by.clinic).exists():
            return Refused(WhyNot.ELSEWHERE)
        open_links(by.at).filter(user=user).update(revoked_at=by.at)
        return _send(
            by, "password.link_made", email=user.email, name=user.name, user=user,
            language=user.language,
        )  # fmt: skip


def take_back(by: Acting, invitation_id: UUID) -> bool:
    """Make a link useless; tell whether it was of any use."""
    with whole(by):
        found = open_links(by.at).filter(pk=invitation_id).first()
        if found is None:
            return False
        found.revoked_at = by.at
        found.save(update_fields=["revoked_at"])
        _note(by, "link.taken_back", found)
        return True


def open_links(at: datetime) -> QuerySet[StaffInvitation]:
    """Give the links of the clinic being served that can still be used."""
    return StaffInvitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=at)


def opened(token: str, at: datetime) -> StaffInvitation | None:
    """Find the invitation of a link that still works, within its clinic."""
    return open_links(at).filter(token_hash=_hash(token)).select_related("clinic", "user").first()


def account_of(invitation: StaffInvitation) -> User | None:
    """Give the account a link is for, if there is one already."""
    return invitation.user or User.objects.filter(email=invitation.email).first()


def join_as(by: Acting, invitation: StaffInvitation, user: User) -> User | Refused:
    """Join with an account one has; `by` is whoever holds the link."""
    with whole(by):
        fresh = _locked(by, invitation)
        if fresh is None or fresh.user_id is not None or not user.is_active:
            return Refused(WhyNot.CLOSED)
        if user.email != fresh.email:
            return Refused(WhyNot.OTHER_ACCOUNT)
        return _joined(by, fresh, user)


def join_newly(by: Acting, invitation: StaffInvitation, name: str, password: str) -> User | Refused:
    """Make an account with a password of one's own choice, and join with it."""
    with whole(by):
        fresh = _locked(by, invitation)
        if fresh is None or account_of(fresh) is not None:
            return Refused(WhyNot.CLOSED)
        user = User.objects.create_user(fresh.email, password, name=name, language=fresh.language)
        return _joined(by, fresh, user)


def choose_anew(by: Acting, invitation: StaffInvitation, password: str) -> User | Refused:
    """Choose a new password by a link for it; whoever was signed in as them no longer is."""
    with whole(by):
        fresh = _locked(by, invitation)
        if fresh is None or fresh.user is None or not fresh.user.is_active:
            return Refused(WhyNot.CLOSED)
        if Membership.objects.filter(user=fresh.user).exclude(clinic=by.clinic).exists():
            return Refused(WhyNot.ELSEWHERE)
        choose_password(fresh.user, password)
        end_sessions(fresh.user)
        _use(by, fresh, fresh.user)
        _note(by, "password.chosen", fresh)
        return fresh.user


def _joined(by: Acting, invitation: StaffInvitation, user: User) -> User:
    held = set(valid_at(by.at).filter(user=user, clinic=by.clinic).values_list("role", flat=True))
    for role in (Role(one) for one in invitation.roles if one not in held):
        admit(by, user, role, invitation.valid_until)
    _use(by, invitation, user)
    _note(by, "person.joined", invitation)
    return user


def _send(by: Acting, action: str, **what: object) -> Sent:
    token = _token(by.clinic)
    made = StaffInvitation.objects.create(
        clinic=by.clinic,
        token_hash=_hash(token),
        created_by_id=by.actor.user_id,
        created_at=by.at,
        expires_at=by.at + VALID,
        **what,
    )
    _note(by, action, made)
    return Sent(made, token)


def _locked(by: Acting, invitation: StaffInvitation) -> StaffInvitation | None:
    rows = open_links(by.at).select_for_update(of=("self",)).select_related("user")
    return rows.filter(pk=invitation.pk).first()


def _use(by: Acting, invitation: StaffInvitation, user: User) -> None:
    invitation.used_at, invitation.used_by = by.at, user
    invitation.save(update_fields=["used_at", "used_by"])


def _token(clinic: Clinic) -> str:
    where = base64.urlsafe_b64encode(clinic.pk.bytes).rstrip(b"=").decode()
    return where + secrets.token_urlsafe(_SECRET_BYTES)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note(by: Acting, action: str, invitation: StaffInvitation) -> None:
    roles = [str(role) for role in invitation.roles]
    audit.record(by, action, entity="staff_invitation", entity_id=invitation.pk, roles=roles)
