"""What a patient drew: finger lines with a number each, made into areas of skin."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lumbalis.domain.anatomy import Body, Point, Region
from lumbalis.domain.outcomes.pain_drawing.areas import cm2, enclosed, shared, united, without
from lumbalis.domain.outcomes.pain_drawing.place import PainPlace, place_of

SCALE: Final = (0, 10)
"""The ends of the numeric rating scale: no pain, and the worst imaginable."""


@dataclass(frozen=True, slots=True)
class PainMark:
    """One line drawn round a painful place, its NRS (0 to 10), and how the pain feels.

    `line` holds the finger's places in mm of the body's frame. Its end is joined to its
    beginning. `quality` is a word of the fact `pain_quality`, or empty.

    Raises
    ------
    ValueError
        If a place is not finite, or the rating is no whole number from 0 to 10.
    """

    line: tuple[Point, ...]
    nrs: int
    quality: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.nrs, bool) or self.nrs not in range(SCALE[0], SCALE[1] + 1):
            msg = "A pain rating is a whole number from 0 to 10; ask for it again."
            raise ValueError(msg)
        if not all(math.isfinite(x) and math.isfinite(y) for x, y in self.line):
            msg = "A pain drawing holds a place that is not finite; have it drawn again."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class PainDrawing:
    """The marks of one visit. `body_sha256` names the body whose frame they are in."""

    body_sha256: str
    marks: tuple[PainMark, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of the painful skin with one rating; patches never overlap."""

    region: Region
    nrs: int
    qualities: tuple[str, ...]

    @property
    def area_cm2(self) -> float:
        """Give its area in cm2."""
        return cm2(self.region)


@dataclass(frozen=True, slots=True)
class PainArea:
    """The painful skin of one visit, on one body.

    `region` is None where nothing was drawn on the body. `patches` divide it by rating,
    the worst first: where marks overlap, the higher rating counts. `shares` tells for each
    zone touched how much of the painful area lies in it; they add up to 1.
    """

    body_sha256: str
    region: Region | None
    patches: tuple[Patch, ...]
    shares: Mapping[str, float]
    place: PainPlace | None

    @property
    def area_cm2(self) -> float:
        """Give the painful area in cm2, every piece of skin counted once."""
        return cm2(self.region)

    @property
    def nrs_worst(self) -> int | None:
        """Give the highest rating; None without a painful area."""
        return self.patches[0].nrs if self.patches else None

    @property
    def nrs_mean(self) -> float | None:
        """Give the mean rating over the painful skin, weighted by area."""
        if not self.patches:
            return None
        return sum(p.nrs * p.area_cm2 for p in self.patches) / self.area_cm2


def pain_area(drawing: PainDrawing, body: Body) -> PainArea:
    """Measure a drawing on the body it was drawn on.

    What lies beside the body is cut off; a mark that encloses no skin adds nothing. A mark
    rated 0 is no pain and adds nothing either.

    Raises
    ------
    ValueError
        If the drawing was made on another body.
    """
    if drawing.body_sha256 != body.sha256:
        msg = "This pain drawing belongs to another body; transfer it first."
        raise ValueError(msg)
    patches = _patches(drawing.marks, body.outline)
    region = united(patch.region for patch in patches)
    if region is None:
        return PainArea(body.sha256, None, (), {}, None)
    return PainArea(body.sha256, region, patches, _shares(region, body), place_of(region, body))


def _patches(marks: Iterable[PainMark], outline: Region) -> tuple[Patch, ...]:
    """Divide the painful skin by rating, from the worst downwards."""
    drawn: dict[int, list[PainMark]] = {}
    for mark in marks:
        if mark.nrs > 0:
            drawn.setdefault(mark.nrs, []).append(mark)
    taken: Region | None = None
    patches: list[Patch] = []
    for nrs in sorted(drawn, reverse=True):
        areas = [area for mark in drawn[nrs] if (area := enclosed(mark.line)) is not None]
        region = without(shared(united(areas), outline), taken)
        if region is not None:
            taken = united([region] if taken is None else [region, taken])
            qualities = dict.fromkeys(mark.quality for mark in drawn[nrs] if mark.quality)
            patches.append(Patch(region, nrs, tuple(qualities)))
    return tuple(patches)


def _shares(region: Region, body: Body) -> dict[str, float]:
    """Give every touched zone's share of the painful area, the greatest first."""
    areas = {name: cm2(shared(zone, region)) for name, zone in body.zones.items()}
    total = sum(areas.values())
    touched = {name: area / total for name, area in areas.items() if area}
    return dict(sorted(touched.items(), key=lambda item: -item[1]))
