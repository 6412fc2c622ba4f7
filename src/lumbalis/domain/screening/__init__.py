"""Answers to a verdict: may this person be massaged now, under which caps, and why."""

from lumbalis.domain.screening.screen import screen
from lumbalis.domain.screening.verdict import (
    Caps,
    Missing,
    Override,
    Reason,
    RefusedOverride,
    TechniqueVerdict,
    Verdict,
)

__all__ = [
    "Caps",
    "Missing",
    "Override",
    "Reason",
    "RefusedOverride",
    "TechniqueVerdict",
    "Verdict",
    "screen",
]
