"""Planning on the body: strokes on this patient's skin for every step of a planned session."""

from lumbalis.domain.planning.on_body.fitting import CLASSICAL_BOTTOM_UP, LYMPH_TERRITORY
from lumbalis.domain.planning.on_body.plan import plan_strokes
from lumbalis.domain.planning.on_body.result import (
    BodyPlan,
    Calibration,
    CannotDraw,
    DoseAim,
    Idle,
    LeftUndone,
    Undone,
)

__all__ = [
    "CLASSICAL_BOTTOM_UP",
    "LYMPH_TERRITORY",
    "BodyPlan",
    "Calibration",
    "CannotDraw",
    "DoseAim",
    "Idle",
    "LeftUndone",
    "Undone",
    "plan_strokes",
]
