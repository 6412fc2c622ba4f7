"""Do strokes keep every limit on this body: an independent checker in millimetres."""

from lumbalis.domain.verification.on_body.findings import (
    BodyVerification,
    BodyViolation,
    Robustness,
    Scenario,
)
from lumbalis.domain.verification.on_body.ground import Prepared, prepare
from lumbalis.domain.verification.on_body.table import all_body_kinds
from lumbalis.domain.verification.on_body.verify import verify_edit, verify_on_body

__all__ = [
    "BodyVerification",
    "BodyViolation",
    "Prepared",
    "Robustness",
    "Scenario",
    "all_body_kinds",
    "prepare",
    "verify_edit",
    "verify_on_body",
]
