"""The value a score has to reach for its change to count as an important improvement."""

from __future__ import annotations

import math
from fractions import Fraction

from lumbalis.domain.outcomes.instruments import Direction, Instrument
from lumbalis.domain.outcomes.thresholds import Criterion


def important_value(instrument: Instrument, baseline: Fraction) -> Fraction | None:
    """Give the first value, counted from a baseline, that is an important improvement.

    By the instrument's own responder criterion, in its own unit, and a value that the scale
    can take. None where the instrument
    measures no change, where the baseline leaves too little room to improve, or where the
    value would lie off the scale.

    References
    ----------
    Ostelo et al. (2008), Spine 33(1), 90: minimal important changes, absolute and 30 %.
    """
    size = _size(instrument, baseline)
    if size is None or size == 0:
        return None
    downwards = instrument.direction is Direction.HIGHER_IS_WORSE
    value = baseline - size if downwards else baseline + size
    if instrument.range.whole_numbers:
        value = Fraction(math.floor(value) if downwards else math.ceil(value))
    limits = instrument.baseline_limits
    if limits is not None and baseline < limits.improvement_from:
        return None
    return value if instrument.range.minimum <= value <= instrument.range.maximum else None


def _size(instrument: Instrument, baseline: Fraction) -> Fraction | None:
    change = instrument.important_change
    if change is None:
        return None
    size = change.improvement.of(change.responder_by)
    if size is None or change.responder_by is Criterion.ABSOLUTE:
        return size
    return baseline * size / 100 if instrument.range.minimum == 0 else None
