"""Bodies of the shipped model for the tests of anatomy, and what is often asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import combinations

import numpy as np
import shapely

from lumbalis.domain.anatomy import (
    Body,
    BodyMeasures,
    BodyModel,
    Build,
    Lesion,
    Measured,
    build_body,
)
from lumbalis.knowledge.bodies import load_body_model
from lumbalis.knowledge.files import KnowledgeFiles

MEN = (1601.0, 1927.0)
WOMEN = (1482.0, 1777.0)
"""The first and ninety-ninth percentiles of stature in the survey, in mm."""
BMI = (17.0, 45.0)


@cache
def shipped_model() -> BodyModel:
    """Load the model that ships with the project."""
    return load_body_model(KnowledgeFiles(use_cache=False))


def measures(
    build: Build = Build.MALE,
    stature_mm: float = 1760.0,
    bmi: float = 24.0,
    landmarks: Mapping[str, Measured] | None = None,
    curve: Mapping[str, float] | None = None,
    lesions: tuple[Lesion, ...] = (),
) -> BodyMeasures:
    """Measure somebody by stature and body mass index."""
    mass_kg = bmi * (stature_mm / 1000) ** 2
    return BodyMeasures(build, stature_mm, mass_kg, landmarks or {}, curve or {}, lesions)


def body(given: BodyMeasures | None = None) -> Body:
    """Build a body of the shipped model."""
    return build_body(given or measures(), shipped_model())


@cache
def usual() -> Body:
    """Build the man of 1760 mm and 24 kg/m2 that the reference levels are given for."""
    return body()


@cache
def usual_woman() -> Body:
    """Build a woman of 1650 mm and 24 kg/m2."""
    return body(measures(Build.FEMALE, 1650.0))


def everybody(statures: int, indices: int) -> list[BodyMeasures]:
    """Give people over the whole range of the model, both builds."""
    return [
        measures(build, stature_mm, bmi)
        for build, range_mm in ((Build.MALE, MEN), (Build.FEMALE, WOMEN))
        for stature_mm in np.linspace(*range_mm, statures).tolist()
        for bmi in np.linspace(*BMI, indices).tolist()
    ]


def named(person: BodyMeasures) -> str:
    """Name somebody by build, stature and body mass index."""
    return f"{person.build.value} {person.stature_mm:.0f} {person.bmi:.1f}"


def overlap_mm2(one: Body) -> float:
    """Add up what zones share with each other."""
    return sum(shapely.intersection(a, b).area for a, b in combinations(one.zones.values(), 2))


def uncovered_mm2(one: Body) -> float:
    """Give what the zones together leave of the outline, or reach beyond it."""
    together = shapely.union_all(list(one.zones.values()))
    return float(shapely.symmetric_difference(together, one.outline).area)
