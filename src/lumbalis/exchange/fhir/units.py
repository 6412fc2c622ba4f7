"""Units of measurement: the explicit list of what can be converted to what, exactly.

Factors are definitions of the units (the international pound and inch, the Fahrenheit
scale), not clinical numbers. Whatever is not in the list is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_Conversion = Callable[[Fraction], Fraction]

UCUM = "http://unitsofmeasure.org"
_NONE: Mapping[str, _Conversion] = {}
_PLACES = Decimal("0.01")


def _same(number: Fraction) -> Fraction:
    return number


def _fahrenheit(number: Fraction) -> Fraction:
    return (number - 32) * Fraction(5, 9)


def _times(factor: str) -> _Conversion:
    exact = Fraction(factor)
    return lambda number: number * exact


CONVERSIONS: Mapping[str, Mapping[str, _Conversion]] = {
    "Cel": {"[degF]": _fahrenheit},
    "kg": {"[lb_av]": _times("0.45359237")},
    "cm": {"[in_i]": _times("2.54")},
    "/min": {"{beats}/min": _same},
    "{INR}": {"1": _same},
    "{score}": {"1": _same},
}
"""Unit of the fact -> unit that was sent -> conversion. A unit always converts to itself."""


def converted(number: float, sent: str, wanted: str) -> int | float | None:
    """Convert a number between units; None where the list has no such pair.

    Exact, then rounded half up to hundredths; a whole result is given as a whole number.
    """
    conversion = _same if sent == wanted else CONVERSIONS.get(wanted, _NONE).get(sent)
    if conversion is None:
        return None
    exact = conversion(Fraction(repr(number)))
    if exact.denominator == 1:
        return exact.numerator
    scaled = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(scaled.quantize(_PLACES, rounding=ROUND_HALF_UP))


def known_units(wanted: str) -> tuple[str, ...]:
    """List the units that can be converted to a fact's unit."""
    return tuple(dict.fromkeys((wanted, *CONVERSIONS.get(wanted, _NONE))))
