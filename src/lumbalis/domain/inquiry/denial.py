"""The answer that says "nothing of the kind": what it is for each fact, if there is one."""

from __future__ import annotations

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import Fact, FactType

_WORDS = ("none", "never", "no")


def denial_of(fact: Fact) -> Value | None:
    """Give the answer by which somebody denies a fact; None where it has to be asked for itself.

    A denial of a list of lines is recorded as this answer to each of them.
    """
    match fact.type:
        case FactType.BOOL:
            return False
        case FactType.ENUM:
            return next((word for word in _WORDS if word in fact.values), None)
        case FactType.SET:
            return frozenset({"none"}) if "none" in fact.values else None
        case FactType.DATE:
            return NO_DATE if fact.none_allowed else None
        case FactType.INT | FactType.DECIMAL:
            return None
