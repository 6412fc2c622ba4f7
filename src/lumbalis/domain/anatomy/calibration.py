"""Measured landmarks override the model; what lies between them follows in proportion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lumbalis.domain.anatomy.curves import Floats
from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.frame import SPINE, Side
from lumbalis.domain.anatomy.measures import BodyError, BodyMeasures, Trouble

SIDES = (Side.LEFT, Side.RIGHT)
PLACES = {
    "trochanter": "trochanter",
    "fold": "fold",
    "popliteal": "knee",
    "ankle": "ankle",
}
"""Sided landmarks that move the outline, and the place of the outline each is."""
FELT = ("psis", "crest", "rib12", "scapula")
"""Sided landmarks that move only what is drawn from them."""
_ORIGIN = "L4"


@dataclass(frozen=True, slots=True)
class Warp:
    """Heights as the model has them (`known`, rising) and as they were found, y in mm."""

    known: tuple[float, ...]
    found: tuple[float, ...]

    def of(self, y: float) -> float:
        """Move one height."""
        return float(self.all(np.array([y]))[0])

    def all(self, y: Floats) -> Floats:
        """Move heights, shape (n,): straight between landmarks, unstretched beyond the last."""
        moved: Floats = np.interp(y, self.known, self.found)
        moved += np.minimum(y - self.known[0], 0.0) + np.maximum(y - self.known[-1], 0.0)
        return moved


@dataclass(frozen=True, slots=True)
class Heights:
    """Where heights of the model lie on this person: those of the spine, and of either side.

    `places` are the model's own y by name; `aside` gives for each side how far out (mm) the
    leg was found from where the model has it, at heights of the model that fall.
    """

    places: Mapping[str, float]
    spine: Warp
    sides: Mapping[Side, Warp]
    aside: Mapping[Side, Mapping[str, float]]

    def at(self, place: str, side: Side) -> float:
        """Give the y of a place of the outline; on the midline the mean of both sides."""
        y = self.places[place]
        if side is Side.MIDLINE:
            return (self.sides[Side.LEFT].of(y) + self.sides[Side.RIGHT].of(y)) / 2
        return self.sides[side].of(y)

    def placed(self, line: Floats, side: Side) -> Floats:
        """Put points (n, 2) of the model's right half where they lie on a side of the body."""
        out = line[:, 0] + self._out(line[:, 1], side)
        return np.column_stack([side.sign * out, self.sides[side].all(line[:, 1])])

    def leg_x(self, legs: Mapping[str, tuple[float, float]], place: str, side: Side) -> float:
        """Give the x of the middle of a leg at a place of its axis."""
        x, y = legs[place]
        return side.sign * (x + float(self._out(np.array([y]), side)[0]))

    def _out(self, y: Floats, side: Side) -> Floats:
        heights = [self.places[name] for name in ("ankle", "knee", "crotch")]
        shift = [self.aside[side].get(name, 0.0) for name in ("ankle", "knee")]
        moved: Floats = np.interp(y, heights, [*shift, 0.0])
        return moved


def calibrate(
    measures: BodyMeasures,
    levels: Mapping[str, float],
    places: Mapping[str, float],
    legs: Mapping[str, tuple[float, float]],
    figures: Figures,
) -> Heights:
    """Put measured heights in place of the model's.

    Raises
    ------
    BodyError
        If a landmark is unknown, or lies where none of a body with the others can lie.
    """
    _require_known(measures)
    counted = {name: levels[name] for name in levels if name != _ORIGIN}
    sides, aside = {}, {}
    for side in SIDES:
        sided = {f"{mark}_{side.value}": places[at] for mark, at in PLACES.items()}
        sides[side] = _warp(measures, {"C7": levels["C7"], **sided}, figures)
        aside[side] = _aside(measures, legs, side)
    return Heights(places, _warp(measures, counted, figures), sides, aside)


def _require_known(measures: BodyMeasures) -> None:
    sided = {f"{mark}_{side.value}" for mark in (*PLACES, *FELT) for side in SIDES}
    for name in measures.landmarks:
        if name not in sided and name not in SPINE:
            raise BodyError(Trouble.LANDMARK_UNKNOWN, name)


def _warp(measures: BodyMeasures, known: Mapping[str, float], figures: Figures) -> Warp:
    """Pair what is known with what was found; every stretch must stay that of a body."""
    found = {"": (0.0, 0.0)}
    for name, y in known.items():
        measured = measures.landmarks.get(name)
        if measured is not None and measured.up_mm is not None:
            found[name] = (y, measured.up_mm)
    ordered = sorted(found.items(), key=lambda entry: entry[1][0])
    for (below, low), (above, high) in pairwise(ordered):
        _require_apart(below, low, above, high, figures)
    pairs = [pair for _, pair in ordered]
    return Warp(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def _require_apart(
    below: str,
    low: tuple[float, float],
    above: str,
    high: tuple[float, float],
    figures: Figures,
) -> None:
    """Refuse a distance that is no multiple a body has; the measured one further out is named."""
    apart = high[0] - low[0]
    least, greatest = apart * figures.least_stretch, apart * figures.greatest_stretch
    if least <= high[1] - low[1] <= greatest:
        return
    trouble = Trouble.LANDMARKS_OUT_OF_ORDER
    if above and low[0] >= 0:
        raise BodyError(trouble, above, high[1], low[1] + least, low[1] + greatest)
    raise BodyError(trouble, below, low[1], high[1] - greatest, high[1] - least)


def _aside(
    measures: BodyMeasures, legs: Mapping[str, tuple[float, float]], side: Side
) -> dict[str, float]:
    """Give how far out each measured height of a leg lies from the model."""
    aside = {}
    for mark in ("popliteal", "ankle"):
        measured = measures.landmarks.get(f"{mark}_{side.value}")
        if measured is not None and measured.out_mm is not None:
            aside[PLACES[mark]] = measured.out_mm - legs[PLACES[mark]][0]
    if "knee" in aside:
        aside.setdefault("ankle", aside["knee"])
    return aside
