"""The relief of a back in tones: nested bands of shade and light, as a print would have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from lumbalis.domain.anatomy import Body
from lumbalis.drawing.body.contour import rings_above
from lumbalis.drawing.body.path import soft_path
from lumbalis.drawing.body.sculpture import STEP_MM, Canvas, heights

# The light comes from above the head and is the same for both sides, so that neither side of a
# symmetric body looks fuller than the other. How much a slope turned away from it, any slope at
# all, and a hollow darken the skin:
_TURNED, _STEEP, _HOLLOW = 0.55, 0.10, 0.035
_GENTLE_SLOPE: Final = 0.16
_STEEPEST: Final = 0.62
_HOLLOW_MM: Final = 20.0
_LEAST_WEIGHT: Final = 0.05
_SHADES: Final = (0.025, 0.05, 0.08, 0.115, 0.16, 0.22, 0.30)
_LIGHTS: Final = (0.03, 0.055, 0.085)
_SOFTEN: Final = 0.7
_TOLERANCE_MM: Final = 0.7
_LEAST_AREA_MM2: Final = 90.0


@dataclass(frozen=True, slots=True)
class Tone:
    """A band of shade or light: everything at least this dark, or this bright."""

    kind: str
    """`shade` or `lit`."""
    path: str
    """In tenths of a mm, y down."""


def tones(body: Body) -> tuple[Tone, ...]:
    """Shade a body: bands from the palest to the deepest, to be laid over one another."""
    canvas = Canvas.over(body.outline)
    surface, inside = heights(body, canvas)
    light = _brightness(surface, inside)
    dark = np.where(inside, -light, 1.0)
    shades = (_tone("shade", dark, value, canvas) for value in _SHADES)
    lights = (_tone("lit", np.where(inside, light, -1.0), value, canvas) for value in _LIGHTS)
    return tuple(tone for tone in (*shades, *lights) if tone.path)


def _brightness(surface: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Tell how much brighter (or, below 0, darker) than flat skin each place is."""
    up, across = np.gradient(surface, STEP_MM)
    slope = np.minimum(up**2 + across**2, _STEEPEST**2) / _GENTLE_SLOPE**2
    cells = _HOLLOW_MM / STEP_MM
    weight = ndimage.gaussian_filter(inside.astype(float), cells)
    around = ndimage.gaussian_filter(surface * inside, cells) / np.maximum(weight, _LEAST_WEIGHT)
    bright = (
        _HOLLOW * (surface - around)
        - _TURNED * np.clip(up, -_STEEPEST, _STEEPEST)
        - _STEEP * (np.sqrt(1 + slope) - 1)
    )
    return np.asarray(ndimage.gaussian_filter(bright, _SOFTEN))


def _tone(kind: str, field: NDArray[np.float64], value: float, canvas: Canvas) -> Tone:
    return Tone(kind, soft_path(_rings(field, value, canvas), _TOLERANCE_MM))


def _rings(
    field: NDArray[np.float64], value: float, canvas: Canvas
) -> Iterator[NDArray[np.float64]]:
    """Give the rings in mm; specks nobody would see are left out."""
    for ring in rings_above(field, value):
        places = ring * STEP_MM + (canvas.x[0], canvas.y[0])
        if abs(_area(places)) >= _LEAST_AREA_MM2:
            yield places


def _area(ring: NDArray[np.float64]) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
