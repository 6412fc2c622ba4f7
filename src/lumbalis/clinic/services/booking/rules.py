"""The rules of booking as the protocol states them, and the norm a clinic counts by."""

from __future__ import annotations

from functools import cache
from typing import Final

from lumbalis.clinic.knowledge import knowledge_files, protocol
from lumbalis.clinic.records.models import Clinic
from lumbalis.domain.protocol import NormSet
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.knowledge.norms_data import load_norm_sets
from lumbalis.knowledge.scheduling import load_scheduling

NORM: Final = "norm"
"""The setting of a clinic that names its norm of workload; without it none is counted."""


@cache
def scheduling_rules() -> SchedulingRules:
    """Give how long the parts of a visit last and what may not follow what."""
    return load_scheduling(protocol().limits, knowledge_files())


@cache
def norm_sets() -> dict[str, NormSet]:
    """Give every norm of workload, by id."""
    return load_norm_sets(knowledge_files())


def norm_of(clinic: Clinic) -> NormSet | None:
    """Give the norm a clinic counts by, None where it counts by none."""
    return norm_sets().get(str(clinic.settings.get(NORM, "")))
