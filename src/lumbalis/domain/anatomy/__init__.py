"""The body in millimetres: outline, zones, keep-outs, landmarks and points of one patient."""

from lumbalis.domain.anatomy.body import Body, Landmark, Region
from lumbalis.domain.anatomy.build import build_body
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
from lumbalis.domain.anatomy.model import BodyModel
from lumbalis.domain.anatomy.points import point_at, wrong_zone, zone_of

__all__ = [
    "SPINE",
    "Anchor",
    "Body",
    "BodyError",
    "BodyMeasures",
    "BodyModel",
    "Build",
    "Landmark",
    "Lesion",
    "Measured",
    "Point",
    "Region",
    "Side",
    "Trouble",
    "Trust",
    "build_body",
    "point_at",
    "wrong_zone",
    "zone_of",
]
