"""Changing one session of a plan by hand; both verifiers look at once, and every change is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from lumbalis.clinic.records.models import Course as CourseRecord
from lumbalis.clinic.records.models import PlanRecord
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.plans.drafting import (
    Draft,
    Ground,
    checked,
    ground_of,
    laid,
    on_paper,
    place,
)
from lumbalis.clinic.services.plans.moving import (
    moved_as_before,
    on_grid,
    shifted,
    without_step,
)
from lumbalis.clinic.services.plans.opening import OpenPlan, latest_plan, open_plan
from lumbalis.clinic.services.plans.ordering import wishes_of
from lumbalis.clinic.services.plans.proposing import Made, keep_plan
from lumbalis.clinic.services.plans.scenes import remember
from lumbalis.clinic.services.screening import latest_verdict
from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import LeftOut, Seconds, Session, Step
from lumbalis.domain.planning.on_body import CannotDraw

BY_HAND = "physician"
"""Why time is missing from an edited session: somebody entitled to it took it."""
_SEAT = 1


class Deed(StrEnum):
    """What can be done to a session by hand."""

    SECONDS = "seconds"
    LEVEL = "level"
    REMOVE = "remove"
    MOVE = "move"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a session (from 1).

    `step` counts from 0. SECONDS and LEVEL change the step by `amount`. MOVE shifts the
    strokes of the step by `up_mm` and `out_mm` from where they hang, on a grid; `stroke`
    names one of them to be moved alone. RESTORE goes back to version `amount` of the plan.
    """

    deed: Deed
    session: int
    step: int = 0
    amount: int = 0
    up_mm: float = 0.0
    out_mm: float = 0.0
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class NotEdited:
    """Nothing was kept: `version`, `closed`, `no_such_step`, `not_possible` or `verdict`."""

    why: str


def edit_plan(by: Acting, course: CourseRecord, edit: Edit, version: int) -> Made | NotEdited:
    """Change a session, check the whole plan again, and keep it as a new version.

    The new version is kept whether or not the verifiers accept it: what is wrong is shown
    where it is wrong, and only an accepted version can be signed.
    """
    with in_clinic(by.clinic):
        plan = latest_plan(course)
        why = _not_editable(course, plan, version)
        if plan is None or why is not None:
            return NotEdited(why or "version")
        ground = ground_of(course.patient, by.at, wishes_of(course.patient, course.order))
        if not ground.verdict.category.allows_session:
            return NotEdited("verdict")
        draft = _edited(course, open_plan(course.patient, plan), edit, ground)
    if isinstance(draft, NotEdited):
        return draft
    with whole(by):
        outcome = _keep(by, course, plan, draft)
    if isinstance(outcome, Made):
        remember(outcome.plan.plan_sha256, ground, draft)
    return outcome


def undone_by(course: CourseRecord, plan: PlanRecord) -> int | None:
    """Give the version that undoing goes back to; None where nothing was changed by hand.

    Going back is a version of its own, so the way back is told from what the versions hold:
    the one before this content was first there, after the course was last planned.
    """
    kept = PlanRecord.objects.filter(course=course, number__lte=plan.number).order_by("number")
    since: list[tuple[int, str]] = []
    for number, sha256, cause in kept.values_list("number", "plan_sha256", "cause"):
        since = [(number, sha256)] if cause == "proposed" else [*since, (number, sha256)]
    first = next((n for n, one in enumerate(since) if one[1] == plan.plan_sha256), 0)
    return since[first - 1][0] if first else None


def _keep(by: Acting, course: CourseRecord, plan: PlanRecord, draft: Draft) -> Made | NotEdited:
    fresh = CourseRecord.objects.select_for_update().select_related("patient").get(pk=course.pk)
    newest, verdict = latest_plan(fresh), latest_verdict(fresh.patient)
    if newest is None or newest.pk != plan.pk or verdict is None:
        return NotEdited("version")
    return Made(keep_plan(by, fresh, draft, verdict, "edited"))


def _not_editable(course: CourseRecord, plan: PlanRecord | None, version: int) -> str | None:
    if course.closed_at is not None:
        return "closed"
    return "version" if plan is None or plan.number != version else None


