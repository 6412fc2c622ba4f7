"""The body model: what a survey says of outer measures, and the figures it cannot give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.measures import BodyError, BodyMeasures, Build, Trouble

_ROUNDING = 1e-9
"""An index worked out from a mass and back may miss its own limit by this much."""


@dataclass(frozen=True, slots=True)
class Regression:
    """One measure in mm by stature and body mass index, with the spread (mm) left unexplained."""

    mean: float
    per_mm: float
    per_bmi: float
    residual_sd: float


@dataclass(frozen=True, slots=True)
class Survey:
    """The regressions of one build, around its mean stature (mm) and mean BMI (kg/m2).

    `stature_lowest` and `stature_highest` are its first and ninety-ninth percentiles.
    """

    stature_mean: float
    stature_lowest: float
    stature_highest: float
    bmi_mean: float
    measures: Mapping[str, Regression]


@dataclass(frozen=True, slots=True)
class Knot:
    """A point the outline passes through, said in measures so that it fits every body.

    It lies at a `share` of the way from one named place to another. `out` gives shares of
    named half widths; their sum is the way out from the axis of the part it belongs to.
    """

    start: str
    end: str
    share: float
    out: Mapping[Build, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Size:
    """The measures to expect of one person, in mm by name, and their spread (sd, mm)."""

    build: Build
    mm: Mapping[str, float]
    sd: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Everything a body is built from besides the person's own measures.

    `outline` holds the knots of the right half by part, in the order in which the outline
    runs: `trunk`, `arm_outer`, `arm_inner`, `flank`, `leg_outer`, `leg_inner`. `sha256`
    identifies the data.
    """

    surveys: Mapping[Build, Survey]
    figures: Figures
    outline: Mapping[str, tuple[Knot, ...]]
    sha256: str

    def size(self, measures: BodyMeasures) -> Size:
        """Give the measures to expect of a person (B01).

        Raises
        ------
        BodyError
            If stature or BMI lie outside what the model was made for.
        """
        survey, spare = self.surveys[measures.build], self.figures.stature_tolerance
        low, high = survey.stature_lowest - spare, survey.stature_highest + spare
        _require(Trouble.STATURE_OUTSIDE, measures.stature_mm, low, high)
        low, high = self.figures.bmi_lowest, self.figures.bmi_highest
        _require(Trouble.BMI_OUTSIDE, measures.bmi, low, high)
        taller = measures.stature_mm - survey.stature_mean
        heavier = measures.bmi - survey.bmi_mean
        known = survey.measures
        expected = {n: r.mean + r.per_mm * taller + r.per_bmi * heavier for n, r in known.items()}
        expected["stature"] = measures.stature_mm
        return Size(measures.build, expected, {n: r.residual_sd for n, r in known.items()})


def _require(trouble: Trouble, found: float, low: float, high: float) -> None:
    if not low - _ROUNDING <= found <= high + _ROUNDING:
        raise BodyError(trouble, "", found, low, high)
