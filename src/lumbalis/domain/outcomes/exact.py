"""Exact numbers, so that no verdict on a boundary hangs on a binary fraction."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor, isfinite

Number = int | float | Decimal | Fraction

_HALF = Fraction(1, 2)


def exact(value: Number, what: str) -> Fraction:
    """Turn a number into the fraction its written form states (38.8 is 388/10).

    Parameters
    ----------
    value : int, float, Decimal or Fraction
        Truth values are refused: a ticked box is no score.
    what : str
        What the number is, for the error. The number itself is never quoted,
        because it may be a patient's answer.

    Raises
    ------
    ValueError
        If the value is no number, or not a finite one.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, Fraction)):
        msg = f"{what} is not a number; enter a number, or leave it unanswered."
        raise ValueError(msg)  # noqa: TRY004 - callers expect one error for every impossible answer
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if not isfinite(value):
        msg = f"{what} is not a finite number; enter a number, or leave it unanswered."
        raise ValueError(msg)
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Round to so many decimals, halves away from zero, as people do on paper."""
    scale = 10**decimals
    nearest = Fraction(floor(abs(value) * scale + _HALF), scale)
    return nearest if value >= 0 else -nearest
