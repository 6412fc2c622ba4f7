"""The phase of the disease, in three-valued logic: what cannot be decided stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Reading, Trace
from lumbalis.domain.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lumbalis.domain.protocol import PhaseRule

UNKNOWN_PHASE = "UNKNOWN"
STRICTNESS = ("REMISSION", "SUBSIDING", None, "EXACERBATION")


def phase_of(rules: Sequence[PhaseRule], reading: Reading) -> str | None:
    """Name the first phase whose condition holds; None if one before it is undecided."""
    for rule in rules:
        match rule.when.truth(reading):
            case Truth.TRUE:
                return rule.phase
            case Truth.UNKNOWN:
                return None
            case Truth.FALSE:
                continue
    return None


def stricter_phase(first: str | None, second: str | None) -> str | None:
    """Give the stricter of two phases; not knowing is stricter than anything but a flare."""
    return max(first, second, key=STRICTNESS.index)


def phase_trace(rules: Sequence[PhaseRule], reading: Reading) -> Trace:
    """Tell which facts made the phase, or leave it open."""
    for rule in rules:
        found = rule.when.trace(reading)
        if found.truth is not Truth.FALSE:
            return found
    return Trace(Truth.UNKNOWN, (), ())
