"""Making and checking a plan for a patient, before anything is kept. Slow; holds no lock."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from lumbalis.clinic.knowledge import protocol, workplace
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.clinic.services.plans.judging import checked_on_body
from lumbalis.clinic.services.plans.laid import as_kept, written
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Course, Session
from lumbalis.domain.planning import CannotPlan, plan_course
from lumbalis.domain.planning.on_body import CannotDraw, plan_strokes
from lumbalis.domain.screening import Verdict, screen
from lumbalis.domain.verification import Verification, verify_course
from lumbalis.domain.verification.on_body import BodyVerification
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.plan_json import plain_object, plan_hash, verification_object
from lumbalis.surfaces.bodies import body_for

if TYPE_CHECKING:
    from lumbalis.domain.plan.strokes import StrokePlan

SCHEMA = "lumbalis-plan/1"
_MOST = 64
_placed: OrderedDict[str, StrokePlan] = OrderedDict()
"""Sessions laid on a body, by protocol, body, and the session whatever its number."""


@dataclass(frozen=True)
class Ground:
    """What a plan stands on at a moment: verdict, body, and the order."""

    verdict: Verdict
    body: Body | WhyNot | InputError
    wishes: Wishes


@dataclass(frozen=True)
class Draft:
    """A plan that was made and checked, and is not kept yet."""

    course: Course
    strokes: Mapping[int, StrokePlan]
    verification: Verification
    on_body: Mapping[int, BodyVerification]
    body_sha256: str
    verdict: Verdict

    @property
    def accepted(self) -> bool:
        """Tell whether nothing was found against it, on paper and on the body."""
        return self.verification.accepted and all(one.accepted for one in self.on_body.values())

    @property
    def violations(self) -> int:
        """Count what was found against it."""
        on_body = sum(len(one.violations) for one in self.on_body.values())
        return len(self.verification.violations) + on_body

    def written(self) -> dict[str, object]:
        """Give the plan as plain JSON values, all that a signature pins."""
        return {
            "schema": SCHEMA,
            "course": plain_object(self.course),
            "strokes": {str(n): written(one).tree for n, one in self.strokes.items()},
            "verification": verification_object(self.verification),
            "body_sha256": self.body_sha256,
        }

    @property
    def sha256(self) -> str:
        """Name the plan by course and strokes."""
        strokes = {str(n): written(one).sha256 for n, one in self.strokes.items()}
        return fingerprint([plan_hash(self.course), strokes, self.body_sha256])


def ground_of(patient: Patient, at: datetime, wishes: Wishes, language: str = "en") -> Ground:
    """Screen the patient now, narrow the verdict by the order, and build the body."""
    given = screening_input(answers_object(patient, at), at)
    verdict = screen(protocol(), given.answers, given.encounter, given.overrides)
    left_out = verdict.excluded_zones | frozenset(wishes.leave_out)
    narrowed = replace(verdict, excluded_zones=left_out)
    try:
        body: Body | WhyNot | InputError = body_for(given.body, verdict, workplace(language))
    except InputError as error:
        body = error
    return Ground(narrowed, body, wishes)


def draft_course(ground: Ground) -> Draft | CannotPlan | CannotDraw:
    """Plan a course, lay every session on the body, and check all of it."""
    course = plan_course(ground.verdict, protocol(), ground.wishes.order)
    if isinstance(course, CannotPlan):
        return course
    strokes: dict[int, StrokePlan] = {}
    if isinstance(ground.body, Body):
        placed = _strokes_of(course.sessions, ground.body)
        if isinstance(placed, CannotDraw):
            return placed
        strokes = placed
    return checked(course, strokes, ground)


def checked(course: Course, strokes: Mapping[int, StrokePlan], ground: Ground) -> Draft:
    """Put a course and its strokes before both verifiers."""
    return laid(on_paper(course, ground), strokes, ground)


def on_paper(course: Course, ground: Ground) -> Draft:
    """Put a course before the verifier that needs no body."""
    verification = verify_course(course, ground.verdict, protocol(), ground.wishes.decided)
    return Draft(course, {}, verification, {}, "", ground.verdict)


def laid(draft: Draft, strokes: Mapping[int, StrokePlan], ground: Ground) -> Draft:
    """Put the strokes of a course that was checked on paper before the verifier of the body."""
    body = ground.body if isinstance(ground.body, Body) else None
    found = {} if body is None else _checked_on(body, draft.course, strokes)
    sha256 = "" if body is None else body.sha256
    return replace(draft, strokes=strokes, on_body=found, body_sha256=sha256)


def place(session: Session, body: Body) -> StrokePlan | CannotDraw:
    """Lay one session on the body; where kidneys leave the muscles no room, they rest.

    Laying is pure, so a session that was laid on this body before is not laid again.
    """
    key = fingerprint([protocol().sha256, body.sha256, plain_object(replace(session, index=0))])
    known = _placed.get(key)
    if known is None:
        placed = _place(session, body)
        if isinstance(placed, CannotDraw):
            return placed
        known = _placed[key] = placed
        if len(_placed) > _MOST:
            _placed.popitem(last=False)
    return as_kept(replace(known, session_index=session.index))


def _place(session: Session, body: Body) -> StrokePlan | CannotDraw:
    plan = plan_strokes(session, body, protocol())
    if isinstance(plan, CannotDraw):
        return plan
    strokes = as_kept(plan.strokes)
    found = checked_on_body(session, strokes, body)
    if {one.kind for one in found.violations} != {"kidney_dose_share"}:
        return strokes
    rested = {name: 0 for name in body.reduced if name in session.zone_caps}
    lighter = replace(session, zone_caps={**session.zone_caps, **rested})
    again = plan_strokes(lighter, body, protocol())
    return again if isinstance(again, CannotDraw) else as_kept(again.strokes)


def _strokes_of(sessions: tuple[Session, ...], body: Body) -> dict[int, StrokePlan] | CannotDraw:
    """Lay sessions on the body; those that differ only in their number are laid once."""
    strokes: dict[int, StrokePlan] = {}
    for session in sessions:
        placed = place(session, body)
        if isinstance(placed, CannotDraw):
            return placed
        strokes[session.index] = placed
    return strokes


def _checked_on(
    body: Body, course: Course, strokes: Mapping[int, StrokePlan]
) -> dict[int, BodyVerification]:
    """Check every session that is laid on the body."""
    return {
        session.index: checked_on_body(session, strokes[session.index], body)
        for session in course.sessions
        if session.index in strokes
    }
