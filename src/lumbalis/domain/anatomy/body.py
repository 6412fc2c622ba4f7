"""One patient's back in millimetres: outline, zones, keep-outs, landmarks and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry import LineString, MultiPolygon, Polygon

from lumbalis.domain.anatomy.frame import SPINE, Anchor, Point, Side
from lumbalis.domain.anatomy.measures import BodyMeasures, Trust

Region = Polygon | MultiPolygon
"""An area of skin in the frame, in mm2. Always valid, never empty."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that can be felt: where it is, how it was found, and how far off it may be.

    `sd_mm` is the standard deviation of its height, `off_by_mm` the error that has to be
    reckoned with (a whole vertebra where it was found from one reference only).
    """

    name: str
    at: Point
    trust: Trust
    sd_mm: float
    off_by_mm: float


@dataclass(frozen=True, slots=True)
class Body:
    """A body, built once per patient and measure.

    `zones` is a strict partition of `outline`: every zone of the protocol that can be seen
    from behind, and what is not treated (`head_neck`, `upper_back`, `arm_left`, `foot_left`,
    `cleft`, ...). `treated` names those of the partition that the protocol treats.
    `keep_outs` are areas without any contact, margins included (`spine`, `cleft`,
    `lymph_nodes`, `lesion:<id>`); `reduced` are those where force must fall
    (`kidney_left`, `kidney_right`: Morris' rectangle, the planning margin and the organ's
    travel in breathing and lying prone). `organs` are expected outlines, for drawing only.
    `guides` are lines a therapist can feel or see (`rib_12_left`, `crest_left`,
    `scapula_left`, `gluteal_fold_left`, `crease_left`, `cleft`, `waist`): for drawing.
    `spine` holds the line of the spinous processes, C7 to S4, from the head down.
    `cun_mm` is the patient's own body inch on the back.
    """

    measures: BodyMeasures
    outline: Region
    zones: Mapping[str, Region]
    treated: tuple[str, ...]
    keep_outs: Mapping[str, Region]
    reduced: Mapping[str, Region]
    organs: Mapping[str, Region]
    guides: Mapping[str, LineString]
    landmarks: Mapping[str, Landmark]
    spine: tuple[Point, ...]
    cun_mm: float
    sha256: str
    """Identifies the measures and the model together; a plan carries it."""

    def spine_x(self, y: float) -> float:
        """Give the x of the spinous line at a height; beyond its ends the end's own."""
        above = self.spine[0]
        if y >= above.y:
            return above.x
        for below in self.spine[1:]:
            if y >= below.y:
                share = (y - below.y) / (above.y - below.y)
                return below.x + share * (above.x - below.x)
            above = below
        return above.x

    def place(self, anchor: Anchor) -> Point:
        """Find an anchor on this body.

        Raises
        ------
        KeyError
            If the body has no such landmark.
        """
        mark = self.landmarks[anchor.landmark]
        y = mark.at.y + anchor.up_mm
        x = self.spine_x(y) if anchor.landmark in SPINE else mark.at.x
        return Point(x + anchor.side.sign * anchor.out_mm, y)

    def anchor(self, at: Point) -> Anchor:
        """Say a place by the nearest landmark: a level on the trunk, the knee's on the legs."""
        names = self._levels() if at.y >= self._lowest_level() else self._leg_marks(at.x)
        nearest = min(names, key=lambda name: abs(self.landmarks[name].at.y - at.y))
        mark = self.landmarks[nearest]
        from_x = self.spine_x(at.y) if nearest in SPINE else mark.at.x
        side = self.side_of(at)
        return Anchor(nearest, side, at.y - mark.at.y, side.sign * (at.x - from_x))

    def side_of(self, at: Point) -> Side:
        """Tell the side of a place; a place on the spinous line counts as midline."""
        across = at.x - self.spine_x(at.y)
        if across == 0:
            return Side.MIDLINE
        return Side.RIGHT if across > 0 else Side.LEFT

    def _levels(self) -> list[str]:
        return [name for name in SPINE if name in self.landmarks]

    def _lowest_level(self) -> float:
        """Give the height below which a place is said from the legs: under the gluteal fold."""
        return min(self.landmarks[f"fold_{side}"].at.y for side in ("left", "right"))

    def _leg_marks(self, x: float) -> list[str]:
        side = "right" if x > 0 else "left"
        return [f"{name}_{side}" for name in ("fold", "popliteal", "ankle")]
