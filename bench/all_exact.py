"""The yardstick of geometry: every contact swept exactly and cut with every area of a body."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import affinity

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan.tracing import Trace


def all_exact(traces: Sequence[Trace], body: Body) -> np.ndarray:
    """Cut the area each contact sweeps with every zone, keep-out and reduced region, in mm2."""
    regions = [*body.zones.values(), *body.keep_outs.values(), *body.reduced.values()]
    swept = np.array([swept_area(one) for one in traces])
    return shapely.area(shapely.intersection(swept[:, None], np.array(regions)[None, :]))


def swept_area(one: Trace) -> shapely.Geometry:
    """Sweep an ellipse along a path: in a stretched plane it is a circle."""
    contact = one.contact
    length, width = contact.length_mm / 2, contact.width_mm / 2
    parts = np.split(one.points, one.starts[1:])
    lines = [shapely.LineString(part) if len(part) > 1 else shapely.Point(part) for part in parts]
    turned = affinity.rotate(shapely.union_all(lines), contact.angle_deg, origin=(0, 0))
    round_ = affinity.scale(turned, 1 / width, 1 / length, origin=(0, 0)).buffer(1)
    stretched = affinity.scale(round_, width, length, origin=(0, 0))
    return affinity.rotate(stretched, -contact.angle_deg, origin=(0, 0))
