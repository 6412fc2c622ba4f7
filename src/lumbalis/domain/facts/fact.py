"""One fact of the vocabulary: its type, its range, and what it means when nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from lumbalis.domain.expressions import Condition, Kind, Value, ValueType


class FactType(Enum):
    """How a fact is answered."""

    BOOL = "bool"
    INT = "int"
    DECIMAL = "decimal"
    ENUM = "enum"
    SET = "set"
    DATE = "date"


_KINDS = {
    FactType.BOOL: Kind.BOOL,
    FactType.INT: Kind.NUMBER,
    FactType.DECIMAL: Kind.NUMBER,
    FactType.ENUM: Kind.ENUM,
    FactType.SET: Kind.SET,
    FactType.DATE: Kind.DATE,
}


class Policy(Enum):
    """What a missing answer means."""

    BLOCKS = "BLK"
    """No session until somebody answers."""
    UNSAFE = "POS"
    """Every rule that hangs on it counts as if it fired."""
    DEFAULT = "DEF"
    """A declared value stands in."""
    SILENT = "OPT"
    """No effect by itself."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What a missing answer to one fact means, and under which condition.

    `when` narrows the policy: a fact that BLOCKS only when it holds is otherwise
    SILENT; a DEFAULT that holds only then is otherwise UNSAFE. A condition that
    is itself unknown is read the strict way.
    """

    policy: Policy
    default: Value | None = None
    when: Condition | None = None
    because: str | None = None
    strictest: bool = True
    """False owns up to a default that a known answer could make stricter."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A question the protocol may ask.

    `minimum` and `maximum` are inclusive, in `unit` (UCUM). `valid_for` is how
    long an answer may be used; None means for good. `asked` holds I (intake),
    S (session), P (after the session), R (review).
    """

    id: str
    type: FactType
    group: str
    silence: Silence
    asked: frozenset[str]
    asked_of: tuple[str, ...]
    source: tuple[str, ...]
    values: tuple[str, ...] = ()
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    none_allowed: bool = False
    valid_for: timedelta | None = None
    private: bool = False

    @property
    def value_type(self) -> ValueType:
        """The fact as the rule language sees it."""
        blocks_sometimes = self.silence.policy is Policy.BLOCKS and self.silence.when is not None
        return ValueType(
            kind=_KINDS[self.type],
            unit=self.unit,
            values=frozenset(self.values),
            optional=self.silence.policy is Policy.SILENT or blocks_sometimes,
        )
