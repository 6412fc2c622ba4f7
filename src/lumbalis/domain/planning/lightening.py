"""A planned session, given more gently: the same work in the same place, every level lower."""

from __future__ import annotations

from dataclasses import replace

from lumbalis.domain.plan import Session, Step
from lumbalis.domain.planning.steps import (
    GENTLE_INSTEAD,
    at_level,
    families_of,
    tempo_for,
    tools_for,
)
from lumbalis.domain.protocol import Protocol

ENERGETIC, LIGHT = "energetic", "light"


def lightened(session: Session, level: int, protocol: Protocol) -> Session:
    """Give a session at a lower level, step by step and second by second as it was planned.

    Every step goes down by as much as the session does, though never below 1: so what was to be
    gentler than the rest, over a kidney or on the side that hurts, stays so. What cannot be done
    as gently is replaced by what the catalogue says instead.

    Parameters
    ----------
    level : int
        The level of the session, 1 to 5. From the planned one on, nothing changes.
    """
    less = session.level - level
    if less <= 0:
        return session
    steps = tuple(_lighter(step, less, level, protocol) for step in session.steps)
    return replace(session, level=level, steps=steps)


def _lighter(step: Step, less: int, session_level: int, protocol: Protocol) -> Step:
    if not step.manipulations or step.level == 0:
        return step
    level = max(1, step.level - less)
    manipulations = at_level(step.manipulations, level, protocol)
    used = families_of(manipulations, protocol)
    calm = min(level, session_level) < protocol.whole("energetic_from_level")
    return replace(
        step,
        level=level,
        manipulations=manipulations,
        tools=tools_for(step.tools, used),
        tempo=tempo_for(step.tempo, used),
        manner=LIGHT if step.manner == ENERGETIC and calm else step.manner,
        cue=step.cue if manipulations == step.manipulations else GENTLE_INSTEAD,
    )
