"""Landmarks: where each lies, how it was found, and how far off it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, sqrt

import shapely

from lumbalis.domain.anatomy.body import Landmark
from lumbalis.domain.anatomy.calibration import FELT, SIDES, Heights
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.frame import SPINE, Point, Side
from lumbalis.domain.anatomy.measures import (
    BodyError,
    BodyMeasures,
    Measured,
    Trouble,
    Trust,
)
from lumbalis.domain.anatomy.model import Size
from lumbalis.domain.anatomy.pose import Pose
from lumbalis.domain.anatomy.regions import SpineLine

_ORIGIN = "L4"
_ESTIMATED = Measured(trust=Trust.MODEL)
_SEEN = ("fold", "popliteal", "ankle")
_SPREAD_OF = {
    "psis": "iliocristale_height",
    "crest": "iliocristale_height",
    "rib12": "tenth_rib_height",
    "scapula": "acromial_height",
    "trochanter": "trochanterion_height",
    "fold": "crotch_height",
    "popliteal": "epicondyle_height",
    "ankle": "malleolus_height",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What landmarks are placed on: heights, the spine and the pose of one person."""

    size: Size
    levels: Mapping[str, float]
    heights: Heights
    spine: SpineLine
    pose: Pose
    figures: Figures


def landmarks_of(measures: BodyMeasures, ground: Ground) -> dict[str, Landmark]:
    """Place every landmark: as measured where it was, else as the model has it.

    Raises
    ------
    BodyError
        If one was measured where it cannot be.
    """
    marks = {name: _level(name, measures, ground) for name in SPINE}
    for side in SIDES:
        for name, at in _expected(side, ground).items():
            sided = f"{name}_{side.value}"
            marks[sided] = _sided(sided, at, side, measures, ground)
    return marks


def require_inside(
    marks: Mapping[str, Landmark], measures: BodyMeasures, outline: shapely.Polygon
) -> None:
    """Refuse a measured landmark that does not lie on the trunk or the legs.

    Raises
    ------
    BodyError
        For the first one.
    """
    for name in measures.landmarks:
        if not outline.covers(shapely.Point(marks[name].at)):
            raise BodyError(Trouble.LANDMARK_OUTSIDE, name)


def _level(name: str, measures: BodyMeasures, g: Ground) -> Landmark:
    """Make a level of the spine. One that was only counted is as sure as L4 it was counted from."""
    origin = measures.landmarks.get(_ORIGIN, _ESTIMATED)
    found = measures.landmarks.get(name, Measured(trust=origin.trust))
    y, pitch = g.levels[name], _pitch(name, g.levels)
    counted = 0.0 if name in measures.landmarks else g.figures.column_spread * abs(y)
    if found.trust is Trust.CONFIRMED:
        sd, off_by = _half(g.figures.confirmed_error), g.figures.confirmed_error
        off_by = min(hypot(off_by, 2 * counted), max(pitch, off_by))
    else:
        sd, off_by = sqrt(g.figures.palpated_wrong) * pitch, pitch
    return Landmark(name, Point(g.spine.at(y), y), found.trust, hypot(sd, counted), off_by)


def _pitch(name: str, levels: Mapping[str, float]) -> float:
    """Give the distance to the next level below, of the last the one above."""
    place = min(SPINE.index(name), len(SPINE) - 2)
    return levels[SPINE[place]] - levels[SPINE[place + 1]]


def _half(error: float) -> float:
    """Take an error that has to be reckoned with for two standard deviations."""
    return error / 2


def _expected(side: Side, g: Ground) -> dict[str, Point]:
    """Give the sided landmarks where the model has them, as (out, y)."""
    figures, mm, levels = g.figures, g.size.mm, g.levels
    at, legs = g.heights.at, g.pose.legs
    leg = {name: abs(g.heights.leg_x(legs, name, side)) for name in ("fold", "knee", "ankle")}
    hip = mm["hip_breadth"] / 2
    return {
        "psis": Point(figures.psis_out, levels["S2"]),
        "crest": Point(figures.crest_out * mm["bicristal_breadth"], at("crest", side)),
        "rib12": Point(figures.rib12_out, (levels["T12"] + levels["L1"]) / 2),
        "scapula": Point(figures.scapula_out * mm["biacromial_breadth"], levels["T5"]),
        "trochanter": Point(hip * figures.trochanter_out, at("trochanter", side)),
        "fold": Point(leg["fold"], at("fold", side)),
        "popliteal": Point(leg["knee"], at("knee", side)),
        "ankle": Point(leg["ankle"], at("ankle", side)),
    }


def _sided(name: str, at: Point, side: Side, measures: BodyMeasures, g: Ground) -> Landmark:
    base = name.rpartition("_")[0]
    found = measures.landmarks.get(name, _ESTIMATED)
    out = at.x if found.out_mm is None else found.out_mm
    y = at.y if found.up_mm is None else found.up_mm
    if base in FELT and abs(y - at.y) > g.figures.landmark_off:
        low, high = at.y - g.figures.landmark_off, at.y + g.figures.landmark_off
        raise BodyError(Trouble.LANDMARKS_OUT_OF_ORDER, name, y, low, high)
    if out <= 0:
        raise BodyError(Trouble.LANDMARK_OUTSIDE, name, out)
    off_by = g.figures.seen_error if base in _SEEN else g.figures.felt_error
    unknown = found.trust is Trust.MODEL
    sd = g.size.sd[_SPREAD_OF[base]] if unknown else _half(off_by)
    return Landmark(name, Point(side.sign * out, y), found.trust, sd, off_by)
