"""What waits for somebody this morning: short lists, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import (
    AuditEvent,
    Course,
    Credential,
    Invitation,
    Membership,
    OverrideRecord,
    Patient,
    PlanRecord,
    ProtocolVersion,
    User,
    VerdictRecord,
)
from lumbalis.clinic.services.holds import ON_HOLD, SIGNED, hold_of
from lumbalis.clinic.services.invitations import INTAKE
from lumbalis.domain.protocol import Category

SHOWN: Final = 8
ON_A_COURSE: Final = 30
_NEW_FOR = timedelta(days=30)
_EXPIRES_SOON = timedelta(days=30)
_DAY = timedelta(days=1)
_FOR_A_PHYSICIAN: Final = (Category.REFER_FOR_EXAM, Category.PHYSICIAN_DECISION)


@dataclass(frozen=True, slots=True)
class Line:
    """One patient of a list: what their latest verdict says, and since when it waits."""

    patient: Patient
    at: datetime | None = None
    category: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first lines of a list, and how many there are in all."""

    lines: tuple[Line, ...]
    count: int

    @property
    def more(self) -> int:
        """Tell how many are not shown."""
        return self.count - len(self.lines)


def emergencies() -> Waiting:
    """Give those whose latest verdict is an emergency."""
    return _of_verdicts(_latest((Category.EMERGENCY,)))


def decisions() -> Waiting:
    """Give those whose latest verdict waits for a physician."""
    return _of_verdicts(_latest(_FOR_A_PHYSICIAN))


def not_screened(at: datetime) -> Waiting:
    """Give those who are new or have an open link, and whom nobody has screened."""
    screened = VerdictRecord.objects.filter(patient=OuterRef("pk"))
    new = Patient.objects.filter(created_at__gte=at - _NEW_FOR).order_by().values("pk")
    asked = _open_links(at).order_by().values("patient")
    known = _present(Patient.objects.filter(pk__in=new.union(asked)))
    rows = known.exclude(Exists(screened)).order_by("-created_at")
    return _waiting(rows, lambda one: Line(one, one.created_at))


def links_out(at: datetime) -> Waiting:
    """Give the open links to the questions, those begun before those untouched."""
    rows = _open_links(at).select_related("patient").order_by("-opened_at", "created_at")
    return _waiting(rows, _link)


def plans_to_sign() -> Waiting:
    """Give the proposed courses whose newest plan passed its verification."""
    newest = PlanRecord.objects.filter(course=OuterRef("pk")).order_by("-number")
    rows = (
        _courses(("proposed",))
        .annotate(passed=Subquery(newest.values("accepted")[:1]))
        .filter(passed=True)
        .order_by("opened_at")
    )
    return _waiting(rows, lambda one: Line(one.patient, one.opened_at))


def held() -> Waiting:
    """Give the courses on hold, the longest held first."""
    return _waiting(_courses((ON_HOLD,)).order_by("held_at"), _held)


def on_a_course() -> Waiting:
    """Give those who are being treated, with what their latest verdict says."""
    newest = VerdictRecord.objects.filter(patient=OuterRef("patient")).order_by("-number")
    rows = (
        _courses((SIGNED, ON_HOLD))
        .annotate(said=Subquery(newest.values("category")[:1]))
        .annotate(said_at=Subquery(newest.values("at")[:1]))
        .order_by("patient__search_key", "pk")
    )
    return _waiting(rows, lambda one: Line(one.patient, one.said_at, one.said or ""), ON_A_COURSE)


def seconds_wanted(actor: Actor, at: datetime) -> Waiting:
    """Give the overrides of others that wait for a second physician."""
    rows = (
        OverrideRecord.objects.filter(
            needs_second=True,
            second_at=None,
            withdrawn_at=None,
            until__gt=at,
            protocol_sha256=protocol().sha256,
        )
        .exclude(by_id=actor.user_id)
        .select_related("patient")
        .order_by("at")
    )
    return _waiting(rows, lambda one: Line(one.patient, one.at, note=one.rule))


