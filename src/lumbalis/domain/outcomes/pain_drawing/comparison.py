"""Two drawings of one patient: what is still painful, what is gone, what is new."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.anatomy import Region
from lumbalis.domain.outcomes.pain_drawing.areas import cm2, shared, without
from lumbalis.domain.outcomes.pain_drawing.drawing import PainArea


@dataclass(frozen=True, slots=True)
class PainChange:
    """How the painful skin changed between two visits, on one body.

    `jaccard` is the area painful at both visits over the area painful at either: 1 for the
    same drawing, 0 for two apart, None where nothing hurt at either. Areas in cm2.
    `change_percent` is of the area before; None where that was nothing.
    """

    before_cm2: float
    after_cm2: float
    jaccard: float | None
    kept_cm2: float
    gone_cm2: float
    new_cm2: float
    kept: Region | None
    gone: Region | None
    new: Region | None

    @property
    def change_cm2(self) -> float:
        """Give the change of the painful area in cm2; negative where it has shrunk."""
        return self.after_cm2 - self.before_cm2

    @property
    def change_percent(self) -> float | None:
        """Give the change in per cent of the area before; None where that was nothing."""
        return 100 * self.change_cm2 / self.before_cm2 if self.before_cm2 else None


def compare(before: PainArea, after: PainArea) -> PainChange:
    """Compare two visits.

    Raises
    ------
    ValueError
        If they are measured on different bodies; transfer the earlier drawing first.

    References
    ----------
    Galve Villa et al. (2020), PMC7652695: area and Jaccard index of pain drawings over time.
    """
    if before.body_sha256 != after.body_sha256:
        msg = "These pain drawings are in the frames of two bodies; transfer one of them first."
        raise ValueError(msg)
    kept = shared(before.region, after.region)
    gone, new = without(before.region, after.region), without(after.region, before.region)
    return PainChange(
        before_cm2=before.area_cm2,
        after_cm2=after.area_cm2,
        jaccard=jaccard(before.region, after.region),
        kept_cm2=cm2(kept),
        gone_cm2=cm2(gone),
        new_cm2=cm2(new),
        kept=kept,
        gone=gone,
        new=new,
    )


def jaccard(one: Region | None, other: Region | None) -> float | None:
    """Give the shared area over the united area, from 0 to 1; None where there is neither."""
    if one is None and other is None:
        return None
    if one is None or other is None:
        return 0.0
    both = cm2(shared(one, other))
    return min(both / (cm2(one) + cm2(other) - both), 1.0)
