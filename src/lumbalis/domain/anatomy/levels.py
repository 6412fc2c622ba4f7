"""Heights in the model: the levels of the spine on the skin, and the places of the outline."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lumbalis.domain.anatomy.curves import Floats
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.frame import SPINE
from lumbalis.domain.anatomy.measures import Build
from lumbalis.domain.anatomy.model import BodyModel, Size

_THORACIC, _LUMBAR = 12, 5
_ABOVE_L4 = 16
"""Pitches from C7 down to L4."""


def model_levels(size: Size, figures: Figures) -> dict[str, float]:
    """Give the y of every level of the spine in the model, from the neck down.

    The pitch from one spinous process to the next grows evenly from the neck to L5, so that
    thoracic and lumbar part have the lengths of the anatomies (B07). C7 is the cervicale;
    the line of the crests crosses L4 in men, half a pitch below its tip in women (B11).
    """
    pitch = _pitches(figures.thoracic_to_lumbar)
    column = size.mm["cervicale_height"] - size.mm["iliocristale_height"]
    unit = column / (pitch[:_ABOVE_L4].sum() + _below_l4(size, figures) * pitch[_ABOVE_L4])
    below = np.concatenate([[0.0], np.cumsum(pitch)]) * unit
    levels = dict(zip(SPINE, (below[_ABOVE_L4] - below).tolist(), strict=False))
    last = float(pitch[-1] * unit)
    levels["S1"] = levels["L5"] - figures.s1_below_l5 * last
    levels["S2"] = levels["S1"] - figures.s2_below_s1 * last
    levels["S4"] = levels["S2"] - figures.s4_below_s2 * last
    return levels


def _pitches(thoracic_to_lumbar: float) -> Floats:
    """Give the pitches from C7-T1 to L4-L5, the first one being 1."""
    order = np.arange(_THORACIC + _LUMBAR)
    thoracic, lumbar = order[:_THORACIC], order[_THORACIC:]
    growth = (_THORACIC - thoracic_to_lumbar * _LUMBAR) / (
        thoracic_to_lumbar * lumbar.sum() - thoracic.sum()
    )
    pitches: Floats = 1 + growth * order
    return pitches


def _below_l4(size: Size, figures: Figures) -> float:
    if size.build is Build.FEMALE:
        return figures.crest_below_l4_female
    return figures.crest_below_l4_male


def model_places(size: Size, levels: Mapping[str, float], model: BodyModel) -> dict[str, float]:
    """Give the y of the places that the outline is laid out by, in the model."""
    figures, mm = model.figures, size.mm
    floor = levels["C7"] - mm["cervicale_height"]
    knee = mm["tibial_height"]
    crease = knee + figures.crease_height * (mm["epicondyle_height"] - knee)
    heights = {
        "vertex": mm["stature"],
        "cervicale": mm["cervicale_height"],
        "acromion": mm["acromial_height"],
        "axilla": mm["axilla_height"],
        "rib_10": mm["tenth_rib_height"],
        "crest": mm["iliocristale_height"],
        "trochanter": mm["trochanterion_height"],
        "crotch": mm["crotch_height"],
        "fold": mm["crotch_height"] - figures.fold_below_crotch,
        "knee": crease,
        "ankle": mm["malleolus_height"],
    }
    return {name: height + floor for name, height in heights.items()}
