"""Lines of equal value in a field, as closed rings: for tones of the relief and for doses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating]
"""A field of values, shape (rows, columns)."""
Ring = NDArray[np.float64]
"""A closed ring as (column, row), shape (n, 2); the first point is not repeated."""


def rings_above(field: Field, value: float) -> list[Ring]:
    """Surround everything above a value by closed rings (marching squares).

    Parameters
    ----------
    field : ndarray, shape (rows, columns)
        Values at whole columns and rows. Outside it counts as below the value.
    value : float
        The value to draw the line at.

    Returns
    -------
    list of ndarray, shape (n, 2)
        Rings in columns and rows; holes are rings of their own (even-odd rule).
    """
    low = min(float(field.min()), value) - 1.0
    padded = np.pad(np.asarray(field, dtype=float), 1, constant_values=low)
    starts, ends, places = _segments(padded, value)
    return [places[chain] - 1.0 for chain in _chains(starts, ends)]


def _segments(field: Field, value: float) -> tuple[NDArray[np.int64], NDArray[np.int64], Ring]:
    """Cut every cell: from which edge to which edge the line runs, what is above on its left."""
    above = field > value
    rows, columns = field.shape
    case = (
        above[:-1, :-1] * 1 + above[:-1, 1:] * 2 + above[1:, 1:] * 4 + above[1:, :-1] * 8
    ).astype(np.int8)
    row, column = np.nonzero((case > 0) & (case < 15))  # noqa: PLR2004 - all four corners
    kind = case[row, column]
    flat, vertical = row * columns + column, rows * columns + row * columns + column
    edges = np.stack([flat, vertical + 1, flat + columns, vertical])
    starts, ends = [], []
    for which, pairs in _CASES.items():
        cells = np.nonzero(kind == which)[0]
        for start, end in pairs:
            starts.append(edges[start][cells])
            ends.append(edges[end][cells])
    return np.concatenate(starts), np.concatenate(ends), _places(field, value)


# The edges of a cell: 0 towards lower rows, 1 towards higher columns, 2 and 3 opposite to them.
_CASES = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 3), (2, 1)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 0), (3, 2)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def _places(field: Field, value: float) -> Ring:
    """Find where the line crosses each edge: first the edges along rows, then along columns."""
    rows, columns = field.shape
    places = np.empty((2, rows, columns, 2))
    places[..., 0], places[..., 1] = np.arange(columns), np.arange(rows)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        places[0, :, :-1, 0] += (value - field[:, :-1]) / np.diff(field, axis=1)
        places[1, :-1, :, 1] += (value - field[:-1]) / np.diff(field, axis=0)
    return places.reshape(-1, 2)


def _chains(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Iterator[list[int]]:
    """Join the cuts of the cells into rings."""
    following = dict(zip(starts.tolist(), ends.tolist(), strict=True))
    while following:
        first, edge = following.popitem()
        chain = [first]
        while edge != first:
            chain.append(edge)
            edge = following.pop(edge)
        yield chain
