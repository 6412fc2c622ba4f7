"""Whole bodies on the grid of a report: every cell of skin has the zone that lies there."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely

from lumbalis.domain.anatomy import Body, BodyMeasures, Build
from lumbalis.domain.anatomy.build import build_body
from lumbalis.domain.dose import OUTSIDE, Raster, raster_of
from lumbalis.knowledge.bodies import load_body_model

BODIES = ((Build.MALE, 1760, 78), (Build.FEMALE, 1530, 46), (Build.FEMALE, 1700, 118))


@cache
def laid_out(measures: tuple[Build, float, float]) -> tuple[Body, Raster]:
    """Build a body and its raster."""
    body = build_body(BodyMeasures(*measures), load_body_model())
    return body, raster_of(body)


@pytest.mark.parametrize("measures", BODIES)
def test_random_cells_have_the_zone_shapely_finds_there(
    measures: tuple[Build, float, float],
) -> None:
    """A centre within a hair of a border may go to either zone."""
    body, raster = laid_out(measures)
    picked = np.random.default_rng(1).choice(raster.labels.size, 3000, replace=False)
    columns, rows = raster.grid.centres()
    y, x = rows[picked // raster.grid.columns], columns[picked % raster.grid.columns]
    near = shapely.distance(_borders(body), shapely.points(x, y)) < 1e-6
    expected = np.full(picked.size, OUTSIDE)
    for label, zone in enumerate(raster.zones):
        expected[shapely.contains_xy(body.zones[zone], x, y)] = label
    assert (raster.labels.ravel()[picked] == expected)[~near].all()
    assert near.mean() < 0.02


@pytest.mark.parametrize("measures", BODIES)
def test_every_treated_zone_has_its_area_in_cells(measures: tuple[Build, float, float]) -> None:
    """Nothing treated lies beyond the grid. A straight border may be half a cell off."""
    body, raster = laid_out(measures)
    for zone in body.treated:
        rim_mm2 = body.zones[zone].length * raster.grid.step_mm / 4
        assert raster.area_mm2(zone) == pytest.approx(body.zones[zone].area, abs=rim_mm2), zone


@pytest.mark.parametrize("measures", BODIES)
def test_skin_has_a_zone_in_every_cell(measures: tuple[Build, float, float]) -> None:
    """A cell of the body without a zone would lose its dose."""
    body, raster = laid_out(measures)
    x, y = (axis.ravel() for axis in np.meshgrid(*raster.grid.centres()))
    inside = shapely.contains_xy(body.outline.buffer(-0.01), x, y)
    assert (raster.labels.ravel()[inside] != OUTSIDE).all()


def _borders(body: Body) -> shapely.Geometry:
    """Give the borders of all zones."""
    return shapely.union_all([zone.boundary for zone in body.zones.values()])
