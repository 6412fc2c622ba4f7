"""The body in millimetres: outline, zones, keep-outs, landmarks and points of one patient."""

from lumbalis.domain.anatomy.body import Body, Landmark, Region
from lumbalis.domain.anatomy.frame import SPINE, Anchor, Point, Side
from lumbalis.domain.anatomy.measures import (
    BodyError,
    BodyMeasures,
    Build,
    Lesion,
    Measured,
    Trouble,
    Trust,
)

__all__ = [
    "SPINE",
    "Anchor",
    "Body",
    "BodyError",
    "BodyMeasures",
    "Build",
    "Landmark",
    "Lesion",
    "Measured",
    "Point",
    "Region",
    "Side",
    "Trouble",
    "Trust",
]
