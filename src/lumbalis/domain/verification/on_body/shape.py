"""Is it a plan at all: asked first, because strokes that make no sense cannot be measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from lumbalis.domain.anatomy import Anchor, Body
from lumbalis.domain.plan import Session
from lumbalis.domain.plan.strokes import ForceKnot, Stroke, StrokePlan
from lumbalis.domain.verification.findings import names
from lumbalis.domain.verification.on_body.case import POLICIES, place_of
from lumbalis.domain.verification.on_body.findings import BodyCheck, BodyFinding, check

_MOST_PASSES = 100_000
"""No hand passes so often; what is beyond would only take time to judge."""
_FARTHEST_MM = 3_000.0
"""No body is longer."""

Asked = tuple[StrokePlan, Session, Body]


def body_differs(asked: Asked) -> Iterator[BodyFinding]:
    """Refuse strokes that were made for another body."""
    plan, session, body = asked
    if plan.body_sha256 != body.sha256:
        here = str(session.index)
        yield BodyFinding(here, "", None, plan.body_sha256[:12], body.sha256[:12])


def session_differs(asked: Asked) -> Iterator[BodyFinding]:
    """Refuse strokes that were made for another session."""
    plan, session, _ = asked
    if plan.session_index != session.index:
        here, found = str(session.index), str(plan.session_index)
        yield BodyFinding(here, "", None, found, here)


def policy_unknown(asked: Asked) -> Iterator[BodyFinding]:
    """Refuse a direction policy that nobody has written down."""
    plan, session, _ = asked
    if plan.policy not in POLICIES:
        yield BodyFinding(str(session.index), "", None, plan.policy, names(POLICIES))


def stroke_repeated(asked: Asked) -> Iterator[BodyFinding]:
    """Every stroke has an id of its own."""
    plan, session, _ = asked
    seen: set[str] = set()
    for stroke in plan.strokes:
        if stroke.id in seen:
            yield BodyFinding(place_of(session, stroke.step), stroke.id, None, stroke.id, "= 1")
        seen.add(stroke.id)


def stroke_malformed(asked: Asked) -> Iterator[BodyFinding]:
    """Refuse numbers that no stroke can have."""
    plan, session, _ = asked
    for stroke in plan.strokes:
        for name, allowed in _faults(stroke):
            yield BodyFinding(place_of(session, stroke.step), stroke.id, None, name, allowed)


def step_unknown(asked: Asked) -> Iterator[BodyFinding]:
    """Every stroke belongs to a step of the session."""
    plan, session, _ = asked
    for stroke in plan.strokes:
        if not 0 <= stroke.step < len(session.steps):
            allowed = f"0–{len(session.steps) - 1}"
            where = place_of(session, stroke.step)
            yield BodyFinding(where, stroke.id, None, str(stroke.step), allowed)


def landmark_unknown(asked: Asked) -> Iterator[BodyFinding]:
    """Refuse a lane that hangs on a landmark the body does not have."""
    plan, session, body = asked
    for stroke in plan.strokes:
        for anchor in stroke.lane:
            if anchor.landmark not in body.landmarks:
                where = place_of(session, stroke.step)
                allowed = names(frozenset(body.landmarks))
                yield BodyFinding(where, stroke.id, None, anchor.landmark, allowed)


def _faults(stroke: Stroke) -> Iterator[tuple[str, str]]:
    """Name what is wrong with the numbers of a stroke, and what they may be."""
    contact, force = stroke.contact, stroke.force
    at_least_none = (
        stroke.amplitude_mm,
        stroke.pitch_mm,
        stroke.speed_mm_s,
        stroke.tempo_hz,
        stroke.vacuum_kpa,
    )
    asked = (
        ("seconds", "≥ 1 s", _is_whole(stroke.seconds, least=1)),
        ("repeats", f"1–{_MOST_PASSES}", _is_whole(stroke.repeats, 1, _MOST_PASSES)),
        ("step", "≥ 0", _is_whole(stroke.step, least=0)),
        ("starts_s", "≥ 0 s", _is_whole(stroke.starts_s, least=0)),
        ("contact", "> 0 mm", _is_real(contact.length_mm) and contact.length_mm > 0),
        ("contact", "> 0 mm", _is_real(contact.width_mm) and contact.width_mm > 0),
        ("angle_deg", "0–180", _is_real(contact.angle_deg) and 0 <= contact.angle_deg <= 180),  # noqa: PLR2004
        ("motion", "≥ 0", all(_is_real(number) and number >= 0 for number in at_least_none)),
        ("return_share", "0–1", _is_real(stroke.return_share) and 0 <= stroke.return_share <= 1),
        ("lane", "≥ 1", bool(stroke.lane) and all(map(_is_place, stroke.lane))),
        ("force", "0–1, ≥ 0 N", _is_profile(force)),
    )
    return ((name, allowed) for name, allowed, good in asked if not good)


def _is_place(anchor: Anchor) -> bool:
    return all(_is_real(mm) and abs(mm) <= _FARTHEST_MM for mm in (anchor.up_mm, anchor.out_mm))


def _is_profile(force: tuple[ForceKnot, ...]) -> bool:
    """Tell whether knots go from 0 to 1 in order, with some force and nowhere less than none."""
    numbers = [number for knot in force for number in (knot.share, knot.newton)]
    if len(force) < 2 or not all(_is_real(number) for number in numbers):  # noqa: PLR2004
        return False
    ordered = all(one.share < other.share for one, other in pairwise(force))
    ends = force[0].share == 0 and force[-1].share == 1
    newton = [knot.newton for knot in force]
    return ordered and ends and min(newton) >= 0 and max(newton) > 0


def _is_real(number: object) -> bool:
    return (
        isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
    )


def _is_whole(number: object, least: int, most: int = 10**9) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most


SHAPE_CHECKS: tuple[BodyCheck[Asked], ...] = (
    check(body_differs, "E"),
    check(session_differs, "E"),
    check(policy_unknown, "C07", "E"),
    check(stroke_repeated, "E"),
    check(stroke_malformed, "E"),
    check(step_unknown, "E"),
    check(landmark_unknown, "E"),
)
