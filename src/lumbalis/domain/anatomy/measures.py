"""What is known of one body: build, size, landmarks found by hand, the curve, marks on the skin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from lumbalis.domain.anatomy.frame import Point, Side


class Build(Enum):
    """Which body model the figures come from. It is no statement about a person's gender."""

    FEMALE = "female"
    MALE = "male"


class Trust(Enum):
    """How a landmark was found, and so how wrong it may be."""

    MODEL = "model"
    """Estimated from stature and mass only."""
    PALPATED = "palpated"
    """Found by hand from one reference: may be a whole vertebra off."""
    CONFIRMED = "confirmed"
    """Counted from two references that agree, or seen by ultrasound."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A landmark as measured: mm towards the head from L4, mm out from the midline.

    None leaves a coordinate to the model. L4 is the origin: only its `trust` counts.
    """

    up_mm: float | None = None
    out_mm: float | None = None
    trust: Trust = Trust.PALPATED


@dataclass(frozen=True, slots=True)
class Lesion:
    """A mole, wound or mark: nothing may come nearer to it than its margin.

    `outline` is a ring of at least three points in the frame, or one point with
    `radius_mm`. `kind` is `mole`, `skin_break`, `neoplasm`, `bruise` or `mark`.
    """

    id: str
    kind: str
    outline: tuple[Point, ...]
    radius_mm: float
    margin_mm: float


@dataclass(frozen=True, slots=True)
class BodyMeasures:
    """The measures a body is built from.

    `curve` gives, for levels of the spine, how far (mm) the spinous process lies to the
    patient's right (+) or left (-) of the line through C7 and S1: a scoliosis.
    """

    build: Build
    stature_mm: float
    mass_kg: float
    landmarks: Mapping[str, Measured] = field(default_factory=dict)
    curve: Mapping[str, float] = field(default_factory=dict)
    lesions: tuple[Lesion, ...] = ()

    @property
    def bmi(self) -> float:
        """Give the body mass index in kg/m2."""
        return self.mass_kg / (self.stature_mm / 1000) ** 2


class Trouble(Enum):
    """Why no body can be built."""

    STATURE_OUTSIDE = "stature_outside"
    BMI_OUTSIDE = "bmi_outside"
    LANDMARK_UNKNOWN = "landmark_unknown"
    LANDMARK_OUTSIDE = "landmark_outside"
    LANDMARKS_OUT_OF_ORDER = "landmarks_out_of_order"
    CURVE_OUTSIDE = "curve_outside"
    LESION_CROSSES_ITSELF = "lesion_crosses_itself"
    LESION_OUTSIDE = "lesion_outside"
    LESION_TOO_SMALL = "lesion_too_small"


class BodyError(ValueError):
    """A measure no body can have. `trouble` and `about` make the sentence for a reader.

    `about` names what is meant: a landmark, a lesion's id, or nothing. `found`, `low` and
    `high` are in the unit of the measure.
    """

    def __init__(
        self,
        trouble: Trouble,
        about: str = "",
        found: float | None = None,
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        self.trouble, self.about = trouble, about
        self.found, self.low, self.high = found, low, high
        super().__init__(f"{trouble.value} {about}".strip())


__all__ = [
    "BodyError",
    "BodyMeasures",
    "Build",
    "Lesion",
    "Measured",
    "Point",
    "Side",
    "Trouble",
    "Trust",
]
