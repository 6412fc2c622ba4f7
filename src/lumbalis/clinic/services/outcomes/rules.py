"""The outcome measures and the rules of adaptation as the protocol states them, loaded once."""

from __future__ import annotations

from functools import cache

from lumbalis.clinic.knowledge import knowledge_files, protocol
from lumbalis.clinic.records.models import Clinic
from lumbalis.domain.adaptation import AdaptationRules
from lumbalis.domain.outcomes.instruments import Instrument
from lumbalis.domain.outcomes.rules import OutcomeRules
from lumbalis.knowledge.checks import load_adaptation, load_outcomes

LICENCES = "licences"
"""The setting of a clinic that names the instruments it holds a licence for."""


@cache
def outcome_rules() -> OutcomeRules:
    """Give the instruments, their thresholds and when to measure them."""
    return load_outcomes(knowledge_files())


@cache
def adaptation_rules() -> AdaptationRules:
    """Give the ladder, the grades of adverse events and the clinic's alarm."""
    return load_adaptation(protocol(), knowledge_files())


def instrument_of(name: str) -> Instrument:
    """Give an instrument by its id."""
    return outcome_rules().instruments[name]


def licences_of(clinic: Clinic) -> frozenset[str]:
    """Name the instruments that need a licence and for which the clinic says it holds one."""
    held = clinic.settings.get(LICENCES, [])
    return frozenset(map(str, held)) if isinstance(held, list) else frozenset()
