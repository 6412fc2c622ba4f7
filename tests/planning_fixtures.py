"""Verdicts to plan from: screened patients, and the same verdicts with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Practitioner, Site
from lumbalis.domain.plan import Course, Session, Step
from lumbalis.domain.planning import CannotPlan, Order, SessionRequest, plan_course, plan_session
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Caps, Override, TechniqueVerdict, Verdict, screen
from patients import ANSWERED, AT, FULLY_QUALIFIED, encounter, ordinary_answers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()
ALL_METHODS = frozenset(
    {"manual_classical", "oil", "cupping_silicone", "cupping_glass", "acupressure", "device"}
)
SCRIPTS = tuple(PROTOCOL.scripts)
ZONES = PROTOCOL.zones.zones
FORBIDDEN = frozenset(name for name, zone in ZONES.items() if zone.maximum == 0)
POINTS = ("BL23", "BL25", "BL26")
_WITH_FIRE = Practitioner(FULLY_QUALIFIED.credentials | {"fire"})
_IN_REMISSION: Mapping[str, Value] = {
    "phase_physician": "remission",
    "nrs_rest": 0,
    "nrs_move": 0,
    "nrs_avg_7d": 0,
    "pain_quality": frozenset({"none"}),
    "symptom_free_days": 20,
    "methods_allowed": ALL_METHODS,
}


@cache
def _screened(session: int, changes: tuple[tuple[str, Value | None], ...]) -> Verdict:
    circumstances = replace(encounter(session, _WITH_FIRE), site=Site(fire_cupping_enabled=True))
    return screen(PROTOCOL, ordinary_answers(PROTOCOL.vocabulary, **dict(changes)), circumstances)


def in_pain(session: int = 1, **changes: Value | None) -> Verdict:
    """Screen the ordinary patient, whose back aches and whom screening calls SUBSIDING."""
    return _screened(session, tuple(sorted(changes.items())))


def in_remission(session: int = 6, **changes: Value | None) -> Verdict:
    """Screen the ordinary patient without symptoms for long enough, every method ordered."""
    return _screened(session, tuple(sorted({**_IN_REMISSION, **changes}.items())))


def set_aside(verdict_changes: Mapping[str, Value | None], rule: str) -> Verdict:
    """Screen the patient in remission with a rule that a physician has set aside."""
    values = {**_IN_REMISSION, **verdict_changes}
    until = AT + timedelta(days=7)
    override = Override(rule, "Dr A. Example", "physician", "Examined today", ANSWERED, until)
    answers = ordinary_answers(PROTOCOL.vocabulary, **values)
    return screen(PROTOCOL, answers, encounter(1), [override])


def capped(verdict: Verdict, session: int, **zones: int) -> Verdict:
    """Change a verdict's ceilings."""
    return replace(verdict, caps=Caps(session, {**verdict.caps.zones, **zones}))


def without(verdict: Verdict, *names: str) -> Verdict:
    """Exclude zones (by zone, region or group) and techniques from a verdict."""
    techniques = {name for name in names if name in PROTOCOL.techniques}
    zones = [PROTOCOL.zones.named(name) for name in names if name not in techniques]
    banned = dict.fromkeys(techniques, TechniqueVerdict(allowed=False, rules=("X99",)))
    return replace(
        verdict,
        techniques={**verdict.techniques, **banned},
        excluded_zones=verdict.excluded_zones.union(*zones),
    )


def knowing(verdict: Verdict, **facts: Value | None) -> Verdict:
    """Change what a verdict relied on."""
    return replace(verdict, facts={**verdict.facts, **facts})


def with_limit(name: str, value: float) -> Protocol:
    """Change one limit of the protocol."""
    limit = replace(PROTOCOL.limits[name], value=value)
    return replace(PROTOCOL, limits={**PROTOCOL.limits, name: limit})


def request(
    index: int, level: int = 2, script: str = "classical", **more: object
) -> SessionRequest:
    """Ask for a session; points are chosen and a device is there unless said otherwise."""
    usual: dict[str, object] = {"points": POINTS, "device_present": True}
    return SessionRequest(index=index, level=level, script=script, **{**usual, **more})  # type: ignore[arg-type]


def planned(verdict: Verdict, level: int = 2, script: str = "classical", **more: object) -> Session:
    """Plan the session the verdict was made for; fail if it cannot be planned."""
    session = plan_session(verdict, PROTOCOL, request(verdict.session, level, script, **more))
    assert isinstance(session, Session), session
    return session


def refused(
    verdict: Verdict, level: int = 2, script: str = "classical", **more: object
) -> CannotPlan:
    """Ask for a session that cannot be planned; fail if it can."""
    answer = plan_session(verdict, PROTOCOL, request(verdict.session, level, script, **more))
    assert isinstance(answer, CannotPlan)
    return answer


def planned_course(verdict: Verdict, order: Order | None = None) -> Course:
    """Plan a course; fail if it cannot be planned."""
    course = plan_course(verdict, PROTOCOL, order or Order())
    assert isinstance(course, Course), course
    return course


def refused_course(verdict: Verdict, order: Order) -> CannotPlan:
    """Ask for a course that cannot be planned; fail if it can."""
    answer = plan_course(verdict, PROTOCOL, order)
    assert isinstance(answer, CannotPlan)
    return answer


def stage_seconds(session: Session) -> dict[str, int]:
    """Add up the seconds of every stage, in order."""
    totals: dict[str, int] = {}
    for step in session.steps:
        totals[step.stage] = totals.get(step.stage, 0) + step.seconds
    return totals


def steps_named(session: Session, *names: str) -> list[Step]:
    """Give the steps with these names, in order."""
    return [step for step in session.steps if step.step in names]
