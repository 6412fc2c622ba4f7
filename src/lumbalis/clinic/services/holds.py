"""Holding courses: nothing starts while a verdict does not allow it, and who may lift that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Course, Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Verdict

ON_HOLD, SIGNED = "on_hold", "signed"
_CLEARS_ITSELF = frozenset({Category.INCOMPLETE, Category.POSTPONE})
"""What waits only for an answer or for time; a new verdict that allows a session ends it."""
_CLEARED_BY_SCREENING = frozenset({"not_screened"})
_CATEGORIES = frozenset(Category.__members__)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a course is on hold: the strictest category, the rules, and reasons of the house."""

    since: datetime | None
    category: Category | None
    rules: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def needs_physician(self) -> bool:
        """Tell whether a physician has to release it; otherwise a new verdict ends it."""
        waits = self.category is None or self.category in _CLEARS_ITSELF
        return not waits or bool(set(self.keys) - _CLEARED_BY_SCREENING)


class Obstacle(StrEnum):
    """What stands between a course and the start of a session."""

    CLOSED = "closed"
    NOT_SIGNED = "not_signed"
    ON_HOLD = "on_hold"
    ERASED = "erased"
    RESTRICTED = "restricted"
    NOT_SCREENED = "not_screened"
    VERDICT = "verdict"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Start:
    """Whether a session may start now: everything in the way, and the verdict of this moment."""

    obstacles: tuple[Obstacle, ...]
    verdict: Verdict | None

    @property
    def allowed(self) -> bool:
        """Tell whether nothing is in the way."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class Released:
    """The course goes on in the state it was in."""

    course: Course


@dataclass(frozen=True, slots=True)
class StillHeld:
    """Nothing changed; `why` is `not_a_physician`, `not_on_hold`, `verdict` or `version`."""

    why: str


def apply(by: Acting, patient: Patient, verdict: Verdict) -> None:
    """Let open courses follow a verdict that has just been kept, in the same transaction.

    A verdict that allows no session holds them. One that does ends the holds which only
    waited for answers or for time; every other hold stays until a physician releases it.
    """
    for course in Course.objects.filter(patient=patient, closed_at=None):
        if not verdict.category.allows_session:
            _hold(by, course, verdict)
        elif course.state == ON_HOLD and not hold_of(course).needs_physician:
            _resume(by, course, "course.hold_ended")


def hold_of(course: Course) -> Hold:
    """Read why a course is on hold."""
    named = [Category[one] for one in course.hold_reasons if one in _CATEGORIES]
    rest = [one for one in course.hold_reasons if one not in _CATEGORIES]
    return Hold(
        since=course.held_at,
        category=max(named, key=lambda one: one.value) if named else None,
        rules=tuple(one for one in rest if not one.islower()),
        keys=tuple(one for one in rest if one.islower()),
    )


def release(by: Acting, course: Course, version: int) -> Released | StillHeld:
    """Let a held course go on: a physician's act, and only where a session is possible now."""
    from lumbalis.clinic.services.screening import rescreen

    if Role.PHYSICIAN not in by.actor.roles:
        return StillHeld("not_a_physician")
    with whole(by):
        fresh = (
            Course.objects.select_for_update(of=("self",))
            .select_related("patient__clinic")
            .get(pk=course.pk)
        )
        why = _not_releasable(fresh, version)
        if why is not None:
            return StillHeld(why)
        kept = rescreen(by, fresh.patient, "asked")
        if not Category[kept.category].allows_session:
            return StillHeld("verdict")
        fresh.refresh_from_db()
        if fresh.state == ON_HOLD:
            _resume(by, fresh, "course.released")
        return Released(fresh)


def settle(by: Acting, course: Course, keys: Collection[str]) -> bool:
    """Take reasons of the house from a hold, which a physician has looked into; True if it ends.

    What the verdict itself holds for stays. A course that goes on is not started by that: a start
    asks for a verdict of its moment.
    """
    left = [one for one in course.hold_reasons if one not in keys]
    if course.state != ON_HOLD or left == course.hold_reasons:
        return False
    if not left:
        _resume(by, course, "course.released")
        return True
    course.hold_reasons = left
    _save(by, course, "course.held")
    return False


def may_start(
    course: Course, at: datetime, *, session: int = 1, credentials: Sequence[str] | None = None
) -> Start:
    """Tell whether a session of a course may start now, and name everything in the way.

    Every answer is looked at anew: one that is too old counts as none. `credentials` are
    those of whoever would give the session.
    """
    from lumbalis.clinic.services.screening import current_verdict

    patient = course.patient
    obstacles = [key for key, stands in _of_the_course(course).items() if stands]
    if patient.erased_at is not None:
        return Start((*obstacles, Obstacle.ERASED), None)
    verdict = current_verdict(patient, at, session=session, credentials=credentials)
    if not verdict.category.allows_session:
        obstacles.append(Obstacle.VERDICT)
    return Start((*obstacles, *_of_the_kept_verdict(patient, at)), verdict)


def _of_the_course(course: Course) -> dict[Obstacle, bool]:
    return {
        Obstacle.CLOSED: course.closed_at is not None,
        Obstacle.NOT_SIGNED: SIGNED not in (course.state, course.state_before_hold),
        Obstacle.ON_HOLD: course.state == ON_HOLD,
        Obstacle.RESTRICTED: course.patient.restricted_at is not None,
    }


def _of_the_kept_verdict(patient: Patient, at: datetime) -> tuple[Obstacle, ...]:
    from lumbalis.clinic.services.freshness import agreement
    from lumbalis.clinic.services.screening import current_verdict, latest_verdict

    kept = latest_verdict(patient)
    if kept is None:
        return (Obstacle.NOT_SCREENED,)
    return () if agreement(patient, kept, current_verdict(patient, at)).holds else (Obstacle.STALE,)


def _not_releasable(course: Course, version: int) -> str | None:
    if course.state != ON_HOLD or course.closed_at is not None:
        return "not_on_hold"
    return "version" if course.version != version else None


def _hold(by: Acting, course: Course, verdict: Verdict) -> None:
    """Hold a course, or say anew why it is held; what needs a physician is never taken back.

    What fires only because nobody has answered (or not lately) waits for an answer, not for
    a physician.
    """
    before = hold_of(course) if course.state == ON_HOLD else Hold(None, None, (), ())
    stopping = [r for r in verdict.reasons if r.certain and not r.category.allows_session]
    category = max((r.category for r in stopping), key=_rank, default=Category.INCOMPLETE)
    rules = {reason.rule for reason in stopping}
    if before.category is not None and before.category not in _CLEARS_ITSELF:
        category, rules = category.or_stricter(before.category), rules | set(before.rules)
    reasons = [category.name, *sorted(rules), *before.keys]
    if course.state == ON_HOLD and reasons == course.hold_reasons:
        return
    if course.state != ON_HOLD:
        course.state_before_hold, course.state, course.held_at = course.state, ON_HOLD, by.at
    course.hold_reasons = reasons
    _save(by, course, "course.held")


def _rank(category: Category) -> int:
    return category.value


def _resume(by: Acting, course: Course, act: str) -> None:
    course.state, course.state_before_hold = course.state_before_hold, ""
    course.hold_reasons, course.held_at = [], None
    _save(by, course, act)


def _save(by: Acting, course: Course, act: str) -> None:
    course.version += 1
    course.save()
    audit.record(
        by,
        act,
        entity="course",
        entity_id=course.pk,
        patient=course.patient,
        reasons=course.hold_reasons,
    )
