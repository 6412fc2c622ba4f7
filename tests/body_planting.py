"""How harm is planted on the body: one change of a good plan, and the violation it must cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.plan.strokes import ForceKnot
from on_body_plans import OnBody, lane
from planting import Harm, collector

BODY_HARMS: list[Harm[OnBody]] = []
body_harm = collector(BODY_HARMS)

NOT_ALONE: Final = frozenset({"landmark_error"})
"""Kinds that a harm may bring along besides its own: what touches already touches when shifted."""


def force(*newton: float) -> tuple[ForceKnot, ...]:
    """Spread forces evenly over a lane."""
    last = max(len(newton) - 1, 1)
    knots = newton if len(newton) > 1 else newton * 2
    return tuple(ForceKnot(place / last, one) for place, one in enumerate(knots))


def aside(path: tuple[Anchor, ...], out: float = 0.0, up: float = 0.0) -> tuple[Anchor, ...]:
    """Move a lane away from the midline and towards the head."""
    return tuple(replace(one, out_mm=one.out_mm + out, up_mm=one.up_mm + up) for one in path)


LEFT: Final = Side.LEFT
__all__ = ["BODY_HARMS", "LEFT", "NOT_ALONE", "aside", "body_harm", "force", "lane"]
