"""A share of people with its exact confidence interval, as few cases as there may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Final

_PARTS: Final = 2**14
"""How finely an end of the interval is found; it is then moved outwards, never inwards."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many, and the interval that holds the true share, all exact."""

    count: int
    of: int
    low: Fraction
    high: Fraction

    @property
    def share(self) -> Fraction | None:
        """Give the share, from 0 to 1; None of nobody."""
        return Fraction(self.count, self.of) if self.of else None


def proportion(count: int, of: int, confidence: Fraction) -> Proportion:
    """Give a share with its Clopper-Pearson interval.

    The interval is computed in whole numbers and rounded outwards, so it covers the true share
    at least as often as `confidence` (from 0 to 1, exclusive) says. Of nobody it is 0 to 1.

    Raises
    ------
    ValueError
        If the counts cannot be, or the confidence is none.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26(4), 404.
    """
    if not 0 <= count <= of:
        msg = "A share counts more people than there are; count again."
        raise ValueError(msg)
    if not 0 < confidence < 1:
        msg = "A confidence lies between 0 and 1; give it as a fraction."
        raise ValueError(msg)
    tail = (1 - confidence) / 2
    low = Fraction(0) if count == 0 else _edge(lambda p: _at_least(count, of, p) > tail) - _STEP
    high = Fraction(1) if count == of else _edge(lambda p: _at_most(count, of, p) <= tail)
    return Proportion(count, of, max(low, Fraction(0)), min(high, Fraction(1)))


_STEP: Final = Fraction(1, _PARTS)


def _edge(holds: Callable[[int], bool]) -> Fraction:
    """Give the smallest share at which something holds that goes on holding."""
    low, high = 0, _PARTS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return Fraction(high, _PARTS)


def _at_least(count: int, of: int, parts: int) -> Fraction:
    """Give the chance of so many or more at a share."""
    return 1 - _at_most(count - 1, of, parts)


def _at_most(count: int, of: int, parts: int) -> Fraction:
    rest = _PARTS - parts
    ways = sum(comb(of, hit) * parts**hit * rest ** (of - hit) for hit in range(count + 1))
    return Fraction(ways, _PARTS**of)
