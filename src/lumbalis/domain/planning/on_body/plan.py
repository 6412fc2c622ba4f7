"""Planning on a body: a session's steps as strokes whose dose comes near to what is aimed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Seconds, Session
from lumbalis.domain.plan.strokes import Stroke, StrokePlan
from lumbalis.domain.planning.on_body.dosing import Dosing, Sheet
from lumbalis.domain.planning.on_body.fitting import CLASSICAL_BOTTOM_UP, Hand
from lumbalis.domain.planning.on_body.needs import needs_of
from lumbalis.domain.planning.on_body.placing import Placed, placed
from lumbalis.domain.planning.on_body.push import Spared
from lumbalis.domain.planning.on_body.result import BodyPlan, CannotDraw, Idle
from lumbalis.domain.planning.on_body.terrain import Terrain
from lumbalis.domain.planning.on_body.timing import one_pass, timed
from lumbalis.domain.protocol import Protocol

LOW_BACK: Final = "paravertebral"
ACUPRESSURE: Final = "acupressure"


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
    return BodyPlan(
        strokes=StrokePlan(session.index, body.sha256, policy, strokes),
        undone=undone,
        idle=tuple(_idle(steps, session)),
        needs=needs_of(steps, terrain),
        doses=dosing.aims(sheet),
    )


def _strokes(steps: Sequence[Placed], sheet: Sheet, terrain: Terrain) -> Iterator[Stroke]:
    spared = Spared(_kidney_most(steps, sheet, terrain), sheet.kidney_part)
    for step in steps:
        starts = 0
        for n, slot in enumerate(step.slots):
            seconds, share = sheet.seconds[step.step, n], sheet.force_share[step.step, n]
            for hand in slot.hands:
                force = hand.push.knots(hand.push.peak_n(share), spared)
                stroke = replace(one_pass(hand, terrain.body), force=force)
                yield timed(hand, terrain.body, stroke, starts, seconds)
            starts += seconds


def _kidney_most(steps: Sequence[Placed], sheet: Sheet, terrain: Terrain) -> float:
    """Give the most force over the kidneys: a share of what the muscles below them get."""
    hands = [
        (hand, sheet.force_share[step.step, n])
        for step in steps
        for n, slot in enumerate(step.slots)
        for hand in slot.hands
        if hand.work.family.id != ACUPRESSURE
    ]
    back = [_on_muscle(hand, share) for hand, share in hands if hand.work.region == LOW_BACK]
    most = max(back or [hand.push.start_n(share) for hand, share in hands], default=0.0)
    return terrain.protocol.limit("kidney_force_share_maximum") * most


def _on_muscle(hand: Hand, share: float) -> float:
    """Give the force beside the lower spine; a lane that goes on upwards has it at its start."""
    push = hand.push
    return push.off_kidney_n(share) if len(hand.work.zones) == 1 else push.start_n(share)


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
