"""A kept session ready to be drawn on its body, and everything said against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lumbalis.clinic.knowledge import workplace
from lumbalis.clinic.records.models import Course as CourseRecord
from lumbalis.clinic.services.plans.drafting import Draft, Ground, checked, ground_of
from lumbalis.clinic.services.plans.judging import checked_on_body
from lumbalis.clinic.services.plans.opening import OpenPlan
from lumbalis.clinic.services.plans.ordering import wishes_of
from lumbalis.domain.anatomy import Body
from lumbalis.domain.expressions import Value
from lumbalis.domain.planning.on_body import BodyPlan
from lumbalis.domain.treatment.on_body import Placed
from lumbalis.drawing.body.scene import Scene
from lumbalis.exchange.verdict_json import plain
from lumbalis.surfaces.scenes import Stagehand


@dataclass(frozen=True)
class Looked:
    """A kept plan with what stands under it now and what both verifiers say of it."""

    plan: OpenPlan
    ground: Ground
    draft: Draft


def look(course: CourseRecord, plan: OpenPlan, at: datetime) -> Looked:
    """Check a kept plan against the patient of this moment."""
    ground = ground_of(course.patient, at, wishes_of(course.patient, course.order))
    return Looked(plan, ground, _checked(plan, ground))


def scene_of(looked: Looked, session: int, language: str) -> Scene | None:
    """Set the scene of a session; None where it is not laid on a body."""
    body = looked.ground.body
    if not isinstance(body, Body) or session not in looked.plan.strokes:
        return None
    return _scene(_Laid(looked, body, session), language)


@dataclass(frozen=True)
class _Laid:
    """One session of one plan on one body, equal by their hashes."""

    looked: Looked
    body: Body
    session: int

    @property
    def _key(self) -> tuple[str, str, int]:
        return (self.looked.plan.record.plan_sha256, self.body.sha256, self.session)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Laid) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=24)
def _scene(laid: _Laid, language: str) -> Scene:
    plan, number = laid.looked.plan, laid.session
    session = next(one for one in plan.course.sessions if one.index == number)
    strokes = BodyPlan(plan.strokes[number], (), (), (), ())
    found = checked_on_body(session, strokes.strokes, laid.body)
    return _hand(_OnBody(laid.body), language).scene(Placed(session, strokes, found))


@dataclass(frozen=True)
class _OnBody:
    """A body that is equal by its hash."""

    body: Body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _OnBody) and other.body.sha256 == self.body.sha256

    def __hash__(self) -> int:
        return hash(self.body.sha256)


@lru_cache(maxsize=8)
def _hand(on: _OnBody, language: str) -> Stagehand:
    """Keep what all sessions on one body share: its figure and its grid of doses."""
    return Stagehand(on.body, workplace(language).texts)


def remember(plan_sha256: str, ground: Ground, draft: Draft) -> None:
    """Remember what was found out about a plan on some ground, for the look that follows."""
    if len(_kept) >= _MOST:
        _kept.pop(next(iter(_kept)), None)
    _kept[_name(plan_sha256, ground)] = draft


def _checked(plan: OpenPlan, ground: Ground) -> Draft:
    """Check once for a plan, a body and a verdict; the page is looked at again and again."""
    sha256 = plan.record.plan_sha256
    known = _kept.get(_name(sha256, ground))
    if known is None:
        known = checked(plan.course, plan.strokes, ground)
        remember(sha256, ground, known)
    return known


def _name(plan_sha256: str, ground: Ground) -> tuple[object, ...]:
    """Name everything the checking of a plan depends on."""
    sha256 = ground.body.sha256 if isinstance(ground.body, Body) else ""
    return (plan_sha256, sha256, repr(ground.verdict.caps), _moment(ground))


def _moment(ground: Ground) -> tuple[object, ...]:
    """Name what of a verdict a plan is checked against."""
    verdict = ground.verdict
    return (
        verdict.category,
        verdict.phase,
        verdict.excluded_zones,
        tuple(sorted(verdict.allowed_techniques)),
        tuple(sorted(verdict.margins_mm.items())),
        verdict.positions,
        verdict.flags,
        tuple(sorted(_stated(verdict.facts))),
        tuple((one.case, one.certain, one.set_aside_by) for one in verdict.reasons),
        verdict.protocol_sha256,
        ground.wishes,
    )


def _stated(facts: Mapping[str, Value | None]) -> Iterator[tuple[str, str]]:
    return ((name, "" if held is None else repr(plain(held))) for name, held in facts.items())


_MOST = 32
_kept: dict[tuple[object, ...], Draft] = {}


def by_session(draft: Draft) -> Mapping[int, int]:
    """Count what is said against each session; 0 stands for the course as a whole."""
    counts: dict[int, int] = {}
    for found in draft.verification.violations:
        first = found.where.partition("/")[0]
        number = int(first) if first.isdigit() else 0
        counts[number] = counts.get(number, 0) + 1
    for number, result in draft.on_body.items():
        counts[number] = counts.get(number, 0) + len(result.violations)
    return counts
