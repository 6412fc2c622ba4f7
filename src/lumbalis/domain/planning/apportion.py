"""Dividing whole seconds by weights, exactly: the largest remainders get what is left over."""

from __future__ import annotations

from collections.abc import Sequence

_PARTS_OF_ONE = 252_000
"""Fine enough for any share with a small denominator to become a whole number of parts."""


def apportion(total: int, weights: Sequence[float], units: Sequence[int]) -> list[int]:
    """Divide a total by weights into multiples of each part's unit.

    Parameters
    ----------
    total : int
        Seconds to give out.
    weights : sequence of float
        One weight a part, none negative.
    units : sequence of int
        1, or 2 for a part that is halved between two sides.

    Returns
    -------
    list of int
        Seconds for each part. They sum to the total, or to one less where every part
        is halved and the total is odd.
    """
    parts = [round(weight * _PARTS_OF_ONE) for weight in weights]
    whole = sum(parts)
    if not whole:
        return [0 for _ in parts]
    shares = [total * part for part in parts]
    given = [s // (whole * unit) * unit for s, unit in zip(shares, units, strict=True)]
    rest = [s - seconds * whole for s, seconds in zip(shares, given, strict=True)]
    order = sorted((p for p in range(len(parts)) if parts[p]), key=lambda p: (-rest[p], p))
    left = total - sum(given)
    for part in order:
        if units[part] <= left:
            given[part] += units[part]
            left -= units[part]
    single = next((part for part in order if units[part] <= left), None)
    if single is not None:
        given[single] += left // units[single] * units[single]
    return given
