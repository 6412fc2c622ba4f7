"""From strokes to paths: where on the skin a hand is, how long, and with what force."""

from lumbalis.domain.plan.tracing.traces import (
    SPACING_MM,
    Trace,
    pass_seconds,
    path_length_mm,
    trace,
)

__all__ = ["SPACING_MM", "Trace", "pass_seconds", "path_length_mm", "trace"]
