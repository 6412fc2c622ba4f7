"""The pain drawing: where it hurts in mm of the patient's own body, how much, and what changed."""

from lumbalis.domain.outcomes.pain_drawing.areas import enclosed
from lumbalis.domain.outcomes.pain_drawing.comparison import PainChange, compare, jaccard
from lumbalis.domain.outcomes.pain_drawing.drawing import (
    SCALE,
    PainArea,
    PainDrawing,
    PainMark,
    Patch,
    pain_area,
)
from lumbalis.domain.outcomes.pain_drawing.place import PainPlace, Spread
from lumbalis.domain.outcomes.pain_drawing.transfer import transferred
from lumbalis.domain.outcomes.pain_drawing.treated import PainDose, pain_dose

__all__ = [
    "SCALE",
    "PainArea",
    "PainChange",
    "PainDose",
    "PainDrawing",
    "PainMark",
    "PainPlace",
    "Patch",
    "Spread",
    "compare",
    "enclosed",
    "jaccard",
    "pain_area",
    "pain_dose",
    "transferred",
]
