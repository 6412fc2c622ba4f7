"""Building one body from its measures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from lumbalis.domain.anatomy.body import Body, Landmark, Region
from lumbalis.domain.anatomy.calibration import SIDES, calibrate
from lumbalis.domain.anatomy.curves import Floats
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.frame import SPINE, Side
from lumbalis.domain.anatomy.kidneys import organ_of, reduced_area
from lumbalis.domain.anatomy.landmarks import Ground, landmarks_of, require_inside
from lumbalis.domain.anatomy.lesions import kept_clear
from lumbalis.domain.anatomy.levels import model_levels, model_places
from lumbalis.domain.anatomy.lines import (
    crest_cut,
    crest_line,
    crest_rim,
    fold_line,
    guides_of,
    rib_line,
)
from lumbalis.domain.anatomy.measures import BodyError, BodyMeasures, Trouble
from lumbalis.domain.anatomy.model import BodyModel, Size
from lumbalis.domain.anatomy.outline import Outline, outline_of
from lumbalis.domain.anatomy.pose import pose_of
from lumbalis.domain.anatomy.regions import SpineLine, spine_line
from lumbalis.domain.anatomy.zones import UNTREATED, Skin, zones_of

_FIXED = ("C7", "S1", "S2", "S4")
_NO_CONTACT = ("spine", "cleft", "lymph_nodes")
_KIDNEYS = {side: f"kidney_{side.value}" for side in SIDES}

Lines = Mapping[str, Mapping[Side, Floats]]


def build_body(measures: BodyMeasures, model: BodyModel) -> Body:
    """Build a body.

    Parameters
    ----------
    measures : BodyMeasures
        Stature in mm, mass in kg, and whatever was measured or marked on the skin.
    model : BodyModel
        The survey, the figures and the knots of the outline.

    Raises
    ------
    BodyError
        If no body can have these measures; its `trouble` says which.
    """
    ground = _ground(measures, model)
    marks = landmarks_of(measures, ground)
    outline = outline_of(ground.size, ground.pose, ground.heights, model)
    require_inside(marks, measures, outline.core)
    lines = _lines(marks, ground.size)
    zones = zones_of(_skin(ground, marks, outline, lines))
    return Body(
        measures=measures,
        outline=outline.whole,
        zones=zones,
        treated=tuple(name for name in zones if name not in UNTREATED),
        keep_outs=_keep_outs(measures, zones, outline, model.figures),
        reduced={name: zones[name] for name in _KIDNEYS.values()},
        organs={name: organ_of(side, *_spine_of(ground)) for side, name in _KIDNEYS.items()},
        guides=guides_of(marks, ground.size, outline.core, lines),
        landmarks=marks,
        spine=tuple(marks[name].at for name in SPINE),
        cun_mm=_cun(marks, model.figures),
        sha256=hashlib.sha256(f"{measures!r} {model.sha256}".encode()).hexdigest(),
    )


def _ground(measures: BodyMeasures, model: BodyModel) -> Ground:
    size, figures = model.size(measures), model.figures
    levels = model_levels(size, figures)
    places = model_places(size, levels, model)
    pose = pose_of(size, places, model)
    heights = calibrate(measures, levels, places, pose.legs, figures)
    found = {name: heights.spine.of(y) for name, y in levels.items()}
    spine = spine_line(found, _curve(measures, figures))
    return Ground(size, found, heights, spine, pose, figures)


def _lines(marks: Mapping[str, Landmark], size: Size) -> Lines:
    """Draw the lines that zones part along."""
    return {
        "crest": {side: crest_line(marks, side, size) for side in SIDES},
        "gluteal_fold": {side: fold_line(marks, side, size) for side in SIDES},
        "rib_12": {side: rib_line(marks, side) for side in SIDES},
    }


def _skin(ground: Ground, marks: Mapping[str, Landmark], outline: Outline, lines: Lines) -> Skin:
    figures, crests = ground.figures, lines["crest"]
    return Skin(
        outline=outline,
        spine=ground.spine,
        marks=marks,
        kidneys={side: reduced_area(side, *_spine_of(ground)) for side in SIDES},
        crest={side: crest_cut(crests[side]) for side in SIDES},
        rim={side: crest_rim(crests[side], side, figures.crest_rim) for side in SIDES},
        fold=lines["gluteal_fold"],
        rib=lines["rib_12"],
        crotch=ground.heights.at("crotch", Side.MIDLINE),
        bicristal=ground.size.mm["bicristal_breadth"],
        figures=figures,
    )


def _spine_of(ground: Ground) -> tuple[Mapping[str, float], SpineLine, Figures]:
    return ground.levels, ground.spine, ground.figures


def _keep_outs(
    measures: BodyMeasures, zones: Mapping[str, Region], outline: Outline, figures: Figures
) -> dict[str, Region]:
    lesions = {
        f"lesion:{lesion.id}": kept_clear(lesion, outline.whole, figures)
        for lesion in measures.lesions
    }
    return {name: zones[name] for name in _NO_CONTACT} | lesions


def _curve(measures: BodyMeasures, figures: Figures) -> Mapping[str, float]:
    """Give the sideways place (mm, right +) of levels: of the curve, else as measured.

    Raises
    ------
    BodyError
        If a level is none of the spine, lies further aside than the model knows, or is one
        that the curve is measured from.
    """
    measured = {
        name: found.out_mm
        for name, found in measures.landmarks.items()
        if name in SPINE and found.out_mm is not None
    }
    curve = measured | dict(measures.curve)
    for name, x in curve.items():
        if name not in SPINE:
            raise BodyError(Trouble.LANDMARK_UNKNOWN, name)
        most = 0.0 if name in _FIXED else figures.curve_greatest
        if not -most <= x <= most:
            raise BodyError(Trouble.CURVE_OUTSIDE, name, x, -most, most)
    return curve


def _cun(marks: Mapping[str, Landmark], figures: Figures) -> float:
    """Give the body inch: three of them reach from the midline to the shoulder blade (V66)."""
    borders = [abs(marks[f"scapula_{side.value}"].at.x) for side in SIDES]
    return sum(borders) / len(borders) / figures.scapula_cun
