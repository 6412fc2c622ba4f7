"""The outline seen from behind: prone, arms beside the body, legs a little apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from lumbalis.domain.anatomy.calibration import SIDES, Heights
from lumbalis.domain.anatomy.curves import Floats, through
from lumbalis.domain.anatomy.frame import Side
from lumbalis.domain.anatomy.model import BodyModel, Knot, Size
from lumbalis.domain.anatomy.pose import Pose

_SAMPLES = 7
_KEPT_MM = 0.2


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline in the frame: the whole, each arm, and the whole without the arms."""

    whole: Polygon
    core: Polygon
    arms: Mapping[Side, Polygon]


def outline_of(size: Size, pose: Pose, heights: Heights, model: BodyModel) -> Outline:
    """Draw the outline: knots by the person's measures, a smooth line, measured landmarks.

    Without measured landmarks one side is the exact mirror image of the other.
    """
    pieces = _pieces(size, pose, model)
    sides = {
        side: {name: heights.placed(piece, side) for name, piece in pieces.items()}
        for side in SIDES
    }
    crotch = (0.0, heights.at("crotch", Side.MIDLINE))
    for side in SIDES:
        sides[side]["flank"][-1] = crotch
    return Outline(
        whole=_ring(sides, ("trunk", "arm", "flank")),
        core=_ring(sides, ("trunk", "flank")),
        arms={side: Polygon(sides[side]["arm"]) for side in SIDES},
    )


def _pieces(size: Size, pose: Pose, model: BodyModel) -> dict[str, Floats]:
    """Give the right half in three pieces that meet at the shoulder and in the armpit."""
    parts = model.outline
    trunk = [pose.trunk(knot, size) for knot in parts["trunk"]]
    outer = [pose.arm(knot, size, 1) for knot in parts["arm_outer"]]
    inner = [pose.arm(knot, size, -1) for knot in parts["arm_inner"]]
    flank = [pose.axilla, *_flank(parts["flank"], pose, size)]
    legs = [pose.leg(knot, size, 1) for knot in parts["leg_outer"]]
    legs += [pose.leg(knot, size, -1) for knot in parts["leg_inner"]]
    knots = [*trunk, *outer, *inner, *flank, *legs, pose.crotch]
    mirrored = (-knots[1][0], knots[1][1])
    line = through(np.array([mirrored, *knots]))[_SAMPLES:]
    shoulder = (len(trunk) - 1) * _SAMPLES
    axilla = (len(trunk) + len(outer) + len(inner)) * _SAMPLES
    cut = {
        "trunk": line[: shoulder + 1],
        "arm": line[shoulder : axilla + 1],
        "flank": line[axilla:],
    }
    return {name: _few(piece) for name, piece in cut.items()}


def _flank(knots: Iterable[Knot], pose: Pose, size: Size) -> list[tuple[float, float]]:
    """Keep the flank on its own side of the arm: a heavy body widens only below the armpit."""
    points = [pose.trunk(knot, size) for knot in knots]
    return [(min(x, pose.arm_edge(y)), y) for x, y in points]


def _few(line: Floats) -> Floats:
    """Keep the points that matter: none strays more than a fifth of a millimetre."""
    return shapely.get_coordinates(shapely.simplify(LineString(line), _KEPT_MM))


def _ring(sides: Mapping[Side, Mapping[str, Floats]], names: tuple[str, ...]) -> Polygon:
    """Close the outline: down on the right, up on the left."""
    right, left = (np.vstack([sides[s][n] for n in names]) for s in (Side.RIGHT, Side.LEFT))
    ring = np.vstack([right, left[-2:0:-1]])
    repeated = np.all(ring == np.roll(ring, 1, axis=0), axis=1)
    return Polygon(ring[~repeated])
