"""Curves: a smooth line through points, and one that never overshoots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SAMPLES = 7
_LEAST = 1e-6


def through(knots: Floats) -> Floats:
    """Lead a smooth open line through points (centripetal Catmull-Rom).

    Parameters
    ----------
    knots : ndarray, shape (n, 2), n >= 2
        Points in mm, no two neighbours the same.

    Returns
    -------
    ndarray, shape ((n - 1) * 7 + 1, 2)
        The line; every seventh point is a knot.

    References
    ----------
    Barry and Goldman (1988), A recursive evaluation algorithm for a class of Catmull-Rom
    splines, SIGGRAPH 22(4), 199.
    """
    ends = 2 * knots[[0, -1]] - knots[[1, -2]]
    p = np.vstack([ends[:1], knots, ends[1:]])
    step = np.maximum(np.sqrt(np.hypot(*np.diff(p, axis=0).T)), _LEAST)
    t = np.concatenate([[0.0], np.cumsum(step)])
    share = np.arange(_SAMPLES) / _SAMPLES
    at = t[1:-2, None] + share * (t[2:-1] - t[1:-2])[:, None]
    line = [_mix(p, t, at, k, 1) for k in range(3)]
    line = [_blend(line[k], line[k + 1], t, at, (k, k + 2)) for k in range(2)]
    curve = _blend(line[0], line[1], t, at, (1, 2))
    return np.vstack([curve.reshape(-1, 2), knots[-1:]])


def _mix(p: Floats, t: Floats, at: Floats, first: int, span: int) -> Floats:
    """Go straight between neighbouring points of every stretch, seen at its times."""
    count = len(at)
    low, high = p[first : first + count, None], p[first + span : first + span + count, None]
    return _blend(low, high, t, at, (first, first + span))


def _blend(low: Floats, high: Floats, t: Floats, at: Floats, ends: tuple[int, int]) -> Floats:
    count = len(at)
    start, stop = (t[end : end + count, None] for end in ends)
    share = ((at - start) / (stop - start))[..., None]
    return low + share * (high - low)


def monotone(x: Floats, y: Floats, at: Floats) -> Floats:
    """Interpolate without overshoot (Fritsch and Carlson 1980), level at both ends.

    Parameters
    ----------
    x, y : ndarray, shape (n,), n >= 2
        Knots; x rises.
    at : ndarray, shape (m,)
        Where to interpolate; beyond the ends the end's own value is given.
    """
    at = np.clip(at, x[0], x[-1])
    run, slope = np.diff(x), np.diff(y) / np.diff(x)
    before, after = slope[:-1], slope[1:]
    same = before * after > _LEAST**2
    w1, w2 = 2 * run[1:] + run[:-1], run[1:] + 2 * run[:-1]
    safe = np.where(same, before, 1.0), np.where(same, after, 1.0)
    middle = np.where(same, (w1 + w2) / (w1 / safe[0] + w2 / safe[1]), 0.0)
    tangent = np.concatenate([[0.0], middle, [0.0]])
    k = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(run) - 1)
    h, s = run[k], (at - x[k]) / run[k]
    rest = 1 - s
    ends = y[k] * (1 + 2 * s) * rest**2 + y[k + 1] * s**2 * (3 - 2 * s)
    bends = h * s * rest * (rest * tangent[k] - s * tangent[k + 1])
    result: Floats = ends + bends
    return result
