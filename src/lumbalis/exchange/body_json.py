"""A body as a collection of areas in millimetres, for other programs and for drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

from lumbalis.domain.anatomy.body import Body, Region

MEDIA_TYPE: Final = "application/vnd.lumbalis.body+json"
"""Its own: the areas are shaped like GeoJSON, but RFC 7946 allows degrees on the globe only."""

FRAME: Final = {
    "unit": "mm",
    "origin": "L4 spinous process tip",
    "x": "to the patient's right",
    "y": "towards the head",
    "seen": "from behind, never mirrored",
}
_DECIMALS = 1
_ORDER = ("outline", "zone", "keep_out", "reduced", "organ")


def body_object(body: Body) -> dict[str, object]:
    """Turn a body into plain JSON values.

    Coordinates are mm in the frame of the body, to a tenth. Rings are closed, the outer
    one first and counter-clockwise. `role` says what an area means for a plan.
    """
    measures = body.measures
    return {
        "type": "FeatureCollection",
        "media_type": MEDIA_TYPE,
        "frame": dict(FRAME),
        "body": {
            "build": measures.build.value,
            "stature_mm": measures.stature_mm,
            "mass_kg": measures.mass_kg,
            "cun_mm": round(body.cun_mm, _DECIMALS),
            "sha256": body.sha256,
        },
        "landmarks": {name: _landmark(body, name) for name in body.landmarks},
        "features": list(_features(body)),
    }


def _landmark(body: Body, name: str) -> dict[str, object]:
    mark = body.landmarks[name]
    return {
        "at": [_round(mark.at.x), _round(mark.at.y)],
        "trust": mark.trust.value,
        "sd_mm": _round(mark.sd_mm),
        "off_by_mm": _round(mark.off_by_mm),
    }


def _features(body: Body) -> Iterator[dict[str, object]]:
    groups: tuple[Mapping[str, Region], ...] = (
        {"outline": body.outline},
        body.zones,
        body.keep_outs,
        body.reduced,
        body.organs,
    )
    for role, areas in zip(_ORDER, groups, strict=True):
        for name, area in areas.items():
            yield {
                "type": "Feature",
                "id": name,
                "properties": {
                    "role": role,
                    "treated": role == "zone" and name in body.treated,
                    "area_mm2": _round(area.area),
                },
                "geometry": _geometry(area),
            }


def _geometry(area: Region) -> dict[str, object]:
    if isinstance(area, Polygon):
        return {"type": "Polygon", "coordinates": _rings(area)}
    return {"type": "MultiPolygon", "coordinates": [_rings(part) for part in area.geoms]}


def _rings(area: Polygon) -> list[list[list[float]]]:
    oriented = orient(area)
    rings = (oriented.exterior, *oriented.interiors)
    return [[[_round(x), _round(y)] for x, y in ring.coords] for ring in rings]


def _round(number: float) -> float:
    return round(number, _DECIMALS) + 0.0
