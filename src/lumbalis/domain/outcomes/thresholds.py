"""Where a change begins to matter, a scale to be called bad, and a patient recovered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import pairwise


class Criterion(Enum):
    """How a change is measured: in points of the scale, or in per cent of the baseline."""

    ABSOLUTE = "absolute"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a statement comes from, how sure it is, and whether a physician has signed it."""

    source: tuple[str, ...]
    certainty: str
    status: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A size of change, in points and in per cent of the baseline; None where none is known."""

    absolute: Fraction | None
    percent: Fraction | None

    def __post_init__(self) -> None:
        """Refuse zero and below: no change at all would then count as an important one."""
        if any(size is not None and size <= 0 for size in (self.absolute, self.percent)):
            msg = "an important change must be greater than zero; correct the threshold."
            raise ValueError(msg)

    def of(self, criterion: Criterion) -> Fraction | None:
        """Give the size by one criterion."""
        return self.absolute if criterion is Criterion.ABSOLUTE else self.percent


@dataclass(frozen=True, slots=True)
class ImportantChange:
    """The smallest changes that matter to patients, and the one that makes a responder.

    The two directions may differ. Where sources give a span, its larger end is
    asked for before improvement is claimed and its smaller end before worsening is.
    """

    improvement: Amount
    worsening: Amount
    responder_by: Criterion
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse a responder rule without a threshold, and a scale that cannot get worse."""
        if self.improvement.of(self.responder_by) is None:
            msg = "responder_by names a threshold that improvement lacks; add it or name the other."
            raise ValueError(msg)
        if self.worsening.absolute is None and self.worsening.percent is None:
            msg = "worsening has no threshold, so it would go unseen; add one."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class GlobalRating:
    """Thresholds of a scale that asks for the change itself and so has no baseline."""

    improved_up_to: Fraction
    worse_from: Fraction
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse a rating that would be both better and worse."""
        if self.improved_up_to >= self.worse_from:
            msg = "improved_up_to must lie below worse_from; correct one of them."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class BaselineLimits:
    """Baselines between which a change can be read.

    Below `improvement_from` there is too little room to improve, above
    `worsening_up_to` too little room to get worse. In points of the scale.
    """

    improvement_from: Fraction
    worsening_up_to: Fraction
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Recovered:
    """The value at which, or on the good side of which, patients call themselves recovered."""

    value: Fraction
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the scale, both ends included; `label` is a key into the texts."""

    lower: Fraction
    upper: Fraction
    label: str


@dataclass(frozen=True, slots=True)
class BandSet:
    """One scheme of naming the whole scale, from its lowest value to its highest."""

    id: str
    bands: tuple[Band, ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse bands that overlap, run backwards, leave out a whole number or are missing."""
        if not self.bands:
            msg = f"band set {self.id} is empty; add its bands or remove it."
            raise ValueError(msg)
        if any(band.lower > band.upper for band in self.bands):
            msg = f"band set {self.id} has a band that ends before it begins; turn it round."
            raise ValueError(msg)
        steps = [upper.lower - lower.upper for lower, upper in pairwise(self.bands)]
        if not all(0 < step <= 1 for step in steps):
            msg = f"band set {self.id} has an overlap or a gap; let each band follow the one below."
            raise ValueError(msg)
