"""Proposing a course: made outside any transaction, kept only if nothing changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from lumbalis.clinic.records.models import Course, OrderRecord, Patient, PlanRecord, VerdictRecord
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import answers_object
from lumbalis.clinic.services.plans.drafting import Draft, draft_course, ground_of
from lumbalis.clinic.services.plans.opening import open_course
from lumbalis.clinic.services.plans.ordering import wishes_of
from lumbalis.clinic.services.screening import facts_fingerprint, rescreen
from lumbalis.domain.planning import CannotPlan
from lumbalis.domain.planning.on_body import CannotDraw
from lumbalis.domain.screening import Verdict
from lumbalis.domain.treatment import PlannerDefectError
from lumbalis.exchange.errors import InputError


@dataclass(frozen=True, slots=True)
class Made:
    """The plan is kept as a new version."""

    plan: PlanRecord


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Nothing was planned: the verdict allows no session, or nothing within it can be planned."""

    verdict: Verdict
    obstacle: CannotPlan | CannotDraw | InputError | None


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was kept: an answer, another plan or a merge came in between. Look again."""


def propose(by: Acting, patient: Patient, order: OrderRecord) -> Made | HeldBack | Overtaken:
    """Plan a course for an order, check it twice, and keep it.

    Raises
    ------
    PlannerDefectError
        If a verifier objects to what the planner made; nothing is kept then.
    """
    with in_clinic(by.clinic):
        before = facts_fingerprint(answers_object(patient, by.at))
        ground = ground_of(patient, by.at, wishes_of(patient, order))
    if not ground.verdict.category.allows_session:
        return HeldBack(ground.verdict, None)
    if isinstance(ground.body, InputError):
        return HeldBack(ground.verdict, ground.body)
    draft = draft_course(ground)
    if isinstance(draft, CannotPlan | CannotDraw):
        return HeldBack(ground.verdict, draft)
    if not draft.accepted:
        found = [*draft.verification.violations]
        raise PlannerDefectError(
            [*found, *(v for one in draft.on_body.values() for v in one.violations)]
        )
    with whole(by):
        if facts_fingerprint(answers_object(patient, by.at)) != before or _is_gone(patient):
            return Overtaken()
        verdict = rescreen(by, patient, "asked")
        course = _course(by, patient, order)
        return Made(keep_plan(by, course, draft, verdict, "proposed"))


def keep_plan(
    by: Acting, course: Course, draft: Draft, verdict: VerdictRecord, cause: str
) -> PlanRecord:
    """Keep a draft as the next version of a course's plan; an older signature no longer counts."""
    last = PlanRecord.objects.filter(course=course).aggregate(n=Max("number"))["n"] or 0
    kept = PlanRecord.objects.create(
        clinic=by.clinic,
        course=course,
        number=last + 1,
        contents=seal(course.patient, draft.written()),
        plan_sha256=draft.sha256,
        body_sha256=draft.body_sha256,
        protocol_version=draft.course.protocol.version,
        protocol_sha256=draft.course.protocol.sha256,
        verdict=verdict,
        accepted=draft.accepted,
        violations=draft.violations,
        cause=cause,
        made_at=by.at,
        by_id=by.actor.user_id,
    )
    _unsign(course)
    audit.record(
        by,
        "plan.kept",
        entity="plan",
        entity_id=kept.pk,
        patient=course.patient,
        number=kept.number,
        cause=cause,
        accepted=kept.accepted,
    )
    return kept


def _unsign(course: Course) -> None:
    """Let a course wait for a signature again."""
    if course.state == "signed":
        course.state = "proposed"
    if course.state_before_hold == "signed":
        course.state_before_hold = "proposed"
    course.version += 1
    course.save(update_fields=["state", "state_before_hold", "version"])


def _is_gone(patient: Patient) -> bool:
    """Tell whether a record is no longer one in which somebody is treated."""
    treated = Patient.objects.filter(merged_into=None, restricted_at=None, erased_at=None)
    return not treated.filter(pk=patient.pk).exists()


def _course(by: Acting, patient: Patient, order: OrderRecord) -> Course:
    """Give the open course, which now follows this order, or open one."""
    known = open_course(patient)
    if known is None:
        return Course.objects.create(
            clinic=by.clinic, patient=patient, order=order, opened_at=by.at
        )
    if known.order_id != order.pk:
        known.order = order
        known.save(update_fields=["order"])
    return known
