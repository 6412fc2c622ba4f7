"""Checking the strokes of a session on a body: every check is asked, every objection is kept."""

from __future__ import annotations

from dataclasses import replace

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Session
from lumbalis.domain.plan.strokes import Stroke, StrokePlan
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.verification.margins import Slack, least_of
from lumbalis.domain.verification.on_body.case import PlanCase, lay_out, stroke_case
from lumbalis.domain.verification.on_body.findings import BodyVerification, BodyViolation, run
from lumbalis.domain.verification.on_body.ground import Prepared, prepare
from lumbalis.domain.verification.on_body.margins import plan_margins, stroke_margins
from lumbalis.domain.verification.on_body.scenarios import robustness
from lumbalis.domain.verification.on_body.table import (
    DOSE_CHECKS,
    ERROR_CHECKS,
    SHAPE_CHECKS,
    STEP_CHECKS,
    STROKE_CHECKS,
    all_body_kinds,
)


def verify_on_body(
    plan: StrokePlan,
    session: Session,
    body: Body,
    protocol: Protocol,
    *,
    prepared: Prepared | None = None,
) -> BodyVerification:
    """Check the strokes of a session on the body they are meant for.

    How they came about plays no part. Every contact is judged where it lies, and all that
    can hurt is judged again with the landmarks wrong.

    Parameters
    ----------
    plan : StrokePlan
        The strokes; their numbers may be anything a caller managed to put there.
    session : Session
        The session they carry out.
    body : Body
        The patient's body, in mm.
    protocol : Protocol
        Every limit is read from here.
    prepared : Prepared, optional
        The same body and protocol laid out before; makes a repeated check fast.

    Raises
    ------
    KeyError
        If the protocol lacks a limit that a check needs.
    ValueError
        If `prepared` is of another body or protocol.
    """
    ground = prepare(body, protocol) if prepared is None else prepared
    if ground.body.sha256 != body.sha256 or ground.protocol.sha256 != protocol.sha256:
        msg = "prepared for another body or protocol"
        raise ValueError(msg)
    shape = tuple(run((plan, session, body), SHAPE_CHECKS, body))
    if shape:
        return _refused(shape, body)
    case = lay_out(plan, session, ground)
    return BodyVerification(
        violations=(*geometry(case), *run(case, (*DOSE_CHECKS, *ERROR_CHECKS), body)),
        margins=least_of(iter([*_slacks(case), *plan_margins(case)])),
        checks=all_body_kinds(),
        robustness=robustness(case),
        zone_doses=dict(case.zone_doses),
        body_sha256=body.sha256,
    )


def geometry(case: PlanCase) -> tuple[BodyViolation, ...]:
    """Check all that needs no dose and no error of a landmark."""
    body = case.prepared.body
    alone = (found for one in case.strokes for found in run(one, STROKE_CHECKS, body))
    return (*alone, *run(case, STEP_CHECKS, body))


def verify_edit(
    before: BodyVerification, stroke: Stroke, plan: StrokePlan, session: Session, prepared: Prepared
) -> BodyVerification:
    """Look at one edited stroke at once, while somebody moves it.

    What the stroke does by itself is judged anew; all else is as it was before, so the result
    is not complete and accepts nothing. `plan` gives the policy and the body only.

    Raises
    ------
    KeyError
        If the protocol lacks a limit that a check needs.
    """
    body = prepared.body
    one = replace(plan, strokes=(stroke,))
    found = tuple(run((one, session, body), SHAPE_CHECKS, body))
    if not found:
        case = stroke_case(stroke, plan.policy, session, prepared)
        found = tuple(run(case, STROKE_CHECKS, body))
    others = (old for old in before.violations if old.stroke != stroke.id)
    return replace(before, violations=(*others, *found), robustness=None, complete=False)


def _refused(found: tuple[BodyViolation, ...], body: Body) -> BodyVerification:
    return BodyVerification(
        violations=found,
        margins={},
        checks=tuple(one.kind for one in SHAPE_CHECKS),
        robustness=None,
        zone_doses={},
        body_sha256=body.sha256,
    )


def _slacks(case: PlanCase) -> list[Slack]:
    return [slack for one in case.strokes for slack in stroke_margins(one)]
