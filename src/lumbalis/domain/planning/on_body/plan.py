"""Planning on a body: a session's steps as strokes whose dose comes near to what is aimed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Seconds, Session
from lumbalis.domain.plan.strokes import Stroke, StrokePlan
from lumbalis.domain.planning.on_body.dosing import Dosing, Sheet
from lumbalis.domain.planning.on_body.fitting import CLASSICAL_BOTTOM_UP
from lumbalis.domain.planning.on_body.needs import needs_of
from lumbalis.domain.planning.on_body.placing import Placed, placed
from lumbalis.domain.planning.on_body.result import BodyPlan, CannotDraw, Idle
from lumbalis.domain.planning.on_body.terrain import Terrain
from lumbalis.domain.planning.on_body.timing import one_pass, timed
from lumbalis.domain.protocol import Protocol


def plan_strokes(
    session: Session, body: Body, protocol: Protocol, *, policy: str = CLASSICAL_BOTTOM_UP
) -> BodyPlan | CannotDraw:
    """Turn a planned session into strokes on a body.

    A pure function of its arguments. Every lane is laid in the room that its contact has on
    this body with the landmarks as wrong as they may be; the seconds of every step are
    divided, and forces chosen, so that the mean dose of each zone comes as near as it can to
    the prescription. Nothing here says that a plan may be used: the verifier does.

    Parameters
    ----------
    session : Session
        What to do, in which zones, for how long.
    body : Body
        The patient's back in mm.
    protocol : Protocol
        Limits, tools, motions and doses.
    policy : str
        Which way strokes lead: `classical_bottom_up` or `lymph_territory`.

    Returns
    -------
    BodyPlan or CannotDraw
        The latter where no step has any place on this body.
    """
    terrain = Terrain(body, session, protocol, policy=policy)
    steps = [
        placed(place, step, terrain)
        for place, step in enumerate(session.steps)
        if step.manipulations
    ]
    undone = tuple(left for step in steps for left in step.undone)
    if not any(step.slots for step in steps):
        return CannotDraw(session.index, undone)
    dosing = Dosing(session, terrain.shares, protocol)
    sheet = dosing.choose(steps)
    strokes = tuple(_numbered(_strokes(steps, sheet, terrain)))
    idle = tuple(_idle(steps, session))
    resting = tuple(one.step for one in idle)
    return BodyPlan(
        strokes=StrokePlan(session.index, body.sha256, policy, strokes, resting),
        undone=undone,
        idle=idle,
        needs=needs_of(steps, terrain),
        doses=dosing.aims(sheet),
    )


def _strokes(steps: Sequence[Placed], sheet: Sheet, terrain: Terrain) -> Iterator[Stroke]:
    for step in steps:
        starts = 0
        for n, slot in enumerate(step.slots):
            seconds, share = sheet.seconds[step.step, n], sheet.force_share[step.step, n]
            for hand in slot.hands:
                force = hand.push.knots(hand.push.peak_n(share), sheet.kidney)
                stroke = replace(one_pass(hand, terrain.body), force=force)
                yield timed(hand, terrain.body, stroke, starts, seconds)
            starts += seconds


def _numbered(strokes: Iterator[Stroke]) -> Iterator[Stroke]:
    """Give every stroke an id that says its step and its place in it."""
    count: dict[int, int] = {}
    for stroke in strokes:
        count[stroke.step] = count.get(stroke.step, 0) + 1
        yield replace(stroke, id=f"{stroke.step + 1:02d}-{count[stroke.step]:02d}")


def _idle(steps: Sequence[Placed], session: Session) -> Iterator[Idle]:
    for step in steps:
        if not step.slots:
            yield Idle(step.step, Seconds(session.steps[step.step].seconds))