@dataclass(frozen=True, slots=True)
class ProtocolState:
    """How far the protocol in use is approved, and how many versions wait."""

    version: ProtocolVersion | None
    approvals: int
    drafts: int


def protocol_state() -> ProtocolState:
    """Look at the protocol in use."""
    from lumbalis.clinic.services.protocols.keeping import running_version

    running = running_version()
    return ProtocolState(
        version=running,
        approvals=running.approvals.count() if running else 0,
        drafts=ProtocolVersion.objects.filter(status="draft").count(),
    )


def credentials_ending(at: datetime) -> tuple[Credential, ...]:
    """Give the qualifications that end soon or have ended, and that nothing later replaces."""
    later = Credential.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")),
        user=OuterRef("user"),
        kind=OuterRef("kind"),
        withdrawn_at=None,
    )
    soon = Credential.objects.filter(
        withdrawn_at=None, valid_until__lte=(at + _EXPIRES_SOON).date()
    )
    return tuple(soon.exclude(Exists(later)).select_related("user").order_by("valid_until")[:SHOWN])


@dataclass(frozen=True, slots=True)
class Heard:
    """What the audit chain holds of the last day."""

    events: int
    denied: int


def heard(actor: Actor, at: datetime) -> Heard:
    """Count the entries of the last day, and the refused ones among them."""
    rows = AuditEvent.objects.filter(clinic=actor.clinic_id, at__gt=at - _DAY)
    return Heard(rows.count(), rows.filter(outcome="denied").count())


def has_patients() -> bool:
    """Tell whether the register has anybody in it."""
    return Patient.objects.exists()


def memberships_of(user: User, at: datetime) -> tuple[Membership, ...]:
    """Give the memberships of somebody that are valid now, by the name of the clinic."""
    valid = Q(valid_until=None) | Q(valid_until__gt=at)
    rows = Membership.objects.filter(valid, user=user, revoked_at=None, valid_from__lte=at)
    return tuple(rows.select_related("clinic").order_by("clinic__name", "role"))


def _latest(categories: Collection[Category]) -> QuerySet[VerdictRecord]:
    later = VerdictRecord.objects.filter(patient=OuterRef("patient"), number__gt=OuterRef("number"))
    rows = VerdictRecord.objects.filter(
        category__in=[one.name for one in categories],
        patient__erased_at=None,
        patient__merged_into=None,
    )
    return rows.exclude(Exists(later)).select_related("patient").defer("snapshot").order_by("-at")


def _of_verdicts(rows: QuerySet[VerdictRecord]) -> Waiting:
    return _waiting(rows, lambda one: Line(one.patient, one.at, one.category))


def _courses(states: Collection[str]) -> QuerySet[Course]:
    return Course.objects.filter(state__in=states, closed_at=None).select_related("patient")


def _open_links(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        purpose=INTAKE, finished_at=None, revoked_at=None, expires_at__gt=at, tries_left__gt=0
    )


def _present(rows: QuerySet[Patient]) -> QuerySet[Patient]:
    return rows.filter(erased_at=None, merged_into=None)


def _link(one: Invitation) -> Line:
    begun = one.opened_at is not None
    return Line(one.patient, one.opened_at or one.created_at, note="begun" if begun else "sent")


def _held(course: Course) -> Line:
    hold = hold_of(course)
    category = hold.category.name if hold.category else ""
    note = "physician" if hold.needs_physician else "clears"
    return Line(course.patient, course.held_at, category, note)


def _waiting(rows: Any, line: Any, shown: int = SHOWN) -> Waiting:  # noqa: ANN401 - any query, its rows
    found = list(rows[: shown + 1])
    lines = tuple(line(one) for one in found[:shown])
    return Waiting(lines, rows.count() if len(found) > shown else len(found))
