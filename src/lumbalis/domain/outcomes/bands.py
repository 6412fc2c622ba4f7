"""Which named band of its scale a value belongs to."""

from __future__ import annotations

from lumbalis.domain.outcomes.checks import check_within
from lumbalis.domain.outcomes.exact import Number, exact
from lumbalis.domain.outcomes.instruments import Direction, Instrument
from lumbalis.domain.outcomes.scores import Score
from lumbalis.domain.outcomes.thresholds import Band


def band_of(instrument: Instrument, value: Number, band_set: str | None = None) -> Band:
    """Name the band of a value, both ends of a band included.

    Published bands are written for whole numbers. A value that falls between two
    of them belongs to the worse one, the stricter reading.

    Parameters
    ----------
    value : number
        In the instrument's own unit.
    band_set : str, optional
        Which scheme; by default the instrument's first.

    Raises
    ------
    ValueError
        If the value is out of range, or the instrument has no such scheme.
    """
    what = f"{instrument.id}: the value"
    place = exact(value, what)
    check_within(place, instrument.range.minimum, instrument.range.maximum, what)
    bands = instrument.bands(band_set).bands
    if instrument.direction is Direction.HIGHER_IS_WORSE:
        return next(band for band in bands if place <= band.upper)
    return next(band for band in reversed(bands) if place >= band.lower)


def band_of_score(instrument: Instrument, score: Score, band_set: str | None = None) -> Band | None:
    """Name the band of a score; None where the score has no value."""
    return None if score.value is None else band_of(instrument, score.value, band_set)
