"""Signing a plan: a physician's name under exactly this plan, on this body, under this verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Course, PlanRecord, Signature
from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.freshness import agreement
from lumbalis.clinic.services.holds import ON_HOLD
from lumbalis.clinic.services.plans.drafting import checked, ground_of
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.clinic.services.plans.ordering import latest_order, wishes_of
from lumbalis.clinic.services.protocols.keeping import is_recalled
from lumbalis.clinic.services.screening import current_verdict, latest_verdict
from lumbalis.domain.anatomy import Body

SIGNED = "signed"


class Against(StrEnum):
    """What stands against a signature."""

    NOT_A_PHYSICIAN = "not_a_physician"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    NOT_THE_NEWEST = "not_the_newest"
    SIGNED_ALREADY = "signed_already"
    VIOLATIONS = "violations"
    PROTOCOL_CHANGED = "protocol_changed"
    PROTOCOL_RECALLED = "protocol_recalled"
    VERDICT = "verdict"
    VERDICT_CHANGED = "verdict_changed"
    ORDER_CHANGED = "order_changed"
    BODY_CHANGED = "body_changed"
    PLAN_CHANGED = "plan_changed"


@dataclass(frozen=True, slots=True)
class Signed:
    """The plan is signed."""

    signature: Signature


@dataclass(frozen=True, slots=True)
class NotSigned:
    """Nothing was signed, and everything that stands against it."""

    against: tuple[Against, ...]


def sign(by: Acting, plan: PlanRecord, statement: str) -> Signed | NotSigned:
    """Sign a plan, after checking it once more against everything it rests on."""
    with whole(by):
        course = Course.objects.select_for_update().select_related("patient__clinic", "order")
        against = what_stands_against(by, course.get(pk=plan.course_id), plan)
        if against:
            return NotSigned(against)
        held = course.get(pk=plan.course_id)
        signature = _write(by, held, plan, statement)
        held.state, held.version = SIGNED, held.version + 1
        held.save(update_fields=["state", "version"])
        audit.record(
            by, "plan.signed", entity="plan", entity_id=plan.pk, patient=held.patient,
            number=plan.number, plan_sha256=plan.plan_sha256,
        )  # fmt: skip
        return Signed(signature)


def withdraw(by: Acting, signature: Signature) -> bool:
    """Take a signature back; False if that was done before."""
    with whole(by):
        fresh = Signature.objects.select_for_update().select_related("plan__course__patient")
        found = fresh.get(pk=signature.pk)
        if found.withdrawn_at is not None:
            return False
        found.withdrawn_at, found.withdrawn_by_id = by.at, by.actor.user_id
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
        course = found.plan.course
        course.state = "proposed" if course.state == SIGNED else course.state
        if course.state_before_hold == SIGNED:
            course.state_before_hold = "proposed"
        course.version += 1
        course.save(update_fields=["state", "state_before_hold", "version"])
        audit.record(
            by, "plan.signature_withdrawn", entity="plan", entity_id=found.plan_id,
            patient=course.patient,
        )  # fmt: skip
        return True


def signature_of(plan: PlanRecord) -> Signature | None:
    """Give the signature that counts under a plan."""
    return Signature.objects.filter(plan=plan, withdrawn_at=None).select_related("by").first()


def what_stands_against(by: Acting, course: Course, plan: PlanRecord) -> tuple[Against, ...]:
    """Name everything in the way of signing, looked at anew."""
    newest = latest_plan(course)
    stands = {
        Against.NOT_A_PHYSICIAN: Role.PHYSICIAN not in by.actor.roles,
        Against.CLOSED: course.closed_at is not None,
        Against.ON_HOLD: course.state == ON_HOLD,
        Against.NOT_THE_NEWEST: newest is None or newest.pk != plan.pk,
        Against.SIGNED_ALREADY: signature_of(plan) is not None,
        Against.VIOLATIONS: not plan.accepted,
    }
    found = (key for key, true in stands.items() if true)
    return tuple(dict.fromkeys([*found, *what_changed(course, plan, by.at)]))


def what_changed(course: Course, plan: PlanRecord, at: datetime) -> tuple[Against, ...]:
    """Compare what a plan was made from with what is so at a moment, and check the plan again.

    Two verdicts that say the same may stand on other answers, and those set ceilings too.
    """
    return _of_its_ground(course, plan, at) or _checked_again(course, plan, at)


def _of_its_ground(course: Course, plan: PlanRecord, at: datetime) -> tuple[Against, ...]:
    patient, order = course.patient, latest_order(course.patient)
    now = current_verdict(patient, at)
    stands = {
        Against.PROTOCOL_CHANGED: plan.protocol_sha256 != protocol().sha256,
        Against.PROTOCOL_RECALLED: is_recalled(plan.protocol_sha256),
        Against.VERDICT: not now.category.allows_session,
        Against.VERDICT_CHANGED: not agreement(patient, plan.verdict, now).holds,
        Against.ORDER_CHANGED: order is not None and order.pk != course.order_id,
    }
    return tuple(key for key, true in stands.items() if true)


def _checked_again(course: Course, plan: PlanRecord, at: datetime) -> tuple[Against, ...]:
    ground = ground_of(course.patient, at, wishes_of(course.patient, course.order))
    if plan.body_sha256 != (ground.body.sha256 if isinstance(ground.body, Body) else ""):
        return (Against.BODY_CHANGED,)
    opened = open_plan(course.patient, plan)
    again = checked(opened.course, opened.strokes, ground)
    if again.sha256 != plan.plan_sha256:
        return (Against.PLAN_CHANGED,)
    return () if again.accepted else (Against.VIOLATIONS,)


def _write(by: Acting, course: Course, plan: PlanRecord, statement: str) -> Signature:
    return Signature.objects.create(
        clinic=by.clinic,
        plan=plan,
        by_id=by.actor.user_id,
        at=by.at,
        plan_sha256=plan.plan_sha256,
        body_sha256=plan.body_sha256,
        protocol_version=plan.protocol_version,
        protocol_sha256=plan.protocol_sha256,
        verdict=latest_verdict(course.patient) or plan.verdict,
        statement=statement,
    )


def holds_together(signature: Signature) -> bool:
    """Tell whether a signature still names exactly what lies under it."""
    plan = signature.plan
    return fingerprint(
        [signature.plan_sha256, signature.body_sha256, signature.protocol_sha256]
    ) == fingerprint([plan.plan_sha256, plan.body_sha256, plan.protocol_sha256])
