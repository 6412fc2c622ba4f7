"""The pose: half widths, the axes of arms and legs, and where a knot of the outline lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan2, cos, pi, radians, sin

from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.model import BodyModel, Knot, Size

Spot = tuple[float, float]

_BREADTHS = {
    "head": "head_breadth",
    "shoulder": "biacromial_breadth",
    "deltoid": "bideltoid_breadth",
    "chest": "chest_breadth",
    "waist": "waist_breadth",
    "hip": "hip_breadth",
    "malleoli": "bimalleolar_breadth",
    "heel": "heel_breadth",
    "ball": "foot_breadth",
    "hand": "hand_breadth",
}
_GIRTHS = {
    "neck": "neck_girth",
    "thigh": "thigh_girth",
    "knee": "lower_thigh_girth",
    "calf": "calf_girth",
    "ankle": "ankle_girth",
    "arm": "biceps_girth",
    "forearm": "forearm_girth",
    "wrist": "wrist_girth",
}
_AXILLA = "axilla"
_OPENING_MM = 45.0


@dataclass(frozen=True, slots=True)
class Pose:
    """A body laid out in the model's own heights (y in mm), before landmarks are measured.

    `places` gives y by name; `joints` the right arm's from shoulder to fingertip, `legs`
    the right leg's axis from the fold to the toes; `half` the half widths by name, in mm.
    """

    places: Mapping[str, float]
    joints: Mapping[str, Spot]
    legs: Mapping[str, Spot]
    half: Mapping[str, float]
    axilla: Spot
    crotch: Spot
    gap: float

    def trunk(self, knot: Knot, size: Size) -> Spot:
        """Place a knot of the trunk: out from the midline."""
        start, end = self.places[knot.start], self.places[knot.end]
        return self._width(knot, size), start + knot.share * (end - start)

    def arm(self, knot: Knot, size: Size, sign: int) -> Spot:
        """Place a knot of the right arm: out from its axis, outwards (1) or inwards (-1)."""
        (x0, y0), (x1, y1) = self.joints[knot.start], self.joints[knot.end]
        turn = atan2(x1 - x0, y0 - y1)
        out = sign * self._width(knot, size)
        x, y = x0 + knot.share * (x1 - x0), y0 + knot.share * (y1 - y0)
        return x + out * cos(turn), y + out * sin(turn)

    def leg(self, knot: Knot, size: Size, sign: int) -> Spot:
        """Place a knot of the right leg: out from its axis, never nearer to the other leg."""
        (x0, y0), (x1, y1) = self.legs[knot.start], self.legs[knot.end]
        x = x0 + knot.share * (x1 - x0)
        out = min(self._width(knot, size), x - self.gap)
        return x + sign * out, y0 + knot.share * (y1 - y0)

    def arm_edge(self, y: float) -> float:
        """Give the x up to which the flank may come beside the upper arm; far out below it."""
        (x0, y0), (x1, y1) = self.joints["shoulder"], self.joints["elbow"]
        if y < y1:
            return x1 + y1 - y
        inner = x0 + (x1 - x0) * (y0 - y) / (y0 - y1) - self.half["arm"]
        return inner - self.gap * min(1.0, (self.axilla[1] - y) / _OPENING_MM)

    def _width(self, knot: Knot, size: Size) -> float:
        return sum(share * self.half[name] for name, share in knot.out[size.build].items())


def pose_of(size: Size, places: Mapping[str, float], model: BodyModel) -> Pose:
    """Lay out a body of a size; `places` gives the y of its heights by name."""
    figures, half = model.figures, _half_widths(size, model.figures)
    legs = _legs(size, places, half, figures)
    joints = _joints(size, places, half, model)
    axilla = _axilla(joints, half, places, model, size)
    crotch = (0.0, places["crotch"])
    return Pose(places, joints, legs, half, axilla, crotch, figures.leg_gap)


def _half_widths(size: Size, figures: Figures) -> dict[str, float]:
    half = {name: size.mm[measure] / 2 for name, measure in _BREADTHS.items()}
    half |= {name: size.mm[measure] / (2 * pi) for name, measure in _GIRTHS.items()}
    half["root"] = (half["hip"] * figures.root_out - figures.leg_gap) / 2
    return half


def _legs(
    size: Size, places: Mapping[str, float], half: Mapping[str, float], figures: Figures
) -> dict[str, Spot]:
    """Lead the axis of the right leg from under the buttock to the toes."""
    hip, gap = size.mm["hip_breadth"], figures.leg_gap
    knee = max(figures.knee_apart * hip, half["knee"] + gap)
    ankle = max(figures.ankle_apart * hip, half["calf"] + gap)
    shown = size.mm["foot_length"] * figures.foot_shown
    toe = ankle - sin(radians(figures.foot_turn_deg)) * shown
    return {
        "fold": (half["root"] + gap, places["fold"]),
        "knee": (knee, places["knee"]),
        "ankle": (ankle, places["ankle"]),
        "toe": (toe, places["ankle"] - shown),
    }


def _joints(
    size: Size, places: Mapping[str, float], half: Mapping[str, float], model: BodyModel
) -> dict[str, Spot]:
    """Hang the right arm from the shoulder, far enough out to clear flank and hip."""
    figures = model.figures
    upper, lower = size.mm["upper_arm_length"], size.mm["forearm_length"]
    x = half["deltoid"] - half["arm"] * figures.shoulder_inside
    y = places["acromion"] - upper * figures.joint_below
    beside = _sides(size, places, half, model)
    turn = _clear((x, y), radians(figures.arm_angle_deg), half["arm"], beside, figures.arm_gap)
    length = upper * (1 - figures.joint_below)
    elbow = (x + length * sin(turn), y - length * cos(turn))
    least = radians(figures.forearm_angle_deg)
    turn = _clear(elbow, least, half["hand"] * figures.hand_out, beside, figures.arm_gap)
    wrist = (elbow[0] + lower * sin(turn), elbow[1] - lower * cos(turn))
    hand = size.mm["hand_length"]
    tip = (wrist[0] + hand * sin(turn), wrist[1] - hand * cos(turn))
    return {"shoulder": (x, y), "elbow": elbow, "wrist": wrist, "fingertip": tip}


def _sides(
    size: Size, places: Mapping[str, float], half: Mapping[str, float], model: BodyModel
) -> list[Spot]:
    """Give the points of flank and hip that an arm has to clear."""
    points = []
    for knot in model.outline["flank"]:
        start, end = places[knot.start], places[knot.end]
        x = sum(share * half[name] for name, share in knot.out[size.build].items())
        points.append((x, start + knot.share * (end - start)))
    return [*points, (points[-1][0], places["fold"]), (points[-1][0], places["fold"] - 150)]


def _clear(joint: Spot, least: float, reach: float, beside: list[Spot], gap: float) -> float:
    """Give the angle (rad) from straight down at which a limb clears what lies beside it."""
    from_y = joint[1] - 2 * reach
    turns = [atan2(x + gap + reach - joint[0], joint[1] - y) for x, y in beside if y < from_y]
    return max([least, *turns])


def _axilla(
    joints: Mapping[str, Spot],
    half: Mapping[str, float],
    places: Mapping[str, float],
    model: BodyModel,
    size: Size,
) -> Spot:
    """Put the armpit between the arm and the chest, whichever is nearer."""
    (x0, y0), (x1, y1) = joints["shoulder"], joints["elbow"]
    y = places[_AXILLA]
    arm = x0 + (x1 - x0) * (y0 - y) / (y0 - y1) - half["arm"] * model.figures.arm_inside
    first = model.outline["flank"][0]
    chest = sum(share * half[name] for name, share in first.out[size.build].items())
    return min(arm, chest + 4), y
