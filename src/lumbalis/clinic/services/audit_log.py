"""Reading the audit chain of the clinic being served: who did what, who saw whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from lumbalis.clinic.records.models import AuditEvent, Membership, User
from lumbalis.clinic.records.tenancy import current_clinic
from lumbalis.clinic.services.search_key import search_key

PAGE = 50
ALL, READS, CHANGES, REFUSED = "all", "reads", "changes", "refused"
KINDS = (ALL, READS, CHANGES, REFUSED)
_READ = "read."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for; `since` is included and `until` is not."""

    actor: UUID | None = None
    patient: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ALL


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first; `older` is where the next page begins, if there is one."""

    events: tuple[AuditEvent, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """How somebody looked at or acted on one patient's record."""

    actor: UUID | None
    times: int
    reads: int
    refused: int
    first: datetime
    last: datetime


def events(wanted: Wanted, before: int | None = None, size: int = PAGE) -> Page:
    """Give the newest entries, or those before a number of the chain."""
    rows = _matching(wanted)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: size + 1])
    return Page(tuple(found[:size]), found[size - 1].seq if len(found) > size else None)


def oldest_first(wanted: Wanted, most: int | None = None) -> QuerySet[AuditEvent]:
    """Give entries in the order they were written, for an export."""
    return _matching(wanted).order_by("seq")[:most]


def seen_by(wanted: Wanted) -> tuple[Seen, ...]:
    """Give everybody who had to do with a patient's record, the latest first."""
    rows = (
        _matching(wanted)
        .values("actor")
        .annotate(
            times=Count("id"),
            reads=Count("id", filter=Q(action__startswith=_READ)),
            refused=Count("id", filter=Q(outcome="denied")),
            first=Min("at"),
            last=Max("at"),
        )
        .order_by("-last")
    )
    return tuple(Seen(**row) for row in rows)


def people() -> Sequence[tuple[UUID, str]]:
    """List everybody who ever worked in the clinic being served, by name."""
    found = _colleagues().values_list("pk", "name").distinct()
    return sorted(found, key=lambda one: search_key([one[1]]))


def names(actors: set[UUID | None]) -> Mapping[UUID, str]:
    """Give the names of people by id, in one query."""
    found = User.objects.filter(pk__in={actor for actor in actors if actor})
    return dict(found.values_list("pk", "name"))


def _colleagues() -> QuerySet[User]:
    here = Membership.objects.filter(clinic_id=current_clinic()).values("user")
    return User.objects.filter(pk__in=here)


def _matching(wanted: Wanted) -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.filter(clinic_id=current_clinic())
    for field, value in (
        ("actor", wanted.actor),
        ("patient_id", wanted.patient),
        ("at__gte", wanted.since),
        ("at__lt", wanted.until),
    ):
        if value is not None:
            rows = rows.filter(**{field: value})
    match wanted.kind:
        case "reads":
            return rows.filter(action__startswith=_READ)
        case "changes":
            return rows.exclude(action__startswith=_READ).exclude(outcome="denied")
        case "refused":
            return rows.filter(outcome="denied")
        case _:
            return rows