def _edited(course: CourseRecord, plan: OpenPlan, edit: Edit, ground: Ground) -> Draft | NotEdited:
    if edit.deed is Deed.RESTORE:
        older = PlanRecord.objects.filter(course=course, number=edit.amount).first()
        if older is None:
            return NotEdited("not_possible")
        kept = open_plan(course.patient, older)
        return checked(kept.course, kept.strokes, ground)
    session = next((one for one in plan.course.sessions if one.index == edit.session), None)
    if session is None or not 0 <= edit.step < len(session.steps):
        return NotEdited("no_such_step")
    if edit.deed is Deed.MOVE:
        return _moved(plan, edit, ground)
    changed = _DEEDS[edit.deed](session, edit)
    if changed is None:
        return NotEdited("not_possible")
    return _laid_again(plan, changed, edit, ground)


def _laid_again(plan: OpenPlan, changed: Session, edit: Edit, ground: Ground) -> Draft:
    """Put a changed session into its course, and lay it on the body anew if it may be held.

    What a hand moved stays where it was put. A session that may not be held keeps the
    strokes it has, each with its step.
    """
    sessions = tuple(changed if one.index == changed.index else one for one in plan.course.sessions)
    course = replace(plan.course, sessions=sessions)
    before = plan.strokes.get(changed.index)
    if before is not None and edit.deed is Deed.REMOVE:
        before = without_step(before, edit.step)
    strokes = {**plan.strokes, **({} if before is None else {changed.index: before})}
    draft = on_paper(course, ground)
    if isinstance(ground.body, Body) and draft.verification.accepted:
        placed = place(changed, ground.body)
        if isinstance(placed, CannotDraw):
            strokes.pop(changed.index, None)
        else:
            kept = moved_as_before(placed, before) if before else placed
            strokes[changed.index] = kept
    return laid(draft, strokes, ground)


def _moved(plan: OpenPlan, edit: Edit, ground: Ground) -> Draft | NotEdited:
    known = plan.strokes.get(edit.session)
    way = on_grid(edit.up_mm), on_grid(edit.out_mm)
    named = {(one.step, one.id) for one in known.strokes} if known else set()
    there = any(step == edit.step and edit.stroke in ("", name) for step, name in named)
    if known is None or not there or way == (0, 0):
        return NotEdited("not_possible")
    moved = shifted(known, edit.step, edit.stroke, way)
    return checked(plan.course, {**plan.strokes, edit.session: moved}, ground)


def _with_seconds(session: Session, edit: Edit) -> Session | None:
    step = session.steps[edit.step]
    seconds = step.seconds + edit.amount
    if seconds <= 0 or step.points:
        return None
    return _with_step(session, edit.step, replace(step, seconds=Seconds(seconds)))


def _with_level(session: Session, edit: Edit) -> Session | None:
    step = session.steps[edit.step]
    level = step.level + edit.amount
    if level < _SEAT or level > session.ceiling:
        return None
    return _with_step(session, edit.step, replace(step, level=level))


def _without(session: Session, edit: Edit) -> Session | None:
    return _with_step(session, edit.step, None) if len(session.steps) > 1 else None


def _with_step(session: Session, place_of: int, step: Step | None) -> Session:
    """Put a step in its place, and say how much time is missing and why."""
    before, after = session.steps[:place_of], session.steps[place_of + 1 :]
    steps = (*before, *((step,) if step else ()), *after)
    missing = max(0, session.target_s - sum(one.seconds for one in steps))
    others = tuple(one for one in session.left_out if BY_HAND not in one.because)
    by_hand = missing - (session.shortened_s - _by_hand(session))
    taken = session.steps[place_of].step
    left = (LeftOut(taken, Seconds(by_hand), (BY_HAND,)),) if by_hand > 0 else ()
    return replace(session, steps=steps, shortened_s=Seconds(missing), left_out=(*others, *left))


def _by_hand(session: Session) -> int:
    return sum(one.seconds for one in session.left_out if BY_HAND in one.because)


_DEEDS: Mapping[Deed, Callable[[Session, Edit], Session | None]] = {
    Deed.SECONDS: _with_seconds,
    Deed.LEVEL: _with_level,
    Deed.REMOVE: _without,
}
